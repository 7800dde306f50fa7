"""Whether a pattern of many words can match a text at all, told by the text's words at a tenth of the pattern's cost."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"\w+")
# Scripts whose words touch, and letters that are others' small or capital forms to a pattern, but not to `lower`.
_UNTOLD = re.compile("[\u3040-\u9fff\uac00-\ud7af\u0130\u0131\u017f\u212a\u1e9e]")


def words_of(text: str) -> list[str] | None:
    """The words of a text in lower case; None where only a pattern that ignores case can tell them."""
    return None if _UNTOLD.search(text) else _WORD.findall(text.lower())


def first_words(phrases: Iterable[str]) -> frozenset[str]:
    """The words that phrases begin with: what a text must have for any of them to stand in it."""
    return frozenset(_WORD.findall(phrase.lower())[0] for phrase in phrases)


def last_words(phrases: Iterable[str]) -> frozenset[str]:
    """The words that phrases end with."""
    return frozenset(_WORD.findall(phrase.lower())[-1] for phrase in phrases)
