"""Lines that publishers print around and between the paragraphs of an article, in the words of many languages.

The words are data (`data/lines`, a file a kind). A phrase stands for lines that begin with it (`starts`), are it (`whole`), end with
it (`ends`, times only) or hold it (`within`), for headings after which nothing of the article follows (`stop`), for prompts that
stand where a text is cut (`cut`), and for notes on the text itself (`note`).
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import NamedTuple

# Longer lines are prose, even where they begin with such words.
_LONGEST = 220
_LONGEST_NOTE = 700
_KEY = 2
# From so many letters on a line that ends like one is a sentence; and a phrase of so many says what it is even of a sentence. In scripts
# without spaces, which say more in a letter, less is enough.
_SENTENCE, _DENSE_SENTENCE = 60, 28
_TELLING, _DENSE_TELLING = 12, 5
_STOPS = frozenset(".!?。！？।؟۔")
_WORD = re.compile(r"\w+")
_EDGES = " \t.:!?…>»›→▶►|–—-•·*()[]【】《》<>\"'“”„"
_LEADING = " \t>»›→▶►|–—-•·*✔➤☞👉📲🔴⬇️➡️\"'“”„"


class Phrases(NamedTuple):
    """Phrases by their first two letters: each with its kind, and all of them for one test."""

    by_key: dict[str, tuple[tuple[tuple[str, str], ...], tuple[str, ...]]]

    def match(self, text: str) -> str | None:
        """The kind of the phrase that this case-folded text begins with, as a whole word.

        A short phrase may also begin a sentence ("Published reports say …"): of whole sentences it says nothing.
        """
        candidates, beginnings = self.by_key.get(text[:_KEY], ((), ()))
        if not text.startswith(beginnings):
            return None
        spaced = _spaced(text[0])
        telling = 0
        if len(text) > (_SENTENCE if spaced else _DENSE_SENTENCE) and text[-1] in _STOPS:
            telling = _TELLING if spaced else _DENSE_TELLING
        for phrase, kind in candidates:
            if len(phrase) < telling and phrase[-1] not in ":：":
                continue
            if _begins(text, phrase):
                return kind
        return None

    def begins(self, text: str) -> bool:
        """Whether this case-folded text begins with one of the phrases, as a whole word."""
        return self.longest(text) is not None

    def longest(self, text: str) -> str | None:
        """The longest phrase that this case-folded text begins with, as a whole word."""
        candidates, _ = self.by_key.get(text[:_KEY], ((), ()))
        return max((phrase for phrase, _ in candidates if _begins(text, phrase)), key=len, default=None)


def _begins(text: str, phrase: str) -> bool:
    if not text.startswith(phrase):
        return False
    if len(text) == len(phrase):
        return True
    before, after = phrase[-1], text[len(phrase)]
    return not (before.isalpha() and after.isalpha() and _spaced(before) and _spaced(after))


def furniture_kind(text: str) -> str | None:
    """The kind of furniture that a line is (`newsletter`, `read_more`, …), None for the article's own.

    >>> furniture_kind("Lesen Sie auch: Was jetzt zu tun ist")
    'read_more'
    """
    if len(text) > _LONGEST:
        return None
    vocabulary = _vocabulary()
    folded = _folded(text).lstrip(_LEADING)
    if kind := vocabulary.starts.match(folded):
        return kind
    if len(folded) < 40 and (kind := vocabulary.whole.get(folded.strip(_EDGES))):
        return kind
    if len(folded) < 60 and folded.endswith(vocabulary.ends):
        return "timestamp"
    # Looked up by their first word: a line has thirty words, and the vocabulary hundreds of phrases.
    for word in filter(vocabulary.within.__contains__, _WORD.findall(folded)):
        for phrase, kind in vocabulary.within[word]:
            if phrase in folded:
                return kind
    if not folded.isascii():
        for phrase, kind in vocabulary.within_unspaced:
            if phrase in folded:
                return kind
    return None


def ends_article(heading: str) -> bool:
    """Whether a heading opens what the site appends: related articles, comments."""
    return len(heading) <= 80 and _vocabulary().stop.match(_folded(heading).lstrip(_LEADING)) is not None


def says_cut(text: str) -> bool:
    """Whether a line says that the text is for subscribers, or goes on elsewhere."""
    return len(text) <= 400 and _vocabulary().cut.match(_folded(text).lstrip(_LEADING)) is not None


def is_correction(text: str) -> bool:
    """Whether a paragraph is the publisher's note on the text: a correction, what was changed since, a word of the editor's."""
    return len(text) <= _LONGEST_NOTE and _vocabulary().note.begins(_folded(text).lstrip(_LEADING))


class _Vocabulary(NamedTuple):
    starts: Phrases
    stop: Phrases
    cut: Phrases
    note: Phrases
    whole: dict[str, str]
    ends: tuple[str, ...]
    within: dict[str, tuple[tuple[str, str], ...]]
    within_unspaced: tuple[tuple[str, str], ...]


def _folded(text: str) -> str:
    """The text case-folded; the Turkish İ as i, which folds to two letters."""
    folded = text.casefold()
    return folded.replace("i\u0307", "i") if "\u0307" in folded else folded


def _spaced(letter: str) -> bool:
    """Whether the letter is of a script that puts spaces between words."""
    return not (
        "\u0e00" <= letter <= "\u0eff" or "\u3040" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af"
    )


@functools.cache
def _vocabulary() -> _Vocabulary:
    tables: dict[str, list[tuple[str, str]]] = {"starts": [], "whole": [], "within": [], "ends": [], "stop": [], "cut": [], "note": []}
    folder = resources.files(__package__).joinpath("data/lines")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        kind = file.name.removesuffix(".toml")
        for form, languages in tomllib.loads(file.read_text("utf-8")).items():
            tables[form] += [(_folded(phrase), kind) for phrases in languages.values() for phrase in phrases]
    within: dict[str, list[tuple[str, str]]] = {}
    unspaced: list[tuple[str, str]] = []
    for phrase, kind in sorted(dict(tables["within"]).items()):
        if _spaced(phrase[0]):
            within.setdefault(_WORD.findall(phrase)[0], []).append((phrase, kind))
        else:
            unspaced.append((phrase, kind))
    return _Vocabulary(
        starts=phrases(tables["starts"]),
        stop=phrases(tables["stop"]),
        cut=phrases(tables["cut"]),
        note=phrases(tables["note"]),
        whole={phrase.strip(_EDGES): kind for phrase, kind in tables["whole"]},
        ends=tuple(phrase for phrase, _ in tables["ends"]),
        within={word: tuple(found) for word, found in within.items()},
        within_unspaced=tuple(unspaced),
    )


def phrases(pairs: list[tuple[str, str]]) -> Phrases:
    """Phrases, each with its kind, ready to be matched."""
    by_key: dict[str, list[tuple[str, str]]] = {}
    # The longest first: `weiterlesen mit …` sells a subscription, `weiterlesen` leads on.
    for phrase, kind in sorted(dict(pairs).items(), key=lambda pair: (-len(pair[0]), pair[0])):
        by_key.setdefault(phrase[:_KEY], []).append((phrase, kind))
    return Phrases({key: (tuple(found), tuple(phrase for phrase, _ in found)) for key, found in by_key.items()})
