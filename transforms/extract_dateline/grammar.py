"""The grammar of datelines in scripts with spaces: prefix, places, what they lie in, days and agencies, a separator, and what follows it.

    dateline  = [prefix] ( places { item } | agency [ places ] { item } | day [ places ] { item } ) end
              | "[" places { item } "]" [dash] | "(" places { item } ")" dash
    places    = place { "/" | " and " place } { "," region | "(" region ")" }
    item      = day | "(" day ")" | signature
    signature = "(" agency ")" | "/" agency "/" | "«" agency "»" | agency after a comma, a dash or a blank
    end       = dash | colon | stop | bar | nothing after "(AP)" | end of the paragraph

What was read counts only where the evidence suffices (`evidence.py`).
"""

from __future__ import annotations

import datetime
import re

from transforms.assign_region.names import begins_small, fold
from transforms.extract_credits.agencies import find_agency
from transforms.extract_dateline.days import last_day_of_number, read_day
from transforms.extract_dateline.evidence import suffices
from transforms.extract_dateline.marks import BAR, COLON, COMMA, DASH, END, PAREN, SPACE, STOP, ends_item, past
from transforms.extract_dateline.places import known, read_places
from transforms.extract_dateline.reading import Reading
from transforms.extract_dateline.signatures import Signature, first_signature, read_signature, signed_small, within_parens
from transforms.extract_dateline.vocabulary import phrases, weekdays, words

# A dateline stands within this many characters; nothing beyond them is looked at.
HEAD = 260
# Days and signatures after the places, no more.
_MOST_ITEMS = 4

_DAY_GAP = re.compile(r"[\s,،.۔]*(?:[—–-]\s*)?(?:(?:le|el|den|am|il|on|em|في|ngày)\s+(?=\d))?")
_WEEKDAY = re.compile(r"\.?,\s([^\W\d_]{3,14})(?=\s)")
# `MADRID, 3 (EUROPA PRESS)`, `मुंबई, दि. ३ :`: the number of a day of this month or the last.
_DAY_NUMBER = re.compile(r",\s(?:([^\W\d_]\S{0,3})\s?)?(\d{1,2})(?=\s[(:])")
_ENCLOSED = re.compile(r"([\[(])(?=[^\[\]()\n]{3,60}([\])]))")
_AFTER_PREFIX = re.compile(r"[\s,]*")
_AFTER_AGENCY = re.compile(r",?\s+")
_SEPARATORS = (("end", END), ("dash", DASH), ("colon", COLON), ("stop", STOP), ("bar", BAR))


def read_dateline(paragraph: str, *, filed: datetime.date | None, language: str | None) -> Reading | None:
    """The dateline that a paragraph opens with, or that it is; None where it has none."""
    text = paragraph[:HEAD]
    at = past(SPACE, text, 0)
    reading = Reading(start=at, end=at)
    _first(text, at, reading, filed, language)
    # Most paragraphs end here: `The minister said` goes on in small letters where a dateline has a sign, a day or its agency.
    if reading.end == reading.start or (_goes_on(text, reading.end) and not signed_small(text, reading.end)):
        return None
    if not reading.bracket:
        _items(text, reading, filed, language)
    _separator(text, reading, whole=len(paragraph) <= HEAD)
    return reading if suffices(text, reading, filed, language) else None


def _goes_on(text: str, at: int) -> bool:
    follows = text[at : at + 3].lstrip()
    return begins_small(follows) and text[at].isspace()


def _first(text: str, at: int, reading: Reading, filed: datetime.date | None, language: str | None) -> None:
    """What it opens with: a day, all of it in brackets, an agency, or places."""
    start = _prefix(text, at)
    reading.prefixed = start > at
    if day := read_day(text, start, filed=filed, language=language):
        reading.date, reading.end, reading.year = day
        reading.day = True
        _places_after_day(text, reading)
    elif paren := PAREN.match(text, start):
        signature = within_parens(paren)
        if signature and signature.known:
            _sign(reading, signature)
            _places_after_agency(text, reading)
        else:
            _enclosed(text, start, reading, filed, language)
    elif signature := first_signature(text, start):
        _sign(reading, signature)
        _places_after_agency(text, reading)
        if reading.places is None:
            reading.end = reading.start  # `Booking.com -` is a company
    else:
        _places_first(text, start, reading)


def _prefix(text: str, at: int) -> int:
    """Past `From our correspondent in`, which some print without a space before the place."""
    head = text[at : at + 60]
    lowered = head.casefold()
    if not lowered.startswith(phrases("prefix")):
        return at
    best = 0
    for phrase in phrases("prefix"):
        if lowered.startswith(phrase) and len(phrase) > best and (len(phrase) > 5 or head[len(phrase) : len(phrase) + 1] == " "):
            best = len(phrase)
    return past(_AFTER_PREFIX, text, at + best) if best else at


def _sign(reading: Reading, signature: Signature) -> None:
    reading.agency, reading.agency_known = signature.name, signature.known
    reading.end, reading.signed = signature.end, signature.enclosed


