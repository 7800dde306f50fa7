"""The demo: the offline newsroom on loopback, polled over real HTTP into a lake, and what landed."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from rich.console import Console, Group
from rich.padding import Padding
from rich.rule import Rule

import fixtures
from fixtures.newsroom import Newsroom
from pipeline.feed_list import read_feed_list
from pipeline.graph import Job
from pipeline.query import SUMMARY, connect
from pipeline.run import run
from pipeline.show import account_table, print_faults, table_of
from transforms.http import HttpOptions
from transforms.instants import Clock
from transforms.write_lake import Lake

# The newsroom is our own, on loopback: it may be asked as fast as it answers.
_HTTP = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)

# One story a script: what the lake holds is easiest seen in rows that look different.
_THREE = """
with told as (
  select *, row_number() over (partition by language order by date desc, article_id) as nth
  from articles where dateline.place is not null
)
select date, region, headline, dateline.text as dateline, source, images[1].credit as credit, body
from told where nth = 1 and language in ('en', 'ru', 'ja') order by language
"""


def demo(lake: str, clock: Clock, console: Console, *, show_progress: bool) -> bool:
    """Runs the main job on the newsroom and prints what landed; gives whether the account added up.

    Raises:
      LakeError: `lake` is not a lake and not an empty folder.
    """
    Lake.create_or_open(lake)
    with Newsroom() as newsroom, tempfile.TemporaryDirectory() as folder:
        feed_list = Path(folder, "feeds.yaml")
        newsroom.write_feed_list(feed_list)
        feeds = read_feed_list(feed_list)
        console.print(f"Polling {len(feeds)} feeds of the offline newsroom into [bold]{lake}[/] …")
        job = Job(lake=lake, run_at=clock(), feeds=tuple(feeds), http=_HTTP, clock=clock)
        account = run(job, show_progress=show_progress)
    with connect(lake) as connection:
        summary = connection.execute(SUMMARY)
        console.print(table_of([column[0] for column in summary.description], summary.fetchall(), title="What the lake holds"))
        for date, region, headline, dateline, source, credit, body in connection.execute(_THREE).fetchall():
            facts = f"[dim]{date} · {region} · source {source or 'own'} · image {credit or 'none'}[/]"
            opening = body.split("\n\n")[0]
            console.print(Padding(Group(f"[bold]{headline}[/]", facts, f"[bold]{dateline}[/]  {opening}"), (0, 0, 1, 2)))
    console.print(Rule("What came in, and what became of it", align="left", style="dim"))
    console.print(account_table(account))
    print_faults(account, console)
    command, where = _command(), shlex.quote(lake)
    console.print("Try next:", style="bold")
    for words in (
        f"query {where} \"select headline, dateline.place, source from articles where region = 'eastern-asia'\"",
        f"report {where} -o report.html      # then open report.html; or live: serve {where}",
        f"extract {shlex.quote(os.path.relpath(_plain_story()))}",
        f"run feeds.yaml --lake {where}      # feeds of your own: see README.md",
    ):
        console.print(f"  {command} {words}", soft_wrap=True, highlight=False)
    return not account.faults


def _command() -> str:
    """How to call the command from here: `make run` calls it by its path in an environment that is not activated."""
    return "dateline" if shutil.which("dateline") else os.path.relpath(sys.argv[0])


def _plain_story() -> Path:
    return next(Path(fixtures.__file__).parent.rglob("*.txt"))
