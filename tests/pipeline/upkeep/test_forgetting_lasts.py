"""What was forgotten stays away: feeds that still show it, other feeds, and files that hold it do not bring it back."""

import shutil

import pytest
from lakes import FAST, ask

from fixtures.newsroom import Newsroom, feed_list_yaml
from pipeline.feed_list import read_feed_list
from pipeline.graph import Job
from pipeline.ingest import ingest
from pipeline.run import run
from pipeline.upkeep import Forget, check, forget, replay
from schemas import ARTICLES
from transforms.instants import from_micros, system_clock
from transforms.read_pages import list_files
from transforms.write_lake import Lake, commit, read_rows


@pytest.fixture
def newsroom():
    with Newsroom() as newsroom:
        yield newsroom


def poll(newsroom, lake, *, another_address=False):
    """A run over the newsroom, its pages kept; `another_address`: each feed as one that was never seen, with the same links."""
    lines = [line | {"url": f"{line['url']}?again"} for line in newsroom.feeds] if another_address else newsroom.feeds
    path = lake.parent / "feeds.yaml"
    path.write_text(feed_list_yaml(lines), encoding="utf-8")
    account = run(Job(lake=str(lake), run_at=system_clock(), feeds=tuple(read_feed_list(path)), http=FAST, keep_pages=True))
    assert account.faults == []
    return account


def a_story(newsroom):
    """One whose feed says when it was updated."""
    return next(story for story in newsroom.stories() if "atom" in story.feed["url"] and story.published and not story.feed_truth)


# How the story, or more than it, may be named.
NAMED = {
    "by the address that its page names": lambda story, day: Forget(urls=(story.canonical_url,)),
    "by the link of its feed": lambda story, day: Forget(urls=(story.urls[0],)),
    "by its domain": lambda story, day: Forget(domains=(story.canonical_url.split("/")[2].removeprefix("www."),)),
    "by its age": lambda story, day: Forget(before="2999-01-01"),
    "by its domain and age": lambda story, day: Forget(domains=(story.canonical_url.split("/")[2],), before="2999-01-01"),
}


@pytest.mark.parametrize("how", NAMED)
def test_a_feed_that_still_shows_what_was_forgotten_does_not_bring_it_back(newsroom, tmp_path, how):
    lake, story = tmp_path / "lake", a_story(newsroom)
    poll(newsroom, lake)
    all_of_it = ask(lake, "select count(*) from articles")[0][0]
    ((id_, day),) = ask(lake, f"select article_id, date from articles where canonical_url = '{story.canonical_url}'")
    gone = forget(Lake.open(str(lake)), NAMED[how](story, day), system_clock)
    assert 1 <= gone.rows["articles"] <= all_of_it
    left = ask(lake, "select article_id from articles order by all")
    assert (id_,) not in left
    assert check(Lake.open(str(lake)), system_clock) == []

    newsroom.correct(story.id, "A paragraph that its feed calls an update.", from_micros(system_clock()).isoformat())
    asked = len(newsroom.requests)
    again = poll(newsroom, lake)
    assert again["entries_forgotten"] >= 1
    other = poll(newsroom, lake, another_address=True)
    assert other["entries_forgotten"] >= gone.rows["articles"]
    assert ask(lake, "select article_id from articles order by all") == left
    assert ask(lake, "select count(*) from entries where url in " + repr((*story.urls, "")).replace('"', "'")) == [(0,)]
    assert not {"/" + url.split("/", 3)[3] for url in story.urls} & {request.path for request in newsroom.requests[asked:]}
    assert replay(Lake.open(str(lake)), system_clock).added == 0
    assert check(Lake.open(str(lake)), system_clock) == []


@pytest.mark.parametrize("how", [how for how in NAMED if how != "by its age"])
def test_a_file_that_holds_what_was_forgotten_does_not_bring_it_back(newsroom, tmp_path, how):
    lake, story = tmp_path / "lake", a_story(newsroom)
    poll(newsroom, lake)
    kept = shutil.copytree(lake / "pages", tmp_path / "kept")
    forget(Lake.open(str(lake)), NAMED[how](story, ""), system_clock)
    left = ask(lake, "select article_id from articles order by all")
    account = ingest(str(lake), list_files([str(kept)]), system_clock, keep_pages=True)
    assert account.faults == []
    assert account["articles_forgotten"] >= 1
    assert ask(lake, "select article_id from articles order by all") == left
    assert replay(Lake.open(str(lake)), system_clock).added == 0


def test_of_what_comes_later_only_what_is_named_stays_away(newsroom, tmp_path):
    lake = tmp_path / "lake"
    held_back = [story for story in newsroom.stories() if not story.published]
    poll(newsroom, lake)
    stays_away, comes = held_back
    forget(Lake.open(str(lake)), Forget(urls=(stays_away.canonical_url,)), system_clock)
    for story in held_back:
        newsroom.publish(story.id)
    account = poll(newsroom, lake)
    assert (account["articles_article"], account["entries_forgotten"]) == (1, 1)
    assert ask(lake, f"select count(*) from articles where canonical_url = '{comes.canonical_url}'") == [(1,)]
    assert ask(lake, "select entry_id = sighting_id, url, title from entries where outcome = 'forgotten'") == [(True, None, None)]
    asked = len(newsroom.requests)
    newsroom.correct(comes.id, "", from_micros(system_clock()).isoformat())
    newsroom.correct(stays_away.id, "", from_micros(system_clock()).isoformat())
    poll(newsroom, lake)
    assert "/" + stays_away.urls[0].split("/", 3)[3] not in {request.path for request in newsroom.requests[asked:]}


@pytest.mark.parametrize("undone", [("articles",), ("articles", "entries"), ("articles", "entries", "pages")])
def test_a_forget_that_was_cut_off_is_finished_by_the_next(newsroom, tmp_path, undone):
    lake, story = tmp_path / "lake", a_story(newsroom)
    poll(newsroom, lake)
    before, what = shutil.copytree(lake, tmp_path / "before"), Forget(urls=(story.urls[0],))
    forget(Lake.open(str(lake)), what, system_clock)
    whole = {table: ask(lake, f"select * from {table} order by all") for table in ("articles", "entries")}
    # The articles go last: what it had not come to is as it was.
    for name in undone:
        shutil.rmtree(lake / name)
        shutil.copytree(before / name, lake / name)
    forget(Lake.open(str(lake)), what, system_clock)
    assert {table: ask(lake, f"select * from {table} order by all") for table in ("articles", "entries")} == whole
    assert replay(Lake.open(str(lake)), system_clock).added == 0


def test_what_a_run_brought_back_that_had_read_it_before_is_found(newsroom, tmp_path):
    lake, story = tmp_path / "lake", a_story(newsroom)
    poll(newsroom, lake)
    opened = Lake.open(str(lake))
    before = shutil.copytree(lake, tmp_path / "before")
    forget(opened, Forget(urls=(story.canonical_url,)), system_clock)
    for file in Lake.open(str(before)).files(ARTICLES):
        commit(opened, ARTICLES, file.partition, read_rows(Lake.open(str(before)), ARTICLES, file.path))
    assert [(finding.fault, finding.rows) for finding in check(opened, system_clock)] == [("back", 1)]
    forget(opened, Forget(urls=(story.canonical_url,)), system_clock)
    assert check(opened, system_clock) == []
