"""When a page was published and last changed, and which evidence says so."""

from __future__ import annotations

import datetime
import email.utils
import functools
import re
import tomllib
from importlib import resources
from typing import NamedTuple

from transforms.extract_dateline.vocabulary import month_number
from transforms.instants import to_micros, with_zone
from transforms.strip_boilerplate.declared import Declared, texts_of
from transforms.strip_boilerplate.tree import Span, Tree

_DAY = 86_400_000_000
# Before the press there was no news; and what claims to be later than a day after it was fetched is wrong (clocks, time zones).
_EARLIEST = to_micros(datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC))


_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2}|(?!\d)))?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?\s*(Z|[+-]\d{2}:?\d{2})?)?$")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?$")
_YEAR_FIRST = re.compile(r"((?:19|20)\d{2})\s*[./年년-]\s*(\d{1,2})\s*[./月월-]\s*(\d{1,2})")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?((?:19|20)\d{2})(?!\d)")
_DAY_MONTH_NAME = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?[\s-]+(?:de\s+|d'|of\s+)?([^\W\d_][^\s\d.,/-]{1,15})\.?,?[\s-]+(?:de\s+|del\s+)?((?:19|20)\d{2})(?!\d)"
)
_MONTH_NAME_DAY = re.compile(r"([^\W\d_][^\s\d.,/-]{1,15})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d{2})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s?[:.h時시]\s?(\d{2})(?:\s?[:.分분]\s?(\d{2}))?\s*(?:분|分)?\s*([ap]\.?m\.?)?(?!\d)", re.IGNORECASE)
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2]|[1-9])[/-]?(0[1-9]|[12]\d|3[01]|[1-9])(?=[/_.-]|$)")


class Moment(NamedTuple):
    """An instant in microseconds UTC; `day_only` where only a day was given; `offset` in minutes, None where no local time was."""

    micros: int
    day_only: bool
    offset: int | None

    @property
    def told(self) -> str:
        """The instant with its zone, as RFC 3339 has it."""
        return with_zone(self.micros, self.offset)


class Evidence(NamedTuple):
    """Where a value was read, the value as printed, and what it came to."""

    where: str
    raw: str
    moment: Moment | None


def published_evidence(tree: Tree, declared: Declared, url: str | None, first: int, last: int, language: str) -> list[Evidence]:
    """What the page says of when it was published, best evidence first. `first` and `last` span the article's blocks."""
    found = [("JSON-LD datePublished", text) for text in texts_of(declared.article.get("datePublished"))]
    found += [(f"meta {key}", declared.metas[key]) for key in _metas("published") if key in declared.metas]
    found += [
        ("JSON-LD datePublished of another object", text) for node in declared.objects[:200] for text in texts_of(node.get("datePublished"))
    ][:3]
    found += [("JSON-LD uploadDate", text) for node in declared.objects[:200] for text in texts_of(node.get("uploadDate"))][:1]
    times = [span for span in tree.times if not _tells_change(span)]
    marked = [span for span in times if "datePublished" in (span.attributes.get("itemprop") or "") or "pubdate" in span.attributes]
    near = [span for span in times if span not in marked and first - 25 <= span.block <= last + 3]
    for span in (*marked, *near[:4]):
        found += [("time element", value) for value in (span.attributes.get("datetime"), span.text) if value]
    found += [("JSON-LD dateCreated", text) for text in texts_of(declared.article.get("dateCreated"))]
    evidence = [Evidence(where, raw, parse_moment(raw, language)) for where, raw in found]
    if not any(entry.moment for entry in evidence):
        # Lines between headline and text, or right under it, that hold a day.
        lines = tree.blocks[max(0, first - 12) : first] + tree.blocks[last + 1 : last + 4]
        evidence += [
            Evidence("line by the headline", block.text, moment)
            for block in lines
            if len(block.text) < 120 and (moment := parse_moment(block.text, language))
        ]
        if url and (day := _URL_DAY.search(url)):
            evidence.append(Evidence("URL", day.group(), _moment(int(day[1]), int(day[2]), int(day[3]))))
    return evidence


def modified_evidence(tree: Tree, declared: Declared, language: str) -> list[Evidence]:
    """What the page says of when it was last changed, best evidence first."""
    found = [("JSON-LD dateModified", text) for text in texts_of(declared.article.get("dateModified"))]
    found += [(f"meta {key}", declared.metas[key]) for key in _metas("modified") if key in declared.metas]
    found += [
        ("time element", value)
        for span in tree.times
        if _tells_change(span)
        for value in (span.attributes.get("datetime"), span.text)
        if value
    ]
    return [Evidence(where, raw, parse_moment(raw, language)) for where, raw in found]


