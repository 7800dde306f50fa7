"""What names a country in a text, by language: its names, its people, its government's seats and faces (`data/*.tsv`)."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from importlib.resources import files
from typing import NamedTuple

from transforms.assign_region.names import begins_small, fold, fold_words
from transforms.assign_region.words import BREAK, STOP, split_words

# Scripts without spaces between words: names are looked for at every character.
UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "bo", "dz"})
_UNSPACED_SCRIPTS = {"zh": ("Hani",), "ja": ("Jpan", "Hani"), "th": ("Thai",)}
# Languages that write articles, prepositions and noun classes onto the word.
PREFIXES = {
    "ar": ("وال", "بال", "لل", "كال", "فال", "ال", "و", "ب", "ل", "ف", "ك"),
    "he": ("וה", "שב", "מה", "לה", "בה", "ב", "ל", "מ", "ה", "ו", "ש", "כ"),
    "zu": ("ase", "yase", "wase", "base", "lase", "ama", "nge", "kwe", "ye", "ne", "e", "i"),
    "xh": ("ase", "yase", "wase", "base", "lase", "ama", "nge", "kwe", "ye", "ne", "e", "i"),
    "sw": ("wa", "m", "ki"),
}
NOWHERE = "-"
"""The country of names that only look like a country's: South America, the Gulf of Mexico."""
# Languages that write peoples and what is theirs with a capital, unlike `français` and `казахский`.
CAPITALS = frozenset({None, "en", "nl", "af", "fy", "tr", "az", "id", "ms", "sw", "tl"})
# A name's weight as a mention; a government's seat or face says a little less than the name.
NAME, FACE, CITY = 1.0, {"1": 0.7, "2": 0.9}, 0.7
SHORTEST_STEM = 4
# Stems that the tables mark with `~` take any ending of up to so many letters.
LONGEST_ENDING = 5


class Term(NamedTuple):
    """A phrase that names a country: its folded words after the first, the country, its weight.

    `upper`: it counts only as printed in capitals (`US`, `ICE`), so that the words do not.
    """

    rest: tuple[str, ...]
    country: str
    weight: float
    upper: bool = False


class Form(NamedTuple):
    """What an inflected word is a form of: the stem as found, the country, the weight."""

    stem: str
    country: str
    weight: float


class Printed(NamedTuple):
    """A name as it stands in a script without spaces."""

    printed: str
    country: str
    weight: float
    city: bool = False


# A row of a name: as printed, its folded words, country, and its weight where that is not NAME: `Nova Zembla|nova zembla|RU`. A name that
# ends in `~` is a stem that takes any ending. Rows stay strings until a text asks for them: tens of thousands of objects more would
# make every full garbage collection slower.
_Row = str
# Stem → country, weight, and how many letters of any kind may follow it.
_Stems = dict[str, tuple[str, float, int]]


