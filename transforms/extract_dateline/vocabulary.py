"""The words that datelines are made of, by language: months and weekdays (`data/months.tsv`), and the small words of `data/words.tsv`."""

from __future__ import annotations

import functools
from importlib.resources import files

from transforms.assign_region.names import fold


@functools.cache
def months() -> dict[str, dict[int, frozenset[str]]]:
    """Folded month name → month → the languages that use it so: `listopad` is October in Croatian, November in Czech and Polish."""
    return _calendar("m")


@functools.lru_cache(maxsize=4_096)
def month_number(name: str) -> int | None:
    """1 to 12 for the name of a month, whole or abbreviated, in any language; None for any other word.

    Where languages differ, as on `listopad`, the month that more of them mean; the earlier one where as many do.

    >>> month_number("März")
    3
    """
    meant = months().get(fold(name))
    return min(meant, key=lambda month: (-len(meant[month]), month)) if meant else None


@functools.cache
def weekdays() -> frozenset[str]:
    """Folded names of the days of the week."""
    return frozenset(_calendar("d"))


@functools.cache
def words(kind: str) -> frozenset[str]:
    """The folded words of a kind, of all languages.

    Kinds: `approach` (near), `aboard`, `prefix` (from our correspondent), `particle` (the small words inside names), `dated` (before the
    number of a day), `notplace` (what stands in capitals before a dash and is no place), `person` (places that bear names of persons).
    """
    return frozenset(fold(word) for row in _rows(kind) for word in row.split("|"))


@functools.cache
def days_in_words() -> dict[str, int]:
    """Folded number → 1 to 31, where wires write days in words: `तीन मई`. A row of the table has them in order, spellings joined by `=`."""
    numbers = (enumerate(row.split("|"), start=1) for row in _rows("days"))
    return {fold(spelling): number for row in numbers for number, spellings in row for spelling in spellings.split("=")}


@functools.cache
def phrases(kind: str, after: str = "") -> tuple[str, ...]:
    """The words of a kind, each with what follows it: for `str.startswith`."""
    return tuple(word + after for word in sorted(words(kind)))


def _rows(kind: str) -> list[str]:
    return [row[2] for row in (line.split("\t") for line in _read("words.tsv")) if row[0] == kind]


def _calendar(letter: str) -> dict[str, dict[int, frozenset[str]]]:
    found: dict[str, dict[int, frozenset[str]]] = {}
    for line in _read("months.tsv"):
        spelling, meaning, languages = line.split("\t")
        if meaning[0] == letter:
            found.setdefault(spelling, {})[int(meaning[1:])] = frozenset(languages.split())
    return found


def _read(name: str) -> list[str]:
    return (files("transforms.extract_dateline") / "data" / name).read_text(encoding="utf-8").splitlines()[1:]
