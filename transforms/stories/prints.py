"""`Prints`: what of many articles is needed to find their stories, in arrays: 550 bytes each."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any, Self

import numpy as np

from transforms.stories.signature import SIGNATURE_BYTES

_EPOCH = datetime.date(1970, 1, 1).toordinal()
# Ids are hex in the lake and two halves here, which sort as their hex does.
_ID = np.dtype([("high", ">u8"), ("low", ">u8")])
_RECORD = np.dtype([("day", ">i4"), ("article", _ID), ("story", _ID), ("signature", "u1", (SIGNATURE_BYTES,))])

PRINT_BYTES = _RECORD.itemsize


@dataclasses.dataclass(frozen=True, slots=True)
class Prints:
    """Articles with a signature, by day and id.

    Attributes:
      records: a structured array: `day` (days since 1970), `article` and `story` (ids), `signature`.
    """

    records: Any

    @classmethod
    def of(cls, packed: bytes | bytearray) -> Self:
        """The prints of `pack`s put together in any order; one of each that is repeated."""
        records = np.frombuffer(packed, _RECORD)
        order = np.lexsort([records["article"]["low"], records["article"]["high"], records["day"]])
        return cls(records[order])

    def __len__(self) -> int:
        return len(self.records)


def pack(day: str, article_id: str, story_id: str, signature: bytes) -> bytes:
    """An article's day (`YYYY-MM-DD`), ids and signature as bytes of one length."""
    return days(day).to_bytes(4, "big", signed=True) + bytes.fromhex(article_id) + bytes.fromhex(story_id) + signature


def pack_all(day: list[str], article_id: list[str], story_id: list[str], signature: list[bytes]) -> bytes:
    """`pack` of many, a value in each list for each: half a million a second."""
    records = np.empty(len(day), _RECORD)
    number_of = {each: days(each) for each in set(day)}
    records["day"] = [number_of[each] for each in day]
    records["article"] = np.frombuffer(bytes.fromhex("".join(article_id)), _ID)
    records["story"] = np.frombuffer(bytes.fromhex("".join(story_id)), _ID)
    records["signature"] = np.frombuffer(b"".join(signature), np.uint8).reshape(-1, SIGNATURE_BYTES)
    packed: bytes = records.tobytes()
    return packed


def unpack(id_: Any) -> str:
    """An id of `Prints.records` as hex."""
    return f"{int(id_['high']):016x}{int(id_['low']):016x}"


def days(day: str) -> int:
    """A day, `YYYY-MM-DD`, as days since 1970."""
    return datetime.date.fromisoformat(day).toordinal() - _EPOCH
