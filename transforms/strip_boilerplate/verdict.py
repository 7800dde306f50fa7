"""What is no article says so: binary, error page, login, consent wall, video page, listing. And how sure the reader is of the rest.

An article must never be refused: every verdict but `binary` wants little text, and a page that declares itself an article is refused only
for being an error, a login or a wall.
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from urllib.parse import urlsplit

from schemas import Page, Unusable
from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.blocks import TypedBlock
from transforms.strip_boilerplate.body import SENTENCE_ENDS, Reading
from transforms.strip_boilerplate.declared import Declared
from transforms.strip_boilerplate.lines import Phrases, furniture_kind, phrases, says_cut
from transforms.strip_boilerplate.tree import Tree

_MAGIC = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00", b"OggS",
    b"ID3", b"BZh", b"7z\xbc\xaf", b"\x7fELF", b"MZ\x90", b"wOFF", b"wOF2",
)  # fmt: skip
# Text shorter than this may be no article at all; a news flash has about as much.
_THIN = 500
# Below this, and without a declaration, there is no article.
_NOTHING = 60
_SEPARATOR = re.compile(r"\s+[|–—:·-]+\s+|\s*\|\s*")
# A block of the body that says less is a scrap: a label, a name, a figure.
_SCRAP = 60
# A listing is mostly linked headlines: at least so many, and more of them than paragraphs.
_LISTED = 8


def refuse_binary(content: bytes, content_type: str) -> None:
    """Raises Unusable `binary` for bytes that are no text."""
    kind = content_type.split(";")[0].strip().lower()
    head = content[:2_000]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    if (
        head.startswith(_MAGIC)
        or kind.startswith(("image/", "audio/", "video/", "font/"))
        or kind in ("application/pdf", "application/zip")
    ):
        raise Unusable("binary", kind or "no content type")
    if head.count(0) > len(head) // 50 and "utf-16" not in content_type.lower():
        raise Unusable("binary", "NUL bytes")


def refuse_non_article(page: Page, tree: Tree, declared: Declared, reading: Reading, blocks: list[TypedBlock]) -> None:
    """Raises Unusable with what the page is, where it is no article."""
    text = sum(len(block.text) for block in blocks) * reading.factor
    titles = [tree.title, *(block.text for block in tree.blocks if block.tag == tags.H1)]
    if text < _THIN:
        for reason in ("error-page", "login", "consent-wall"):
            if called := _called(reason, titles, bool(declared.article)):
                raise Unusable(reason, called)
        if tree.passwords and text < _THIN / 2 and not declared.article:
            raise Unusable("login", "a password is asked for")
        if _is_wall(tree, blocks):
            raise Unusable("consent-wall", "what text there is speaks of consent")
        if not declared.article and (
            _declares_video(declared) or (tree.players and text < _THIN / 2 and len(blocks) < 3 and not _sentences(blocks))
        ):
            raise Unusable("video-page", tree.title)
    if not declared.article and _is_listing(page, tree, declared, reading, blocks, text):
        raise Unusable("listing", tree.title)
    if not blocks:
        raise Unusable("not-an-article", "no paragraph of text")
    if text < _NOTHING and not declared.article and not _sentences(blocks):
        raise Unusable("not-an-article", "no sentence")


def truncated_by(tree: Tree, declared: Declared, reading: Reading) -> bool:
    """Whether a paywall cuts the text: a prompt right below it says so, or the page declares it and the text is short."""
    if not reading.blocks:
        return False
    last = reading.blocks[-1]
    if any(says_cut(block.text) for block in tree.blocks[last : last + 6]):
        return True
    free = declared.article.get("isAccessibleForFree")
    closed = free is False or (isinstance(free, str) and free.strip().lower().endswith("false"))
    length = sum(len(tree.blocks[index].text) for index in reading.blocks) * reading.factor
    return closed and (length < 1_200 or tree.blocks[last].text.endswith(("…", "...")))


def score_of(tree: Tree, declared: Declared, reading: Reading, blocks: list[TypedBlock]) -> float:
    """0 to 1: how sure the reader is that this is the body, the whole of it and nothing else.

    The product of: how much of the page's prose was kept, of that outside furniture and of all of it; how little of the body is links and
    list items; how much of it are sentences in paragraphs, and how few of its blocks are scraps; whether there is enough of it; and whether
    it agrees with a declared `articleBody` where there is one.
    """
    if not blocks:
        return 0.0
    texts = [tree.blocks[index] for index in reading.blocks]
    length = linked = listed = sentences = scraps = 0
    density = max(reading.factor, _density(texts[0].text))
    for block in texts:
        size = len(block.text)
        length += size
        linked += block.link_chars
        if block.tag == tags.LI:
            listed += size
        if size * density < _SCRAP:
            scraps += 1
        elif block.text[-1] in SENTENCE_ENDS:
            sentences += size
    length = length or 1
    alive = min(1.0, reading.kept / max(reading.alive, 1.0))
    whole = min(1.0, reading.kept / max(reading.prose, 1.0))
    enough = min(1.0, length * density / 900)
    score = (
        (0.7 + 0.3 * alive)
        * (0.5 + 0.5 * whole)
        * (1 - min(0.8, 2 * linked / length))
        * (1 - 0.5 * listed / length)
        * (0.3 + 0.7 * sentences / length)
        * (1 - 0.5 * scraps / len(texts))
        * (0.4 + 0.6 * enough)
    )
    body = declared.article.get("articleBody")
    if isinstance(body, str) and len(body) > 600:
        share = min(len(body), length) / max(len(body), length)
        score *= 0.75 + 0.25 * share
    return round(max(0.0, min(1.0, score)), 3)


def _density(text: str) -> float:
    """What a letter of this text says beside one of a script with spaces (`body`): told by its first."""
    return 1.0 if text[0] < "\u0e00" or text[0] in "“”‘’…—–" else 2.2


def _called(reason: str, titles: list[str], declared: bool) -> str | None:
    """The title that says so: one that is such a phrase, with a few words more where nothing declares an article."""
    vocabulary = _vocabulary()[reason]
    for title in titles:
        own = _SEPARATOR.split(title.strip(), maxsplit=1)[0].casefold().strip(" .!?:-–|\"'")
        phrase = vocabulary.longest(own)
        if phrase and len(own) - len(phrase) <= (2 if declared else 22):
            return title
    return None


def _is_wall(tree: Tree, blocks: list[TypedBlock]) -> bool:
    """Whether at least half of a thin page's words are about consent, and something on it is named so."""
    said = [block.text.casefold() for block in tree.blocks[:60]]
    total = sum(map(len, said)) or 1
    telling = _consent_words()
    about = sum(len(text) for text in said if any(word in text for word in telling))
    return (
        about > 0.5 * total
        and total > 60
        and any(furniture_kind(block.text) == "consent" or any(word in block.text.casefold() for word in telling) for block in blocks)
    )


