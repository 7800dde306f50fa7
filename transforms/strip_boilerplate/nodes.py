"""A parsed document as two flat lists in document order: what the walk reads, and nothing that it would skip.

Reading lexbor's tree node by node costs a Python object each and half of a page's time. Where the package was built with a C compiler,
`_lexbor` reads the same lists out of lexbor's own memory, twenty times as fast; `python_nodes` says what they hold.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from selectolax import lexbor
from selectolax.lexbor import LexborNode

from schemas import Unusable
from transforms.strip_boilerplate.tags import (
    ALL_ATTRIBUTES,
    BOUNDARY,
    CONTENT,
    CUSTOM,
    CUSTOM_IMAGES,
    EMITTED,
    END,
    IMG,
    JSON_LD,
    SORTS,
    TELLING_ATTRIBUTES,
    TEXT_ID,
    VOID,
)

try:
    from transforms.strip_boilerplate import _lexbor
except ImportError:  # built without a C compiler
    _lexbor = None  # type: ignore[assignment, unused-ignore]

Attributes = dict[str, str | None]

# 200,000 elements are read in half a second; the longest page of the dev corpus has 14,000 nodes.
MAX_NODES = 450_000
# The version of lexbor whose records `_lexbor` knows.
_KNOWN_LEXBOR = (3, 1)
# What is read of the attributes of elements that hold text; of images, times and declarations all are.
TELLING = frozenset({"class", "id", "itemprop", "role", "hidden", "aria-hidden", "style", "href", "rel"})


class Nodes(NamedTuple):
    """What stands in a document, in its order.

    Attributes:
      tags: a byte each: the tag id of an element that begins, `tags.CUSTOM` for a custom one, `tags.TEXT_ID` for a text, `tags.END`
        for the end of an element. Elements of VOID kinds have no end, those of SKIP kinds stand nowhere.
      values: with a text, its text; with a title or JSON-LD its content; with an element its attributes, or its class alone where that
        is all there is to tell, None for none.
    """

    tags: bytes
    values: list[Any]


# By lexbor's number: the names of HTML's own attributes (dom/interfaces/attr_const.h). Others are known by their records.
_ATTRIBUTE_NAMES = (
    "", "accept", "accept-charset", "active", "align", "alink", "alt", "axis", "bgcolor", "charset", "checked", "class", "clear",
    "codetype", "color", "compact", "content", "declare", "defer", "dir", "direction", "disabled", "enctype", "face", "focus",
    "for", "frame", "height", "hover", "href", "hreflang", "html", "http-equiv", "id", "is", "lang", "language", "link",
    "maxlength", "media", "method", "multiple", "nohref", "noresize", "noshade", "nowrap", "placeholder", "pool", "public",
    "readonly", "rel", "required", "rev", "rules", "scheme", "scope", "scrolling", "selected", "shape", "size", "slot", "src",
    "style", "system", "target", "text", "title", "type", "valign", "valuetype", "vlink", "width", "xmlns",
)  # fmt: skip


def read_nodes(root: LexborNode) -> Nodes:
    """The nodes below a document's root, which lives as long as its parser does.

    Raises:
      Unusable: `too-large`: more nodes than are read.
    """
    if _lexbor is None or (lexbor.LEXBOR_VERSION_MAJOR, lexbor.LEXBOR_VERSION_MINOR) != _KNOWN_LEXBOR:
        return python_nodes(root)
    read = _lexbor.read_nodes(root.mem_id, MAX_NODES, SORTS, TELLING, CUSTOM_IMAGES, IMG, _ATTRIBUTE_NAMES)
    if read is None:
        raise _too_large()
    return Nodes(*read)


def python_nodes(root: LexborNode) -> Nodes:
    """`read_nodes` by selectolax's own objects."""
    found = bytearray()
    values: list[str | Attributes | None] = []
    count = 0
    boundary = True
    open_elements: list[LexborNode] = []
    node = root.first_child
    while node is not None:
        count += 1
        if count > MAX_NODES:
            raise _too_large()
        tag = _tag(node)
        sort = SORTS[tag]
        child = None
        if tag == TEXT_ID:
            # Between two blocks white space says nothing.
            if not (boundary and node.is_empty_text_node):
                found.append(tag)
                values.append(node.text_content or "")
                boundary = False
        elif sort & EMITTED and not (sort & JSON_LD and "ld+json" not in (node.attributes.get("type") or "")):
            found.append(tag)
            values.append(_value(node, sort))
            boundary = sort & BOUNDARY > 0
            if not sort & VOID:
                child = node.first_child
                if child is None:
                    found.append(END)
                    values.append(None)
        if child is not None:
            open_elements.append(node)
            node = child
            continue
        following = node.next
        while following is None and open_elements:
            node = open_elements.pop()
            found.append(END)
            values.append(None)
            boundary = SORTS[_tag(node)] & BOUNDARY > 0
            following = node.next
        node = following
    return Nodes(bytes(found), values)


def _tag(node: LexborNode) -> int:
    if node.tag_id < CUSTOM:
        return node.tag_id
    return IMG if node.tag in CUSTOM_IMAGES else CUSTOM


def _value(node: LexborNode, sort: int) -> str | Attributes | None:
    if sort & CONTENT:
        return node.text(deep=True)
    if sort & ALL_ATTRIBUTES:
        return node.attributes
    if sort & TELLING_ATTRIBUTES:
        telling = {key: value for key, value in node.attributes.items() if key in TELLING}
        return telling["class"] or None if telling.keys() == {"class"} else telling or None
    return None


def _too_large() -> Unusable:
    return Unusable("too-large", f"more than {MAX_NODES} nodes")
