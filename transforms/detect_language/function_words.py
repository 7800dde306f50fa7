"""Function words: how many of a text's words are the small words of each language (`data/function_words.tsv`).

They tell near relatives apart, hold on short texts, and know the languages that langdetect lacks.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import re
from importlib.resources import files

# Any text has so large a share of words that happen to be small words of a language that it is not in.
BACKGROUND = 0.04
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclasses.dataclass(frozen=True, slots=True)
class SmallWords:
    """The function words of a text: how many words it has, and how many of them are small words of each language that has any there."""

    script: str
    count: int
    hits: dict[str, int]

    def evidence(self, language: str, limit: int) -> float:
        """The log-likelihood ratio of the text's being in a language.

        Past `limit` words more of them add nothing: words repeat, and so does their evidence.
        """
        worth = _table()[self.script][1].get(language) if self.script in _table() else None
        if worth is None:
            return 0.0
        found = self.hits.get(language, 0)
        return (found * worth[0] + (self.count - found) * worth[1]) * min(1.0, limit / max(self.count, 1))


def small_words(text: str, script: str) -> SmallWords:
    """The function words of a text in a script."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    table = _table()[script][0] if script in _table() else {}
    hits: dict[str, int] = {}
    for word in words:
        if word in table:
            for language in table[word]:
                hits[language] = hits.get(language, 0) + 1
    return SmallWords(script, len(words), hits)


def worded_languages(script: str) -> frozenset[str]:
    """The languages of a script whose function words are known."""
    return frozenset(_table()[script][1]) if script in _table() else frozenset()


# Word → its languages, and language → what a hit and a miss are worth.
_Words = tuple[dict[str, tuple[str, ...]], dict[str, tuple[float, float]]]


@functools.cache
def _table() -> dict[str, _Words]:
    """By script."""
    words: dict[str, dict[str, list[str]]] = {}
    worth: dict[str, dict[str, tuple[float, float]]] = {}
    text = (files("transforms.detect_language") / "data" / "function_words.tsv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        language, script, share, listed = line.split("\t")
        worth.setdefault(script, {})[language] = (math.log(float(share) / BACKGROUND), math.log((1 - float(share)) / (1 - BACKGROUND)))
        for word in set(listed.split()):
            words.setdefault(script, {}).setdefault(word, []).append(language)
    return {script: ({word: tuple(of) for word, of in words[script].items()}, worth[script]) for script in worth}
