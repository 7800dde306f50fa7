"""Detectors: what says how well each language explains a text. langdetect is the one that Dateline runs on."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from itertools import chain
from operator import add
from pathlib import Path
from typing import Protocol

import numpy as np
from langdetect import detector_factory
from langdetect.detector import Detector as _Langdetect
from langdetect.utils.ngram import NGram

try:
    from transforms.detect_language import _ngrams
except ImportError:  # built without a C compiler
    _ngrams = None  # type: ignore[assignment, unused-ignore]

# Logarithms (-9.9 to 0) are kept as integers, so many to one: sums are the same in whatever order, and a row is two lines of the cache.
_SCALE = 3_000
# langdetect's profiles by script; the languages that a script decides alone need none.
PROFILES: dict[str, tuple[str, ...]] = {
    script: tuple(languages.split())
    for script, languages in {
        "Latn": "af ca cs cy da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw tl tr vi",
        "Cyrl": "ru uk bg mk",
        "Arab": "ar fa ur",
        "Deva": "hi mr ne",
    }.items()
}


class Detector(Protocol):
    """Ranks languages by how well they explain a text."""

    def scores(self, text: str, script: str) -> Mapping[str, float]:
        """Language → mean log-likelihood of the text's features; only those that the detector knows in that script."""


class LangdetectDetector:
    """langdetect's profiles and its model, evaluated over every n-gram of the text.

    langdetect itself draws n-grams at random seven times until one language has 0.99999: 22 ms a page, and another answer with another
    seed. The same sum over all n-grams, in the profiles of one script only, has no chance in it and costs 0.1 ms.
    """

    def scores(self, text: str, script: str) -> Mapping[str, float]:
        """Mean natural log of langdetect's P(n-gram | language) + alpha / base, by language; empty for a script that it lacks."""
        if script not in PROFILES:
            return {}
        count, sums = _profiles()[script].sums_of(_padded(text))
        return {language: total / (count * _SCALE) for language, total in zip(PROFILES[script], sums, strict=True)} if count else {}


class _Profiles:
    """`_ngrams.Table` in numpy, where there is no C compiler."""

    def __init__(self, rows: dict[str, int], numbers: bytes, columns: int) -> None:
        self._rows = rows
        self._numbers = np.frombuffer(numbers, np.int16).reshape(-1, columns)

    def sums_of(self, padded: str) -> tuple[int, list[int]]:
        pairs = list(map(add, padded, padded[1:]))
        found = list(filter(None, map(self._rows.get, chain(padded, pairs, map(add, pairs, padded[2:])))))
        return len(found), self._numbers.take(found, axis=0).sum(axis=0, dtype=np.int64).tolist()


@functools.cache
def _profiles() -> dict[str, _Profiles | _ngrams.Table]:
    """By script; all at once, so that no later page waits for its own."""
    return {script: _read_profiles(languages) for script, languages in PROFILES.items()}


def _read_profiles(languages: tuple[str, ...]) -> _Profiles | _ngrams.Table:
    smoothing = _Langdetect.ALPHA_DEFAULT / _Langdetect.BASE_FREQ
    rows: dict[str, int] = {}
    columns = []
    for language in languages:
        profile = json.loads((Path(detector_factory.PROFILES_DIRECTORY) / language).read_text(encoding="utf-8"))
        total = profile["n_words"]
        columns.append([(rows.setdefault(gram, len(rows) + 1), count / total[len(gram) - 1]) for gram, count in profile["freq"].items()])
    table = np.zeros((len(rows) + 1, len(languages)), dtype=np.float32)
    for at, column in enumerate(columns):
        indices, values = zip(*column, strict=True)
        table[list(indices), at] = values
    numbers = np.rint(np.log(table + np.float32(smoothing)) * _SCALE).astype(np.int16).tobytes()
    return (_ngrams.Table if _ngrams is not None else _Profiles)(rows, numbers, len(languages))


def _padded(text: str) -> str:
    """The text of which langdetect takes the n-grams: its words with a blank at both ends, none of words in capitals.

    n-grams across two words are among them; no profile has one with a blank inside, so they count nowhere.
    """
    return f" {' '.join([word for word in text.translate(_NORMAL).split() if len(word) == 1 or not word.isupper()])} "


class _Normal(dict[int, str]):
    """langdetect's normalisation of a character, remembered."""

    def __missing__(self, code: int) -> str:
        normal: str = NGram.normalize(chr(code))
        self[code] = normal
        return normal


_NORMAL = _Normal()
