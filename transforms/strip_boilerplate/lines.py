"""Lines that publishers print around and between the paragraphs of an article, in the words of many languages.

The words are data (`data/lines`, a file a kind). A phrase stands for lines that begin with it (`starts`), are it (`whole`), end with
it (`ends`, times only) or hold it (`within`), for headings after which nothing of the article follows (`stop`), and for prompts that
stand where a text is cut (`cut`).
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import NamedTuple

# Longer lines are prose, even where they begin with such words.
_LONGEST = 220
_KEY = 2
_SENTENCE = 60
_TELLING = 12
_EDGES = " \t.:!?…>»›→▶►|–—-•·*()[]【】《》<>\"'“”„"
_LEADING = " \t>»›→▶►|–—-•·*✔➤☞👉📲🔴⬇️➡️\"'“”„"


class Phrases(NamedTuple):
    """Phrases by their first two letters, each with its kind."""

    by_key: dict[str, tuple[tuple[str, str], ...]]

    def match(self, text: str) -> str | None:
        """The kind of the phrase that this case-folded text begins with, as a whole word.

        A short phrase may also begin a sentence ("Published reports say …"): of whole sentences it says nothing.
        """
        sentence = len(text) > _SENTENCE and text[-1] in ".!?"
        for phrase, kind in self.by_key.get(text[:_KEY], ()):
            if sentence and len(phrase) < _TELLING and phrase[-1] != ":":
                continue
            if _begins(text, phrase):
                return kind
        return None

    def longest(self, text: str) -> str | None:
        """The longest phrase that this case-folded text begins with, as a whole word."""
        return max((phrase for phrase, _ in self.by_key.get(text[:_KEY], ()) if _begins(text, phrase)), key=len, default=None)


def _begins(text: str, phrase: str) -> bool:
    if not text.startswith(phrase):
        return False
    return len(text) == len(phrase) or not (phrase[-1].isalpha() and text[len(phrase)].isalpha() and _spaced(phrase[-1]))


def furniture_kind(text: str) -> str | None:
    """The kind of furniture that a line is (`newsletter`, `read_more`, …), None for the article's own.

    >>> furniture_kind("Lesen Sie auch: Was jetzt zu tun ist")
    'read_more'
    """
    if len(text) > _LONGEST:
        return None
    vocabulary = _vocabulary()
    folded = text.casefold().lstrip(_LEADING)
    if kind := vocabulary.starts.match(folded):
        return kind
    if len(folded) < 40 and (kind := vocabulary.whole.get(folded.strip(_EDGES))):
        return kind
    if len(folded) < 60 and folded.endswith(vocabulary.ends):
        return "timestamp"
    # One search a phrase is four times as fast as one pattern of them all: `in` looks for a literal by its rarest letters.
    for phrase, kind in vocabulary.within:
        if phrase in folded:
            return kind
    return None


def ends_article(heading: str) -> bool:
    """Whether a heading opens what the site appends: related articles, comments."""
    return len(heading) <= 80 and _vocabulary().stop.match(heading.casefold().lstrip(_LEADING)) is not None


def says_cut(text: str) -> bool:
    """Whether a line says that the text is for subscribers, or goes on elsewhere."""
    return len(text) <= 400 and _vocabulary().cut.match(text.casefold().lstrip(_LEADING)) is not None


class _Vocabulary(NamedTuple):
    starts: Phrases
    stop: Phrases
    cut: Phrases
    whole: dict[str, str]
    ends: tuple[str, ...]
    within: tuple[tuple[str, str], ...]


def _spaced(letter: str) -> bool:
    """Whether the letter is of a script that puts spaces between words."""
    return not (
        "\u0e00" <= letter <= "\u0eff" or "\u3040" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af"
    )


@functools.cache
def _vocabulary() -> _Vocabulary:
    tables: dict[str, list[tuple[str, str]]] = {"starts": [], "whole": [], "within": [], "ends": [], "stop": [], "cut": []}
    folder = resources.files(__package__).joinpath("data/lines")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        kind = file.name.removesuffix(".toml")
        for form, languages in tomllib.loads(file.read_text("utf-8")).items():
            tables[form] += [(phrase.casefold(), kind) for phrases in languages.values() for phrase in phrases]
    within = tuple(sorted(dict(tables["within"]).items()))
    return _Vocabulary(
        starts=phrases(tables["starts"]),
        stop=phrases(tables["stop"]),
        cut=phrases(tables["cut"]),
        whole={phrase.strip(_EDGES): kind for phrase, kind in tables["whole"]},
        ends=tuple(phrase for phrase, _ in tables["ends"]),
        within=within,
    )


def phrases(pairs: list[tuple[str, str]]) -> Phrases:
    """Phrases, each with its kind, ready to be matched."""
    by_key: dict[str, list[tuple[str, str]]] = {}
    for phrase, kind in sorted(dict(pairs).items()):
        by_key.setdefault(phrase[:_KEY], []).append((phrase, kind))
    return Phrases({key: tuple(found) for key, found in by_key.items()})
