"""What the `class` and `id` of an element say of it: furniture or text, and which part of an article."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Any, NamedTuple

# How sure a name makes us that an element is furniture. SOFT and HARD give way to the prose that the element holds.
NONE, SOFT, HARD, NEVER, HIDDEN = range(5)
# What part of an article an element calls itself; a bit each.
CAPTION, CREDIT, BYLINE, STANDFIRST = 1, 2, 4, 8

# A name of more tokens, and a token of more characters, says nothing more.
_MOST_TOKENS = 40
_LONGEST_TOKEN = 80
_ROLE_BITS = {"caption": CAPTION, "credit": CREDIT, "byline": BYLINE, "standfirst": STANDFIRST}
# The hash that CSS modules append to a name: `Caption__P3otY`, `byline-sc-1kQmzX`.
_HASH = re.compile(r"__+(?=[A-Za-z_-]*[0-9A-Z])[A-Za-z0-9_-]{4,7}$|-[a-z]{2,3}[A-Z]\w*$")
# Utility names with a variant or an arbitrary value: `md:hidden`, `[&_a]:underline`, `w-1/2`.
_UTILITY = ":[/@("


class Verdict(NamedTuple):
    """What a name says.

    `furniture` is NONE to HIDDEN, `text` whether it names the article's text, `roles` the bits of its parts, `media` whether it is
    furniture only for being a box of pictures: no text, but the article's own; `side` whether it holds nothing of an article's head;
    `apart` whether an inline element of this name is no part of the sentence around it.
    """

    furniture: int
    text: bool
    roles: int
    media: bool
    side: bool
    apart: bool


NO_VERDICT = Verdict(NONE, False, 0, False, False, False)


# Pages of one site share their names, and names their tokens: nearly all look-ups are hits. Pure, so the caches change nothing.
@functools.lru_cache(maxsize=65_536)
def judge(name: str) -> Verdict:
    """The verdict on a `class` and `id`, joined by a blank."""
    bits = 0
    for token in name.split(None, _MOST_TOKENS)[:_MOST_TOKENS]:
        said = _said.get(token)
        if said is None:
            if len(_said) >= _MOST_KEPT:
                _said.clear()
            said = _said[token] = _bits_of(token)
        bits |= said
    return _verdict(bits) if bits else NO_VERDICT


# Token → what it says.
_said: dict[str, int] = {}
_MOST_KEPT = 65_536


def _bits_of(token: str) -> int:
    """What one token of a name says: the bits of its words, with `_TEASED` where its furniture is no box of pictures."""
    words, pairs, ignored_prefixes = _vocabulary()
    if "__" in token or ("-" in token and not token.islower()):
        token = _HASH.sub("", token)
    said = _words(token[:_LONGEST_TOKEN])
    bits = 0
    before = ""
    for word in said:
        bits |= words.get(word, 0)
        if before in pairs:
            bits |= words.get(f"{before} {word}", 0)
        before = word
    if len(said) > 1:
        bits |= words.get("".join(said), 0)
    # Only of the few that say something is it asked whether they say how an element looks.
    if not bits or token.startswith(ignored_prefixes):
        return 0
    # `teaser-image` is an image, whatever it teases: what it stands in tells.
    teased = bits & _OTHER and not (bits & _SHOWN and not bits & _PORTRAIT)
    return bits & ~(_OTHER | _SHOWN | _PORTRAIT) | (_TEASED if teased else 0)


def _words(token: str) -> list[str]:
    """The words of a token, which is cut at all but letters and at capitals: `HTMLTeaser-box2` is html, teaser, box; none of a utility."""
    found = []
    start, capitals = -1, 0
    for at, letter in enumerate(token):
        if "a" <= letter <= "z":
            if start < 0:
                start = at
            elif capitals > 1:
                found.append(token[start : at - 1].lower())
                start = at - 1
            capitals = 0
        elif "A" <= letter <= "Z":
            if start >= 0 and not capitals:
                found.append(token[start:at].lower())
                start = -1
            if start < 0:
                start = at
            capitals += 1
        else:
            if letter in _UTILITY:
                return []
            if start >= 0:
                found.append(token[start:at].lower())
            start, capitals = -1, 0
    if start >= 0:
        found.append(token[start:].lower())
    return found


# What a word says, a bit each; the four lowest are its roles.
_NEVER, _HARD, _SOFT, _TEXT, _SIDE, _APART, _OTHER, _SHOWN, _PORTRAIT, _TEASED = (1 << bit for bit in range(4, 14))
_ROLES = CAPTION | CREDIT | BYLINE | STANDFIRST


@functools.cache
def _verdict(bits: int) -> Verdict:
    furniture = NEVER if bits & _NEVER else HARD if bits & _HARD else SOFT if bits & _SOFT else NONE
    text, roles, apart = bits & _TEXT > 0, bits & _ROLES, bits & _APART > 0
    if not (furniture or text or roles or apart):
        return NO_VERDICT
    return Verdict(furniture, text, roles, furniture > NONE and not bits & _TEASED, bits & _SIDE > 0 and not text and not roles, apart)


class _Vocabulary(NamedTuple):
    """The bits of each word and pair of words, the words that pairs begin with, and how names begin that say nothing."""

    words: dict[str, int]
    pairs: frozenset[str]
    ignored_prefixes: tuple[str, ...]


@functools.cache
def _vocabulary() -> _Vocabulary:
    table: dict[str, Any] = tomllib.loads(resources.files(__package__).joinpath("data/class_words.toml").read_text("utf-8"))
    furniture = table["never"] + table["hard"] + table["hard_pairs"] + table["soft"]
    media = frozenset(table["media"])
    kinds: list[tuple[int, list[str]]] = [
        (_NEVER, table["never"]),
        (_HARD, table["hard"] + table["hard_pairs"]),
        (_SOFT, table["soft"]),
        (_TEXT, table["positive_pairs"]),
        (_SIDE, table["side"]),
        (_APART, table["inline_hidden"]),
        (_OTHER, [word for word in furniture if word not in media]),
        (_SHOWN, table["shown"]),
        (_PORTRAIT, table["portraits"]),
        *((_ROLE_BITS[role], words) for role, words in table["roles"].items()),
    ]
    words: dict[str, int] = {}
    for bit, listed in kinds:
        for word in listed:
            words[word] = words.get(word, 0) | bit
    return _Vocabulary(words, frozenset(word.partition(" ")[0] for word in words if " " in word), tuple(table["ignored_prefixes"]))
