"""What pages and feeds share in telling the charset of a document."""

from __future__ import annotations

import codecs
import re

# The order matters: the mark of UTF-32 begins with that of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)


def http_charset(content_type: str) -> str | None:
    """The charset that a `Content-Type` names, as it names it; None where it names none.

    >>> http_charset("text/html; charset=windows-1251")
    'windows-1251'
    """
    named = _HTTP_CHARSET.search(content_type)
    return named[1] if named else None
