"""A feed's bytes as text: the right charset the first time."""

from __future__ import annotations

import re

import charset_normalizer

from transforms.charsets import BYTE_ORDER_MARKS, http_charset

# What `<` or `{` looks like in the wide encodings without a mark (XML 1.0 appendix F).
_WIDE = re.compile(rb"\A(?:(?P<utf_32_be>\0\0\0[<{])|(?P<utf_32_le>[<{]\0\0\0)|(?P<utf_16_be>\0[<{])|(?P<utf_16_le>[<{]\0))", re.DOTALL)
# Seven-bit encodings: every text in them is valid UTF-8, and means something else.
_SEVEN_BIT = {"iso2022jp": b"\x1b", "iso2022jp1": b"\x1b", "iso2022jp2": b"\x1b", "iso2022kr": b"\x0e", "hz": b"~{", "utf7": b"+"}
# What no text holds by chance: it says by itself which of them it is.
_ESCAPES = ((b"\x1b$B", "iso2022_jp_2"), (b"\x1b$@", "iso2022_jp_2"), (b"\x1b$)C", "iso2022_kr"))
# Names under which a larger set is meant (WHATWG Encoding §4.2).
_MEANS = {
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "usascii": "cp1252",
    "iso88599": "cp1254",
    "iso885911": "cp874",
    "tis620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "xgbk": "gb18030",
    "big5": "big5hkscs",
    "ksc56011987": "cp949",
    "euckr": "cp949",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "xsjis": "cp932",
    "utf16": "utf-16",
    "unicode": "utf-16",
    "win1251": "cp1251",
}
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
# A UTF-8 text with this share of broken sequences is still UTF-8: a cut character, a pasted byte. Any other charset read
# as UTF-8 breaks at nearly each of its letters.
_MOSTLY = 0.05
_SAMPLE = 1 << 16


def read_text(body: bytes, content_type: str = "") -> str:
    """The text of a feed document.

    A byte-order mark decides; then valid UTF-8 wins, whatever is declared; then the charset of `content_type`, the XML
    declaration, and at last a guess by charset-normalizer. Never raises: what no charset explains becomes U+FFFD.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return _lenient(body, name).lstrip("\ufeff")
    if wide := _WIDE.match(body):
        return _lenient(body, (wide.lastgroup or "").replace("_", "-"))
    declared = _declared(body, content_type)
    for name in declared:
        escape = _SEVEN_BIT.get(_plain(name))
        if escape is not None and escape in body and (text := _strict(body, name)) is not None:
            return text
    for escape, name in _ESCAPES:
        if escape in body and (text := _strict(body, name)) is not None:
            return text
    if (text := _strict(body, "utf-8")) is not None:
        return text
    for name in declared:
        if _plain(name) == "utf8":
            if (text := _mostly_utf8(body)) is not None:
                return text
        elif (text := _strict(body, _MEANS.get(_plain(name), name))) is not None:
            return text
    return _mostly_utf8(body) or _guessed(body)


def _declared(body: bytes, content_type: str) -> list[str]:
    """HTTP's charset, then the XML declaration's; HTTP's ISO-8859-1 is a server's default that says nothing, and comes last."""
    http = [named] if (named := http_charset(content_type)) else []
    xml = [found[1].decode("ascii", "replace")] if (found := _XML_ENCODING.search(body[:1024])) else []
    if http and _MEANS.get(_plain(http[0])) == "cp1252":
        return xml + http
    return http + xml


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeError, LookupError):
        return None


def _lenient(body: bytes, name: str) -> str:
    return body.decode(name, "replace")


def _mostly_utf8(body: bytes) -> str | None:
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    letters = sum(1 for character in text if character > "\x7f")
    return text if broken <= max(1, letters * _MOSTLY) and letters > broken else None


def _guessed(body: bytes) -> str:
    best = charset_normalizer.from_bytes(_letters(body)).best()
    return _lenient(body, best.encoding if best is not None else "utf-8")


def _letters(body: bytes) -> bytes:
    """A sample that is rich in what tells charsets apart: markup, which is ASCII in all of them, only dilutes it."""
    text = re.sub(rb"<[^<>]*>", b" ", body)
    first = next((i for i, byte in enumerate(text) if byte > 0x7F), 0)
    return text[max(0, first - 64) : first + _SAMPLE]
