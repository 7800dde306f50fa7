"""Which entry is which: ids that neither split an entry nor merge two, and versions that tell of an update."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from schemas import Entry
from transforms.fetch_pages.feed_text import is_read_from_feed, plain_text
from transforms.ids import article_id, digest
from transforms.poll_feeds.items import Item
from transforms.urls import canonical_url

_FEW, _MINUTE = 3, 60_000_000


def repeats(items: Sequence[Item]) -> set[int]:
    """The positions of items that an earlier one repeats word for word, dates and all."""
    seen: set[Item] = set()
    again = set()
    for position, item in enumerate(items):
        if item in seen:
            again.add(position)
        seen.add(item)
    return again


def entry_ids(items: Sequence[Item]) -> list[str]:
    """An id for each of these items, all different; give them without `repeats`.

    The guid where no other item of the document has it (some feeds give all the same: miniflux/v2#4197), else the link where
    that is one's own, else a digest of title and text, else of everything.
    """
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for claim in _CLAIMS:
        claims = {position: claim(item) for position, item in enumerate(items) if position not in ids}
        how_often = collections.Counter(claims.values())
        own = {at: claimed for at, claimed in claims.items() if claimed is not None and how_often[claimed] == 1 and claimed not in taken}
        ids |= own
        taken |= set(own.values())
    return [ids[position] for position in range(len(items))]


def link_ids(feed_url: str, items: Sequence[Item], ids: Sequence[str]) -> list[str]:
    """For each item the id of what it links to: two items have the same only if they are the same story.

    A fragment counts where it tells two items of the document apart (a live blog's posts); an address that several items
    share whole (a home page) tells nothing, and the item's own id counts. Without a link it is title and text.
    """
    pages = [_page(item) for item in items]
    places: list[tuple[str | None, str]] = [
        (page, _fragment(item)) if page else (None, _title_and_text(item) or "") for page, item in zip(pages, items, strict=True)
    ]
    on_page, at_place = collections.Counter(pages), collections.Counter(places)
    found = []
    for page, (_, within), entry_id in zip(pages, places, ids, strict=True):
        if at_place[page, within] > 1:
            found.append(digest("entry", feed_url, entry_id))
        elif page is None:
            found.append(digest("text", feed_url, within))
        else:
            found.append(article_id(f"{page}#{within}" if within and on_page[page] > 1 else page))
    return found


def entry_key(entry: Entry) -> str:
    """The 64-bit hex key by which a `polls` row remembers an entry."""
    return entry.sighting_id[:16]


def entry_versions(entries: Sequence[Entry]) -> dict[str, str]:
    """By key, what each entry of a document looks like: its title and date, and its text where that is read instead of its page.

    Dates that are all of one minute are the generator's, not the editors', and tell nothing.
    """
    dates = [entry.updated_at or entry.published_at for entry in entries]
    told = [date for date in dates if date is not None]
    dated = len(told) < _FEW or max(told) - min(told) > _MINUTE
    return {
        entry_key(entry): digest(
            entry.title or "",
            str(date) if dated else "",
            plain_text(entry.content or entry.summary or "") if is_read_from_feed(entry) else "",
        )[:8]
        for entry, date in zip(entries, dates, strict=True)
    }


def _title_and_text(item: Item) -> str | None:
    text = item.content or item.summary
    return digest(item.title or "", text or "") if item.title or text else None


def _everything(item: Item) -> str:
    return digest(*(repr(getattr(item, field.name)) for field in dataclasses.fields(item)))


# Asked in this order.
_CLAIMS: tuple[Callable[[Item], str | None], ...] = (lambda item: item.guid, lambda item: item.link, _title_and_text, _everything)


def _page(item: Item) -> str | None:
    return canonical_url(item.link) if item.link else None


def _fragment(item: Item) -> str:
    return urlsplit(item.link).fragment if item.link else ""
