"""What names a country in a text, by language: its names, its people, its government's seats and faces (`data/*.tsv`)."""

from __future__ import annotations

import collections
import dataclasses
import functools
import re
from collections.abc import Callable
from importlib.resources import files
from typing import NamedTuple

from transforms.assign_region.names import fold

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
_DOTTED = re.compile(r"\b[A-Z]\.(?:[A-Z]\.)+|\b[A-Z]\.[A-Z]\b")
# The plain pattern reads four times as fast; the other keeps the signs that some scripts write inside a word.
_PLAIN_TOKEN = re.compile(r"[^\W_]\w*|[^\w\s'’]")
_SIGNS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u109f\u1780-\u17ff]")
_TOKEN = re.compile(
    r"[^\W_](?:[\w\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0963\u0971-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])*|[^\w\s'’]"
)


class Term(NamedTuple):
    """A phrase that names a country: its folded words after the first, the country, its weight.

    `upper`: it counts only as printed in capitals (`US`, `ICE`), so that the words do not.
    """

    rest: tuple[str, ...]
    country: str
    weight: float
    upper: bool = False


class Printed(NamedTuple):
    """A name as it stands in a script without spaces."""

    printed: str
    country: str
    weight: float
    city: bool = False


class Word(NamedTuple):
    """What a token is to a language: a tuple, for a process makes one of every word that it meets.

    Attributes:
      folded: its folded form.
      name: it may be part of a name: it has a capital, or its script has none.
      terms: the terms that it begins, the longest first.
      inflected: stem, country and weight of the name that it is a form of.
    """

    folded: str
    name: bool
    terms: tuple[Term, ...] = ()
    inflected: tuple[str, str, float] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of a language, with English."""

    language: str | None
    runs: dict[str, tuple[Printed, ...]]
    read: Callable[[str], Word]
    nominatives: Callable[[str], tuple[str, ...]]


def tokens(text: str) -> list[str]:
    """Words and signs, in order; apostrophes part words (`Russia's`, `Türkiye'nin`) and are left out, points of `U.S.` too."""
    if _DOTTED.search(text):
        text = _DOTTED.sub(lambda dotted: dotted.group().replace(".", ""), text)
    return (_TOKEN if _SIGNS.search(text) else _PLAIN_TOKEN).findall(text)


@functools.lru_cache(maxsize=256)
def vocabulary(language: str | None) -> Vocabulary:
    """The vocabulary of a language over the common one: English names, and what `terms.tsv` says in every language."""
    own: list[_Entry] = []
    if language not in (None, "en"):
        own = [_Entry(name, country, NAME, inflects=True) for name, country in _names().get(language or "", ())]
        own += _demonyms(language or "")
    reader = _Reader(language, own)
    return Vocabulary(
        language,
        _runs(language, own),
        functools.lru_cache(maxsize=32_768)(reader.read),
        functools.lru_cache(maxsize=8_192)(reader.nominatives),
    )


class _Entry(NamedTuple):
    """A name of the tables. `inflects`: it takes the language's endings; a name that ends in `~` is a stem that takes any."""

    name: str
    country: str
    weight: float
    inflects: bool = False


class _Reader:
    """Reads one token at a time; its answers are remembered, for most words of a language come again."""

    def __init__(self, language: str | None, own: list[_Entry]) -> None:
        self._common, common_stems = _common_terms()
        self._own = _terms(own)
        self._never = _ambiguous(language)
        self._strip, self._endings, self._wild = _endings(language)
        self._prefixes = PREFIXES.get(language or "", ())
        self._shortest = 2 if language == "ko" else SHORTEST_STEM
        self._any_case = language not in (None, "en")
        self._stems = dict(common_stems)
        for entry in [*own, *(_other_names() if self._endings else ())]:
            self._add_stem(entry)
        self._stem_heads = frozenset(stem[: self._shortest] for stem in self._stems)

    def _add_stem(self, entry: _Entry) -> None:
        if entry.name.endswith("~"):
            self._stems.setdefault(fold(entry.name[:-1]), (entry.country, entry.weight, LONGEST_ENDING))
        elif entry.inflects and self._endings and " " not in entry.name:
            folded = fold(entry.name)
            stem = folded.rstrip(self._strip)
            if len(stem) >= self._shortest and folded not in self._never:
                self._stems.setdefault(stem, (entry.country, entry.weight, 0))

    def read(self, token: str) -> Word:
        """What a token is."""
        if not token[0].isalpha():
            return Word(token, False)
        folded = fold(token)
        first = token[0]
        capital = not first.islower()
        terms = self._terms_of(folded)
        if terms:
            terms = tuple(term for term in terms if self._counts(term, folded, token, capital))
        inflected = None if terms and not terms[-1].rest else self._inflected(folded)
        return Word(folded, capital, terms, inflected)

    def nominatives(self, folded: str) -> tuple[str, ...]:
        """The names that a word may be a form of: `самарканде` of `самарканд`, `москве` of `москва`."""
        forms = []
        for size in range(1, min(4, len(folded) - 3)):
            if folded[-size:] in self._endings:
                stem = folded[:-size]
                forms += [stem, *(stem + letter for letter in self._strip)]
        return tuple(forms)

    def _terms_of(self, folded: str) -> tuple[Term, ...]:
        """The terms that a word begins, the longest first; the language's own before the common ones."""
        own, common = self._own.get(folded, ()), self._common.get(folded, ())
        if not (own and common):
            return own or common
        known = {(term.rest, term.country) for term in own}
        return _longest_first([*own, *(term for term in common if (term.rest, term.country) not in known)])

    def _counts(self, term: Term, folded: str, token: str, capital: bool) -> bool:
        """Whether a term may stand here: abbreviations in capitals, names that are words of the language not at all."""
        if term.upper:
            return token.isupper()
        if not term.rest and folded in self._never:
            return False
        return capital or (term.weight == NAME and self._any_case)

    def _inflected(self, word: str) -> tuple[str, str, float] | None:
        for prefix in self._prefixes:
            if word.startswith(prefix) and (bare := word[len(prefix) :]) not in self._never:
                terms = self._terms_of(bare)
                if terms and not terms[-1].rest and not terms[-1].upper:
                    return bare, terms[-1].country, terms[-1].weight
        if word[: self._shortest] not in self._stem_heads:
            return None
        for size in range(len(word), self._shortest - 1, -1):
            hit = self._stems.get(word[:size])
            if hit and (len(word) - size <= hit[2] or word[size:] in self._endings or word[size:].startswith(self._wild)):
                return word[:size], hit[0], hit[1]
        return None


