"""One spelling for every printing of a name: what the gazetteer, the dateline and the text are compared by."""

from __future__ import annotations

import functools
import re
import unicodedata

# Letters that Unicode does not take apart, and signs that printings drop or swap.
_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ə": "a", "ŋ": "n", "ħ": "h",
        "'": "", "’": "", "‘": "", "ʻ": "", "ʼ": "", "`": "", "´": "", "ʹ": "", "׳": "", "״": "", "\u200c": "", "\u200d": "", "\u00ad": "",
        "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ـ": "", "ٱ": "ا",
    }
)  # fmt: skip
# Accents of Latin, Greek and Cyrillic; points of Hebrew and Arabic. The vowel signs of Indic and the voicing marks of kana stay.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_DOT = re.compile(r"\.(?=\S)")
_GAPS = re.compile(r"[\s\-‐‑‒–—―/.,;:()\[\]{}\"“”„«»·・_]+")


@functools.lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """The name without case, accents, dots, hyphens and apostrophes: `St. Gallen`, `ST GALLEN` and `st.-gallen` are one.

    >>> fold("Córdoba, N.Y.")
    'cordoba ny'
    """
    if name.isascii() and name.isalnum():
        return name.lower()
    text = name.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", text.replace("İ", "i"))))
    return _GAPS.sub(" ", _DOT.sub("", text.translate(_LETTERS))).strip()
