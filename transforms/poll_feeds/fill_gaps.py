"""What a feed lost between two polls, found again in the news sitemaps of its site (reference/feeds.md 4b.A). Pure."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Sequence

from schemas import Entry
from transforms.poll_feeds.read_poll import Polled
from transforms.poll_feeds.state import FeedState
from transforms.urls import registrable_domain

# A site that names more sitemaps than this in its robots.txt keeps its news in the first ones, or in one that says so.
MAX_SITEMAPS = 5
# Clocks of sites differ, and dates are often cut to the minute.
_MARGIN = 3_600_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class Gap:
    """A time of which a feed may have lost entries.

    Attributes:
      since, until: microseconds since 1970 UTC.
      section: what the addresses of the feed's entries have in common; what lies elsewhere was never the feed's.
    """

    since: int
    until: int
    section: str

    def fits(self, entry: Entry) -> bool:
        """Whether the entry may have been in the feed."""
        published = entry.published_at
        in_time = published is not None and self.since - _MARGIN <= published <= self.until + _MARGIN
        return in_time and (entry.url or "").startswith(self.section)


def gap_of(polled: Polled, state: FeedState) -> Gap | None:
    """The gap that a poll found; None where there is none, or its feed tells of a site no more than a host of other sites does."""
    links = [entry.url for entry in polled.entries if entry.url]
    if not polled.poll.gap or not polled.poll.entries_missed or state.good_at is None or not links:
        return None
    dates = [entry.published_at for entry in polled.entries if entry.published_at is not None]
    section = section_of(links)
    if section is None:
        return None
    return Gap(since=state.good_at, until=min(dates, default=polled.poll.polled_at), section=section)


def section_of(links: Sequence[str]) -> str | None:
    """The folder that all addresses are in, down to the first that is numbered (a date, an id); None where they are of several sites."""
    folders = [link.split("/")[:-1] for link in links]
    if len({tuple(folder[:3]) for folder in folders}) > 1:
        return None
    shared = itertools.takewhile(
        lambda names: len(set(names)) == 1 and not re.search(r"\d", names[0]), zip(*(f[3:] for f in folders), strict=False)
    )
    return "/".join([*folders[0][:3], *(names[0] for names in shared)]) + "/"


def sitemaps_to_ask(listed: Sequence[str], site: str) -> list[str]:
    """Of the sitemaps in a site's robots.txt those of the site itself, what calls itself news first."""
    own = [url for url in dict.fromkeys(listed) if url.startswith("http") and registrable_domain(url) == registrable_domain(site)]
    return sorted(own, key=lambda url: "news" not in url.lower())[:MAX_SITEMAPS]


def narrowed(polled: Polled, gap: Gap) -> Polled:
    """The poll of a sitemap with the entries that fit the gap. Its row remembers nothing, so that whoever asks next reads all of it."""
    taken = tuple(entry for entry in polled.entries if gap.fits(entry))
    outside = len(polled.entries) - len(taken)
    row = dataclasses.replace(
        polled.poll,
        entries_new=len(taken),
        entries_updated=0,
        entries_known=0,
        entries_dropped=polled.poll.entries - len(taken),
        dropped=", ".join(part for part in (polled.poll.dropped, f"{outside} outside-gap" if outside else None) if part) or None,
        entry_keys=[],
        entry_versions=[],
        etag=None,
        last_modified=None,
        body_hash=None,
    )
    return dataclasses.replace(polled, poll=row, entries=taken)


def site_of(gap: Gap) -> str:
    """The origin of the gap's section, with a closing slash."""
    return "/".join(gap.section.split("/", 3)[:3]) + "/"
