"""Captions and credits of images, told apart: the caption without its credit, the credit without its marker."""

from __future__ import annotations

import dataclasses
import functools
import re
import tomllib
from importlib import resources
from typing import NamedTuple

from schemas import Article, Image
from transforms.article_text import normal_line, normal_words
from transforms.extract_credits.agencies import find_agency
from transforms.pattern_words import first_words, words_of

# Which of a gallery's images it is: `2 of 12 |`.
_COUNTER = re.compile(r"^\d{1,3}\s*(?:/|of|von|de|di|av|из)\s*\d{1,3}\s*[|:.–-]?\s+", re.IGNORECASE)
# The day of a Japanese photograph, before who took it: `2024年1月、山田太郎撮影`.
_TAKEN_ON = re.compile(r"^[（(]?\d[^、]{0,20}[年月日][^、]{0,12}、")
_LONGEST_CREDIT = 140
_WORDS_OF_A_CREDIT = 18
_OPENING, _CLOSING = "(\\[（【［〈<", ")\\]）】］〉>"
_CLOSES = frozenset(")]）】］〉>")
_SIGN = re.compile(r"[©ⓒ]|\(c\)|copyright", re.IGNORECASE)
_EDGES = " \t|/–—-•·,;:、"


def split_credits(article: Article) -> Article:
    """A copy whose images have their caption and credit apart, in as many languages as `data/credit_markers.toml` has."""
    own = frozenset(normal_line(name) for name in (article.publisher, article.domain) if name)
    images = [image for image in (split_image(image, own) for image in article.images) if image.url or image.caption or image.credit]
    return dataclasses.replace(article, images=images)


def split_caption(printed: str) -> tuple[str | None, str | None]:
    """Caption and credit of a printed caption, either None where it is not there.

    >>> split_caption("Voters queue in Riga. Photo: Ann Lee/AFP")
    ('Voters queue in Riga.', 'Ann Lee/AFP')
    """
    words = _words()
    text = words.caption_lead.sub("", printed.strip()).strip()
    # What each pattern cannot do without, told at a tenth of its cost.
    said = words_of(text)
    for pattern, is_possible in (
        (words.bracketed, text.removesuffix(".").rstrip()[-1:] in _CLOSES),
        (words.marked, said is None or not words.marking.isdisjoint(said)),
        (words.copyright, _SIGN.search(text) is not None),
        (words.attributed, said is None or not words.attributing.isdisjoint(said)),
        (words.glued, "=" in text or "＝" in text),
        # What follows a name is Chinese, Japanese or Korean.
        (words.followed, not text.isascii()),
        (words.agency, said is None or not words.agencies.isdisjoint(said)),
    ):
        found = pattern.search(text) if is_possible else None
        if not found:
            continue
        credit = clean_credit(found["credit"])
        if not credit or len(credit) > _LONGEST_CREDIT or len(credit.split()) > _WORDS_OF_A_CREDIT:
            continue
        caption = text[: found.start("cut")].rstrip(_EDGES + " (（[©").strip()
        return (caption or None), credit
    return text or None, None


def clean_credit(printed: str) -> str | None:
    """A credit without brackets and markers: `(IMAGE SOURCE: KREMLIN)` gives `KREMLIN`; one said twice is said once."""
    words = _words()
    text = _TAKEN_ON.sub("", " ".join(printed.split()).strip(_EDGES))
    for _ in range(4):
        before = text
        if len(text) > 1 and text[0] in "([（【［<" and text[-1] in ")]）】］>":
            text = text[1:-1]
        elif len(text) > 1 and text[0] in "([（【［" and not re.search(f"[{_CLOSING}]", text):
            text = text[1:]
        elif text.endswith((")", "]", "）", "】")) and not re.search(f"[{_OPENING}]", text):
            text = text[:-1]
        text = words.lead.sub("", text.strip(_EDGES + "\u00a0")).strip(_EDGES)
        text = words.trail.sub("", text)
        if text == before:
            break
    parts = re.split(r"\s*\|\s*|\s+©\s*", text)
    kept: list[str] = []
    for part in parts:
        part = words.lead.sub("", part.strip(_EDGES)).strip(_EDGES)
        said = set(normal_words(part))
        if part and not any(said <= set(normal_words(other)) for other in kept):
            kept.append(part)
    return " | ".join(kept) or None


def split_image(image: Image, own: frozenset[str] = frozenset()) -> Image:
    """An image with caption and credit apart; `own` is what the publisher calls itself, as normal words."""
    credit = clean_credit(image.credit) if image.credit else None
    caption = _words().caption_lead.sub("", _COUNTER.sub("", image.caption.strip())).strip() if image.caption else None
    if caption and credit:
        # The credit of its own element may also end the caption, in the same words or in others: `Photo: AFP` under `… (Ann Lee/AFP)`.
        rest, inner = split_caption(caption)
        repeated = inner is not None and set(normal_words(inner)) & set(normal_words(credit))
        caption = rest if repeated else _without(caption, image.credit or "", credit)
    elif caption and _names_source(caption, own):
        credit = clean_credit(caption)
        caption = None
    elif caption:
        caption, credit = split_caption(caption)
    if caption and credit and normal_words(caption) == normal_words(credit):
        caption = None
    return Image(image.url, caption or None, credit)


def _names_source(caption: str, own: frozenset[str]) -> bool:
    """Whether all that stands under an image is whom it is from: an agency, a seller of pictures, the publisher itself."""
    if len(caption) > 60:
        return False
    return bool(find_agency(caption)) or _words().seller.fullmatch(caption) is not None or normal_line(caption) in own


