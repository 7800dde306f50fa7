"""What a text is about: every name of a country, its people, its cities, its government's seats and faces, weighed by place.

A headline weighs more than the lead, the lead more than the rest, and each further mention of the same name less than the one before.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from transforms.assign_region.gazetteer import Found
from transforms.assign_region.mentions import CITY_WEIGHT, spaced_mentions, unspaced_mentions
from transforms.assign_region.text_places import TextPlaces, town_of
from transforms.assign_region.vocabulary import UNSPACED, Vocabulary, vocabulary
from transforms.assign_region.words import SECTION, split_words

# What is read of a story, in characters, and what a mention there weighs.
HEADLINE = 3.0
STANDFIRST = 2.0
LEAD, LEAD_CHARACTERS = 1.6, 500
REST, REST_CHARACTERS = 0.8, 1_000
# A town counts beside its country's name, so much; a country is named from so much weight on.
TOWN_WEIGHT = 0.35
NAMED = 0.8


class Story(NamedTuple):
    """What a text is about.

    Attributes:
      countries: ISO 3166-1 alpha-2 → weight, the heaviest first.
      cities: the cities that it names, with the weight of each, the heaviest first.
    """

    countries: dict[str, float]
    cities: list[tuple[Found, float]]


def read_story(headline: str | None, standfirst: str | None, body: str, *, language: str | None, home: str | None = None) -> Story:
    """What a story is about; `home` is the publisher's country, whose smaller places are known too."""
    words = vocabulary(language)
    space = body.find(" ", LEAD_CHARACTERS, LEAD_CHARACTERS + 20)
    lead = space if space > 0 else LEAD_CHARACTERS
    texts = (headline or "", standfirst or "", body[:lead], body[lead : LEAD_CHARACTERS + REST_CHARACTERS])
    if language in UNSPACED:
        mentions = unspaced_mentions("\n".join(texts), words)
        ends = list(accumulate(len(text) + 1 for text in texts))
    else:
        printed = split_words(f" {SECTION} ".join(texts))
        mentions = spaced_mentions(printed, words, TextPlaces(words, home))
        headline_end = printed.index(SECTION)
        standfirst_end = printed.index(SECTION, headline_end + 1)
        ends = [headline_end, standfirst_end, printed.index(SECTION, standfirst_end + 1)]
    towns: list[tuple[str, float]] = []
    countries: dict[str, float] = {}
    cities: dict[Found, float] = {}
    seen: dict[tuple[str, str], int] = {}
    for at, name, country, worth, city in mentions:
        weight = HEADLINE if at < ends[0] else STANDFIRST if at < ends[1] else LEAD if at < ends[2] else REST
        if not country:
            towns.append((name, weight))
            continue
        times = seen[name, country] = seen.get((name, country), 0) + 1
        gained = weight * worth / times**0.5
        countries[country] = countries.get(country, 0.0) + gained
        if city:
            cities[city] = cities.get(city, 0.0) + gained
    if towns:
        _add_towns(towns, countries, cities, words, home)
    return Story(
        dict(sorted(countries.items(), key=lambda item: (-item[1], item[0]))),
        sorted(cities.items(), key=lambda item: (-item[1], item[0].name)),
    )


def _add_towns(
    names: list[tuple[str, float]], countries: dict[str, float], cities: dict[Found, float], words: Vocabulary, home: str | None
) -> None:
    """Towns count where the text names their country, or where it is the publisher's: Dunedin in a story that says New Zealand."""
    named = {country: weight for country, weight in countries.items() if weight >= NAMED}
    if home:
        named.setdefault(home, NAMED)
    for name, weight in names:
        if town := town_of(name, words, named):
            cities[town] = cities.get(town, 0.0) + weight * CITY_WEIGHT
            countries[town.country] = countries.get(town.country, 0.0) + weight * TOWN_WEIGHT
