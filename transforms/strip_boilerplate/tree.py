"""One parse, one walk: a document as a short list of blocks of text, the containers that they stand in, and what its head declares."""

from __future__ import annotations

import dataclasses

from selectolax.lexbor import LexborHTMLParser, LexborNode

from schemas import Unusable
from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.class_words import (
    BYLINE,
    CAPTION,
    CREDIT,
    HARD,
    HIDDEN,
    NO_VERDICT,
    NONE,
    SOFT,
    Verdict,
    hides_inline,
    judge,
)
from transforms.strip_boilerplate.gate import joined_blanks
from transforms.strip_boilerplate.shallow import shallow
from transforms.strip_boilerplate.tags import BLOCK, BREAK, IMAGE, INLINE, LINK, LINK_REL, META, NOSCRIPT, PLAIN, SKIP, TEXT, TIME, TITLE

# Above these nothing is read: 200,000 elements take a second, and the longest page of the dev corpus has 14,000 nodes.
MAX_NODES = 450_000
MAX_BYTES = 16_000_000
# A page names a few hundred kinds of elements; beyond this their names say nothing.
_MAX_NAMES = 4_000


@dataclasses.dataclass(slots=True)
class Container:
    """An element that holds blocks.

    Attributes:
      parent: its container's index, -1 for the root. tag: lexbor's tag id. name: its class and id, joined by a blank.
      furniture: how sure its name or kind makes us that it is none of the article (`class_words`).
      text: 0, or 1 (article element), 2 (named as the article's text), 3 (itemprop articleBody).
      roles: `class_words` bits. start: the number of blocks before it.
    """

    parent: int
    tag: int
    name: str
    furniture: int
    text: int
    roles: int
    start: int
    itemprop: str = ""
    media: bool = False
    captioned: bool = False


@dataclasses.dataclass(slots=True)
class Block:
    """A run of text between two block boundaries, white space joined.

    Attributes:
      tag: the nearest block element around it. container: its container's index.
      link_chars, time_chars, strong_chars: how much of the text stands within links, `time` elements, bold type.
      pieces, links: the raw text and the (first piece, last piece, href) of each link: what Markdown is made of.
    """

    text: str
    tag: int
    container: int
    link_chars: int
    time_chars: int
    strong_chars: int
    pieces: list[str]
    links: list[tuple[int, int, str]]


@dataclasses.dataclass(slots=True)
class Span:
    """The text of an inline element with a role (byline, credit) or a `time`, and the block that it stands in."""

    roles: int
    text: str
    container: int
    block: int
    attributes: dict[str, str | None]


@dataclasses.dataclass(slots=True)
class Picture:
    """An image element: its attributes, its container, and the block that follows it."""

    attributes: dict[str, str | None]
    container: int
    block: int
    source: bool
    linked: str


@dataclasses.dataclass(slots=True)
class Tree:
    """What one walk sees of a document."""

    containers: list[Container]
    blocks: list[Block] = dataclasses.field(default_factory=list)
    spans: list[Span] = dataclasses.field(default_factory=list)
    times: list[Span] = dataclasses.field(default_factory=list)
    pictures: list[Picture] = dataclasses.field(default_factory=list)
    metas: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    link_rels: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    rel_tags: list[str] = dataclasses.field(default_factory=list)
    json_ld: list[str] = dataclasses.field(default_factory=list)
    title: str = ""
    language: str = ""
    nested: bool = False
    passwords: int = 0
    players: int = 0


def read_tree(raw: bytes) -> Tree:
    """The blocks, containers and declarations of an HTML document in UTF-8.

    Raises:
      Unusable: `too-large`: more bytes or nodes than are read.
    """
    if len(raw) > MAX_BYTES:
        raise Unusable("too-large", f"{len(raw)} bytes, at most {MAX_BYTES} are read")
    root = LexborHTMLParser(shallow(raw)).root
    tree = Tree([Container(-1, 0, "", NONE, 0, 0, 0)])
    if root is not None:
        _walk(root, tree)
        _caption_boxes(tree)
    return tree


