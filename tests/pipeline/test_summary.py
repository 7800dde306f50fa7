"""What a run says when it has ended: to a person, to a program, and not at all."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter

import pytest

from pipeline.account import Account
from pipeline.summary import Summary, summarize
from schemas import POLLS, REJECTS, Poll, Reject
from transforms.counting import TOLD, told
from transforms.write_lake import Lake, commit


def test_a_summary_tells_of_this_run_only(tmp_path, noon):
    lake = Lake.create_or_open(str(tmp_path / "lake"))
    day = {"date": "2026-11-10"}
    polls = [
        Poll(poll_id="1", feed_url="https://old.example", polled_at=noon - 1, error_class="dns", duration_ms=9_000, **day),
        Poll(
            poll_id="2", feed_url="https://b.example", polled_at=noon, error_class="timeout", error="no answer", duration_ms=30_000, **day
        ),
        Poll(poll_id="3", feed_url="https://c.example", polled_at=noon + 1, duration_ms=2_500, **day),
        Poll(poll_id="4", feed_url="https://d.example", polled_at=noon + 1, duration_ms=100, **day),
    ]
    rejects = [
        Reject(reject_id=str(n), stage="FetchPages", reason=reason, rejected_at=at, **day)
        for n, (reason, at) in enumerate([("robots", noon), ("http-404", noon), ("http-404", noon + 5), ("robots", noon - 1)])
    ]
    commit(lake, POLLS, day, POLLS.to_arrow(polls))
    commit(lake, REJECTS, day, REJECTS.to_arrow(rejects))
    account = Account({"feeds_polled": 3})
    assert summarize(lake.root, account, noon, lambda: noon + 2_500_000) == Summary(
        account=account,
        reasons=[("http-404", 2), ("robots", 1)],
        failing=[("https://b.example", "no answer")],
        slowest=[("https://b.example", 30_000), ("https://c.example", 2_500)],
        files=str(tmp_path / "lake/articles/**/*.parquet"),
        seconds=2.5,
    )


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "story.txt").write_text("Orchard harvest\n\nALMATY, Oct 6 (Reuters) - Gardeners gathered 1,900 tons of apples this autumn.\n")
    (folder / "empty.html").write_text("")
    return folder


def test_a_program_gets_one_line_of_json(dateline, pages, tmp_path):
    code, out, _ = dateline("ingest", pages, "--lake", tmp_path / "lake", "--log-format", "json")
    told_ = json.loads(out)
    assert (code, told_["event"], told_["articles"]["article"], told_["reasons"], told_["faults"]) == (0, "finished", 1, {"empty": 1}, [])
    assert told_["rows_written"] == {"articles": 1, "entries": 0, "polls": 0, "rejects": 1}


def test_a_person_reads_what_was_rejected_for_what_and_where_the_files_are(dateline, pages, tmp_path):
    code, out, _ = dateline("ingest", pages, "--lake", tmp_path / "lake")
    assert code == 0
    assert "rejected for  empty 1" in out
    assert "articles/**/*.parquet" in "".join(out.split())


def test_quiet_says_nothing(dateline, pages, tmp_path):
    assert dateline("ingest", pages, "--lake", tmp_path / "lake", "--quiet")[:2] == (0, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(dateline, shell):
    code, out, _ = dateline("completion", shell)
    assert (code, "_DATELINE_COMPLETE" in out) == (0, True)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_completes_a_command():
    environment = os.environ | {"_DATELINE_COMPLETE": "bash_complete", "COMP_WORDS": "dateline re", "COMP_CWORD": "1"}
    done = subprocess.run([sys.executable, "-m", "pipeline.cli"], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["plain,register", "plain,replay", "plain,report"]


def test_progress_adds_up_what_all_processes_have_counted(tmp_path):
    program = "import transforms.counting as c; c.live.update(pages=4); c._tell()"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", program], env=os.environ | {TOLD: str(tmp_path)}, check=True)
    assert told(str(tmp_path)) == Counter(pages=8)
