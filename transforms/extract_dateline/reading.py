"""What was read of a dateline so far."""

from __future__ import annotations

import dataclasses
import datetime

from schemas import Dateline
from transforms.extract_dateline.places import PlacePhrase


@dataclasses.dataclass(slots=True)
class Reading:
    """A dateline as far as it was read.

    Attributes:
      start, end: the bounds of it as printed. rest: where the sentence begins after its separator.
      agency_known: the tables have the agency. signed: it stands in signs of its own, after which no separator is needed.
      bracket: what encloses all of it, `[` or `(`; empty for most. prefixed: a correspondent is named before the place.
      day: it has a day; year: one with its year; date: that day, where the calendar has it.
    """

    start: int
    end: int
    places: PlacePhrase | None = None
    agency: str | None = None
    agency_known: bool = False
    signed: bool = False
    bracket: str = ""
    prefixed: bool = False
    day: bool = False
    year: bool = False
    date: datetime.date | None = None
    separator: str = ""
    rest: int = 0

    def dateline(self, text: str) -> Dateline:
        """The record of it."""
        return Dateline(
            text=" ".join(text[self.start : self.end].split()).rstrip(" ,"),
            place=" ".join(self.places.text.split()) if self.places else None,
            agency=self.agency,
            date=self.date.isoformat() if self.date else None,
        )
