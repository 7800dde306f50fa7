"""What a text is about: every name of a country, its people, its cities, its government's seats and faces, weighed by place.

A headline weighs more than the lead, the lead more than the rest, and each further mention of the same name less than the one before.
"""

from __future__ import annotations

import collections
import functools
from importlib.resources import files
from operator import add
from typing import NamedTuple

from transforms.assign_region.gazetteer import Found, gazetteer
from transforms.assign_region.names import fold, fold_words
from transforms.assign_region.text_places import LONGEST_NAME, TextPlaces, people_names, towns
from transforms.assign_region.vocabulary import UNSPACED, Form, Term, Vocabulary, vocabulary
from transforms.assign_region.words import STOP, split_words

# What is read of a story, in characters, and what a mention there weighs.
HEADLINE = 3.0
STANDFIRST = 2.0
LEAD, LEAD_CHARACTERS = 1.6, 500
REST, REST_CHARACTERS = 0.8, 1_500
CITY_WEIGHT = 0.7
# A town counts beside its country's name, so much; a country is named from so much weight on.
TOWN_WEIGHT = 0.35
NAMED = 0.8


class Story(NamedTuple):
    """What a text is about.

    Attributes:
      countries: ISO 3166-1 alpha-2 → weight, the heaviest first.
      cities: the cities that it names, with the weight of each, the heaviest first.
    """

    countries: dict[str, float]
    cities: list[tuple[Found, float]]


class _Mention(NamedTuple):
    """A name of a country, or of a place in it; of a town, whose country the rest of the text must tell, without one."""

    name: str
    country: str
    weight: float
    city: Found | None = None


def read_story(headline: str | None, standfirst: str | None, body: str, *, language: str | None, home: str | None = None) -> Story:
    """What a story is about; `home` is the publisher's country, whose smaller places are known too."""
    words = vocabulary(language)
    places = TextPlaces(words, home)
    small: list[tuple[str, float]] = []
    countries: dict[str, float] = collections.defaultdict(float)
    cities: dict[Found, float] = collections.defaultdict(float)
    seen: dict[tuple[str, str], int] = collections.defaultdict(int)
    rest = body[LEAD_CHARACTERS : LEAD_CHARACTERS + REST_CHARACTERS]
    for text, weight in ((headline, HEADLINE), (standfirst, STANDFIRST), (body[:LEAD_CHARACTERS], LEAD), (rest, REST)):
        if not text:
            continue
        for name, country, worth, city in _unspaced(text, words) if language in UNSPACED else _spaced(text, words, places):
            if not country:
                small.append((name, weight))
                continue
            seen[name, country] += 1
            gained = weight * worth / seen[name, country] ** 0.5
            countries[country] += gained
            if city:
                cities[city] += gained
    _add_towns(small, countries, cities, language, words, home)
    return Story(
        dict(sorted(countries.items(), key=lambda item: (-item[1], item[0]))),
        sorted(cities.items(), key=lambda item: (-item[1], item[0].name)),
    )


def _add_towns(
    small: list[tuple[str, float]],
    countries: dict[str, float],
    cities: dict[Found, float],
    language: str | None,
    words: Vocabulary,
    home: str | None,
) -> None:
    """Towns count where the text names their country, or where it is the publisher's: Dunedin in a story that says New Zealand."""
    named = {country: weight for country, weight in countries.items() if weight >= NAMED}
    if home:
        named.setdefault(home, NAMED)
    for name, weight in small:
        known = [place for place in towns(name, language, words.nominatives(name)) if place.country in named]
        if known:
            town = max(known, key=lambda place: (named[place.country], place.people))
            cities[town] += weight * CITY_WEIGHT
            countries[town.country] += weight * TOWN_WEIGHT


def _unspaced(text: str, words: Vocabulary) -> list[_Mention]:
    """Mentions in a script without spaces: the longest name at each character. Latin words inside it are not read."""
    found = []
    pairs = list(map(add, text, text[1:]))
    runs = words.runs
    free = 0
    for at in [at for at, pair in enumerate(pairs) if pair in runs]:
        if at < free:
            continue
        hit = next((name for name in runs[pairs[at]] if text.startswith(name.printed, at)), None)
        if hit:
            found.append(_Mention(hit.printed, hit.country, hit.weight, _city_of(hit.printed, hit.country) if hit.city else None))
            free = at + len(hit.printed)
    return found


