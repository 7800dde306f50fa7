"""The images of an article: the lead image and those within the text, each with its caption and credit as printed."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from schemas import Image
from transforms.article_text import normal_words
from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.body import Reading
from transforms.strip_boilerplate.class_words import BYLINE, CAPTION, CREDIT, HARD
from transforms.strip_boilerplate.declared import Declared, first_text
from transforms.strip_boilerplate.gate import clean_line
from transforms.strip_boilerplate.tree import Picture, Tree

_SOURCES = ("data-srcset", "srcset", "data-lazy-srcset", "data-original-set")
_SINGLE = ("data-src", "data-original", "data-lazy-src", "data-url", "data-full", "data-hi-res-src", "data-echo", "src")
_WIDTH = re.compile(r"\s(\d{1,5}(?:\.\d+)?)([wx])\s*$")
# Not photographs: logos, icons, tracking pixels, portraits.
_NO_PHOTO = re.compile(
    r"logo|icon|sprite|avatar|pixel|spacer|blank|placeholder|emoji|gravatar|badge|1x1|/ads?/|loader|transparent|favicon", re.IGNORECASE
)
_LONGEST_CAPTION = 1_200
_MAX_IMAGES = 60


def read_pictures(tree: Tree, declared: Declared, reading: Reading, url: str | None) -> list[Image]:
    """The article's images in order, the page's own lead image first where it stands nowhere in the text."""
    images = _within(tree, reading, url)
    lead = _declared_lead(declared, url)
    if lead is None or (images and lead.url is None):
        return images
    if not images:
        return [lead]
    same = [index for index, image in enumerate(images) if _same_picture(image.url, lead.url)]
    if same:
        return images
    # The declared one is the first of the page in another cut: what stands above the text is it.
    return images


def _within(tree: Tree, reading: Reading, url: str | None) -> list[Image]:
    if not reading.blocks:
        return []
    first, last = reading.blocks[0], reading.blocks[-1]
    start = reading.heading - 4 if 0 <= reading.heading <= first else first - 14
    ends = _ends(tree)
    groups: dict[int, list[Picture]] = {}
    alone: list[tuple[int, Picture]] = []
    for picture in tree.pictures:
        if not start <= picture.block <= last + 1:
            continue
        group = _group_of(picture, tree, ends)
        if group is not None:
            groups.setdefault(group, []).append(picture)
        else:
            alone.append((picture.block, picture))
    images: list[tuple[int, Image]] = []
    for group, pictures in groups.items():
        if _is_foreign(group, tree):
            continue
        caption, credit = _words_of(group, tree, ends, reading)
        address = _best_source(pictures, url)
        if address is None and not (caption or credit):
            continue
        if address and _NO_PHOTO.search(address) and not caption:
            continue
        images.append((tree.containers[group].start, Image(address, caption, credit)))
    images.sort(key=lambda pair: pair[0])
    unique: list[Image] = []
    for _, image in images:
        if not any(image.url == other.url and (image.caption or "") == (other.caption or "") for other in unique):
            unique.append(image)
    return unique[:_MAX_IMAGES]


def _ends(tree: Tree) -> list[int]:
    """By container: the index after its last block."""
    ends = [container.start for container in tree.containers]
    for index, block in enumerate(tree.blocks):
        ends[block.container] = index + 1
    for index in range(len(ends) - 1, 0, -1):
        parent = tree.containers[index].parent
        ends[parent] = max(ends[parent], ends[index])
    return ends


def _group_of(picture: Picture, tree: Tree, ends: list[int]) -> int | None:
    """The box that an image shares with its caption: the figure around it, else the nearest one with a caption in it."""
    containers = tree.containers
    at, climbed = picture.container, 0
    candidate = None
    while at > 0 and climbed < 7:
        container = containers[at]
        if container.tag == tags.FIGURE:
            return at
        if candidate is None and climbed < 4 and ends[at] - container.start <= 4:
            for block in tree.blocks[container.start : ends[at]]:
                if _roles_up_to(block.container, at, tree) & (CAPTION | CREDIT):
                    candidate = at
                    break
        at = container.parent
        climbed += 1
    return candidate


def _roles_up_to(container: int, group: int, tree: Tree) -> int:
    roles = 0
    while container > group:
        roles |= tree.containers[container].roles | (CAPTION if tree.containers[container].tag == tags.FIGCAPTION else 0)
        container = tree.containers[container].parent
    return roles


def _is_foreign(group: int, tree: Tree) -> bool:
    """Whether the box stands in another article's teaser, in a portrait of the author, in navigation."""
    at = tree.containers[group].parent if tree.containers[group].tag == tags.FIGURE else group
    own = tree.containers[group]
    if own.furniture >= HARD and own.name and not own.media and own.tag == tags.FIGURE and _named_foreign(own.name):
        return True
    while at > 0:
        container = tree.containers[at]
        if container.furniture >= HARD and not container.media:
            return True
        if container.roles & BYLINE and not container.roles & (CAPTION | CREDIT):
            return True
        at = container.parent
    return False


