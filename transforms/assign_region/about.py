"""Which countries a text is about: every name of a country, its people, its cities, its government's seats and faces, weighed by place.

A headline weighs more than the lead, the lead more than the rest, and each further mention of the same name less than the one before.
"""

from __future__ import annotations

import collections
import math

from transforms.assign_region.gazetteer import Found, gazetteer
from transforms.assign_region.names import fold
from transforms.assign_region.vocabulary import UNSPACED, Vocabulary, tokens, vocabulary

# What is read of a story, in characters, and what a mention there weighs.
HEADLINE = 3.0
STANDFIRST = 2.0
LEAD, LEAD_CHARACTERS = 1.6, 500
REST, REST_CHARACTERS = 0.8, 2_000
# A city counts as a mention of its country from so many people on; in the publisher's own country from fewer.
CITY = 150_000
HOME_CITY = 20_000
CITY_WEIGHT = 0.7
DIVISION_WEIGHT = 0.7
# Signs that end a run of capitalised words.
_STOPS = frozenset(".!?:;\"“”„«»()[]—–|/")


def countries_of(
    headline: str | None, standfirst: str | None, body: str, *, language: str | None, home: str | None = None
) -> dict[str, float]:
    """ISO 3166-1 alpha-2 → weight, the heaviest first; `home` is the publisher's country, whose smaller places are known too."""
    words = vocabulary(language)
    weights: collections.Counter[str] = collections.Counter()
    seen: collections.Counter[tuple[str, str]] = collections.Counter()
    parts = (
        (headline or "", HEADLINE),
        (standfirst or "", STANDFIRST),
        (body[:LEAD_CHARACTERS], LEAD),
        (body[LEAD_CHARACTERS : LEAD_CHARACTERS + REST_CHARACTERS], REST),
    )
    for text, weight in parts:
        if not text:
            continue
        mentions = _unspaced(text, words) if language in UNSPACED else _spaced(tokens(text), words, home, language)
        for name, country, worth in mentions:
            seen[name, country] += 1
            weights[country] += weight * worth / seen[name, country] ** 0.5  # type: ignore[assignment]
    return dict(sorted(weights.items(), key=lambda item: (-item[1], item[0])))


def _unspaced(text: str, words: Vocabulary) -> list[tuple[str, str, float]]:
    """Mentions in a script without spaces: the longest name at each character. Latin words inside it are not read."""
    found = []
    at, runs = 0, words.runs
    while at < len(text):
        names = runs.get(text[at])
        if names:
            hit = next((name for name in names if text.startswith(name[0], at)), None)
            if hit:
                found.append(hit)
                at += len(hit[0])
                continue
        at += 1
    return found


def _spaced(text: list[str], words: Vocabulary, home: str | None, language: str | None) -> list[tuple[str, str, float]]:
    """Mentions among words: terms of the vocabulary, then inflected forms, then places of the gazetteer in runs of capitals."""
    found: list[tuple[str, str, float]] = []
    folded = [fold(token) for token in text]
    at, count = 0, len(text)
    run: list[int] = []
    while at < count:
        token = text[at]
        if not token[0].isalpha():
            if token in _STOPS or token == ",":
                _places(text, folded, run, home, language, found)
                run = []
            at += 1
            continue
        terms = words.words.get(folded[at])
        hit = None
        if terms:
            for term in terms:
                length = len(term.rest)
                if term.upper and not token.isupper():
                    continue
                if not term.rest or tuple(folded[at + 1 : at + 1 + length]) == term.rest:
                    hit = term
                    break
        if hit and (token[0].isupper() or not _cased(token[0]) or hit.weight == 1.0 and not hit.rest and language != "en"):
            _places(text, folded, run, home, language, found)
            run = []
            found.extend((folded[at], term.country, term.weight) for term in terms or () if term.rest == hit.rest and term.upper == hit.upper)
            at += 1 + len(hit.rest)
            continue
        inflected = _inflected(folded[at], words)
        if inflected:
            _places(text, folded, run, home, language, found)
            run = []
            found.append(inflected)
        elif token[0].isupper() or not _cased(token[0]):
            run.append(at)
        elif run:
            _places(text, folded, run, home, language, found)
            run = []
        at += 1
    _places(text, folded, run, home, language, found)
    return found


