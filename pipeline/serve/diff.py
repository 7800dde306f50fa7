"""What changed from one text to the next, for a reader."""

from __future__ import annotations

import dataclasses
import difflib
import re
from typing import Literal

# Paragraphs longer than this are told as gone and come: comparing words costs the square of their number.
_MAX_WORDS = 1_500


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text: as it was (`same`), gone (`del`), come (`ins`)."""

    kind: Literal["same", "ins", "del"]
    text: str


def changes(before: str, after: str) -> list[Change]:
    """The text with what has gone and what has come, paragraph by paragraph and in those word by word."""
    old, new = before.split("\n\n"), after.split("\n\n")
    told: list[Change] = []
    for kind, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = old[old_from:old_to], new[new_from:new_to]
        if kind == "equal":
            told.extend(Change("same", f"{paragraph}\n\n") for paragraph in gone)
            continue
        paired = min(len(gone), len(come))
        for one, other in zip(gone[:paired], come[:paired], strict=True):
            told += [*_words(one, other), Change("same", "\n\n")]
        told.extend(Change("del", f"{paragraph}\n\n") for paragraph in gone[paired:])
        told.extend(Change("ins", f"{paragraph}\n\n") for paragraph in come[paired:])
    return told


def _words(before: str, after: str) -> list[Change]:
    old, new = re.findall(r"\s*\S+", before), re.findall(r"\s*\S+", after)
    if len(old) > _MAX_WORDS or len(new) > _MAX_WORDS:
        return [Change("del", before), Change("ins", after)]
    told = []
    for kind, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            told.append(Change("same", "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            told.append(Change("del", "".join(old[old_from:old_to])))
        if new_to > new_from:
            told.append(Change("ins", "".join(new[new_from:new_to])))
    return told
