"""From feeds to Parquet: Dateline beside what one would otherwise write or use, on the same pages, in one run.

    python benchmarks/end_to_end.py [--pages 2000] [--folder DIR] [--peers PYTHON] [--only NAME ...]      the table
    python benchmarks/end_to_end.py --curve 1000 10000 100000 [--warc]                                    the cost curve

Pages come from a server on loopback (20 hosts, each with a feed), which has the last core to itself as far as that goes; a case for one
process is held to the first. The pages are the offline newsroom's crawl (fixtures/crawl.py), or those of a folder (.html, .html.gz), round
and round. `--peers` is the Python of an environment with the peers (feedparser, aiohttp, trafilatura, lxml_html_clean, pandas, pyarrow,
news-please); without it they are looked for in this one, and left out where they are missing. `--warc` takes the curve's pages
from a WARC file, by `ingest`. Seconds are those of the whole command, its start included; on a busy machine only the processor's
seconds compare. Memory is the peak of the sum over the case's processes of what each holds (PSS).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import itertools
import json
import multiprocessing
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

HOSTS = 20
# Pages that the server keeps; beyond them they come round again, each under an address of its own.
KEPT = 2000
SAMPLE_S = 0.2
ITEM = "<item><title>Story {n}</title><link>{base}/story/{n}</link><guid>{base}/story/{n}</guid></item>"
# Where a page says which one it is: in a folder's pages that would make one article of all its rounds.
SELF = re.compile(rb"(?i)<link[^>]+canonical[^>]*>|<meta[^>]+og:url[^>]*>")
SELF_IN_DATA = re.compile(rb'"(url|mainEntityOfPage|@id)"\s*:\s*(?:"[^"]*"|\[\s*"[^"]*"(?:\s*,\s*"[^"]*")*\s*\])')


def pages_of(folder: str | None, count: int) -> list[bytes]:
    """The pages that the server has."""
    if folder is None:
        from fixtures.crawl import crawled_page

        return [anonymous(crawled_page(number)[1]) for number in range(min(count, KEPT))]
    files = sorted(file for file in pathlib.Path(folder).rglob("*") if file.name.endswith((".html", ".html.gz", ".htm")))
    return [anonymous(gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()) for file in files[:count]]


def anonymous(page: bytes) -> bytes:
    """The page without the addresses by which it may name itself: each address that it is served at is an article of its own."""
    return SELF_IN_DATA.sub(rb'"\1":""', SELF.sub(b"", page))


def serve(folder: str | None, count: int, pipe: Connection) -> None:
    """Feeds at /feed/<host>, pages at /story/<n>, on as many ports as there are hosts."""
    from aiohttp import web

    _on_cores({max(os.sched_getaffinity(0))})
    pages = pages_of(folder, count)

    async def story(request: web.Request) -> web.Response:
        return web.Response(body=pages[int(request.match_info["n"]) % len(pages)], content_type="text/html")

    async def feed(request: web.Request) -> web.Response:
        base, host = f"http://{request.host}", int(request.match_info["host"])
        items = "".join(ITEM.format(base=base, n=n) for n in range(host, count, HOSTS))
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'
        return web.Response(body=body.encode(), content_type="application/rss+xml")

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/story/{n}", story)
        app.router.add_get("/feed/{host}", feed)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        ports = []
        for _ in range(HOSTS):
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            ports.append(site._server.sockets[0].getsockname()[1])  # type: ignore[union-attr]
        pipe.send((ports, len(pages)))
        await asyncio.Event().wait()

    asyncio.run(run())


# The cases. Each runs in a process of its own: from the feeds to files in a folder, with so many processes.


def dateline(feeds: list[str], folder: str, processes: int) -> None:
    from pipeline.graph import Job
    from pipeline.run import run
    from schemas import Feed
    from transforms.http import HttpOptions
    from transforms.instants import system_clock

    http = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)
    job = Job(lake=f"{folder}/lake", run_at=system_clock(), feeds=tuple(map(Feed, feeds)), http=http, shards=processes)
    account = run(job, _flags(processes))
    sys.exit("\n".join(account.faults) or 0)


def ingest(warcs: list[str], folder: str, processes: int) -> None:
    from pipeline.ingest import ingest as ingest_files
    from transforms.instants import system_clock

    account = ingest_files(f"{folder}/lake", warcs, system_clock, _flags(processes))
    sys.exit("\n".join(account.faults) or 0)


def self_written(feeds: list[str], folder: str, processes: int) -> None:
    """feedparser, aiohttp, trafilatura, pandas: the script that one writes."""
    import concurrent.futures

    import aiohttp
    import feedparser
    import pandas

    async def text_of(session: aiohttp.ClientSession, url: str) -> bytes:
        async with session.get(url) as response:
            return await response.read()

    async def rows(pool: concurrent.futures.Executor | None) -> list[dict[str, object]]:
        gate = asyncio.Semaphore(64)

        async def row_of(url: str) -> dict[str, object]:
            async with gate:
                page = await text_of(session, url)
                if pool is None:
                    return _by_trafilatura(url, page)
                return await asyncio.get_running_loop().run_in_executor(pool, _by_trafilatura, url, page)

        async with aiohttp.ClientSession() as session:
            documents = await asyncio.gather(*(text_of(session, feed) for feed in feeds))
            links = [entry.link for document in documents for entry in feedparser.parse(document).entries]
            return await asyncio.gather(*map(row_of, links))

    with concurrent.futures.ProcessPoolExecutor(processes) if processes > 1 else contextlib.nullcontext() as pool:
        found = asyncio.run(rows(pool))
    pandas.DataFrame(found).to_parquet(f"{folder}/articles.parquet")


def _by_trafilatura(url: str, page: bytes) -> dict[str, object]:
    import trafilatura

    document = trafilatura.bare_extraction(page, url=url, with_metadata=True)
    found = document.as_dict() if document else {}
    return {"url": url, **{name: found.get(name) for name in ("title", "author", "date", "sitename", "text", "image", "language")}}


def trafilatura_command(feeds: list[str], folder: str, processes: int) -> None:
    """trafilatura's own command, given the links; its rest between requests and its guard against loopback are off."""
    import trafilatura

    settings = pathlib.Path(trafilatura.__file__).with_name("settings.cfg").read_text()
    settings = settings.replace("SLEEP_TIME = 5.0", "SLEEP_TIME = 0").replace("SSRF_PROTECTION = on", "SSRF_PROTECTION = off")
    pathlib.Path(folder, "settings.cfg").write_text(settings)
    pathlib.Path(folder, "links.txt").write_text("\n".join(_links(feeds)))
    command = [sys.executable, "-m", "trafilatura.cli", "-i", f"{folder}/links.txt", "-o", f"{folder}/json", "--json", "--with-metadata"]
    command += ["--parallel", str(processes), "--config-file", f"{folder}/settings.cfg"]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def news_please(feeds: list[str], folder: str, processes: int) -> None:
    """news-please's library: it fetches in threads and reads in as many processes as there are cores."""
    import pandas
    from newsplease import NewsPlease

    del processes  # by the cores that it may use
    found = NewsPlease.from_urls(_links(feeds), request_args={"timeout": 60}, fetch_images=False)
    rows = [
        {"url": url, "title": article.title, "date": article.date_publish, "text": article.maintext}
        for url, article in found.items()
        if article
    ]
    pandas.DataFrame(rows).to_parquet(f"{folder}/articles.parquet")


