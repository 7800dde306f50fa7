"""The walk: from a document's nodes to its blocks of text, the containers that they stand in, and what its head declares.

One pass without recursion: no depth can overflow it. `walk.pxd` types the state for Cython, which makes it four times as fast; the
file is plain Python and runs as it is.
"""

from __future__ import annotations

from typing import Any

from selectolax.lexbor import LexborHTMLParser

from schemas import Unusable
from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.class_words import BYLINE, CAPTION, CREDIT, HARD, HIDDEN, NO_VERDICT, NONE, SOFT, Verdict, judge
from transforms.strip_boilerplate.extents import photos
from transforms.strip_boilerplate.nodes import Nodes, read_nodes
from transforms.strip_boilerplate.shallow import shallow
from transforms.strip_boilerplate.tree import Block, Container, Picture, Span, Tree

# The longest page of the dev corpus has 1.5 MB.
MAX_BYTES = 16_000_000
# A page names a few hundred kinds of elements; beyond this their names say nothing.
_MAX_NAMES = 4_000
# Furniture of fewer characters is not walked; looking at more than so many could cost the square of a hostile page's depth.
_SHORT_SIDE = 500
_MAX_SIDES = 500

# Constants of the loop: names of this module, which `walk.pxd` makes C's.
_BLOCK, _INLINE, _PLAIN, _LINK, _BREAK, _TIME, _IMAGE = tags.BLOCK, tags.INLINE, tags.PLAIN, tags.LINK, tags.BREAK, tags.TIME, tags.IMAGE
_META, _LINK_REL, _SCRIPT, _TITLE, _NOSCRIPT, _TEXT, _FIELD = (
    tags.META, tags.LINK_REL, tags.SCRIPT, tags.TITLE, tags.NOSCRIPT, tags.TEXT, tags.FIELD
)  # fmt: skip
_ARTICLE, _BLOCKQUOTE, _FIGCAPTION, _FIGURE, _LI, _P = tags.ARTICLE, tags.BLOCKQUOTE, tags.FIGCAPTION, tags.FIGURE, tags.LI, tags.P
_SOURCE, _TEXT_ID, _END, _VOID, _KIND, _SORTS = tags.tag_id("source"), tags.TEXT_ID, tags.END, tags.VOID, tags.KIND, tags.SORTS

_FURNITURE = tags.FURNITURE
_HEADINGS = frozenset(tags.HEADINGS)
_NEVER_SKIPPED = frozenset({tags.BODY, tags.MAIN, tags.ARTICLE, tags.H1, tags.P, tags.FIGURE, tags.FIGCAPTION})
# Elements whose name, or nothing, is all that could make a container of them.
_LEAVES = _HEADINGS | {tags.P, tags.DT, tags.DD, tags.PRE}
_NO_CAPTION = _HEADINGS | {tags.P, tags.LI}
_BOLD = tags.ids("b strong")
_BESIDE_NAMES = frozenset({"hidden", "aria-hidden", "style", "itemprop", "role"})
_FURNITURE_ROLES = frozenset(
    {"navigation", "complementary", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tablist"}
)
_NO_ATTRIBUTES: dict[str, str | None] = {}
# What blocks without links share.
_NO_LINKS: list[tuple[int, int, str]] = []


def read_tree(raw: bytes) -> Tree:
    """The blocks, containers and declarations of an HTML document in UTF-8.

    Raises:
      Unusable: `too-large`: more bytes or nodes than are read.
    """
    if len(raw) > MAX_BYTES:
        raise Unusable("too-large", f"{len(raw)} bytes, at most {MAX_BYTES} are read")
    parser = LexborHTMLParser(shallow(raw))
    tree = Tree([Container(-1, 0, "", NONE, 0, 0, 0)])
    if (root := parser.root) is not None:
        tree.language = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "").strip()
        Walk(tree).read(read_nodes(root))
        _caption_boxes(tree)
    return tree


