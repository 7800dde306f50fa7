"""`Table.to_arrow`: what records hold, as the lake stores it."""

from __future__ import annotations

import datetime

import pytest

from schemas import ARTICLES, POLLS, REJECTS, TABLES, Article, Dateline, Image, Place, Poll, Reject, Table

NOON = 1_641_902_400_000_000
UTC_NOON = datetime.datetime(2022, 1, 11, 12, tzinfo=datetime.UTC)


def test_a_full_article_keeps_every_value() -> None:
    article = Article(
        article_id="a",
        headline="Snow in Almaty",
        authors=["A. Writer", "B. Writer"],
        body="It snowed.",
        word_count=2,
        dateline=Dateline(text="ALMATY, Jan 11 (AP)", place="ALMATY", agency="AP", date="2022-01-11"),
        place=Place(name="Almaty", country="KZ", latitude=43.25, longitude=76.95, geoname_id=1526384),
        countries=["KZ"],
        images=[Image(url="https://news.example/1.jpg", credit="KREMLIN"), Image(caption="Snow")],
        language_confidence=0.5,
        published_at="2022-01-11T21:00:00+09:00",
        truncated=True,
        date="2022-01-11",
        region="central-asia",
    )
    (row,) = ARTICLES.to_arrow([article]).to_pylist()
    assert {name: value for name, value in row.items() if value is not None} == {
        "article_id": "a",
        "revision": 1,
        "headline": "Snow in Almaty",
        "authors": ["A. Writer", "B. Writer"],
        "body": "It snowed.",
        "word_count": 2,
        "dateline": {"text": "ALMATY, Jan 11 (AP)", "place": "ALMATY", "agency": "AP", "date": datetime.date(2022, 1, 11)},
        "place": {"name": "Almaty", "admin1": None, "country": "KZ", "latitude": 43.25, "longitude": 76.95, "geoname_id": 1526384},
        "countries": ["KZ"],
        "images": [
            {"url": "https://news.example/1.jpg", "caption": None, "credit": "KREMLIN"},
            {"url": None, "caption": "Snow", "credit": None},
        ],
        "language_confidence": 0.5,
        "published_at": UTC_NOON,
        "published_utc_offset": 540,
        "truncated": True,
        "date": "2022-01-11",
        "region": "central-asia",
    }


def test_absent_is_null_whatever_it_was() -> None:
    full = Article(article_id="a", dateline=Dateline(text="X"), authors=["A"], images=[Image(url="u")], tags=["t"], date="2022-01-11")
    empty = Article(article_id="b", headline="", byline="", date="2022-01-11")
    for rows in ([full, empty, full], [empty], [empty, full]):
        table = ARTICLES.to_arrow(rows)
        table.validate(full=True)
        (row,) = (row for row in table.to_pylist() if row["article_id"] == "b")
        assert {name for name, value in row.items() if value is not None} == {
            *("article_id", "revision", "word_count", "truncated", "date", "region")
        }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_rows_are_a_table_of_the_schema(table: Table) -> None:
    assert table.to_arrow([]).equals(table.schema.empty_table(), check_metadata=True)


def test_lists_of_many_rows_stay_with_their_rows() -> None:
    polls = [Poll(poll_id=str(n), feed_url="f", polled_at=NOON, date="2022-01-11", entry_keys=["k"] * (n % 3)) for n in range(7)]
    keys = POLLS.to_arrow(polls)["entry_keys"].to_pylist()
    assert keys == [None, ["k"], ["k", "k"], None, ["k"], ["k", "k"], None]


def test_bytes_are_kept_as_bytes() -> None:
    reject = Reject(reject_id="r", stage="s", reason="r", rejected_at=NOON, date="2022-01-11", payload=b"\x00\xff")
    assert REJECTS.to_arrow([reject])["payload"].to_pylist() == [b"\x00\xff"]
