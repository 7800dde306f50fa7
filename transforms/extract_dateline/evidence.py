"""Whether what was read is a dateline.

An agency or a day beside a place, or a place that the gazetteer knows printed as datelines print it. A paragraph that merely begins
with a name, or with capitals, has none.
"""

from __future__ import annotations

import datetime
import re

from transforms.assign_region.names import begins_small, fold
from transforms.extract_dateline.days import AHEAD
from transforms.extract_dateline.marks import DANDA
from transforms.extract_dateline.places import PlacePhrase, known
from transforms.extract_dateline.reading import Reading
from transforms.extract_dateline.vocabulary import weekdays, words

# A place in mixed case, with neither agency nor day nor state, has at least so many people: below, names of persons and things abound.
KNOWN_TOWN = 15_000
KNOWN_CITY = 100_000
# Capitals of so few letters shorten words: of the places that are called DOI and PEPA only large cities are meant.
SHORT_NAME = 4
# Languages that print `Berlin.` before the first sentence, with the people that a place has at least; capitals are printed so in all.
_STOP_LANGUAGES = dict.fromkeys("de lb da no sv cs sk hu sw bg".split(), KNOWN_TOWN) | {"es": KNOWN_CITY}  # noqa: SIM905 - a list of codes
# Languages that print `Mumbai:`.
_COLON_LANGUAGES = frozenset("en hi mr ne ur pa gu bn or as ta te kn ml si".split())  # noqa: SIM905 - a list of codes
# A line that is a place, and nothing else, is no longer.
_LONGEST_LINE = 60
# What unknown agencies are told from: Toyota (TM). Broadcasters have call signs: Houston (KTRK).
_TICKER = re.compile(r"(?![KWCX][A-Z]{2,3}$)[A-Z.:]{1,6}")
_SENTENCE_END = re.compile(r"[.!?:](?:\s|$)|[।۔]")
_LEAST_WORDS = 6
_OPENING = "\"'“”„«»‹‘’([¿¡<+*$£€#&@"


def suffices(text: str, reading: Reading, filed: datetime.date | None, language: str | None) -> bool:
    """Whether the evidence makes it a dateline of the text."""
    places, separator = reading.places, reading.separator
    if not separator or not _text_follows(text, reading):
        return False
    if places is None:
        return _without_place(reading, filed)
    if _is_no_place(places, signed=reading.agency_known):
        return False
    if reading.bracket == "(" and separator != "dash":
        return False
    if separator == "bar":
        return reading.agency_known
    if reading.agency_known:
        vouched = places.capitals or places.aboard or reading.day or bool(known(places.heads[0]))
        return vouched or separator in ("dash", "stop", "colon")
    if reading.day:
        return (places.capitals and separator != "stop") or _all_known(places, 0)
    if reading.agency:
        return _with_unknown_agency(reading.agency, places, separator)
    if reading.prefixed and separator != "end" and _all_known(places, KNOWN_TOWN):
        return True
    return _place_alone(text, reading, places, (language or "")[:2])


def _text_follows(text: str, reading: Reading) -> bool:
    """Whether a sentence begins after it. Copy that is all in small letters exists; after a day or an agency and a dash it is believed."""
    if reading.separator == "end" or (reading.separator == "dash" and (reading.day or reading.agency_known)):
        return True
    return _opens_sentence(text, reading.rest)


def _without_place(reading: Reading, filed: datetime.date | None) -> bool:
    """`(Reuters) -` before a sentence, or a day alone on its line."""
    if reading.agency:
        return reading.agency_known and reading.separator not in ("end", "bar")
    return reading.separator == "end" and _day_alone(reading, filed)


def _day_alone(reading: Reading, filed: datetime.date | None) -> bool:
    """A line that is a day is one with its year, or one of the days before the filing: `Dec 31` heads a balance sheet as well."""
    return reading.day and (reading.year or bool(reading.date and filed and abs(reading.date - filed) <= AHEAD))