class Walk:
    """One document being walked; `read` fills the tree that it is given."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.blocks = tree.blocks
        self.containers = tree.containers
        self.verdicts: dict[str, Verdict] = {}
        self.sides = 0
        # The element that is open: its container, its nearest block element, the link that it stands in, whether it is bold, part
        # of a caption, or unseen.
        self.container = 0
        self.tag = 0
        self.href: str | None = None
        self.strong = False
        self.captioned = False
        self.muted = 0
        # What is restored at the end of each open element.
        self.opened: list[tuple[int, int, int, str | None, bool, bool, int, int, Span | None]] = []
        # How many pictures and spans there are: what holds none and no block is no container.
        self.marks = 0
        # The run of text being gathered.
        self.pieces: list[str] = []
        self.links: list[tuple[int, int, str]] = []
        self.link_chars = 0
        self.time_chars = 0
        self.strong_chars = 0
        self.link_from = 0
        self.breaks = 0
        self.text_tag = 0
        self.text_container = 0

    def read(self, nodes: Nodes) -> None:
        """Walks the nodes."""
        node_tags, values = nodes.tags, nodes.values
        at, size = 0, len(node_tags)
        while at < size:
            tag = node_tags[at]
            value = values[at]
            at += 1
            kind = _KIND[tag]
            if kind == _TEXT:
                self.add_text(value)
            elif tag == _END:
                self.end()
            elif kind == _BLOCK:
                at = self.begin_block(tag, value, nodes, at)
            elif kind == _PLAIN and not self.captioned:
                self.open(kind, False, None)
                self.strong = self.strong or tag in _BOLD
            elif kind in (_INLINE, _PLAIN):
                self.begin_inline(tag, kind, value)
            elif kind == _LINK:
                self.begin_link(value, nodes, at)
            elif kind == _IMAGE:
                self.marks += 1
                self.tree.pictures.append(
                    Picture(value, self.container, len(self.blocks), self.muted > 0 or tag == _SOURCE, self.href or "")
                )
            elif kind == _BREAK:
                if self.pieces:
                    self.pieces.append("\n")
                    self.breaks += 1
            elif kind == _TIME:
                self.open(kind, False, Span(0, "", self.container, len(self.blocks), value))
            elif kind == _NOSCRIPT:
                self.open(kind, False, None)
                self.muted += 1
            else:
                declare(kind, value, self.tree)
        self.close_run()

    def add_text(self, text: str) -> None:
        """A text: part of the run, unless it is white space that begins one."""
        if self.muted:
            return
        blank = not text or text.isspace()
        if not self.pieces:
            if blank:
                return
        elif not blank:
            if self.breaks > 1:
                # Two line breaks part paragraphs.
                self.close_run()
            self.breaks = 0
        if not self.pieces:
            self.text_tag, self.text_container = self.tag, self.container
        self.pieces.append(text)
        if self.href is not None:
            self.link_chars += len(text)
        if self.strong:
            self.strong_chars += len(text)

    def close_run(self) -> None:
        """Ends the run of text: a block, if there is more to it than white space."""
        if self.pieces:
            text = " ".join("".join(self.pieces).split())
            if text:
                chars = self.link_chars, self.time_chars, self.strong_chars
                links = self.links or _NO_LINKS
                self.blocks.append(Block(text, self.text_tag, self.text_container, *chars, self.pieces, links))
            self.pieces = []
            if self.links:
                self.links = []
            self.link_chars = self.time_chars = self.strong_chars = 0
        self.link_from = self.breaks = 0

    def open(self, kind: int, parts: bool, span: Span | None) -> None:
        """Remembers what the end of an element restores; `parts` where text is cut at it."""
        start = len(self.pieces) << 1 | parts
        self.opened.append((kind, self.container, self.tag, self.href, self.strong, self.captioned, start, self.marks, span))

    def begin_block(self, tag: int, value: Any, nodes: Nodes, at: int) -> int:
        """An element at which text is cut. Gives the index of the node to go on with: the next, or that after a box of furniture."""
        furniture = text = roles = 0
        media = False
        itemprop = ""
        attributes = _attributes(value)
        name = _name(attributes) if attributes else value or ""
        if name:
            furniture, named, roles, media, side, _ = self.verdict(name)
            if side and self.sides < _MAX_SIDES and tag not in _NEVER_SKIPPED:
                self.sides += 1
                if after := after_side(nodes.tags, nodes.values, at):
                    if self.pieces:
                        self.pieces.append(" ")
                    return after
            if named:
                text = 2
        if attributes and not _BESIDE_NAMES.isdisjoint(attributes):
            if "hidden" in attributes:
                furniture = HIDDEN
            elif attributes.get("aria-hidden") == "true" and tag != _P:
                furniture = furniture or SOFT
            style = attributes.get("style")
            if style and "none" in style and "display:none" in style.replace(" ", ""):
                media = media or furniture < HARD
                furniture = max(furniture, HARD)
            itemprop = attributes.get("itemprop") or ""
            if "articleBody" in itemprop:
                text = 3
            elif "author" in itemprop:
                roles |= BYLINE
            if attributes.get("role") in _FURNITURE_ROLES:
                furniture = max(furniture, HARD)
        if tag in _FURNITURE:
            furniture = max(furniture, HARD)
        elif tag == _ARTICLE:
            text = text or 1
        elif tag == _BLOCKQUOTE and furniture <= HARD:
            # A post that the article quotes, whatever its embed is named.
            furniture = NONE
        elif tag in _HEADINGS and furniture <= HARD and "display" not in (attributes.get("style") or ""):
            # `widget-title` says what a heading looks like; what it heads says whether it is one.
            furniture = NONE
        elif tag == _P and furniture == SOFT:
            furniture = NONE
        self.close_run()
        self.open(_BLOCK, True, None)
        self.tag = tag
        if tag in (_BLOCKQUOTE, _LI):
            self.tree.nested = True
            if tag == _BLOCKQUOTE and self.containers[self.container].tag == _FIGURE:
                # A quotation set as a figure is text.
                self.containers[self.container].furniture = NONE
        if furniture or roles or tag not in _LEAVES:
            self.captioned = self.captioned or roles & CAPTION != 0 or tag == _FIGCAPTION
            self.containers.append(
                Container(self.container, tag, name, furniture, text, roles, len(self.blocks), itemprop, media, self.captioned)
            )
            self.container = len(self.containers) - 1
        return at

    def begin_inline(self, tag: int, kind: int, value: Any) -> None:
        """An element within a sentence, which its name may set apart from it."""
        captioned = self.captioned
        attributes = _attributes(value)
        name = attributes.get("class") or "" if attributes else value or ""
        itemprop = attributes.get("itemprop") or ""
        verdict = judge(name) if name else NO_VERDICT
        roles = verdict.roles
        if itemprop:
            if "author" in itemprop or itemprop == "name":
                roles |= BYLINE
            elif "copyright" in itemprop.lower() or "credit" in itemprop.lower():
                roles |= CREDIT
        span = Span(roles, "", self.container, len(self.blocks), attributes) if roles and not captioned else None
        # What is hidden within a sentence, and each part of a caption, is a block of its own.
        hidden = verdict.apart
        apart = hidden or roles & CAPTION != 0 or (captioned and (kind == _INLINE or roles & CREDIT != 0))
        if apart:
            self.close_run()
        self.open(kind, apart, span)
        if apart:
            self.captioned = captioned or roles & CAPTION != 0
            furniture = HARD if hidden else NONE
            self.containers.append(
                Container(self.container, tag, name, furniture, 0, roles, len(self.blocks), itemprop, hidden, self.captioned)
            )
            self.container = len(self.containers) - 1

    def begin_link(self, value: Any, nodes: Nodes, at: int) -> None:
        """A link; one that names an author is a byline's span, one of `rel=tag` a tag."""
        attributes = _attributes(value)
        rel = attributes.get("rel") or ""
        name = attributes.get("class") or "" if attributes else value or ""
        roles = judge(name).roles if name else 0
        if "author" in rel or "author" in (attributes.get("itemprop") or ""):
            roles |= BYLINE
        span = None
        if roles & BYLINE:
            span = Span(roles, "", self.container, len(self.blocks), attributes)
        elif rel == "tag" or rel.endswith(" tag"):
            self.tree.rel_tags.append(text_within(nodes.tags, nodes.values, at))
        self.open(_LINK, False, span)
        self.href = attributes.get("href") or ""
        self.link_from = len(self.pieces)

    def end(self) -> None:
        """The end of the element that was opened last."""
        kind, container, tag, href, strong, captioned, start, marks, span = self.opened.pop()
        if start & 1:
            self.close_run()
        elif kind == _LINK:
            if len(self.pieces) > self.link_from and self.href:
                self.links.append((self.link_from, len(self.pieces), self.href))
        elif kind == _NOSCRIPT:
            self.muted -= 1
        if span is not None:
            self.end_span(span, kind, start)
        elif (
            self.container != container
            and self.container == len(self.containers) - 1
            and self.containers[self.container].start == len(self.blocks)
            and marks == self.marks
        ):
            # Nothing stands in it.
            self.containers.pop()
        self.container, self.tag, self.href, self.strong, self.captioned = container, tag, href, strong, captioned

    def end_span(self, span: Span, kind: int, start: int) -> None:
        """A span with its text: what was gathered since its start, from the block boundary on that it crosses."""
        within = span.block == len(self.blocks)
        if within or self.pieces:
            span.text = " ".join("".join(self.pieces[start >> 1 if within else 0 :]).split())
        if kind == _TIME:
            self.time_chars += len(span.text)
            self.marks += 1
            self.tree.times.append(span)
        elif span.text or start & 1:
            if not span.text and len(self.blocks) > span.block:
                span.text = self.blocks[-1].text
            self.marks += 1
            self.tree.spans.append(span)

    def verdict(self, name: str) -> Verdict:
        found = self.verdicts.get(name)
        if found is None:
            found = self.verdicts[name] = judge(name) if len(self.verdicts) < _MAX_NAMES else NO_VERDICT
        return found


