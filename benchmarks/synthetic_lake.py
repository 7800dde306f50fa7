"""A lake of any size, written in a minute: what its rows say is made up, how they are distributed is not far from a real year of news.

    python -m benchmarks.synthetic_lake /tmp/lake --articles 1000000

Publishers, countries, agencies and photographers follow Zipf's law; a publisher writes in one language and mostly of its own country;
three of twenty articles are copies of another's story. One file a partition, as `dateline compact` leaves them.
"""

from __future__ import annotations

import argparse
import datetime
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from schemas import ARTICLES, ENTRIES, POLLS, REJECTS, Table
from schemas.regions import REGION_OF_COUNTRY, UNKNOWN
from transforms.write_lake import Lake

_DAY = 86_400_000_000
_WORDS = np.array(
    [
        *("harbour", "council", "river", "bridge", "budget", "harvest", "museum", "tram", "school", "court", "storm", "vote", "trade"),
        *("market", "team", "hospital", "strike", "station", "mayor", "festival", "power", "water", "price", "train", "road", "forest"),
    ]
)
_AGENCIES = ["Reuters", "AFP", "AP", "TASS", "Xinhua", "dpa", "EFE", "ANSA", "Kyodo", "PTI", "Yonhap", "Anadolu", "Lusa", "CP", "AAP"]
_LANGUAGES = ["en", "es", "de", "fr", "ru", "pt", "ja", "zh", "ar", "it", "pl", "tr", "hi", "id", "uk", "nl", "ko", "fa", "sv", "el"]
_ERRORS = ["timeout", "http-5xx", "http-404", "dns", "not-a-feed"]
_REASONS = ["no-article", "http-404", "robots", "too-large", "not-html", "timeout"]


