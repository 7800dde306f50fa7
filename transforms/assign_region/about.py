"""What a text is about: every name of a country, its people, its cities, its government's seats and faces, weighed by place.

A headline weighs more than the lead, the lead more than the rest, and each further mention of the same name less than the one before.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
from importlib.resources import files
from typing import NamedTuple

from schemas.regions import region_of
from transforms.assign_region.gazetteer import Found, gazetteer
from transforms.assign_region.names import fold
from transforms.assign_region.resolve import standing_alone
from transforms.assign_region.vocabulary import UNSPACED, Term, Vocabulary, Word, tokens, vocabulary

# What is read of a story, in characters, and what a mention there weighs.
HEADLINE = 3.0
STANDFIRST = 2.0
LEAD, LEAD_CHARACTERS = 1.6, 500
REST, REST_CHARACTERS = 0.8, 1_500
# A city counts as a mention of its country from so many people on; in the publisher's own country from fewer.
CITY = 150_000
HOME_CITY = 20_000
DIVISION = 200_000
CITY_WEIGHT = 0.7
# In Latin script, names of other languages collide with words; outside Europe only those of the largest cities are in use.
EXONYM_ABROAD = 5_000_000
# Languages that write every noun with a capital.
NOUN_CAPITALS = frozenset({"de", "lb"})
# A town counts beside its country's name, from so many people on, and so much; a country is named from so much weight on.
TOWN = 5_000
TOWN_WEIGHT = 0.35
NAMED = 0.8
# What ends a sentence.
_STOPS = frozenset('.!?:;…«»“”„"—–|')
# By another name than its own, or as a part of a longer run of capitals, it must be so many times as large.
LESS_SURE = 4
LONGEST_RUN = 12
LONGEST_NAME = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Story:
    """What a text is about.

    Attributes:
      countries: ISO 3166-1 alpha-2 → weight, the heaviest first.
      cities: the cities that it names, with the weight of each, the heaviest first.
    """

    countries: dict[str, float]
    cities: list[tuple[Found, float]]


class _Mention(NamedTuple):
    name: str
    country: str
    weight: float
    city: Found | None = None


def read_story(headline: str | None, standfirst: str | None, body: str, *, language: str | None, home: str | None = None) -> Story:
    """What a story is about; `home` is the publisher's country, whose smaller places are known too."""
    words = vocabulary(language)
    small: list[tuple[str, float]] = []
    countries: dict[str, float] = collections.defaultdict(float)
    cities: dict[Found, float] = collections.defaultdict(float)
    seen: collections.Counter[tuple[str, str]] = collections.Counter()
    rest = body[LEAD_CHARACTERS : LEAD_CHARACTERS + REST_CHARACTERS]
    for text, weight in ((headline, HEADLINE), (standfirst, STANDFIRST), (body[:LEAD_CHARACTERS], LEAD), (rest, REST)):
        if not text:
            continue
        for mention in _unspaced(text, words) if language in UNSPACED else _spaced(text, words, home):
            if not mention.country:
                small.append((mention.name, weight))
                continue
            key = mention.name, mention.country
            seen[key] += 1
            gained = weight * mention.weight / seen[key] ** 0.5
            countries[mention.country] += gained
            if mention.city:
                cities[mention.city] += gained
    _add_small_places(small, countries, cities, language, home)
    return Story(
        dict(sorted(countries.items(), key=lambda item: (-item[1], item[0]))),
        sorted(cities.items(), key=lambda item: (-item[1], item[0].name)),
    )


def _add_small_places(
    small: list[tuple[str, float]], countries: dict[str, float], cities: dict[Found, float], language: str | None, home: str | None
) -> None:
    """Towns count where the text names their country, or where it is the publisher's: Dunedin in a story that says New Zealand."""
    named = {country: weight for country, weight in countries.items() if weight >= NAMED}
    if home:
        named.setdefault(home, NAMED)
    for name, weight in small:
        towns = [place for place in _towns(name, language) if place.country in named]
        if towns:
            town = max(towns, key=lambda place: (named[place.country], place.people))
            cities[town] += weight * CITY_WEIGHT
            countries[town.country] += weight * TOWN_WEIGHT


def _unspaced(text: str, words: Vocabulary) -> list[_Mention]:
    """Mentions in a script without spaces: the longest name at each character. Latin words inside it are not read."""
    found = []
    at, runs = 0, words.runs
    while at < len(text):
        hit = next((name for name in runs.get(text[at], ()) if text.startswith(name.printed, at)), None)
        if hit:
            found.append(_Mention(hit.printed, hit.country, hit.weight, _city_of(hit.printed, hit.country) if hit.city else None))
            at += len(hit.printed)
        else:
            at += 1
    return found


def _spaced(text: str, words: Vocabulary, home: str | None) -> list[_Mention]:
    """Mentions among words: terms of the vocabulary, its inflected forms, and places of the gazetteer in runs of capitals."""
    found: list[_Mention] = []
    read = [words.read(token) for token in tokens(text)]
    run: list[str] = []
    opens = located = False
    at, count = 0, len(read)
    while at < count:
        word = read[at]
        hit = _longest(word.terms, read, at) if word.terms else None
        if hit and not hit[0].rest and word.folded in _people() and (run or _begins_name(read, at + 1)):
            hit = None  # Michael Jordan, Chad Smith
        if hit:
            _name_places(run, opens, located, words, home, found)
            found.extend(_Mention(word.folded, term.country, term.weight) for term in hit)
            at += 1 + len(hit[0].rest)
            continue
        if word.inflected:
            _name_places(run, opens, located, words, home, found)
            found.append(_Mention(word.inflected[0], word.inflected[1], word.inflected[2]))
        elif word.name:
            if not run:
                opens = at == 0 or read[at - 1].folded in _STOPS
                located = at > 0 and read[at - 1].folded in _prepositions()
            run.append(word.folded)
        elif run:
            _name_places(run, opens, located, words, home, found)
        at += 1
    _name_places(run, opens, located, words, home, found)
    return found


