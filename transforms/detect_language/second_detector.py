"""A second detector behind the port: py3langid (extra `py3langid`), a naive Bayes model over byte n-grams of 97 languages."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any

from transforms.detect_language.decide import MOST_EVIDENCE

# What langdetect's profiles reach on a text in their own language: the port's scale. py3langid ranks, and knows no text that fits nothing.
OWN_SCORE = -5.4
_ALIASES = {"nb": "no", "nn": "no"}


class Py3langidDetector:
    """py3langid's ranking on the port's scale. A text in a language that it lacks looks to it like one in another.

    Raises:
      ModuleNotFoundError: the extra `py3langid` is not installed; when the detector is made, not at its first text.
    """

    def __init__(self) -> None:
        self._identifier = _identifier()

    def scores(self, text: str, script: str) -> Mapping[str, float]:
        """Mean log-likelihood by language; the best of a text always has `OWN_SCORE`."""
        ranked: list[tuple[str, float]] = self._identifier.rank(text)
        best = ranked[0][1]
        # py3langid's own temperature, the root of the length, makes its sums comparable; spread over what `decide` counts.
        spread = math.sqrt(len(text.encode()) or 1) * min(max(len(text), 2) / 2, MOST_EVIDENCE)
        found: dict[str, float] = {}
        for language, score in ranked:
            found.setdefault(_ALIASES.get(language, language), OWN_SCORE + float(score - best) / spread)
        return found


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