@functools.cache
def _common_terms() -> tuple[dict[str, tuple[Term, ...]], dict[str, tuple[str, float, int]]]:
    """The terms and the stems that count in every language."""
    entries = [_Entry(name, country, NAME) for name, country in _names().get("en", ())]
    entries += [*_demonyms("en"), *_other_names(), *_faces()]
    stems = {fold(e.name[:-1]): (e.country, e.weight, LONGEST_ENDING) for e in reversed(entries) if e.name.endswith("~")}
    return _terms(entries), stems


def _terms(entries: list[_Entry]) -> dict[str, tuple[Term, ...]]:
    """First folded word → the terms that it begins, the longest first."""
    terms: dict[str, dict[tuple[tuple[str, ...], str], Term]] = collections.defaultdict(dict)
    for entry in entries:
        if entry.name.endswith("~"):
            continue
        parts = tuple(fold(token) for token in tokens(entry.name.replace("_", " ")) if token[0].isalnum())
        if not parts or not all(parts):
            continue
        upper = len(parts) == 1 and entry.name.isupper() and len(entry.name) <= 5
        if len(parts) == 1 and not upper and len(parts[0]) < 3 and parts[0].isascii():
            continue
        terms[parts[0]].setdefault((parts[1:], entry.country), Term(parts[1:], entry.country, entry.weight, upper))
    return {first: _longest_first(list(of.values())) if len(of) > 1 else tuple(of.values()) for first, of in terms.items()}


def _longest_first(terms: list[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: (-len(term.rest), term.rest, term.country)))


def _demonyms(language: str) -> list[_Entry]:
    return [_Entry(word, row[1], NAME) for row in _rows("demonyms.tsv") if row[0] == language for word in row[2].split()]


@functools.cache
def _other_names() -> list[_Entry]:
    rows = (row for row in _rows("other_names.tsv") if not row[0].isdigit())
    return [_Entry(name, key, NAME, inflects=not name.isascii()) for key, _, names in rows for name in names.split("|")]


@functools.cache
def _faces() -> list[_Entry]:
    return [_Entry(name, country, FACE[worth]) for _, country, worth, names in _rows("terms.tsv") for name in names.split("|")]


def _runs(language: str | None, own: list[_Entry]) -> dict[str, tuple[Printed, ...]]:
    """First character → the names that begin so, the longest first; only for scripts without spaces."""
    if language not in UNSPACED:
        return {}
    never = _ambiguous(language)
    found = {
        Printed(name, entry.country, entry.weight)
        for entry in (*own, *_other_names(), *_faces())
        if not (name := entry.name.rstrip("~")).isascii() and len(name) > 1 and name not in never
    }
    scripts = _UNSPACED_SCRIPTS.get(language, ())
    found |= {Printed(name, country, CITY, True) for name, country, script in _rows("unspaced_cities.tsv") if script in scripts}
    runs: dict[str, list[Printed]] = collections.defaultdict(list)
    for printed in found:
        runs[printed.printed[0]].append(printed)
    return {first: tuple(sorted(names, key=lambda n: (-len(n.printed), -n.weight, n))) for first, names in runs.items()}


@functools.cache
def _names() -> dict[str, list[tuple[str, str]]]:
    """Language → its names of countries."""
    found: dict[str, list[tuple[str, str]]] = collections.defaultdict(list)
    for name, country, languages in _rows("country_names.tsv"):
        for language in languages.split():
            found[language].append((name, country))
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
