"""The article's blocks, each with its type and its role: what text, Markdown and the body are views of."""

from __future__ import annotations

import dataclasses

from transforms.article_text import normal_words
from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.body import Reading
from transforms.strip_boilerplate.gate import clean, joined_blanks
from transforms.strip_boilerplate.tree import Block, Tree


@dataclasses.dataclass(slots=True)
class TypedBlock:
    """A block of an article.

    Attributes:
      kind: paragraph, heading, list_item, quote, table_row, preformatted.
      text: plain, on one line. role: body, standfirst, headline, dateline, correction.
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


_KINDS = {tags.LI: "list_item", tags.DT: "list_item", tags.DD: "list_item", tags.BLOCKQUOTE: "quote", tags.PRE: "preformatted"}


def typed_blocks(tree: Tree, reading: Reading, headline: str | None) -> list[TypedBlock]:
    """The body's blocks through the gate: without the headline said again, and without empty ones."""
    said = " ".join(normal_words(headline or ""))
    found: list[TypedBlock] = []
    for index in reading.blocks:
        block = tree.blocks[index]
        text = joined_blanks(clean(block.text))
        if not text or not any(map(str.isalnum, text)):
            continue
        if said and abs(len(text) - len(headline or "")) < 12 and " ".join(normal_words(text)) == said:
            continue
        found.append(_typed(tree, block, text))
    while found and found[-1].kind == "heading":
        found.pop()
    return found


def _typed(tree: Tree, block: Block, text: str) -> TypedBlock:
    if level := tags.HEADINGS.get(block.tag):
        return TypedBlock("heading", text, "body", max(2, level), runs=_runs(block))
    kind = _KINDS.get(block.tag)
    depth, ordered = 0, False
    quoted = False
    at = block.container if kind == "list_item" or tree.nested else 0
    while at > 0:
        container = tree.containers[at]
        if container.tag in (tags.UL, tags.OL):
            ordered = ordered or (depth == 0 and container.tag == tags.OL)
            depth += 1
        elif container.tag == tags.BLOCKQUOTE:
            quoted = True
        at = container.parent
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
