"""The images of an article: the lead image and those within the text, each with its caption and credit as printed."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from schemas import Image
from transforms.extract_credits.credits import split_caption
from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.body import Reading
from transforms.strip_boilerplate.class_words import BYLINE, CAPTION, CREDIT, HARD, NONE
from transforms.strip_boilerplate.declared import Declared, first_text
from transforms.strip_boilerplate.extents import ends, photos, walls
from transforms.strip_boilerplate.gate import clean_line, joined_blanks
from transforms.strip_boilerplate.lines import furniture_kind
from transforms.strip_boilerplate.shapes import is_bare_date, is_credit_line, is_dated, is_source_line, is_timestamp
from transforms.strip_boilerplate.tree import Picture, Tree

_SOURCES = ("data-srcset", "srcset", "data-lazy-srcset", "data-original-set")
_SINGLE = ("data-src", "data-original", "data-lazy-src", "data-url", "data-full", "data-hi-res-src", "data-echo", "src")
_SRCSET = re.compile(r",\s+|,(?=https?:)")
_WIDTH = re.compile(r"(\d{1,5}(?:\.\d+)?)([wx])$")
# Not photographs: logos, icons, tracking pixels, portraits.
_NO_PHOTO = re.compile(
    r"logo|icon|sprite|avatar|pixel|spacer|blank|placeholder|emoji|gravatar|badge|1x1|/ads?/|loader|transparent|favicon", re.IGNORECASE
)
# A portrait's own words: name, role, date.
_BYLINE_LIKE = re.compile(r"^(?:von|by|par|por|di|door|av|af)\s", re.IGNORECASE)
# How style sheets cut a portrait.
_ROUND = re.compile(r"rounded-full|rounded-circle|img-circle|avatar", re.IGNORECASE)
_FOREIGN_NAME = re.compile(r"teaser(?!-?image)|related|promo(?!ted-media)|recommend|author|portrait|avatar", re.IGNORECASE)
# An image that opens in a box over the page when it is pressed.
_BUTTON = tags.tag_id("button")
_OPENS = re.compile(r"modal|lightbox|zoom", re.IGNORECASE)
_NO_CAPTIONS = frozenset({"read_more", "newsletter", "share", "advert", "player", "comments", "consent"})
# A video's running time.
_DURATION = re.compile(r"^\W*\d{1,2}:\d{2}(?::\d{2})?(?:\W*$|\s)|\b\d{1,2}:\d{2}\s*(?:min\b|Min\b|minut)|\bDuration\s+\d{1,2}:\d{2}")
# How many blocks share a box with an image that is no figure.
_WIDEST_BOX = 5
_LONGEST_CAPTION = 900
# Shorter descriptions name a thing (`Ferry`), which text may begin with.
_SHORTEST_DESCRIPTION = 20
_MAX_IMAGES = 60


def read_pictures(tree: Tree, declared: Declared, reading: Reading, url: str | None) -> list[tuple[int, Image]]:
    """The article's images in order, each with the index of the block that it stands before; where none stands there, the declared one.

    Beside images on the page the declared one is the first of them in another cut.
    """
    images = _within(tree, reading, url)
    if images:
        return images
    lead = _declared_lead(declared, url)
    return [(-1, lead)] if lead else []


def _within(tree: Tree, reading: Reading, url: str | None) -> list[tuple[int, Image]]:
    if not reading.blocks:
        return []
    first, last = reading.blocks[0], reading.blocks[-1]
    start = reading.heading - 4 if 0 <= reading.heading <= first else first - 14
    boxes = _Boxes(tree, reading)
    groups: dict[int, list[Picture]] = {}
    for picture in tree.pictures:
        if start <= picture.block <= last + 1:
            groups.setdefault(boxes.box_of(picture), []).append(picture)
    found: list[tuple[int, Image]] = []
    for box, pictures in groups.items():
        above = tree.containers[box].tag != tags.FIGURE and pictures[0].block < reading.heading
        if boxes.is_foreign(box) or (above and not boxes.is_credited(box) and not _credit_in_title(pictures)):
            continue
        for shown, indices in boxes.parts_of(box, pictures):
            if boxes.is_video(indices):
                continue
            caption, credit = boxes.words_of(box, indices)
            if _is_portrait(caption, credit) or any(_ROUND.search(picture.attributes.get("class") or "") for picture in shown):
                continue
            if caption is None:
                caption, told = boxes.described(shown)
                credit = credit or told
            address = _best_source(shown, url)
            credit = credit or _credit_in_title(shown)
            if not (caption or credit) and (address is None or tree.containers[box].tag != tags.FIGURE):
                continue
            if address and _NO_PHOTO.search(address) and not credit and len(caption or "") < 30:
                continue
            found.append((shown[0].block, Image(address, caption, credit)))
    found += boxes.orphans(start, last)
    found.sort(key=lambda pair: pair[0])
    first_of = {image: place for place, image in reversed(found)}
    return [(first_of[image], image) for image in dict.fromkeys(image for _, image in found)][:_MAX_IMAGES]


def _is_portrait(caption: str | None, credit: str | None) -> bool:
    """Whether the words beside an image are a byline or a date: its author's portrait, or the head's."""
    if caption and _BYLINE_LIKE.match(caption) and (len(caption) < 80 or is_dated(caption)):
        return True
    return bool(credit) and (
        (_BYLINE_LIKE.match(credit or "") is not None and not caption) or (is_dated(credit or "") and len(credit or "") > 24)
    )


def _credit_in_title(pictures: list[Picture]) -> str | None:
    """The credit that an image's title or description ends with: `Fans in Leeds | AFP/Ann Lee`, `Leeds © AFP`, `… | Bildquelle: WDR`."""
    for picture in pictures:
        for key in ("data-credit", "data-copyright", "data-photographer"):
            if credit := clean_line(picture.attributes.get(key)):
                return credit
        title = picture.attributes.get("title") or ""
        head, bar, tail = title.rpartition("|")
        tail = tail.strip()
        if bar and head.strip() and 1 < len(tail) <= 60 and (is_credit_line(tail) or ("/" in tail or tail.isupper())):
            return clean_line(tail)
        described = picture.attributes.get("alt") or ""
        if "©" in described or ":" in described:
            credit = split_caption(described)[1]
            if credit:
                return clean_line(credit)
    return None


