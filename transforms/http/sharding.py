"""Which worker asks a host: all of its requests come from one."""

from __future__ import annotations

from transforms.http.courtesy import host_key
from transforms.ids import digest


def host_shard(url: str, shards: int) -> int:
    """The shard of a URL's host, 0 to `shards` - 1; the same for all that shares a `host_key`."""
    return int(digest("shard", host_key(url))[:8], 16) % shards
