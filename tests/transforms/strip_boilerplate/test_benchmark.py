"""The benchmark of the reader: memory stays flat over pages that are all different, and the score is ranked against a truth."""

import gzip
import json

import pytest

SENTENCE = "The harbour office counted {} boats that morning, and all of them had their nets out, as the pilot saw."


@pytest.fixture(scope="module")
def benchmark(load_script):
    return load_script("benchmarks/read_pages.py")


def page(number):
    """A page whose words, names of elements, people and days are its own."""
    boxes = "".join(
        f'<div class="c{number}-{box} x{number * 31 + box}"><p>{SENTENCE.format(number * 100 + box)}</p></div>' for box in range(12)
    )
    head = (
        f'<h1>Boats counted in harbour {number}</h1><p class="byline">By Ann{number} Lee</p><time datetime="2026-05-{number % 28 + 1:02d}">'
    )
    return f"<title>Story {number} | Quay</title><article>{head}then</time>{boxes}</article>".encode()


def test_memory_is_flat_over_pages_of_which_none_is_like_another(benchmark):
    assert benchmark.soak([page(number) for number in range(700)], 700) == 0


def test_the_score_is_ranked_against_a_truth(benchmark, tmp_path, capsys):
    told = []
    for number in range(10):
        (tmp_path / f"p{number}.html.gz").write_bytes(gzip.compress(page(number)))
        told.append({"id": f"p{number}", "body": [SENTENCE.format(number * 100 + box) for box in range(12 if number else 3)]})
    (tmp_path / "truth.jsonl").write_text("\n".join(map(json.dumps, told)))
    assert benchmark.rank(tmp_path, tmp_path / "truth.jsonl") == 0
    assert capsys.readouterr().out.startswith("10 pages, 1 read badly (F1 under 0.9); AUC ")


def test_an_empty_folder_is_said_in_one_line(benchmark, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["read_pages.py", str(tmp_path)])
    assert benchmark.main() == 2
    assert capsys.readouterr().err == f"no .html or .html.gz file in {tmp_path}\n"
