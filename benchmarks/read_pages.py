#!/usr/bin/env python3
"""Reads a folder of pages with Dateline and with whichever peers are installed, side by side in one run.

usage: read_pages.py DIR [--passes N] [--only NAME ...]      DIR: .html and .html.gz files, searched in depth
       read_pages.py DIR --soak N                            reads N pages, round and round, and watches the memory
       read_pages.py DIR --truth FILE                        how well `extraction_score` ranks the pages that were read badly

A host is rarely quiet, so only what stands in one table compares: each reader takes each pass in turn, and its best pass counts.
"ratio" is the time a page against `parse`, lexbor's bare parse; peak memory is the process's own after the reader's passes, each reader
in a process of its own.

A truth FILE has a JSON object a line: `id` (the page is `<id>.html` or `<id>.html.gz`) and `body` (its paragraphs). A page is read
badly where the F1 of the 4-word shingles of both is under 0.9. AUC: how often a page read badly has the lower score of it and a page
read well (0.5 is chance).
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import gzip
import importlib.util
import json
import multiprocessing
import pathlib
import re
import resource
import sys
import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

# A page whose body agrees less with its truth was read badly.
BAD = 0.9

Reader = Callable[[bytes], object]


def dateline() -> Reader:
    from transforms import read_article

    return read_article


def dateline_strip() -> Reader:
    """The first of the five steps alone: the page reader."""
    from schemas import Page
    from transforms.strip_boilerplate import strip_boilerplate

    return lambda content: strip_boilerplate(Page("", content))


def parse() -> Reader:
    from selectolax.lexbor import LexborHTMLParser

    return lambda content: LexborHTMLParser(content).root


def trafilatura() -> Reader:
    from trafilatura import bare_extraction

    return lambda content: bare_extraction(content, with_metadata=True, include_comments=False)


def trafilatura_fast() -> Reader:
    from trafilatura import bare_extraction

    return lambda content: bare_extraction(content, with_metadata=False, include_comments=False, fast=True)


def resiliparse() -> Reader:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    return lambda content: extract_plain_text(HTMLTree.parse_from_bytes(content, detect_encoding(content)), main_content=True)


def readability() -> Reader:
    from readability import Document

    return lambda content: Document(content.decode("utf-8", "replace")).summary()


# The readers, and the module that each needs.
READERS = {
    "parse": (parse, "selectolax"),
    "dateline": (dateline, "transforms"),
    "dateline_strip": (dateline_strip, "transforms"),
    "trafilatura": (trafilatura, "trafilatura"),
    "trafilatura_fast": (trafilatura_fast, "trafilatura"),
    "resiliparse": (resiliparse, "resiliparse"),
    "readability": (readability, "readability"),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=sorted(READERS))
    parser.add_argument("--soak", type=int, metavar="PAGES")
    parser.add_argument("--truth", type=pathlib.Path, metavar="FILE")
    options = parser.parse_args()
    if options.truth:
        return rank(options.folder, options.truth)
    pages = load_pages(options.folder)
    if not pages:
        print(f"no .html or .html.gz file in {options.folder}", file=sys.stderr)
        return 2
    if options.soak:
        return soak(pages, options.soak)
    names = [name for name in READERS if (not options.only or name in options.only) and importlib.util.find_spec(READERS[name][1])]
    compare(pages, names, options.passes)
    return 0


def load_pages(folder: pathlib.Path) -> list[bytes]:
    """Every page of a folder, decompressed, in the order of their names."""
    return [load_page(file) for file in page_files(folder)]


def page_files(folder: pathlib.Path) -> list[pathlib.Path]:
    return sorted(file for file in folder.rglob("*") if file.name.endswith((".html", ".html.gz", ".htm")))


def load_page(file: pathlib.Path) -> bytes:
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def compare(pages: list[bytes], names: list[str], passes: int) -> None:
    """Prints the table. Each pass of each reader is a process of its own, in turn, so that none warms another's caches."""
    best: dict[str, list[float]] = {}
    peak: dict[str, float] = {}
    context = multiprocessing.get_context("spawn")
    for _ in range(passes):
        for name in names:
            with context.Pool(1) as pool:
                seconds, memory = pool.apply(measure, (name, pages))
            if name not in best or sum(seconds) < sum(best[name]):
                best[name] = seconds
            peak[name] = max(peak.get(name, 0.0), memory)
    base = sum(best["parse"]) if "parse" in best else None
    table = Table(title=f"{len(pages)} pages, {sum(map(len, pages)) / 1e6:.1f} MB, best of {passes} passes")
    for column in ("reader", "pages/s", "p50 ms", "p99 ms", "max ms", "peak MB", "ratio to parse"):
        table.add_column(column, justify="left" if column == "reader" else "right")
    for name in names:
        seconds = sorted(best[name])
        table.add_row(
            name,
            f"{len(seconds) / sum(seconds):.0f}",
            f"{seconds[len(seconds) // 2] * 1e3:.2f}",
            f"{seconds[int(len(seconds) * 0.99)] * 1e3:.1f}",
            f"{seconds[-1] * 1e3:.1f}",
            f"{peak[name]:.0f}",
            f"{sum(seconds) / base:.1f}" if base else "",
        )
    Console().print(table)


