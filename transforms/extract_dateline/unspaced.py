"""Datelines of Chinese, Japanese and Korean.

`新华社北京4月24日电`, `（北京3日讯）`, `【ソウル＝小池和樹】`, `【ニューヨーク共同】`, `(서울=연합뉴스)`.
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

_HAN = r"[\u3400-\u9fff\u3040-\u30ffー・·]"
_RUN = re.compile(rf"{_HAN}{{2,16}}")
_DISPATCH = re.compile("[讯訊電电]")
_SENDER = re.compile(r"[（(]\s*(?:记者|記者)[^（）()\n]{1,24}[）)]\s*")
_DASH = re.compile(r"\s*[-–—]\s+")
_JOINT = re.compile("[・·/、,，]")
_OPEN = re.compile(r"\s*[【〔［\[（(]\s*([^【】〔〕［］\[\]（）()\n]{2,40})\s*[】〕］\]）)]\s*")
_FILED = re.compile(r"\s*(?:[讯訊电電]|综合电|電訊|专电|專電|报道|報導|報道)?\s*[】〕］\]）)]?\s*[：:]?\s*")
_AFTER = re.compile(r"(?:[^\n=]{0,14}?(?:기자|특파원|記者)\s*)?\s*[=＝]?\s*")
# Papers that sign as an agency does, and what may stand between them and the place.
_HOUSE = re.compile(r"(?:本报|本報|本社|本网|本網|央视网|央視網|人民网|光明网|环球网|澎湃新闻)?(?:记者|記者)?")
# What stands before the equals sign of a picture's credit: （사진=연합뉴스）.
_PICTURE = re.compile("사진|자료|그래픽|출처|제공|영상|写真|画像|資料|図")


@dataclasses.dataclass(frozen=True, slots=True)
class UnspacedReading:
    """A dateline of these scripts: bounds, parts, and where the sentence begins."""

    start: int
    end: int
    rest: int
    place: str | None
    agency: str | None
    date: datetime.date | None


def read_unspaced(paragraph: str, *, filed: datetime.date | None) -> UnspacedReading | None:
    """The dateline that a paragraph in one of these scripts opens with; None where it has none."""
    text = paragraph[:120]
    if bracket := _OPEN.match(text):
        start = len(text) - len(text.lstrip())
        parts = _bracketed(bracket.group(1), filed)
        if parts is None:
            return None
        rest = bracket.end()
        if "=" in bracket.group(1) and (after := _AFTER.match(text, rest)) and after.group().strip():
            rest = after.end()
        return UnspacedReading(start, _trimmed(text, bracket.end()), _past_dash(text, rest), *parts)
    return _running(text, filed)


def _bracketed(inner: str, filed: datetime.date | None) -> tuple[str | None, str | None, datetime.date | None] | None:
    """What stands in brackets: place＝name, place and agency, or an agency's place and day."""
    inner = inner.strip()
    place, equals, name = inner.replace("＝", "=").partition("=")
    place, name = place.strip(), name.strip()
    if equals:
        if _PICTURE.search(place):
            return None
        agency = name if find_agency(name) else None
        return (place, agency, None) if _is_place(place) or agency else None
    agency = _leading_agency(inner)
    if agency and (running := _running(inner + "电", filed)):
        return running.place, running.agency, running.date
    for size in range(len(inner) - 2, 1, -1):
        if find_agency(inner[size:]) and _is_place(inner[:size]):
            return inner[:size], inner[size:], None
    if running := _running(inner, filed):
        return running.place, running.agency, running.date
    # ［ロンドン ３日 ロイター］
    named = inner.split()
    if len(named) == 3 and _is_place(named[0]) and find_agency(named[2]):
        day = read_day(unicodedata.normalize("NFKC", named[1]), 0, filed=filed, language="ja")
        return (named[0], named[2], day[0]) if day else None
    return None


def _running(text: str, filed: datetime.date | None) -> UnspacedReading | None:
    """`新华社北京4月24日电`: an agency or the paper itself, a place, a day, and the word for a dispatch."""
    start = len(text) - len(text.lstrip())
    start += text.startswith(("据", "據"), start)  # "according to", before an agency that another quotes
    agency = _leading_agency(text[start:])
    house = _HOUSE.match(text, start)
    at = start + len(agency) if agency else house.end() if house else start
    signed = at > start
    at += len(text[at:]) - len(text[at:].lstrip())
    run = _RUN.match(text, at)
    if run is None:
        return None
    for end in range(run.end(), at + 1, -1):
        day = read_day(text, end, filed=filed, language="zh")
        if day is None or not _is_place(text[at:end]):
            continue
        filed_as = _FILED.match(text, day[1])
        if (
            filed_as is None
            or not (filed_as.group().strip() if not signed else True)
            or not re.search(r"[讯訊电電]", text[day[1] : filed_as.end()])
        ):
            return None
        after = filed_as.end()
        # The sender may follow: （记者 王小明）
        sender = _SENDER.match(text, after)
        return UnspacedReading(start, _trimmed(text, after), sender.end() if sender else after, text[at:end], agency, day[0])
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


def _past_dash(text: str, at: int) -> int:
    dash = _DASH.match(text, at)
    return dash.end() if dash else at


def _trimmed(text: str, end: int) -> int:
    """Before the blanks and the colon at the end."""
    return len(text[:end].rstrip(" \u3000:：\n"))
