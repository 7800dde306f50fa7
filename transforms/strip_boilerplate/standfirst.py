"""The standfirst: what the page prints under the headline, else what it declares and does not say again in the text."""

from __future__ import annotations

import html

from transforms.article_text import normal_line
from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.body import Reading
from transforms.strip_boilerplate.class_words import HARD
from transforms.strip_boilerplate.declared import Declared, first_text
from transforms.strip_boilerplate.gate import clean_line
from transforms.strip_boilerplate.head import Head
from transforms.strip_boilerplate.lines import furniture_kind
from transforms.strip_boilerplate.tree import Tree

_SHORTEST, _LONGEST = 25, 700


def _deck(tree: Tree, reading: Reading, head: Head) -> str | None:
    """The lesser heading that stands right under the headline, and over no text of its own."""
    index = head.heading + 1
    if head.heading < 0 or not reading.blocks or index + 1 >= len(tree.blocks) or index >= reading.blocks[0]:
        return None
    block = tree.blocks[index]
    if (
        block.tag not in tags.HEADINGS
        or block.tag == tags.H1
        or tree.blocks[index + 1].tag in tags.HEADINGS
        or block.link_chars
        or tree.containers[block.container].furniture >= HARD
        or not _SHORTEST <= len(block.text) * reading.factor <= _LONGEST
        or furniture_kind(block.text)
    ):
        return None
    return clean_line(block.text)


def descriptions(declared: Declared) -> list[tuple[str, str]]:
    """What the page declares as its description, whole ones only, and where."""
    found = [
        ("JSON-LD description", first_text(declared.article.get("description"))),
        ("meta og:description", declared.metas.get("og:description")),
        ("meta description", declared.metas.get("description")),
        ("JSON-LD alternativeHeadline", first_text(declared.article.get("alternativeHeadline"))),
    ]
    lines = [(where, clean_line(html.unescape(html.unescape(raw)))) for where, raw in found if raw]
    return [(where, line) for where, line in lines if line and not line.endswith(("...", "…", "[…]"))]


def standfirst_evidence(
    tree: Tree, reading: Reading, head: Head, declared: list[tuple[str, str]], headline: str | None
) -> list[tuple[str, str]]:
    """Where a standfirst is read, and what it says, best first; a declared one only where it is no cut of the text."""
    found: list[tuple[str, str]] = []
    if head.standfirst >= 0 and (line := clean_line(tree.blocks[head.standfirst].text)):
        found.append(("block under the headline", line))
    elif line := _deck(tree, reading, head):
        found.append(("heading under the headline", line))
    if not declared:
        return found
    text = "\n".join(tree.blocks[index].text for index in reading.blocks)
    opening = normal_line(text[:1_500])
    said = normal_line(headline or "")
    for where, description in declared:
        words = normal_line(description)
        if words and words != said and description not in text and words not in opening and _SHORTEST <= len(description) <= _LONGEST:
            found.append((where, description))
    return found
