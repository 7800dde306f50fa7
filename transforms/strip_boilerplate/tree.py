"""A document as one walk sees it: a short list of blocks of text, the containers that they stand in, and what its head declares."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass
class Container:
    """An element that holds blocks.

    Attributes:
      parent: its container's index, -1 for the root. tag: its tag id (`tags`). name: its class and id, joined by a blank.
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


@dataclasses.dataclass
class Block:
    """A run of text between two block boundaries, white space joined.

    Attributes:
      tag: the nearest block element around it. container: its container's index.
      link_chars, time_chars, strong_chars: how much of the text stands within links, `time` elements, bold type.
      pieces, links: the raw text, cut where elements begin and end, and the (first piece, last piece, href) of each link.
    """

    text: str
    tag: int
    container: int
    link_chars: int
    time_chars: int
    strong_chars: int
    pieces: list[str]
    links: list[tuple[int, int, str]]


@dataclasses.dataclass
class Span:
    """The text of an inline element with a role (byline, credit) or a `time`, and the block that it stands in."""

    roles: int
    text: str
    container: int
    block: int
    attributes: dict[str, str | None]


@dataclasses.dataclass
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
