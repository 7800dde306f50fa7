"""Markup whose elements nest deeper than any page means: the depth is taken out before it is parsed.

lexbor, as the HTML standard asks, looks up the stack of open elements at many a tag: 50,000 nested divs take it 2.5 s, 50,000 nested
list items 9 s, and the square of that for more (measured).
"""

from __future__ import annotations

import re

from transforms.strip_boilerplate.raw_bytes import count

# A page of fewer tags cannot be slow, whatever their nesting (20,000 nested: 0.3 s).
_FEW = 8_000
# Real pages nest 80 deep at most on the dev corpus.
_DEEPEST = 600
# Elements whose end tag may not be left out, so that counting tags is counting depth.
_NESTING = re.compile(
    rb"<(/?)(?:div|section|article|aside|main|header|footer|nav|span|ul|ol|dl|table|blockquote|center|font|form|fieldset|details|figure|b|i|em|strong|a|u|small|big"
    rb"|button|label|[a-z]+-[a-z0-9-]+)(?=[\s>/])[^<>]*>",
    re.IGNORECASE,
)


def shallow(raw: bytes) -> bytes:
    """The document without the tags of elements that nest deeper than 600 levels; all others as they are."""
    if count(raw, ord("<")) < _FEW:
        return raw
    depth = 0
    kept: list[bytes] = []
    at = 0
    for tag in _NESTING.finditer(raw):
        if tag[1]:
            if depth > _DEEPEST:
                kept.append(raw[at : tag.start()])
                at = tag.end()
            depth = max(0, depth - 1)
        else:
            depth += 1
            if depth > _DEEPEST:
                kept.append(raw[at : tag.start()])
                at = tag.end()
    if not kept:
        return raw
    kept.append(raw[at:])
    return b"".join(kept)
