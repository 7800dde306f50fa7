"""Rows for the lake's tests, and a disk that calls back before each of its steps."""

from __future__ import annotations

import os
from collections.abc import Callable

import pyarrow as pa

from schemas import ARTICLES, Article, Dateline, Image, Place
from transforms.ids import digest
from transforms.instants import with_zone
from transforms.write_lake import Lake, read_columns
from transforms.write_lake.storage import LocalStorage

PARTITION = {"date": "2022-01-11", "region": "central-asia"}
NOON = 1_641_902_400_000_000  # 2022-01-11 12:00 UTC


def article(n: int, **changes: object) -> Article:
    """The n-th article: every kind of column filled in some, absent in others."""
    values: dict[str, object] = {
        "article_id": digest("article", str(n)),
        "url": f"https://news.example/{n}",
        "publisher": "The Example",
        "headline": f"Story {n}",
        "authors": ["A. Writer", "B. Writer"] if n % 2 else [],
        "body": f"The council of town {n} met on Monday.\n\nIt agreed on {n} things.",
        "word_count": 12,
        "dateline": Dateline(text="ALMATY, Jan 11", place="ALMATY", date="2022-01-11") if n % 3 else None,
        "place": Place(name="Almaty", country="KZ", latitude=43.25, longitude=76.95, geoname_id=1526384) if n % 3 else None,
        "countries": ["KZ", "RU"] if n % 3 else [],
        "images": [Image(url=f"https://news.example/{n}.jpg", credit="KREMLIN")] if n % 4 == 0 else [],
        "language": "en",
        "published_at": with_zone(NOON + n * 60_000_000, 60),
        "fetched_at": NOON + 86_400_000_000,
        "content_hash": digest("body", str(n)),
        "extractor_version": "1",
        **PARTITION,
        **changes,
    }
    return Article(**values)  # type: ignore[arg-type]


def articles(*numbers: int) -> pa.Table:
    return ARTICLES.to_arrow([article(n) for n in numbers])


def ids(*numbers: int) -> list[str]:
    return sorted(article(n).article_id for n in numbers)


def stored_ids(lake: Lake) -> list[str]:
    """Every id in the lake's articles, as often as it stands there."""
    return sorted(read_columns(lake, ARTICLES, ["article_id"])["article_id"].to_pylist())


class SteppingStorage(LocalStorage):
    """A disk that calls `on_step` before each step of a write, and when a file is half written."""

    def __init__(self, root: str, on_step: Callable[[], None]) -> None:
        super().__init__(root)
        self._on_step = on_step

    def make_folder(self, folder: str) -> None:
        self._on_step()
        super().make_folder(folder)

    def write(self, path: str, content: bytes | memoryview) -> None:
        self._on_step()
        with open(path, "xb") as file:
            file.write(content[: len(content) // 2])
        self._on_step()
        os.unlink(path)
        super().write(path, content)

    def rename(self, source: str, target: str) -> None:
        self._on_step()
        super().rename(source, target)
        self._on_step()

    def sync_folder(self, folder: str) -> None:
        self._on_step()
        super().sync_folder(folder)
