"""A crawl as CC-NEWS has them, ingested batch by batch (`make crawl` does it with 10 GB)."""

import pytest

from fixtures.crawl import crawled_page, write_warc
from pipeline import ingest as module
from pipeline.ingest import ingest
from pipeline.query import connect
from transforms.instants import system_clock

PAGES, BATCH = 60, 20


@pytest.fixture
def crawl(tmp_path):
    file = tmp_path / "CC-NEWS-20260331.warc.gz"
    assert write_warc(file, pages=PAGES, weight=2_000) == PAGES
    return file


@pytest.fixture
def runs(monkeypatch):
    """The pages of each batch that ran to its end; with `cut_off_at`, the number of the batch that is cut off in the midst of it."""
    done = []
    run, cut = module.run, module.cut
    done_before = {"cut_off_at": None}

    def counted(job, *arguments, **options):
        account = run(job, *arguments, **options)
        if len(done) == done_before["cut_off_at"]:
            raise KeyboardInterrupt
        done.append(account["pages"])
        return account

    monkeypatch.setattr(module, "run", counted)
    monkeypatch.setattr(module, "cut", lambda path, start=0: cut(path, start=start, pages=BATCH // 2))
    return done, done_before


def addresses(lake):
    with connect(str(lake)) as connection:
        return sorted(url for (url,) in connection.execute("select url from articles").fetchall())


def test_a_crawl_is_read_in_batches_that_do_not_grow_and_every_page_is_there_once(tmp_path, crawl, runs):
    done, _ = runs
    account = ingest(str(tmp_path / "lake"), [str(crawl)], system_clock, batch_pages=BATCH)
    assert account.faults == []
    assert done == [BATCH] * (PAGES // BATCH)
    assert addresses(tmp_path / "lake") == sorted(crawled_page(number)[0] for number in range(PAGES))


def test_a_crawl_that_was_cut_off_within_a_batch_is_taken_up_before_it_and_doubles_nothing(tmp_path, crawl, runs):
    done, before = runs
    before["cut_off_at"] = 1
    with pytest.raises(KeyboardInterrupt):
        # The second batch is in the lake, but nobody has noted that.
        ingest(str(tmp_path / "lake"), [str(crawl)], system_clock, batch_pages=BATCH)
    before["cut_off_at"] = None
    account = ingest(str(tmp_path / "lake"), [str(crawl)], system_clock, batch_pages=BATCH)
    assert account.faults == []
    assert (account["pages"], account["articles_known"], account["articles_article"]) == (2 * BATCH, BATCH, BATCH)
    assert done == [BATCH] * (PAGES // BATCH)
    assert addresses(tmp_path / "lake") == sorted(crawled_page(number)[0] for number in range(PAGES))
