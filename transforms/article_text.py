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
# ASCII lower-cased, with a blank for all that is in no word.
_ASCII_WORDS = bytes(
    code + 32 if 65 <= code <= 90 else code if 97 <= code <= 122 or 48 <= code <= 57 or code == 95 or code > 127 else 32
    for code in range(256)
)
# What is longer is a paragraph, and no two are the same.
_LONGEST_LINE = 300
# Scripts that put no space between words; a run of them is counted by character.
_UNSPACED_RANGES = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_UNSPACED = re.compile(rf"[{_UNSPACED_RANGES}]")
_TOKEN = re.compile(rf"[{_UNSPACED_RANGES}]|[^\W{_UNSPACED_RANGES}]+")

# The signs that stand in nearly every text that is not ASCII.
_SIGNS = "\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2026«»"


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
    if text.isascii():
        return text.encode().translate(_ASCII_WORDS).decode().split()
    normal = _normal(text)
    for sign in _SIGNS:
        normal = normal.replace(sign, " ")
    words = normal.encode("utf-8", "surrogatepass").translate(_ASCII_WORDS).decode("utf-8", "surrogatepass").split()
    # Mostly nothing but words is left, which is told in a tenth of the time of the pattern.
    return words if "".join(words).isalnum() else _WORD.findall(" ".join(words))


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
