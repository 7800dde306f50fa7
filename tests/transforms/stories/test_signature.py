"""A text's signature: what two texts share, told without the texts."""

import hashlib
import random

import numpy as np
import pytest
import rensa

from transforms.article_text import normal_tokens
from transforms.stories import FEWEST_TOKENS, SIGNATURE_BYTES, sign, similarities

WORDS = [f"{onset}{vowel}{coda}" for onset in "bdfgklmnprstvz" for vowel in "aeiou" for coda in ("", "n", "r", "st", "mp")]


def a_text(words, seed=0):
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def likeness(one, other):
    (estimate,) = similarities(*(np.frombuffer(sign(text), np.uint8)[None] for text in (one, other)))
    return estimate


def exact(one, other):
    sets = [{tuple(tokens[at : at + 4]) for at in range(len(tokens) - 3)} for tokens in map(normal_tokens, (one, other))]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_a_signature_is_the_same_for_ever():
    """What the lakes have is compared with it: if this fails, the stories of the last fortnight are forgotten."""
    signature = sign(a_text(200))
    assert len(signature) == SIGNATURE_BYTES
    assert hashlib.sha256(signature).hexdigest() == "0e4041686d505348bce9a8455023d0892a728fa49fd5767e669a0edb205210c0"
    assert rensa.RMinHash.ALGORITHM_VERSION == 2


def test_two_printings_of_a_text_have_one_signature():
    text = a_text(100)
    assert sign(text) == sign(text.upper().replace(" ", ", ")) == sign(text.replace(" ", "\n\n"))


@pytest.mark.parametrize("text", ["", "No comment.", a_text(FEWEST_TOKENS - 1)])
def test_a_short_text_has_none(text):
    assert sign(text) is None


def test_in_scripts_without_spaces_each_character_counts_as_a_word():
    text = "外交部发言人在例行记者会上表示双方将继续就有关问题保持沟通并推动会谈取得进展" * 2
    assert sign(text) is not None
    assert likeness(text, text.replace("外交部", "国防部", 1)) > 0.7


@pytest.mark.parametrize("words", [60, 300, 1500])
def test_the_estimate_errs_by_little(words):
    errors = []
    for seed in range(60):
        text, other = a_text(words, seed), a_text(words, -seed - 1)
        changed = " ".join([*text.split()[: words * 8 // 9], *other.split()[: words // 9]])
        errors.append(likeness(text, changed) - exact(text, changed))
    assert abs(np.mean(errors)) < 0.006
    assert np.std(errors) < 0.018


def test_texts_that_have_nothing_in_common_are_not_alike():
    assert abs(likeness(a_text(300, 1), a_text(300, 2))) < 0.06
