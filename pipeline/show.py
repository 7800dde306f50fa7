"""What the command prints: tables, articles and accounts, as a person would want to read them."""

from __future__ import annotations

import collections
import dataclasses
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.account import Account
from schemas import Article, Feed
from transforms.assign_region.about import read_story
from transforms.instants import from_micros
from transforms.strip_boilerplate import Explanation, TypedBlock, to_markdown

# Of a longer value the head shows which it is.
_SHOWN = 160
# Below this extraction score a reading is worth a look: on pages of news the reader gives more to nearly all that it reads well.
_SURE = 0.6
# Of reasons and failing feeds a summary names the first.
_REASONS = 6
_FAILING = 5

# The roles of what stands above an article, which has its own lines here.
_ABOVE = frozenset({"headline", "standfirst", "byline"})

if TYPE_CHECKING:
    from pipeline.stream import Report
    from pipeline.summary import Summary
    from pipeline.upkeep import Compacted, Finding, Forgotten, Replayed
    from pipeline.upkeep.register import Registered


def table_of(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str | None = None) -> Table:
    """A table of query results; numbers to the right, null as a dim dot."""
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    rows = list(rows)
    for at, column in enumerate(columns):
        numeric = any(isinstance(row[at], int | float) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("·", style="dim") if value is None else Text(_cell(value)) for value in row))
    return table


def article_of(article: Article, blocks: Sequence[TypedBlock]) -> RenderableType:
    """An article as a reader sees it: what it says first, what Dateline knows of it under that.

    `blocks` are those of its page: they keep the headings, lists, quotes, tables and links that `body` has as text.
    """
    lines: list[RenderableType] = [Text(article.headline or "(no headline)", style="bold")]
    if article.subheadline:
        lines.append(Text(article.subheadline, style="italic"))
    lines.append(Text(_credit_line(article), style="dim"))
    lines.append(Padding(Markdown(to_markdown(block for block in blocks if block.role not in _ABOVE)), (1, 0, 0, 0)))
    known = Table.grid(padding=(0, 2))
    for name, value in _known(article):
        known.add_row(Text(name, style="dim"), Text(value))
    return Group(*lines, Padding(known, (1, 0, 0, 0)))


