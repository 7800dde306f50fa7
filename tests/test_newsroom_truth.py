"""Every story of the newsroom, every field: what is read from its pages, its feed or its file is what an editor would say."""

import datetime
import difflib
import json
import urllib.request

import pytest

from fixtures.newsroom import Newsroom
from fixtures.story import STORIES, load_stories, truth
from schemas import Feed
from transforms import read_article
from transforms.fetch_pages.feed_text import page_from_feed
from transforms.instants import to_micros
from transforms.poll_feeds import parse_feed
from transforms.reading import read_page

FETCHED_AT = datetime.datetime(2026, 11, 10, 12, 0, tzinfo=datetime.UTC)
STORY_IDS = [story.id for story in load_stories()]
WITH_AMP = [story.id for story in load_stories() if story.publisher == "monsoon-post"]
FROM_FEED = [story.id for story in load_stories() if story.publisher == "rundblick" and story.edition == "fr"]


@pytest.fixture(scope="module")
def stories():
    with Newsroom() as newsroom:
        for story in newsroom.stories():
            newsroom.publish(story.id)
        yield {story.id: story for story in newsroom.stories()}


@pytest.mark.parametrize("story_id", STORY_IDS)
def test_a_story_is_read_from_its_page_as_an_editor_would(stories, story_id):
    story = stories[story_id]
    assert_same(read(story, story.urls[0]), story.truth | {"canonical_url": story.canonical_url})


@pytest.mark.parametrize("story_id", WITH_AMP)
def test_a_story_is_read_from_its_amp_page_as_from_its_ordinary_page(stories, story_id):
    story = stories[story_id]
    assert_same(read(story, story.urls[1]), story.truth | {"canonical_url": story.canonical_url})


@pytest.mark.parametrize("story_id", FROM_FEED)
def test_a_story_is_read_from_the_text_of_its_feed_alone(stories, story_id):
    story = stories[story_id]
    content, headers = fetch(story.feed["url"])
    parsed = parse_feed(content, feed=Feed(**story.feed), headers=headers, url=story.feed["url"], seen_at=to_micros(FETCHED_AT))
    entry = next(entry for entry in parsed.entries if entry.url == story.canonical_url)
    assert_same(read_page(page_from_feed(entry)), story.feed_truth | {"canonical_url": story.canonical_url})


def test_a_story_in_plain_text_is_read_from_its_file():
    story_id = "ulaanbaatar-ger-district-heating"
    content = (STORIES / story_id / "story.txt").read_bytes()
    assert_same(read_article(content, content_type="text/plain", fetched_at=FETCHED_AT), truth(story_id) | {"canonical_url": None})


def read(story, url):
    content, headers = fetch(url)
    return read_article(content, url=url, content_type=headers["content-type"], fetched_at=FETCHED_AT, feed=Feed(**story.feed))


def fetch(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def assert_same(article, told):
    """Field by field; a failure shows the fields that differ, line by line."""
    expected = {column: shown(instant(value) if column.endswith("_at") else value) for column, value in told.items()}
    read = {column: shown(as_told(article, column)) for column in told}
    differing = [column for column in told if read[column] != expected[column]]
    report = "\n".join(
        line
        for column in differing
        for line in difflib.unified_diff(expected[column], read[column], f"{column}: truth", f"{column}: read", lineterm="")
    )
    assert not differing, f"\n{report}"


def as_told(article, column):
    """A column of the article in the shape that the truth has it in."""
    value = getattr(article, column)
    if value is None:
        return None
    if column == "body":
        return value.split("\n\n")
    if column == "dateline":
        return {part: getattr(value, part) for part in ("text", "place", "agency", "date")}
    if column == "place":
        return {part: getattr(value, part) for part in ("name", "country", "geoname_id")}
    if column == "images":
        return [{part: getattr(image, part) for part in ("url", "caption", "credit")} for image in value]
    return instant(value) if column.endswith("_at") else value


def instant(told):
    return told and datetime.datetime.fromisoformat(told).astimezone(datetime.UTC).isoformat()


def shown(value):
    return json.dumps(value, ensure_ascii=False, indent=1).splitlines()
