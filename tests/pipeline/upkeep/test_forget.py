"""`dateline forget`: what is taken out is nowhere any more, and nothing else is."""

import pytest
from lakes import ask

from pipeline.upkeep import Forget, check, forget
from pipeline.upkeep.kept_pages import kept_files, read_kept
from transforms.instants import system_clock
from transforms.suppression import SUPPRESSED
from transforms.write_lake import Lake

URL = "https://www.harbour-ledger.example/news/ferry?id=1"

# What is to be forgotten, what lies where on which day, and whether it goes.
TAKES = [
    (Forget(urls=(URL,)), URL, "2026-01-01", True),
    (Forget(urls=(URL,)), "http://www.harbour-ledger.example/news/ferry?id=1&utm_source=rss#top", "2026-01-01", True),
    (Forget(urls=(URL,)), "https://www.harbour-ledger.example/news/ferry?id=2", "2026-01-01", False),
    (Forget(domains=("harbour-ledger.example",)), URL, "2026-01-01", True),
    (Forget(domains=("ledger.example",)), URL, "2026-01-01", False),
    (Forget(domains=("news.harbour-ledger.example",)), URL, "2026-01-01", False),
    (Forget(domains=("harbour-ledger.example",)), None, "2026-01-01", False),
    (Forget(before="2026-01-02"), None, "2026-01-01", True),
    (Forget(before="2026-01-02"), URL, "2026-01-02", False),
    (Forget(domains=("harbour-ledger.example",), before="2026-01-02"), URL, "2026-01-01", True),
    (Forget(domains=("harbour-ledger.example",), before="2026-01-02"), URL, "2026-01-02", False),
    (Forget(domains=("harbour-ledger.example",), before="2026-01-02"), "https://other.example/", "2026-01-01", False),
]


@pytest.mark.parametrize(("what", "url", "day", "goes"), TAKES)
def test_what_goes_is_what_is_named_and_old_enough(what, url, day, goes):
    assert what.takes((None, url), day) is goes


def everything(lake):
    """The bytes of all files, unpacked where they are packed."""
    pages = [page.content for path in kept_files(Lake.open(str(lake))) for page in read_kept(Lake.open(str(lake)), path)]
    rows = [ask(lake, f"select {table}::varchar from {table}") for table in ("articles", "entries", "rejects")]
    return repr(rows) + repr(pages)


def test_a_url_is_forgotten_everywhere_and_all_else_stays(lake):
    (url, headline, id_), *_ = ask(
        lake, "select url, headline, article_id from articles where url is not null and language = 'en' order by url"
    )
    others = ask(lake, f"select * from articles where article_id <> '{id_}' order by all")
    seen = ask(lake, f"select count(*) from entries where article_id = '{id_}' or url = '{url}'")[0][0]
    files = {path: path.read_bytes() for path in lake.rglob("*") if path.is_file()}
    counted = forget(Lake.open(str(lake)), Forget(urls=(url,)), system_clock, dry_run=True)
    assert {path: path.read_bytes() for path in lake.rglob("*") if path.is_file()} == files
    gone = forget(Lake.open(str(lake)), Forget(urls=(url,)), system_clock)
    assert gone == counted
    assert (gone.rows["articles"], gone.rows["entries"], gone.rows["polls"]) == (1, seen, 0)
    assert gone.pages >= 1
    assert ask(lake, "select * from articles order by all") == others
    assert headline not in everything(lake)
    assert url not in everything(lake)
    assert url not in (lake / SUPPRESSED).read_text()
    assert list((lake / "_trash").iterdir()) == []
    assert check(Lake.open(str(lake)), system_clock) == []
    assert forget(Lake.open(str(lake)), Forget(urls=(url,)), system_clock).rows["articles"] == 0


def test_what_is_older_than_a_day_goes_with_its_sightings(lake):
    days = [day for (day,) in ask(lake, "select date from articles order by date")]
    middle = days[len(days) // 2]
    gone = forget(Lake.open(str(lake)), Forget(before=middle), system_clock)
    assert gone.rows["articles"] == sum(day < middle for day in days)
    assert gone.rows["entries"] >= gone.rows["articles"] - len(ask(lake, "select 1 from articles where feed_url is null"))
    assert [day for (day,) in ask(lake, "select date from articles order by date")] == [day for day in days if day >= middle]
    assert check(Lake.open(str(lake)), system_clock) == []


def test_all_that_is_older_than_tomorrow_is_all(lake):
    forget(Lake.open(str(lake)), Forget(before="2999-01-01"), system_clock)
    assert {path.relative_to(lake).parts[0] for path in lake.rglob("*.parquet")} == {"entries"}
    told = "entry_id = sighting_id and coalesce(url, title, reason, published_at::varchar) is null and settled and tries = 0"
    assert ask(lake, f"select distinct outcome, {told} from entries") == [("forgotten", True)]
    assert kept_files(Lake.open(str(lake))) == []
    assert sum(forget(Lake.open(str(lake)), Forget(before="2999-01-01"), system_clock).rows.values()) == 0
