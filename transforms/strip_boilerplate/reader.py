"""A page read: every field's evidence, gathered once, from which the article, its blocks and the explanation are made."""

from __future__ import annotations

import dataclasses
import html
import re

from schemas import Image, Page, Unusable
from transforms.article_text import normal_line
from transforms.strip_boilerplate.blocks import TypedBlock, typed_blocks
from transforms.strip_boilerplate.body import read_body
from transforms.strip_boilerplate.charset import as_utf8, decode
from transforms.strip_boilerplate.dates import Evidence, modified_evidence, published_evidence
from transforms.strip_boilerplate.declared import Declared, first_text, read_declared
from transforms.strip_boilerplate.gate import clean, clean_line
from transforms.strip_boilerplate.head import read_head
from transforms.strip_boilerplate.headline import Candidate, headline_candidates
from transforms.strip_boilerplate.names import split_names
from transforms.strip_boilerplate.people import Authors, author_evidence
from transforms.strip_boilerplate.pictures import read_pictures
from transforms.strip_boilerplate.plain_text import read_text
from transforms.strip_boilerplate.roles import fact_boxes
from transforms.strip_boilerplate.shapes import named_source
from transforms.strip_boilerplate.site import canonical_evidence, language_of, publisher_evidence, section_evidence, site_names, tags_of
from transforms.strip_boilerplate.standfirst import descriptions, standfirst_evidence
from transforms.strip_boilerplate.verdict import refuse_binary, refuse_non_article, score_of, truncated_by
from transforms.strip_boilerplate.walk import read_tree

# What makes a feed's text HTML: elements that set paragraphs. Without them its lines do, and the gate takes out what tags there are.
_TAGGED = re.compile(
    r"<(?:p|div|br|h[1-6]|ul|ol|li|table|figure|section|article|blockquote|html|body|main|!doctype)\b[^>]*>", re.IGNORECASE
)
# What calls itself plain text, and is a whole HTML document.
_DOCUMENT = re.compile(r"\s{0,100}(?:<!doctype html|<html[\s>])", re.IGNORECASE)


@dataclasses.dataclass(slots=True)
class Read:
    """Everything read of one document; evidence lists are best first.

    `text` is set for the plain-text lane, `tree`, `declared` and `reading` for HTML.
    """

    blocks: list[TypedBlock]
    headlines: list[Candidate]
    standfirsts: list[tuple[str, str]]
    authors: list[Authors]
    byline: str | None
    published: list[Evidence]
    modified: list[Evidence]
    publishers: list[tuple[str, str]]
    canonicals: list[tuple[str, str]]
    site: frozenset[str]
    images: list[Image]
    image_places: list[int]
    boxes: list[TypedBlock]
    sections: list[tuple[str, str]]
    tags: list[str]
    language: str | None
    sources: list[tuple[str, str]]
    truncated: bool
    score: float
    dropped: list[tuple[str, str]]


def read(page: Page) -> Read:
    """Reads a document by the lane that it needs: plain text, HTML, or the HTML or text of a feed.

    Raises:
      Unusable: it holds no article; the reason says what it is instead.
    """
    if not page.content or page.content.isspace():
        raise Unusable("empty", "no bytes")
    refuse_binary(page.content, page.content_type)
    kind = page.content_type.split(";")[0].strip().lower()
    if kind == "text/plain" or page.from_feed:
        text = decode(page.content, page.content_type)
        if page.from_feed and not _TAGGED.search(text):
            text = html.unescape(text)
        if not (_TAGGED.search(text) if page.from_feed else _DOCUMENT.match(text)):
            return _read_plain(page, text)
        return _read_html(page, text.encode("utf-8", "replace"))
    return _read_html(page, as_utf8(page.content, page.content_type))


def _untagged(text: str) -> str:
    """The words of a feed's summary, which may be HTML, escaped or not."""
    return html.unescape(clean(html.unescape(text)))


