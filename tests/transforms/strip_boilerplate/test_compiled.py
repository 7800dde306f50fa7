"""The compiled reader is the Python one, and reads the same."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import urllib.request

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

import transforms
from fixtures.newsroom import Newsroom
from transforms.strip_boilerplate import nodes, raw_bytes
from transforms.strip_boilerplate.nodes import python_nodes, read_nodes

ROOT = pathlib.Path(transforms.__file__).parent.parent
COMPILED = ("_bytes", "_lexbor", "_ngrams", "body", "class_words", "extents", "mentions", "tree", "walk")
# Reads pages from standard input, one JSON string a line, and prints what was read, and by what.
READER = """
import sys, json, dataclasses
from transforms import read_article
from transforms.strip_boilerplate import nodes, walk
print(json.dumps([nodes._lexbor is not None, walk.__file__.endswith(".py")]))
for line in sys.stdin:
    article = read_article(json.loads(line).encode(), url="https://www.example.org/story")
    print(json.dumps(dataclasses.asdict(article), sort_keys=True))
"""


@pytest.fixture(scope="module")
def pages():
    with Newsroom() as newsroom:
        for story in newsroom.stories():
            newsroom.publish(story.id)
        return [urllib.request.urlopen(story.urls[0]).read() for story in newsroom.stories() if story.urls]


needs_compiled = pytest.mark.skipif(
    nodes._lexbor is None and shutil.which("cc") is None, reason="there is no C compiler on this machine, and so nothing compiled"
)


@needs_compiled
def test_where_there_is_a_compiler_the_reader_is_compiled_and_no_older_than_its_source():
    sources = [*ROOT.glob("transforms/*/*.pyx"), *(types.with_suffix(".py") for types in ROOT.glob("transforms/*/*.pxd"))]
    assert sorted(source.stem for source in sources) == sorted(COMPILED)
    for source in sources:
        built = [file for file in source.parent.glob(f"{source.stem}.*") if file.suffix in (".so", ".pyd")]
        assert built, f"{source.stem} is not compiled: run make, or setup.py build_ext --inplace"
        newest = max(file.stat().st_mtime for file in built)
        assert newest >= source.stat().st_mtime, f"{source.stem} changed since it was compiled: run make"


@needs_compiled
def test_the_newsrooms_pages_have_the_same_nodes_by_lexbors_records_and_by_selectolax(pages):
    for page in pages:
        parser = LexborHTMLParser(page)
        assert read_nodes(parser.root) == python_nodes(parser.root)


@needs_compiled
@given(st.one_of(st.binary(max_size=40), st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass"))))
@example(b"eight ascii bytes and \xed\xa0\x80")
@example(b"cut within a character \xe4\xb8")
@example(("ö" * 9 + "語" * 9 + "😀" * 9).encode())
def test_bytes_are_utf_8_and_counted_as_python_has_it(content):
    assert raw_bytes.is_utf8(content) == _is_utf8(content)
    assert raw_bytes.count(content, ord("e")) == content.count(b"e")


PIECES = st.sampled_from(
    [
        "<div class='a b' id=c>", "</div>", "<p>", "</p>", "text ", " ", "\n", "é ж 語", "\x00", "&#xD800;", "<b>", "</b>", "<br>", "</a>",
        "<a href='/x' rel=tag data-n=1>", "<amp-img src=x>", "<my-own class=c hidden>", "</my-own>", "<svg><title>t</title></svg>",
        "<title>T &amp; t</title>", "<table><tr><td>", "<script type='application/ld+json'>{\"a\": 1}</script>", "<script>x</script>",
        "<template><p>t</p></template>", "<!-- c -->", "<time datetime>", "<img alt='' src>", "<noscript><img src=y></noscript>",
        "<input type=password>", "<meta property='og:title' content>", "<iframe>", "<select><option>o", "<math><mi>x</mi></math>",
        "<span itemprop=name class>", "</span>", "<a-very-long-name-of-a-custom-element a-very-long-name-of-an-attribute class=x>",
    ]
)  # fmt: skip


@needs_compiled
@given(st.lists(PIECES, max_size=30))
def test_any_markup_has_the_same_nodes_by_lexbors_records_and_by_selectolax(pieces):
    parser = LexborHTMLParser("".join(pieces))
    assert read_nodes(parser.root) == python_nodes(parser.root)


@needs_compiled
def test_the_newsrooms_pages_are_read_the_same_without_anything_compiled(pages, tmp_path):
    for package in ("schemas", "transforms"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
    utf8 = [page.decode() for page in pages if _is_utf8(page)]
    lines = "\n".join(map(json.dumps, utf8))
    compiled, interpreted = (_read_in(folder, lines) for folder in (ROOT, tmp_path))
    assert compiled[0] == "[true, false]"
    assert interpreted[0] == "[false, true]"
    assert len(utf8) > 20
    assert compiled[1:] == interpreted[1:]


def _is_utf8(page: bytes) -> bool:
    try:
        page.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read_in(folder: pathlib.Path, lines: str) -> list[str]:
    """What a process that imports from a folder reads of the pages."""
    environment = os.environ | {"PYTHONPATH": str(folder)}
    run = subprocess.run(
        [sys.executable, "-c", READER], input=lines, cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    return run.stdout.splitlines()
