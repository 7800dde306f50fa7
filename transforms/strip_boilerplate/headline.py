"""The headline, without the site's name: the candidates judged against each other, the site's name and its domain."""

from __future__ import annotations

import html
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from transforms.article_text import normal_line, normal_words
from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.body import Reading
from transforms.strip_boilerplate.class_words import HARD
from transforms.strip_boilerplate.declared import Declared, first_text
from transforms.strip_boilerplate.gate import clean_line
from transforms.strip_boilerplate.tree import Tree

_SEPARATOR = re.compile(
    r"\s+(?:[|–—\-·•:»«/]|::|//|>|<<|>>)\s+|\s*[|｜]\s*|\s*[-–—]\s*(?=[^\s]+\.(?:com|de|net|org|co|fr|it|es|jp|cz|ru|tr|in|uk)\b)"
)


# Two evidences that put different words before the same headline show that those words are a kicker.
_KICKER = re.compile(r"(.{3,60}?)\s*(?::| [-–—|])\s+(.{12,})$")

# How far down the page a line may be its headline.
_HEAD_BLOCKS = 80


class Candidate(NamedTuple):
    """A headline as one evidence has it, raw and without the site's name."""

    where: str
    raw: str
    text: str


def headline_candidates(tree: Tree, declared: Declared, reading: Reading, site_names: frozenset[str]) -> list[Candidate]:
    """What the page's evidences call it, best first: the first is the headline, the rest lost."""
    found: list[tuple[str, str]] = []
    if text := first_text(declared.article.get("headline")):
        found.append(("JSON-LD headline", text))
    site_names |= _logos(tree)
    headings = _headings(tree, reading)
    found += [("h1", text) for text in headings[:3]]
    found += [
        (f"meta {key}", declared.metas[key])
        for key in ("og:title", "twitter:title", "dc.title", "headline", "title", "parsely-title", "sailthru.title")
        if declared.metas.get(key)
    ]
    if text := first_text(declared.article.get("name")):
        found.append(("JSON-LD name", text))
    if tree.title:
        found.append(("title", tree.title))
    unescaped = [(where, line) for where, raw in found if (line := clean_line(html.unescape(html.unescape(raw))))]
    printed = {block.text for block in tree.blocks[:_HEAD_BLOCKS]}
    cut = [Candidate(where, raw, _as_printed(without_site(raw, site_names), printed, site_names)) for where, raw in unescaped]
    named = [candidate for candidate in cut if candidate.text and normal_line(candidate.text) not in site_names]
    texts = list(dict.fromkeys(candidate.text for candidate in named))
    kickers = {text: _kicker(text) for text in texts}
    candidates = [_without_tail(candidate, texts, kickers) for candidate in named]
    agreeing: dict[str, set[str]] = {}
    words = [normal_line(candidate.text) for candidate in candidates]
    for said, candidate in zip(words, candidates, strict=True):
        agreeing.setdefault(said, set()).add(candidate.where)
    support = {said: sum(_TRUST.get(where, _OTHERS) for where in sorted(wheres)) for said, wheres in agreeing.items()}
    order = sorted(range(len(candidates)), key=lambda index: -support[words[index]])
    return [candidates[index] for index in order]


def without_site(title: str, site_names: frozenset[str]) -> str:
    """A title without the parts at its ends that are the site's name, its domain, or the name of a section beside them."""
    parts = _SEPARATOR.split(title)
    separators = _SEPARATOR.findall(title)
    first, last = 0, len(parts)
    while last - first > 1 and _names_site(parts[last - 1], site_names):
        last -= 1
    while last - first > 1 and _names_site(parts[first], site_names):
        first += 1
    if first == 0 and last == len(parts):
        return title
    kept = parts[first]
    for index in range(first + 1, last):
        kept += separators[index - 1] + parts[index]
    return kept.strip()


def _as_printed(title: str, printed: set[str], site_names: frozenset[str]) -> str:
    """A title cut at the separator before which it is a line of the page, where it is one."""
    for separator in reversed(list(_SEPARATOR.finditer(title))):
        if len(head := title[: separator.start()]) > 12 and head in printed:
            return head
    # Blogs put their name before it: `Quay Notes: Boats counted in the harbour`.
    name, colon, rest = title.partition(": ")
    return rest if colon and rest in printed and _names_site(name, site_names) else title


def _logos(tree: Tree) -> frozenset[str]:
    """What the page links to its front page by its first heading: a blog's own name."""
    return frozenset(
        normal_line(block.text)
        for block in tree.blocks[:_HEAD_BLOCKS]
        if block.tag == tags.H1 and block.links and block.link_chars >= len(block.text) and urlsplit(block.links[0][2]).path in ("", "/")
    )


def _names_site(part: str, site_names: frozenset[str]) -> bool:
    words = normal_line(part)
    joined = words.replace(" ", "")
    return bool(words) and (words in site_names or joined in site_names)


def _without_tail(candidate: Candidate, texts: list[str], kickers: dict[str, tuple[str, str] | None]) -> Candidate:
    """A candidate cut where another one ends (`Storm hits coast - National`), or before which another has other words."""
    own = kickers[candidate.text]
    for text in texts:
        if text == candidate.text:
            continue
        if len(text) > 12 and candidate.text.startswith(text) and _SEPARATOR.match(candidate.text[len(text) :]):
            return candidate._replace(text=text)
        other = kickers[text]
        if own and other and own[1] == other[1] and set(normal_words(own[0])).isdisjoint(normal_words(other[0])):
            return candidate._replace(text=own[1])
    return candidate


def _kicker(text: str) -> tuple[str, str] | None:
    found = _KICKER.match(text)
    return (found[1], found[2]) if found else None


# How far each evidence is trusted alone; what agrees adds up (the middle of a plateau of 0.90 on both halves of the dev corpus). Titles for
# search engines and for posts elsewhere tell against what agrees with nothing else.
_TRUST = {"JSON-LD headline": 3.0, "h1": 1.0, "meta og:title": 2.5, "meta twitter:title": -1.0, "title": 0.0, "JSON-LD name": 0.3}
_OTHERS = 0.1


def _headings(tree: Tree, reading: Reading) -> list[str]:
    """The h1s that are no furniture, the one above the article first."""
    texts = []
    for index, block in enumerate(tree.blocks):
        if block.tag == tags.H1 and (index == reading.heading or tree.containers[block.container].furniture < HARD):
            texts.append((index != reading.heading, index, block.text))
    return [text for _, _, text in sorted(texts)]
