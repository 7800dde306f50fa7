"""Makes the small lake that stays in the repository for good, one for each schema version: tests/data/lake-v1, …

Run once, when a version is new: `python scripts/make_lake_fixture.py`. It holds the stories of one publisher of the offline
newsroom, and what a feed of broken links leaves. An existing one is never written over: it is how that version wrote.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from fixtures.newsroom import Newsroom
from pipeline.feed_list import read_feed_list
from pipeline.graph import Job
from pipeline.run import run
from schemas import SCHEMA_VERSION
from transforms.http import HttpOptions
from transforms.instants import system_clock

PUBLISHER = "Rundblick Europa"


def main() -> None:
    lake = Path(__file__).parents[1] / "tests" / "data" / f"lake-v{SCHEMA_VERSION}"
    if lake.exists():
        sys.exit(f"{lake} is there already")
    with Newsroom() as newsroom, tempfile.TemporaryDirectory() as folder:
        listed = read_feed_list(newsroom.write_feed_list(Path(folder, "feeds.yaml"), trouble=True))
        feeds = [feed for feed in listed if feed.publisher == PUBLISHER]
        feeds += [feed for feed in listed if feed.url == newsroom.trouble[0]["url"]]
        http = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)
        run(Job(lake=str(lake), run_at=system_clock(), feeds=tuple(feeds), http=http))
    for own in ("_tmp", "_locks"):
        shutil.rmtree(lake / own, ignore_errors=True)


if __name__ == "__main__":
    main()