def _attributes(value: Any) -> dict[str, str | None]:
    """An element's attributes; none where there is but its class."""
    return value if isinstance(value, dict) else _NO_ATTRIBUTES


def _name(attributes: dict[str, str | None]) -> str:
    """An element's class and id, joined by a blank."""
    name, identity = attributes.get("class") or "", attributes.get("id")
    return f"{name} {identity}" if identity else name


def after_side(node_tags: bytes, values: list[Any], at: int) -> int:
    """The index after the end of the element that began before `at`; 0 where there is enough text in it to be looked at."""
    depth, chars = 1, 0
    while depth:
        tag = node_tags[at]
        if tag == _TEXT_ID:
            chars += len(values[at])
            if chars >= _SHORT_SIDE:
                return 0
        elif tag == _END:
            depth -= 1
        elif not _SORTS[tag] & _VOID:
            depth += 1
        at += 1
    return at


def text_within(node_tags: bytes, values: list[Any], at: int) -> str:
    """The text of the element that began before `at`."""
    depth, texts = 1, []
    while depth:
        tag = node_tags[at]
        if tag == _TEXT_ID:
            texts.append(values[at])
        elif tag == _END:
            depth -= 1
        elif not _SORTS[tag] & _VOID:
            depth += 1
        at += 1
    return "".join(texts)


