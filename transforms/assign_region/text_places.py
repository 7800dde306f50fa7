"""The places that capitalised words of a text mean: large ones, those of the publisher's country, and capitals."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.resources import files

from schemas.regions import region_of
from transforms.assign_region.gazetteer import ALTERNATE, Found, gazetteer
from transforms.assign_region.resolve import standing_alone
from transforms.assign_region.vocabulary import Vocabulary

# A city counts as a mention of its country from so many people on; in the publisher's own country from fewer.
CITY = 150_000
HOME_CITY = 20_000
DIVISION = 200_000
# In Latin script, names of other languages collide with words; outside Europe only those of the largest cities are in use.
EXONYM_ABROAD = 5_000_000
# By another name than its own, or as a part of a longer run of capitals, a place must be so many times as large.
LESS_SURE = 4
# A town counts beside its country's name, from so many people on.
TOWN = 5_000
# Languages that write every noun with a capital.
NOUN_CAPITALS = frozenset({"de", "lb"})
LONGEST_NAME = 4
_LAST_LATIN = "\u0250"


def has_case(folded: str) -> bool:
    """Whether a folded name's script has capitals."""
    return folded[0].upper() != folded[0]


def least_of_any(folded: str, *, city: bool) -> int:
    """How many people a place must have for some text to mean it by that name: what `Gazetteer.large` keeps."""
    return HOME_CITY * (1 if has_case(folded) else LESS_SURE) if city else DIVISION


class TextPlaces:
    """Reads the places of one story: of a language, from a publisher's country."""

    def __init__(self, words: Vocabulary, home: str | None) -> None:
        self._gazetteer = gazetteer()
        self._names = self._gazetteer.large
        self._words = words
        self._home = self._gazetteer.country_at(home)
        self._standing, self._people_names = _standing(), people_names()
        self._found: dict[tuple[str, bool, bool], Found | None] = {}

    def known(self, words: set[str]) -> set[str]:
        """Those of a text's folded words that are names of places, or forms of one."""
        names = self._names.keys() & words
        if endings := self._words.endings:
            for word in words - names:
                if word.endswith(endings) and any(nominative in self._names for nominative in self._words.nominatives(word)):
                    names.add(word)
        return names

    def known_pairs(self, pairs: set[str]) -> set[str]:
        """Those pairs of folded words that a name of two words and more begins with."""
        return pairs & self._gazetteer.large_pairs

    def find(self, name: str, alone: bool, located: bool) -> Found | None:
        """The place that a folded name most likely means.

        Args:
          alone: it is all of a run of capitals. located: a word for where (`in`, `near`) stands before it.
        """
        key = name, alone, located
        if key not in self._found:
            self._found[key] = self._find(name, alone, located)
        return self._found[key]

    def _find(self, name: str, alone: bool, located: bool) -> Found | None:
        number = self._names.get(name)
        if number is not None:
            return self._meant(name, number, alone, located)
        for nominative in self._words.nominatives(name):
            number = self._names.get(nominative)
            if number is not None and (place := self._meant(nominative, number, alone, located)):
                return place
        return None

    def _meant(self, name: str, number: int, alone: bool, located: bool) -> Found | None:
        cased = name[0].upper() != name[0]
        if len(name) < 4 and (not cased or name.isascii()):
            return None
        doubtful = name in self._people_names
        if doubtful and not (located and alone):
            return None
        home, standing, first_division = self._home, self._standing, self._gazetteer.first_division
        surely = (1 if alone or " " in name else LESS_SURE) * (1 if cased else LESS_SURE)
        chosen = chosen_country = -1
        for entry, people, country in self._gazetteer.large_bearers(number):
            at = entry & ~ALTERNATE
            if doubtful and country != home:
                continue
            if at not in standing:
                least = DIVISION if at >= first_division else HOME_CITY if country == home else CITY
                if entry & ALTERNATE and country != home and name[0] < _LAST_LATIN:
                    least = max(least * LESS_SURE, _exonym(country))
                if people < least * surely:
                    continue
            # The city rather than the province that is called after it.
            if at < first_division and chosen_country in (-1, country):
                return self._gazetteer.place(entry)
            if chosen == -1:
                chosen, chosen_country = entry, country
        return self._gazetteer.place(chosen) if chosen != -1 else None


def town_of(name: str, words: Vocabulary, named: Mapping[str, float]) -> Found | None:
    """The town of a name, or of what it may be a form of, in the countries that the text names: in the heaviest, the most populous."""
    if len(name) < 4 or name in people_names() or not has_case(name):
        return None
    least = TOWN * LESS_SURE if words.language in NOUN_CAPITALS else TOWN
    own_only = name[0] < _LAST_LATIN
    best: tuple[float, int, int] | None = None
    weights = {gazetteer().country_at(country): weight for country, weight in named.items()}
    for spelling in (name, *words.nominatives(name)):
        for entry, people, country in gazetteer().all_bearers(spelling):
            is_town = people >= least and country in weights and (entry & ~ALTERNATE) < gazetteer().first_division
            if is_town and not (own_only and entry & ALTERNATE):
                best = max(best or (0.0, 0, 0), (weights[country], people, entry))
    return gazetteer().place(best[2]) if best else None


@functools.cache
def people_names() -> frozenset[str]:
    """Names of places that are names of persons, or words, more often than not."""
    return frozenset((files("transforms.assign_region") / "data" / "people_names.txt").read_text(encoding="utf-8").split())


@functools.cache
def _exonym(country: int) -> int:
    """How many people a city of another country must have to be meant by a name of another language."""
    return 0 if region_of(gazetteer().codes[country]).endswith("europe") else EXONYM_ABROAD


@functools.cache
def _standing() -> frozenset[int]:
    """The places that stand alone in datelines: known to any reader, whatever their size."""
    return frozenset(at for name, country in standing_alone() for at in gazetteer().places_in(name, country))