def _without(caption: str, printed: str, credit: str) -> str | None:
    """A caption without the credit that stands at its end or its head."""
    for said in (printed.strip(), credit):
        if said and caption.endswith(said):
            caption = caption[: -len(said)]
        elif said and caption.startswith(said):
            caption = caption[len(said) :]
        else:
            continue
        return caption.strip(_EDGES + " (（[©").strip() or None
    return caption


class _Words(NamedTuple):
    lead: re.Pattern[str]
    trail: re.Pattern[str]
    caption_lead: re.Pattern[str]
    bracketed: re.Pattern[str]
    marked: re.Pattern[str]
    copyright: re.Pattern[str]
    attributed: re.Pattern[str]
    glued: re.Pattern[str]
    followed: re.Pattern[str]
    agency: re.Pattern[str]
    seller: re.Pattern[str]
    # The words that what `marked`, `attributed` and `agency` look for begins with.
    marking: frozenset[str]
    attributing: frozenset[str]
    agencies: frozenset[str]


@functools.cache
def _words() -> _Words:
    table = tomllib.loads(resources.files(__package__).joinpath("data/credit_markers.toml").read_text("utf-8"))

    def words(*names: str) -> set[str]:
        return {word for name in names for listed in table[name].values() for word in listed}

    def one_of(*names: str) -> str:
        return "|".join(re.escape(word) for word in sorted(words(*names), key=lambda word: (-len(word), word)))

    abbreviated = one_of("abbreviated")
    marker, by, agency = one_of("image", "source"), one_of("by"), one_of("pictures_from")
    after = one_of("after")
    sign = r"©|\(c\)|ⓒ|&copy;|copyright\b(?:\s+by)?"
    colon = r"\s*(?:[:：＝=／©]|\.{3}|…|/(?=\s*\S))\s*"
    # A marker is a word of its own; in scripts without spaces it may touch what is before it.
    apart = r"(?<![^\W\d_])"
    return _Words(
        lead=re.compile(
            rf"^(?:(?:{sign})\s*[:：]?\s*|(?:{by})\s+|(?:{marker})\.?(?:\s+(?:{marker}))?{colon}|(?:{marker})\.\s+|(?:{sign})\s*)+",
            re.IGNORECASE,
        ),
        trail=re.compile(rf"(?<=\S)\s*(?:{after})$"),
        caption_lead=re.compile(rf"^(?:{one_of('caption_lead')})\s*[:：,，]\s*|^(?:image caption|photo caption)\s+", re.IGNORECASE),
        bracketed=re.compile(
            rf"(?P<cut>\s*[{_OPENING}])\s*(?P<credit>(?:(?:{marker})\.?{colon}|(?:{by})\s|(?:{sign})|[^{_OPENING}{_CLOSING}]{{0,60}}\b(?:photo|images?)\b|(?:[^{_OPENING}{_CLOSING}]{{0,50}}[/,|\s])?(?:{agency})(?=[/,|\s{_CLOSING}])|[^{_OPENING}{_CLOSING}/.]{{2,50}}/[^{_OPENING}{_CLOSING}/.]{{2,40}}(?=[{_CLOSING}])|[^{_OPENING}{_CLOSING}]{{1,20}}(?:{after})(?=[{_CLOSING}]))"
            rf"[^{_OPENING}{_CLOSING}]{{0,120}})[{_CLOSING}]\s*\.?$",
            re.IGNORECASE,
        ),
        marked=re.compile(
            rf"(?:^|(?<=[\s.,;|–—\-)»\"”’。、」/])|(?<=[\u3040-\u9fff]))(?P<cut>\(?\[?\s*(?:(?:(?-i:[A-Z]{{2,5}})\s)?(?:{marker})\.?\s*(?:[:：＝=／©]|\.{{3}}|…|/(?=\s*\S)|\s\|)|(?:{abbreviated})\s))\s*(?P<credit>(?:(?!(?:{marker})\s*[:：]).){{2,140}})$",
            re.IGNORECASE,
        ),
        copyright=re.compile(r"(?P<cut>\s*(?:©|\(c\)|ⓒ|copyright\b)\s*)(?P<credit>[^©]{2,140}(?:\|\s*©?[^©]{2,80})?)$", re.IGNORECASE),
        attributed=re.compile(
            rf"(?:^|(?<=[\s.,;|–—\-)»\"”’])){apart}(?P<cut>(?:{by})\s+)(?P<credit>(?-i:(?![a-z]))[^.!?]{{2,100}}\.?)$", re.IGNORECASE
        ),
        glued=re.compile(r"(?P<cut>＝|=(?=[^\s=]{1,16}$))(?P<credit>[^＝=。、\s\d０-９]{1,20})$"),
        followed=re.compile(
            rf"(?:^|(?<=[\s。，！？）」、＝]))(?P<cut>)(?P<credit>(?:[^\s。，、（]{{2,8}}[记記]者\s|[^\s。，、（]{{2,6}}[发發][（(])?[^\s。，、！？（「＝]{{1,24}}\s?(?:{after})[）)]?)$"
        ),
        marking=first_words(words("image", "source", "abbreviated")),
        attributing=first_words(words("by")),
        agencies=first_words(words("pictures_from")),
        seller=re.compile(rf"(?:{agency})(?:\s*[/|,]\s*(?:{agency}))*", re.IGNORECASE),
        agency=re.compile(
            rf"(?:(?<=[.!?»\"”)…’'])\s+|\s*(?=[|–—])|\s+-\s+(?=\S)|\.-\s+)(?P<cut>)(?P<credit>[|–—\s]*(?:[^.!?|–—]{{0,60}}[/,|\s])?(?:{agency})(?:[/,|\s][^.!?]{{0,60}})?)\.?$",
            re.IGNORECASE,
        ),
    )
