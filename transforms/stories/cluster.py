"""`cluster_stories`: which new articles are prints of one text, among themselves and with what the lake has."""

from __future__ import annotations

import collections
from collections.abc import Iterator
from typing import Any

import numpy as np

from transforms.stories.prints import Prints, unpack
from transforms.stories.signature import similarities

# Texts are one story from this similarity on, and as far apart in time as a feature that goes round (issue 6).
SIMILAR = 0.8
DAYS = 14
# The estimate errs by 0.008. A pair that it misses has a third print to join it most often; a pair that it should not have joined
# joins all that hangs on either: so it leans to the safe side.
_JOINED_AT = SIMILAR + 0.001

# Two texts are compared if they agree in one of these bands: 32 bits of the signature, sixteen of its slots. At a similarity of
# 0.8 that fails for one pair in 150, at 0.85 for one in 4,000; of strangers one pair in 70 million is compared for nothing.
BANDS = 64
# In a band, each is compared with this many that follow it by day: a template printed ten thousand times is one chain, not
# fifty million pairs.
NEIGHBOURS = 32
_PAIRS_AT_ONCE = 65_536
_KEY_TABLE = 1 << 20


def cluster_stories(new: Prints, stored: Prints) -> Iterator[tuple[str, str]]:
    """(article id, story id) for each new article that is a print of an earlier one.

    A story is what similarity joins, over any number of steps; its id is the one that most of its prints in the lake have, else the
    article id of its earliest print (of one day's, the least). The same in any order of the articles. Some 0.1 ms an article.
    """
    records = np.concatenate([stored.records, new.records])
    is_new = np.arange(len(records)) >= len(stored)
    roots = _Roots(len(records))
    for band in range(BANDS):
        _join_band(records, is_new, band, roots)
    root_of = roots.all()
    # The prints of a cluster, stored before new, each by day and id.
    prints: dict[int, list[int]] = {}
    for at in np.flatnonzero(_joined(root_of)).tolist():
        prints.setdefault(int(root_of[at]), []).append(at)
    for positions in prints.values():
        held = [unpack(records["story"][at]) for at in positions if not is_new[at]]
        story = _story_of(held or [unpack(records["article"][positions[0]])])
        for at in positions:
            if is_new[at] and (article := unpack(records["article"][at])) != story:
                yield article, story


def _join_band(records: Any, is_new: Any, band: int, roots: _Roots) -> None:
    keys = np.ascontiguousarray(records["signature"][:, 4 * band : 4 * band + 4]).view("<u4")[:, 0]
    # Of half a million stored prints a few thousand may have the key of a new one: only these are sorted.
    low = keys & (_KEY_TABLE - 1)
    wanted = np.zeros(_KEY_TABLE, bool)
    wanted[low[is_new]] = True
    near = np.flatnonzero(wanted[low])
    # Within a band the nearest in time stand side by side.
    order = near[np.lexsort([near, records["day"][near], keys[near]])]
    keys, by_day, fresh = keys[order], records["day"][order].astype(np.int64), is_new[order]
    for step in range(1, min(NEIGHBOURS + 1, len(order))):
        alike = keys[step:] == keys[:-step]
        if not alike.any():
            return
        first = np.flatnonzero(alike & (fresh[step:] | fresh[:-step]) & (by_day[step:] - by_day[:-step] <= DAYS))
        one, other = order[first], order[first + step]
        root_of = roots.all()
        apart = root_of[one] != root_of[other]
        _join_similar(records["signature"], one[apart], other[apart], roots)


def _join_similar(signatures: Any, one: Any, other: Any, roots: _Roots) -> None:
    for start in range(0, len(one), _PAIRS_AT_ONCE):
        pairs = slice(start, start + _PAIRS_AT_ONCE)
        alike = similarities(signatures[one[pairs]], signatures[other[pairs]]) >= _JOINED_AT
        for left, right in zip(one[pairs][alike].tolist(), other[pairs][alike].tolist(), strict=True):
            roots.join(left, right)


def _story_of(held: list[str]) -> str:
    """Of the stories that a cluster has in the lake, given in order of day, the one with the most prints; of equals the first."""
    return collections.Counter(held).most_common(1)[0][0]


def _joined(root_of: Any) -> Any:
    """Which are in a cluster of more than one."""
    sizes = np.bincount(root_of, minlength=len(root_of))
    return sizes[root_of] > 1


class _Roots:
    """Disjoint sets of positions; the root of each is its least."""

    def __init__(self, size: int) -> None:
        self._parents = np.arange(size)
        self._flat = True

    def join(self, one: int, other: int) -> None:
        left, right = sorted((self._root(one), self._root(other)))
        if left != right:
            self._parents[right] = left
            self._flat = False

    def all(self) -> Any:
        while not self._flat:
            above = self._parents[self._parents]
            self._flat = bool((above == self._parents).all())
            self._parents = above
        return self._parents

    def _root(self, at: int) -> int:
        parents = self._parents
        while (above := int(parents[at])) != at:
            parents[at] = parents[above]
            at = above
        return at
