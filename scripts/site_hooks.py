"""What MkDocs calls: the page cli.md, made from the command itself, and links that lead out of the documentation as their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click

from pipeline.cli import app

_OPENING = """\
# The command

Made from the command itself; `dateline COMMAND --help` says the same. Apache Beam's own options (`--runner`,
`--direct_running_mode`, …) pass through.

Exit codes: 0 done; 1 something failed and `--strict` was given, or the account does not add up, or `check` found a
fault; 2 wrong use, with one line that says what to do.
"""


def cli_doc() -> str:
    """The page."""
    return "\n".join([_OPENING, *_sections(app, "dateline")])


def on_files(files: Any, config: Any) -> Any:
    """MkDocs calls this when it has listed its pages."""
    from mkdocs.structure.files import File

    files.append(File.generated(config, "cli.md", content=cli_doc()))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """MkDocs calls this with each page: what lies elsewhere in the repository is not on the site."""
    return re.sub(r"\[([^\]]+)\]\(\.\./[^)]+\)", r"\1", markdown)


def _sections(group: click.Group, path: str) -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        called = f"{path} {name}"
        context = click.Context(command, info_name=called, max_content_width=100)
        yield from (f"## {called}", "", "```text", context.get_help(), "```", "")
        if isinstance(command, click.Group):
            yield from _sections(command, called)