def _spaced(text: str, words: Vocabulary, places: TextPlaces) -> list[_Mention]:
    """Mentions among words: terms of the vocabulary, its inflected forms, and places of the gazetteer in runs of capitals.

    Only words with a capital are looked at one by one, and in languages that write peoples small those that the vocabulary has.
    """
    found: list[_Mention] = []
    printed = split_words(text)
    capitals = [at for at, word in enumerate(printed) if not word[0].islower()]
    folded = dict(zip(capitals, fold_words([printed[at] for at in capitals]), strict=True))
    if words.any_case:
        _add_small_letters(printed, folded, words)
    distinct = set(folded.values())
    first_words, forms, people = words.first_words(distinct), words.forms(distinct), people_names()
    run: list[str] = []
    opens = located = False
    after = 0
    for at in sorted(folded) if words.any_case else capitals:
        if at < after:
            continue
        if run and at > after:
            _name_places(run, opens, located, places, found)
        word, as_printed = folded[at], printed[at]
        after = at + 1
        if not as_printed[0].isalpha():
            if run:
                _name_places(run, opens, located, places, found)
            continue
        hit = _longest(words.terms(word, as_printed), printed, at) if word in first_words else None
        if hit and not hit[0].rest and word in people and (run or _begins_name(at + 1, printed, folded, first_words, forms)):
            hit = None  # Michael Jordan, Chad Smith
        form = forms.get(word) if hit is None else None
        if hit or form:
            if run:
                _name_places(run, opens, located, places, found)
            if hit:
                found.extend([_Mention(word, term.country, term.weight) for term in hit])
                after = at + 1 + len(hit[0].rest)
            elif form:
                found.append(_Mention(*form))
        elif not as_printed[0].islower():
            if not run:
                opens = at == 0 or printed[at - 1] == STOP
                located = at > 0 and printed[at - 1].lower() in _prepositions()
            run.append(word)
    if run:
        _name_places(run, opens, located, places, found)
    return found


def _add_small_letters(printed: list[str], folded: dict[int, str], words: Vocabulary) -> None:
    """Adds the words in small letters that name a country in this language."""
    small = list({word for word in printed if word[0].islower()})
    named = fold_words(small)
    distinct = set(named)
    known = words.first_words(distinct) | words.forms(distinct).keys()
    if known:
        meant = {word: name for word, name in zip(small, named, strict=True) if name in known}
        folded.update((at, meant[word]) for at, word in enumerate(printed) if word in meant)


def _begins_name(at: int, printed: list[str], folded: dict[int, str], first_words: set[str], forms: dict[str, Form]) -> bool:
    word = folded.get(at)
    return word is not None and printed[at][0].isalpha() and word not in first_words and word not in forms


def _longest(terms: tuple[Term, ...], printed: list[str], at: int) -> list[Term] | None:
    """The longest terms that stand there, one a country."""
    for term in terms:
        rest = term.rest
        if not rest or [fold(word) for word in printed[at + 1 : at + 1 + len(rest)]] == list(rest):
            return [other for other in terms if other.rest == rest]
    return None


def _name_places(run: list[str], opens: bool, located: bool, places: TextPlaces, found: list[_Mention]) -> None:
    """The places in a run of capitalised words, which is emptied: the whole run, else its longest parts large enough.

    A run that opens a sentence may begin with a word that is no name: what follows it stands alone as well. A town, and a name that
    persons bear too, counts only after a word for where (`in`, `near`).
    """
    at, size = 0, len(run)
    while at < size:
        for length in range(min(LONGEST_NAME, size - at), 0, -1):
            name = run[at] if length == 1 else " ".join(run[at : at + length])
            alone = length == size or (opens and at == 1 and length == size - 1)
            place = places.find(name, alone=alone, located=located and at == 0, words=length)
            if place:
                found.append(_Mention(name, place.country, CITY_WEIGHT, place if place.kind == "city" else None))
                at += length - 1
                break
        else:
            if located and at == 0 and size <= LONGEST_NAME:
                found.append(_Mention(" ".join(run), "", 0.0))
        at += 1
    run.clear()


def _city_of(name: str, country: str) -> Found | None:
    return next((place for place in gazetteer().find(name) if place.kind == "city" and place.country == country), None)


@functools.cache
def _prepositions() -> frozenset[str]:
    """The words before which a name is a place, of all languages, as printed (`data/prepositions.tsv`)."""
    text = (files("transforms.assign_region") / "data" / "prepositions.tsv").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines()[1:] for word in line.split("\t")[1].split())
