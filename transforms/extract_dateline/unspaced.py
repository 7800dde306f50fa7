"""Datelines of Chinese, Japanese and Korean.

dateline  = open { place | day | agency } close [reporter]     in brackets, each at most once: 【5月3日 AFP】, [北京，5月3日，路透]
          | open [house] place "=" who close [reporter]        【ソウル＝小池和樹】, (서울=연합뉴스)
          | running | open running close                       新华社北京4月24日电, （中央社記者王小明台北3日電）
          | [open] reporter "/" place "report" [close]         〔記者王小明／台北報導〕
running   = [agency | house] [reporter] place day dispatch | agency day dispatch | agency place day dash
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import re
import unicodedata

from transforms.assign_region.gazetteer import gazetteer
from transforms.extract_credits.agencies import agency_names, find_agency
from transforms.extract_dateline.days import read_day
from transforms.extract_dateline.marks import past

_LONGEST = 120
_HAN = r"[\u3400-\u9fff\u3040-\u30ffー・·]"
_RUN = re.compile(rf"{_HAN}{{2,16}}")
_REPORTER = r"(?:记者|記者)"
_SENDER = re.compile(rf"\s*(?:[（(]\s*{_REPORTER}[^（）()\n]{{1,24}}[）)]\s*|{_REPORTER}[^\s：:，。\n]{{2,12}}(?:报道|報導|报导)[：:]\s*)")
_DASH = re.compile(r"\s*[-–—]\s+")
_JOINT = re.compile("[・·/、,，]")
_OPEN = re.compile(r"\s*[【〔［\[（(]\s*([^【】〔〕［］\[\]（）()\n]{2,40})\s*[】〕］\]）)]\s*")
# The word for a dispatch, in some with the kind of it: 电, 讯, 綜合外電報導.
_DISPATCH = re.compile(r"\s*(?:专|專)?(?:综合|綜合)?(?:外)?[讯訊电電](?:报道|報導)?\s*[】〕］\]）)]?\s*[：:]?\s*")
_REPORT = re.compile("[讯訊电電]|(?:综合|綜合)?(?:报道|報導|报导)")
_AFTER = re.compile(r"(?:[^\n=]{0,14}?(?:기자|특파원|記者)\s*)?\s*[=＝]?\s*")
# Papers that sign as an agency does.
_HOUSE = re.compile(rf"(?:本报|本報|本社|本网|本網|央视网|央視網|人民网|光明网|环球网|澎湃新闻)?{_REPORTER}?")
_NAMED = re.compile(rf"(?:本报|本報)?{_REPORTER}[^／/\s]{{2,10}}[／/]")
# An agency's reporter, before the place.
_CORRESPONDENT = re.compile(_REPORTER)
_NAME_LENGTHS = (2, 3, 4, 5)
# What stands before the equals sign of a picture's credit: （사진=연합뉴스）.
_PICTURE = re.compile("사진|자료|그래픽|출처|제공|영상|写真|画像|資料|図")
_ITEM = re.compile(r"[^\s，,、]+")
_BETWEEN = re.compile(r"(?:발(?=\s))?[\s，,、]*")


@dataclasses.dataclass(frozen=True, slots=True)
class UnspacedReading:
    """A dateline of these scripts: bounds, parts, and where the sentence begins."""

    start: int
    end: int
    rest: int
    place: str | None
    agency: str | None
    date: datetime.date | None


_Parts = tuple[str | None, str | None, datetime.date | None]


def read_unspaced(paragraph: str, *, filed: datetime.date | None) -> UnspacedReading | None:
    """The dateline that a paragraph in one of these scripts opens with; None where it has none."""
    text = paragraph[:_LONGEST]
    if bracket := _OPEN.match(text):
        start = len(text) - len(text.lstrip())
        parts = _bracketed(bracket.group(1).strip(), filed)
        if parts is None:
            return None
        rest = bracket.end()
        if "=" in bracket.group(1) and (after := _AFTER.match(text, rest)) and after.group().strip():
            rest = after.end()
        return UnspacedReading(start, _trimmed(text, bracket.end()), past(_DASH, text, rest), *parts)
    return _running(text, filed) or _reported(text)


def _bracketed(inner: str, filed: datetime.date | None) -> _Parts | None:
    """What stands in brackets: place and name, place and agency, day and agency, or a running dateline."""
    if "=" in (inner := inner.replace("＝", "=")):
        return _with_equals(inner)
    for reading in (_running(inner + "电", filed), _running(inner, filed), _reported(inner)):
        if reading:
            return reading.place, reading.agency, reading.date
    for size in range(len(inner) - 2, 1, -1):
        if find_agency(inner[size:]) and _is_place(inner[:size]):
            return inner[:size], inner[size:], None
    bare = inner.removeprefix("本報").removeprefix("本报")
    for size in range(len(bare) - 1, 1, -1):
        if _REPORT.fullmatch(bare, size) and _is_place(bare[:size]):
            return bare[:size], None, None
    return _listed(inner, filed)


def _with_equals(inner: str) -> _Parts | None:
    """`ソウル=小池和樹`, `서울=연합뉴스`, `도쿄=AP/뉴시스`, `런던 로이터=연합뉴스`, `파이낸셜뉴스 부산=홍길동 기자`."""
    place, _, name = (part.strip() for part in inner.partition("="))
    if _PICTURE.search(place):
        return None
    agency = name if any(map(find_agency, (name, *name.split("/")))) else None
    if agency and not _is_place(place) and " " in place:
        city, _, sender = place.rpartition(" ")
        if find_agency(sender) and _is_place(city):
            return city, sender, None
    if not agency and not _is_place(place):
        place = place.rpartition(" ")[2]
    return (place, agency, None) if _is_place(place) or agency else None


def _listed(inner: str, filed: datetime.date | None) -> _Parts | None:
    """A place, a day and an agency, parted by blanks or commas, in any order: two of them at least, and nothing else."""
    place = agency = day = None
    plain, at = unicodedata.normalize("NFKC", inner), 0
    while len(plain) == len(inner) and at < len(plain):
        item = _ITEM.match(plain, at)
        if item is None:
            return None
        if not day and (day := read_day(plain, at, filed=filed, language="ja")):
            at = day[1]
        elif not agency and find_agency(item.group()):
            agency, at = inner[at : item.end()], item.end()
        elif not place and _is_place(item.group()):
            place, at = inner[at : item.end()], item.end()
        else:
            return None
        at = past(_BETWEEN, plain, at)
    return (place, agency, day[0] if day else None) if agency and (place or day) else None


def _running(text: str, filed: datetime.date | None) -> UnspacedReading | None:
    """`新华社北京4月24日电`: an agency or the paper itself, a place, a day, and the word for a dispatch."""
    start = len(text) - len(text.lstrip())
    start += text.startswith(("据", "據"), start)  # "according to", before an agency that another quotes
    agency = _leading_agency(text[start:])
    house = _HOUSE.match(text, start)
    at = start + len(agency) if agency else house.end() if house else start
    signed = at > start
    at += len(text[at:]) - len(text[at:].lstrip())
    starts = [at]
    if agency and (reporter := _CORRESPONDENT.match(text, at)):
        starts = [reporter.end() + length for length in _NAME_LENGTHS]
    elif agency and (day := read_day(text, at, filed=filed, language="zh")) and _DISPATCH.match(text, day[1]):
        return _filed(text, start, at, at, day, agency, signed)
    for at in starts:
        run = _RUN.match(text, at)
        for end in range(run.end(), at + 1, -1) if run else ():
            day = read_day(text, end, filed=filed, language="zh")
            if day and _is_place(text[at:end]):
                return _filed(text, start, at, end, day, agency, signed)
    return None


def _filed(
    text: str, start: int, at: int, end: int, day: tuple[datetime.date | None, int, bool], agency: str | None, signed: bool
) -> UnspacedReading | None:
    """The reading, if the word for a dispatch follows the day, or after an agency a dash. Its sender may follow: （记者 王小明）."""
    filed_as = _DISPATCH.match(text, day[1]) or (_DASH.match(text, day[1]) if agency else None)
    if filed_as is None:
        return None
    rest = past(_SENDER, text, past(_DASH, text, filed_as.end()) if signed else filed_as.end())
    printed_end = filed_as.end() if filed_as.re is _DISPATCH else day[1]
    return UnspacedReading(start, _trimmed(text, printed_end), rest, text[at:end] or None, agency, day[0])


def _reported(text: str) -> UnspacedReading | None:
    """`記者王小明／台北報導`: who reports, and from where."""
    named = _NAMED.match(text)
    run = _RUN.match(text, named.end()) if named else None
    if run is None:
        return None
    for end in range(run.end(), run.start() + 1, -1):
        report = _REPORT.match(text, end)
        if report and _is_place(text[run.start() : end]):
            return UnspacedReading(0, report.end(), report.end(), text[run.start() : end], None, None)
    return None


def _leading_agency(text: str) -> str | None:
    """The longest name of an agency that the text begins with."""
    return next((name for name in _unspaced_names() if text.startswith(name)), None)


@functools.cache
def _unspaced_names() -> tuple[str, ...]:
    names = (name for name in agency_names() if "\u3040" <= name[0] <= "\u9fff" or "\uac00" <= name[0] <= "\ud7a3")
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def _is_place(name: str) -> bool:
    """Whether the gazetteer knows it, or each of the places that it joins with a middle dot; as a city or with its 市."""
    parts = [part for part in _JOINT.split(name) if part]
    return bool(parts) and all(
        gazetteer().find(part) or (len(part) > 2 and part[-1] in "市県都府省州郡区町村시도군" and gazetteer().find(part[:-1]))
        for part in parts
    )


def _trimmed(text: str, end: int) -> int:
    """Before the blanks and the colon at the end."""
    return len(text[:end].rstrip(" \u3000:：\n"))
