"""A text and what is derived from it, kept in step: word count and content hash."""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from typing import Any

from schemas import Article
from transforms.ids import digest

_WORD = re.compile(r"\w+")
# What is longer is a paragraph, and no two are the same.
_LONGEST_LINE = 300
# Scripts that put no space between words; a run of them is counted by character.
_UNSPACED_RANGES = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_UNSPACED = re.compile(rf"[{_UNSPACED_RANGES}]")
_TOKEN = re.compile(rf"[{_UNSPACED_RANGES}]|[^\W{_UNSPACED_RANGES}]+")


def with_body(article: Article, body: str, **changes: Any) -> Article:
    """A copy with this body (paragraphs joined by a blank line), its word count and content hash, and other fields changed with it."""
    words = normal_words(body)
    count = count_words(body) if not body.isascii() and _UNSPACED.search(body) else len(words)
    return dataclasses.replace(article, body=body, word_count=count, content_hash=digest(" ".join(words)), **changes)


def count_words(text: str) -> int:
    """Words of the text; in scripts without spaces each character counts as one (as word processors count)."""
    if not _UNSPACED.search(text):
        return len(_WORD.findall(text))
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + unspaced


def normal_words(text: str) -> list[str]:
    """The words of the text, NFKC and case-folded: what two printings of one text share."""
    words: list[str] = []
    for token in _normal(text).split():
        # Most are words as they stand, which is told in a fifth of the time of the pattern.
        if token.isalnum():
            words.append(token)
        else:
            words += _WORD.findall(token)
    return words


def normal_line(text: str) -> str:
    """The normal words of a line, joined by a blank: two printings of one line give the same.

    >>> normal_line("Storm hits Łódź – again!") == normal_line("STORM HITS ŁÓDŹ, AGAIN")
    True
    """
    # A page says its headline, its authors and its name many times over.
    return _normal_line(text) if len(text) <= _LONGEST_LINE else " ".join(normal_words(text))


@functools.lru_cache(maxsize=4_096)
def _normal_line(text: str) -> str:
    return " ".join(normal_words(text))


def normal_tokens(text: str) -> list[str]:
    """The words of the text as `normal_words`, but in scripts without spaces each character: what texts are compared by."""
    return _TOKEN.findall(_normal(text))


def _normal(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
