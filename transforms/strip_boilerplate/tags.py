"""How each HTML element is read: lexbor's numeric tag ids, sorted into kinds.

The ids of HTML's own elements are constants of the lexbor version. Those of custom elements are addresses that differ from document
to document: where a tag id is a byte, `CUSTOM` stands for them.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

# What the walk does with an element. Whatever is not named below is a BLOCK: custom elements hold paragraphs more often than words.
BLOCK, INLINE, PLAIN, LINK, BREAK, TIME, SKIP, IMAGE, META, LINK_REL, SCRIPT, TITLE, NOSCRIPT, TEXT, FIELD, PLAYER = range(16)

_KINDS = {
    # Inline elements whose class may say something; PLAIN ones have none worth reading.
    INLINE: "span font cite abbr bdi bdo dfn data small ins nobr acronym mark q",
    PLAIN: "b strong i em u s sub sup big tt kbd samp var del code strike ruby rb rt rp wbr picture",
    LINK: "a",
    BREAK: "br",
    TIME: "time",
    SKIP: "style svg template select textarea canvas option datalist dialog math map area "
    "noembed noframes xmp nav plaintext progress meter param track base frame frameset optgroup",
    IMAGE: "img source image",
    META: "meta",
    LINK_REL: "link",
    SCRIPT: "script",
    TITLE: "title",
    NOSCRIPT: "noscript",
    FIELD: "input",
    PLAYER: "video audio iframe embed object",
}
# Elements that are furniture by their kind, unless they hold the prose.
_FURNITURE = "button footer aside form figure figcaption menu fieldset label"
_CONTAINERS = "div section article main td body center blockquote ul ol header details table li dl hgroup"


# Stand for custom elements, and for the end of an element, where tag ids are bytes: HTML's own end at 196.
CUSTOM, END = 254, 255


def tag_id(name: str) -> int:
    """lexbor's id of an element."""
    wrapped = {
        "td": "<table><tr><td>", "th": "<table><tr><th>", "tr": "<table><tr>",
        "tbody": "<table><tbody>", "thead": "<table><thead>", "tfoot": "<table><tfoot>",
        "frame": "<frameset><frame>", "frameset": "<frameset>", "body": "<p>", "optgroup": "<select><optgroup>",
    }.get(name, f"<{name}>")  # fmt: skip
    root = LexborHTMLParser(wrapped).root
    assert root is not None
    found = next((node for node in root.traverse() if node.tag == name), None)
    return found.tag_id if found is not None else -1


def ids(names: str) -> frozenset[int]:
    return frozenset(map(tag_id, names.split())) - {-1}


_text_root = LexborHTMLParser("<p>x<!--c-->").root
assert _text_root is not None
TEXT_ID, _COMMENT_ID = [node.tag_id for node in _text_root.traverse(include_text=True) if node.tag in ("-text", "-comment")]

_KIND: dict[int, int] = {tag_id: kind for kind, names in _KINDS.items() for tag_id in ids(names)} | {TEXT_ID: TEXT, _COMMENT_ID: SKIP}
# By tag id, CUSTOM among them: what the walk does with it.
KIND = bytes(_KIND.get(tag_id, BLOCK) for tag_id in range(256))

# What `nodes` takes of an element, a bit each: whether it stands in the list at all, whether it stands for what it holds too, which
# attributes are read, whether text is cut at it, whether its text is its value, whether it must be JSON-LD.
EMITTED, VOID, ALL_ATTRIBUTES, TELLING_ATTRIBUTES, BOUNDARY, CONTENT, JSON_LD = (1 << bit for bit in range(7))
_SORTS = {
    BLOCK: EMITTED | TELLING_ATTRIBUTES | BOUNDARY,
    INLINE: EMITTED | TELLING_ATTRIBUTES,
    PLAIN: EMITTED | TELLING_ATTRIBUTES,
    LINK: EMITTED | TELLING_ATTRIBUTES,
    BREAK: EMITTED | VOID,
    TIME: EMITTED | ALL_ATTRIBUTES,
    SKIP: 0,
    IMAGE: EMITTED | VOID | ALL_ATTRIBUTES,
    META: EMITTED | VOID | ALL_ATTRIBUTES,
    LINK_REL: EMITTED | VOID | ALL_ATTRIBUTES,
    SCRIPT: EMITTED | VOID | CONTENT | JSON_LD,
    TITLE: EMITTED | VOID | CONTENT,
    NOSCRIPT: EMITTED,
    TEXT: EMITTED,
    FIELD: EMITTED | VOID | ALL_ATTRIBUTES,
    PLAYER: EMITTED | VOID,
}
SORTS = bytes(_SORTS[kind] for kind in KIND)
FURNITURE = ids(_FURNITURE)
CONTAINERS = ids(_CONTAINERS) | FURNITURE
HEADINGS = {tag_id(f"h{level}"): level for level in range(1, 7)}
(
    P,
    H1,
    LI,
    UL,
    OL,
    DIV,
    ARTICLE,
    MAIN,
    HEAD,
    BODY,
    FIGURE,
    FIGCAPTION,
    BLOCKQUOTE,
    TD,
    TH,
    TR,
    TABLE,
    PRE,
    ASIDE,
    HEADER,
    FOOTER,
    NAV,
    DT,
    DD,
    FORM,
) = map(
    tag_id,
    [
        "p",
        "h1",
        "li",
        "ul",
        "ol",
        "div",
        "article",
        "main",
        "head",
        "body",
        "figure",
        "figcaption",
        "blockquote",
        "td",
        "th",
        "tr",
        "table",
        "pre",
        "aside",
        "header",
        "footer",
        "nav",
        "dt",
        "dd",
        "form",
    ],
)
# Custom elements that are images.
CUSTOM_IMAGES = frozenset({"amp-img", "amp-anim"})
IMG = tag_id("img")
TABLE_PARTS = ids("table tbody thead tfoot tr td th")
