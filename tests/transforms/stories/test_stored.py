"""The prints that a lake has."""

import dataclasses

import pytest

from schemas import ARTICLES, Article
from transforms.stories import Prints, StoredPrints, pack, sign
from transforms.stories.prints import unpack
from transforms.write_lake import Lake, commit

TEXT = " ".join(f"word{number}" for number in range(100))


@pytest.fixture
def lake(tmp_path):
    lake = Lake.create_or_open(str(tmp_path / "lake"))
    article = Article("0" * 32, story_id="e" * 32, body=TEXT, signature=sign(TEXT), region="unknown")
    rows = [dataclasses.replace(article, article_id=f"{day:032x}", date=f"2026-03-{day:02}") for day in range(1, 32)]
    rows.append(dataclasses.replace(article, article_id="f" * 32, date="2026-03-15", signature=None))
    for row in rows:
        commit(lake, ARTICLES, {"date": row.date, "region": row.region}, ARTICLES.to_arrow([row]))
    return lake


def days_of(prints):
    return [int(unpack(record["article"]), 16) for record in prints.records]


def test_what_stands_within_a_fortnight_of_new_articles_is_read(lake):
    new = Prints.of(pack("2026-03-16", "a" * 32, "a" * 32, sign(TEXT)))
    found = StoredPrints(lake.root)(new)
    assert days_of(found) == list(range(2, 31))
    assert {unpack(record["story"]) for record in found.records} == {"e" * 32}
    assert StoredPrints(lake.root)(Prints.of(pack("2027-01-01", "a" * 32, "a" * 32, sign(TEXT)))).records.size == 0


def test_of_too_many_the_newest_are_read(lake):
    new = Prints.of(pack("2026-03-16", "a" * 32, "a" * 32, sign(TEXT)))
    assert days_of(StoredPrints(lake.root, most=3)(new)) == list(range(24, 31))
