"""Lines told by their shape rather than their words: a bare date, a timestamp, the credit of an image."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources

from transforms.extract_dateline.vocabulary import month_number
from transforms.strip_boilerplate.dates import parse_moment

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|(?<!\d)\d{1,2}[./]\d{1,2}[./]\d{2}(?!\d)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}\s?[:.h]\s?\d{2}(?!\d|\.\d)|\d\s?[ap]\.?m\b|\d{1,2}[時点시]", re.IGNORECASE)
_TIMED = re.compile(r"(?<![\d.])\d{1,2}\s?[:h時시]\s?\d{2}(?!\d)|\d\s?[ap]\.?m\b|\d{4}[^\w.]{1,4}\d{1,2}\.\d{2}(?!\d)", re.IGNORECASE)
# Without one of these no marker marks: asked first, at a tenth of the cost of the words.
_SEPARATED = re.compile(r"[:：＝=／/|©]")
# `09:00`, `3h ago 09:00`, `12:45 BST`, `10.15 Uhr`: a live blog's, a player's.
_BARE_CLOCK = re.compile(
    r"(?:\d{1,2}\s?\w{1,7}\s(?:ago\s)?)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?(?:[ap]\.?m\.?|Uhr|[A-Z]{2,4}|h))?$", re.IGNORECASE
)
_LONGEST_CLOCK = 20
_LETTERS = re.compile(r"[^\W\d_]+")


def is_bare_date(line: str) -> bool:
    """Whether a line is a day and no more: `January 11, 2022`, `вторник, 11 января 2022 г.`, `2022年1月11日`."""
    if len(line) > 48 or not _YEAR.search(line) or _CLOCK.search(line):
        return False
    words = _LETTERS.findall(line)
    return len(words) <= 6 and (sum(map(len, words)) <= 6 or any(map(month_number, words)))


def is_timestamp(line: str) -> bool:
    """Whether a line is a day with a time of the clock and little else, or a time alone: furniture of a page."""
    if len(line) <= _LONGEST_CLOCK and _BARE_CLOCK.match(line):
        return True
    if len(line) > 80 or not _TIMED.search(line) or len(_LETTERS.findall(line)) > 9:
        return False
    moment = parse_moment(line)
    return moment is not None and not moment.day_only


def is_dated(line: str) -> bool:
    """Whether a line holds a day with its year."""
    return _YEAR.search(line) is not None


def is_credit_line(line: str) -> bool:
    """Whether a line is nothing but the credit of an image: `IMAGE SOURCE: KREMLIN`, `Foto: dpa`, `© AFP`."""
    return len(line) <= 120 and _SEPARATED.search(line, 0, 60) is not None and _marker("image").match(line) is not None


def is_source_line(line: str) -> bool:
    """Whether a line names a source: `Source: Eurostat`; the credit of an image only where it stands with one."""
    return len(line) <= 160 and _SEPARATED.search(line, 0, 60) is not None and _marker("source").match(line) is not None


def named_source(line: str) -> str | None:
    """Whom a source line names: `Source: TASS` gives `TASS`; None where the line is none, or names a text's worth."""
    found = _marker("source").match(line) if len(line) <= 160 else None
    if not found:
        return None
    name = line[found.end() - 1 :].strip(" .()[]（）【】")
    return name if name and len(name) <= 60 else None


@functools.cache
def _marker(table_name: str) -> re.Pattern[str]:
    table = tomllib.loads(resources.files("transforms.extract_credits").joinpath("data/credit_markers.toml").read_text("utf-8"))
    words = sorted({word for words in table[table_name].values() for word in words}, key=lambda word: (-len(word), word))
    return re.compile(rf"^[(\[]?\s*(?:(?:{'|'.join(map(re.escape, words))})\s*[:：＝=／/|]\s*|©\s*)\S", re.IGNORECASE)