class Vocabulary:
    """The terms of a language over the common ones: English names, and what `terms.tsv` says in every language.

    Attributes:
      any_case: peoples are looked for among words without a capital too (`français`, `казахский`).
      endings: the last letters of words that may be forms of a name; none where the language does not inflect names.
      inside: folded names that are words as well, and count with a capital inside a sentence only: `Перу`, `Ecuador`.
      currencies: folded words for money, beside which a name tells whose money it is.
    """

    def __init__(self, language: str | None) -> None:
        self.language = language
        names, peoples = _names(language) if language not in (None, "en") else [], _demonyms(language or "") if language != "en" else []
        self.any_case = language not in CAPITALS
        self._never, self.inside = _ambiguous(language)
        self._runs = _runs(language, names, self._never) if language in UNSPACED else {}
        self._printed: dict[str, tuple[Printed, ...]] = {}  # at most one a pair of `_runs`
        self._common, self._common_stems = _common_terms()
        self._own = _by_first_word([*names, *peoples])
        self._peoples = frozenset(map(_key, peoples))
        self._merged: dict[str, tuple[Term, ...]] = {}  # at most one a first word of the tables
        self._strip, self._endings, self._wild = _endings(language)
        self.currencies = _currencies(language or "en")
        self.endings = tuple(sorted({ending[-2:] for ending in self._endings}))
        self._prefixes = PREFIXES.get(language or "", ())
        self._shortest = 2 if language == "ko" else SHORTEST_STEM
        self._stems = _open_stems(peoples)
        if self._endings:
            self._add_stems([*names, *(row for row in _other_names() if not row.isascii())])
        self._heads = frozenset([stem[: self._shortest] for stems in (self._stems, self._common_stems) for stem in stems])

    def _add_stems(self, rows: Iterable[_Row]) -> None:
        """The stems of names of one word, which take the language's endings."""
        for row in rows:
            _, folded, country, *_ = row.split("|")
            stem = folded.rstrip(self._strip)
            if len(stem) >= self._shortest and " " not in folded and folded not in self._never:
                self._stems.setdefault(stem, (country, NAME, 0))

    def first_words(self, words: set[str]) -> set[str]:
        """Those of the folded words that begin a term."""
        return (self._common.keys() & words) | (self._own.keys() & words)

    def forms(self, words: set[str]) -> dict[str, Form]:
        """Those of the folded words that are forms of a name, with what they are forms of."""
        forms: dict[str, Form] = {}
        shortest, heads = self._shortest, self._heads
        for word in words:
            if word[:shortest] in heads and (form := self._form(word)):
                forms[word] = form
        if self._prefixes:
            for word in words:
                if word.startswith(self._prefixes) and (form := self._prefixed(word)):
                    forms[word] = form
        return forms

    def terms(self, folded: str) -> tuple[Term, ...]:
        """The terms that a word begins, the longest first; the language's own before the common ones."""
        if folded not in self._merged:
            self._merged[folded] = _terms(f"{self._own.get(folded, '')}\t{self._common.get(folded, '')}")
        return self._merged[folded]

    def counts(self, term: Term, folded: str, printed: str) -> bool:
        """Whether a term counts as its first word is printed: abbreviations in capitals, words of the language not at all."""
        if term.upper:
            return printed.isupper()
        if " ".join((folded, *term.rest)) in self._never:
            return False
        if not term.rest and folded in self.inside:
            return not begins_small(printed)
        return not begins_small(printed) or self.in_small_letters(folded, folded)

    def in_small_letters(self, name: str, folded: str) -> bool:
        """Whether a word that is a form of a name counts in small letters: those of peoples do, and those that end as adjectives end."""
        return name in self._peoples or bool(self._wild and folded[len(name) :].startswith(self._wild))

    def begins_unspaced(self, pair: str) -> bool:
        """Whether a name in a script without spaces begins with these two characters."""
        return pair in self._runs

    def unspaced(self, pair: str) -> tuple[Printed, ...]:
        """The names in a script without spaces that begin with two characters."""
        if pair not in self._printed:
            rows = [row.split("|") for row in self._runs.get(pair, "").split("\t") if row]
            names = [Printed(name, country, float(weight), city == "city") for name, country, weight, city in rows]
            self._printed[pair] = tuple(sorted(set(names), key=lambda name: (-len(name.printed), -name.weight, name)))
        return self._printed[pair]

    def nominatives(self, folded: str) -> tuple[str, ...]:
        """The names that a word may be a form of: `самарканде` of `самарканд`, `москве` of `москва`; none of names of several words."""
        forms: list[str] = []
        if not folded.endswith(self.endings) or " " in folded:
            return ()
        for size in range(1, min(4, len(folded) - 3)):
            if folded[-size:] in self._endings:
                stem = folded[:-size]
                forms += [stem, *(stem + letter for letter in self._strip)]
        return tuple(forms)

    def _prefixed(self, word: str) -> Form | None:
        for prefix in self._prefixes:
            if word.startswith(prefix) and (bare := word[len(prefix) :]) not in self._never:
                terms = self.terms(bare)
                if terms and not terms[-1].rest and not terms[-1].upper:
                    return Form(bare, terms[-1].country, terms[-1].weight)
        return None

    def _form(self, word: str) -> Form | None:
        for size in range(len(word), self._shortest - 1, -1):
            hit = self._stems.get(word[:size]) or self._common_stems.get(word[:size])
            if hit and (len(word) - size <= hit[2] or word[size:] in self._endings or word[size:].startswith(self._wild)):
                return Form(word[:size], hit[0], hit[1])
        return None


@functools.lru_cache(maxsize=256)
def vocabulary(language: str | None) -> Vocabulary:
    """The vocabulary of a language, made once a process."""
    return Vocabulary(language)


@functools.cache
def _common_terms() -> tuple[dict[str, str], _Stems]:
    """The rows by first word and the stems that count in every language."""
    _unspaced_names()  # with the others, so that the first text in Japanese does not wait for them
    rows = [*_names("en"), *_demonyms("en"), *_other_names(), *_faces()]
    return _by_first_word(rows), _open_stems(reversed(rows))


def _key(row: _Row) -> str:
    """What the row of a name is looked for by: a stem, or the first word."""
    name, folded, _ = row.split("|", 2)
    return folded.replace(" ", "") if name[-1] == "~" else folded.partition(" ")[0]


def _by_first_word(rows: Iterable[_Row]) -> dict[str, str]:
    """First folded word → its rows, parted by tabs."""
    found: dict[str, str] = {}
    for row in rows:
        first = _key(row)
        if first and row.partition("|")[0][-1] != "~":
            found[first] = f"{found[first]}\t{row}" if first in found else row
    return found


def _open_stems(rows: Iterable[_Row]) -> _Stems:
    """The stems that the tables mark with `~`."""
    stems: _Stems = {}
    for row in rows:
        name, _, country, *weight = row.split("|")
        if name[-1] == "~":
            stems[_key(row)] = (country, float(weight[0]) if weight else NAME, LONGEST_ENDING)
    return stems


