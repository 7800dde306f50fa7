"""What names a country in a text, by language: its names, its people, its government's seats and faces (`data/*.tsv`)."""

from __future__ import annotations

import collections
import functools
from importlib.resources import files
from typing import NamedTuple

from transforms.assign_region.names import fold, fold_words
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


class _Entry(NamedTuple):
    """A name of the tables. `folded`: its words, folded. `inflects`: it takes the language's endings.

    A name that ends in `~` is a stem that takes any ending.
    """

    name: str
    folded: tuple[str, ...]
    country: str
    weight: float
    inflects: bool = False


# Stem → country, weight, and how many letters of any kind may follow it.
_Stems = dict[str, tuple[str, float, int]]


class Vocabulary:
    """The terms of a language over the common ones: English names, and what `terms.tsv` says in every language.

    Attributes:
      any_case: names are looked for among words without a capital too (`français`, `казахский`).
      endings: the last letters of words that may be forms of a name; none where the language does not inflect names.
      runs: for scripts without spaces, first two characters → the names that begin so, the longest first.
    """

    def __init__(self, language: str | None) -> None:
        self.language = language
        own = _own_entries(language)
        self.any_case = language not in (None, "en")
        self.runs = _runs(language, own) if language in UNSPACED else {}
        self._common, common_stems = _common_terms()
        self._own = _terms(own)
        self._merged: dict[str, tuple[Term, ...]] = {}
        self._never = _ambiguous(language)
        self._strip, self._endings, self._wild = _endings(language)
        self.endings = tuple(sorted({ending[-2:] for ending in self._endings}))
        self._prefixes = PREFIXES.get(language or "", ())
        self._shortest = 2 if language == "ko" else SHORTEST_STEM
        self._stems = common_stems
        if own or self._endings:
            self._stems = dict(common_stems)
            for entry in [*own, *(_other_names() if self._endings else ())]:
                self._add_stem(entry)
        self._heads = frozenset([stem[: self._shortest] for stem in self._stems])

    def _add_stem(self, entry: _Entry) -> None:
        if entry.name.endswith("~"):
            self._stems.setdefault("".join(entry.folded), (entry.country, entry.weight, LONGEST_ENDING))
        elif entry.inflects and self._endings and len(entry.folded) == 1:
            folded = entry.folded[0]
            stem = folded.rstrip(self._strip)
            if len(stem) >= self._shortest and folded not in self._never:
                self._stems.setdefault(stem, (entry.country, entry.weight, 0))

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
            own, common = self._own.get(folded, ()), self._common.get(folded, ())
            known = {(term.rest, term.country) for term in own}
            others = [term for term in common if (term.rest, term.country) not in known]
            self._merged[folded] = _longest_first([*own, *others]) if own and others else own or common
        return self._merged[folded]

    def counts(self, term: Term, folded: str, printed: str) -> bool:
        """Whether a term counts as its first word is printed: abbreviations in capitals, words of the language not at all."""
        if term.upper:
            return printed.isupper()
        if not term.rest and folded in self._never:
            return False
        return not printed[0].islower() or (term.weight == NAME and self.any_case)

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
            hit = self._stems.get(word[:size])
            if hit and (len(word) - size <= hit[2] or word[size:] in self._endings or word[size:].startswith(self._wild)):
                return Form(word[:size], hit[0], hit[1])
        return None


@functools.lru_cache(maxsize=256)
def vocabulary(language: str | None) -> Vocabulary:
    """The vocabulary of a language, made once a process."""
    return Vocabulary(language)


def _own_entries(language: str | None) -> list[_Entry]:
    if language in (None, "en"):
        return []
    names = [_Entry(name, tuple(folded.split()), country, NAME, True) for name, folded, country in _names().get(language or "", ())]
    return names + list(_demonyms().get(language or "", ()))


@functools.cache
def _common_terms() -> tuple[dict[str, tuple[Term, ...]], _Stems]:
    """The terms and the stems that count in every language."""
    entries = [_Entry(name, tuple(folded.split()), country, NAME) for name, folded, country in _names().get("en", ())]
    entries += [*_demonyms().get("en", ()), *_other_names(), *_faces()]
    stems = {"".join(e.folded): (e.country, e.weight, LONGEST_ENDING) for e in reversed(entries) if e.name.endswith("~")}
    return _terms(entries), stems