class _Boxes:
    """The boxes that images share with their captions: arithmetic over containers and the blocks within them."""

    def __init__(self, tree: Tree, reading: Reading) -> None:
        self.tree = tree
        self.body = set(reading.blocks)
        self.dead = reading.dead
        self.ends = ends(tree)
        self.used: set[int] = set()
        self.walls = walls(tree, self.body, _LONGEST_CAPTION)
        self.photos = photos(tree)

    def box_of(self, picture: Picture) -> int:
        """The figure around an image, else the widest box around it that holds no text of the article and no other image."""
        containers = self.tree.containers
        at = box = picture.container
        for _ in range(7):
            if at <= 0:
                break
            container = containers[at]
            if container.tag == tags.FIGURE:
                return at
            end = self.ends[at]
            if (
                self.walls[end] > self.walls[container.start]
                or end - container.start > _WIDEST_BOX
                or self.photos[at] > max(1, self.photos[picture.container])
            ):
                break
            box = at
            at = container.parent
        # Without a figure: as far up as the first text goes, no further.
        narrow = picture.container
        while narrow != box and containers[narrow].start == self.ends[narrow]:
            narrow = containers[narrow].parent
            if narrow <= 0:
                return box
        return narrow if narrow > 0 else box

    def is_credited(self, box: int) -> bool:
        """Whether a box holds a credit that calls itself so: what stands above the headline with one is the article's image."""
        blocks, containers = self.tree.blocks, self.tree.containers
        return any(containers[blocks[index].container].roles & CREDIT for index in range(containers[box].start, self.ends[box]))

    def is_foreign(self, box: int) -> bool:
        """Whether a box stands in another article's teaser, in a portrait of the author, in navigation."""
        containers = self.tree.containers
        if _FOREIGN_NAME.search(containers[box].name):
            return True
        at = containers[box].parent if containers[box].tag == tags.FIGURE else box
        while at > 0:
            container = containers[at]
            if container.furniture >= HARD and not container.media and self.dead[at] and container.tag != _BUTTON:
                # An image of the article that opens in a box over it.
                return not (_OPENS.search(container.name) and containers[box].tag == tags.FIGURE and not self.dead[container.parent])
            if container.roles & BYLINE and not container.roles & (CAPTION | CREDIT):
                return True
            at = container.parent
        return False

    def parts_of(self, box: int, pictures: list[Picture]) -> list[tuple[list[Picture], list[int]]]:
        """The images of a box, each with the blocks that are its own: a gallery's captions follow their images."""
        tree = self.tree
        figure = tree.containers[box].tag == tags.FIGURE
        start, end = tree.containers[box].start, self.ends[box]
        indices = []
        if figure or (end - start <= _WIDEST_BOX and self.walls[end] == self.walls[start]):
            indices = [
                index for index in range(start, end) if index not in self.body or tree.containers[tree.blocks[index].container].captioned
            ]
        at = sorted({picture.block for picture in pictures if not picture.source})
        captions = [index for index in indices if tree.containers[tree.blocks[index].container].captioned]
        if len(at) > 1 and (not figure or len(captions) >= len(at)):
            parts = []
            for first, after in zip(at, [*at[1:], end + 1], strict=True):
                shown = [picture for picture in pictures if first <= picture.block < after]
                own = [index for index in indices if first <= index < after]
                parts.append((shown, own if figure else self._beside(first, None)))
            return parts
        return [(pictures, indices or self._beside(pictures[-1].block, None))]

    def is_video(self, indices: list[int]) -> bool:
        """Whether the words beside an image tell how long it runs: a video's still. They are nobody else's caption then."""
        if not any(_DURATION.search(self.tree.blocks[index].text) for index in indices):
            return False
        self.used.update(indices)
        return True

    def words_of(self, box: int, indices: list[int]) -> tuple[str | None, str | None]:
        """Caption and credit, as printed, in some blocks of a box."""
        tree = self.tree
        figure = tree.containers[box].tag == tags.FIGURE
        captions: list[str] = []
        credits_: list[str] = []
        others: list[str] = []
        for index in indices:
            block = tree.blocks[index]
            if index in self.used or furniture_kind(block.text) in _NO_CAPTIONS or is_timestamp(block.text) or is_bare_date(block.text):
                continue
            self.used.add(index)
            if self._is_pressed(block.container):
                continue
            roles = self._roles(block.container, box)
            if (
                (roles & CREDIT and len(block.text) <= 160 and not (roles & CAPTION and len(block.text) > 120))
                or is_credit_line(block.text)
                or is_source_line(block.text)
            ):
                credits_.append(block.text)
            elif roles & CAPTION or tree.containers[block.container].captioned:
                captions.append(block.text)
            elif block.link_chars < 0.5 * len(block.text) and block.tag not in tags.HEADINGS and (figure or len(indices) <= 3):
                others.append(block.text)
        said = list(dict.fromkeys(captions or others))
        # The last of several parts of a caption, short and no sentence, is whom the picture is from.
        if not credits_ and len(said) > 1 and len(said[-1]) <= 80 and said[-1][-1] not in ".!?。" and len(said[-1]) < len(said[0]):
            credits_.append(said.pop())
        caption = clean_line(" ".join(said))
        if caption and len(caption) > _LONGEST_CAPTION:
            caption = None
        return caption, clean_line(" ".join(dict.fromkeys(credits_)))

    def described(self, shown: list[Picture]) -> tuple[str | None, str | None]:
        """Caption and credit in a block beside an image that begins with the image's own description: what follows that is the credit."""
        blocks = self.tree.blocks
        for picture in shown:
            described = joined_blanks(picture.attributes.get("alt") or "")
            if len(described) < _SHORTEST_DESCRIPTION:
                continue
            for index in range(picture.block, min(picture.block + 2, len(blocks))):
                text = blocks[index].text
                if index not in self.used and index not in self.body and text.startswith(described) and len(text) - len(described) <= 80:
                    self.used.add(index)
                    return clean_line(described), clean_line(text[len(described) :].strip(" |–—·,")) if len(text) > len(described) else None
        return None, None

    def orphans(self, start: int, last: int) -> list[tuple[int, Image]]:
        """Captions whose images are put in by scripts, each with its place."""
        containers = self.tree.containers
        images = []
        for index in range(max(0, start), min(len(self.tree.blocks), last + 1)):
            box = self.tree.blocks[index].container
            if index in self.used or not containers[box].captioned:
                continue
            while containers[box].parent > 0 and containers[containers[box].parent].captioned:
                box = containers[box].parent
            outer = containers[containers[box].parent]
            if outer.tag == tags.FIGURE and outer.furniture == NONE:
                continue  # whom a quotation is from
            if self.ends[box] - containers[box].start > 4 or self.is_foreign(containers[box].parent):
                continue
            indices = list(range(containers[box].start, self.ends[box]))
            if self.is_video(indices):
                continue
            caption, credit = self.words_of(box, indices)
            if ((caption and len(caption) > 12) or credit) and not _is_portrait(caption, credit):
                images.append((index, Image(None, caption, credit)))
        return images

    def _beside(self, block: int, own: list[int] | None) -> list[int]:
        """The caption that follows an image outside its box: the captioned blocks right after it."""
        blocks, containers = self.tree.blocks, self.tree.containers
        found: list[int] = []
        for index in range(block, min(block + 3, len(blocks))):
            if not containers[blocks[index].container].captioned or index in self.used or (own is not None and index not in own):
                break
            if found and containers[blocks[index].container].parent != containers[blocks[found[0]].container].parent:
                break
            found.append(index)
        return found

    def _is_pressed(self, container: int) -> bool:
        """Whether a container is a button's: what it says, but for a caption, is what happens when it is pressed."""
        containers = self.tree.containers
        for _ in range(4):
            if container <= 0 or containers[container].roles & (CAPTION | CREDIT) or containers[container].tag == tags.FIGCAPTION:
                break
            if containers[container].tag == _BUTTON:
                return True
            container = containers[container].parent
        return False

    def _roles(self, container: int, box: int) -> int:
        """What the innermost element that calls itself caption or credit says a block of a box is."""
        containers = self.tree.containers
        while container > box:
            if roles := containers[container].roles & (CAPTION | CREDIT) or (
                CAPTION if containers[container].tag == tags.FIGCAPTION else 0
            ):
                return roles
            container = containers[container].parent
        return 0


def _best_source(pictures: list[Picture], url: str | None) -> str | None:
    """The largest version of an image, absolute."""
    best: tuple[float, str] | None = None
    for order, picture in enumerate(pictures):
        for key in _SOURCES:
            declared = picture.attributes.get(key)
            if not declared:
                continue
            for part in _SRCSET.split(declared):
                address, _, descriptor = part.strip().partition(" ")
                if not address or address.startswith("data:"):
                    continue
                width = _WIDTH.match(descriptor.strip()) if descriptor else None
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
