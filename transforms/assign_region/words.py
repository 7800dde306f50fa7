"""The words of a text and the signs between them: what names are looked for among. Every step is one pass of C over the text."""

from __future__ import annotations

import re

STOP = "."
"""What a word list has where a sentence, or a part of one, ends."""
BREAK = ","
"""What it has for any other sign between words."""
SECTION = "\ue0dd"
"""A word that parts the sections of a story (headline, standfirst, …); a private character, which no text has."""

_STOPS = '!?:;|"'
_BREAKS = "()[]{}<>/\\+*=&%#@^~$\x00"
# Apostrophes part words (`Russia's`, `Türkiye'nin`), hyphens join the parts of a name (`Guinea-Bissau`): both are blanks here.
_BLANKS = "'`-_"
_PLAIN = bytes.maketrans((_STOPS + _BREAKS + _BLANKS).encode(), (STOP * len(_STOPS) + BREAK * len(_BREAKS) + " " * len(_BLANKS)).encode())
_SIGNS = tuple(
    [(sign, STOP) for sign in "“”„«»–—…。！？：；؟؛।׃"]
    + [(sign, BREAK) for sign in "،、，・·•（）「」『』【】《》〈〉°€£¿¡"]
    + [(sign, " ") for sign in "’‘ʼ‐‑"]
    + [(sign, "") for sign in "\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff\u2060"]
)
# Points inside abbreviations (`U.S.`, `EE. UU.`) do not end a sentence; the second pattern, cheaper, says whether there is any.
_DOTTED = re.compile(r"\b[A-Z]{1,2}\.(?:\s?[A-Z]{1,2}\.)+|\b[A-Z]\.[A-Z]\b")
_HAS_DOTTED = re.compile(r"[A-Z]\.\s?[A-Z]{1,2}\b")
# Hebrew writes abbreviations with a quotation mark before their last letter (ארה"ב).
_HEBREW_MARK = re.compile('(?<=[א-ת])["״](?=[א-ת])')


def split_words(text: str) -> list[str]:
    """The words of a text as printed, with `STOP` and `BREAK` for the signs between them."""
    return _without_signs(text).replace(STOP, " . ").replace(BREAK, " , ").split()


def _without_signs(text: str) -> str:
    """The text with one stop or break for each sign."""
    if _HAS_DOTTED.search(text):
        text = _DOTTED.sub(lambda dotted: "".join(filter(str.isalpha, dotted.group())) + " ", text)
    if not text.isascii():
        if "ה" in text:
            text = _HEBREW_MARK.sub("", text)
        for sign, plain in _SIGNS:
            text = text.replace(sign, plain)
    return text.encode("utf-8", "replace").translate(_PLAIN).decode("utf-8")
