"""The lake's upkeep: compact, check, forget, replay. Each is a function a module; the command shows what it gives."""

from pipeline.upkeep.check import Finding as Finding
from pipeline.upkeep.check import check as check
from pipeline.upkeep.compact import Compacted as Compacted
from pipeline.upkeep.compact import compact as compact
from pipeline.upkeep.forget import Forget as Forget
from pipeline.upkeep.forget import Forgotten as Forgotten
from pipeline.upkeep.forget import forget as forget
from pipeline.upkeep.replay import Replayed as Replayed
from pipeline.upkeep.replay import replay as replay
