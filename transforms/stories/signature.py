"""The signature of a text: a few bytes by which two texts can be compared without either of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import rensa

from transforms.article_text import normal_tokens

# Broder's resemblance: the share of the runs of four words that two texts have in common. Below 48 words a changed sentence
# is most of the text, and what is left (a weather line, a paywall's plea) is the same in stories that have nothing in common.
SHINGLE_TOKENS = 4
FEWEST_TOKENS = 48

# Fast similarity sketching (Dahlgaard, Knudsen, Thorup 2017), by rensa. 2,048 slots of which 2 bits are kept (b-bit MinHash, Li and König
# 2010) err by 0.008. Half as many err by 0.011: of ten sets of copies one had not the recall that is asked. To change any of this, or
# rensa's ALGORITHM_VERSION, is to forget the stories of the last fortnight: a test holds it.
SLOTS = 2048
SLOT_BITS = 2
SIGNATURE_BYTES = SLOTS * SLOT_BITS // 8
_SEED = 42
# Two slots agree by chance this often.
_CHANCE = 1 / (1 << SLOT_BITS)


def sign(text: str) -> bytes | None:
    """The signature of a text, `SIGNATURE_BYTES` long; None for a text of fewer than `FEWEST_TOKENS` words.

    The same for two printings that differ in case, punctuation and spacing only. Takes some 0.2 ms for 600 words.
    """
    tokens = normal_tokens(text)
    if len(tokens) < FEWEST_TOKENS:
        return None
    sketch = rensa.RMinHash(SLOTS, _SEED)
    sketch.update(list(map(" ".join, zip(*(tokens[start:] for start in range(SHINGLE_TOKENS)), strict=False))))
    slots = np.array(sketch.digest(), np.uint32)
    packed: bytes = np.packbits(slots[:, None] >> np.arange(SLOT_BITS, dtype=np.uint32) & 1).tobytes()
    return packed


def similarities(one: Any, other: Any) -> Any:
    """The estimated Jaccard similarity of signatures, pair by pair: two uint8 arrays (pairs, SIGNATURE_BYTES) to one of floats."""
    differing = np.bitwise_xor(one, other)
    # Of the two bits of a slot, one says whether either differs.
    disagreeing = np.bitwise_count((differing | differing >> 1) & 0b01010101).sum(axis=1)
    return 1 - disagreeing / SLOTS / (1 - _CHANCE)