def _inflected(word: str, words: Vocabulary) -> tuple[str, str, float] | None:
    """A name in one of its endings (`Казахстана`), or with an article or preposition written onto it (`בישראל`)."""
    for prefix in words.prefixes:
        if word.startswith(prefix) and (terms := words.words.get(word[len(prefix) :])) and not terms[-1].rest:
            return word[len(prefix) :], terms[-1].country, terms[-1].weight
    if len(word) < words.shortest_stem or not words.stems:
        return None
    for size in range(len(word), words.shortest_stem - 1, -1):
        hit = words.stems.get(word[:size])
        if hit:
            ending = word[size:]
            if not ending or ending in words.endings or ending.startswith(words.wild) or (not words.endings and len(ending) <= 5):
                return word[:size], hit[0], hit[1]
    return None


def _places(text: list[str], folded: list[str], run: list[int], home: str | None, language: str | None, found: list[tuple[str, str, float]]) -> None:
    """Places in a run of capitalised words: the whole run, else its longest part that is the name of a place large enough."""
    at = 0
    size = len(run)
    if size > 12:
        run = run[:12]
        size = 12
    while at < size:
        for length in range(min(4, size - at), 0, -1):
            name = " ".join(folded[run[at] : run[at] + length]) if run[at + length - 1] - run[at] == length - 1 else ""
            if not name or len(name) < 4 and name.isascii():
                continue
            place = _known_place(name, home, alone=length == size, words=length)
            if place:
                found.append((name, place.country, CITY_WEIGHT if place.kind == "city" else DIVISION_WEIGHT))
                at += length - 1
                break
        at += 1


def _known_place(name: str, home: str | None, *, alone: bool, words: int) -> Found | None:
    """The place that a name most likely means: large, or in the publisher's country; by its own name rather than another's."""
    candidates = gazetteer().find(name)
    for place in candidates:
        if place.kind == "country":
            continue
        at_home = place.country == home
        least = (HOME_CITY if at_home else CITY) if alone or words > 1 else (CITY if at_home else 4 * CITY)
        if place.alternate:
            least *= 4
        if place.kind == "division":
            least = 200_000 if not place.alternate else 2_000_000
        if place.people >= least and not (words == 1 and name in _person_names() and not at_home):
            return place
    return None


def _person_names() -> frozenset[str]:
    return _PERSONS


_PERSONS = frozenset(
    """charlotte victoria lincoln jackson madison savannah florence santiago jordan chelsea austin tyler logan phoenix orlando aurora eugene
    irving arlington henderson jefferson adelaide hamilton nelson georgia chad carolina sofia roman marion grant kent chester francis cooper
    morgan taylor warren marshall clinton monroe lawrence norman laurel marina elizabeth helena regina sterling troy benton burton carson
    franklin garland harrison howard hudson kendall kennedy kirby lewis milton murray newton norton owen parker perry porter preston riley
    russell salem sharon shelby sidney spencer stanton sullivan trenton vernon wallace walker warwick wilson winston reading mobile nice
    split bath orange hull essen halle hagen san santa los las new saint north south east west central union fort port lake bay park general
    david leon victor martin alexandria augusta august mary marie maria anna rosario valencia belen carmen angeles merced mercedes pilar
    guadalupe trinidad soledad concepcion asuncion ramos lopez garcia perez colon moreno ramon isidro jose juan luis pedro miguel antonio
    carlos manuel rafael diego lara lima bari bergen hof horn berg stein sand bank date media like can march may police city college university
    world market court house river hill valley beach island center centre street county district state states province republic government
    president minister company group corporation limited board international national federal bureau department council committee association
    people monday tuesday wednesday thursday friday saturday sunday january february april june july september october november december""".split()
)


def _cased(character: str) -> bool:
    return character.lower() != character.upper()


def strength(weights: dict[str, float]) -> float:
    """The weight of all mentions together."""
    return math.fsum(weights.values())