def _enclosed(text: str, at: int, reading: Reading, filed: datetime.date | None, language: str | None) -> None:
    """`[NAIROBI]`, `(New York, May 3, 2024) –`: places and items, and nothing else."""
    enclosed = _ENCLOSED.match(text, at)
    places = read_places(text, at + 1) if enclosed else None
    if enclosed is None or places is None:
        return
    reading.places, reading.end = places, places.end
    _items(text, reading, filed, language)
    if reading.end == enclosed.start(2):
        reading.end, reading.signed, reading.bracket = enclosed.end(2), True, enclosed.group(1)
    else:
        reading.end = reading.start


def _places_first(text: str, at: int, reading: Reading) -> None:
    """The places; what looks like one may be an agency (`AGI -`), or a place with its agency (`Baku-APA.`)."""
    places = read_places(text, at)
    if places is None:
        return
    reading.places, reading.end = places, places.end
    name, _, agency = places.text.rpartition("-")
    head = places.heads[0]
    # AP is a state of India and one of Brazil as well.
    if len(places.heads) == 1 and find_agency(head) and (not known(head) or re.fullmatch("[A-Z]{2,4}", head)):
        reading.places = None
        _sign(reading, Signature(head, at + len(head), enclosed=False))
        _places_after_agency(text, reading)
    elif name and find_agency(agency) and known(name):
        reading.places = read_places(text[: at + len(name)], at)
        _sign(reading, Signature(agency, places.end, enclosed=False))


def _places_after_agency(text: str, reading: Reading) -> None:
    """`(ANSA) - ROMA, 3 MAG -`, `TEMPO.CO, Jakarta -`: after a dash they count only in capitals; a separator or a comma must follow."""
    dash = DASH.match(text, reading.end)
    lead = dash or _AFTER_AGENCY.match(text, reading.end)
    places = read_places(text, lead.end()) if lead else None
    if places is None or not known(places.heads[0]) or (dash and not places.capitals):
        return
    if COMMA.match(text, places.end) or _separates(text, places.end, colons=not dash):
        reading.places, reading.end = places, places.end


def _places_after_day(text: str, reading: Reading) -> None:
    """`3 May 2024, Rome –`, `3 мая, Минск /Корр. БЕЛТА/.`: known places, which their agency or a dash follows."""
    comma = COMMA.match(text, reading.end)
    places = read_places(text, comma.end()) if comma else None
    if places and known(places.heads[0]) and (DASH.match(text, places.end) or read_signature(text, places.end)):
        reading.places, reading.end = places, places.end


def _separates(text: str, at: int, *, colons: bool) -> bool:
    return any(pattern.match(text, at) for pattern in ((DASH, COLON, STOP) if colons else (DASH,)))


def _items(text: str, reading: Reading, filed: datetime.date | None, language: str | None) -> None:
    """Days and signatures after the places, in any order."""
    for _ in range(_MOST_ITEMS):
        if not reading.day and (day := _day_in_parens(text, reading, filed, language) or _day_after(text, reading, filed, language)):
            reading.date, reading.end, reading.year = day
            reading.day = True
        elif not reading.agency and (signature := read_signature(text, reading.end)):
            _sign(reading, signature)
        else:
            return


def _day_in_parens(
    text: str, reading: Reading, filed: datetime.date | None, language: str | None
) -> tuple[datetime.date | None, int, bool] | None:
    """`GENEVA (3 May 2024) –`"""
    paren = PAREN.match(text, reading.end)
    day = read_day(text, paren.start(1), filed=filed, language=language) if paren else None
    return (day[0], paren.end(), day[2]) if paren and day and day[1] == paren.end(1) else None


def _day_after(
    text: str, reading: Reading, filed: datetime.date | None, language: str | None
) -> tuple[datetime.date | None, int, bool] | None:
    """A day after a comma, a point, a blank or a dash: `PUTRAJAYA, Nov 22`, `Rome. 3 May`, `LONDON May 3`."""
    day = read_day(text, past(_DAY_GAP, text, reading.end), filed=filed, language=language)
    if day is None:
        return _day_number(text, reading.end, filed)
    # `2024. május 3., péntek`
    weekday = _WEEKDAY.match(text, day[1])
    if weekday and fold(weekday.group(1)) in weekdays():
        day = day[0], weekday.end(), day[2]
    if day[2] or ends_item(text, day[1]) or read_signature(text, day[1]):
        return day
    # The point that ends the day was taken for that of an abbreviation or an ordinal: `3 мая. ИНТЕРФАКС`, `may. 3. El`.
    return (day[0], day[1] - 1, False) if text[day[1] - 1] == "." else None


def _day_number(text: str, at: int, filed: datetime.date | None) -> tuple[datetime.date | None, int, bool] | None:
    match = _DAY_NUMBER.match(text, at)
    if match is None:
        return None
    dated, number = match.group(1), int(match.group(2))
    if (fold(dated) in words("dated")) if dated else text[match.end() + 1] == "(":
        return last_day_of_number(number, filed), match.end(), False
    return None


def _separator(text: str, reading: Reading, *, whole: bool) -> None:
    for name, pattern in _SEPARATORS:
        match = pattern.match(text, reading.end) if whole or name != "end" else None
        if match:
            reading.separator, reading.rest = name, match.end()
            return
    if reading.signed:
        reading.separator, reading.rest = "none", past(SPACE, text, reading.end)
