"""`dateline replay`: the lake as today's code reads the kept pages."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from lakes import ask

from pipeline.upkeep import Replayed, check, replay
from pipeline.upkeep.kept_pages import kept_files, read_kept
from schemas import ARTICLES
from transforms.instants import system_clock
from transforms.write_lake import Lake, commit, read_columns, read_rows, rewrite


@pytest.fixture
def opened(lake):
    return Lake.open(str(lake))


def everything(lake):
    return ask(lake, "select * from articles order by article_id, revision")


def as_if_read_by_older_code(lake, choose, **columns):
    """Gives other values to columns of the rows chosen, in their partition or in the one that the values name."""
    for file in lake.files(ARTICLES):
        rows = read_rows(lake, ARTICLES, file.path)
        mask = pa.array([choose(row) for row in rows.to_pylist()])
        chosen = rows.filter(mask)
        for name, value in columns.items():
            at = chosen.schema.get_field_index(name)
            chosen = chosen.set_column(at, chosen.schema.field(at), pa.array([value] * chosen.num_rows, chosen.schema.field(at).type))
        rewrite(lake, ARTICLES, file.partition, lambda _, rows=rows, mask=mask: [rows.filter(pc.invert(mask))])
        for row in range(chosen.num_rows):
            one = chosen.slice(row, 1)
            commit(lake, ARTICLES, {name: one[name][0].as_py() for name in ARTICLES.partition_columns}, one)


def test_read_by_the_same_code_nothing_changes_and_nothing_is_written(lake, opened):
    files = {path: path.stat().st_ino for path in lake.rglob("*.parquet")}
    pages = sum(len(read_kept(opened, path)) for path in kept_files(opened))
    done = replay(opened, system_clock)
    assert (done.pages, done.changed, done.moved, done.added) == (pages, 0, 0, 0)
    assert done.unchanged == read_columns(opened, ARTICLES, ["article_id"]).num_rows
    assert done.refused + done.elsewhere == pages - done.unchanged
    assert {path: path.stat().st_ino for path in lake.rglob("*.parquet")} == files


def test_what_older_code_read_otherwise_is_put_right_where_it_is(lake, opened):
    right = everything(lake)
    as_if_read_by_older_code(opened, lambda row: row["language"] == "en", headline="Cookies", source=None)
    assert everything(lake) != right
    wrong = ask(lake, "select count(*) from articles where headline = 'Cookies'")[0][0]
    counted = replay(opened, system_clock, dry_run=True)
    assert ask(lake, "select count(*) from articles where headline = 'Cookies'") == [(wrong,)]
    assert replay(opened, system_clock) == counted
    assert (counted.changed, counted.moved) == (wrong, 0)
    assert everything(lake) == right


def test_what_older_code_filed_elsewhere_moves_to_where_it_belongs(lake, opened):
    right = everything(lake)
    as_if_read_by_older_code(opened, lambda row: row["language"] == "en", region="antarctica", date="1999-01-01")
    wrong = ask(lake, "select count(*) from articles where region = 'antarctica'")[0][0]
    assert replay(opened, system_clock).moved == wrong
    assert everything(lake) == right
    assert check(opened, system_clock) == []


def test_an_article_keeps_its_id_its_story_and_its_revision(lake, opened):
    (kept,) = ask(lake, "select article_id from articles where language = 'ru' order by 1 limit 1")[0]
    as_if_read_by_older_code(opened, lambda row: row["article_id"] == kept, story_id="f" * 32, revision=7, headline="Cookies")
    replay(opened, system_clock)
    ((story, revision, headline),) = ask(lake, f"select story_id, revision, headline from articles where article_id = '{kept}'")
    assert (story, revision, headline != "Cookies") == ("f" * 32, 7, True)


def test_a_page_in_which_older_code_found_no_article_gives_one(lake, opened):
    (gone,) = ask(lake, "select article_id from articles where url is not null order by 1 limit 1")[0]
    right = ask(lake, "select * exclude (story_id, signature) from articles order by article_id, revision")
    for file in opened.files(ARTICLES):
        rows = read_rows(opened, ARTICLES, file.path)
        rewrite(opened, ARTICLES, file.partition, lambda _, rows=rows: [rows.filter(pc.not_equal(rows["article_id"], gone))])
    assert replay(opened, system_clock).added == 1
    assert ask(lake, "select * exclude (story_id, signature) from articles order by article_id, revision") == right


def test_a_lake_without_kept_pages_is_left_as_it_is(tmp_path):
    lake = Lake.create_or_open(str(tmp_path / "lake"))
    assert replay(lake, system_clock) == Replayed()
