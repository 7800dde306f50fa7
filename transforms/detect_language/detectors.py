"""Detectors: what says how well each language explains a text. langdetect is the one that Dateline runs on."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from itertools import chain
from operator import add
from pathlib import Path
from typing import Protocol

import numpy as np
from langdetect import detector_factory
from langdetect.detector import Detector as _Langdetect
from langdetect.utils.ngram import NGram

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
        rows, logs = _profiles()[script]
        found = list(filter(None, map(rows.get, _ngrams(text))))
        if not found:
            return {}
        means = logs.take(found, axis=0).sum(axis=0) / len(found)
        return dict(zip(PROFILES[script], means.tolist(), strict=True))


@functools.cache
def _profiles() -> dict[str, tuple[dict[str, int], np.ndarray]]:
    """Script → n-gram → row, from 1 on, and the rows: a column a language. All at once, so that no later page waits for its script."""
    return {script: _read_profiles(languages) for script, languages in PROFILES.items()}


def _read_profiles(languages: tuple[str, ...]) -> tuple[dict[str, int], np.ndarray]:
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
    return rows, np.log(table + np.float32(smoothing))


def _ngrams(text: str) -> Iterator[str]:
    """The 1-, 2- and 3-grams of the words, as langdetect takes them: with a blank at both ends, none of words in capitals.

    Those across two words are among them; no profile has one with a blank inside, so they count nowhere.
    """
    words = [word for word in text.translate(_NORMAL).split() if len(word) == 1 or not word.isupper()]
    padded = f" {' '.join(words)} "
    pairs = list(map(add, padded, padded[1:]))
    return chain(padded, pairs, map(add, pairs, padded[2:]))


class _Normal(dict[int, str]):
    """langdetect's normalisation of a character, remembered."""

    def __missing__(self, code: int) -> str:
        normal: str = NGram.normalize(chr(code))
        self[code] = normal
        return normal


_NORMAL = _Normal()
