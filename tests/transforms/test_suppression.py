"""The suppression list."""

import pytest

from transforms.suppression import SUPPRESSED, Suppressed, address_id, read_suppressed, suppress
from transforms.write_lake import Lake

URL = "https://www.news.example/a?id=1"
DAY = "2026-01-02"

# The list, an address, its day if it is known, and whether it is suppressed.
NAMES = [
    (Suppressed(), URL, DAY, False),
    (Suppressed.of([URL], [], None), URL, None, True),
    (Suppressed.of([URL], [], None), "http://www.news.example/a?id=1&utm_source=rss#top", DAY, True),
    (Suppressed.of([URL], [], None), "https://www.news.example/a?id=2", DAY, False),
    (Suppressed.of([URL], [], DAY), URL, None, False),
    (Suppressed.of([URL], [], DAY), URL, DAY, False),
    (Suppressed.of([URL], [], DAY), URL, "2026-01-01", True),
    (Suppressed.of([], ["News.example"], None), URL, None, True),
    (Suppressed.of([], ["ews.example"], None), URL, None, False),
    (Suppressed.of([], ["a.www.news.example"], None), URL, None, False),
    (Suppressed.of([], ["news.example"], DAY), URL, "2026-01-01", True),
    (Suppressed.of([], ["news.example"], DAY), URL, DAY, False),
    (Suppressed.of([], ["news.example"], None), "stories/news.example.txt", DAY, False),
    (Suppressed.of([], ["news.example"], None), "http://[", DAY, False),
]


@pytest.mark.parametrize(("suppressed", "url", "day", "is_suppressed"), NAMES)
def test_what_is_suppressed_is_what_is_named_and_old_enough(suppressed, url, day, is_suppressed):
    assert suppressed.names((None, url), day) is is_suppressed


def test_what_is_named_again_stays_away_up_to_the_later_day(tmp_path):
    lake = Lake.create_or_open(str(tmp_path / "lake"))
    assert read_suppressed(lake) == Suppressed()
    suppress(lake, Suppressed())
    assert not (tmp_path / "lake" / SUPPRESSED).exists()
    for urls, domains, before in [([URL], ["a.example"], DAY), ([], ["a.example", "b.example"], "2026-01-01"), ([URL], [], None)]:
        suppress(lake, Suppressed.of(urls, domains, before))
    assert read_suppressed(lake) == Suppressed({address_id(URL): None}, {"a.example": DAY, "b.example": "2026-01-01"})
    assert "www.news.example" not in (tmp_path / "lake" / SUPPRESSED).read_text()
