"""News agencies by any of their names: short, full, abbreviated, in their own script and in others (`data/agencies.tsv`)."""

from __future__ import annotations

import dataclasses
import functools
import re
from importlib.resources import files

from schemas.regions import REGION_OF_COUNTRY
from transforms.assign_region.names import fold

_ADDRESS = re.compile(r"[^\W\d_][\w-]{2,30}(?:\.[^\W\d_]{2,3})?\.([^\W\d_]{2,4})")
_SHORTEST_IN_CAPITALS = 8
_ENDINGS = frozenset("COM NET ORG INFO NEWS UK EU نت".split())  # noqa: SIM905 - a list of words


@dataclasses.dataclass(frozen=True, slots=True)
class Agency:
    """A news agency.

    Attributes:
      name: as English copy calls it for short: `AP`, `dpa`, `Kyodo News`.
      full_name: as it calls itself.
      country: its seat, ISO 3166-1 alpha-2. domain: its registrable domain.
    """

    name: str
    full_name: str
    country: str
    domain: str


def find_agency(name: str) -> Agency | None:
    """The agency of that name, abbreviation or domain, as printed; None for what is none.

    Names of up to four letters count as the table has them or in capitals (`dpa`, `DPA`, `Efe`): `ap`, `Map` and `spa` are words.

    >>> find_agency("РИА Новости").name
    'RIA Novosti'
    """
    name = name.strip(" .,;:/()[]（）【】©")
    return _table().get(_spelling(name))


def is_outlet(name: str) -> bool:
    """Whether it is a broadcaster or paper that signs datelines as an agency does: `(CNN Business)`, or its address: `KOMPAS.com`."""
    return fold(name) in _outlets() or _is_address(name)


def _is_address(name: str) -> bool:
    """Whether it reads as an address on the web: it ends in a country's code, or in one of those that papers have.

    In capitals, short ones are codes of shares: `OLBV.VI`.
    """
    match = _ADDRESS.fullmatch(name)
    if match is None or (name.isupper() and len(name) < _SHORTEST_IN_CAPITALS):
        return False
    return (ending := match.group(1).upper()) in REGION_OF_COUNTRY or ending in _ENDINGS


@functools.cache
def agencies() -> tuple[Agency, ...]:
    """All of the table."""
    return tuple(Agency(row[0], row[1], row[3], row[4]) for row in _rows())


@functools.cache
def agency_names() -> frozenset[str]:
    """Every name of the table, as printed: for scripts that put no space between agency and place."""
    return frozenset(name for row in _rows() for name in (row[0], row[1], *row[2].split("|")) if name)


@functools.cache
def _table() -> dict[str, Agency]:
    found: dict[str, Agency] = {}
    # An agency's own short name wins over another's abbreviation.
    for names_of in (lambda row: [row[0]], lambda row: [row[1], row[4]], lambda row: row[2].split("|")):
        for row in _rows():
            for name in names_of(row):
                agency = Agency(row[0], row[1], row[3], row[4])
                for printed in {name, name.upper()} - {""}:
                    found.setdefault(_spelling(printed), agency)
    return found


def _spelling(name: str) -> str:
    return name.replace(".", "") if len(name) <= 4 and name.isascii() else fold(name)


@functools.cache
def _outlets() -> frozenset[str]:
    return frozenset(fold(line) for line in _read("outlets.txt").splitlines())


@functools.cache
def _rows() -> tuple[list[str], ...]:
    return tuple(line.split("\t") for line in _read("agencies.tsv").splitlines()[1:])


def _read(name: str) -> str:
    return (files("transforms.extract_credits") / "data" / name).read_text(encoding="utf-8")
