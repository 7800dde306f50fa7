"""AssignRegion: the place, the country and the UN M49 region that a story is filed under."""

from __future__ import annotations

import dataclasses
import functools
from importlib.resources import files

import apache_beam as beam

from schemas import Article
from schemas.regions import REGION_OF_COUNTRY, region_of
from transforms.assign_region.about import Story, read_story
from transforms.assign_region.gazetteer import Found
from transforms.assign_region.resolve import as_place, resolve
from transforms.detect_language.countries import country_of_language
from transforms.instants import Clock, system_clock
from transforms.rejecting import OrReject

MOST_COUNTRIES = 5
# A country is one that the story is about from this share of the leader's weight on.
LEAST_SHARE = 0.2
# Below this weight a text names no country clearly: about one mention in the lead.
LEAST_WEIGHT = 1.2
# Where nothing is known of the publisher, one mention anywhere is more than nothing.
LEAST_WEIGHT_ABROAD = 0.5
# The story's main place: named in the headline or the lead, and no other city nearly as often.
LEAST_CITY = 1.0
CLEAR = 0.7
# The publisher's country counts as so much text about it: a paper at home seldom names its own country.
HOME_WEIGHT = 1.5
# The subject of a story that was filed elsewhere: the dateline's country has at most so much of its weight.
FILED_ABROAD = 0.4
# Country-code domains that are sold to anyone, and codes of no country of ISO 3166-1.
GENERIC_ENDINGS = frozenset(
    "AI CO FM IO ME TV CC WS TO LY GG NU SH BZ AC VC MS LA AS ST DJ CX TK ML GA CF GQ SU EU PW".split()  # noqa: SIM905 - a list of codes
)


def assign_region(article: Article) -> Article:
    """A copy with `place`, `country`, `countries`, `region` and `region_basis`."""
    home, home_basis = home_country(article)
    story = read_story(article.headline, article.subheadline, article.body, language=article.language, home=home)
    printed = article.dateline.place if article.dateline else None
    found = resolve(printed, story.countries, home, article.language) if printed else None
    leader = _leader(story, home)
    country: str | None
    basis: str | None
    if found and printed and not _filed_abroad(story, found, printed, home):
        country, basis = found.country, "dateline"
    elif found and story.subject:
        country, basis = story.subject, "text"
    elif leader:
        country, basis = leader, "text"
    else:
        country, basis = home, home_basis if home else None
    if not found and basis == "text":
        found = _main_city(story, leader)
    return dataclasses.replace(
        article,
        place=as_place(found) if found else None,
        country=country,
        countries=_countries(story.countries, country if basis in ("dateline", "text") else None),
        region=region_of(country),
        region_basis=basis,
    )


def _filed_abroad(story: Story, found: Found, printed: str, home: str | None) -> bool:
    """Whether a story about one country was filed from a city of another, which it hardly names: of Iran from London.

    A city with its state or country beside it is not one that agencies report the world from.
    """
    if story.subject is None or story.subject == found.country or "," in printed:
        return False
    own = story.countries.get(found.country, 0.0) + (HOME_WEIGHT if found.country == home else 0.0)
    return own < FILED_ABROAD * story.countries[story.subject]


def _leader(story: Story, home: str | None) -> str | None:
    """The country that the text is clearly about; None leaves it to the publisher's."""
    weights = dict(story.countries)
    if home:
        weights[home] = weights.get(home, 0.0) + HOME_WEIGHT
    leader = max(weights, key=lambda country: (weights[country], country), default=None)
    return leader if leader and story.countries.get(leader, 0.0) >= (LEAST_WEIGHT if home else LEAST_WEIGHT_ABROAD) else None


def _main_city(story: Story, country: str | None) -> Found | None:
    """The city of that country that the text names most, if it names it clearly."""
    cities = [(city, weight) for city, weight in story.cities if city.country == country]
    if not cities or cities[0][1] < LEAST_CITY or (len(cities) > 1 and cities[1][1] > CLEAR * cities[0][1]):
        return None
    return cities[0][0]


class AssignRegion(beam.PTransform):
    """Applies `assign_region` to articles; outputs `articles` and `rejects`."""

    def __init__(self, clock: Clock = system_clock) -> None:
        super().__init__()
        self._clock = clock

    def expand(self, articles: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        return articles | OrReject(assign_region, "AssignRegion", self._clock)


def home_country(article: Article) -> tuple[str | None, str | None]:
    """The publisher's country and its evidence: `feed` by the feed list, `publisher` by its domain or its language."""
    if article.country in REGION_OF_COUNTRY:
        return article.country, article.region_basis or "feed"
    return _country_of_domain(article.domain or "") or country_of_language(article.language), "publisher"


@functools.lru_cache(maxsize=4_096)
def _country_of_domain(domain: str) -> str | None:
    """By the table of outlets under generic endings, then by the ending itself."""
    if domain in _outlets():
        return _outlets()[domain]
    ending = domain.rpartition(".")[2].upper()
    ending = {"UK": "GB"}.get(ending, ending)
    return ending if ending in REGION_OF_COUNTRY and ending not in GENERIC_ENDINGS else None


@functools.cache
def _outlets() -> dict[str, str]:
    """Registrable domain → country, of papers, broadcasters and agencies whose ending does not say it."""
    text = (files("transforms.assign_region") / "data" / "outlets.tsv").read_text(encoding="utf-8")
    rows = (line.partition("\t") for line in text.splitlines()[1:])
    return {domain: country for domain, _, country in rows}


def _countries(story: dict[str, float], filed: str | None) -> list[str]:
    """What the story is about: the heaviest first, at most five."""
    least = max(LEAST_WEIGHT / 2, LEAST_SHARE * max(story.values(), default=0.0))
    named = [country for country in story if story[country] >= least]
    if filed and filed not in named:
        named.append(filed)
    return named[:MOST_COUNTRIES] if not filed or filed in named[:MOST_COUNTRIES] else [*named[: MOST_COUNTRIES - 1], filed]
