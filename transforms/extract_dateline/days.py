"""Days as datelines print them: `Nov 22`, `3 мая 2024 г.`, `3 MAG`, `Monday, May 3`, `२ मई`, `2024年5月3日`, `3日`, `03.05.2024`."""

from __future__ import annotations

import datetime
import re

from transforms.assign_region.names import fold
from transforms.extract_dateline.marks import past
from transforms.extract_dateline.vocabulary import days_in_words, months, weekdays

# How far after its filing a story may be dated: copy is dated for the day on which it is printed.
AHEAD = datetime.timedelta(days=7)

# A word with the signs that scripts of India, Thailand and the Near East write inside it.
WORD = r"[^\W\d_][\w\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0963\u0971-\u0dff\u0e00-\u0eff\u1000-\u109f'’]*"
_WORD = re.compile(WORD)
_NUMBER = re.compile(r"\d{1,4}(?!\d)")
_GAP = re.compile(r"[\s,]{0,4}")
# `3-may` in Uzbek and Kyrgyz, `May 3/2024` in Ethiopia.
_TO_MONTH = re.compile(r"-(?=[^\W\d_])|[\s,]{0,4}")
_TO_YEAR = re.compile(r"/|[\s,]{0,4}")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|º|ª|°|- го|-го|\.)?(?=[\s,.\-–—/(:]|$)", re.IGNORECASE)
_YEAR_WORD = re.compile(r"\s?(?:\.(?=\s*[(\[/–—-])|года|год|г\.|р\.|року|роки|г(?=\s|$))")
_OF = re.compile(r"(?:de|di|d['’]|of|a|ta['’]|al|el|em|den|der|the|ngày|tháng|ng|ika)\s+", re.IGNORECASE)
_CJK = re.compile(r"(?:(\d{4})\s?[年년]\s?)?(?:(\d{1,2})\s?[月월]\s?)?(\d{1,2})\s?[日일]")
_YEAR_FIRST = re.compile(r"(\d{4})\.?\s(?=[^\W\d_])")
_NUMBER_FOLLOWS = re.compile(r"\.?\s+\d{1,2}(?!\d)")
_AFTER_WEEKDAY = re.compile(r"[.,]?\s{0,3}")
_NUMERIC = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)|(\d{1,2})([./-])(\d{1,2})\5(\d{4})(?!\d)")
# `Luanda, 3/5 (ANGOP)`, `الكويت - 3 - 5 (كونا)`, `3 tháng 5 năm 2024`: a day and a month; the first two only before an agency.
_DAY_MONTH = re.compile(r"(\d{1,2})(?:(?:/| - )(\d{1,2})(?=\s?\()|\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?(?!\d))")
# `03 Mai 24 (ANG)`
_SHORT_YEAR = re.compile(r"\s(\d{2})(?=\s\()")
# The names of months of two words (`تشرين الأول`), and those shortened with points inside (`พ.ค.`).
_LONG_NAME = re.compile(rf"{WORD}\s{WORD}|(?:[^\W\d_][\u0e31-\u0e4e]?\.){{2}}")


def read_day(text: str, at: int, *, filed: datetime.date | None, language: str | None) -> tuple[datetime.date | None, int, bool] | None:
    """The day that stands at a position, where it ends, and whether it names its year; None where none stands there.

    A day without a year takes the year in which it was filed, across New Year; without `filed` its date is None, as it is for a
    day that the calendar lacks.
    """
    if text[at : at + 1].isdigit() and (plain := _cjk_day(text, at, filed) or _numeric_day(text, at, filed)):
        return plain
    if named := _named_day(text, at, filed, language):
        return named
    after = _after_weekday(text, at)
    return _named_day(text, after, filed, language) if after > at else None


def begins_day(text: str, at: int) -> bool:
    """Whether a month's name and a number stand there: `JOHANNESBURG March 13`."""
    word = _WORD.match(text, at)
    return bool(word and _NUMBER_FOLLOWS.match(text, word.end()) and fold(word.group()) in months())


def resolve(day: int, month: int, year: int | None, filed: datetime.date | None) -> datetime.date | None:
    """The date; without a year the nearest to the filing that is at most `AHEAD` of it."""
    years = [year] if year else [filed.year + step for step in (1, 0, -1)] if filed else []
    for candidate in years:
        try:
            date = datetime.date(candidate, month, day)
        except ValueError:
            continue
        if year or (filed and date <= filed + AHEAD):
            return date
    return None


