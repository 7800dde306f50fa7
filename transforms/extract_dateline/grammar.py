"""The grammar of datelines in scripts with spaces: prefix, places, what they lie in, days and agencies, a separator, and what follows it.

    dateline  = [prefix] ( places { sep-item } | agency { sep-item } | day ) end
    places    = place { "/" | " and " place } { "," region }
    item      = day | "(" agency ")" | agency after a dash or slash
    end       = dash | colon | stop | nothing after "(AP)" | end of the paragraph

What was read counts only where the evidence suffices (`_accepted`): an agency or a day beside a place, or a place that the gazetteer
knows printed as datelines print it. A paragraph that merely begins with a name, or with capitals, has none.
"""

from __future__ import annotations

import dataclasses
import datetime
import re

from schemas import Dateline
from transforms.assign_region.names import fold
from transforms.extract_credits.agencies import find_agency, is_outlet
from transforms.extract_dateline.days import AHEAD, last_day_of_number, read_day
from transforms.extract_dateline.places import MOST_PARTS, Part, PlacePhrase, is_region, known, read_part, read_region
from transforms.extract_dateline.vocabulary import phrases, weekdays, words

# A dateline stands within this many characters; nothing beyond them is looked at.
HEAD = 260
# A place in mixed case, with neither agency nor day nor state, has at least so many people: below, names of persons and things abound.
KNOWN_TOWN = 15_000
KNOWN_CITY = 100_000
# Languages that print `Berlin.` before the first sentence.
_STOP_LANGUAGES = frozenset({"de", "lb", "da", "no", "sv", "cs", "sk", "hu", "sw"})

_SPACE = re.compile(r"[\s\u00a0*•>|]*")
_COMMA = re.compile(r"\s*[,،、]\s*")
_JOINT = re.compile(r"\s*[/|]\s*(?=[^\W\d_])|\s+(?:and|und|et|y|e|og|och|и|و)\s+(?=[^\W\d_])")
_PAREN = re.compile(r"\s*[(\[（［]\s*([^()\[\]（）［］\n]{2,60}?)\s*[)\]）］]")
# DAMASCUS, (SANA)
_AFTER_COMMA = re.compile(r",\s*\(([^()\n]{2,30})\)")
# What unknown agencies are told from: Toyota (TM).
_TICKER = re.compile(r"[A-Z.:]{1,6}")
_SLASHED = re.compile(r"\s*[./,]?\s*/([^/\n]{2,30})/")
_DASH = re.compile(
    r"\s*[,.]?\s*(?:[—–―‒]+|--+|(?<=[\s,.)\]\d])-(?=[\s\"“«„'‘]))-*\s*|\s+-(?=\S)|\s+_+\s+|(?<=[\u0600-\u06ff])-(?=\s)|(?<=\d)-(?=[A-Z])|\.-\s*|\s*=\s*"
)
_COLON = re.compile(r"\s*[:：]\s+")
_STOP = re.compile(r"\s*[.。।;]\s+")
_END = re.compile(r"\s*[.,]?\s*$")
_DAY_GAP = re.compile(r"[\s,،.]*(?:[—–-]\s*)?(?:(?:le|el|den|am|il|on|em)\s+(?=\d))?")
_WEEKDAY = re.compile(r"\.?,\s([^\W\d_]{3,14})(?=\s)")
# `MADRID, 3 (EUROPA PRESS)`: the number of a day of this month or the last.
_DAY_NUMBER = re.compile(r",\s(\d{1,2})(?=\s\()")
_ITEM_END = re.compile(r"\s*[,/.]|\s*$")
_BARE_LEAD = re.compile(r"\s*(?:[,/.]|[—–-]{1,2})\s*")
_BARE_NAME = re.compile(r"[^\W\d_][\w .'/-]{1,28}?(?=\s*(?:[—–/:]|-\s|--|\.\s|\.-|\.$))")
_SEPARATORS = (("end", _END), ("dash", _DASH), ("colon", _COLON), ("stop", _STOP))
# Several agencies share a signature: (AP/Reuters).
_AGENCY_JOINT = re.compile(r"[/,&]|\band\b")
_OPENING = "\"'“”„«»‹‘’([¿¡<+*$£€#&@"


@dataclasses.dataclass(slots=True)
class Reading:
    """What was read so far. `start` and `end` bound the dateline as printed, `rest` is where the sentence begins."""

    start: int
    end: int
    places: PlacePhrase | None = None
    agency: str | None = None
    agency_known: bool = False
    in_parens: bool = False
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


