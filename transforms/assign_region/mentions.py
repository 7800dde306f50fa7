"""Every name of a country, of its people, its cities, its government's seats and faces in a text, with where it stands.

Which of a text's words are known is asked of sets, for all words at once; one by one only those are looked at.
"""

from __future__ import annotations

import functools
from importlib.resources import files
from itertools import pairwise
from operator import add
from typing import NamedTuple

from transforms.assign_region.gazetteer import Found, gazetteer
from transforms.assign_region.names import fold, fold_words
from transforms.assign_region.text_places import LONGEST_NAME, TextPlaces, people_names
from transforms.assign_region.vocabulary import Term, Vocabulary
from transforms.assign_region.words import SECTION, STOP

CITY_WEIGHT = 0.7


class Mention(NamedTuple):
    """A name that stands at a word, or at a character in scripts without spaces, of the text.

    Attributes:
      name: as folded, or as printed in those scripts. country: ISO 3166-1 alpha-2; empty for a town whose country must be told elsewhere.
      worth: 1 for the country's own name, less for others. city: the place, where it is one.
    """

    at: int
    name: str
    country: str
    worth: float
    city: Found | None = None


def unspaced_mentions(text: str, words: Vocabulary) -> list[Mention]:
    """Mentions in a script without spaces: the longest name at each character. Latin words inside it are not read."""
    found = []
    pairs = list(map(add, text, text[1:]))
    free = 0
    for at in [at for at, pair in enumerate(pairs) if words.begins_unspaced(pair)]:
        hit = next((name for name in words.unspaced(pairs[at]) if text.startswith(name.printed, at)), None) if at >= free else None
        if hit:
            found.append(Mention(at, hit.printed, hit.country, hit.weight, _city_of(hit.printed, hit.country) if hit.city else None))
            free = at + len(hit.printed)
    return found


def spaced_mentions(printed: list[str], words: Vocabulary, places: TextPlaces) -> list[Mention]:
    """Mentions among words: terms of the vocabulary, its inflected forms, and places of the gazetteer in runs of capitals."""
    text = _Text(printed, words, places)
    found: list[Mention] = []
    free = 0
    for at in text.known:
        if at < free:
            continue
        word = text.folded[at]
        if hit := text.terms_at(at, free):
            found.extend([Mention(at, word, term.country, term.weight) for term in hit])
            free = text.after = at + 1 + len(hit[0].rest)
        elif form := text.forms.get(word):
            found.append(Mention(at, *form))
            free = text.after = at + 1
        elif place := text.place_at(at):
            length, city = place
            found.append(Mention(at, " ".join(text.words(at, length)), city.country, CITY_WEIGHT, city if city.kind == "city" else None))
            free = at + length
    taken = {mention.at for mention in found}
    found += [Mention(at, " ".join(text.words(at, length)), "", 0.0) for at, length in text.located_runs() if at not in taken]
    return found


