"""`parse_dateline`: the dateline of a text, in any language; and where the text goes on after it."""

from __future__ import annotations

import datetime
import re

from schemas import Dateline
from transforms.extract_dateline.grammar import HEAD, read_dateline
from transforms.extract_dateline.unspaced import read_unspaced

_BREAK = re.compile(r"\n\s*\n")
_UNSPACED = re.compile(r"\s*[【〔［\[（(]?\s*(?:\d{1,4}\s?[年月日]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])")
# A line that is a place may be followed by a line that is a day; what follows must be text.
_LEAST_BODY = 60
# A first paragraph of so many characters may be a line before the story.
LONGEST_LINE = 160


def parse_dateline(text: str, *, filed: datetime.date | None = None, language: str | None = None) -> Dateline | None:
    """The dateline that a text opens with: `PUTRAJAYA, Nov 22 —` gives place, day and agency as printed.

    Args:
      text: a body or its first paragraph; only its head is looked at.
      filed: when the story was published; gives a day without a year its year.
      language: BCP 47 tag, where known; tells `3 mar` in Spanish from others and allows `Berlin.` in German.

    >>> parse_dateline("MADRID, 3 may (EFE).- El Gobierno aprobó", filed=datetime.date(2024, 5, 3)).agency
    'EFE'
    """
    return split_dateline(text, filed=filed, language=language)[0]


def split_dateline(text: str, *, filed: datetime.date | None = None, language: str | None = None) -> tuple[Dateline | None, str]:
    """The dateline of a text, and the text without it."""
    first, gap, rest = _paragraph(text)
    if _UNSPACED.match(first):
        unspaced = read_unspaced(first, filed=filed)
        if unspaced:
            dateline = Dateline(
                text=first[unspaced.start : unspaced.end].strip(),
                place=unspaced.place,
                agency=unspaced.agency,
                date=unspaced.date.isoformat() if unspaced.date else None,
            )
            return dateline, (first[unspaced.rest :] + gap + rest).lstrip()
    reading = read_dateline(first, filed=filed, language=language)
    if reading is None:
        return _after_a_line(first, gap, rest, filed, language) or (None, text)
    if reading.separator == "end":
        if len(rest.strip()) < _LEAST_BODY:
            return None, text
        return reading.dateline(first), rest
    return reading.dateline(first), (first[reading.rest :] + gap + rest).lstrip()


def _after_a_line(first: str, gap: str, rest: str, filed: datetime.date | None, language: str | None) -> tuple[Dateline, str] | None:
    """A dateline in the second paragraph, after a line such as a kicker: only one with an agency or a day beside its place."""
    if not rest or len(first) > LONGEST_LINE:
        return None
    second, second_gap, further = _paragraph(rest)
    reading = read_dateline(second, filed=filed, language=language)
    if reading is None or reading.places is None or not (reading.day or reading.agency_known) or reading.separator == "end":
        return None
    return reading.dateline(second), first + gap + second[reading.rest :] + second_gap + further


def _paragraph(text: str) -> tuple[str, str, str]:
    """The first paragraph with words, what parts it from the rest, and the rest."""
    start = len(text) - len(text[: HEAD * 4].lstrip()) if text[:1].isspace() else 0
    start = min(start, len(text))
    found = _BREAK.search(text, start)
    if found is None:
        return text[start:], "", ""
    return text[start : found.start()], found.group(), text[found.end() :]