def declare(kind: int, value: Any, tree: Tree) -> None:
    """Takes in what a head element says: meta, link, title, JSON-LD; and what tells of forms and players."""
    if kind == _META:
        key = value.get("property") or value.get("name") or value.get("itemprop") or value.get("http-equiv")
        if key and (content := value.get("content")):
            tree.metas.append((key.strip().lower(), content))
    elif kind == _LINK_REL:
        rel, target = value.get("rel"), value.get("href")
        if rel and target:
            tree.link_rels.append((rel.lower(), target))
    elif kind == _TITLE:
        tree.title = tree.title or " ".join(value.split())
    elif kind == _SCRIPT:
        tree.json_ld.append(value)
    elif kind == _FIELD:
        tree.passwords += value.get("type") == "password"
    else:
        tree.players += 1


def _caption_boxes(tree: Tree) -> None:
    """Marks small boxes that hold an image and a line or two in no paragraph: captions without a name."""
    containers, blocks = tree.containers, tree.blocks
    pictured = photos(tree)
    if not pictured[0]:
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
        plain[parent] = plain[parent] and plain[index]
    for index in range(1, len(containers)):
        container = containers[index]
        small = 1 <= count[index] <= 3 and length[index] <= min(400, 0.5 * length[0])
        if containers[container.parent].captioned or (small and pictured[index] == 1 and plain[index]):
            container.captioned = True