def _links(feeds: list[str]) -> list[str]:
    import urllib.request

    documents = [urllib.request.urlopen(feed).read().decode() for feed in feeds]
    return [link for document in documents for link in re.findall("<link>(.*?)</link>", document)]


def _flags(processes: int) -> list[str]:
    return ["--direct_running_mode=multi_processing", f"--direct_num_workers={processes}"] if processes > 1 else []


# The cases of the table, and the modules that each needs.
CASES: dict[str, tuple[Callable[[list[str], str, int], None], tuple[str, ...]]] = {
    "dateline": (dateline, ("pipeline",)),
    "self-written": (self_written, ("feedparser", "aiohttp", "trafilatura", "pandas", "pyarrow")),
    "trafilatura's command": (trafilatura_command, ("trafilatura",)),
    "news-please": (news_please, ("newsplease", "pandas", "pyarrow")),
    "ingest": (ingest, ("pipeline",)),
}
OURS = ("dateline", "ingest")


def rows_in(folder: str) -> int:
    """Articles with a text, whoever wrote them."""
    import duckdb

    root = pathlib.Path(folder)
    if (root / "lake").exists():
        return _count(duckdb, f"select count(*) from '{root}/lake/articles/**/*.parquet' where body <> ''")
    if (root / "json").exists():
        return sum(bool(json.loads(file.read_text()).get("text")) for file in (root / "json").rglob("*.json"))
    return _count(duckdb, f"select count(*) from '{root}/articles.parquet' where text <> ''")


def _count(duckdb: object, sql: str) -> int:
    return int(duckdb.sql(sql).fetchall()[0][0])  # type: ignore[attr-defined]


