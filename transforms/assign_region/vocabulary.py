"""What names a country in a text, by language: its names, its people, its government's seats and faces (`data/*.tsv`)."""

from __future__ import annotations

import collections
import dataclasses
import functools
import re
from importlib.resources import files

from transforms.assign_region.names import fold

# Names that are words in other respects, or that several countries share: the tables of terms name the country in other ways.
AMBIGUOUS = frozenset({"man", "turks", "are", "us", "as", "in", "it", "no", "is", "be", "to", "me", "de", "sa", "mali", "oman", "chad", "jersey", "guinea", "congo", "korea", "samoa", "dominica", "niger", "martin", "bo", "united", "states"})  # fmt: skip
# Scripts without spaces between words: names are looked for at every character.
UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "bo", "dz", "yue"})
# Languages that write articles and prepositions onto the word.
PREFIXED = {
    "ar": ("وال", "بال", "لل", "كال", "فال", "ال", "و", "ب", "ل", "ف", "ك"),
    "he": ("וה", "שב", "מה", "לה", "בה", "ב", "ל", "מ", "ה", "ו", "ש", "כ"),
    "fa": (),
    "zu": ("ase", "ye", "yase", "e", "i", "kwe", "wase", "ne", "base", "lase", "ama", "nge"),
    "xh": ("ase", "ye", "yase", "e", "i", "kwe", "wase", "ne", "base", "lase", "ama", "nge"),
    "sw": ("wa", "m", "ki"),
}
_TOKEN = re.compile(r"[^\W_](?:[\w\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0963\u0971-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])*|[^\w\s]")


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """A phrase that names a country: its folded words after the first, the country, its weight, and what it is.

    Attributes:
      upper: it counts only as printed in capitals (`US`, `ICE`), so that the word `us` does not.
    """

    rest: tuple[str, ...]
    country: str
    weight: float
    upper: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of a language with English: by first word, by stem, and for unspaced scripts by first character."""

    words: dict[str, tuple[Term, ...]]
    stems: dict[str, tuple[str, float]]
    endings: frozenset[str]
    wild: tuple[str, ...]
    shortest_stem: int
    prefixes: tuple[str, ...]
    runs: dict[str, tuple[tuple[str, str, float], ...]]


def tokens(text: str) -> list[str]:
    """Words and signs, in order; apostrophes part words (`Russia's`, `d'Israël`, `Türkiye'nin`)."""
    return _TOKEN.findall(text)


@functools.lru_cache(maxsize=128)
def vocabulary(language: str | None) -> Vocabulary:
    """The vocabulary of a language; English names count in every language."""
    languages = {"en", language or "en"}
    words: dict[str, dict[tuple[tuple[str, ...], str], Term]] = collections.defaultdict(dict)
    stems: dict[str, tuple[str, float]] = {}
    strip, endings, wild = _endings(language)
    runs: dict[str, list[tuple[str, str, float]]] = collections.defaultdict(list)

    def put(name: str, country: str, weight: float, *, inflects: bool) -> None:
        if name.endswith("~"):
            stems.setdefault(fold(name[:-1]), (country, weight))
            return
        parts = tuple(fold(token) for token in tokens(name.replace("_", " ")) if token[0].isalnum())
        if not parts or not all(parts):
            return
        upper = len(parts) == 1 and name.isupper() and len(name) <= 5
        if len(parts) == 1 and not upper and (parts[0] in AMBIGUOUS or (len(parts[0]) < 3 and parts[0].isascii())):
            return
        words[parts[0]].setdefault((parts[1:], country), Term(parts[1:], country, weight, upper))
        if inflects and len(parts) == 1 and not upper and endings:
            stem = parts[0].rstrip(strip)
            if len(stem) >= (2 if language == "ko" else 4):
                stems.setdefault(stem, (country, weight))

    for name, country, of in _names():
        if languages & of:
            put(name, country, 1.0, inflects=language in of and language != "en")
            if language in UNSPACED and language in of:
                runs[name[0]].append((name, country, 1.0))
    for of_language, country, spelled in _rows("demonyms.tsv"):
        if of_language in languages:
            for word in spelled.split():
                put(word, country, 1.0, inflects=False)
    for key, _, names in _rows("other_names.tsv"):
        if not key.isdigit():
            for name in names.split("|"):
                put(name, key, 1.0, inflects=language != "en" and not name.isascii())
                if language in UNSPACED and not name.isascii():
                    runs[name[0]].append((name, key, 1.0))
    for _, country, worth, names in _rows("terms.tsv"):
        weight = 0.9 if worth == "2" else 0.7
        for name in names.split("|"):
            put(name, country, weight, inflects=False)
            if language in UNSPACED and not name.isascii():
                runs[name[0]].append((name.rstrip("~"), country, weight))
    if language in UNSPACED:
        for name, country in _cities(language or ""):
            runs[name[0]].append((name, country, 0.7))
    return Vocabulary(
        words={first: tuple(sorted(terms.values(), key=lambda t: (-len(t.rest), t.rest, t.country))) for first, terms in words.items()},
        stems=stems,
        endings=endings,
        wild=wild,
        shortest_stem=2 if language == "ko" else 4,
        prefixes=PREFIXED.get(language or "", ()),
        runs={first: tuple(sorted(set(names), key=lambda n: (-len(n[0]), n))) for first, names in runs.items()},
    )


@functools.cache
def _names() -> tuple[tuple[str, str, frozenset[str]], ...]:
    return tuple((name, country, frozenset(languages.split())) for name, country, languages in _rows("country_names.tsv"))


@functools.cache
def _endings(language: str | None) -> tuple[str, frozenset[str], tuple[str, ...]]:
    """What falls off a name's end before an ending, the endings, and those that go on as they like (`ск*`)."""
    for languages, strip, endings in _rows("endings.tsv"):
        if (language or "") in languages.split():
            listed = endings.split()
            return (
                "".join(set(fold(strip))) if strip else "",
                frozenset(fold(e) for e in listed if not e.endswith("*")),
                tuple(sorted({fold(e[:-1]) for e in listed if e.endswith("*")})),
            )
    return "", frozenset(), ()


def _cities(language: str) -> list[tuple[str, str]]:
    path = files("transforms.assign_region") / "data" / "unspaced_cities.tsv"
    script = {"zh": "Hani", "yue": "Hani", "ja": "Jpan", "th": "Thai"}.get(language, "")
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:])
    return [(name, country) for name, country, of in rows if of == script or (of == "Hani" and script == "Jpan")]


@functools.cache
def _rows(name: str) -> tuple[list[str], ...]:
    text = (files("transforms.assign_region") / "data" / name).read_text(encoding="utf-8")
    return tuple(line.split("\t") for line in text.splitlines()[1:])
