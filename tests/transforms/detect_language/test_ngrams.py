"""langdetect's n-grams are found and added up alike with and without a C compiler."""

import json
import math
import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langdetect import detector_factory

from transforms.detect_language import LangdetectDetector, detectors

# n-gram → row, and two numbers a row: the first row stands for none.
ROWS = {"a": 1, "ab": 2, "ab ": 3, "б": 4, "語": 5, "a語😀": 6}
NUMBERS = [[0, 0], [-1, 7], [-20, 70], [-300, 700], [-4000, 7000], [-5, 1], [-32768, 32767]]


def tables():
    packed = b"".join(number.to_bytes(2, "little", signed=True) for row in NUMBERS for number in row)
    made = [detectors._Profiles(ROWS, packed, 2)]
    return [*made, detectors._ngrams.Table(ROWS, packed, 2)] if detectors._ngrams is not None else made


@given(st.text(st.sampled_from("ab б語😀x"), max_size=40))
def test_a_texts_rows_are_added_up(text):
    grams = [text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1)]
    found = [NUMBERS[ROWS[gram]] for gram in grams if gram in ROWS]
    for table in tables():
        assert table.sums_of(text) == (len(found), [sum(row[column] for row in found) for column in (0, 1)])


def test_a_score_is_the_mean_of_langdetects_own_log_likelihoods():
    text = " bürgermeisterin "
    profile = json.loads((pathlib.Path(detector_factory.PROFILES_DIRECTORY) / "de").read_text(encoding="utf-8"))
    known = set()
    for language in detectors.PROFILES["Latn"]:
        known |= json.loads((pathlib.Path(detector_factory.PROFILES_DIRECTORY) / language).read_text(encoding="utf-8"))["freq"].keys()
    grams = [text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1)]
    logs = [math.log(profile["freq"].get(gram, 0) / profile["n_words"][len(gram) - 1] + 0.5 / 10_000) for gram in grams if gram in known]
    scores = LangdetectDetector().scores("Bürgermeisterin".lower(), "Latn")
    assert scores["de"] == pytest.approx(sum(logs) / len(logs), abs=2e-4)
    assert max(scores, key=scores.__getitem__) == "de"
    assert LangdetectDetector().scores("語", "Hani") == {}
