"""The steps of Dateline: pure functions, and the Beam transforms of the same names that wire them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transforms.reading import read_article as read_article


def __getattr__(name: str) -> Any:
    """`read_article`, with its tables, where it is asked for: storage and polling have no use for them."""
    if name == "read_article":
        from transforms.reading import read_article

        return read_article
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
