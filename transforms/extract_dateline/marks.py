"""The signs that part a dateline from its text and its parts from each other."""

from __future__ import annotations

import re

SPACE = re.compile(r"[\s\u00a0*•>|]*")
COMMA = re.compile(r"\s*[,،、]\s*")
PAREN = re.compile(r"\s*[(\[（［]\s*([^()\[\]（）［］\n]{2,60}?)\s*[)\]）］]")
DASH = re.compile(
    r"\s*[,.]?\s*(?:[—–―‒]+|--+|(?<=[\s,.)\]\d])-(?=[\s\"“«„'‘])|(?<=[)\]])-(?=[^\W\d_]))-*\s*|\s+-(?=\S)|\s+[_ـ∙]+\s+|\s*-\s*$"
    r"|(?<=[\u0600-\u06ff])-(?=\s)|(?<=\d)-(?=[A-Z])|\.[-–—]\s*|\s*=\s*"
)
COLON = re.compile(r"\s*[:：]\s+|(?<=[)\]]):")
STOP = re.compile(r"\s*[.。।۔;]\s+")
DANDA = re.compile(r"\s*[।۔]")
# `BERLIN taz |`, `TORONTO, ON / ACCESSWIRE / May 3, 2024 /`
BAR = re.compile(r"\s*\|\s+|\s+/\s+")
END = re.compile(r"\s*[.,]?\s*$")
_ITEM_END = re.compile(r"\s*[,/.|]|\s*$")


def past(pattern: re.Pattern[str], text: str, at: int) -> int:
    """The position after a pattern, where it stands there."""
    match = pattern.match(text, at)
    return match.end() if match else at


def ends_item(text: str, at: int) -> bool:
    """Whether what was read ends there: before a separator, a parenthesis, a comma or the end."""
    return any(pattern.match(text, at) for pattern in (_ITEM_END, DASH, PAREN, COLON))
