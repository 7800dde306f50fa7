"""`StoredPrints`: the prints of what the lake has, for the days that a run is about."""

from __future__ import annotations

import dataclasses

import numpy as np
import pyarrow.compute as pc

from schemas import ARTICLES
from transforms.stories.cluster import DAYS
from transforms.stories.prints import PRINT_BYTES, Prints, days, pack_all
from transforms.stories.signature import SIGNATURE_BYTES
from transforms.write_lake import Lake, read_columns

# Days read at once, between looks at how many there are.
_DAYS_AT_ONCE = 7


@dataclasses.dataclass(frozen=True, slots=True)
class StoredPrints:
    """Gives the prints of a lake that stand within `DAYS` of any of some new ones. It travels to the worker that clusters.

    Attributes:
      root: the lake.
      most: no further day is read when there are so many, from the newest on; half a million are 270 MB.
    """

    root: str
    most: int = 500_000

    def __call__(self, new: Prints) -> Prints:
        lake = Lake.open(self.root)
        near = {day for each in np.unique(new.records["day"]).tolist() for day in range(each - DAYS, each + DAYS + 1)}
        held = {file.partition["date"] for file in lake.files(ARTICLES)}
        wanted = sorted((day for day in held if days(day) in near), reverse=True)
        packed = bytearray()
        for start in range(0, len(wanted), _DAYS_AT_ONCE):
            if len(packed) >= self.most * PRINT_BYTES:
                break
            packed += _prints_of(lake, set(wanted[start : start + _DAYS_AT_ONCE]))
        return Prints.of(packed)


def _prints_of(lake: Lake, wanted: set[str]) -> bytes:
    columns = ["date", "article_id", "story_id", "signature"]
    rows = read_columns(lake, ARTICLES, columns, lambda partition: partition["date"] in wanted)
    signed = rows.filter(pc.equal(pc.binary_length(rows["signature"]), SIGNATURE_BYTES))
    stories = pc.coalesce(signed["story_id"], signed["article_id"])
    return pack_all(signed["date"].to_pylist(), signed["article_id"].to_pylist(), stories.to_pylist(), signed["signature"].to_pylist())
