"""The suppression list: what `dateline forget` took out of a lake by name, and what is therefore not taken in again."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Self
from urllib.parse import urlsplit

from transforms.ids import article_id
from transforms.urls import canonical_url
from transforms.write_lake import Lake, local_storage

# Beside the tables, like the lake's marker.
SUPPRESSED = "_suppressed.json"


@dataclasses.dataclass(frozen=True, slots=True)
class Suppressed:
    """Addresses and domains that are not taken in, each for good (None) or only what is older than a day (`YYYY-MM-DD`).

    Attributes:
      addresses: by `address_id`: a list of what is to be forgotten must not itself remember it.
      domains: by name, in lower case; what lies below a domain goes with it.
    """

    addresses: Mapping[str, str | None] = dataclasses.field(default_factory=dict)
    domains: Mapping[str, str | None] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, urls: Iterable[str], domains: Iterable[str], before: str | None) -> Self:
        """These addresses and domains, all up to the same day."""
        return cls({address_id(url): before for url in urls}, {domain.lower(): before for domain in domains})

    def names(self, urls: Iterable[str | None], day: str | None) -> bool:
        """Whether what lies at one of these addresses is suppressed; without its day, whether it is whatever its day may be."""
        return any(
            before is None or (day is not None and day < before) for url in urls if url is not None for before in self._of_address(url)
        )

    def together(self, other: Self) -> Self:
        """What either suppresses."""
        return type(self)(_later(self.addresses, other.addresses), _later(self.domains, other.domains))

    def _of_address(self, url: str) -> Iterator[str | None]:
        if self.addresses and (id_ := address_id(url)) in self.addresses:
            yield self.addresses[id_]
        labels = _host(url).split(".") if self.domains else []
        for start in range(len(labels)):
            if (domain := ".".join(labels[start:])) in self.domains:
                yield self.domains[domain]


def read_suppressed(lake: Lake) -> Suppressed:
    """The suppression list of a lake; an empty one where there is none."""
    told = json.loads(lake.storage.read(SUPPRESSED) or b"{}")
    return Suppressed(told.get("addresses", {}), told.get("domains", {}))


def suppress(lake: Lake, more: Suppressed) -> None:
    """Adds to the suppression list of a lake.

    Raises:
      LakeError: the lake is on an object store, or the lock could not be had.
    """
    with local_storage(lake).lock(SUPPRESSED):
        before = read_suppressed(lake)
        after = before.together(more)
        if after != before:
            content = {"addresses": dict(sorted(after.addresses.items())), "domains": dict(sorted(after.domains.items()))}
            lake.storage.publish(SUPPRESSED, json.dumps(content, indent=1).encode())


@functools.lru_cache(maxsize=1 << 16)
def address_id(url: str) -> str:
    """The digest by which the lake knows an address: that of its canonical form; http and https are one."""
    return article_id(canonical_url(url) or url)


@functools.lru_cache(maxsize=1 << 16)
def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _later(one: Mapping[str, str | None], other: Mapping[str, str | None]) -> dict[str, str | None]:
    """For each name in either the later of its days; None is later than any."""
    return {
        name: None if None in (days := [each[name] for each in (one, other) if name in each]) else max(filter(None, days))
        for name in (*one, *other)
    }
