"""The command: what it prints, and with which code it exits."""

import json
import re
from pathlib import Path

import pytest

from fixtures.newsroom import Newsroom
from pipeline.alone import alone

COMMANDS = [
    "check",
    "compact",
    "completion",
    "demo",
    "extract",
    "feeds",
    "forget",
    "ingest",
    "query",
    "register",
    "replay",
    "report",
    "run",
    "serve",
    "stream",
]
PLAIN_STORY = next((Path(__file__).parents[2] / "fixtures" / "stories").rglob("*.txt"))


@pytest.fixture
def feed_list(tmp_path):
    path = tmp_path / "feeds.yaml"
    path.write_text("feeds:\n  - http://127.0.0.1:9/feed.xml\n")
    return path


@pytest.fixture
def foreign(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"\xff\xd8")
    return folder


def test_help_names_every_command(dateline):
    code, out, _ = dateline("--help")
    assert code == 0
    assert [line.split()[0] for line in out.partition("Commands:\n")[2].splitlines()] == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(dateline, command):
    code, out, _ = dateline(command, "--help")
    assert code == 0
    assert out.startswith(f"Usage: dateline {command} ")


def test_wrong_use_is_one_clear_line_and_exit_2(dateline, tmp_path, feed_list, foreign):
    broken = tmp_path / "broken.yaml"
    broken.write_text("feeds:\n  - url: not a url\n")
    lake = tmp_path / "lake"
    for arguments, said in [
        (["run", tmp_path / "none.yaml", "--lake", lake], "none.yaml"),
        (["run", broken, "--lake", lake], "broken.yaml:2"),
        (["run", feed_list, "--lake", foreign], "photos"),
        (["run", feed_list], "Missing option '--lake'"),
        (["run", feed_list, "--lake", lake, "--no-such-option"], "No such option '--no-such-option'"),
        (["run", feed_list, "--lake", lake, "--user-agent", "Desk\r\nX: 1"], "--user-agent"),
        (["run", feed_list, "--lake", lake, "--runner=DaskRunner"], "DaskRunner is refused"),
        (["ingest", tmp_path / "none.html", "--lake", lake], "none.html"),
        (["ingest", PLAIN_STORY, "--lake", foreign], "photos"),
        (["extract", tmp_path / "none.html"], "none.html"),
        (["query", tmp_path / "none"], "none"),
        (["query", foreign], "photos"),
        (["demo", "--lake", foreign], "photos"),
        (["compact", tmp_path / "none"], "there is no lake at"),
        (["check", foreign], "photos"),
        (["forget", foreign, "--before", "2026-01-01"], "photos"),
        (["forget", foreign], "say what to forget"),
        (["forget", foreign, "--before", "last week"], "last week is no day"),
        (["register", tmp_path / "none", "--delta"], "there is no lake at"),
        (["register", tmp_path / "none"], "say as what"),
        (["replay", tmp_path / "none"], "there is no lake at"),
        (["flow"], "No such command 'flow'"),
    ]:
        code, out, err = dateline(*arguments)
        assert (code, out, err.count("\n")) == (2, "", 1), (arguments, out, err)
        assert err.startswith("dateline: "), err
        assert said in err, (said, err)
    assert not (foreign / "_dateline.json").exists()


def test_a_plain_story_is_ingested_queried_and_not_taken_twice(dateline, tmp_path):
    lake = tmp_path / "lake"
    code, out, _ = dateline("ingest", PLAIN_STORY, "--lake", lake)
    assert code == 0
    assert "new articles 1" in " ".join(out.split())
    code, out, _ = dateline("ingest", PLAIN_STORY, "--lake", lake, "--strict")
    assert code == 0
    assert "new articles 0 known 1" in " ".join(out.split())
    code, out, _ = dateline("query", lake, "select count(*) as articles, min(language) as language from articles")
    assert code == 0
    assert [line.split() for line in out.splitlines() if line.strip(" ─")] == [["articles", "language"], ["1", "en"]]
    code, out, _ = dateline("query", lake)
    assert code == 0
    assert out.split()[:6] == ["date", "region", "articles", "publishers", "datelines", "languages"]