def measure(python: str, case: str, inputs: list[str], pages: int, processes: int) -> dict[str, str]:
    """Runs a case in a process of its own, and gives a line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        command = [python, __file__, "--case", case, "--processes", str(processes), "--folder", folder, *inputs]
        started = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said: list[bytes] = []
        listener = threading.Thread(target=lambda: said.append(child.stderr.read() if child.stderr else b""))
        listener.start()
        peak = _watch(child)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds, cpu = time.perf_counter() - started, used.ru_utime + used.ru_stime
        listener.join()
        if child.returncode:
            sys.exit(f"{case}: {said[0].decode()[-2000:]}")
        rows = rows_in(folder)
    return {
        "case": case,
        "processes": str(processes),
        "pages": f"{pages:,}",
        "seconds": f"{seconds:.1f}",
        "articles/s": f"{rows / seconds:.1f}",
        "articles/CPU s": f"{rows / cpu:.1f}",
        "peak MB": f"{peak:.0f}",
        "rows lost": f"{pages - rows:,}",
    }


def _watch(child: subprocess.Popen[bytes]) -> float:
    """The most memory that a process and what it started have held together, in MB, until it ends."""
    peak = 0.0
    while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        peak = max(peak, sum(_pss_mb(pid) for pid in _family(child.pid)))
        time.sleep(SAMPLE_S)
    return peak


def _family(pid: int) -> Iterator[int]:
    yield pid
    with contextlib.suppress(OSError):
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _pss_mb(pid: int) -> float:
    try:
        return int(re.search(r"^Pss:\s+(\d+)", pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)[1]) / 1024  # type: ignore[index]
    except (OSError, TypeError):
        return 0.0


def _has(python: str, modules: tuple[str, ...]) -> bool:
    look = f"import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, {modules!r})))"
    return subprocess.run([python, "-c", look], cwd=pathlib.Path(__file__).parents[1], check=False).returncode == 0


@contextlib.contextmanager
def server(folder: str | None, count: int) -> Iterator[tuple[list[str], int]]:
    """The feeds of a server that runs meanwhile, and how many pages it has."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(folder, count, there), daemon=True)
    process.start()
    ports, kept = here.recv()
    try:
        yield [f"http://127.0.0.1:{port}/feed/{host}" for host, port in enumerate(ports)], kept
    finally:
        process.terminate()
        process.join()


def _on_cores(cores: set[int]) -> None:
    os.sched_setaffinity(0, cores)


def compare(options: argparse.Namespace) -> None:
    names = options.only or [name for name in CASES if name != "ingest"]
    with server(options.folder, options.pages) as (feeds, _):
        lines = []
        for name, processes in itertools.product(names, options.processes):
            python = sys.executable if name in OURS else options.peers
            if _has(python, CASES[name][1]):
                lines.append(measure(python, name, feeds, options.pages, processes))
                show(lines[-1], first=len(lines) == 1)
            else:
                print(f"{name}: left out, not installed")


def curve(options: argparse.Namespace) -> None:
    for number, pages in enumerate(options.curve):
        for processes in options.processes:
            with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
                if options.warc:
                    from fixtures.crawl import write_warc

                    file = pathlib.Path(folder, f"crawl-{pages}.warc.gz")
                    write_warc(file, pages=pages)
                    inputs, case = [str(file)], "ingest"
                else:
                    (inputs, _), case = stack.enter_context(server(options.folder, pages)), "dateline"
                show(measure(sys.executable, case, inputs, pages, processes), first=number == 0)


def show(line: dict[str, str], *, first: bool) -> None:
    widths = {name: 23 if name == "case" else max(11, len(name) + 2) for name in line}
    if first:
        print("".join(f"{name:<{width}}" if name == "case" else f"{name:>{width}}" for name, width in widths.items()))
    print("".join(f"{line[name]:<{width}}" if name == "case" else f"{line[name]:>{width}}" for name, width in widths.items()), flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=int, default=2000)
    arguments.add_argument("--folder", help="pages of your own")
    arguments.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    arguments.add_argument("--peers", metavar="PYTHON", default=sys.executable)
    arguments.add_argument("--only", nargs="+", choices=[name for name in CASES if name != "ingest"])
    arguments.add_argument("--curve", type=int, nargs="+", metavar="PAGES")
    arguments.add_argument("--warc", action="store_true")
    arguments.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    arguments.add_argument("inputs", nargs="*", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.case:
        (processes,) = options.processes
        if processes == 1:
            _on_cores({min(os.sched_getaffinity(0))})
        CASES[options.case][0](options.inputs, options.folder, processes)
    elif options.curve:
        curve(options)
    else:
        compare(options)


if __name__ == "__main__":
    main()
