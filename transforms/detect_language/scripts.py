"""Scripts: which one a text is written in, and what the letters alone say of its language (`data/scripts.tsv`, `data/letters.tsv`)."""

from __future__ import annotations

import bisect
import collections
import dataclasses
import functools
from importlib.resources import files

# Japanese and Korean mix Chinese characters into their syllables, up to so many for each; Chinese cites a foreign name now and then.
HAN_PER_SYLLABLE = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Letters:
    """Letters of a text.

    Attributes:
      counts: how often each occurs, lower-cased.
      scripts: ISO 15924 codes of the text's letters with how many of each there are.
      total: all letters.
    """

    counts: dict[str, int]
    scripts: dict[str, int]
    total: int

    @property
    def script(self) -> str | None:
        """The script that most of it is in. Kana beside Han is Japanese; Latin, the script of foreign names, counts half."""
        if not self.total:
            return None
        weights = {script: n * (0.5 if script == "Latn" else 1) for script, n in self.scripts.items()}
        han = weights.get("Hani", 0)
        for syllables in ("Kana", "Hang"):
            if han and weights.get(syllables, 0) * HAN_PER_SYLLABLE >= han:
                weights[syllables] += weights.pop("Hani")
                break
        return min(weights, key=lambda script: (-weights[script], script))


@dataclasses.dataclass(frozen=True, slots=True)
class Alphabet:
    """Letters that are a language's own among those of its script, and letters that it never has."""

    script: str
    own: frozenset[str]
    never: frozenset[str]


def letters_of(text: str) -> Letters:
    """The letters of a text, with their scripts."""
    counts: dict[str, int] = {}
    scripts: dict[str, int] = {}
    for letter, n in collections.Counter(text.lower()).items():
        if script := _script_of(letter):
            counts[letter] = n
            scripts[script] = scripts.get(script, 0) + n
    return Letters(counts, scripts, sum(scripts.values()))


def own_letters(letters: Letters) -> dict[str, float]:
    """Language → the share of the letters that it alone has among the languages of its script; those that have any."""
    return _shares(letters, _letter_languages()[0])


def foreign_letters(letters: Letters) -> dict[str, float]:
    """Language → the share of the letters that it never has; those that have any."""
    return _shares(letters, _letter_languages()[1])


def _shares(letters: Letters, languages: dict[str, tuple[str, ...]]) -> dict[str, float]:
    shares: dict[str, float] = {}
    for letter in letters.counts.keys() & languages.keys():
        for language in languages[letter]:
            shares[language] = shares.get(language, 0) + letters.counts[letter]
    return {language: count / letters.total for language, count in shares.items()}


@functools.cache
def _letter_languages() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Letter → the languages whose own it is, and letter → the languages that never have it."""
    own: dict[str, tuple[str, ...]] = {}
    never: dict[str, tuple[str, ...]] = {}
    for language, alphabet in alphabets().items():
        own |= {letter: (*own.get(letter, ()), language) for letter in alphabet.own}
        never |= {letter: (*never.get(letter, ()), language) for letter in alphabet.never}
    return own, never


def languages_of(script: str) -> tuple[str, ...]:
    """The languages that a script decides between, the likeliest first; empty where letters and words must decide."""
    return _table()[1].get(script, ())


@functools.cache
def alphabets() -> dict[str, Alphabet]:
    """Language → its alphabet."""
    rows = (line.split("\t") for line in _read("letters.tsv"))
    return {row[0]: Alphabet(row[1], frozenset(row[2]), frozenset(row[3])) for row in rows}


@functools.lru_cache(maxsize=8_192)
def _script_of(character: str) -> str | None:
    starts, spans = _table()[0]
    code = ord(character[0])
    at = bisect.bisect_right(starts, code) - 1
    return spans[at][1] if at >= 0 and code <= spans[at][0] else None


@functools.cache
def _table() -> tuple[tuple[list[int], list[tuple[int, str]]], dict[str, tuple[str, ...]]]:
    spans: list[tuple[int, int, str]] = []
    languages: dict[str, tuple[str, ...]] = {}
    for line in _read("scripts.tsv"):
        script, ranges, spoken = line.split("\t")
        for span in ranges.split():
            first, _, last = span.partition("-")
            spans.append((int(first, 16), int(last or first, 16), script))
        languages[script] = () if spoken == "*" else tuple(spoken.split())
    spans.sort()
    return ([first for first, _, _ in spans], [(last, script) for _, last, script in spans]), languages


def _read(name: str) -> list[str]:
    return (files("transforms.detect_language") / "data" / name).read_text(encoding="utf-8").splitlines()[1:]