def _cjk_day(text: str, at: int, filed: datetime.date | None) -> tuple[datetime.date | None, int, bool] | None:
    match = _CJK.match(text, at)
    if not match:
        return None
    year, month, day = (int(group) if group else None for group in match.groups())
    if not 1 <= (day or 0) <= 31 or not (month is None or 1 <= month <= 12):
        return None
    if month is None:
        return last_day_of_number(day or 0, filed), match.end(), False
    return resolve(day or 0, month, year, filed), match.end(), year is not None


def last_day_of_number(number: int, filed: datetime.date | None) -> datetime.date | None:
    """The last day with that number in its month, up to the day after the filing (a zone ahead of UTC is in tomorrow)."""
    for back in range(-1, 62) if filed else ():
        date = (filed or datetime.date.max) - datetime.timedelta(days=back)
        if date.day == number:
            return date
    return None


def _numeric_day(text: str, at: int, filed: datetime.date | None) -> tuple[datetime.date | None, int, bool] | None:
    if short := _DAY_MONTH.match(text, at):
        day, month, of_year = int(short[1]), int(short[2] or short[3]), int(short[4]) if short[4] else None
        return (resolve(day, month, of_year, filed), short.end(), of_year is not None) if month <= 12 and 1 <= day <= 31 else None
    match = _NUMERIC.match(text, at)
    if not match:
        return None
    iso_year, iso_month, iso_day, first, _, second, year = match.groups()
    if iso_year:
        return resolve(int(iso_day), int(iso_month), int(iso_year), filed), match.end(), True
    date = resolve(int(first), int(second), int(year), filed)
    return (date, match.end(), True) if date else None


def _named_day(text: str, at: int, filed: datetime.date | None, language: str | None) -> tuple[datetime.date | None, int, bool] | None:
    """`May 3`, `3 May`, `3 May 2024`, `2024. május 3.`: month name and number in either order, a year after or before them."""
    if first := _YEAR_FIRST.match(text, at):
        later = _named_day(text, first.end(), datetime.date(int(first[1]), 12, 31), language) if "1900" <= first[1] <= "2100" else None
        return (later[0], later[1], True) if later else None
    word = _WORD.match(text, at)
    gap = _GAP.match(text, _month_end(text, word.end())) if word else None
    number = _NUMBER.match(text, gap.end()) if gap else None
    if word and number:
        day, month = int(number.group()), _month(word.group(), language)
        end = past(_ORDINAL, text, number.end())
    else:
        number = _NUMBER.match(text, at)
        day = int(number.group()) if number else days_in_words().get(fold(word.group()), 0) if word else 0
        end = past(_ORDINAL, text, number.end()) if number else word.end() if word else at
        month, end = _month_at(text, past(_OF, text, past(_TO_MONTH, text, end)), language) if day else (None, at)
    if month is None or not 1 <= day <= 31:
        return None
    year, end = _year(text, end)
    return resolve(day, month, year, filed), end, year is not None


def _after_weekday(text: str, at: int) -> int:
    word = _WORD.match(text, at)
    if word and len(word.group()) > 2 and fold(word.group()) in weekdays() and (word.end() == len(text) or text[word.end()] in ",. "):
        follows = past(_AFTER_WEEKDAY, text, word.end())
        if follows < len(text) and (
            text[follows].isdigit() or ((next_word := _WORD.match(text, follows)) and fold(next_word.group()) in months())
        ):
            return follows
    return at


def _year(text: str, end: int) -> tuple[int | None, int]:
    """The year after a day, if a plausible one follows, and where the day ends with it."""
    gap = _OF.match(text, past(_GAP, text, end))
    start = gap.end() if gap else past(_TO_YEAR, text, end)
    number = _NUMBER.match(text, start)
    if number and len(number.group()) == 4 and 1900 <= int(number.group()) <= 2100:
        return int(number.group()), past(_YEAR_WORD, text, number.end())
    if short := _SHORT_YEAR.match(text, end):
        return 2000 + int(short.group(1)), short.end()
    return None, end


def _month_at(text: str, at: int, language: str | None) -> tuple[int | None, int]:
    """The month whose name stands at a position, and where it ends with the point that shortens it."""
    for pattern in (_LONG_NAME, _WORD):
        name = pattern.match(text, at)
        if name and (month := _month(name.group(), language)):
            return month, _month_end(text, name.end())
    return None, at


def _month(word: str, language: str | None) -> int | None:
    known = months().get(fold(word))
    if not known:
        return None
    return min(known, key=lambda month: (language not in known[month], -len(known[month]), month))


def _month_end(text: str, end: int) -> int:
    """Past the point of an abbreviation (`Nov. 22`)."""
    return end + 1 if text[end : end + 1] == "." else end
