"""`dateline serve`: a lake in the browser, live and read-only."""

from __future__ import annotations

import asyncio
import secrets
import signal
import sys

from aiohttp import web

from pipeline.serve.access import is_loopback
from pipeline.serve.app import make_app
from pipeline.serve.lake import LiveLake
from transforms.instants import Clock


def serve(root: str, *, host: str, port: int, token: str | None, clock: Clock) -> None:
    """Serves the lake at `root` until it is stopped (Ctrl-C, SIGTERM).

    Args:
      port: 0 takes a free one.
      token: what a client must send; where it is None and `host` is not loopback, one is made and shown.

    Raises:
      LakeError: there is no lake, or it is on an object store.
      OSError: the address is taken, or not this machine's.
    """
    if token is None and not is_loopback(host):
        token = secrets.token_urlsafe(24)
    print(f"reading {root} …", file=sys.stderr, flush=True)
    asyncio.run(_serve(LiveLake(root, clock), root, host, port, token))


async def _serve(lake: LiveLake, root: str, host: str, port: int, token: str | None) -> None:
    runner = web.AppRunner(make_app(lake, token), access_log=None, handle_signals=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        name = f"[{host}]" if ":" in host else host
        print(f"{root} is at http://{name}:{runner.addresses[0][1]}/   (Ctrl-C ends it)", flush=True)
        if token is not None:
            print(f"its token: {token}", flush=True)
        stopped = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        await stopped.wait()
    finally:
        await runner.cleanup()
        lake.close()
