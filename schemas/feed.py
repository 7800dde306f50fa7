"""`Feed`: one line of the feed list, and what it says of every entry that comes out of it."""

from __future__ import annotations

import dataclasses
from typing import Optional

FETCH_MODES = ("auto", "always", "never")


@dataclasses.dataclass(frozen=True, slots=True)
class Feed:
    """A subscription.

    Attributes:
      url: the feed document.
      publisher: the outlet's name; country: its ISO 3166-1 alpha-2; language: its BCP 47 primary tag.
      category: the user's own label.
      fetch: `auto` reads the article's page where the feed's text is short, and the feed's where it is the whole or the page cannot be
        had; `always` takes only the page; `never` takes only the feed's text.
      headers: sent with each request for the feed document, and to no other host.
    """

    url: str
    publisher: Optional[str] = None
    country: Optional[str] = None
    language: Optional[str] = None
    category: Optional[str] = None
    fetch: str = "auto"
    headers: tuple[tuple[str, str], ...] = ()
