"""Names of people: whether a text has the shape of one, and the names in a byline."""

from __future__ import annotations

import functools
import html
import itertools
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import NamedTuple

from transforms.pattern_words import first_words, last_words, words_of
from transforms.strip_boilerplate.gate import clean_line
from transforms.strip_boilerplate.tree import Tree

URL = re.compile(r"^(?:https?:)?//|^www\.|^@|\.(?:php|html?)$")
# A day or a time behind a name, with what leads to it.
_LEADS_TO_TIME = r"(?:(?:at|on|am|um|le|el|il|op|den|kl\.?|в|a las|às|alle|updated:?|published:?)\s+(?=[\w ]{0,12}\d))?"
TIME_TAIL = re.compile(
    rf"\s*(?:[|•·–—-]\s*)?{_LEADS_TO_TIME}(?:\d{{1,2}}[./:]\d{{1,2}}\b.*|(?:19|20)\d{{2}}\b.*|\d{{1,2}}\s+\w+\s+(?:19|20)\d{{2}}.*)$"
)
_MAIL = re.compile(r"\S+@\S+\.\w+")
_LONGEST_NAME = 60
_BRACKETED = re.compile(r"\([^()]{0,60}\)|（[^（）]{0,40}）|\[[^\[\]]{0,60}\]")
_REPORTERS = re.compile(
    r"(?:作者|记者|記者|撰文|撰稿)\s?[:：]\s?([\u4e00-\u9fff]{2,4})(?=$|[\s编編责責来來|/／）)])"
    r"|(?:^|(?<=[\s=\]|/·]))([\uac00-\ud7af]{2,4}) ?(?:기자|특파원)(?=$|[\s|/·,=\]])"
)
_DIGIT = re.compile(r"\d")
_SIGN = re.compile(r"[;|•·、／\n/,&+–—:：-]")
_EDGES = " \t.,;:|/–—-•·()[]（）"
_NO_NAME = frozenset(":?!？！؟")
# What may follow a word of one letter.
_GLUES = " :：＝=／/\t"
_PARTICLES = frozenset(
    {
        "von",
        "van",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "des",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "bint",
        "abu",
        "ten",
        "ter",
        "zu",
        "zur",
        "zum",
        "af",
        "av",
        "i",
        "y",
        "e",
        "und",
        "o'",
        "st",
        "san",
        "santa",
        "mc",
        "ní",
        "ó",
    }
)


def split_names(printed: str) -> list[str]:
    """The names in a byline: `By Ann Lee and Bo Ek, Berlin correspondent` gives `Ann Lee`, `Bo Ek`."""
    words = _words()
    line = clean_line(html.unescape(printed)) or ""
    line = _bare(line) if len(line) < 2_000 else ""
    names: list[str] = []
    others: list[str] = []
    for part in _parts(words.separators.split(line) if _may_part(line) else [line]):
        printed = part.strip(_EDGES)
        other = words.others.match(printed)
        # Nobody is told without a name: `Photo` heads nothing.
        target = others if other and other.end() < len(printed) else names
        name = words.prefix.sub("", printed[other.end() :] if target is others and other else printed)
        name = words.prefix.sub("", name.strip(" .,;:|"))
        shorter = (words.suffix.sub("", name) if _may_end_in_office(name) else name).strip(_EDGES)
        # `Guardian staff reporter` is nobody's name with a title, but a whole byline; `Berlin correspondent` after a name is an office.
        if " " in shorter or not shorter.isascii():
            name = shorter
        elif names and shorter != name:
            continue
        if names and words.filed.search(part):
            continue
        undated = TIME_TAIL.sub("", name) if _DIGIT.search(name) else name
        # `الأحد 03 مايو 2026`: a day of the week is nobody's name.
        if names and undated != name and " " not in undated.strip():
            continue
        name = words.whence.sub("", undated).strip(" ,;:|")
        if (
            1 < len(name) <= _LONGEST_NAME
            and not URL.search(name)
            and any(map(str.isalpha, name))
            and not any(map(str.isdigit, name))
            and not words.title.fullmatch(name)
            and not words.prefix.fullmatch(name + " ")
            and not newsroom_words().issuperset(name.casefold().split())
        ):
            target += name.split() if words.several.match(printed) and len(name) > 4 else [name]
    return names or others


def _bare(line: str) -> str:
    """A byline without addresses to write to, and without what stands in brackets."""
    if "@" in line:
        line = _MAIL.sub(" ", line)
    return _BRACKETED.sub(" ", line) if "(" in line or "（" in line or "[" in line else line


def _may_part(line: str) -> bool:
    """Whether there is anything at which `separators` could part a byline: a sign, or a word for `and`."""
    said = words_of(line)
    return said is None or _SIGN.search(line) is not None or not _words().between.isdisjoint(said)


def _may_end_in_office(name: str) -> bool:
    """Whether the last word is one that `suffix` could take off."""
    said = words_of(name)
    return said is None or not _words().after.isdisjoint(said[-1:])


def _parts(separated: list[str]) -> Iterator[str]:
    """The parts of a byline; a slash parts names that are whole (`Ann Lee/Bo Ek`), but not a name and its office (`dpa/AFP`)."""
    for part in separated:
        sides = part.split("/")
        if len(sides) > 1 and all(len(side.split()) > 1 and is_name(side.strip()) for side in sides):
            yield from sides
        else:
            yield part


