"""One page from a path or an address, for `dateline extract`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from schemas import Page, Unusable
from transforms.http import Client, Courtesy, FetchError, HttpOptions, status_error
from transforms.instants import Clock
from transforms.read_pages import list_files, read_file


def load_page(source: str, http: HttpOptions, clock: Clock) -> Page:
    """The page at a path or an http(s) address.

    Raises:
      FileNotFoundError: there is no such file.
      Unusable: it could not be fetched or read; the reason says why.
    """
    if not source.startswith(("http://", "https://")):
        if Path(source).is_dir():
            raise FileNotFoundError(f"{source} is a folder: `dateline ingest` takes those")
        (file,) = list_files([source])
        return read_file(file, fetched_at=clock())
    return asyncio.run(_fetch(source, http, clock))


async def _fetch(url: str, http: HttpOptions, clock: Clock) -> Page:
    try:
        async with (
            Client(http, Courtesy(max_in_flight=1), clock=clock) as client,
            client.get(url, max_bytes=http.max_page_bytes, rest=0.0) as answer,
        ):
            if not 200 <= answer.status < 300:
                raise status_error(answer.status, answer.url)
            return Page(origin=url, content=answer.body, content_type=answer.content_type, url=answer.url, fetched_at=clock())
    except FetchError as error:
        raise Unusable(error.reason, error.detail) from error
