"""Bytes to text: which charset a document is in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from transforms.charsets import BYTE_ORDER_MARKS, http_charset
from transforms.strip_boilerplate.raw_bytes import is_utf8

# Labels mean what browsers make of them (WHATWG Encoding Standard): Latin-1 is windows-1252, GB2312 is GB18030.
_AS_BROWSERS = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "tis-620": "cp874",
    "big5": "big5hkscs",
    "x-mac-cyrillic": "mac_cyrillic",
    "utf8": "utf-8",
    "unicode": "utf-8",
}
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_MARKS = tuple(mark for mark, _ in BYTE_ORDER_MARKS)
# The one charset in use that looks like ASCII, and so like UTF-8.
_STATEFUL = re.compile(rb"iso-2022-jp", re.IGNORECASE)
# Where a meta may stand, and how much the detector needs to see.
_META_WITHIN = 8_192
_DETECT_WITHIN = 65_536


def as_utf8(content: bytes, content_type: str) -> bytes:
    """The document in UTF-8: the bytes themselves where they are it."""
    marked = content.startswith(_MARKS) or b"\x1b$" in content[:_META_WITHIN]
    if not marked and is_utf8(content):
        return content
    return decode(content, content_type).encode("utf-8", "replace")


def decode(content: bytes, content_type: str) -> str:
    """The text of a document. Never raises: what its charset cannot read becomes U+FFFD.

    A byte-order mark comes first; then bytes that are strictly valid UTF-8 and not plain ASCII are UTF-8 whatever header or meta
    says (archives re-encode pages and leave their labels; other charsets are all but never valid UTF-8 by accident); then the HTTP
    header, the meta, the detector.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace").removeprefix("\ufeff")
    if b"\x1b$" in content[:_META_WITHIN] and _STATEFUL.search(content[:_META_WITHIN]):
        return content.decode("iso2022_jp", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        # A document cut within its last character is UTF-8 still.
        if error.reason == "unexpected end of data" and error.start > 0:
            return content.decode("utf-8", "replace")
        first_fault = error.start
    declared = [label] if (label := http_charset(content_type)) else []
    if meta := _META.search(content, 0, _META_WITHIN):
        declared.append((meta.group(1) or meta.group(2)).decode("ascii", "ignore"))
    for label in declared:
        codec = _codec(label)
        if codec == "utf-8":
            # It says UTF-8 and has a fault: a stray byte in a UTF-8 page, or a page of another charset that lies.
            sample = content[: first_fault + _DETECT_WITHIN].decode("utf-8", "replace")
            if sample.count("\ufffd") * 200 < sum(not character.isascii() for character in sample) + 200:
                return content.decode("utf-8", "replace")
        elif codec:
            return content.decode(codec, "replace")
    return content.decode(_detect(content[:_DETECT_WITHIN]), "replace")


def _codec(label: str) -> str | None:
    label = label.strip().lower()
    label = _AS_BROWSERS.get(label, label)
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # `base64`, `rot13` and the like are codecs to Python, but no charsets.
    return (
        label
        if getattr(info, "_is_text_encoding", True)
        and label not in ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem", "utf-7")
        else None
    )


def _detect(sample: bytes) -> str:
    best = from_bytes(sample, steps=5, chunk_size=512).best()
    return _AS_BROWSERS.get(best.encoding, best.encoding) if best else "cp1252"