def _declares_video(declared: Declared) -> bool:
    return declared.metas.get("og:type", "").lower().startswith("video") or (
        "VideoObject" in declared.types and declared.metas.get("og:type", "").lower() != "article"
    )


def _is_listing(page: Page, tree: Tree, declared: Declared, reading: Reading, blocks: list[TypedBlock], text: float) -> bool:
    """Many linked headlines, few paragraphs of one's own, and nothing that says article."""
    if declared.metas.get("og:type", "").lower() == "article" or any(container.text == 3 for container in tree.containers):
        return False
    if "article:published_time" in declared.metas:
        return False
    # A day or a long slug in the address is an article's.
    path = urlsplit(page.url).path if page.url else ""
    listed = sum(1 for block in tree.blocks if block.link_chars > 0.6 * len(block.text) and len(block.text) * reading.factor > 25)
    paragraphs = sum(1 for block in blocks if block.kind == "paragraph" and len(block.text) * reading.factor > 120)
    front = path in ("", "/") and page.url is not None
    if listed < _LISTED:
        return False
    if text < _THIN and paragraphs < 2:
        return True
    # Teasers: the paragraphs of the body stand in as many different articles.
    homes = {_article_of(tree, index) for index in reading.blocks}
    homes.discard(-1)
    return (len(homes) >= 4 and len(homes) >= 0.6 * len(reading.blocks)) or (front and paragraphs < 3 and listed > 3 * len(blocks))


def _article_of(tree: Tree, block: int) -> int:
    """The innermost article element or list item around a block, -1 where there is none."""
    at = tree.blocks[block].container
    while at > 0:
        if tree.containers[at].tag in (tags.ARTICLE, tags.LI):
            return at
        at = tree.containers[at].parent
    return -1


def _sentences(blocks: list[TypedBlock]) -> bool:
    return any(block.text[-1] in ".!?。！？।؟…" and len(block.text) > 30 for block in blocks)


@functools.cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resources.files(__package__).joinpath("data/verdicts.toml").read_text("utf-8"))


@functools.cache
def _vocabulary() -> dict[str, Phrases]:
    return {
        reason: phrases([(phrase.casefold(), reason) for words in table.values() for phrase in words])
        for reason, table in _tables().items()
    }


@functools.cache
def _consent_words() -> tuple[str, ...]:
    return tuple(_tables()["consent-text"]["any"])
