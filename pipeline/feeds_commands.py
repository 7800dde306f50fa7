"""The commands `dateline feeds …`: the feed list's upkeep."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import datetime

    from pipeline.feed_health import FeedHealth
    from transforms.http import HttpOptions


@click.group()
def feeds() -> None:
    """Add to a feed list, see how its feeds are doing, take it to and from other readers."""


@feeds.command()
@click.argument("source", metavar="URL-or-SITE")
@click.argument("feed_list", metavar="FEEDS")
@click.option("--publisher", help="The outlet's name.")
@click.option("--country", help="Its ISO 3166-1 alpha-2 code, such as KE.")
@click.option("--language", help="Its BCP 47 tag, such as sw.")
@click.option("--category", help="A label of your own.")
@click.option("--user-agent", metavar="TEXT", help="Your name for servers, with a contact.")
@click.option("--allow-private-hosts", is_flag=True, help="Let requests go to loopback and private addresses.")
def add(
    source: str,
    feed_list: str,
    publisher: str | None,
    country: str | None,
    language: str | None,
    category: str | None,
    user_agent: str | None,
    allow_private_hosts: bool,
) -> None:
    """Find the feeds of a site, and add them to a list.

    URL-or-SITE is a feed, a page or a domain: what a page links is taken, else what lies at the
    usual places, else the news sitemaps in its robots.txt. FEEDS is a YAML list, made if it is
    not there; what is written in it stays as it is.
    """
    import asyncio
    from pathlib import Path

    from pipeline.feed_list import FeedListError, read_feed_list, with_feeds
    from pipeline.find_feeds import find_feeds
    from schemas import Feed, Unusable
    from transforms.instants import system_clock

    path = Path(feed_list)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    listed = {feed.url for feed in read_feed_list(path)} if text.strip() else set()
    url = source if "://" in source else f"https://{source}"
    try:
        found = asyncio.run(find_feeds(url, http_options(user_agent, allow_private_hosts), system_clock))
    except Unusable as unusable:
        print(f"dateline: {source}: {unusable}", file=sys.stderr)
        sys.exit(1)
    new = [
        Feed(
            url=feed.url,
            publisher=publisher or feed.title,
            country=country.upper() if country else None,
            language=language or (feed.language or "").partition("-")[0].lower() or None,
            category=category,
        )
        for feed in found
        if feed.url not in listed
    ]
    if new:
        written = with_feeds(text, new)
        partial = path.with_name(path.name + ".partial")
        partial.write_text(written, encoding="utf-8")
        try:
            read_feed_list(partial)
        except FeedListError as error:
            partial.unlink()
            raise FeedListError([fault.replace(str(partial), feed_list) for fault in error.faults]) from None
        partial.replace(path)
    for feed in found:
        told = "is listed already" if feed.url in listed else f"added: {feed.title or 'no title'}, {feed.entries} entries, {feed.format}"
        print(f"{feed.url}  {told}")


@feeds.command()
@click.argument("feed_list", metavar="FEEDS")
@click.option("--lake", metavar="DIR", required=True, help="The lake into which they are polled.")
@click.option("--json", is_flag=True, help="Every field, for programs.")
def check(feed_list: str, lake: str, json: bool) -> None:
    """Show how each feed is doing, by what the lake knows of it.

    States: ok; still (answers, but nothing new for 30 days); failing; gone (says 410, and is
    asked once in 30 days); moved (for good, and is asked there); new (not polled yet).
    """
    import dataclasses
    from json import dumps

    from rich.console import Console

    from pipeline.feed_health import feed_health
    from pipeline.feed_list import read_feed_list
    from pipeline.show import table_of
    from transforms.instants import system_clock
    from transforms.write_lake import Lake

    health = feed_health(Lake.open(lake), read_feed_list(feed_list), system_clock())
    if json:
        print(dumps([dataclasses.asdict(feed) for feed in health], ensure_ascii=False, indent=2, default=lambda moment: moment.isoformat()))
        return
    columns = ("feed", "state", "last success", "failed", "gaps", "every", "next poll")
    Console().print(table_of(columns, map(_row, health)))


@feeds.command(name="import")
@click.argument("opml", metavar="OPML")
@click.argument("feed_list", metavar="FEEDS")
def import_(opml: str, feed_list: str) -> None:
    """Write the feeds of an OPML file, or of another list, as a YAML list.

    FEEDS must not be there yet.
    """
    from pathlib import Path

    from pipeline.feed_list import read_feed_list, write_yaml

    listed = read_feed_list(opml)
    try:
        with Path(feed_list).open("x", encoding="utf-8") as file:
            file.write(write_yaml(listed))
    except FileExistsError:
        raise click.BadParameter(f"{feed_list} is there already", param_hint="FEEDS") from None
    print(f"{feed_list}: {len(listed)} feeds")


@feeds.command()
@click.argument("feed_list", metavar="FEEDS")
def export(feed_list: str) -> None:
    """Print a list as OPML, for other readers. Headers are left out, for they may hold secrets."""
    from pipeline.feed_list import read_feed_list, write_opml

    print(write_opml(read_feed_list(feed_list)), end="")


def http_options(user_agent: str | None, allow_private_hosts: bool) -> HttpOptions:
    """The network options that commands share. Raises BadParameter for a name that no header can hold."""
    import dataclasses

    from transforms.http import HttpOptions

    options = HttpOptions(allow_private_hosts=allow_private_hosts)
    if user_agent is None:
        return options
    if not user_agent.isprintable() or not user_agent.isascii() or not user_agent.strip():
        raise click.BadParameter("a name is one line of ASCII text", param_hint="--user-agent")
    return dataclasses.replace(options, user_agent=user_agent.strip())


def _row(feed: FeedHealth) -> tuple[str | int | None, ...]:
    state = f"{feed.state}: {feed.error or feed.moved_to}" if feed.error or feed.state == "moved" else feed.state
    gaps = f"{feed.gaps}, {feed.entries_missed} missed" if feed.gaps else None
    failed = f"{feed.failed_polls} of {feed.polls}" if feed.failed_polls else None
    every = None if feed.interval_s is None else _span(feed.interval_s)
    return feed.url.partition("://")[2], state, _moment(feed.last_success), failed, gaps, every, _moment(feed.next_poll)


def _moment(moment: datetime.datetime | None) -> str | None:
    return None if moment is None else f"{moment:%m-%d %H:%M}"


def _span(seconds: int) -> str:
    """12 min, 3 h, 7 d."""
    for unit, size in (("d", 172_800), ("h", 5_400)):
        if seconds >= size:
            return f"{round(seconds / {'d': 86_400, 'h': 3_600}[unit])} {unit}"
    return f"{round(seconds / 60)} min"