def _terms(rows: str) -> tuple[Term, ...]:
    """The rows of one first word as terms, the longest first; of two for one country the first."""
    found: dict[tuple[tuple[str, ...], str], Term] = {}
    for row in rows.split("\t"):
        if row:
            name, folded, country, *weight = row.split("|")
            first, *rest = folded.split(" ")
            upper = not rest and len(name) <= 5 and name.isupper()
            if rest or upper or len(first) > 2 or not first.isascii():
                term = Term(tuple(rest), country, float(weight[0]) if weight else NAME, upper)
                found.setdefault((term.rest, country), term)
    return tuple(sorted(found.values(), key=lambda term: (-len(term.rest), term.rest, term.country)))


def folded_name(name: str) -> tuple[str, ...]:
    """The words of a name as a text's words are compared with them."""
    words = split_words(name.rstrip("~").replace("_", " "))
    return tuple(word for word in fold_words([word for word in words if word not in (STOP, BREAK)]) if word)


def _row(name: str, country: str) -> _Row:
    return f"{name}|{' '.join(folded_name(name))}|{country}"


def _demonyms(language: str) -> list[_Row]:
    """A language's words for peoples."""
    return [_row(word, country) for of, country, words in _rows("demonyms.tsv") if language in of.split() for word in words.split()]


@functools.cache
def _other_names() -> tuple[_Row, ...]:
    return tuple(_row(name, key) for key, _, names in _rows("other_names.tsv") if not key.isdigit() for name in names.split("|"))


@functools.cache
def _faces() -> tuple[_Row, ...]:
    rows = _rows("terms.tsv")
    return tuple(f"{_row(name, country)}|{FACE[worth]}" for _, country, worth, names in rows for name in names.split("|"))


def _runs(language: str | None, names: list[_Row], never: frozenset[str]) -> dict[str, str]:
    """First two characters → the names that begin so: name, country, weight, and `city` for one; parted by tabs."""
    runs: dict[str, str] = {}
    for row in (*names, *_unspaced_names()):
        name, _, country, *weight = row.split("|")
        if len(name) > 1 and name not in never:
            runs[name[:2]] = f"{runs.get(name[:2], '')}\t{name}|{country}|{weight[0] if weight else NAME}|"
    scripts = _UNSPACED_SCRIPTS.get(language or "", ())
    for name, country, script in _rows("unspaced_cities.tsv"):
        if script in scripts:
            runs[name[:2]] = f"{runs.get(name[:2], '')}\t{name}|{country}|{CITY}|city"
    return runs


@functools.cache
def _unspaced_names() -> tuple[_Row, ...]:
    """What `terms.tsv` and `other_names.tsv` say in scripts other than Latin."""
    _rows("unspaced_cities.tsv")
    return tuple(row.replace("~|", "|", 1) for row in (*_other_names(), *_faces()) if not row.partition("|")[0].isascii())


def _names(language: str | None) -> list[_Row]:
    """A language's names of countries; a line of the table is a language, so that a process pays for those that it meets."""
    return _name_lines().get(language or "", "").split("\t")[1:]


@functools.cache
def _name_lines() -> dict[str, str]:
    text = (files("transforms.assign_region") / "data" / "country_names.tsv").read_text(encoding="utf-8")
    return {line.partition("\t")[0]: line for line in text.splitlines()[1:]}


@functools.cache
def _endings(language: str | None) -> tuple[str, frozenset[str], tuple[str, ...]]:
    """What falls off a name's end before an ending, the endings, and the beginnings of those that go on (`ск*`)."""
    for languages, strip, endings in _rows("endings.tsv"):
        if (language or "") in languages.split():
            listed = endings.split()
            return (
                "".join(sorted(set(fold(strip).replace(" ", "")))),
                frozenset(fold(ending) for ending in listed if not ending.endswith("*")),
                tuple(sorted({fold(ending[:-1]) for ending in listed if ending.endswith("*")})),
            )
    return "", frozenset(), ()


@functools.cache
def _currencies(language: str) -> frozenset[str]:
    return frozenset(word for languages, words in _rows("currencies.tsv") if language in languages.split() for word in words.split())


def _ambiguous(language: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """Names of countries that are words of the language, or that it shares with a state or a city: those that never count, and those
    that do inside a sentence."""
    rows = [row for row in _rows("ambiguous.tsv") if row[0] == "*" or (language or "en") in row[0].split()]
    never, inside = (frozenset(fold(word) for row in rows for word in row[column].split("|") if word) for column in (1, 2))
    return never, inside


@functools.cache
def _rows(name: str) -> tuple[tuple[str, ...], ...]:
    text = (files("transforms.assign_region") / "data" / name).read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines()[1:])
