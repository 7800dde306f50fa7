"""Every command and program of the documentation runs, in the order of a reader who begins at the beginning."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.newsroom import Newsroom

DOCS = Path(__file__).parents[2] / "docs"
# In the order of reading; each goes on with the lake of the one before.
PAGES = ("start", "feeds", "looking", "hourly", "operate")


def commands(page):
    """The commands of a page: what stands behind `$ ` in its console blocks."""
    blocks = re.findall(r"```console\n(.*?)```", (DOCS / f"{page}.md").read_text(), re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with a feed list, in which `dateline` is a command."""
    folder = tmp_path_factory.mktemp("desk")
    binary = folder / "bin" / "dateline"
    binary.parent.mkdir()
    binary.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m pipeline.cli "$@"\n')
    binary.chmod(0o755)
    with Newsroom() as newsroom:
        newsroom.write_feed_list(folder / "feeds.yaml")
        yield folder


def in_shell(desk, command):
    # The newsroom that stands for the reader's feeds is on loopback, which a run refuses otherwise.
    command = command.replace("dateline run ", "dateline run --allow-private-hosts ")
    paths = os.pathsep.join([str(desk / "bin"), os.environ["PATH"]])
    environment = os.environ | {"PATH": paths, "PYTHONPATH": str(DOCS.parent)}
    return subprocess.run(["bash", "-c", command], cwd=desk, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("page", "command"), [(page, command) for page in PAGES for command in commands(page)])
def test_a_command_of_the_documentation_runs(desk, page, command):
    done = in_shell(desk, command)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("program", re.findall(r"```python\n(.*?)```", (DOCS / "extend.md").read_text(), re.DOTALL))
def test_a_program_of_the_documentation_runs(program):
    environment = os.environ | {"PYTHONPATH": str(DOCS.parent)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in ("ALMATY KZ central-asia Reuters", "['harvest']")