class _Text:
    """The words of a text that may be names, and the runs that they stand in.

    Attributes:
      folded: position → folded word, of words with a capital (of all, in a script without), and of known ones in small letters.
      known: the positions that a name may begin at, in order.
      after: the end of the last term; runs of capitals begin behind it.
    """

    def __init__(self, printed: list[str], words: Vocabulary, places: TextPlaces) -> None:
        self.printed = printed
        # Signs and digits come before the letter A, small letters of ASCII between a and z. Georgian, to Unicode, is all small letters.
        capitals = [
            at
            for at, word in enumerate(printed)
            if "A" <= word < "a" or (word > "{" and (not (first := word[0]).islower() or "ა" <= first <= "ჿ") and first.isalpha())
        ]
        names = fold_words([printed[at] for at in capitals])
        self.folded = self._capitals = dict(zip(capitals, names, strict=True))
        self._words, self._places = words, places
        distinct = set(names)
        self._first_words, self.forms = words.first_words(distinct), words.forms(distinct)
        known = self._first_words | self.forms.keys() | places.known(distinct)
        pairs = list(map(" ".join, pairwise(names)))
        known_pairs = places.known_pairs(set(pairs))
        self.known = [at for at, word in self.folded.items() if word in known]
        if known_pairs:
            begins = [at for at, pair in zip(capitals, pairs, strict=False) if pair in known_pairs]
            self.known = sorted({*self.known, *begins})
        self._run = range(0)
        self._opens = self._located = False
        self.after = 0
        if words.any_case and (small := self._small_letters()):
            self.folded = self._capitals | small
            self.known = sorted([*self.known, *small])

    def _small_letters(self) -> dict[int, str]:
        """The words in small letters that name a country in this language."""
        small = [word for word in set(self.printed) if word[0].islower()]
        folded = fold_words(small)
        distinct = set(folded)
        first_words, forms = self._words.first_words(distinct), self._words.forms(distinct)
        self._first_words |= first_words
        self.forms |= forms
        meant = {word: name for word, name in zip(small, folded, strict=True) if name in first_words or name in forms}
        return {at: meant[word] for at, word in enumerate(self.printed) if word in meant} if meant else {}

    def words(self, at: int, length: int) -> list[str]:
        return [self.folded[part] for part in range(at, at + length)]

    def terms_at(self, at: int, free: int) -> list[Term]:
        """The longest terms that stand there, one a country; none where the word is a person's name: Michael Jordan, Chad Smith."""
        word, printed = self.folded[at], self.printed
        if word not in self._first_words:
            return []
        found: list[Term] = []
        for term in self._words.terms(word):
            rest = term.rest
            if found and rest != found[0].rest:
                break
            if rest and tuple(map(fold, printed[at + 1 : at + 1 + len(rest)])) != rest:
                continue
            if self._words.counts(term, word, printed[at]):
                found.append(term)
        in_name = (at > free and at - 1 in self._capitals) or self._begins_name(at + 1)
        return [] if found and not found[0].rest and in_name and word in people_names() else found

    def _begins_name(self, at: int) -> bool:
        return at in self._capitals and (word := self.folded[at]) not in self._first_words and word not in self.forms

    def place_at(self, at: int) -> tuple[int, Found] | None:
        """The place whose name begins there, and of how many words it is: the longest that is large enough for where it stands.

        All of a run of capitals is surer than a part of it. A run that opens a sentence may begin with a word that is no name, so what
        follows it stands alone as well. A name that persons bear too counts only after a word for where (`in`, `near`).
        """
        if at not in self._capitals:
            return None
        if at not in self._run:
            self._run_around(at)
        run = self._run
        for length in range(min(LONGEST_NAME, run.stop - at), 0, -1):
            alone = length == len(run) or (self._opens and at == run.start + 1 and length == len(run) - 1)
            name = self.folded[at] if length == 1 else " ".join(self.words(at, length))
            place = self._places.find(name, alone, self._located and at == run.start)
            if place:
                return length, place
        return None

    def _run_around(self, at: int) -> None:
        start = at
        while start > self.after and start - 1 in self._capitals:
            start -= 1
        self._run = range(start, self._run_end(at))
        self._opens = start == 0 or self.printed[start - 1] in (STOP, SECTION)
        self._located = start > 0 and self.printed[start - 1] in prepositions()

    def _run_end(self, at: int) -> int:
        end = at + 1
        while end in self._capitals and self.folded[end] not in self.forms and not self.terms_at(end, at):
            end += 1
        return end

    def located_runs(self) -> list[tuple[int, int]]:
        """The runs after a word for where, short enough for a town: position and length."""
        printed, where = self.printed, prepositions()
        starts = [at for at in self._capitals if printed[at - 1] in where and at]
        return [(at, length) for at in starts if (length := self._run_end(at) - at) <= LONGEST_NAME]


def _city_of(name: str, country: str) -> Found | None:
    return next((place for place in gazetteer().find(name) if place.kind == "city" and place.country == country), None)


@functools.cache
def prepositions() -> frozenset[str]:
    """The words before which a name is a place, of all languages, as printed (`data/prepositions.tsv`)."""
    text = (files("transforms.assign_region") / "data" / "prepositions.tsv").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines()[1:] for word in line.split("\t")[1].split())
