"""The head of an article: what stands between its headline and its first paragraph, told apart from the text.

Old templates set headline, date, standfirst and byline into the same box as the text, with nothing but their order and shape to tell them.
"""

from __future__ import annotations

import dataclasses

from transforms.article_text import normal_line, normal_words
from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.body import Reading
from transforms.strip_boilerplate.class_words import STANDFIRST
from transforms.strip_boilerplate.names import is_byline_line, is_signature
from transforms.strip_boilerplate.shapes import is_bare_date, is_timestamp
from transforms.strip_boilerplate.tree import Tree

# How many blocks of the body may belong to the head, and how long a standfirst is.
_DEEPEST = 8
_SHORTEST, _LONGEST = 10, 700


@dataclasses.dataclass(slots=True)
class Head:
    """Indices of the head's blocks, -1 where there is none.

    `heading` is the headline on the page; `standfirst` the deck under it; `bylines` and `dates` the lines that are nothing else.
    """

    heading: int
    standfirst: int
    bylines: list[int]
    dates: list[int]


def read_head(tree: Tree, reading: Reading, headline: str | None, descriptions: list[str]) -> Head:
    """Finds the head's blocks and takes them out of `reading.blocks`; `descriptions` is what the page declares as its standfirst."""
    head = Head(_heading(tree, reading, headline), -1, [], [])
    reading.heading = head.heading
    if reading.blocks and head.heading >= 0:
        reading.blocks = [index for index in reading.blocks if index > head.heading] or reading.blocks
    declared = {normal_line(text) for text in descriptions}
    said = normal_line(headline or "")
    # What is longer says neither: case folding and NFKC make no line half as long.
    longest = 2 * max(map(len, [said, *declared]))
    head.standfirst = _named_standfirst(tree, reading, head.heading, said)
    taken: set[int] = set()
    before: list[int] = []
    for index in reading.blocks[:_DEEPEST]:
        block = tree.blocks[index]
        words = normal_line(block.text) if len(block.text) <= longest else block.text
        if words == said or index == head.standfirst:
            taken.add(index)
        elif is_byline_line(block.text) or is_signature(tree, index):
            head.bylines.append(index)
            taken.add(index)
        elif is_timestamp(block.text):
            head.dates.append(index)
            taken.add(index)
        elif head.standfirst < 0 and words in declared and not before and _set_apart(tree, reading, index):
            head.standfirst = index
            taken.add(index)
        else:
            if len(block.text) > _LONGEST or is_bare_date(block.text):
                break
            before.append(index)
            continue
        # A line before what belongs to the head belongs to it too: the standfirst, if there is none yet.
        if len(before) == 1 and index != head.standfirst and index > before[0] and index <= before[0] + 2 and len(reading.blocks) > 3:
            only = before.pop()
            if head.standfirst < 0 and len(tree.blocks[only].text) >= _SHORTEST and tree.blocks[only].tag != tags.LI:
                head.standfirst = only
                taken.add(only)
        if len(before) > 1:
            break
    if reading.blocks and is_signature(tree, reading.blocks[-1]):
        head.bylines.append(reading.blocks[-1])
        taken.add(reading.blocks[-1])
    reading.blocks = [index for index in reading.blocks if index not in taken]
    return head


def _set_apart(tree: Tree, reading: Reading, index: int) -> bool:
    """Whether the first block is set otherwise than the next: what is declared as description may be the first paragraph itself."""
    following = next((tree.blocks[other] for other in reading.blocks if other > index), None)
    if following is None or len(reading.blocks) < 3:
        return False
    block = tree.blocks[index]
    bold = block.strong_chars > 0.9 * len(block.text) > following.strong_chars
    return block.container != following.container or block.tag != following.tag or bold


def _heading(tree: Tree, reading: Reading, headline: str | None) -> int:
    """Where the page prints the headline: its h1, else the last block before the text with the same words."""
    if reading.heading >= 0 or not headline:
        return reading.heading
    words = normal_words(headline)
    limit = reading.blocks[min(len(reading.blocks), _DEEPEST) - 1] + 1 if reading.blocks else len(tree.blocks)
    for index in range(limit - 1, -1, -1):
        block = tree.blocks[index]
        if len(block.text) < 2 * len(headline) and normal_words(block.text) == words:
            return index
    return -1


def _named_standfirst(tree: Tree, reading: Reading, heading: int, said: str) -> int:
    """The block near the headline whose element calls itself standfirst, deck, lead…, and is no part of a longer text."""
    if not reading.blocks:
        return -1
    first = reading.blocks[0]
    start = max(0, (heading if 0 <= heading <= first + 3 else first - 8) - 2)
    found = -1
    for index in range(start, min(len(tree.blocks), max(first, start) + 4)):
        block = tree.blocks[index]
        if (
            not _SHORTEST <= len(block.text) <= _LONGEST
            or block.tag == tags.H1
            or block.link_chars >= 0.5 * len(block.text)
            or tree.containers[block.container].captioned
        ):
            continue
        container = _named(tree, block.container)
        if container < 0 or normal_line(block.text) == said or is_byline_line(block.text) or is_timestamp(block.text):
            continue
        held = sum(1 for other in reading.blocks[:6] if other != index and _within(tree, tree.blocks[other].container, container))
        if not held and len(reading.blocks) > (index in reading.blocks):
            found = index
            break
    return found


def _named(tree: Tree, container: int) -> int:
    for _ in range(3):
        if container <= 0:
            return -1
        if tree.containers[container].roles & STANDFIRST:
            return container
        container = tree.containers[container].parent
    return -1


def _within(tree: Tree, container: int, outer: int) -> bool:
    while container > outer:
        container = tree.containers[container].parent
    return container == outer