def _named_foreign(name: str) -> bool:
    return re.search(r"teaser|related|promo|recommend|author", name, re.IGNORECASE) is not None


def _words_of(group: int, tree: Tree, ends: list[int], reading: Reading) -> tuple[str | None, str | None]:
    """Caption and credit, as printed, of a box."""
    captions: list[str] = []
    credits_: list[str] = []
    others: list[str] = []
    body = set(reading.blocks)
    for index in range(tree.containers[group].start, ends[group]):
        if index in body:
            continue
        block = tree.blocks[index]
        roles = _roles_up_to(block.container, group, tree)
        if roles & CREDIT and not (roles & CAPTION and len(block.text) > 120):
            credits_.append(block.text)
        elif roles & CAPTION:
            captions.append(block.text)
        elif tree.containers[group].tag == tags.FIGURE:
            others.append(block.text)
    caption_text = " ".join(dict.fromkeys(captions or others))
    spans = [span for span in tree.spans if span.roles & CREDIT and tree.containers[group].start <= span.block <= ends[group] and span.text]
    for span in spans:
        if span.text in caption_text and len(span.text) < 160:
            caption_text = caption_text.replace(span.text, " ", 1)
            credits_.append(span.text)
    caption = clean_line(caption_text)
    credit = clean_line(" ".join(dict.fromkeys(credits_)))
    if caption and len(caption) > _LONGEST_CAPTION:
        caption = None
    return caption, credit


def _best_source(pictures: list[Picture], url: str | None) -> str | None:
    """The largest version of an image, absolute."""
    best: tuple[float, str] | None = None
    for order, picture in enumerate(pictures):
        for key in _SOURCES:
            for part in re.split(r",\s+|,(?=https?:)", picture.attributes.get(key) or ""):
                address = part.strip().partition(" ")[0]
                if not address or address.startswith("data:"):
                    continue
                width = _WIDTH.search(part.strip())
                size = float(width[1]) * (1 if width[2] == "w" else 400) if width else 300.0
                if best is None or size > best[0]:
                    best = (size, address)
        for key in _SINGLE:
            address = picture.attributes.get(key) or ""
            if address and not address.startswith("data:") and (best is None or best[0] < 310):
                best = (310.0 - order * 0.001, address)
                break
    if best is None:
        return None
    try:
        return urljoin(url or "", best[1].strip())
    except ValueError:
        return None


def _declared_lead(declared: Declared, url: str | None) -> Image | None:
    value: Any = declared.article.get("image")
    first = value[0] if isinstance(value, list) and value else value
    address = first if isinstance(first, str) else None
    caption = credit = None
    if isinstance(first, dict):
        address = first_text(first.get("url")) or first_text(first.get("contentUrl"))
        caption = first_text(first.get("caption"))
        credit = first_text(first.get("creditText")) or first_text(first.get("copyrightHolder")) or first_text(first.get("author"))
    address = address or declared.metas.get("og:image") or declared.metas.get("twitter:image")
    if not address:
        return None
    try:
        address = urljoin(url or "", address.strip())
    except ValueError:
        return None
    return Image(address, clean_line(caption), clean_line(credit))


def _same_picture(one: str | None, other: str | None) -> bool:
    return bool(one and other) and normal_words((one or "").rpartition("/")[2]) == normal_words((other or "").rpartition("/")[2])
