"""What a text is about: every name of a country, its people, its cities, its government's seats and faces, weighed by place.

A headline weighs more than the lead, the lead more than the rest, and each further mention of the same name less than the one before.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from transforms.assign_region.gazetteer import Found
from transforms.assign_region.mentions import CITY_WEIGHT, Mention, spaced_mentions, unspaced_mentions
from transforms.assign_region.names import begins_small, fold
from transforms.assign_region.text_places import TextPlaces, town_of
from transforms.assign_region.vocabulary import NAME, NOWHERE, UNSPACED, Vocabulary, vocabulary
from transforms.assign_region.words import SECTION, STOP, split_words

# What is read of a story, in characters, and what a mention there weighs.
HEADLINE = 3.0
STANDFIRST = 2.0
LEAD, LEAD_CHARACTERS = 1.6, 500
REST, REST_CHARACTERS = 0.8, 1_000
# A town counts beside its country's name, so much; a country is named from so much weight on.
TOWN_WEIGHT = 0.35
NAMED = 0.8
# A country is the subject from so much weight of its own names on: in the headline, and in the text more than once.
SUBJECT = 4.5


class Story(NamedTuple):
    """What a text is about.

    Attributes:
      countries: ISO 3166-1 alpha-2 → weight, the heaviest first.
      cities: the cities that it names, with the weight of each, the heaviest first.
      subject: the one country that the headline names, where the text names it or its people too, and not only in names of companies.
    """

    countries: dict[str, float]
    cities: list[tuple[Found, float]]
    subject: str | None


def read_story(headline: str | None, standfirst: str | None, body: str, *, language: str | None, home: str | None = None) -> Story:
    """What a story is about; `home` is the publisher's country, whose smaller places are known too."""
    words = vocabulary(language)
    space = body.find(" ", LEAD_CHARACTERS, LEAD_CHARACTERS + 20)
    lead = space if space > 0 else LEAD_CHARACTERS
    texts = (headline or "", standfirst or "", body[:lead], body[lead : LEAD_CHARACTERS + REST_CHARACTERS])
    printed: list[str] = []
    if language in UNSPACED:
        mentions = [mention for mention in unspaced_mentions("\n".join(texts), words) if mention.country != NOWHERE]
        ends = list(accumulate(len(text) + 1 for text in texts))
    else:
        printed = split_words(f" {SECTION} ".join(texts))
        found = spaced_mentions(printed, words, TextPlaces(words, home))
        mentions = [mention for mention in found if not _is_something_else(printed, mention, words)]
        headline_end = printed.index(SECTION)
        standfirst_end = printed.index(SECTION, headline_end + 1)
        ends = [headline_end, standfirst_end, printed.index(SECTION, standfirst_end + 1)]
    towns: list[tuple[str, float]] = []
    countries: dict[str, float] = {}
    cities: dict[Found, float] = {}
    by_name: dict[str, float] = {}
    seen: dict[tuple[str, str], int] = {}
    for at, name, country, worth, city in mentions:
        weight = HEADLINE if at < ends[0] else STANDFIRST if at < ends[1] else LEAD if at < ends[2] else REST
        if not country:
            towns.append((name, weight))
            continue
        times = seen[name, country] = seen.get((name, country), 0) + 1
        gained = weight * worth / times**0.5
        countries[country] = countries.get(country, 0.0) + gained
        if worth == NAME:
            by_name[country] = by_name.get(country, 0.0) + gained
        if city:
            cities[city] = cities.get(city, 0.0) + gained
    if towns:
        _add_towns(towns, countries, cities, words, home)
    return Story(
        dict(sorted(countries.items(), key=lambda item: (-item[1], item[0]))),
        sorted(cities.items(), key=lambda item: (-item[1], item[0].name)),
        _subject(mentions, ends[0], by_name, printed, words),
    )


def _is_something_else(printed: list[str], mention: Mention, words: Vocabulary) -> bool:
    """Whether it names no country (South America), whose money it is (`Canadian dollars`), or is a word of the language."""
    at = mention.at
    word, before = printed[at], printed[at - 1] if at else STOP
    if mention.country == NOWHERE or (mention.name in words.inside and before in (STOP, SECTION)):
        return True
    if word.islower() and begins_small(word) and not (mention.worth == NAME and words.in_small_letters(mention.name, fold(word))):
        return True
    currencies, following = words.currencies, printed[at + 1 : at + 3]
    return fold(before) in currencies or bool(
        following and (fold(following[0]) in currencies or (following[0][0].isupper() and fold(following[-1]) in currencies))
    )


def _subject(mentions: list[Mention], headline_end: int, by_name: dict[str, float], printed: list[str], words: Vocabulary) -> str | None:
    in_headline = [mention for mention in mentions if mention.at < headline_end and mention.country]
    named = {mention.country for mention in in_headline}
    if not printed or len(named) != 1 or by_name.get(country := named.pop(), 0.0) < SUBJECT:
        return None
    own = [mention for mention in mentions if mention.country == country and mention.worth == NAME]
    in_text = [mention for mention in own if mention.at > headline_end and _stands_alone(printed, mention, words)]
    return country if in_text and own[0].at < headline_end else None


def _stands_alone(printed: list[str], mention: Mention, words: Vocabulary) -> bool:
    """Whether no other capitalised word stands beside a name, as in `Japan Fund`; one that opens the sentence may stand before it."""
    at = mention.at
    terms = (term for term in words.terms(mention.name) if term.country == mention.country)
    length = next((len(term.rest) for term in terms if tuple(map(fold, printed[at + 1 : at + 1 + len(term.rest)])) == term.rest), 0)
    after = printed[at + 1 + length : at + 2 + length]
    in_name = printed[at - 1][0].isupper() and printed[at - 2] not in (STOP, SECTION)
    return not in_name and not (after and after[0][0].isupper())


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
