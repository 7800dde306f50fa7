"""What the `class` and `id` of an element say of it: furniture or text, and which part of an article."""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from importlib import resources
from typing import Any, NamedTuple

# How sure a name makes us that an element is furniture. SOFT and HARD give way to the prose that the element holds.
NONE, SOFT, HARD, NEVER, HIDDEN = range(5)
# What part of an article an element calls itself; a bit each.
CAPTION, CREDIT, BYLINE, STANDFIRST = 1, 2, 4, 8

_ROLE_BITS = {"caption": CAPTION, "credit": CREDIT, "byline": BYLINE, "standfirst": STANDFIRST}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]{2,}(?![a-z])|[A-Z](?![a-z])")
# The hash that CSS modules append to a name: `Caption__P3otY`, `byline-sc-1kQmzX`.
_HASH = re.compile(r"__+(?=[A-Za-z_-]*[0-9A-Z])[A-Za-z0-9_-]{4,7}$|-[a-z]{2,3}[A-Z]\w*$")
# Utility names with a variant or an arbitrary value: `md:hidden`, `[&_a]:underline`, `w-1/2`.
_UTILITY = re.compile(r"[:\[/@(]")


class Verdict(NamedTuple):
    """What a name says.

    `furniture` is NONE to HIDDEN, `text` whether it names the article's text, `roles` the bits of its parts, `media` whether it is
    furniture only for being a box of pictures: no text, but the article's own; `side` whether it holds nothing of an article's head.
    """

    furniture: int
    text: bool
    roles: int
    media: bool
    side: bool


NO_VERDICT = Verdict(NONE, False, 0, False, False)


# Pages of one site share their names, and names their tokens: nearly all look-ups are hits. Pure, so the caches change nothing.
@functools.lru_cache(maxsize=65_536)
def judge(name: str) -> Verdict:
    """The verdict on a `class` and `id`, joined by a blank."""
    furniture, text, roles, media, side = NONE, False, 0, True, False
    for token in name.split()[:40]:
        judged = _judge_token(token)
        if judged is not NO_VERDICT:
            furniture = max(furniture, judged.furniture)
            text = text or judged.text
            roles |= judged.roles
            media = media and judged.media
            side = side or judged.side
    return (
        Verdict(furniture, text, roles, media and furniture > NONE, side and not text and not roles)
        if furniture or text or roles
        else NO_VERDICT
    )


@functools.lru_cache(maxsize=65_536)
def _judge_token(token: str) -> Verdict:
    """The verdict on one token of a name; `media` is true where no other furniture is in it."""
    vocabulary = _vocabulary()
    if token.isalpha() and token.islower():
        # One word: most tokens that are no word of ours are such.
        if token not in vocabulary.all_words:
            return NO_VERDICT
    elif _UTILITY.search(token) or token.startswith(vocabulary.ignored_prefixes):
        return NO_VERDICT
    words = [word.lower() for word in _WORD.findall(_HASH.sub("", token)[:80])]
    if not words:
        return NO_VERDICT
    said = set(words)
    if len(words) > 1:
        said.update(map(" ".join, itertools.pairwise(words)))
        said.add("".join(words))
    known = said & vocabulary.all_words
    if not known:
        return NO_VERDICT
    furniture = NEVER if known & vocabulary.never else HARD if known & vocabulary.hard else SOFT if known & vocabulary.soft else NONE
    # `teaser-image` is an image, whatever it teases: what it stands in tells.
    media = vocabulary.other.isdisjoint(known) or not (vocabulary.shown.isdisjoint(known) or known & vocabulary.portraits)
    roles = 0
    for word in known:
        roles |= vocabulary.roles.get(word, 0)
    return Verdict(furniture, not vocabulary.positive.isdisjoint(known), roles, media, not vocabulary.side.isdisjoint(known))


@functools.lru_cache(maxsize=65_536)
def hides_inline(name: str) -> bool:
    """Whether an inline element of this name is no part of the sentence around it."""
    hidden = _vocabulary().inline_hidden
    for token in name.split()[:40]:
        if _UTILITY.search(token):
            continue
        words = [word.lower() for word in _WORD.findall(token[:80])]
        if not hidden.isdisjoint({*words, *map(" ".join, itertools.pairwise(words))}):
            return True
    return False


class _Vocabulary(NamedTuple):
    all_words: frozenset[str]
    never: frozenset[str]
    hard: frozenset[str]
    soft: frozenset[str]
    other: frozenset[str]
    side: frozenset[str]
    shown: frozenset[str]
    portraits: frozenset[str]
    positive: frozenset[str]
    inline_hidden: frozenset[str]
    ignored_prefixes: tuple[str, ...]
    roles: dict[str, int]


@functools.cache
def _vocabulary() -> _Vocabulary:
    table: dict[str, Any] = tomllib.loads(resources.files(__package__).joinpath("data/class_words.toml").read_text("utf-8"))
    roles: dict[str, int] = {}
    for role, words in table["roles"].items():
        for word in words:
            roles[word] = roles.get(word, 0) | _ROLE_BITS[role]
    media = frozenset(table["media"])
    return _Vocabulary(
        all_words=frozenset(table["never"] + table["hard"] + table["hard_pairs"] + table["soft"] + table["positive_pairs"]) | roles.keys(),
        never=frozenset(table["never"]),
        hard=frozenset(table["hard"] + table["hard_pairs"]),
        soft=frozenset(table["soft"]),
        other=frozenset(table["never"] + table["hard"] + table["hard_pairs"] + table["soft"]) - media,
        shown=frozenset(table["shown"]),
        portraits=frozenset(table["portraits"]),
        side=frozenset(table["side"]),
        positive=frozenset(table["positive_pairs"]),
        inline_hidden=frozenset(table["inline_hidden"]),
        ignored_prefixes=tuple(table["ignored_prefixes"]),
        roles=roles,
    )