def measure(name: str, pages: list[bytes]) -> tuple[list[float], float]:
    """Seconds a page, after three pages to load what is loaded once, and the process's peak memory in MB."""
    read = READERS[name][0]()
    for content in pages[:3]:
        _quietly(read, content)
    seconds = []
    for content in pages:
        start = time.perf_counter()
        _quietly(read, content)
        seconds.append(time.perf_counter() - start)
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def soak(pages: list[bytes], count: int) -> int:
    """Reads pages round and round; exits 1 where memory grows by more than a tenth after the first quarter."""
    read = dateline()
    early = 0.0
    for number in range(1, count + 1):
        _quietly(read, pages[number % len(pages)])
        if number in (count // 4, count // 2, count):
            memory = _resident_mb()
            early = early or memory
            print(f"{number} pages: {memory:.0f} MB resident")
    return int(_resident_mb() > 1.1 * early)


def rank(folder: pathlib.Path, truth: pathlib.Path) -> int:
    """Prints how well the score of each page tells how well its body was read."""
    from schemas import Unusable
    from transforms import read_article

    files = {file.name.partition(".html")[0]: file for file in page_files(folder)}
    scored = []
    for told in map(json.loads, truth.read_text("utf-8").splitlines()):
        if told["id"] not in files:
            continue
        try:
            article = read_article(load_page(files[told["id"]]))
        except Unusable:
            scored.append((0.0, 0.0))
            continue
        dateline = article.dateline.text if article.dateline else ""
        scored.append((article.extraction_score or 0.0, shingles_f1(" ".join(told["body"]), f"{dateline} {article.body}")))
    bad = [score for score, f1 in scored if f1 < BAD]
    good = [score for score, f1 in scored if f1 >= BAD]
    if not bad or not good:
        print(f"{len(scored)} pages, {len(bad)} read badly: nothing to rank")
        return 0
    auc = sum((low < high) + 0.5 * (low == high) for low in bad for high in good) / (len(bad) * len(good))
    lowest = sorted(scored)[: max(1, len(scored) // 10)]
    mean = [sum(f1 for _, f1 in pages) / len(pages) for pages in (lowest, scored)]
    print(f"{len(scored)} pages, {len(bad)} read badly (F1 under {BAD}); AUC {auc:.2f}")
    among = sum(f1 < BAD for _, f1 in lowest)
    print(f"mean F1 of the tenth with the lowest score {mean[0]:.3f}, of all {mean[1]:.3f}; {among} of the bad are in it")
    return 0


def shingles_f1(true: str, read: str, size: int = 4) -> float:
    """F1 of the runs of so many words that two texts share."""
    counted = []
    for text in (true, read):
        words = re.findall(r"\w+", text)
        counted.append(collections.Counter(zip(*(words[at:] for at in range(size)), strict=False)))
    shared = sum((counted[0] & counted[1]).values())
    return 2 * shared / max(1, counted[0].total() + counted[1].total())


def _resident_mb() -> float:
    status = pathlib.Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _quietly(read: Reader, content: bytes) -> None:
    """A page that a reader refuses, or fails on, costs the time that it took."""
    with contextlib.suppress(Exception):
        read(content)


if __name__ == "__main__":
    sys.exit(main())
