"""What the user may set about the network; the defaults are what a publisher would ask of us."""

from __future__ import annotations

import dataclasses

MIB = 1 << 20


@dataclasses.dataclass(frozen=True)
class HttpOptions:
    """How to ask. Times in seconds, sizes in bytes after decompression.

    Attributes:
      user_agent: names the reader and should say where to complain, which only its user knows; what stands before the first `/` is
        the name that robots.txt is read for.
      allow_private_hosts: lets requests go to loopback, private and link-local addresses. Off: a feed must not be a way
        into the user's own network.
      feed_delay_s: rest between two feed requests to one registrable domain.
      max_crawl_delay_s: how much of a rest between two pages a site's robots.txt may ask for; where it asks for none there is none,
        but one request at a time.
      total_timeout_s: for one document with its redirects, without the rests.
      max_ratio: what a compressed body may unpack to, as a multiple, before it is taken for a bomb.
      max_in_flight: requests at once, over all hosts.
    """

    user_agent: str = "Dateline/0.1.0 (news feed reader; its user left no contact: see --user-agent)"
    allow_private_hosts: bool = False
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 20.0
    total_timeout_s: float = 60.0
    max_feed_bytes: int = 15 * MIB
    max_page_bytes: int = 10 * MIB
    max_ratio: int = 100
    max_redirects: int = 10
    max_in_flight: int = 64
    feed_delay_s: float = 2.0
    max_crawl_delay_s: float = 120.0

    @property
    def robots_name(self) -> str:
        """The product token by which robots.txt may name us (RFC 9309 §2.2.1)."""
        return self.user_agent.partition("/")[0].strip()