def _read_html(page: Page, raw: bytes) -> Read:
    tree = read_tree(raw)
    declared = read_declared(tree)
    reading = read_body(tree)
    publishers = publisher_evidence(declared)
    feed = page.entry.feed if page.entry else None
    site = site_names(publishers, page.url, feed.publisher if feed else None)
    headlines = headline_candidates(tree, declared, reading, site)
    if page.from_feed and page.entry and (title := clean_line(html.unescape(page.entry.title or ""))):
        headlines.insert(0, Candidate("feed title", title, title))
    headline = headlines[0].text if headlines else None
    described = descriptions(declared)
    if page.from_feed and page.entry and page.entry.summary and (summary := clean_line(_untagged(page.entry.summary))):
        described.insert(0, ("feed summary", summary))
    head = read_head(tree, reading, headline, [text for _, text in described])
    standfirsts = standfirst_evidence(tree, reading, head, described, headline)
    blocks = typed_blocks(tree, reading, headline)
    if not page.from_feed:
        refuse_non_article(page, tree, declared, reading, blocks)
    elif not blocks:
        raise Unusable("empty", "the feed's text holds no paragraph")
    first, last = (reading.blocks[0], reading.blocks[-1]) if reading.blocks else (0, len(tree.blocks) - 1)
    language = language_of(tree, declared)
    said = frozenset(normal_line(candidate.text) for candidate in headlines)
    pictures = read_pictures(tree, declared, reading, page.url)
    authors = author_evidence(tree, declared, reading, head, site, said)
    return Read(
        blocks=blocks,
        headlines=headlines,
        standfirsts=standfirsts,
        authors=authors,
        byline=next((entry.raw for entry in authors if entry.where.startswith("byline")), None),
        published=published_evidence(tree, declared, page.url, first, last, language or ""),
        modified=modified_evidence(tree, declared, language or ""),
        publishers=publishers,
        canonicals=canonical_evidence(declared, page.url),
        site=site,
        images=[image for _, image in pictures],
        image_places=[place for place, _ in pictures],
        boxes=fact_boxes(tree, reading),
        sections=section_evidence(declared),
        tags=tags_of(tree, declared),
        language=language,
        sources=_source_evidence(declared, reading.dropped),
        truncated=truncated_by(tree, declared, reading),
        score=score_of(tree, declared, reading, blocks),
        dropped=reading.dropped,
    )


def _read_plain(page: Page, text: str) -> Read:
    title = clean_line(page.entry.title) if page.from_feed and page.entry else None
    parts = read_text(text, title)
    if not page.from_feed and len(parts.paragraphs) + (parts.headline is not None) < 2:
        raise Unusable("not-an-article", "a text of one line")
    if not parts.paragraphs:
        raise Unusable("empty", "no paragraph of text")
    publishers: list[tuple[str, str]] = []
    feed = page.entry.feed if page.entry else None
    return Read(
        # Captions of a text stand above it.
        blocks=[TypedBlock("paragraph", paragraph, "body", at=at) for at, paragraph in enumerate(parts.paragraphs, 1)],
        headlines=[Candidate("first line", parts.headline, parts.headline)] if parts.headline else [],
        standfirsts=[("paragraph under the headline", parts.subheadline)] if parts.subheadline else [],
        authors=[Authors("byline line", parts.byline, split_names(parts.byline), [])] if parts.byline else [],
        byline=parts.byline,
        published=[],
        modified=[],
        publishers=publishers,
        canonicals=[],
        site=site_names(publishers, page.url, feed.publisher if feed else None),
        images=parts.images,
        image_places=[0] * len(parts.images),
        boxes=[],
        sections=[],
        tags=[],
        language=None,
        sources=_source_evidence(None, parts.dropped),
        truncated=False,
        score=1.0 if sum(map(len, parts.paragraphs)) > 250 else 0.6,
        dropped=parts.dropped,
    )


def _source_evidence(declared: Declared | None, dropped: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The organisations that the page declares as the story's source, or names on lines of their own, best evidence first."""
    told = ((key, clean_line(first_text(declared.article.get(key)))) for key in ("sourceOrganization", "provider")) if declared else ()
    found = [(f"JSON-LD {key}", text) for key, text in told if text]
    lines = (named_source(line) for kind, line in reversed(dropped) if kind == "copyright")
    return found + [("line of its own", name) for name in lines if name]