def explanation_table(explanations: Iterable[Explanation], article: Article) -> Table:
    """Why an article was read as it was: for each field what was read, which evidence won, and what the others say."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=True)
    for column in ("field", "read", "won", "lost"):
        table.add_column(column, overflow="fold")
    for told in explanations:
        lost = "\n".join(f"{where}: {_short(value)}" for where, value in told.lost)
        table.add_row(told.field, Text(_short(told.value)), told.won or "·", Text(lost, style="dim"))
    dateline, place, language = article.dateline, article.place, article.language
    story = read_story(article.headline, article.subheadline, article.body, language=language)
    named = ", ".join(f"{country} {weight:.1f}" for country, weight in story.countries.items())
    towns = ", ".join(f"{town.name} ({town.country}) {weight:.1f}" for town, weight in story.cities[:5])
    confidence = article.language_confidence
    for field, value, basis, other in (
        ("dateline", dateline.text if dateline else None, "head of the body" if dateline else None, ""),
        ("date", article.date, article.date_basis, ""),
        ("place", f"{place.name}, {place.country}" if place else None, article.region_basis if place else None, towns),
        ("country", article.country, article.region_basis, named),
        ("region", article.region, article.region_basis, ""),
        ("source", article.source, None, ""),
        ("language", language, f"confidence {confidence:.2f}" if confidence is not None else None, ""),
    ):
        table.add_row(field, Text(value or "·"), basis or "·", Text(other, style="dim"))
    return table


def rule_hint(article: Article) -> str | None:
    """Says that a rule for the site may be worth writing, where the reader is not sure; None where it is."""
    if article.headline and (article.extraction_score is None or article.extraction_score >= _SURE):
        return None
    why = f"the reader is not sure of the body (score {article.extraction_score:.2f})" if article.headline else "no headline was found"
    return f"{why}: where it is wrong, a rule for {article.domain or 'this site'} puts it right (--rules; docs/extend.md)"


def article_json(article: Article) -> str:
    """An article as JSON: the columns of `articles`, instants as ISO 8601."""
    record = dataclasses.asdict(article)
    del record["origin"], record["signature"]
    record["fetched_at"] = from_micros(article.fetched_at).isoformat() if article.fetched_at is not None else None
    return json.dumps(record, ensure_ascii=False, indent=2)


def account_table(account: Account) -> Table:
    """The account of a run: what came in, and what became of it."""
    table = Table(box=box.SIMPLE_HEAD, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column(style="dim")
    for name, value, note in _account_rows(account):
        table.add_row(name, f"{value:,}", note)
    return table


def nothing_due(following: tuple[int, Feed] | None, now: int) -> str:
    """One line for a run that had nothing to ask: which feed is due next, and when."""
    if following is None:
        return "Nothing is due. `--all` polls every feed."
    at, feed = following
    minutes = max(1, round((at - now) / 60_000_000))
    wait = f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
    return f"Nothing is due. Next is {feed.url}, in {wait}, at {from_micros(at):%Y-%m-%d %H:%M} UTC. `--all` polls every feed."


def report_line(report: Report) -> str:
    """One line for what a stream has done since it last said so."""
    counts = collections.Counter(report.counts)
    done = (
        f"{counts['feeds_polled']} of {report.feeds} feeds polled ({counts['feeds_failed']} failed), "
        f"{counts['articles_article']} articles, {counts['articles_updated']} updated, {counts['rejects']} rejects"
    )
    following = f"; next at {from_micros(report.next_at):%H:%M:%S}" if report.next_at else ""
    faults = "".join(f"; {fault}" for fault in report.faults)
    return f"{from_micros(report.at):%Y-%m-%d %H:%M:%S} UTC  {done}{following}{faults}"


def summary_of(summary: Summary) -> RenderableType:
    """A run as a person reads it in five seconds: the account, then what is wrong and where the files are."""
    known = Table.grid(padding=(0, 2))
    reasons = ", ".join(f"{reason} {n:,}" for reason, n in summary.reasons[:_REASONS])
    for name, value in (
        ("rejected for", reasons),
        *(("failing", f"{url}  {_short(error)}") for url, error in summary.failing[:_FAILING]),
        ("", f"and {len(summary.failing) - _FAILING:,} more: dateline feeds check" if len(summary.failing) > _FAILING else ""),
        ("slowest", ", ".join(f"{url} {ms / 1000:.1f} s" for url, ms in summary.slowest)),
        ("files", summary.files),
        ("took", f"{summary.seconds:,.1f} s"),
    ):
        if value:
            known.add_row(Text(name, style="dim"), Text(value, overflow="fold"))
    return Group(account_table(summary.account), Padding(known, (0, 0, 0, 1)))


def print_faults(account: Account, console: Console) -> None:
    """Says of each equation of the account that does not hold that it does not."""
    for fault in account.faults:
        console.print(f"[red]the account does not add up:[/] {escape(fault)}")


def compacted_table(gains: Sequence[Compacted], *, dry_run: bool) -> Table:
    """What compacting gained, table by table."""
    columns = ["table", "partitions", "files before", "files after", "MB before", "MB after"]
    rows = [
        (
            gain.table,
            gain.partitions,
            gain.files_before,
            gain.files_after,
            _mb(gain.bytes_before),
            None if dry_run else _mb(gain.bytes_after),
        )
        for gain in gains
    ]
    return table_of(columns, rows)


def findings_table(findings: Sequence[Finding]) -> Table:
    """What is wrong with a lake."""
    is_repaired = any(finding.repaired for finding in findings)
    columns = ["fault", "where", "what", *(["repair"] if is_repaired else [])]
    return table_of(columns, [(found.fault, found.where, found.detail, found.repaired or None)[: len(columns)] for found in findings])


def forgotten_table(gone: Forgotten, *, done: bool) -> Table:
    """What was, or would be, taken out of a lake."""
    rows: list[tuple[str, int]] = [*gone.rows.items(), ("kept pages", gone.pages)]
    if gone.quarantined:
        rows.append(("files in _quarantine, not looked into", gone.quarantined))
    return table_of(["from", "taken out" if done else "to be taken out"], rows)


def replayed_table(replayed: Replayed) -> Table:
    """What reading the kept pages again came to."""
    notes = {
        "pages": "kept pages read again",
        "unchanged": "articles that came out the same",
        "changed": "rewritten in their partition",
        "moved": "rewritten into another partition",
        "added": "pages that held no article before, and do now",
        "refused": "pages that hold no article; where the lake has one, it stays",
        "elsewhere": "pages whose article the lake has from another page",
    }
    return table_of(["", "", " "], [(name, getattr(replayed, name), note) for name, note in notes.items()])


def registered_table(registered: Sequence[Registered]) -> Table:
    """Where the lake's tables are registered, and what changed there."""
    columns = ["table", "registered as", "files added", "files removed", "files"]
    return table_of(columns, [dataclasses.astuple(table) for table in registered])


