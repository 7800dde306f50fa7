"""Which articles are prints of one text."""

import itertools
import random

import pytest

from transforms.stories import Prints, cluster_stories, pack, sign
from transforms.stories.cluster import NEIGHBOURS

NOTHING = Prints.of(b"")


def a_text(seed, words=200):
    return [f"w{number}" for number in random.Random(seed).choices(range(5000), k=words)]


def relead(words, seed, by=12):
    """The text with its first words written anew: of 200, twelve are a similarity of 0.88, forty one of 0.66."""
    return a_text(seed, by) + words[by:]


def prints(*articles):
    return Prints.of(b"".join(pack(day, id_ * 32, story * 32, sign(" ".join(words))) for id_, story, day, words in articles))


def stories(new, stored=NOTHING):
    return {article[0]: story[0] for article, story in cluster_stories(new, stored)}


TEXT = a_text(1)


def test_copies_share_the_id_of_the_earliest_and_others_keep_their_own():
    new = prints(
        ("c", "c", "2026-03-01", TEXT),
        ("b", "b", "2026-03-02", relead(TEXT, 2)),
        ("a", "a", "2026-03-03", TEXT[:180]),
        ("d", "d", "2026-03-01", a_text(3)),
        ("e", "e", "2026-03-01", relead(TEXT, 4, by=40)),
    )
    assert stories(new) == {"a": "c", "b": "c"}


def test_what_a_third_print_joins_is_one_story():
    middle = relead(TEXT, 5)
    new = [("a", "a", "2026-03-01", TEXT), ("b", "b", "2026-03-01", relead(middle[::-1], 6)[::-1]), ("c", "c", "2026-03-01", middle)]
    assert stories(prints(*new)) == {"b": "a", "c": "a"}


def test_a_copy_of_what_the_lake_has_takes_its_story():
    stored = prints(("7", "1", "2026-03-01", TEXT))
    assert stories(prints(("a", "a", "2026-02-28", TEXT), ("b", "b", "2026-03-01", relead(TEXT, 2))), stored) == {"a": "1", "b": "1"}


def test_of_two_stories_that_it_joins_a_copy_takes_the_one_with_more_prints_else_the_earlier():
    one, two = relead(TEXT, 7), relead(TEXT[::-1], 8)[::-1]
    new = prints(("a", "a", "2026-03-04", TEXT))
    assert stories(new, prints(("7", "7", "2026-03-02", one), ("8", "8", "2026-03-01", two))) == {"a": "8"}
    stored = prints(("7", "7", "2026-03-02", one), ("8", "8", "2026-03-01", two), ("9", "7", "2026-03-03", one))
    assert stories(new, stored) == {"a": "7"}


@pytest.mark.parametrize(("day", "told"), [("2026-03-15", {"b": "a"}), ("2026-03-16", {})])
def test_a_text_that_comes_back_after_a_fortnight_is_another_story(day, told):
    assert stories(prints(("a", "a", "2026-03-01", TEXT), ("b", "b", day, TEXT))) == told


def test_the_order_of_the_articles_does_not_matter():
    articles = [(id_, id_, f"2026-03-0{1 + at % 3}", relead(TEXT, at)) for at, id_ in enumerate("abcde")]
    told = {tuple(sorted(stories(prints(*order)).items())) for order in itertools.permutations(articles)}
    assert len(told) == 1


def test_a_template_printed_a_thousand_times_is_one_story():
    signature = sign(" ".join(TEXT))
    ids = [f"{number:032x}" for number in range(1, 10 * NEIGHBOURS)]
    new = Prints.of(b"".join(pack("2026-03-01", id_, id_, signature) for id_ in ids))
    assert dict(cluster_stories(new, NOTHING)) == dict.fromkeys(ids[1:], ids[0])


def test_nothing_gives_nothing():
    assert stories(NOTHING) == stories(NOTHING, prints(("a", "a", "2026-03-01", TEXT))) == {}