def _with_unknown_agency(agency: str, places: PlacePhrase, separator: str) -> bool:
    """`HOUSTON (KTRK) --`, `KYIV (Aftenposten):`, `Lagos (The Harbour Ledger) -`; but not `Toyota (TM) -`."""
    if separator == "dash" and places.capitals:
        return _all_known(places, KNOWN_TOWN) or bool(places.suffixes)
    if _TICKER.fullmatch(agency) or not (separator == "dash" or (separator == "colon" and places.capitals)):
        return False
    return _all_known(places, KNOWN_TOWN)


def _place_alone(text: str, reading: Reading, places: PlacePhrase, language: str) -> bool:
    """A place with neither agency nor day: the gazetteer must know it, and it must be printed as a dateline."""
    located = bool(places.suffixes) or len(places.heads) > 1
    if not located and places.capitals and len(places.text) <= SHORT_NAME and not _all_known(places, KNOWN_CITY):
        return False
    if not located and fold(places.heads[0]) in words("person") and not (places.capitals and reading.separator == "dash"):
        return False
    match reading.separator:
        case "end":
            return len(text) <= _LONGEST_LINE and _all_known(places, 0 if places.capitals or located else KNOWN_TOWN)
        case "dash":
            return _before_dash(text, reading, places, language)
        case "none":
            people = KNOWN_TOWN if places.capitals else KNOWN_CITY
            return bool(reading.bracket) and _all_known(places, people) and _long_sentence(text, reading.rest)
        case "colon" if not _is_country(places.heads[0]):
            if places.capitals:
                return _all_known(places, KNOWN_TOWN)
            return language in _COLON_LANGUAGES and not places.suffixes and _all_known(places, KNOWN_CITY)
        case "stop" if not _is_country(places.heads[0]):
            return _before_stop(text, reading, places, language)
    return False


def _before_dash(text: str, reading: Reading, places: PlacePhrase, language: str) -> bool:
    if places.aboard and places.capitals:
        return True
    if text[reading.end] == "-" and not places.capitals:
        return False  # a hyphen at the word needs an agency or a day
    if places.capitals or places.suffixes or len(places.heads) > 1:
        return _all_known(places, 0) and (places.capitals or all(map(known, places.heads)))
    return _all_known(places, 0 if language == "de" else KNOWN_CITY)


def _before_stop(text: str, reading: Reading, places: PlacePhrase, language: str) -> bool:
    """`Berlin.`, `ROMA.`, `नई दिल्ली।` before a sentence. Of the languages that write a danda all print it so."""
    if DANDA.match(text, reading.end):
        people: int | None = KNOWN_CITY
    elif places.capitals:
        people = KNOWN_TOWN
    else:
        people = None if any(place.kind == "country" for place in known(places.heads[0])) else _STOP_LANGUAGES.get(language)
    return people is not None and _all_known(places, people) and _long_sentence(text, reading.rest)


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


def _is_no_place(places: PlacePhrase, *, signed: bool) -> bool:
    """Whether it is a word that stands where places do; `NICE (AFP)` is the city."""
    first = fold(places.heads[0])
    if places.suffixes and known(places.heads[0]):
        return False
    if signed and any(place.people >= KNOWN_CITY for place in known(places.heads[0])):
        return False
    if first in words("notplace") or first in weekdays():
        return True
    return first.split()[0] in words("notplace") and not known(places.heads[0])


def _opens_sentence(text: str, at: int) -> bool:
    """Whether a sentence can begin there: a capital, a digit, an opening sign, or a script without capitals."""
    rest = text[at : at + 6].lstrip(_OPENING + " ")
    return not begins_small(rest)


def _long_sentence(text: str, at: int) -> bool:
    """At least six words follow before the next stop: `Paris. London. Tokyo.` is a list."""
    return len(_SENTENCE_END.split(text[at:], maxsplit=1)[0].split()) >= _LEAST_WORDS
