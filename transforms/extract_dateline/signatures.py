"""How agencies and papers sign a dateline: `(AP)`, `--(BUSINESS WIRE)`, `/ТАСС/`, `«القدس العربي»`, `, AFP -`, `taz |`, `KOMPAS.com`."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.assign_region.names import fold
from transforms.extract_credits.agencies import find_agency, is_outlet
from transforms.extract_dateline.marks import PAREN
from transforms.extract_dateline.vocabulary import words

# What may stand before parentheses that a known agency is in: `DAMASCUS, (SANA)`, `SAN FRANCISCO--(BUSINESS WIRE)`, `Bogotá. (Colprensa)`.
_BEFORE_PAREN = re.compile(r"\s*(?:[,.]|--?|[–—])(?=\s*[(\[（［])")
_SLASHED = re.compile(r"\s*[./,]?\s*/([^/\n]{2,30})/")
_QUOTED = re.compile(r"\s*(?:[:—–ـ-]\s*)?«\s*([^»\n]{2,30}?)\s*»")
_BARE_LEAD = re.compile(r"\s*(?:[,/.|]|[—–-]{1,2})\s*|\s+")
_BARE_NAME = re.compile(r"[^\W\d_][\w .'/-]{1,28}?(?=\s*(?:[—–/:|]|-\s|--|\.\s|\.[-–]|\.?$))")
# `dpa BERLIN.`, `TEMPO.CO, Jakarta -`
_FIRST = re.compile(r"[^\W_][\w.-]{1,30}?(?=,\s|\s[-–—]|\s[^\W\d_a-z])")
# `BERLIN taz |`: small letters after a place, where most paragraphs go on.
_SMALL = re.compile(r"\s([^\W\d_]{2,8})(?=\s?[|:]|\s[-–—]\s)")
# Several agencies share a signature: (AP/Reuters), (NTB-Reuters).
_JOINT = re.compile(r"[/,&-]|\band\b")


class Signature(NamedTuple):
    """Who signed.

    Attributes:
      name: as printed. end: where it ends.
      known: the tables have it. enclosed: it stands in parentheses, slashes or quotation marks.
    """

    name: str
    end: int
    known: bool = True
    enclosed: bool = True


def signs(name: str) -> bool:
    """Whether an agency or an outlet of that name signs datelines."""
    return find_agency(name) is not None or is_outlet(name)


def read_signature(text: str, at: int) -> Signature | None:
    """The signature that stands at a position, after a place or a day."""
    if (paren := PAREN.match(text, at)) and (signature := within_parens(paren)):
        return signature
    before = _BEFORE_PAREN.match(text, at)
    if before and (paren := PAREN.match(text, before.end())) and signs(paren.group(1)):
        return Signature(paren.group(1), paren.end())
    if signature := slashed(text, at):
        return signature
    if (quoted := _QUOTED.match(text, at)) and signs(quoted.group(1)):
        return Signature(quoted.group(1), quoted.end())
    lead = _BARE_LEAD.match(text, at)
    bare = _BARE_NAME.match(text, lead.end()) if lead else None
    return Signature(bare.group(), bare.end(), enclosed=False) if bare and signs(bare.group()) else None


def within_parens(paren: re.Match[str]) -> Signature | None:
    """What stands in parentheses as an agency, if it can be one: a known one, or a short name with a capital."""
    printed = paren.group(1)
    names = [name.strip() for name in _JOINT.split(printed)]
    # The first signs, and with it others, or a desk of its own: (AP/Reuters), (dpa/lno).
    desks = all(signs(name) or (name.islower() and len(name) <= 4) for name in names[1:])
    known = signs(printed) or (len(names) > 1 and signs(names[0]) and desks)
    short = len(printed) <= 32 and len(printed.split()) <= 4 and printed[0].isupper() and not any(c.isdigit() for c in printed)
    short = short and fold(printed) not in words("notplace")
    return Signature(" ".join(printed.split()), paren.end(), known) if known or short else None


def slashed(text: str, at: int) -> Signature | None:
    """The agency between slashes, alone or with its correspondent: `/Корр. ТАСС Иван Петров/`."""
    match = _SLASHED.match(text, at)
    if match is None:
        return None
    printed = match.group(1).strip()
    return next((Signature(name, match.end()) for name in (printed, *printed.split()) if find_agency(name)), None)


def first_signature(text: str, at: int) -> Signature | None:
    """The signature that a dateline opens with, where no place could: in small letters, or a paper's address."""
    first = _FIRST.match(text, at)
    named = first.group() if first else ""
    return Signature(named, at + len(named), enclosed=False) if ("." in named or named.islower()) and signs(named) else None


def signed_small(text: str, at: int) -> bool:
    """Whether the small letters after a place are a signature."""
    small = _SMALL.match(text, at)
    return small is not None and signs(small.group(1))
