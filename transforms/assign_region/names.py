"""One spelling for every printing of a name: what the gazetteer, the dateline and the text are compared by."""

from __future__ import annotations

import functools
import re
import unicodedata

# Letters that Unicode does not take apart, and signs that printings drop or swap.
_LATIN = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ə": "a", "ŋ": "n", "ħ": "h"}
_ARABIC = {"ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ـ": "", "ٱ": "ا"}
_SIGNS = dict.fromkeys("'’‘ʻʼ`´ʹ׳״\u200c\u200d\u00ad", "")
_LETTERS = str.maketrans(_LATIN | _SIGNS | _ARABIC)
# Accents of Latin, Greek and Cyrillic; points of Hebrew and Arabic. The vowel signs of Indic and the voicing marks of kana stay.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_DOT = re.compile(r"\.(?=\S)")
_SHORTENED = (("st ", "saint "), ("ft ", "fort "), ("mt ", "mount "), ("ste ", "sainte "))
_GAPS = re.compile(r"[\s\-‐‑‒–—―/.,;:()\[\]{}\"“”„«»·・_]+")


@functools.lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """The name without case, accents, dots, hyphens and apostrophes: `St. Gallen`, `ST GALLEN` and `st.-gallen` are one.

    >>> fold("Córdoba, N.Y.")
    'cordoba ny'
    """
    if name.isascii() and name.isalnum():
        return name.lower()
    return _GAPS.sub(" ", _DOT.sub("", _without_accents(name).translate(_LETTERS))).strip()


def spellings(folded: str) -> list[str]:
    """A folded name and those that a gazetteer may have it under instead: `st louis`, `saint louis`."""
    forms = [folded]
    for short, long in _SHORTENED:
        if folded.startswith(short):
            forms.append(long + folded[len(short) :])
        elif folded.startswith(long):
            forms.append(short + folded[len(long) :])
    if folded.endswith(" city"):
        forms.append(folded.removesuffix(" city"))
    return forms


def fold_words(words: list[str]) -> list[str]:
    """The words of a text, without blanks and apostrophes in them, as `fold` has each: together, for a text's cost and not a word's."""
    if not words:
        return []
    text = " ".join(words)
    if text.isascii():
        return text.lower().split(" ")
    text = _without_accents(text)
    # A replacement of what is not there costs less than a look at every letter, as `translate` takes it.
    for letter, plain in (*_LATIN.items(), *_ARABIC.items()):
        text = text.replace(letter, plain)
    folded = text.split(" ")
    # A few signs come apart into a blank and a mark.
    return folded if len(folded) == len(words) else [fold(word) for word in words]


def begins_small(text: str) -> bool:
    """Whether it begins with a small letter, in a script that writes names with capitals; Georgian, which has both, does not."""
    return text[:1].title() != text[:1]


def _without_accents(text: str) -> str:
    text = text.casefold()
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", text.replace("İ", "i"))))
