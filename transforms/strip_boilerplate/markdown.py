"""Blocks as Markdown (CommonMark, with GitHub's tables)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.strip_boilerplate.blocks import TypedBlock

_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_LINE_START = re.compile(r"^(\d*)([#>+-]|(?<=\d)[.)])(?=\s|$)")


def to_markdown(blocks: Iterable[TypedBlock]) -> str:
    """The blocks as Markdown: headings, lists, quotes, tables, captions and links; other blocks are paragraphs.

    >>> to_markdown([TypedBlock("heading", "Why it matters", "body", 2), TypedBlock("list_item", "One", "body", 1)])
    '## Why it matters\\n\\n- One'
    """
    parts: list[str] = []
    before: TypedBlock | None = None
    number = 0
    for block in blocks:
        text = _inline(block)
        number = number + 1 if block.kind == "list_item" and before is not None and before.kind == "list_item" else 1
        if block.kind == "heading":
            line = f"{'#' * min(max(block.level, 1), 6)} {text}"
        elif block.kind == "list_item":
            indent = "   " * max(block.level - 1, 0)
            line = f"{indent}{number}. {text}" if block.ordered else f"{indent}- {text}"
        elif block.kind in ("quote", "embed"):
            line = f"> {text}"
        elif block.kind == "caption":
            line = f"*{text}*"
        elif block.kind == "preformatted":
            line = "    " + block.text
        elif block.kind == "table_row":
            line = "| " + " | ".join(_escaped(cell).replace("|", "\\|") for cell in (block.cells or (block.text,))) + " |"
        else:
            line = _LINE_START.sub(r"\1\\\2", text)
        tight = before is not None and before.kind == block.kind and block.kind in ("list_item", "table_row")
        quoted = before is not None and before.kind == block.kind and block.kind in ("quote", "embed")
        if block.kind == "table_row" and not tight:
            line += "\n|" + " --- |" * max(1, len(block.cells))
        if block.role == "fact_box":
            # Set apart from the text, as a quotation is.
            line = "> " + line.replace("\n", "\n> ")
            quoted = before is not None and before.role == "fact_box"
            tight = False
        if before is not None:
            parts.append("\n" if tight else "\n>\n" if quoted else "\n\n")
        parts.append(line)
        before = block
    return "".join(parts)


def _inline(block: TypedBlock) -> str:
    if not any(target for _, target in block.runs):
        return _escaped(block.text)
    pieces = []
    for text, target in block.runs:
        words = re.sub(r"\s+", " ", text)
        if target and target.startswith(("http://", "https://", "/")) and words.strip():
            lead, tail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
            pieces.append(f"{lead}[{_escaped(words.strip())}]({target.replace(' ', '%20').replace('(', '%28').replace(')', '%29')}){tail}")
        else:
            pieces.append(_escaped(words))
    return "".join(pieces).strip()


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
