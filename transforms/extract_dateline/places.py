"""The places of a dateline: their printed shape, and whether the gazetteer knows them."""

from __future__ import annotations

import dataclasses
import re

from transforms.assign_region.gazetteer import Found, gazetteer
from transforms.assign_region.names import begins_small, fold, spellings
from transforms.extract_dateline.days import WORD, begins_day, read_day
from transforms.extract_dateline.marks import COMMA, ends_item
from transforms.extract_dateline.signatures import signs, slashed
from transforms.extract_dateline.vocabulary import phrases, words

# Words of a place: letters with their signs, apostrophes and inner hyphens; a point only in an initial or an abbreviation.
_WORD = re.compile(rf"(?:{WORD}|['’]s|['’]t)(?:-{WORD})*")
_JOINT = re.compile(r"\s*[/|]\s*(?=[^\W\d_])|\s+(?:and|und|et|y|e|og|och|и|و)\s+(?=[^\W\d_])")
# What a place lies in, or what tells it from others of its name: `LYON (France)`, `Halle (Saale)`.
_WITHIN = re.compile(r"\s?\(([^()\n]{2,30})\)")
_TATWEEL = "ـ"
_DASHES = ("-", "–", "—")
_GAP = re.compile(r"[ \t\u00a0]+\n?[ \t]*|\n[ \t]*")
# The abbreviations that stand inside names: St. Louis, Ft. Worth, Mt. Pleasant, S. Korea, U.S.
_SHORT = {"st", "ste", "sta", "sto", "mt", "ft", "pt", "n", "s", "e", "w", "u", "d", "c", "b", "j", "k", "dr", "sv", "sr"}
MOST_WORDS = 7
MOST_UNCASED = 4
MOST_PARTS = 5
MOST_SUFFIXES = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A name as printed (`MEXICO CITY`, `Wis.`) and where it ends."""

    text: str
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class PlacePhrase:
    """One or more places with what they lie in: `LA CROSSE, Wis.`, `WASHINGTON/LONDON`, `Near Kherson, Ukraine`.

    Attributes:
      heads: the places. suffixes: states, provinces, countries printed after the last of them.
      text, end: all of it as printed, and where it ends.
      aboard: it begins with `Aboard`, `At sea`, …: what follows may be a ship's name.
    """

    heads: tuple[str, ...]
    suffixes: tuple[str, ...]
    text: str
    end: int
    aboard: bool = False

    @property
    def capitals(self) -> bool:
        """All heads are printed in capitals, in a script that has them."""
        letters = [c for head in self.heads for c in head if c.isalpha()]
        return len(letters) > 1 and all(c.isupper() for c in letters)


def read_places(text: str, at: int) -> PlacePhrase | None:
    """The places that start at a position, with the states, provinces and countries after them."""
    start = at
    first = read_part(text, at)
    if first is None:
        return None
    aboard = f"{fold(first.text)} ".startswith(phrases("aboard", " "))
    heads, suffixes = [first.text], list[str]()
    at = first.end
    name, _, last = first.text.rpartition(" ")
    if name and text[at : at + 2] == ".," and is_region(last):  # FARMINGTON Conn., March 9
        heads, suffixes, at = [name], [last], at + 1
    at = _joined(text, at, heads)
    if (within := _WITHIN.match(text, at)) and not signs(within.group(1)):
        if known(f"{heads[-1]} {within.group(1)}"):
            heads[-1], at = heads[-1] + within.group(), within.end()
        elif is_region(within.group(1)) and known(heads[-1]):
            suffixes.append(within.group(1))
            at = within.end()
    while len(suffixes) < MOST_SUFFIXES and (comma := COMMA.match(text, at)):
        region = None if read_day(text, comma.end(), filed=None, language=None) else _suffix(text, comma.end())
        if region is None:
            break
        suffixes.append(region.text)
        at = _joined(text, region.end, heads)
    return PlacePhrase(tuple(heads), tuple(suffixes), text[start:at], at, aboard)


def _joined(text: str, at: int, heads: list[str]) -> int:
    """Past the further places that a slash or an `and` joins, which it adds to the heads."""
    while len(heads) < MOST_PARTS and (joint := _JOINT.match(text, at)) and not slashed(text, at):
        part = read_part(text, joint.end())
        if part is None or ("|" in joint.group() and not known(part.text)):
            break
        heads.append(part.text)
        at = part.end
    return at


def _suffix(text: str, at: int) -> Part | None:
    """A state, province or country; else a second place, a county or an abbreviation that the tables lack. It ends as an item does."""
    region = read_region(text, at)
    if region and (ends_item(text, region.end) or _day_follows(text, region.end)):
        return region
    part = read_part(text, at)
    if part is None or len(part.text.split()) > 4 or signs(part.text):
        return None
    if text[part.end : part.end + 2] in (".,", ". "):
        part = Part(text[at : part.end + 1], part.end + 1)
    if known(part.text) and ends_item(text, part.end):
        return part
    return part if text[part.end : part.end + 2].lstrip().startswith(("(", ",")) else None


def _day_follows(text: str, at: int) -> bool:
    return read_day(text, at + len(text[at:]) - len(text[at:].lstrip()), filed=None, language=None) is not None


def read_part(text: str, at: int) -> Part | None:
    """The capitalised name that starts at a position; in a script without capitals, up to four words."""
    end, count, cased = at, 0, False
    start = at
    while count < MOST_WORDS:
        word = _WORD.match(text, at)
        if (
            word is None
            or word.group() == _TATWEEL
            or (count and begins_day(text, at))
            or not (_capital(word.group()) or (count and (fold(word.group()) in words("particle") or _is_city(text[start : word.end()]))))
        ):
            break
        cased = cased or _cased(word.group())
        at = end = word.end()
        count += 1
        if text[at : at + 1] == "." and _is_short(word.group(), text, at):
            at = end = at + 1
            if text[at : at + 1] and _WORD.match(text, at):
                continue
        elif text[at : at + 1] == "." and len(word.group()) == 1 and "." in text[start:at]:  # Frankfurt a. M. (dpa)
            end = at + 1
            break
        gap = _GAP.match(text, at)
        if gap is None:
            break
        at = gap.end()
    name = _without_particles(text[start:end])
    return Part(name, start + len(name)) if name and (cased or len(name.split()) <= MOST_UNCASED) else None


def _without_particles(name: str) -> str:
    """The name without the small words at its end: of `Rome in` the city."""
    while name and not name.isupper() and fold(last := name.rsplit(None, 1)[-1]) in words("particle"):
        name = name[: -len(last)].rstrip()
    return name


def read_region(text: str, at: int) -> Part | None:
    """The state, province or country that starts at a position: the longest run of up to four words that is the name of one."""
    best = None
    end = at
    for _ in range(4):
        word = _WORD.match(text, end)
        if word is None:
            break
        end = word.end()
        while text[end : end + 1] == "." and (further := _WORD.match(text, end + 1)) and len(further.group()) <= 4:
            end = further.end()  # N.Y, B.C, W.Va
        # The point of `Honduras.-` is a part of the dash, that of `N.L.-` is not.
        dotted = end + 1 if text[end : end + 1] == "." and ("." in text[at:end] or text[end + 1 : end + 2] not in _DASHES) else end
        if is_region(text[at:end]):
            best = Part(text[at:dotted], dotted)
        gap = _GAP.match(text, dotted)
        if gap is None:
            break
        end = gap.end()
    return best if best and _capital(best.text) else None


def is_region(name: str) -> bool:
    """Whether it names a first-order division or a country, in full or as news style shortens it."""
    return any(found.kind != "city" for found in gazetteer().find(name))


def known(head: str) -> tuple[Found, ...]:
    """The places of that name; `St.` and `Fort` in either spelling, and without the `near` before it."""
    for name in spellings(without_approach(fold(head))):
        found = gazetteer().find(name)
        if found:
            return found
    return ()


def without_approach(folded: str) -> str:
    """The name without `near`, `outside`, `bei`, … before it."""
    if folded.startswith(phrases("approach", " ")):
        approach = max((word for word in phrases("approach", " ") if folded.startswith(word)), key=len)
        return folded[len(approach) :]
    return folded


def _is_city(name: str) -> bool:
    """Whether careless copy (`New york`, `La paz`) goes on with a small letter: only for large cities."""
    return any(place.kind == "city" and place.people > 500_000 for place in gazetteer().find(name))


def _capital(word: str) -> bool:
    return not begins_small(word.lstrip("'’"))


def _cased(text: str) -> bool:
    return text.lower() != text.title()


def _is_short(word: str, text: str, at: int) -> bool:
    """Whether the point after a word shortens it: an initial, or one of the abbreviations inside names before another name."""
    last = word.rsplit("-", 1)[-1]
    follows = text[at + 1 : at + 3].strip()
    return (fold(last) in _SHORT or len(last) == 1) and bool(follows) and follows[0].isalpha() and _capital(follows[0])