def _terms(entries: list[_Entry]) -> dict[str, tuple[Term, ...]]:
    """First folded word → the terms that it begins, the longest first."""
    terms: dict[str, dict[tuple[tuple[str, ...], str], Term]] = collections.defaultdict(dict)
    for name, parts, country, weight, _ in entries:
        if not parts or name.endswith("~"):
            continue
        rest = parts[1:]
        upper = not rest and len(name) <= 5 and name.isupper()
        if not rest and not upper and len(parts[0]) < 3 and parts[0].isascii():
            continue
        terms[parts[0]].setdefault((rest, country), Term(rest, country, weight, upper))
    return {first: _longest_first(list(of.values())) if len(of) > 1 else tuple(of.values()) for first, of in terms.items()}


def _longest_first(terms: list[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: (-len(term.rest), term.rest, term.country)))


def _entry(name: str, country: str, weight: float, *, inflects: bool = False) -> _Entry:
    return _Entry(name, folded_name(name), country, weight, inflects)


def folded_name(name: str) -> tuple[str, ...]:
    """The words of a name as a text's words are compared with them."""
    words = split_words(name.rstrip("~").replace("_", " "))
    return tuple(word for word in fold_words([word for word in words if word not in (STOP, BREAK)]) if word)


@functools.cache
def _demonyms() -> dict[str, list[_Entry]]:
    """Language → its words for peoples."""
    found: dict[str, list[_Entry]] = collections.defaultdict(list)
    for language, country, words in _rows("demonyms.tsv"):
        found[language] += [_entry(word, country, NAME) for word in words.split()]
    return found


@functools.cache
def _other_names() -> list[_Entry]:
    rows = (row for row in _rows("other_names.tsv") if not row[0].isdigit())
    return [_entry(name, key, NAME, inflects=not name.isascii()) for key, _, names in rows for name in names.split("|")]


@functools.cache
def _faces() -> list[_Entry]:
    return [_entry(name, country, FACE[worth]) for _, country, worth, names in _rows("terms.tsv") for name in names.split("|")]


def _runs(language: str | None, own: list[_Entry]) -> dict[str, tuple[Printed, ...]]:
    """First two characters → the names that begin so, the longest first."""
    never = _ambiguous(language)
    found = {
        Printed(name, entry.country, entry.weight)
        for entry in (*own, *_other_names(), *_faces())
        if not (name := entry.name.rstrip("~")).isascii() and len(name) > 1 and name not in never
    }
    scripts = _UNSPACED_SCRIPTS.get(language or "", ())
    found |= {Printed(name, country, CITY, True) for name, country, script in _rows("unspaced_cities.tsv") if script in scripts}
    runs: dict[str, list[Printed]] = collections.defaultdict(list)
    for printed in found:
        runs[printed.printed[:2]].append(printed)
    return {first: tuple(sorted(names, key=lambda n: (-len(n.printed), -n.weight, n))) for first, names in runs.items()}


@functools.cache
def _names() -> dict[str, list[tuple[str, str, str]]]:
    """Language → its names of countries: as printed, folded, country."""
    found: dict[str, list[tuple[str, str, str]]] = collections.defaultdict(list)
    for name, folded, country, languages in _rows("country_names.tsv"):
        row = name, folded or name.lower(), country
        for language in languages.split():
            found[language].append(row)
    return found


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


def _ambiguous(language: str | None) -> frozenset[str]:
    """Names of countries that are words of the language, or that it shares with a state or a city."""
    rows = (row for row in _rows("ambiguous.tsv") if row[0] == "*" or (language or "en") in row[0].split())
    return frozenset(fold(word) for row in rows for word in row[1].split("|") if word)


@functools.cache
def _rows(name: str) -> tuple[list[str], ...]:
    text = (files("transforms.assign_region") / "data" / name).read_text(encoding="utf-8")
    return tuple(line.split("\t") for line in text.splitlines()[1:])