def read_dateline(paragraph: str, *, filed: datetime.date | None, language: str | None) -> Reading | None:
    """The dateline that a paragraph opens with, or that it is; None where it has none."""
    text = paragraph[:HEAD]
    at = _past(_SPACE, text, 0)
    reading = Reading(start=at, end=at)
    at = _prefix(text, at)
    day = read_day(text, at, filed=filed, language=language)
    if day:
        reading.date, reading.end, reading.year = day
        reading.day = True
    else:
        _first(text, at, reading)
    # Most paragraphs end here: `The minister said` goes on in small letters where a dateline has a sign, a day or its agency.
    if reading.end == reading.start or _goes_on(text, reading.end):
        return None
    _items(text, reading, filed, language)
    _separator(text, reading, whole=len(paragraph) <= HEAD)
    return reading if _accepted(text, reading, filed, language) else None


def _goes_on(text: str, at: int) -> bool:
    follows = text[at : at + 3].lstrip()
    return follows[:1].islower() and text[at].isspace()


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
    return _past(_SPACE, text, at + best) if best else at


def _first(text: str, at: int, reading: Reading) -> None:
    """The agency or the places that it opens with."""
    if paren := _PAREN.match(text, at):
        _agency(paren.group(1), reading)
        if reading.agency_known:
            reading.end, reading.in_parens = paren.end(), True
            _places_after_agency(text, reading)
        return
    reading.places = _places(text, at)
    if reading.places:
        reading.end = reading.places.end
        agency = find_agency(reading.places.text)
        # AP is a state of India and one of Brazil as well.
        if agency and (not known(reading.places.text) or re.fullmatch("[A-Z]{2,4}", reading.places.text)):
            reading.agency, reading.agency_known, reading.places = reading.places.text, True, None
            _places_after_agency(text, reading)


def _places_after_agency(text: str, reading: Reading) -> None:
    """`(ANSA) - ROMA, 3 MAG -`: places count after an agency only in capitals and before another separator."""
    dash = _DASH.match(text, reading.end)
    places = _places(text, dash.end()) if dash else None
    if places and places.capitals and (_DASH.match(text, places.end) or _COMMA.match(text, places.end)) and known(places.heads[0]):
        reading.places, reading.end = places, places.end


def _places(text: str, at: int) -> PlacePhrase | None:
    start = at
    heads: list[str] = []
    suffixes: list[str] = []
    first = read_part(text, at)
    if first is None:
        return None
    lowered = fold(first.text)
    aboard = f"{lowered} ".startswith(phrases("aboard", " "))
    heads.append(first.text)
    at = first.end
    name, _, last = first.text.rpartition(" ")
    if name and text[at : at + 2] == ".," and is_region(last):  # FARMINGTON Conn., March 9
        heads, suffixes, at = [name], [last], at + 1
    while len(heads) < MOST_PARTS and (joint := _JOINT.match(text, at)) and (part := read_part(text, joint.end())):
        heads.append(part.text)
        at = part.end
    while len(suffixes) < 3 and (comma := _COMMA.match(text, at)):
        if read_day(text, comma.end(), filed=None, language=None):
            break
        region = read_region(text, comma.end())
        if region is None or not (_ends_item(text, region.end) or _day_follows(text, region.end)):
            region = _other_suffix(text, comma.end())
        if region is None:
            break
        suffixes.append(region.text)
        at = region.end
        while len(heads) < MOST_PARTS and (joint := _JOINT.match(text, at)) and (part := read_part(text, joint.end())):
            heads.append(part.text)
            at = part.end
    return PlacePhrase(tuple(heads), tuple(suffixes), text[start:at], at, aboard)


def _day_follows(text: str, at: int) -> bool:
    return read_day(text, at + len(text[at:]) - len(text[at:].lstrip()), filed=None, language=None) is not None


def _other_suffix(text: str, at: int) -> Part | None:
    """A second place, a county or an abbreviation that the tables lack, where it ends as a part of a dateline ends."""
    part = read_part(text, at)
    if part is None or len(part.text.split()) > 4:
        return None
    if text[part.end : part.end + 2] in (".,", ". "):
        part = Part(text[at : part.end + 1], part.end + 1)
    if known(part.text) and _ends_item(text, part.end):
        return part
    return part if text[part.end : part.end + 2].lstrip().startswith(("(", ",")) else None


