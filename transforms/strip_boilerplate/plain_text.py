"""Plain text to article: a file of paragraphs, hard-wrapped or a line each, with headline, standfirst, captions and all."""

from __future__ import annotations

import dataclasses
import itertools
import re
import statistics

from schemas import Image
from transforms.article_text import normal_words
from transforms.extract_dateline import parse_dateline
from transforms.strip_boilerplate.gate import clean
from transforms.strip_boilerplate.lines import furniture_kind
from transforms.strip_boilerplate.names import is_byline_line
from transforms.strip_boilerplate.shapes import is_bare_date, is_credit_line, is_timestamp

# A wrapped text's lines end where the next word would not have fitted: near one width, and not beyond what terminals show.
_WIDEST = 100
_NARROWEST = 30
_LONGEST_HEADLINE = 250
# How many paragraphs down a byline stands.
_HEAD = 6
_ENDS = (".", "!", "?", "。", "！", "？", "।", "؟", "…", '."', ".”", ".»", "”.", "».")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


@dataclasses.dataclass(slots=True)
class TextReading:
    """The parts of a plain text."""

    headline: str | None
    subheadline: str | None
    paragraphs: list[str]
    images: list[Image]
    dropped: list[tuple[str, str]]
    byline: str | None = None


def read_text(text: str, headline: str | None = None) -> TextReading:
    """The parts of a text; with `headline` where somebody else knows it (the feed), it is taken out of the text."""
    paragraphs, dropped = _paragraphs(text)
    found = None
    if headline is None and len(paragraphs) > 1 and _is_headline(paragraphs[0]):
        found = paragraphs.pop(0)
    headline = headline or found
    repeated = normal_words(headline or "")
    body: list[str] = []
    images: list[Image] = []
    # Index in `body` of the last paragraph before a date, a caption, a byline or the headline again came between: the standfirst.
    interrupted: int | None = None
    byline: str | None = None
    for index, paragraph in enumerate(paragraphs):
        if repeated and normal_words(paragraph) == repeated:
            dropped.append(("repeated_headline", paragraph))
            interrupted = len(body) if interrupted is None else interrupted
        elif byline is None and index < _HEAD and is_byline_line(paragraph):
            byline = paragraph
            interrupted = len(body) if interrupted is None else interrupted
        elif is_credit_line(paragraph) and (body or images):
            caption = body.pop() if body and _is_caption_of(paragraphs, index, body) else None
            images.append(Image(None, caption, paragraph))
            interrupted = len(body) if interrupted is None else interrupted
        elif is_timestamp(paragraph) or furniture_kind(paragraph):
            dropped.append((furniture_kind(paragraph) or "timestamp", paragraph))
        elif body and len(paragraph) > 50 and paragraph in body:
            dropped.append(("duplicate", paragraph))
        else:
            if is_bare_date(paragraph) and interrupted is None:
                interrupted = len(body)
            body.append(paragraph)
    subheadline = None
    # A paragraph that opens with a dateline is the story's first.
    if headline and interrupted == 1 and len(body) > 2 and len(body[0]) < 600 and not is_bare_date(body[0]) and not parse_dateline(body[0]):
        subheadline = body.pop(0)
    return TextReading(headline, subheadline, body, images, dropped, byline)


def _is_caption_of(paragraphs: list[str], index: int, body: list[str]) -> bool:
    """Whether the paragraph before a credit line is the caption: it is the last one taken, and none of the long text before it."""
    return index > 0 and paragraphs[index - 1] == body[-1] and len(body[-1]) < 600 and not is_bare_date(body[-1])


def _paragraphs(text: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The paragraphs of a text, and the lines that the gate emptied."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = clean(raw)
    chunks = [[line.strip() for line in chunk.split("\n") if line.strip()] for chunk in re.split(r"\n\s*\n", cleaned)]
    chunks = [chunk for chunk in chunks if chunk]
    wrapped = _is_wrapped(chunks)
    paragraphs = []
    for chunk in chunks:
        paragraphs += [_joined(chunk)] if wrapped else [" ".join(line.split()) for line in chunk]
    return [paragraph for paragraph in paragraphs if any(map(str.isalnum, paragraph))], []


def _is_wrapped(chunks: list[list[str]]) -> bool:
    """Whether line breaks within paragraphs are a typist's: the lines but the last of each are about equally long, and not long."""
    broken = [(line, following) for chunk in chunks for line, following in itertools.pairwise(chunk)]
    if not broken:
        return False
    width = max(len(line) for chunk in chunks for line in chunk)
    if width > _WIDEST:
        return False
    full = [len(line) + 1 + len(following.split(" ", 1)[0]) > 0.8 * width for line, following in broken]
    return width >= _NARROWEST and statistics.mean(full) > 0.5


def _joined(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        glue = "" if _DENSE.match(text[-1]) and _DENSE.match(line[0]) else " "
        text += glue + line
    return " ".join(text.split())


def _is_headline(paragraph: str) -> bool:
    return (
        len(paragraph) <= _LONGEST_HEADLINE
        and not paragraph.endswith(_ENDS)
        and not is_bare_date(paragraph)
        and not is_credit_line(paragraph)
        and not furniture_kind(paragraph)
    )
