"""Everything of an article in one list: beside its blocks headline, standfirst, byline, dateline, captions, credits and fact boxes."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from transforms.extract_credits.credits import split_image
from transforms.extract_dateline.parse import split_dateline
from transforms.strip_boilerplate.blocks import TypedBlock, typed
from transforms.strip_boilerplate.body import Reading
from transforms.strip_boilerplate.gate import clean, joined_blanks
from transforms.strip_boilerplate.lines import furniture_kind
from transforms.strip_boilerplate.tree import Tree

if TYPE_CHECKING:
    from transforms.strip_boilerplate.reader import Read

# What boxes of facts beside a text call themselves, in the names of their elements.
_FACT_BOXES = (
    "factbox", "fact-box", "fact_box", "factsbox", "infobox", "info-box", "info_box", "keypoints", "key-points", "keyfacts", "key-facts",
    "faktaruta", "faktabox", "faktaboks", "fakta-", "faktaboxen", "infokasten", "faktenbox", "zahlen-und-fakten", "ramka", "summary-box",
    "quickfacts", "article-summary", "highlights-box", "recuadro", "despiece", "encadre", "kader", "background-box", "explainer-box",
)  # fmt: skip
# How far from the text such a box stands, in blocks.
_BESIDE = 4


def whole_article(found: Read) -> list[TypedBlock]:
    """The blocks of an article with all that is printed around them, in order of print."""
    placed = [TypedBlock("heading", found.headlines[0].text, "headline", 1)] if found.headlines else []
    if found.standfirsts:
        placed.append(TypedBlock("paragraph", found.standfirsts[0][1], "standfirst"))
    if found.byline:
        placed.append(TypedBlock("paragraph", found.byline, "byline"))
    beside = list(found.boxes)
    for at, image in zip(found.image_places, found.images, strict=True):
        shown = split_image(image)
        beside += [
            TypedBlock("caption", text, role, at=at) for text, role in ((shown.caption, "caption"), (shown.credit, "credit")) if text
        ]
    body = _with_dateline(found.blocks)
    # A caption stands before the block that follows its image; sorting keeps those of one place in their order.
    return placed + sorted([*beside, *body], key=lambda block: block.at)


def fact_boxes(tree: Tree, reading: Reading) -> list[TypedBlock]:
    """The blocks of the boxes beside the text that name themselves so. They are no part of the body."""
    if not reading.blocks:
        return []
    found: list[TypedBlock] = []
    told: dict[int, bool] = {}
    for index in range(reading.blocks[0], min(reading.blocks[-1] + _BESIDE, len(tree.blocks))):
        container = tree.blocks[index].container
        if not reading.dead[container]:
            continue
        named = told.get(container)
        if named is None:
            named = told[container] = _in_fact_box(tree, reading, container)
        if named and (text := joined_blanks(clean(tree.blocks[index].text))) and not furniture_kind(text):
            found.append(typed(tree, index, text, "fact_box"))
    return found


def _in_fact_box(tree: Tree, reading: Reading, container: int) -> bool:
    while container > 0 and reading.dead[container]:
        if _names_fact_box(tree.containers[container].name):
            return True
        container = tree.containers[container].parent
    return False


# Pages of one site share their names (`class_words.judge`).
@functools.lru_cache(maxsize=8_192)
def _names_fact_box(name: str) -> bool:
    name = name.lower()
    return any(word in name for word in _FACT_BOXES)


def _with_dateline(blocks: list[TypedBlock]) -> list[TypedBlock]:
    """The blocks with the dateline that the first paragraph opens with as one of its own."""
    first = next((number for number, block in enumerate(blocks) if block.role == "body" and block.kind == "paragraph"), None)
    if first is None:
        return blocks
    block = blocks[first]
    dateline, rest = split_dateline(block.text)
    if dateline is None or not rest:
        return blocks
    cut = len(block.text) - len(rest)
    lead = TypedBlock("paragraph", dateline.text, "dateline", at=block.at)
    return [*blocks[:first], lead, dataclasses.replace(block, text=rest, runs=_runs_after(block.runs, cut)), *blocks[first + 1 :]]


def _runs_after(runs: tuple[tuple[str, str | None], ...], cut: int) -> tuple[tuple[str, str | None], ...]:
    """The runs of a text whose head was cut off; none where the head reaches into a link."""
    if not runs:
        return ()
    text, target = runs[0]
    shorter = text.lstrip()
    return ((shorter[cut:], target), *runs[1:]) if target is None and len(shorter) > cut else ()
