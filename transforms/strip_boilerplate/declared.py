"""What a page declares of itself: JSON-LD, meta elements and link relations, looked up by the words that vocabularies use."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any

from transforms.strip_boilerplate.tree import Tree

Node = dict[str, Any]

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|Review|SocialMediaPosting)$")
# What blocks of JSON-LD break on: comments and CDATA marks around them, commas before a closing bracket, HTML entities for quotes.
_WRAPPING = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)?|(?://\s*)?(?:\]\]>|-->)?\s*;?\s*$")
_LOOSE_COMMA = re.compile(r",(\s*[}\]])")
# A page's structured data is small; what is larger, or nested deeper, is an attack or a product catalogue.
_MAX_JSON = 2_000_000
_MAX_OBJECTS = 20_000
# The fields by which the page's own article is told from those that it lists.
_TELLING = ("headline", "datePublished", "author", "articleBody", "image", "publisher", "mainEntityOfPage")


@dataclasses.dataclass(slots=True)
class Declared:
    """Declarations of one page.

    Attributes:
      objects: all JSON-LD objects, in document order. article: the one that is the page's article, empty where none is.
      metas: first value by lower-cased property or name; all_metas: every value. links: first target by rel.
      types: every `@type` of the top level.
    """

    objects: list[Node]
    article: Node
    metas: dict[str, str]
    all_metas: list[tuple[str, str]]
    links: dict[str, str]
    types: frozenset[str]


def read_declared(tree: Tree) -> Declared:
    """The declarations of a page. Broken JSON-LD is repaired once, else left out."""
    documents = [document for text in tree.json_ld if (document := _parsed(text)) is not None]
    objects = [node for document in documents for node in _objects(document)]
    by_id = {node["@id"]: node for node in objects if isinstance(node.get("@id"), str) and len(node) > 2}
    candidates = [
        node for node in objects if any(map(_ARTICLE_TYPE.search, types_of(node))) and (node.get("headline") or node.get("datePublished"))
    ]
    article = max(candidates, key=lambda node: sum(field in node for field in _TELLING), default={})
    if article:
        article = {key: _resolved(value, by_id) for key, value in article.items()}
    metas: dict[str, str] = {}
    for key, value in tree.metas:
        metas.setdefault(key, value)
    links: dict[str, str] = {}
    for rels, target in tree.link_rels:
        for rel in rels.split():
            links.setdefault(rel, target)
    return Declared(objects, article, metas, tree.metas, links, frozenset(name for node in objects[:200] for name in types_of(node)))


def types_of(node: Node) -> list[str]:
    """The schema.org types of an object, without their namespace."""
    declared = node.get("@type")
    names = [declared] if isinstance(declared, str) else declared if isinstance(declared, list) else []
    return [name.rpartition("/")[2] for name in names if isinstance(name, str)]


def texts_of(value: Any) -> list[str]:
    """The strings of a value that may be a string, a list, or an object with a name."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, list):
        return [text for entry in value[:100] for text in (texts_of(entry) if not isinstance(entry, list) else [])]
    if isinstance(value, dict):
        return texts_of(value.get("name") or value.get("@value")) if not isinstance(value.get("name"), dict) else []
    return []


def first_text(value: Any) -> str | None:
    """The first string of such a value."""
    return next(iter(texts_of(value)), None)


def _parsed(text: str) -> Any:
    if len(text) > _MAX_JSON or not text.strip():
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_LOOSE_COMMA.sub(r"\1", _WRAPPING.sub("", text)), strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(document: Any) -> Iterator[Node]:
    """Every object in a document, outer before inner, in order."""
    stack = [document]
    count = 0
    while stack and count < _MAX_OBJECTS:
        value = stack.pop()
        count += 1
        if isinstance(value, dict):
            yield value
            stack.extend(inner for inner in reversed(list(value.values())) if isinstance(inner, (dict, list)))
        elif isinstance(value, list):
            stack.extend(inner for inner in reversed(value) if isinstance(inner, (dict, list)))


def _resolved(value: Any, by_id: dict[str, Node]) -> Any:
    """A reference (`{"@id": …}`) replaced by what it refers to."""
    if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    if isinstance(value, list):
        return [_resolved(entry, by_id) if isinstance(entry, dict) else entry for entry in value]
    return value
