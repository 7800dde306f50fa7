"""Ingesting in batches: many pages a file, cut off and taken up again."""

import json
from pathlib import Path

import pytest

from pipeline import ingest as module
from pipeline.ingest import batches, ingest
from pipeline.query import connect
from transforms.instants import system_clock
from transforms.read_pages import Piece

PLAIN_STORY = next((Path(__file__).parents[2] / "fixtures" / "stories").rglob("*.txt")).read_text()


@pytest.fixture
def lines(tmp_path):
    """Six stories as JSON Lines, and a seventh line that is none."""
    file = tmp_path / "stories.jsonl"
    told = [{"text": PLAIN_STORY.replace("Ulaanbaatar", town), "url": f"https://news.example/{town}"} for town in "ABCDEF"]
    file.write_text("".join(json.dumps(line) + "\n" for line in told) + "{\n")
    return file


def asked(lake, sql):
    with connect(str(lake)) as connection:
        return connection.execute(sql).fetchall()


def test_pieces_go_together_up_to_a_batch():
    pieces = [Piece("a", pages=3), Piece("b", pages=3), Piece("c", pages=9), Piece("d"), Piece("e")]
    assert [[piece.path for piece in batch] for batch in batches(pieces, 7)] == [["a", "b"], ["c"], ["d", "e"]]


def test_a_file_of_many_pages_is_ingested_in_batches_and_the_account_of_all_adds_up(tmp_path, lines, monkeypatch):
    monkeypatch.setattr(module, "cut", lambda path, start=0: _cut(path, start=start, pages=2))
    account = ingest(str(tmp_path / "lake"), [str(lines)], system_clock, batch_pages=2)
    assert account.faults == []
    assert (account["pages"], account["articles_article"], account["rejects"]) == (7, 6, 1)
    again = ingest(str(tmp_path / "lake"), [str(lines)], system_clock)
    assert (again["pages"], again["articles_known"], again["rejects"]) == (7, 6, 1)
    assert asked(tmp_path / "lake", "select count(*) from articles") == [(6,)]


_cut = module.cut


def test_what_was_cut_off_is_taken_up_after_the_last_whole_batch(tmp_path, lines, monkeypatch):
    monkeypatch.setattr(module, "cut", lambda path, start=0: _cut(path, start=start, pages=2))
    run, runs = module.run, []

    def cut_off(job, *arguments, **options):
        if len(runs) == 2:
            raise KeyboardInterrupt
        runs.append(job)
        return run(job, *arguments, **options)

    monkeypatch.setattr(module, "run", cut_off)
    with pytest.raises(KeyboardInterrupt):
        ingest(str(tmp_path / "lake"), [str(lines)], system_clock, batch_pages=2)
    monkeypatch.setattr(module, "run", run)
    account = ingest(str(tmp_path / "lake"), [str(lines)], system_clock, batch_pages=2)
    assert (account["pages"], account["articles_article"], account["rejects"]) == (3, 2, 1)
    assert asked(tmp_path / "lake", "select count(*) from articles") == [(6,)]
