"""Ids, instants, and what is derived from a body."""

import datetime

import pytest

from schemas import Article
from transforms.article_text import count_words, with_body
from transforms.ids import digest, sighting_id
from transforms.instants import day_of, from_micros, to_micros


def test_a_digest_keeps_its_parts_apart():
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a") == digest(b"a")
    assert len(digest("a")) == 32
    assert digest("\ud800") != digest("?"), "a lone surrogate out of a broken feed does not raise"


def test_a_sighting_is_of_one_feed():
    assert sighting_id("https://a.example/feed", "1") != sighting_id("https://b.example/feed", "1")


def test_an_instant_goes_both_ways_to_the_microsecond():
    moment = datetime.datetime(2022, 1, 11, 23, 59, 59, 999_999, tzinfo=datetime.UTC)
    assert from_micros(to_micros(moment)) == moment
    assert day_of(to_micros(moment)) == "2022-01-11"


def test_the_day_of_an_instant_is_that_of_utc():
    almaty = datetime.timezone(datetime.timedelta(hours=6))
    assert day_of(to_micros(datetime.datetime(2022, 1, 12, 3, 0, tzinfo=almaty))) == "2022-01-11"


def test_an_instant_before_1970_keeps_its_day():
    assert day_of(to_micros(datetime.datetime(1966, 7, 30, 15, 0, tzinfo=datetime.UTC))) == "1966-07-30"


def test_a_naive_datetime_is_no_instant():
    with pytest.raises(ValueError, match="time zone"):
        to_micros(datetime.datetime(2022, 1, 11))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("Two words.", 2), ("新华社记者", 5), ("서울 시내에서", 2), ("Пять слов в одной строке", 5), ("GDP 上升 3 %", 4)],
)
def test_words_are_counted_as_the_script_writes_them(text, words):
    assert count_words(text) == words


def test_two_printings_of_one_text_share_their_hash():
    one = with_body(Article(article_id="a" * 32), "The bridge opened.\n\nIt was late.")
    two = with_body(Article(article_id="b" * 32), "THE BRIDGE opened —\nit was late")
    assert (one.content_hash, one.word_count) == (two.content_hash, two.word_count)
    assert one.body != two.body
