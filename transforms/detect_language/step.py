"""DetectLanguage: the language that an article is written in, by its text first and by what its page says second."""

from __future__ import annotations

import dataclasses

import apache_beam as beam

from schemas import Article
from transforms.detect_language.countries import languages_of_country
from transforms.detect_language.decide import DECLARED, decide
from transforms.detect_language.detectors import Detector, LangdetectDetector
from transforms.instants import Clock, system_clock
from transforms.rejecting import OrReject

# Characters of the sample: two windows of the body, away from its head and its tail, where names, quotes and furniture gather. Half of
# it is enough where what it says is sure and what the page says too (on 19 pages of 20); on the others all of it is read.
WINDOW = 160
FIRST_WINDOW = 80
SURE = 0.99
# Log-odds of the languages of the publisher's country; the page's own word (wrong on 6 of 198 pages) has `DECLARED`.
COUNTRY_FIRST = 1.0
COUNTRY_OTHER = 0.5
_ALIASES = {
    "nb": "no",
    "nn": "no",
    "fil": "tl",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "sh": "sr",
    "cmn": "zh",
    "yue": "zh",
    "mo": "ro",
    "jw": "jv",
    "gsw": "de",
}


def detect_language(article: Article, detector: Detector | None = None) -> Article:
    """A copy with `language` (BCP 47 primary tag; `no` for Norwegian, `zh` for Chinese) and `language_confidence`, or neither."""
    declared = primary_tag(article.language)
    prior = priors(declared, _country(article))
    detector = detector or LangdetectDetector()
    language = confidence = None
    if declared and len(article.body) > 2 * WINDOW:
        language, confidence = decide(sample(article, FIRST_WINDOW), prior, declared, detector)
    if language is None or language != declared or (confidence or 0.0) < SURE:
        language, confidence = decide(sample(article, WINDOW), prior, declared, detector)
    return dataclasses.replace(article, language=language, language_confidence=confidence)


class DetectLanguage(beam.PTransform):
    """Applies `detect_language` to articles; outputs `articles` and `rejects`."""

    def __init__(self, clock: Clock = system_clock) -> None:
        super().__init__()
        self._clock = clock

    def expand(self, articles: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        return articles | OrReject(detect_language, "DetectLanguage", self._clock)


def sample(article: Article, window: int = WINDOW) -> str:
    """Two windows of the body at word boundaries; where the body is short, all of it with headline and standfirst."""
    body = article.body
    if len(body) <= 2 * WINDOW:
        return "\n".join(part for part in (article.headline, article.subheadline, body) if part)
    return "\n".join(_window(body, len(body) * third // 3 - window // 2, window) for third in (1, 2))


def primary_tag(tag: str | None) -> str | None:
    """The primary tag of what a page or feed says (`en-US`, `pt_BR`, `nb`), in lower case; None for what is no tag."""
    primary = (tag or "").strip().replace("_", "-").partition("-")[0].lower()
    if not (2 <= len(primary) <= 3 and primary.isascii() and primary.isalpha()) or primary in ("und", "mul", "zxx", "xx"):
        return None
    return _ALIASES.get(primary, primary)


def priors(declared: str | None, country: str | None) -> dict[str, float]:
    """Log-odds of languages by what is known before the text is read."""
    odds: dict[str, float] = {}
    for at, language in enumerate(languages_of_country(country or "")):
        odds[language] = COUNTRY_OTHER if at else COUNTRY_FIRST
    if declared:
        odds[declared] = odds.get(declared, 0.0) + DECLARED
    return odds


def _window(body: str, start: int, size: int) -> str:
    text = body[max(start, 0) : max(start, 0) + size]
    first, last = text.find(" "), text.rfind(" ")
    return text[first + 1 : last] if 0 <= first < last - size // 2 else text


def _country(article: Article) -> str | None:
    """The publisher's country: the feed list's, else that of its domain."""
    ending = (article.domain or "").rpartition(".")[2].upper()
    return article.country or {"UK": "GB"}.get(ending, ending if len(ending) == 2 else None)