def make_lake(root: Path, articles: int, *, days: int = 365, publishers: int = 400, last_day: str = "2026-11-20", seed: int = 8) -> None:
    """Writes a lake of `articles` articles over `days` days up to `last_day`, with the sightings, polls and rejects of such a year."""
    Lake.create_or_open(str(root))
    draw = np.random.default_rng(seed)
    end = datetime.date.fromisoformat(last_day)
    dates = [(end - datetime.timedelta(days=back)).isoformat() for back in range(days - 1, -1, -1)]
    newsroom = _Newsroom(draw, publishers)
    shares = np.full(days, articles // days)
    shares[: articles % days] += 1
    for date, share in zip(dates, shares, strict=True):
        rows = newsroom.articles(date, int(share))
        regions = np.array(rows["region"].to_pylist())
        for region in np.unique(regions):
            part = rows.filter(pa.array(regions == region))
            _write(root, ARTICLES, f"date={date}/region={region}", part)
    for date in dates[-35:]:
        _write(root, POLLS, f"date={date}", newsroom.polls(date))
        _write(root, REJECTS, f"date={date}", newsroom.rejects(date, max(1, articles // days // 20)))
        _write(root, ENTRIES, f"date={date}", newsroom.entries(date, int(articles // days)))


class _Newsroom:
    """Who prints what, by a seed."""

    def __init__(self, draw: np.random.Generator, publishers: int) -> None:
        self.draw = draw
        self.count = publishers
        self.countries = np.array(list(REGION_OF_COUNTRY))
        draw.shuffle(self.countries)
        self.home = self._zipf(len(self.countries), publishers)
        self.language = self._zipf(len(_LANGUAGES), publishers)
        self.names = np.array(
            [f"The {_WORDS[n % len(_WORDS)].title()} {['Post', 'Times', 'Ledger', 'Herald'][n % 4]} {n}" for n in range(publishers)]
        )
        self.domains = np.array([f"paper{n}.example" for n in range(publishers)])
        self.photographers = np.array([f"Photographer {n}" for n in range(2_000)] + _AGENCIES * 20)
        self.stories: list[str] = []

    def articles(self, date: str, n: int) -> pa.Table:
        who = self._zipf(self.count, n)
        where = np.where(self.draw.random(n) < 0.6, self.home[who], self._zipf(len(self.countries), n))
        country = self.countries[where].astype(object)
        country[self.draw.random(n) < 0.05] = None
        ids = self._ids(n)
        stories = ids.copy()
        if self.stories:
            copied = self.draw.random(n) < 0.15
            stories[copied] = np.array(self.stories)[self._zipf(len(self.stories), int(copied.sum()))]
        self.stories = [*ids[:400].tolist()]
        published = _micros(date) + self.draw.integers(0, _DAY, n)
        has_dateline = self.draw.random(n) < 0.55
        has_image = self.draw.random(n) < 0.7
        agency = np.array(_AGENCIES, dtype=object)[self._zipf(len(_AGENCIES), n)]
        agency[self.draw.random(n) < 0.5] = None
        credit_lines = self.photographers[self._zipf(len(self.photographers), n)]
        words = _WORDS[self.draw.integers(0, len(_WORDS), (n, 7))]
        headlines = [" ".join(row).capitalize() for row in words]
        body = [" ".join(row) for row in _WORDS[self.draw.integers(0, len(_WORDS), (n, 60))]]
        place = [
            {"name": f"Town {spot}", "country": c, "latitude": float(spot % 120 - 60), "longitude": float(spot * 7 % 340 - 170)}
            if c
            else None
            for spot, c in zip(where.tolist(), country.tolist(), strict=True)
        ]
        day = datetime.date.fromisoformat(date)
        return _table(
            ARTICLES,
            {
                "article_id": ids,
                "revision": np.ones(n, np.int32),
                "story_id": stories,
                "url": [f"https://{domain}/{key}" for domain, key in zip(self.domains[who], ids, strict=True)],
                "feed_url": [f"https://{domain}/feed.xml" for domain in self.domains[who]],
                "publisher": self.names[who],
                "domain": self.domains[who],
                "headline": headlines,
                "authors": [["A. Writer"] if has else None for has in self.draw.random(n) < 0.6],
                "body": body,
                "word_count": np.full(n, 60, np.int32),
                "dateline": [
                    {"text": f"TOWN, {a or ''}", "place": "TOWN", "agency": a, "date": day} if has else None
                    for has, a in zip(has_dateline, agency, strict=True)
                ],
                "place": place,
                "country": country,
                "source": agency,
                "images": [
                    [{"url": "https://images.example/1.jpg", "caption": "A view", "credit": credit}] if has else None
                    for has, credit in zip(has_image, credit_lines, strict=True)
                ],
                "language": np.array(_LANGUAGES)[self.language[who]],
                "published_at": published,
                "fetched_at": published + self.draw.integers(60_000_000, 7_200_000_000, n),
                "date_basis": np.where(has_dateline, "dateline", "page"),
                "region_basis": np.where(has_dateline, "dateline", "text"),
                "extraction_score": self.draw.random(n).astype(np.float32) / 4 + 0.75,
                "date": [date] * n,
                "region": [REGION_OF_COUNTRY.get(c, UNKNOWN) for c in country.tolist()],
            },
        )

    def polls(self, date: str) -> pa.Table:
        n = self.count * 24
        feed = np.tile(self.domains, 24)
        at = _micros(date) + np.repeat(np.arange(24), self.count) * (_DAY // 24)
        failed = self.draw.random(n) < 0.03
        error = np.array(_ERRORS, dtype=object)[self._zipf(len(_ERRORS), n)]
        error[~failed] = None
        new = self.draw.poisson(1.5, n)
        return _table(
            POLLS,
            {
                "poll_id": self._ids(n),
                "feed_url": [f"https://{domain}/feed.xml" for domain in feed],
                "polled_at": at,
                "status": np.where(failed, 500, 200).astype(np.int32),
                "error_class": error,
                "format": np.where(failed, None, "rss20"),
                "bytes": np.full(n, 40_000),
                "duration_ms": self.draw.integers(30, 900, n).astype(np.int32),
                "entries": np.full(n, 30, np.int32),
                "entries_new": new.astype(np.int32),
                "entries_known": (30 - new).astype(np.int32),
                "entries_dropped": np.zeros(n, np.int32),
                "entry_keys": [None] * n,
                "arrivals_per_day": np.full(n, 36.0),
                "gap": self.draw.random(n) < 0.002,
                "failures": failed.astype(float),
                "next_poll_at": at + _DAY // 24,
                "date": [date] * n,
            },
        )

    def rejects(self, date: str, n: int) -> pa.Table:
        reason = np.array(_REASONS)[self._zipf(len(_REASONS), n)]
        domain = self.domains[self._zipf(self.count, n)]
        return _table(
            REJECTS,
            {
                "reject_id": self._ids(n),
                "stage": np.where(reason == "no-article", "StripBoilerplate", "FetchPages"),
                "reason": reason,
                "error": [f"{word}: seen while reading" for word in reason],
                "origin": [f"https://{name}/{key}" for name, key in zip(domain, self._ids(n), strict=True)],
                "feed_url": [f"https://{name}/feed.xml" for name in domain],
                "payload_bytes": np.full(n, 100),
                "retry": np.zeros(n, bool),
                "rejected_at": np.full(n, _micros(date)),
                "date": [date] * n,
            },
        )

    def entries(self, date: str, n: int) -> pa.Table:
        domain = self.domains[self._zipf(self.count, n)]
        ids = self._ids(n)
        return _table(
            ENTRIES,
            {
                "sighting_id": self._ids(n),
                "link_id": ids,
                "feed_url": [f"https://{name}/feed.xml" for name in domain],
                "entry_id": ids,
                "article_id": ids,
                "outcome": np.array(["article", "known", "duplicate"])[self._zipf(3, n)],
                "settled": np.ones(n, bool),
                "seen_at": np.full(n, _micros(date)),
                "date": [date] * n,
            },
        )

    def _zipf(self, values: int, n: int) -> np.ndarray:
        weights = 1 / np.arange(1, values + 1)
        return self.draw.choice(values, n, p=weights / weights.sum())

    def _ids(self, n: int) -> np.ndarray:
        return np.array([self.draw.bytes(16).hex() for _ in range(n)], dtype=object)


def _table(table: Table, columns: dict[str, Sequence[object]]) -> pa.Table:
    n = len(columns["date"])
    arrays = []
    for field in table.schema:
        values = columns.get(field.name)
        if values is None:
            arrays.append(pa.nulls(n, field.type))
        elif pa.types.is_timestamp(field.type):
            arrays.append(pa.array(values, pa.int64()).view(field.type))
        else:
            arrays.append(pa.array(values, field.type))
    return pa.Table.from_arrays(arrays, schema=table.schema)


def _write(root: Path, table: Table, partition: str, rows: pa.Table) -> None:
    folder = root / table.name / partition
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(rows, folder / "part-0.parquet", compression="zstd")


def _micros(date: str) -> int:
    return int(datetime.datetime.fromisoformat(date).replace(tzinfo=datetime.UTC).timestamp()) * 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lake", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    arguments = parser.parse_args()
    began = time.perf_counter()
    make_lake(arguments.lake, arguments.articles)
    print(json.dumps({"articles": arguments.articles, "seconds": round(time.perf_counter() - began, 1)}))


if __name__ == "__main__":
    main()