def _tells_change(span: Span) -> bool:
    """Whether a time element is that of the last change, by its itemprop or its class (`updated`, as hAtom and WordPress have it)."""
    if "dateModified" in (span.attributes.get("itemprop") or ""):
        return True
    names = (span.attributes.get("class") or "").lower()
    return ("updated" in names or "modified" in names) and "publish" not in names


@functools.cache
def _metas(kind: str) -> tuple[str, ...]:
    """The properties and names of meta elements that hold such a day, most trusted first (`data/metas.toml`)."""
    return tuple(tomllib.loads(resources.files(__package__).joinpath("data/metas.toml").read_text("utf-8"))[kind])


def first_plausible(evidence: list[Evidence], fetched_at: int | None) -> Evidence | None:
    """The best evidence that names an instant of the press's age, and not later than a day after it was fetched."""
    for entry in evidence:
        if entry.moment and entry.moment.micros >= _EARLIEST and (fetched_at is None or entry.moment.micros <= fetched_at + _DAY):
            return entry
    return None


@functools.lru_cache(maxsize=4_096)
def parse_moment(text: str, language: str = "") -> Moment | None:
    """The instant that a text names, by ISO 8601, RFC 2822, epoch, or as people write days; without a zone it is taken as UTC.

    Days in figures are read day first, month first only for `en-US`, year first where the year leads.
    """
    text = text.strip()[:200]
    if not text:
        return None
    if found := _ISO.match(text):
        return _from_iso(found)
    if _EPOCH.match(text):
        return Moment(int(text) * (1_000_000 if len(text) == 10 else 1_000), False, None)
    if found := _COMPACT.match(text):
        year, month, day, hour, minute, second, zone = found.groups()
        return _moment(int(year), int(month), int(day), hour, minute, second, None, zone)
    if "," in text[:6] or text.endswith(("GMT", "UTC")) or re.search(r"[+-]\d{4}$", text):
        try:
            moment = email.utils.parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            pass
        else:
            aware = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
            try:
                return Moment(to_micros(aware), False, _minutes(moment.utcoffset()))
            except OverflowError:
                return None
    if found := _ISO.search(text):
        return _from_iso(found)
    day_parts = _printed_day(text, language)
    if day_parts is None:
        return None
    year_number, month_, day_, end = day_parts
    clock = _CLOCK.search(text, end) or _CLOCK.search(text[: max(0, end - 8)])
    if clock is None:
        return _moment(year_number, month_, day_)
    hour_number = int(clock[1])
    if clock[4]:
        hour_number = hour_number % 12 + (12 if clock[4][0] in "pP" else 0)
    return _moment(year_number, month_, day_, str(hour_number), clock[2], clock[3]) or _moment(year_number, month_, day_)


def _printed_day(text: str, language: str) -> tuple[int, int, int, int] | None:
    """Year, month and day as printed, and where they end."""
    if found := _YEAR_FIRST.search(text):
        return int(found[1]), int(found[2]), int(found[3]), found.end()
    for pattern, month_group, day_group in ((_DAY_MONTH_NAME, 2, 1), (_MONTH_NAME_DAY, 1, 2)):
        for found in pattern.finditer(text):
            if month := month_number(found[month_group]):
                return int(found[3]), month, int(found[day_group]), found.end()
    if found := _DAY_FIRST.search(text):
        first, second = int(found[1]), int(found[2])
        month_first = (language.lower().startswith("en-us") and "/" in found.group() and first <= 12) or second > 12
        day, month_ = (second, first) if month_first else (first, second)
        return int(found[3]), month_, day, found.end()
    return None


def _from_iso(found: re.Match[str]) -> Moment | None:
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    return _moment(int(year), int(month), int(day), hour, minute, second, fraction, zone)


def _moment(
    year: int,
    month: int,
    day: int,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    fraction: str | None = None,
    zone: str | None = None,
) -> Moment | None:
    offset: datetime.timedelta | None = None
    if zone and zone[0] in "+-":
        figures = zone[1:].replace(":", "")
        offset = datetime.timedelta(hours=int(figures[:2]), minutes=int(figures[2:] or 0)) * (-1 if zone[0] == "-" else 1)
    try:
        local = datetime.datetime(
            year, month, day, int(hour or 0), int(minute or 0), int(second or 0), int(((fraction or "") + "000000")[:6]), datetime.UTC
        )
        return Moment(to_micros(local - (offset or datetime.timedelta())), hour is None, _minutes(offset))
    except (ValueError, OverflowError):
        return None


def _minutes(offset: datetime.timedelta | None) -> int | None:
    return None if offset is None else offset // datetime.timedelta(minutes=1)
