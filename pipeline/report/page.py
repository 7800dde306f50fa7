"""The pages: templates filled by jinja2, and the report with all that it needs inside."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import functools
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from pipeline.report.report import Report

STATIC = Path(__file__).parent / "static"
# In the order in which they need each other.
LIBRARIES = ("vendor/d3.min.js", "vendor/plot.umd.min.js", "vendor/topojson-client.min.js")
REPORT_SCRIPTS = (*LIBRARIES, "cube.js", "charts.js", "page.js")
# Of a longer list the page shows so many; `dateline serve` shows all.
_FEEDS = 150
_TROUBLED = 40


def render_report(report: Report, *, live: bool = False) -> str:
    """The report as a page. Without `live` it is whole in itself: no request leaves it, and its own policy forbids any."""
    scripts = {name: Markup(_static(name)) for name in REPORT_SCRIPTS}
    style = Markup(_static("page.css"))
    states = {state: sum(feed.state == state for feed in report.feeds) for state in ("ok", "failing", "still", "moved", "gone", "new")}
    named = {"ok": "feeds are well", "failing": "fail", "still": "are silent for 30 days", "moved": "moved", "gone": "are gone"}
    troubled = [feed for feed in report.feeds if feed.state not in ("ok", "new") or feed.gaps]
    return render(
        "report.html",
        live=live,
        lake=report.lake,
        here="Report",
        title="What the lake holds",
        policy=None if live else _policy(style, list(scripts.values())),
        style=style,
        scripts=scripts,
        script_names=REPORT_SCRIPTS,
        totals=report.totals,
        period=report.cubes.period,
        states=[(states[state], name) for state, name in named.items()] + [(sum(feed.gaps for feed in report.feeds), "gaps")],
        days=report.days,
        failed=sum(row.polls for row in report.polls if row.error_class != "ok"),
        polled=sum(row.polls for row in report.polls),
        troubled=troubled[:_TROUBLED],
        more_troubled=len(troubled[_TROUBLED:]),
        feeds=report.feeds[:_FEEDS],
        more_feeds=len(report.feeds[_FEEDS:]),
        rejects=report.rejects,
        outcomes=report.outcomes,
        files=report.files,
        version=report.version,
        made_at=report.made_at,
        data=script_json(_page_data(report, live)),
        world=Markup(_static("vendor/countries-110m.json")),
        places=Markup(_static("countries.json")),
    )


def render(template: str, **values: Any) -> str:
    """A template, filled. Whatever comes from the lake is escaped."""
    return _templates().get_template(template).render({"root": ""} | values)


def script_json(value: Any) -> Markup:
    """JSON for a script element: nothing in it can end the element, whatever the lake's texts say."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def to_json(value: Any) -> str:
    """Rows as JSON: records as objects, instants and days as ISO 8601."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _page_data(report: Report, live: bool) -> Mapping[str, Any]:
    regions = {name: at for at, name in enumerate(report.cubes.regions)}
    days = [(row.date, regions[row.region], row.articles) for row in report.by_day]
    return {
        "live": live,
        "cubes": report.cubes,
        "days": days,
        "stories": report.stories,
        "newest": report.newest,
        "polls": report.polls,
        "latency": report.latency,
    }


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def _policy(style: str, scripts: list[Markup]) -> str:
    """The report's Content-Security-Policy: its own scripts by their digests, and nothing from anywhere else."""
    digests = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(str(script).encode()).digest()).decode()}'" for script in scripts)
    return f"default-src 'none'; script-src {digests}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


@functools.cache
def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


@functools.cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["minute"] = _minute
    environment.filters["is_web"] = lambda url: str(url).startswith(("http://", "https://"))
    environment.filters["duration"] = _duration
    return environment


def _minute(moment: datetime.datetime | None) -> str:
    return "·" if moment is None else moment.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M")


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "·"
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{seconds:.0f} s"