def _items(text: str, reading: Reading, filed: datetime.date | None, language: str | None) -> None:
    """Days and agencies after the places, in any order."""
    for _ in range(4):
        if paren := _PAREN.match(text, reading.end):
            if reading.agency or not _agency(paren.group(1), reading):
                return
            reading.end, reading.in_parens = paren.end(), True
        elif not reading.agency and (listed := _AFTER_COMMA.match(text, reading.end)) and _signs(listed.group(1)):
            reading.agency, reading.agency_known, reading.end, reading.in_parens = listed.group(1), True, listed.end(), True
        elif not reading.agency and (slashed := _SLASHED.match(text, reading.end)) and (named := _agency_within(slashed.group(1))):
            reading.agency, reading.agency_known, reading.end, reading.in_parens = named, True, slashed.end(), True
        elif not reading.day and (day := _day_after(text, reading, filed, language)):
            reading.date, reading.end, reading.year = day
            reading.day = True
        elif not reading.agency and (bare := _bare_agency(text, reading.end)):
            reading.agency, reading.agency_known, reading.end = bare[0], True, bare[1]
        else:
            return


def _day_after(
    text: str, reading: Reading, filed: datetime.date | None, language: str | None
) -> tuple[datetime.date | None, int, bool] | None:
    """A day after a comma, a point, a blank or a dash: `PUTRAJAYA, Nov 22`, `Rome. 3 May`, `LONDON May 3`."""
    day = read_day(text, _past(_DAY_GAP, text, reading.end), filed=filed, language=language)
    if day is None:
        number = _DAY_NUMBER.match(text, reading.end)
        return (last_day_of_number(int(number.group(1)), filed), number.end(), False) if number else None
    # `2024. május 3., péntek`
    weekday = _WEEKDAY.match(text, day[1])
    if weekday and fold(weekday.group(1)) in weekdays():
        day = day[0], weekday.end(), day[2]
    if day[2] or _ends_item(text, day[1]):
        return day
    # The point that ends the day was taken for that of an abbreviation or an ordinal: `3 мая. ИНТЕРФАКС`, `may. 3. El`.
    return (day[0], day[1] - 1, False) if text[day[1] - 1] == "." else None


def _ends_item(text: str, at: int) -> bool:
    """Whether what was read ends there: before a separator, a parenthesis, a comma or the end."""
    return any(pattern.match(text, at) for pattern in (_ITEM_END, _DASH, _PAREN, _COLON, _SLASHED))


def _agency_within(printed: str) -> str | None:
    """The agency that stands between slashes, alone or with its correspondent: `/Корр. ТАСС Иван Петров/`."""
    return next((name for name in (printed.strip(), *printed.split()) if find_agency(name)), None)


def _bare_agency(text: str, at: int) -> tuple[str, int] | None:
    """An agency without parentheses: `МОСКВА, 3 мая — РИА Новости.`, `PARIS, AFP -`; the longest name before a separator."""
    lead = _BARE_LEAD.match(text, at)
    name = _BARE_NAME.match(text, lead.end()) if lead else None
    return (name.group(), name.end()) if name and _signs(name.group()) else None


def _agency(printed: str, reading: Reading) -> bool:
    """Takes what stands in parentheses as the agency, if it can be one: a known one, or a short name in capitals."""
    names = [name.strip() for name in _AGENCY_JOINT.split(printed)]
    # The first signs, and with it others, or a desk of its own: (AP/Reuters), (dpa/lno).
    desks = all(_signs(name) or (name.islower() and len(name) <= 4) for name in names[1:])
    reading.agency_known = _signs(printed) or (len(names) > 1 and _signs(names[0]) and desks)
    short = len(printed) <= 32 and len(printed.split()) <= 4 and printed[0].isupper() and not any(c.isdigit() for c in printed)
    if reading.agency_known or short:
        reading.agency = " ".join(printed.split())
    return reading.agency_known or short


def _signs(name: str) -> bool:
    """Whether an agency or an outlet of that name signs datelines."""
    return find_agency(name) is not None or is_outlet(name)


def _separator(text: str, reading: Reading, *, whole: bool) -> None:
    for name, pattern in _SEPARATORS:
        match = pattern.match(text, reading.end) if whole or name != "end" else None
        if match:
            reading.separator, reading.rest = name, match.end()
            return
    if reading.in_parens:
        reading.separator, reading.rest = "none", _past(_SPACE, text, reading.end)