def _begins_name(read: list[Word], at: int) -> bool:
    return at < len(read) and read[at].name and not read[at].terms and not read[at].inflected


def _longest(terms: tuple[Term, ...], read: list[Word], at: int) -> list[Term] | None:
    """The longest terms that stand there, one a country."""
    for term in terms:
        size = len(term.rest)
        if not size or (at + size < len(read) and all(read[at + 1 + i].folded == part for i, part in enumerate(term.rest))):
            return [other for other in terms if other.rest == term.rest]
    return None


def _name_places(run: list[str], opens: bool, located: bool, words: Vocabulary, home: str | None, found: list[_Mention]) -> None:
    """The places in a run of capitalised words, which is emptied: the whole run, else its longest parts large enough.

    A run that opens a sentence may begin with a word that is no name: what follows it stands alone as well. A town, and a name that
    persons bear too, counts only after a word for where (`in`, `near`).
    """
    at, size = 0, min(len(run), LONGEST_RUN)
    while at < size:
        longest = min(LONGEST_NAME, size - at)
        for length in range(longest, 0, -1):
            name = run[at] if length == 1 else " ".join(run[at : at + length])
            alone = length == size or (opens and at == 1 and length == size - 1)
            place = _place(name, words.language, home, alone, located and at == 0, length)
            if place:
                found.append(_Mention(name, place.country, CITY_WEIGHT, place if place.kind == "city" else None))
                at += length - 1
                break
        else:
            if longest == size and located and _towns(" ".join(run), words.language):
                found.append(_Mention(" ".join(run), "", 0.0))
        at += 1
    run.clear()


@functools.lru_cache(maxsize=65_536)
def _place(name: str, language: str | None, home: str | None, alone: bool, located: bool, words: int) -> Found | None:
    """The place that a name most likely means in a text: a large one, one of the publisher's country, a capital."""
    if len(name) < 4 and (name.isascii() or name[0].upper() == name[0]):
        return None
    doubtful = words == 1 and name in _people()
    for spelling in (name, *vocabulary(language).nominatives(name)) if words == 1 else (name,):
        large = [place for place in gazetteer().bearers(spelling) if place.people >= _least(place, name, home, alone or words > 1)]
        if doubtful:
            large = [place for place in large if located and alone and place.country == home]
        if large:
            # The city rather than the province that is called after it.
            return next((place for place in large if place.kind == "city" and place.country == large[0].country), large[0])
    return None


def _least(place: Found, name: str, home: str | None, alone: bool) -> float:
    """How many people a place must have to be meant where its name stands."""
    if place.kind == "country":
        return float("inf")
    if (place.name, place.country) in _capitals():
        return 0.0
    least = float(DIVISION if place.kind == "division" else HOME_CITY if place.country == home else CITY)
    # Without capitals every word of a text is looked up, so a name must be weightier.
    if place.alternate and name[0] < "\u0250" and place.country != home and least:
        least = max(least * LESS_SURE, EXONYM_ABROAD if not region_of(place.country).endswith("europe") else 0)
    return least * (1 if alone else LESS_SURE) * (LESS_SURE if name[0].upper() == name[0] else 1)


@functools.lru_cache(maxsize=32_768)
def _towns(name: str, language: str | None) -> tuple[Found, ...]:
    """The towns of that name, for a text that says elsewhere in which country it plays."""
    if len(name) < 4 or name in _people() or name[0].upper() == name[0]:
        return ()
    spellings = (name, *vocabulary(language).nominatives(name)) if " " not in name else (name,)
    least = TOWN * LESS_SURE if language in NOUN_CAPITALS else TOWN
    return tuple(
        place
        for spelling in spellings
        for place in gazetteer().bearers(spelling)
        if place.kind == "city" and place.people >= least and not (place.alternate and name[0] < "\u0250")
    )


def _city_of(name: str, country: str) -> Found | None:
    return next((place for place in gazetteer().find(name) if place.kind == "city" and place.country == country), None)


@functools.cache
def _capitals() -> frozenset[tuple[str, str]]:
    """Own name and country of the places that stand alone in datelines: known to any reader, whatever their size."""
    return frozenset(
        (place.name, country) for name, country in standing_alone() for place in gazetteer().find(name) if place.country == country
    )


@functools.cache
def _prepositions() -> frozenset[str]:
    """The words before which a name is a place, of all languages (`data/prepositions.tsv`)."""
    text = (files("transforms.assign_region") / "data" / "prepositions.tsv").read_text(encoding="utf-8")
    return frozenset(fold(word) for line in text.splitlines()[1:] for word in line.split("\t")[1].split())


@functools.cache
def _people() -> frozenset[str]:
    """Names of places that are names of persons, or words, more often than not."""
    return frozenset((files("transforms.assign_region") / "data" / "people_names.txt").read_text(encoding="utf-8").split())
