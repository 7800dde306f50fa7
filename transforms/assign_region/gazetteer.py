"""The gazetteer: all places of 1,000 people and more, first-order divisions and countries, by any of their names.

`data/gazetteer.bin` (built by `scripts/build_gazetteer.py`) is memory-mapped: a process pays for the pages that it touches. Layout,
little-endian: the magic, the length of a JSON header, the header, then arrays that it lists: `buckets` (by the high 16 bits of a
name's 48-bit key), `keys` (its low 32 bits, sorted within a bucket), `places` (the place that bears the name; best first within a
name), then a column each of the places: country, division, people, GeoNames id, latitude, longitude, and where its name starts.
Two different names share a key once in 10^8. Last, for texts, in which every capitalised word is looked up: the names of places large
enough to be meant there, deflated, and where the bearers of each start among `places`; they fill a dict, which says no in 0.1 µs.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import math
import mmap
import zlib
from bisect import bisect_left
from importlib.resources import as_file, files
from typing import Any

from transforms.assign_region.names import fold

MAGIC = b"DLGAZ\x00\x00\x01"
FORMAT = 2
BUCKETS = 65_536
ALTERNATE = 1 << 31
"""Set in `places` where the name is not the one that GeoNames gives as the place's own."""
_NO_DIVISION = 0xFFFF


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A place by one of its names.

    Attributes:
      kind: `city`, `division` (first-order: state, province) or `country`.
      country: ISO 3166-1 alpha-2. division: the division's name. people: inhabitants; 0 where unknown.
      latitude, longitude: degrees, WGS 84; None for a division and a country.
      alternate: it was found by another name than its own.
    """

    kind: str
    name: str
    country: str
    division: str | None
    people: int
    latitude: float | None
    longitude: float | None
    geoname_id: int | None
    alternate: bool


def name_key(folded: str) -> int:
    """The 48-bit key of a folded name."""
    return int.from_bytes(hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=6).digest(), "big")


class Gazetteer:
    """The places of a `gazetteer.bin`, by name."""

    def __init__(self, raw: Any) -> None:
        view = memoryview(raw)
        if bytes(view[: len(MAGIC)]) != MAGIC:
            raise ValueError("not a gazetteer of this version")
        at = len(MAGIC) + 4
        end = at + int.from_bytes(view[len(MAGIC) : at], "little")
        self.header: dict[str, Any] = json.loads(bytes(view[at:end]))
        blocks = [view[end + start : end + start + length].cast(code) for start, length, code in self.header["arrays"]]
        self._buckets, self._keys, self._places = blocks[:3]
        self._country, self._division, self._people, self._ids, self._latitude, self._longitude, self._name_at, self._names = blocks[3:11]
        self._large_names, self._large_ends, self._large_places = blocks[11:]
        self.first_division: int = self.header["first_division"]
        self.first_country: int = self.header["first_country"]
        self.codes: list[str] = self.header["countries"]
        self._code_at = {code: at for at, code in enumerate(self.codes)}
        self.find = functools.lru_cache(maxsize=16_384)(self._find)
        self.place = functools.lru_cache(maxsize=16_384)(self._place)

    def _find(self, name: str) -> tuple[Found, ...]:
        """All places of that name, as printed or folded, best first: by people, those whose own name it is before the others."""
        folded = fold(name)
        return self.bearers(folded) if folded else ()

    def bearers(self, folded: str) -> tuple[Found, ...]:
        """All places of a name that is folded already; not remembered, for texts that ask for thousands."""
        return tuple([self._place(self._places[at]) for at in self._entries(folded)])

    def places_in(self, folded: str, country: str) -> list[int]:
        """The numbers of the places of a name in a country, countries left out."""
        number = self.country_at(country)
        found = [self._places[at] & ~ALTERNATE for at in self._entries(folded)]
        return [at for at in found if self._country[at] == number and at < self.first_country]

    @functools.cached_property
    def large(self) -> dict[str, int]:
        """Folded name → its number, for `large_bearers`: only names of places that a text may mean by themselves.

        Names of one word come first, then those of two, then the longer ones.
        """
        names = zlib.decompress(self._large_names).decode().split("\n")
        return dict(zip(names, range(len(names)), strict=True))

    @functools.cached_property
    def large_pairs(self) -> frozenset[str]:
        """The first two words of those names of `large` that have two and more."""
        of_one, of_two = self.header["large_words"]
        names = list(self.large)
        longer = [" ".join(name.split(" ", 2)[:2]) for name in names[of_one + of_two :]]
        return frozenset(names[of_one : of_one + of_two] + longer)

    def large_bearers(self, number: int) -> list[tuple[int, int, int]]:
        """The cities and divisions that a name of `large` may mean, best first: their entry (for `place`), people, country (of `codes`)."""
        ends = self._large_ends
        return self._bearers_of(self._large_places[ends[number - 1] if number else 0 : ends[number]].tolist())

    def all_bearers(self, folded: str) -> list[tuple[int, int, int]]:
        """`large_bearers` for any folded name: cities and divisions of every size."""
        entries = [self._places[at] for at in self._entries(folded)]
        return self._bearers_of([entry for entry in entries if entry & ~ALTERNATE < self.first_country])

    def _bearers_of(self, entries: list[int]) -> list[tuple[int, int, int]]:
        people, country = self._people, self._country
        return [(entry, people[at], country[at]) for entry in entries for at in (entry & ~ALTERNATE,)]

    def _entries(self, folded: str) -> range:
        key = name_key(folded)
        low, stop = key & 0xFFFFFFFF, self._buckets[(key >> 32) + 1]
        start = end = bisect_left(self._keys, low, self._buckets[key >> 32], stop)
        while end < stop and self._keys[end] == low:
            end += 1
        return range(start, end)

    def country_at(self, code: str | None) -> int:
        """The place of a country among `codes`; -1 for None and for what is no country."""
        return self._code_at.get(code or "", -1)

    def _place(self, entry: int) -> Found:
        """The place of an entry."""
        at = entry & ~ALTERNATE
        division = self._division[at]
        kind = "city" if at < self.first_division else "division" if at < self.first_country else "country"
        latitude, longitude = self._latitude[at], self._longitude[at]
        return Found(
            kind=kind,
            name=self._name(at),
            country=self.codes[self._country[at]],
            division=None if division == _NO_DIVISION else self._name(self.first_division + division),
            people=self._people[at],
            latitude=None if math.isnan(latitude) else round(latitude, 5),
            longitude=None if math.isnan(longitude) else round(longitude, 5),
            geoname_id=self._ids[at] or None,
            alternate=bool(entry & ALTERNATE),
        )

    def _name(self, at: int) -> str:
        start = self._name_at[at]
        end = self._name_at[at + 1] - 1 if at + 1 < len(self._name_at) else len(self._names) - 1
        return bytes(self._names[start:end]).decode()


@functools.cache
def gazetteer() -> Gazetteer:
    """The gazetteer that ships with the package, mapped once a process; at once where the system can, so that no text waits for a page."""
    flags = mmap.MAP_SHARED | getattr(mmap, "MAP_POPULATE", 0)
    with as_file(files("transforms.assign_region") / "data" / "gazetteer.bin") as path, path.open("rb") as file:
        return Gazetteer(mmap.mmap(file.fileno(), 0, flags=flags, prot=mmap.PROT_READ))