def _caption_boxes(tree: Tree) -> None:
    """Marks small boxes that hold an image and a line or two in no paragraph: captions without a name."""
    containers, blocks = tree.containers, tree.blocks
    photos = [0] * len(containers)
    for picture in tree.pictures:
        if not picture.source:
            photos[picture.container] += 1
    if not any(photos):
        return
    count = [0] * len(containers)
    length = [0] * len(containers)
    plain = [True] * len(containers)
    for block in blocks:
        at = block.container
        count[at] += 1
        length[at] += len(block.text)
        plain[at] = plain[at] and block.tag not in _NO_CAPTION and block.link_chars < len(block.text) // 2
    for index in range(len(containers) - 1, 0, -1):
        parent = containers[index].parent
        count[parent] += count[index]
        length[parent] += length[index]
        photos[parent] += photos[index]
        plain[parent] = plain[parent] and plain[index]
    for index in range(1, len(containers)):
        container = containers[index]
        small = 1 <= count[index] <= 3 and length[index] <= min(400, 0.5 * length[0])
        if containers[container.parent].captioned or (small and photos[index] == 1 and plain[index]):
            container.captioned = True


# One loop with its own stack: no depth can overflow it, and calls a node would double its time (measured: 0.37 ms a page for the
# bare walk, 0.9 ms with one call a node). The state of the run of text being gathered lives in local names for the same reason.
def _walk(root: LexborNode, tree: Tree) -> None:
    kinds, furniture_tags, container_tags = tags.KIND, tags.FURNITURE, tags.CONTAINERS
    containers, blocks = tree.containers, tree.blocks
    telling = _TELLING_ATTRIBUTES
    tree.language = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "").strip()
    stack: list[tuple[LexborNode, int, int, str | None, int, int, Span | None]] = []
    pieces: list[str] = []
    links: list[tuple[int, int, str]] = []
    link_chars = time_chars = strong_chars = 0
    link_from = 0
    container = 0
    tag = text_tag = 0
    text_container = 0
    href: str | None = None
    strong = 0
    muted = 0
    breaks = 0
    count = sides = 0
    verdicts: dict[str, Verdict] = {}
    node: LexborNode | None = root.first_child
    while True:
        while node is not None:
            count += 1
            tag_id = node.tag_id
            kind = kinds[tag_id] if tag_id < tags.FIRST_CUSTOM else BLOCK
            if kind == TEXT:
                if not pieces and node.is_empty_text_node:
                    node = node.next
                    continue
                text = node.text_content
                if text and not muted and (pieces or not text.isspace()):
                    if breaks > 1 and not text.isspace():
                        if joined := joined_blanks("".join(pieces)):
                            blocks.append(Block(joined, text_tag, text_container, link_chars, time_chars, strong_chars, pieces, links))
                        pieces, links, link_from = [], [], 0
                        link_chars = time_chars = strong_chars = breaks = 0
                    elif breaks and not text.isspace():
                        breaks = 0
                    if not pieces:
                        text_tag, text_container = tag, container
                    pieces.append(text)
                    if href is not None:
                        link_chars += len(text)
                    if strong:
                        strong_chars += len(text)
                node = node.next
                continue
            if kind == SKIP:
                if tag_id == _INPUT:
                    tree.passwords += node.attributes.get("type") == "password"
                elif tag_id in _PLAYERS:
                    tree.players += 1
                node = node.next
                continue
            span: Span | None = None
            is_block = False
            saved_container, saved_tag, saved_href, saved_strong = container, tag, href, strong
            if kind == BLOCK:
                if tag_id >= tags.FIRST_CUSTOM and node.tag in tags.CUSTOM_IMAGES:
                    tree.pictures.append(Picture(node.attributes, container, len(blocks), False, href or ""))
                    node = node.next
                    continue
                attributes = node.attributes
                verdict_furniture = verdict_text = roles = 0
                media = False
                name = itemprop = ""
                if attributes:
                    name, identity = attributes.get("class") or "", attributes.get("id")
                    if identity:
                        name = f"{name} {identity}"
                    if name:
                        verdict = verdicts.get(name)
                        if verdict is None:
                            verdict = verdicts[name] = judge(name) if len(verdicts) < _MAX_NAMES else NO_VERDICT
                        verdict_furniture, verdict_named, roles, media, side = verdict
                        if side and sides < _MAX_SIDES and tag_id not in _NEVER_SKIPPED:
                            sides += 1
                            if len(node.text_lexbor()) < _SHORT_SIDE:
                                node = node.next
                                continue
                        if verdict_named:
                            verdict_text = 2
                    if not telling.isdisjoint(attributes):
                        if "hidden" in attributes:
                            verdict_furniture = HIDDEN
                        elif attributes.get("aria-hidden") == "true" and tag_id != tags.P:
                            verdict_furniture = verdict_furniture or SOFT
                        style = attributes.get("style")
                        if style and "none" in style and "display:none" in style.replace(" ", ""):
                            media = media or verdict_furniture < HARD
                            verdict_furniture = max(verdict_furniture, HARD)
                        itemprop = attributes.get("itemprop") or ""
                        if "articleBody" in itemprop:
                            verdict_text = 3
                        elif "author" in itemprop:
                            roles |= BYLINE
                        if attributes.get("role") in _FURNITURE_ROLES:
                            verdict_furniture = max(verdict_furniture, HARD)
                if tag_id in furniture_tags:
                    verdict_furniture = max(verdict_furniture, HARD)
                elif tag_id == tags.ARTICLE:
                    verdict_text = verdict_text or 1
                elif tag_id == tags.BLOCKQUOTE and verdict_furniture <= HARD:
                    # A post that the article quotes, whatever its embed is named.
                    verdict_furniture = NONE
                elif tag_id in tags.HEADINGS and verdict_furniture <= HARD and "display" not in (attributes.get("style") or ""):
                    # `widget-title` says what a heading looks like; what it heads says whether it is one.
                    verdict_furniture = NONE
                elif tag_id == tags.P and verdict_furniture == SOFT:
                    verdict_furniture = NONE
                if pieces:
                    if joined := joined_blanks("".join(pieces)):
                        blocks.append(Block(joined, text_tag, text_container, link_chars, time_chars, strong_chars, pieces, links))
                    pieces, links = [], []
                    link_chars = time_chars = strong_chars = 0
                link_from = breaks = 0
                is_block = True
                tag = tag_id
                if tag_id == tags.BLOCKQUOTE or tag_id == tags.LI:
                    tree.nested = True
                    if tag_id == tags.BLOCKQUOTE and containers[container].tag == tags.FIGURE:
                        # A quotation set as a figure is text.
                        containers[container].furniture = NONE
                if tag_id in container_tags or verdict_furniture or roles or tag_id not in _LEAVES:
                    captioned = containers[container].captioned or roles & CAPTION != 0 or tag_id == tags.FIGCAPTION
                    containers.append(
                        Container(container, tag_id, name, verdict_furniture, verdict_text, roles, len(blocks), itemprop, media, captioned)
                    )
                    container = len(containers) - 1
            elif kind == PLAIN and not containers[container].captioned:
                if tag_id in _BOLD:
                    strong = 1
            elif kind in (INLINE, PLAIN):
                attributes = node.attributes
                name = attributes.get("class") or ""
                itemprop = attributes.get("itemprop") or ""
                roles = judge(name).roles if name else 0
                if itemprop:
                    if "author" in itemprop or itemprop == "name":
                        roles |= BYLINE
                    elif "copyright" in itemprop.lower() or "credit" in itemprop.lower():
                        roles |= CREDIT
                if roles and not containers[container].captioned:
                    span = Span(roles, "", container, len(blocks), attributes)
                # What is hidden within a sentence, and each part of a caption, is a block of its own.
                hidden = name != "" and hides_inline(name)
                if hidden or roles & CAPTION or (containers[container].captioned and (kind == INLINE or roles & CREDIT)):
                    if pieces:
                        if joined := joined_blanks("".join(pieces)):
                            blocks.append(Block(joined, text_tag, text_container, link_chars, time_chars, strong_chars, pieces, links))
                        pieces, links = [], []
                        link_chars = time_chars = strong_chars = 0
                    link_from = breaks = 0
                    is_block = True
                    captioned = containers[container].captioned or roles & CAPTION != 0
                    containers.append(
                        Container(container, tag_id, name, HARD if hidden else NONE, 0, roles, len(blocks), itemprop, hidden, captioned)
                    )
                    container = len(containers) - 1
            elif kind == LINK:
                attributes = node.attributes
                href = attributes.get("href") or ""
                link_from = len(pieces)
                rel = attributes.get("rel") or ""
                name = attributes.get("class") or ""
                roles = judge(name).roles if name else 0
                if "author" in rel or "author" in (attributes.get("itemprop") or ""):
                    roles |= BYLINE
                if roles & BYLINE:
                    span = Span(roles, "", container, len(blocks), attributes)
                elif rel == "tag" or rel.endswith(" tag"):
                    tree.rel_tags.append(node.text(deep=True))
            elif kind == BREAK:
                if pieces:
                    pieces.append("\n")
                    breaks += 1
                node = node.next
                continue
            elif kind == TIME:
                span = Span(0, "", container, len(blocks), node.attributes)
            elif kind == IMAGE:
                tree.pictures.append(Picture(node.attributes, container, len(blocks), muted > 0 or tag_id == _SOURCE, href or ""))
                node = node.next
                continue
            elif kind == NOSCRIPT:
                muted += 1
            else:
                if kind != SKIP:
                    _declare(node, kind, tree)
                node = node.next
                continue
            child = node.first_child
            if child is None:
                container, tag, href, strong = saved_container, saved_tag, saved_href, saved_strong
                if kind == NOSCRIPT:
                    muted -= 1
                elif kind == TIME and span is not None:
                    tree.times.append(span)
                node = node.next
                continue
            # Where the element's own text begins: a span or link that crosses a block boundary starts over there.
            stack.append((node, saved_container, saved_tag, saved_href, saved_strong, (len(pieces) << 1) | is_block, span))
            node = child
        if not stack:
            break
        if count > MAX_NODES or len(containers) > MAX_NODES // 2:
            raise Unusable("too-large", f"more than {MAX_NODES} nodes")
        node, saved_container, saved_tag, saved_href, saved_strong, start, span = stack.pop()
        tag_id = node.tag_id
        kind = kinds[tag_id] if tag_id < tags.FIRST_CUSTOM else BLOCK
        if start & 1:
            if pieces:
                if joined := joined_blanks("".join(pieces)):
                    blocks.append(Block(joined, text_tag, text_container, link_chars, time_chars, strong_chars, pieces, links))
                pieces, links = [], []
                link_chars = time_chars = strong_chars = 0
            link_from = breaks = 0
        elif kind == LINK:
            if len(pieces) > link_from and href:
                links.append((link_from, len(pieces), href))
        elif kind == NOSCRIPT:
            muted -= 1
        if span is not None:
            first = start >> 1 if span.block == len(blocks) else 0
            inner = pieces[first:] if span.block == len(blocks) or pieces else []
            span.text = joined_blanks("".join(inner))
            if kind == TIME:
                time_chars += len(span.text)
                tree.times.append(span)
            elif span.text or start & 1:
                if not span.text and len(blocks) > span.block:
                    span.text = blocks[-1].text
                tree.spans.append(span)
        container, tag, href, strong = saved_container, saved_tag, saved_href, saved_strong
        node = node.next
    if joined := joined_blanks("".join(pieces)):
        blocks.append(Block(joined, text_tag, text_container, link_chars, time_chars, strong_chars, pieces, links))