def _accepted(text: str, reading: Reading, filed: datetime.date | None, language: str | None) -> bool:
    """Whether the evidence makes it a dateline."""
    places, separator = reading.places, reading.separator
    if not separator or not _text_follows(text, reading):
        return False
    if places is None:
        return _without_place(reading, filed)
    if _is_no_place(places):
        return False
    if reading.agency_known:
        return places.capitals or places.aboard or separator in ("dash", "stop", "colon") or bool(known(places.heads[0]))
    if reading.day:
        return (places.capitals and separator != "stop") or _all_known(places, 0)
    if reading.agency:
        is_ticker = _TICKER.fullmatch(reading.agency) is not None
        return separator == "dash" and (places.capitals or (not is_ticker and _all_known(places, KNOWN_TOWN)))
    return _place_alone(text, reading, places, language)


def _text_follows(text: str, reading: Reading) -> bool:
    """Whether a sentence begins after it. Copy that is all in small letters exists; after a day or an agency and a dash it is believed."""
    if reading.separator == "end" or (reading.separator == "dash" and (reading.day or reading.agency_known)):
        return True
    return _opens_sentence(text, reading.rest)


def _without_place(reading: Reading, filed: datetime.date | None) -> bool:
    """`(Reuters) -` before a sentence, or a day alone on its line."""
    if reading.agency:
        return reading.agency_known and reading.separator != "end"
    return reading.separator == "end" and _day_alone(reading, filed)


def _day_alone(reading: Reading, filed: datetime.date | None) -> bool:
    """A line that is a day is one with its year, or one of the days before the filing: `Dec 31` heads a balance sheet as well."""
    return reading.day and (reading.year or bool(reading.date and filed and abs(reading.date - filed) <= AHEAD))


def _place_alone(text: str, reading: Reading, places: PlacePhrase, language: str | None) -> bool:
    """A place with neither agency nor day: the gazetteer must know it, and it must be printed as a dateline."""
    located = bool(places.suffixes) or len(places.heads) > 1
    if not located and fold(places.heads[0]) in words("person") and not (places.capitals and reading.separator == "dash"):
        return False
    if reading.separator == "end":
        return len(text) <= 60 and _all_known(places, 0 if places.capitals or located else KNOWN_TOWN)
    if reading.separator == "dash":
        if places.aboard and places.capitals:
            return True
        if text[reading.end] == "-" and not places.capitals:
            return False  # a hyphen at the word needs an agency or a day
        if places.capitals or located:
            return _all_known(places, 0) and (places.capitals or all(map(known, places.heads)))
        return _all_known(places, 0 if (language or "")[:2] == "de" else KNOWN_CITY)
    if reading.separator == "colon" and not _is_country(places.heads[0]):
        if places.capitals:
            return _all_known(places, KNOWN_TOWN)
        return (language or "")[:2] == "en" and not places.suffixes and _all_known(places, KNOWN_CITY)
    if reading.separator == "stop":
        people = KNOWN_TOWN if (language or "")[:2] in _STOP_LANGUAGES else None
        return people is not None and _all_known(places, people) and _long_sentence(text, reading.rest)
    return False


def _is_country(head: str) -> bool:
    """Whether a country is what the name means first: `USA:` heads a section; the city of Singapore is meant as much as the state."""
    first = known(head)
    return bool(first) and first[0].kind == "country" and not any(place.kind == "city" and place.people > KNOWN_CITY for place in first)


def _all_known(places: PlacePhrase, people: int) -> bool:
    """Whether every head is a place of the gazetteer, one that has so many people or lies where its suffix says."""
    for head in places.heads:
        found = [place for place in known(head) if place.kind != "country" or not people]
        if places.suffixes and head == places.heads[-1]:
            continue
        if not any(place.people >= people for place in found):
            return False
    return not places.suffixes or any(known(suffix) for suffix in places.suffixes)


def _is_no_place(places: PlacePhrase) -> bool:
    first = fold(places.heads[0])
    if places.suffixes and known(places.heads[0]):
        return False
    if first in words("notplace") or first in weekdays():
        return True
    return first.split()[0] in words("notplace") and not known(places.heads[0])


def _opens_sentence(text: str, at: int) -> bool:
    """Whether a sentence can begin there: a capital, a digit, an opening sign, or a script without capitals."""
    rest = text[at : at + 6].lstrip(_OPENING + " ")
    return not rest or not rest[0].islower()


def _long_sentence(text: str, at: int) -> bool:
    """At least six words follow before the next stop: `Paris. London. Tokyo.` is a list."""
    return len(re.split(r"[.!?:](?:\s|$)", text[at:], maxsplit=1)[0].split()) >= 6


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    """The position after a pattern, where it stands there."""
    match = pattern.match(text, at)
    return match.end() if match else at
