"""The standfirst: what a page prints, or declares, between the headline and the text."""

from __future__ import annotations

import html

from transforms.article_text import normal_words
from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.body import Reading
from transforms.strip_boilerplate.class_words import STANDFIRST
from transforms.strip_boilerplate.declared import Declared, first_text
from transforms.strip_boilerplate.gate import clean_line
from transforms.strip_boilerplate.tree import Tree

_SHORTEST, _LONGEST = 25, 700


def standfirst_evidence(tree: Tree, declared: Declared, reading: Reading, headline: str | None) -> list[tuple[str, str]]:
    """Where a standfirst is read, and what it says; a declared one only where the page prints it, or it is no cut of the text."""
    body = [" ".join(normal_words(tree.blocks[index].text)) for index in reading.blocks]
    opening = " ".join(body)
    found: list[tuple[str, str]] = []
    if reading.blocks:
        first = reading.blocks[0]
        start = reading.heading if 0 <= reading.heading <= first + 6 else max(0, first - 8)
        stop = min(len(tree.blocks), max(first, start) + 8)
        for index in range(max(0, start - 2), stop):
            block = tree.blocks[index]
            if (
                _SHORTEST <= len(block.text) <= _LONGEST
                and block.tag != tags.H1
                and _named(tree, block.container)
                and block.link_chars < 0.5 * len(block.text)
            ):
                found.append(("standfirst element", block.text))
                break
    declared_texts = [
        ("JSON-LD description", first_text(declared.article.get("description"))),
        ("meta og:description", declared.metas.get("og:description")),
        ("meta description", declared.metas.get("description")),
    ]
    said = " ".join(normal_words(headline or ""))
    for where, raw in declared_texts:
        text = clean_line(html.unescape(html.unescape(raw))) if raw else None
        if not text or not _SHORTEST <= len(text) <= _LONGEST or text.endswith(("...", "…", "[…]")):
            continue
        words = " ".join(normal_words(text))
        if words == said or words in opening or not words:
            continue
        found.append((where, text))
    return [(where, line) for where, text in found if (line := clean_line(text))]


def _named(tree: Tree, container: int) -> bool:
    for _ in range(2):
        if container <= 0:
            return False
        if tree.containers[container].roles & STANDFIRST:
            return True
        container = tree.containers[container].parent
    return False
