"""What names a country in a text, by language: its names, its people, its government's seats and faces (`data/*.tsv`)."""

from __future__ import annotations

import collections
import dataclasses
import functools
import re
from collections.abc import Callable, Iterator
from importlib.resources import files

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
_TOKEN = re.compile(
    r"[^\W_](?:[\w\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0963\u0971-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])*|[^\w\s'’]"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """A phrase that names a country: its folded words after the first, the country, its weight.

    `upper`: it counts only as printed in capitals (`US`, `ICE`), so that the words do not.
    """

    rest: tuple[str, ...]
    country: str
    weight: float
    upper: bool = False


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Printed:
    """A name as it stands in a script without spaces."""

    printed: str
    country: str
    weight: float
    city: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Word:
    """What a token is to a language.

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
    """Words and signs, in order; apostrophes part words (`Russia's`, `d'Israël`, `Türkiye'nin`) and are left out."""
    return _TOKEN.findall(text)


@functools.lru_cache(maxsize=128)
def vocabulary(language: str | None) -> Vocabulary:
    """The vocabulary of a language; English names count in every language."""
    terms: dict[str, dict[tuple[tuple[str, ...], str], Term]] = collections.defaultdict(dict)
    stems: dict[str, tuple[str, float]] = {}
    strip, endings, wild = _endings(language)
    never = _ambiguous(language)
    for name, country, weight, inflects in _entries(language):
        if name.endswith("~"):
            stems.setdefault(fold(name[:-1]), (country, weight))
            continue
        parts = tuple(fold(token) for token in tokens(name.replace("_", " ")) if token[0].isalnum())
        if not parts or not all(parts):
            continue
        single = len(parts) == 1
        upper = single and name.isupper() and len(name) <= 5
        if single and not upper and (parts[0] in never or (len(parts[0]) < 3 and parts[0].isascii())):
            continue
        terms[parts[0]].setdefault((parts[1:], country), Term(parts[1:], country, weight, upper))
        stem = parts[0].rstrip(strip)
        if inflects and single and not upper and endings and len(stem) >= (2 if language == "ko" else SHORTEST_STEM):
            stems.setdefault(stem, (country, weight))
    sorted_terms = {first: tuple(sorted(of.values(), key=lambda t: (-len(t.rest), t.rest, t.country))) for first, of in terms.items()}
    reader = _Reader(language, sorted_terms, stems, strip, endings, wild)
    return Vocabulary(
        language, _runs(language), functools.lru_cache(maxsize=32_768)(reader.read), functools.lru_cache(maxsize=8_192)(reader.nominatives)
    )


class _Reader:
    """Reads one token at a time; its answers are remembered, for most words of a language come again."""

    def __init__(
        self,
        language: str | None,
        terms: dict[str, tuple[Term, ...]],
        stems: dict[str, tuple[str, float]],
        strip: str,
        endings: frozenset[str],
        wild: tuple[str, ...],
    ) -> None:
        self._language, self._terms, self._stems = language, terms, stems
        self._strip, self._endings, self._wild = strip, endings, wild
        self._prefixes = PREFIXES.get(language or "", ())
        self._shortest = 2 if language == "ko" else SHORTEST_STEM

    def read(self, token: str) -> Word:
        """What a token is."""
        if not token[0].isalpha():
            return Word(token, False)
        folded = fold(token)
        cased = token[0].lower() != token[0].upper()
        capital = not cased or token[0].isupper()
        terms = tuple(
            term
            for term in self._terms.get(folded, ())
            if (token.isupper() if term.upper else capital or (term.weight == NAME and self._language not in (None, "en")))
        )
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

    def _inflected(self, word: str) -> tuple[str, str, float] | None:
        for prefix in self._prefixes:
            terms = self._terms.get(word[len(prefix) :]) if word.startswith(prefix) else None
            if terms and not terms[-1].rest:
                return word[len(prefix) :], terms[-1].country, terms[-1].weight
        for size in range(len(word), self._shortest - 1, -1):
            hit = self._stems.get(word[:size])
            if hit and self._ends(word[size:]):
                return word[:size], hit[0], hit[1]
        return None

    def _ends(self, ending: str) -> bool:
        return not ending or ending in self._endings or ending.startswith(self._wild) or (not self._endings and len(ending) <= 5)


def _entries(language: str | None) -> Iterator[tuple[str, str, float, bool]]:
    """Name, country, weight, and whether it takes the language's endings; names that end in `~` are stems already."""
    for of in dict.fromkeys((language or "en", "en")):
        for name, country in _names().get(of, ()):
            yield name, country, NAME, of == language != "en"
        for row in _rows("demonyms.tsv"):
            if row[0] == of:
                yield from ((word, row[1], NAME, False) for word in row[2].split())
    for key, _, names in _rows("other_names.tsv"):
        if not key.isdigit():
            yield from ((name, key, NAME, language != "en" and not name.isascii()) for name in names.split("|"))
    for of, country, worth, names in _rows("terms.tsv"):
        if of == "*" or (language or "en") in of.split():
            yield from ((name, country, FACE[worth], False) for name in names.split("|"))


def _runs(language: str | None) -> dict[str, tuple[Printed, ...]]:
    """First character → the names that begin so, the longest first; only for scripts without spaces."""
    if language not in UNSPACED:
        return {}
    never = _ambiguous(language)
    found = {
        Printed(name.rstrip("~"), country, weight)
        for name, country, weight, _ in _entries(language)
        if not name.isascii() and len(name.rstrip("~")) > 1 and name not in never
    }
    scripts = _UNSPACED_SCRIPTS.get(language, ())
    found |= {Printed(name, country, CITY, True) for name, country, script in _rows("unspaced_cities.tsv") if script in scripts}
    runs: dict[str, list[Printed]] = collections.defaultdict(list)
    for name in found:
        runs[name.printed[0]].append(name)
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