def _mb(size: int) -> float:
    return round(size / 1e6, 2)


def _account_rows(account: Account) -> list[tuple[str, int, str]]:
    rows = []
    if account["feeds_polled"] or account["feeds_not_due"]:
        rows.append(("feeds polled", account["feeds_polled"], _feeds_note(account)))
        rows.append(("entries in them", account["entries"], "= articles + updated + known + duplicates + rejects"))
        outcomes = {name: account[f"entries_{name}"] for name in ("article", "updated", "known", "duplicate", "forgotten")}
        refused = account["entries_rejected"] + account["entries_retry"]
        note = f"{account['entries_retry']:,} of them to be tried again" if account["entries_retry"] else ""
    else:
        rows.append(("pages read", account["pages"], "= articles + updated + known + duplicates + rejects"))
        outcomes = {name: account[f"articles_{name}"] for name in ("article", "updated", "known", "duplicate", "forgotten")}
        refused, note = account["rejects"], ""
    elsewhere = account["articles_rows_left_out"]
    rows.append(("  new articles", outcomes["article"], f"{elsewhere:,} of them written by another run first" if elsewhere else ""))
    if outcomes["updated"]:
        rows.append(("  updated", outcomes["updated"], "known articles whose text has changed"))
    rows.append(("  known", outcomes["known"], ""))
    rows.append(("  duplicates", outcomes["duplicate"], ""))
    if outcomes["forgotten"]:
        rows.append(("  forgotten", outcomes["forgotten"], "not taken in again: `dateline forget` took them out"))
    rows.append(("  rejects", refused, note))
    rows.append(("rows written", account.rows_written, f"in {account['files_written']:,} files"))
    return rows


def _feeds_note(account: Account) -> str:
    told = [f"{account['feeds_unchanged']:,} unchanged, {account['feeds_failed']:,} failed"]
    told += [f"{account['feeds_not_due']:,} not due"] if account["feeds_not_due"] else []
    told += [f"{account['feeds_with_gap']:,} with a gap"] if account["feeds_with_gap"] else []
    return ", ".join(told)


def _credit_line(article: Article) -> str:
    published = article.published_at.replace("T", " ") if article.published_at is not None else None
    parts = (article.publisher or article.domain, ", ".join(article.authors) or article.byline, published)
    return " · ".join(part for part in parts if part)


def _known(article: Article) -> list[tuple[str, str]]:
    place = article.place
    facts = [
        ("date", f"{article.date}  (by {article.date_basis})" if article.date_basis else article.date),
        ("region", f"{article.region}  (by {article.region_basis})" if article.region_basis else article.region),
        ("country", " ".join([article.country or "", *(f"({c})" for c in article.countries if c != article.country)]).strip()),
        ("place", f"{place.name}, {place.country}  {place.latitude}, {place.longitude}" if place else ""),
        ("source", article.source or ""),
        ("language", article.language or ""),
        ("section", article.section or ""),
        ("tags", ", ".join(article.tags)),
        *(
            ("image", "  ".join(part for part in (image.caption, f"© {image.credit}" if image.credit else None) if part))
            for image in article.images
        ),
        ("url", article.canonical_url or article.url or ""),
    ]
    return [(name, value) for name, value in facts if value]


def _short(value: str | None) -> str:
    if value is None:
        return "·"
    return value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…"


def _cell(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
