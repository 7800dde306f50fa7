"""The languages that a country writes, and the country in which a language is at home (`data/*.tsv`)."""

from __future__ import annotations

import functools
from importlib.resources import files


def languages_of_country(country: str) -> tuple[str, ...]:
    """BCP 47 primary tags of a country's languages, the most written first; empty for an unknown country."""
    return tuple(_rows("country_languages.tsv").get(country, "").split())


def country_of_language(language: str | None) -> str | None:
    """The country in which nearly all of a language's news is written; None for Arabic, Chinese, English, French, Portuguese, Spanish."""
    return _rows("language_homes.tsv").get(language or "")


@functools.cache
def _rows(name: str) -> dict[str, str]:
    text = (files("transforms.detect_language") / "data" / name).read_text(encoding="utf-8")
    return {key: value for key, _, value in (line.partition("\t") for line in text.splitlines()[1:])}
