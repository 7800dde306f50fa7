"""How fast feeds are polled and parsed.

    python benchmarks/poll_feeds.py [--feeds 5000] [--hosts 500] [--changed 0.05]     a newsroom on loopback, most of it unchanged
    python benchmarks/poll_feeds.py --parse FOLDER                                    the documents of a folder, on one core

The newsroom is a process of its own with a port a host; feeds are asked without a rest between them, for the server is ours. On a busy
machine the processor's time tells more than the wall's. Memory is the peak of this process (VmHWM), before and after.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import multiprocessing
import pathlib
import re
import time
from multiprocessing.connection import Connection

ENTRY = "<item><title>Story {n} of {name}</title><link>https://www.example.org/{name}/{n}</link><guid>{name}-{n}</guid></item>"


def document(name: str, entries: int = 30) -> bytes:
    items = "".join(ENTRY.format(n=n, name=name) for n in range(entries))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'.encode()


def serve(hosts: int, changed: float, pipe: Connection) -> None:
    """Feeds at /<name>: one ETag for all, which a share of them does not honour."""
    from aiohttp import web

    async def answer(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        fresh = request.headers.get("If-None-Match") == '"1"' and int(name) % 1000 >= changed * 1000
        headers = {"ETag": '"1"', "Content-Type": "application/rss+xml"}
        return web.Response(status=304, headers=headers) if fresh else web.Response(body=document(name), headers=headers)

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/{name}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        ports = []
        for _ in range(hosts):
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            ports.append(site._server.sockets[0].getsockname()[1])  # type: ignore[union-attr]
        pipe.send(ports)
        await asyncio.Event().wait()

    asyncio.run(run())


def poll(feeds: int, hosts: int, changed: float) -> None:
    import apache_beam as beam

    from pipeline.runners import pipeline_options
    from schemas import Feed
    from transforms.http import HttpOptions
    from transforms.instants import system_clock
    from transforms.poll_feeds import FeedState, PollFeeds, no_states

    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(hosts, changed, there), daemon=True)
    server.start()
    ports = here.recv()
    listed = [Feed(url=f"http://127.0.0.1:{ports[n % hosts]}/{n}") for n in range(feeds)]
    known = {feed.url: FeedState(etag='"1"', polled_at=system_clock()) for feed in listed}
    http = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)
    for name, states in (("first", no_states), ("unchanged", lambda: known)):
        before, started, used = memory_mb(), time.perf_counter(), time.process_time()
        pipeline = beam.Pipeline(options=pipeline_options(()))
        polled = pipeline | beam.Create(listed) | PollFeeds(states=states, http=http)
        _ = polled.polls | beam.Map(lambda poll: poll.status) | beam.combiners.Count.PerElement() | beam.Map(print)
        pipeline.run().wait_until_finish()
        seconds, cpu = time.perf_counter() - started, time.process_time() - used
        speed = f"{feeds / seconds:,.0f} feeds/s, {feeds / cpu:,.0f} a second of this process's processor time"
        print(f"{name:10}{feeds:,} feeds of {hosts} hosts: {speed}, memory {before} to {memory_mb()} MB", flush=True)
    server.terminate()


def parse(folder: str) -> None:
    from schemas import Feed, Unusable
    from transforms.instants import system_clock
    from transforms.poll_feeds import parse_feed

    files = sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file())
    documents = [(path.name, gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()) for path in files]
    entries = repeated = unread = 0
    started = time.process_time()
    for name, body in documents:
        try:
            parsed = parse_feed(body, feed=Feed(url=f"https://{name}/"), headers={}, url=f"https://{name}/", seen_at=system_clock())
            entries += parsed.total
            repeated += parsed.dropped.get("repeated", 0)
        except Unusable:
            unread += 1
    seconds = time.process_time() - started
    size = sum(len(body) for _, body in documents) / 1e6
    speed = f"{len(documents) / seconds:.1f} documents a second"
    read = f"{entries:,} entries ({repeated} word for word as another), {unread} documents that are no feed"
    print(f"{len(documents)} documents, {size:.1f} MB: {read}; {speed}")


def memory_mb() -> int:
    match = re.search(r"VmHWM:\s+(\d+)", pathlib.Path("/proc/self/status").read_text())
    return int(match[1]) // 1024 if match else 0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--feeds", type=int, default=5_000)
    arguments.add_argument("--hosts", type=int, default=500)
    arguments.add_argument("--changed", type=float, default=0.05)
    arguments.add_argument("--parse", metavar="FOLDER")
    options = arguments.parse_args()
    if options.parse:
        parse(options.parse)
    else:
        poll(options.feeds, options.hosts, options.changed)


if __name__ == "__main__":
    main()
