"""The addresses of `dateline serve`: each view as a page, and as JSON under /api."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import re
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler

from pipeline.report.page import LIBRARIES, STATIC, render, render_report, script_json, to_json
from pipeline.serve.access import guard
from pipeline.serve.lake import SEARCH_HITS, Asked, Found, LiveLake
from pipeline.serve.metrics import CONTENT_TYPE, metrics_text
from pipeline.serve.openapi import openapi
from pipeline.serve.sql import MAX_ROWS, TIMEOUT_S, Answer, SqlError
from pipeline.serve.views import evidence, snippets
from schemas import ARTICLES, ENTRIES, POLLS, REJECTS
from schemas.regions import REGIONS, UNKNOWN

_T = TypeVar("_T")
_LAKE: web.AppKey[LiveLake] = web.AppKey("lake", LiveLake)
_EXAMPLE = "select region, language, count(*) as articles\nfrom articles_latest\ngroup by all\norder by articles desc"
_REJECTS_A_PAGE = 100


def make_app(lake: LiveLake, token: str | None) -> web.Application:
    """The application; it answers GET and HEAD only."""
    app = web.Application(middlewares=[guard(token), _plain_errors])
    app[_LAKE] = lake
    app.router.add_get("/", _report_page)
    app.router.add_get("/search", _search_page)
    app.router.add_get("/article/{id:[0-9a-f]+}", _article_page)
    app.router.add_get("/feeds", _feeds_page)
    app.router.add_get("/rejects", _rejects_page)
    app.router.add_get("/sql", _sql_page)
    app.router.add_get("/api", _api_page)
    app.router.add_get("/api/openapi.json", _openapi)
    app.router.add_get("/api/report", _report_json)
    app.router.add_get("/api/search", _search_json)
    app.router.add_get("/api/article/{id:[0-9a-f]+}", _article_json)
    app.router.add_get("/api/feeds", _feeds_json)
    app.router.add_get("/api/rejects", _rejects_json)
    app.router.add_get("/api/sql", _sql_json)
    app.router.add_get("/metrics", _metrics)
    app.router.add_get("/healthz", _healthz)
    app.router.add_static("/static/", STATIC)
    return app


async def _report_page(request: web.Request) -> web.Response:
    lake = request.app[_LAKE]
    return _html(await _thread(lambda: render_report(lake.report(), live=True)))


async def _report_json(request: web.Request) -> web.Response:
    lake = request.app[_LAKE]

    def told() -> str:
        report = lake.report()
        return to_json({field.name: getattr(report, field.name) for field in dataclasses.fields(report) if field.name != "cubes"})

    return _json(await _thread(told))


async def _search_page(request: web.Request) -> web.Response:
    asked = _asked(request)
    found = await _found(request, asked) if _is_asked(asked) else None
    articles = [
        article
        | {
            "snippet": snippets(article["body"] or "", asked.words),
            "headline": snippets(article["headline"] or "", asked.words, whole=True),
        }
        for article in (found.articles if found else [])
    ]
    return _page(request, "search.html", "Search", asked=asked, q=" ".join(asked.words), found=found, articles=articles, hits=SEARCH_HITS,
                 regions=[*REGIONS, UNKNOWN])  # fmt: skip


async def _search_json(request: web.Request) -> web.Response:
    asked = _asked(request)
    if not _is_asked(asked):
        raise _RefusedError("say what to search for: q, region, language, since or until")
    return _json(to_json(await _found(request, asked)))


async def _article_page(request: web.Request) -> web.Response:
    lake = request.app[_LAKE]
    told = await _thread(lambda: lake.article(request.match_info["id"]))
    if told is None:
        raise web.HTTPNotFound(text="the lake has no article of this id\n")
    place = told.article["place"]
    point = None
    if place and place["latitude"] is not None:
        point = {"name": place["name"], "latitude": place["latitude"], "longitude": place["longitude"]}
    evidences = await _thread(lambda: evidence(told.article))
    return _page(
        request,
        "article.html",
        "",
        told=told,
        article=told.article,
        evidence=evidences,
        point=script_json(point) if point else None,
        scripts=(*LIBRARIES, "charts.js", "article.js"),
    )


async def _article_json(request: web.Request) -> web.Response:
    lake = request.app[_LAKE]
    told = await _thread(lambda: lake.article(request.match_info["id"]))
    if told is None:
        return _json(to_json({"error": "the lake has no article of this id"}), status=404)
    return _json(to_json(told))


async def _feeds_page(request: web.Request) -> web.Response:
    lake = request.app[_LAKE]
    report = await _thread(lake.report)
    return _page(request, "feeds.html", "Feeds", feeds=report.feeds, days=report.days)


async def _feeds_json(request: web.Request) -> web.Response:
    lake = request.app[_LAKE]
    return _json(to_json((await _thread(lake.report)).feeds))


async def _rejects_page(request: web.Request) -> web.Response:
    lake = request.app[_LAKE]
    offset = _number(request, "offset", 0, 0, 1_000_000_000)
    reason, stage = request.query.get("reason") or None, request.query.get("stage") or None
    report = await _thread(lake.report)
    rows = await _thread(lambda: lake.rejects(reason=reason, stage=stage, limit=_REJECTS_A_PAGE + 1, offset=offset))
    return _page(
        request,
        "rejects.html",
        "Rejects",
        rejects=report.rejects,
        days=report.days,
        rows=rows[:_REJECTS_A_PAGE],
        reason=reason,
        stage=stage,
        next_offset=offset + _REJECTS_A_PAGE if len(rows) > _REJECTS_A_PAGE else None,
    )


async def _rejects_json(request: web.Request) -> web.Response:
    lake = request.app[_LAKE]
    limit, offset = _number(request, "limit", 100, 1, 1000), _number(request, "offset", 0, 0, 1_000_000_000)
    reason, stage = request.query.get("reason") or None, request.query.get("stage") or None
    return _json(to_json(await _thread(lambda: lake.rejects(reason=reason, stage=stage, limit=limit, offset=offset))))


async def _sql_page(request: web.Request) -> web.Response:
    sql, answer, error = request.query.get("q", ""), None, None
    if sql.strip():
        try:
            answer = await _answer(request, sql)
        except SqlError as refused:
            error = str(refused)
    tables = {table.name: table.schema.names for table in (ARTICLES, ENTRIES, POLLS, REJECTS)}
    return _page(
        request, "sql.html", "SQL", sql=sql or _EXAMPLE, answer=answer, error=error, tables=tables, max_rows=MAX_ROWS, timeout=TIMEOUT_S
    )


async def _sql_json(request: web.Request) -> web.Response:
    try:
        return _json(to_json(await _answer(request, request.query.get("q", ""))))
    except SqlError as error:
        raise _RefusedError(str(error)) from None


async def _api_page(request: web.Request) -> web.Response:
    return _page(request, "api.html", "API", paths=openapi(version("dateline"))["paths"])


async def _openapi(_request: web.Request) -> web.Response:
    return _json(to_json(openapi(version("dateline"))))


async def _metrics(request: web.Request) -> web.Response:
    lake = request.app[_LAKE]
    text = metrics_text(await _thread(lake.report))
    return web.Response(body=text.encode(), headers={"Content-Type": CONTENT_TYPE})


async def _healthz(request: web.Request) -> web.Response:
    lake = request.app[_LAKE]
    await _thread(lake.sql)
    return web.Response(text="ok\n")


class _RefusedError(ValueError):
    """What was asked cannot be done; said as 400."""


@web.middleware
async def _plain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except _RefusedError as refused:
        if request.path.startswith("/api/"):
            return _json(to_json({"error": str(refused)}), status=400)
        return web.Response(status=400, text=f"{refused}\n")


def _asked(request: web.Request) -> Asked:
    query = request.query
    for name in ("since", "until"):
        if query.get(name):
            try:
                datetime.date.fromisoformat(query[name])
            except ValueError:
                raise _RefusedError(f"{name}: {query[name]} is no day: YYYY-MM-DD") from None
    return Asked(
        words=tuple(re.findall(r"\S+", query.get("q", ""))[:12]),
        region=query.get("region") or None,
        language=query.get("language") or None,
        since=query.get("since") or None,
        until=query.get("until") or None,
    )


def _is_asked(asked: Asked) -> bool:
    return any(dataclasses.astuple(asked))


async def _found(request: web.Request, asked: Asked) -> Found:
    lake = request.app[_LAKE]
    return await _thread(lambda: lake.search(asked))


async def _answer(request: web.Request, sql: str) -> Answer:
    lake = request.app[_LAKE]
    return await _thread(lambda: lake.sql().ask(sql))


def _number(request: web.Request, name: str, default: int, least: int, most: int) -> int:
    text = request.query.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise _RefusedError(f"{name}: {text} is no number from {least} to {most}")
    return int(text)


def _page(request: web.Request, template: str, here: str, **values: Any) -> web.Response:
    depth = request.path.strip("/").count("/")
    name = Path(request.app[_LAKE].name).resolve().name
    return _html(render(template, live=True, policy=None, lake=name, here=here, root="../" * depth or "./", **values))


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")


def _json(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, content_type="application/json", status=status)


async def _thread(work: Callable[[], _T]) -> _T:
    return await asyncio.get_running_loop().run_in_executor(None, work)
