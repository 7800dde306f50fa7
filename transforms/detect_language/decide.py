"""The language of a text: script first, then letters, n-grams, function words and what the page says of itself, as one sum.

Everything is a natural logarithm, so evidence adds up and the answer's confidence is the sum's softmax. What speaks against every
language that is known gives None: no language is better than a wrong one.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping

from transforms.detect_language.detectors import Detector
from transforms.detect_language.function_words import small_words, worded_languages
from transforms.detect_language.scripts import Letters, alphabets, foreign_letters, languages_of, letters_of, own_letters

# A mean log-likelihood that langdetect's profiles reach on their own language (-5.5 and better on 200 pages of 20 languages) and
# on no other (-5.66 and worse, Zulu and Xhosa read as Swahili).
FIT = -5.6
# n-grams overlap threefold and repeat: so many of them count as independent.
MOST_EVIDENCE = 80.0
MOST_WORDS = 60
# So far behind by its n-grams, small words bring no language back.
HOPELESS = 30.0
# Languages without a profile that the profile of a near relative explains nearly as well.
RELATIVES = {("gl", "Latn"): "pt", ("bs", "Latn"): "hr", ("sr", "Latn"): "hr", ("ms", "Latn"): "id", ("sr", "Cyrl"): "mk"}
RELATIVE_LOSS = 0.03
# A language without a profile that the page names is so little behind the best that has one, where no small words speak for that one.
DECLARED_LOSS = 0.1
# The mean of a short text scatters: so much by the root of its letters.
SHORT_LOSS = 2.0
# A text of so many words may lack the small words of its language.
FEW_WORDS = 6
# Languages in Latin script that langdetect lacks are rarer than those that it has, where nothing names them.
RARE = 3.0
# Log-odds from which a prior is the page's own word.
DECLARED = 3.0
# What a language without a profile is taken to score: a little less than any that has one and fits.
UNKNOWN_FIT = FIT - 0.02
# A letter that no other language of the script has, in more than this share of the letters.
OWN_SHARE = 0.004
NEVER_SHARE = 0.01
OWN_BONUS = 6.0
# Fewer letters than this say nothing without a prior.
LEAST_LETTERS = 12
LEAST_CONFIDENCE = 0.5
# A text of fewer letters than this, a headline, is in no language that is not this sure, unless its page says so.
SHORT_TEXT, SHORT_CONFIDENCE = 100, 0.8


def decide(text: str, prior: Mapping[str, float], declared: str | None, detector: Detector) -> tuple[str | None, float | None]:
    """The language and the confidence in it (0 to 1); both None where nothing is sure.

    Args:
      text: a sample.
      prior: log-odds that come from elsewhere, by language; languages that it lacks have 0.
      declared: what the page says; it stands for languages that neither profiles nor words know, where the text does not contradict.
      detector: gives the n-gram scores.
    """
    letters = letters_of(text)
    script = letters.script
    if script is None:
        return None, None
    alone = languages_of(script)
    if alone:
        return _by_script(alone, letters, prior)
    if letters.scripts[script] < LEAST_LETTERS and not prior:
        return None, None
    totals = _totals(text, script, letters, prior, detector)
    if not totals:
        return None, None
    best = min(totals, key=lambda language: (-totals[language][0], language))
    confidence = 1 / sum([math.exp(max(total - totals[best][0], -700)) for total, _ in totals.values()])
    is_doubtful = letters.total < SHORT_TEXT and best != declared
    if totals[best][1] and confidence >= (SHORT_CONFIDENCE if is_doubtful else LEAST_CONFIDENCE):
        return best, round(confidence, 4)
    if declared and not totals[best][1] and declared not in totals:
        return declared, LEAST_CONFIDENCE
    return None, None


def _by_script(languages: tuple[str, ...], letters: Letters, prior: Mapping[str, float]) -> tuple[str, float]:
    """The script's language; of several, the one whose own letters occur, or that the prior names."""
    share = letters.scripts.get(letters.script or "", 0)
    if letters.script == "Kana":
        share += letters.scripts.get("Hani", 0)
    owned = own_letters(letters)
    named = [language for language in languages if prior.get(language, 0) > 0]
    best = ([language for language in languages[1:] if owned.get(language, 0.0) > OWN_SHARE] or named or list(languages))[0]
    return best, round(share / max(letters.total, 1), 4)


def _totals(text: str, script: str, letters: Letters, prior: Mapping[str, float], detector: Detector) -> dict[str, tuple[float, bool]]:
    """Language → the sum of its evidence, and whether the text may be in it at all."""
    scores = detector.scores(text, script)
    words = small_words(text, script)
    own, never = own_letters(letters), foreign_letters(letters)
    weight = min(letters.total / 2, MOST_EVIDENCE)
    fit = FIT - SHORT_LOSS / math.sqrt(letters.total + 1)
    # Whether any language that fits by its n-grams has its small words in the text as well.
    worded = any(scores.get(language, FIT) > FIT for language in words.hits)
    best = max(scores.values(), default=FIT)
    totals = {}
    for language, score in scores.items():
        odds, found = prior.get(language, 0.0), words.hits.get(language, 0)
        if (best - score) * weight > odds + HOPELESS or never.get(language, 0.0) > NEVER_SHARE:
            continue
        short = score > fit and (found > 0 or words.count < FEW_WORDS or script != "Latn")
        owned = own.get(language, 0.0) > OWN_SHARE
        possible = score > FIT or short or found > 0.1 * words.count or owned or odds >= DECLARED
        totals[language] = (score * weight + words.evidence(language, MOST_WORDS) + odds, possible)
    for language in _unprofiled(script, frozenset(scores)):
        odds, found = prior.get(language, 0.0), words.hits.get(language, 0)
        if not (odds or found or language in own) or never.get(language, 0.0) > NEVER_SHARE:
            continue
        relative = RELATIVES.get((language, script), "")
        owned = own.get(language, 0.0) > OWN_SHARE
        if owned or found >= max(2, 0.04 * words.count) or (odds > 0 and relative in scores) or (odds >= DECLARED and not worded):
            score = max(UNKNOWN_FIT, scores.get(relative, FIT) - RELATIVE_LOSS)
            if odds >= DECLARED and not worded:
                score = max(score, best - DECLARED_LOSS)
            if odds <= 0 and script == "Latn":
                score -= RARE / weight
            bonus = OWN_BONUS if owned else 0.0
            totals[language] = (score * weight + words.evidence(language, MOST_WORDS) + odds + bonus, True)
    return totals


@functools.lru_cache(maxsize=64)
def _unprofiled(script: str, scored: frozenset[str]) -> tuple[str, ...]:
    """The languages that a text in a script may be in and that the detector lacks."""
    own = {language for language, alphabet in alphabets().items() if alphabet.script == script}
    return tuple(sorted((own | worded_languages(script)) - scored))
