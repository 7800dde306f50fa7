"""What is no article says so: binary, empty, consent wall, login, error page, listing, video page. And how sure the reader is of the rest."""

from __future__ import annotations

from schemas import Page, Unusable
from transforms.strip_boilerplate.blocks import TypedBlock
from transforms.strip_boilerplate.body import Reading
from transforms.strip_boilerplate.declared import Declared
from transforms.strip_boilerplate.lines import says_cut
from transforms.strip_boilerplate.tree import Tree

_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x00\x00\x00",
    b"OggS",
    b"ID3",
    b"BZh",
    b"7z\xbc\xaf",
    b"\x7fELF",
    b"MZ\x90",
    b"wOFF",
    b"wOF2",
)


def refuse_binary(content: bytes, content_type: str) -> None:
    """Raises Unusable `binary` for bytes that are no text."""
    kind = content_type.split(";")[0].strip().lower()
    head = content[:2_000]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    if (
        head.startswith(_MAGIC)
        or kind.startswith(("image/", "audio/", "video/", "font/"))
        or kind in ("application/pdf", "application/zip", "application/octet-stream")
    ):
        raise Unusable("binary", kind or "no content type")
    if head.count(0) > len(head) // 50 and "utf-16" not in content_type.lower():
        raise Unusable("binary", "NUL bytes")


def refuse_non_article(page: Page, tree: Tree, declared: Declared, reading: Reading, blocks: list[TypedBlock]) -> None:
    """Raises Unusable with what the page is, where it is no article."""
    if not blocks:
        raise Unusable("not-an-article", "no paragraph of text")


def truncated_by(tree: Tree, declared: Declared, reading: Reading) -> bool:
    """Whether a paywall cuts the text."""
    if not reading.blocks:
        return False
    last = reading.blocks[-1]
    return any(says_cut(block.text) for block in tree.blocks[last : last + 6])


def score_of(tree: Tree, declared: Declared, reading: Reading, blocks: list[TypedBlock]) -> float:
    """0 to 1: how sure the reader is that this is the body, the whole of it and nothing else."""
    if not blocks:
        return 0.0
    return round(min(1.0, reading.kept / max(reading.prose, 1.0)), 3)
