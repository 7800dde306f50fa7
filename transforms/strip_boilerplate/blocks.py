"""The article's blocks, each with its type and its role: what text, Markdown and the body are views of."""

from __future__ import annotations

import dataclasses

from transforms.article_text import normal_line
from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.body import Reading
from transforms.strip_boilerplate.gate import clean, joined_blanks
from transforms.strip_boilerplate.lines import is_correction
from transforms.strip_boilerplate.tree import Block, Tree


@dataclasses.dataclass(slots=True)
class TypedBlock:
    """A block of an article.

    Attributes:
      kind: paragraph, heading, list_item, quote, embed (a post elsewhere that is quoted), table_row, preformatted, caption.
      text: plain, on one line. role: body, correction, fact_box; of the whole article (`roles`) headline, standfirst, byline,
        dateline, caption and credit as well.
      level: of a heading, 2 to 6; of a list item, how deep. ordered: whether its list counts.
      cells: of a table row. runs: the text cut at its links, each with its target or None.
    """

    kind: str
    text: str
    role: str
    level: int = 0
    ordered: bool = False
    cells: tuple[str, ...] = ()
    runs: tuple[tuple[str, str | None], ...] = ()
    # Where it stands on the page: blocks of one article in the order of this are in the order of print.
    at: int = dataclasses.field(default=-1, compare=False)


# How embeds of posts name their quotation, before a script draws them.
_EMBEDS = (
    "twitter-tweet",
    "twitter-video",
    "instagram-media",
    "tiktok-embed",
    "fb-post",
    "bluesky-embed",
    "reddit-embed",
    "mastodon-embed",
)
_NOTES_ABOVE, _NOTES_BELOW = 2, 4
# Longer than these are paragraphs in a table.
_LONGEST_CELL, _LONGEST_ROW = 200, 1_000
_KINDS = {tags.LI: "list_item", tags.DT: "list_item", tags.DD: "list_item", tags.BLOCKQUOTE: "quote", tags.PRE: "preformatted"}


def typed_blocks(tree: Tree, reading: Reading, headline: str | None) -> list[TypedBlock]:
    """The body's blocks through the gate: without the headline said again, and without empty ones."""
    said = normal_line(headline or "")
    found: list[TypedBlock] = []
    for index in reading.blocks:
        block = tree.blocks[index]
        text = joined_blanks(clean(block.text))
        if not text or not any(map(str.isalnum, text)):
            continue
        if said and abs(len(text) - len(headline or "")) < 12 and normal_line(text) == said:
            continue
        made = typed(tree, index, text)
        if not (found and _in_one_row(tree, found[-1], made)):
            found.append(made)
            continue
        row = found[-1]
        row.cells = (*(row.cells or (row.text,)), text)
        row.text, row.runs, row.at = f"{row.text} {text}", (), index
    while found and found[-1].kind == "heading":
        found.pop()
    # Such notes stand above the text or below it.
    for typed_block in (*found[:_NOTES_ABOVE], *found[_NOTES_ABOVE:][-_NOTES_BELOW:]):
        if typed_block.kind != "heading" and is_correction(typed_block.text):
            typed_block.role = "correction"
    return found


def typed(tree: Tree, index: int, text: str, role: str = "body") -> TypedBlock:
    """A block of the page with its type; its text as it came through the gate."""
    typed_block = _typed(tree, tree.blocks[index], text)
    typed_block.role, typed_block.at = role, index
    return typed_block


def _in_one_row(tree: Tree, before: TypedBlock, made: TypedBlock) -> bool:
    """Whether two blocks are cells of one table's row; columns of prose in an old page's table are not."""
    if before.kind != "table_row" or made.kind != "table_row" or len(made.text) > _LONGEST_CELL or len(before.text) > _LONGEST_ROW:
        return False
    containers = tree.containers
    cells = [tree.blocks[block.at].container for block in (before, made)]
    rows = [containers[cell].parent for cell in cells]
    return cells[0] != cells[1] and rows[0] == rows[1] and containers[rows[0]].tag == tags.TR


def _typed(tree: Tree, block: Block, text: str) -> TypedBlock:
    if level := tags.HEADINGS.get(block.tag):
        return TypedBlock("heading", text, "body", max(2, level), runs=_runs(block))
    kind = _KINDS.get(block.tag)
    depth, ordered = 0, False
    quoted = embedded = False
    at = block.container if kind == "list_item" or tree.nested else 0
    while at > 0:
        container = tree.containers[at]
        if container.tag in (tags.UL, tags.OL):
            ordered = ordered or (depth == 0 and container.tag == tags.OL)
            depth += 1
        elif container.tag == tags.BLOCKQUOTE:
            quoted = True
            embedded = embedded or any(word in container.name for word in _EMBEDS)
        at = container.parent
    if embedded:
        kind = "embed"
    if kind is None:
        kind = "quote" if quoted else "table_row" if block.tag in (tags.TD, tags.TH, tags.TR) else "paragraph"
    if kind == "paragraph" and depth and tree.containers[block.container].tag == tags.LI:
        kind = "list_item"
    return TypedBlock(kind, text, "body", depth if kind == "list_item" else 0, ordered, runs=_runs(block))


def _runs(block: Block) -> tuple[tuple[str, str | None], ...]:
    """The text cut at its links; whitespace joined as in the text."""
    if not block.links:
        return ()
    runs: list[tuple[str, str | None]] = []
    at = 0
    for start, end, target in block.links:
        if start > at:
            runs.append(("".join(block.pieces[at:start]), None))
        runs.append(("".join(block.pieces[start:end]), target))
        at = end
    if at < len(block.pieces):
        runs.append(("".join(block.pieces[at:]), None))
    return tuple(runs)