def test_a_question_that_duckdb_does_not_understand_is_wrong_use(dateline, tmp_path):
    lake = tmp_path / "lake"
    dateline("ingest", PLAIN_STORY, "--lake", lake)
    code, out, err = dateline("query", lake, "select nothing from nowhere")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "nowhere" in err


def test_a_page_is_shown_to_people_and_to_programs(dateline):
    code, out, _ = dateline("extract", PLAIN_STORY)
    assert code == 0
    told = json.loads(dateline("extract", PLAIN_STORY, "--json")[1])
    assert told["headline"] in " ".join(out.split())
    assert told["body"].split("\n\n")[-1] in " ".join(out.split())
    assert told["date"] == told["dateline"]["date"]


def test_a_page_tells_why_it_was_read_so(dateline):
    code, out, _ = dateline("extract", PLAIN_STORY, "--explain")
    told = {line.split()[0]: line for line in out.splitlines() if line.strip()}
    assert code == 0
    assert {"headline", "subheadline", "authors", "published_at", "body", "dateline", "date", "country", "language"} <= set(told)
    assert "dateline" in told["date"]


def test_what_holds_no_article_is_said_and_exits_with_1(dateline, tmp_path):
    page = tmp_path / "empty.html"
    page.write_bytes(b"")
    code, out, err = dateline("extract", page)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert str(page) in err


def test_strict_tells_of_feeds_that_failed_and_a_run_without_it_does_not(dateline, feed_list, tmp_path):
    arguments = ["run", feed_list, "--lake", tmp_path / "lake"]
    assert dateline(*arguments)[0] == 0
    assert dateline(*arguments, "--strict", "--all")[0] == 1
    code, out, _ = dateline("query", tmp_path / "lake", "select distinct error_class from polls")
    assert (code, "refused-address" in out) == (0, True)


def test_a_run_that_finds_nothing_due_says_what_is_next_and_all_polls_it_all_the_same(dateline, feed_list, tmp_path):
    arguments = ["run", feed_list, "--lake", tmp_path / "lake"]
    assert "Nothing is due" not in dateline(*arguments)[1]
    code, out, _ = dateline(*arguments, "--strict")
    line, _, table = out.partition("\n")
    assert code == 0
    assert re.fullmatch(
        r"Nothing is due\. Next is http://\S+, in \d+ min, at \d{4}-\d\d-\d\d \d\d:\d\d UTC\. `--all` polls every feed\.", line
    )
    assert "feeds polled 0 0 unchanged, 0 failed, 1 not due" in " ".join(table.split())
    assert "feeds polled 1 0 unchanged, 1 failed" in " ".join(dateline(*arguments, "--all")[1].split())


def test_two_runs_do_not_poll_into_one_lake_at_once(dateline, feed_list, tmp_path, caplog):
    arguments = ["run", feed_list, "--lake", tmp_path / "lake"]
    with alone(str(tmp_path / "lake"), lambda: 1_794_312_000_000_000) as who:
        assert who is None
        assert dateline(*arguments, "--strict")[:2] == (0, "")
    [told] = [record.getMessage() for record in caplog.records if "another run" in record.getMessage()]
    assert re.fullmatch(r"another run polls into \S+: \d+@\S+ since 2026-11-10 12:00:00 UTC; nothing was done", told)
    assert "feeds polled 1" in " ".join(dateline(*arguments)[1].split())


def test_the_demo_shows_what_landed_and_what_to_try(dateline, tmp_path):
    code, out, _ = dateline("demo", "--lake", tmp_path / "lake")
    with Newsroom() as newsroom:
        published = sum(story.published for story in newsroom.stories())
    words = " ".join(out.split())
    assert code == 0
    assert f"new articles {published} " in words
    tried = [line.split()[1] for line in out.partition("Try next:\n")[2].splitlines()]
    assert tried == ["query", "report", "extract", "run"]
    assert "does not add up" not in words
    again = " ".join(dateline("demo", "--lake", tmp_path / "lake")[1].split())
    assert "new articles 0 " in again, "the newsroom on other ports is the same newsroom"