def _declare(node: LexborNode, kind: int, tree: Tree) -> None:
    """Takes in what a head element says: meta, link, title, JSON-LD."""
    attributes = node.attributes
    if kind == META:
        key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or attributes.get("http-equiv")
        if key and (content := attributes.get("content")):
            tree.metas.append((key.strip().lower(), content))
    elif kind == LINK_REL:
        rel, target = attributes.get("rel"), attributes.get("href")
        if rel and target:
            tree.link_rels.append((rel.lower(), target))
    elif kind == TITLE:
        tree.title = tree.title or " ".join(node.text(deep=True).split())
    elif "ld+json" in (attributes.get("type") or ""):
        tree.json_ld.append(node.text(deep=True))


_LEAVES = frozenset(tags.HEADINGS) | {tags.P, tags.TR, tags.DT, tags.DD, tags.PRE}
_BOLD = tags.ids("b strong")
_SOURCE, _INPUT = tags.tag_id("source"), tags.tag_id("input")
_PLAYERS = tags.ids("video audio iframe embed object")
_NO_CAPTION = frozenset(tags.HEADINGS) | {tags.P, tags.LI}
# Furniture of fewer characters is not walked; looking at more than so many could cost the square of a hostile page's depth.
_SHORT_SIDE = 500
_MAX_SIDES = 500
_NEVER_SKIPPED = frozenset({tags.BODY, tags.MAIN, tags.ARTICLE, tags.H1, tags.P, tags.FIGURE, tags.FIGCAPTION})
_TELLING_ATTRIBUTES = frozenset({"hidden", "aria-hidden", "style", "itemprop", "role"})
_FURNITURE_ROLES = frozenset(
    {"navigation", "complementary", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tablist"}
)
