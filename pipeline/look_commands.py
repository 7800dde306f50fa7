"""`dateline report` and `dateline serve`: looking at a lake."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("lake")
@click.option(
    "-o",
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    default="report.html",
    show_default=True,
    help="The page.",
)
def report(lake: str, out: Path) -> None:
    """Write one page of what a lake holds and whether the pipeline is well.

    The page is whole in itself: it can be mailed, opened from disk and asked by date, region,
    language and publisher; no request leaves it.
    """
    _needs_jinja()
    from pipeline.report import write_report
    from transforms.instants import system_clock

    size = write_report(lake, out, system_clock)
    print(f"{out}: {size / 1e6:.1f} MB")


@click.command()
@click.argument("lake")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to bind. Other than loopback asks for a token.")
@click.option("--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="0 takes a free one.")
@click.option(
    "--token",
    envvar="DATELINE_TOKEN",
    help="What a client must send to be let in; also from DATELINE_TOKEN. Beyond loopback one is made if none is given.",
)
def serve(lake: str, host: str, port: int, token: str | None) -> None:
    """Show a lake in the browser: the report live, search, articles, feeds, rejects, SQL.

    It only reads. Every view is JSON too, under /api; /metrics is for Prometheus.
    """
    _needs_jinja()
    from pipeline.serve import serve as serve_lake
    from transforms.instants import system_clock

    try:
        serve_lake(lake, host=host, port=port, token=token, clock=system_clock)
    except OSError as error:
        raise click.ClickException(f"{host}:{port}: {error.strerror or error}") from None


def _needs_jinja() -> None:
    try:
        import jinja2  # noqa: F401
    except ImportError:
        raise click.ClickException("this needs jinja2: pip install 'dateline[report]'") from None