def is_byline_line(text: str) -> bool:
    """Whether a line is a byline and no more: it begins with `By` in some language, and names follow."""
    if len(text) > 140 or not begins_byline(text):
        return False
    names = split_names(text)
    return bool(names) and all(map(is_name, names)) and sum(map(len, names)) > 0.5 * len(text) - 12


def is_name(text: str) -> bool:
    """Whether a text has the shape of a person's name: two to five words with capitals, or a short one in a script without."""
    if not _NO_NAME.isdisjoint(text) or any(map(str.isdigit, text)):
        return False
    words = text.split()
    if not words or len(text) > _LONGEST_NAME:
        return False
    if not any(letter.isupper() or letter.islower() for letter in text):
        return len(text) <= 24 and len(words) <= 4
    return 2 <= len(words) <= 5 and all(
        word[0].isupper() or word.lower().strip(".'’") in _PARTICLES or not word[0].isalpha() for word in words
    )


def is_signature(tree: Tree, index: int) -> bool:
    """Whether a block is who wrote it and no more: a name in bold, with an address to write to, or in brackets where papers sign so."""
    block = tree.blocks[index]
    text = block.text
    if len(text) > 80:
        return False
    if text[0] in "（(" and text[-1] in "）)" and not text.isascii() and is_name(text[1:-1]):
        return True
    bare = _MAIL.sub("", _BRACKETED.sub("", text)).strip()
    names = split_names(text) if bare and (block.strong_chars >= len(bare) or "@" in text) else []
    return bool(names) and all(map(is_name, names)) and sum(map(len, names)) > 0.4 * len(bare)


def reporters_in(text: str) -> list[str]:
    """Names that a word before or after them marks within a line, in East Asia: `来源：新华社 作者：张三`, `이영희 기자`."""
    if text.isascii() or len(text) > 160:
        return []
    return [found[1] or found[2] for found in _REPORTERS.finditer(text)]


def joins_name(text: str) -> bool:
    """Whether a text begins with `and` in some language: another name follows."""
    return _words().joint.match(text) is not None


def begins_byline(text: str) -> bool:
    """Whether a line begins with `By` in some language."""
    words = _words()
    return text[:2].casefold() in words.openings and words.prefix.match(text) is not None


@functools.cache
def newsroom_words() -> frozenset[str]:
    """What newsrooms call themselves beside their name, as normal words: `news`, `redaktion`, `編集部`."""
    return frozenset(word for words in _table()["newsroom"].values() for word in words)


class _Words(NamedTuple):
    prefix: re.Pattern[str]
    # The first two letters of every word that a byline begins with: most lines are told by them, at a tenth of the pattern's cost.
    openings: frozenset[str]
    suffix: re.Pattern[str]
    others: re.Pattern[str]
    whence: re.Pattern[str]
    several: re.Pattern[str]
    filed: re.Pattern[str]
    separators: re.Pattern[str]
    joint: re.Pattern[str]
    title: re.Pattern[str]
    # The first words of what `separators` has for `and`, and the last of what `suffix` takes off.
    between: frozenset[str]
    after: frozenset[str]


@functools.cache
def _words() -> _Words:
    table = _table()

    def alternatives(name: str) -> str:
        return "|".join(sorted((re.escape(word) for words in table[name].values() for word in words), key=lambda word: (-len(word), word)))

    opening = [word for table_name in ("before", "before_glued") for words in table[table_name].values() for word in words]
    return _Words(
        openings=frozenset(word[:2].casefold() if len(word) > 1 else word + glue for word in opening for glue in _GLUES),
        prefix=re.compile(
            rf"^(?:(?:{alternatives('before')})(?:\s*[:：]\s*|\s+)|(?:{alternatives('before_glued')})\s*[:：＝=／/]?\s*)", re.IGNORECASE
        ),
        suffix=re.compile(rf"(?:(?:\s*[,|/]\s*|\s+|(?<=[\u3040-\u9fff\uac00-\ud7af]))(?:{alternatives('after')}))+$", re.IGNORECASE),
        others=re.compile(rf"(?:{alternatives('others')})(?:\s*[:：＝=／/]\s*|\s+|$)", re.IGNORECASE),
        # Behind a name of two words, and before a name.
        whence=re.compile(rf"(?<=[^\W\d_]{{2}})(?<!^)\s(?:{alternatives('whence')})\s+(?=[A-ZÀ-ÞА-Я]).*$"),
        # Chinese reporters of one story, with blanks between them.
        several=re.compile(r"(?:本[报報])?[记記]者[:：]?\s*[\u4e00-\u9fff]{2,4}(?: [\u4e00-\u9fff]{2,4})+$"),
        # From where they filed: `台北報導`.
        filed=re.compile(r"^[\u4e00-\u9fff]{2,8}(?:报道|報導|報道|电|電)$"),
        separators=re.compile(
            rf"\s*(?:[;|•·、／\n]|(?<=[\u4e00-\u9fff])/|,(?!\s*(?:jr|sr|md|phd|ii|iii)\b)|\s(?:{alternatives('between')})\s|\s[/&+–—-]\s|&)\s*"
            rf"|\s+(?=(?:{alternatives('others')})\s*[:：])",
            re.IGNORECASE,
        ),
        joint=re.compile(rf"\s*(?:[&+]|(?:{alternatives('between')})\s)", re.IGNORECASE),
        title=re.compile(rf"(?:{alternatives('titles')})", re.IGNORECASE),
        between=first_words(itertools.chain(*table["between"].values())),
        after=last_words(itertools.chain(*table["after"].values())),
    )


@functools.cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resources.files(__package__).joinpath("data/bylines.toml").read_text("utf-8"))
