"""A small lake whose every figure is known, and what the tests of report and serve read it with."""

import asyncio
import contextlib
import importlib.util
import itertools
import os
import pathlib
import shutil
import sys
import threading

import pytest
from aiohttp import web

from pipeline.report.snapshot import take_snapshot
from pipeline.serve.app import make_app
from pipeline.serve.lake import LiveLake
from schemas import ARTICLES, ENTRIES, POLLS, REJECTS
from transforms.write_lake import Lake, commit

sys.path.append(str(pathlib.Path(__file__).parent))

from known_rows import ENTRY_ROWS, NOON, POLL_ROWS, REJECT_ROWS, ROWS


@pytest.fixture(scope="session")
def known_lake(tmp_path_factory):
    """Six articles of four publishers, one of them revised, two of one story; three feeds; six rejects. Not to be changed."""
    root = tmp_path_factory.mktemp("face") / "known"
    lake = Lake.create_or_open(str(root))
    for table, rows in (
        (ARTICLES, ROWS),
        (POLLS, POLL_ROWS),
        (REJECTS, REJECT_ROWS),
        (ENTRIES, ENTRY_ROWS),
    ):
        by_partition = lambda row, table=table: tuple(getattr(row, name) for name in table.partition_columns)  # noqa: E731
        for values, together in itertools.groupby(sorted(rows, key=by_partition), by_partition):
            commit(lake, table, dict(zip(table.partition_columns, values, strict=True)), table.to_arrow(list(together)))
    return str(root)


@pytest.fixture(scope="session")
def snapshot(known_lake):
    return take_snapshot(known_lake)


@pytest.fixture(scope="session")
def clock():
    """Noon of 2026-11-10, an hour after the last poll."""
    return lambda: NOON + 3_600_000_000


@contextlib.contextmanager
def serving(root, clock, token=None):
    """The server of a lake on a free port of loopback; gives its address."""
    loop, lake, address = asyncio.new_event_loop(), LiveLake(root, clock), []
    started = threading.Event()

    async def start():
        runner = web.AppRunner(make_app(lake, token), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
        return runner

    def work():
        runner = loop.run_until_complete(start())
        started.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())

    thread = threading.Thread(target=work)
    thread.start()
    started.wait()
    try:
        yield address[0]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        lake.close()


@pytest.fixture(scope="session")
def served(known_lake, clock):
    """The address of the known lake's server."""
    with serving(known_lake, clock) as address:
        yield address


# Of a module, not of the session: while Playwright is there, its event loop runs in this thread, and no other test can start one.
@pytest.fixture(scope="module")
def chromium():
    """A browser, as the machine has it. Without one these tests do not run, and the summary says so; or they fail, where
    `DATELINE_BROWSER=required` says that there must be one."""
    missing = _missing()
    if missing and os.environ.get("DATELINE_BROWSER") == "required":
        pytest.fail(missing)
    if missing:
        _NOT_RUN.append(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # As root, and in containers, chromium's own sandbox cannot be had; the pages are our own.
        browser = playwright.chromium.launch(executable_path=_executable(), args=["--no-sandbox"])
        yield browser
        browser.close()


_NOT_RUN = []


def _executable():
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _missing():
    if importlib.util.find_spec("playwright") is None:
        return "Playwright is not installed: `make browser` installs it"
    return None if _executable() else "no chromium on this machine: `make browser` installs Debian's"


def pytest_terminal_summary(terminalreporter):
    if _NOT_RUN:
        terminalreporter.section("THE BROWSER TESTS DID NOT RUN", red=True, bold=True)
        terminalreporter.line(_NOT_RUN[0])
