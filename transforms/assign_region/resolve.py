"""The place that a dateline means: by the state or country printed with it, by the story, by the publisher, then by people."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping
from importlib.resources import files

from schemas import Place
from transforms.assign_region.gazetteer import Found, gazetteer
from transforms.assign_region.names import fold, spellings
from transforms.detect_language.countries import languages_of_country

# Worth of evidence in powers of ten of people.
IN_STORY = 1.2
AT_HOME = 1.0
LANGUAGE_SPOKEN = 0.8
BY_ANOTHER_NAME = 1.5
STANDS_ALONE = 2.0
_HEADS = re.compile(r"\s*[/|·・、]\s*|\s+(?:and|und|et|y|e|og|och|и|AND|UND|ET|Y|E|OG|OCH|И)\s+")
_APPROACH = re.compile(
    r"^(?:near|outside|off|around|above|over|at|(?:north|south|east|west) of|bei|nahe|vor|près de|au large de|cerca de|frente a"
    r"|vicino a|perto de|под|близ|около)\s+",
    re.IGNORECASE,
)
_COMMA = re.compile("[,،]")
_STATE = re.compile(r"\s+[A-Z][a-z]{1,5}\.$")
# LYON (France)
_WITHIN = re.compile(r"\s*\(([^()]+)\)$")
# Of fewer letters, a name with a slip may be that of another place.
SHORTEST_MISSPELT = 5


def resolve(printed: str, story: Mapping[str, float], home: str | None, language: str | None = None) -> Found | None:
    """The gazetteer's place for a dateline's place as printed (`LA CROSSE, Wis.`, `London/Teheran`); None where it knows none.

    Args:
      printed: the place with what it lies in; of several cities the one whose country the story is most about.
      story: country → weight, what the story's text is about.
      home: the publisher's country.
      language: the story's.
    """
    named, *suffixes = (part.strip() for part in _COMMA.split(printed))
    if not suffixes and (dotted := _STATE.search(named)):  # FARMINGTON Conn.
        named, suffixes = named[: dotted.start()], [dotted.group().strip()]
    if (within := _WITHIN.search(named)) and not gazetteer().find(named):
        named, suffixes = named[: within.start()], [within.group(1), *suffixes]
    regions = [found for suffix in suffixes if suffix for found in gazetteer().find(suffix) if found.kind != "city"]
    best: tuple[float, int, Found] | None = None
    heads = [_APPROACH.sub("", head) for head in _HEADS.split(named) if head]
    for order, head in enumerate(heads):
        place = _best(head, regions if order == len(heads) - 1 else [], story, home, language)
        if place:
            rank = (story.get(place.country, 0.0), -order, place)
            if best is None or rank[:2] > best[:2]:
                best = rank
    if best:
        return best[2]
    return next((region for region in regions if not suffixes or region.country), None)


def as_place(found: Found) -> Place:
    """The record of a gazetteer's place."""
    return Place(
        name=found.name,
        admin1=found.division if found.kind != "country" else None,
        country=found.country,
        latitude=found.latitude,
        longitude=found.longitude,
        geoname_id=found.geoname_id,
    )


def candidates(head: str) -> tuple[Found, ...]:
    """The places of a name, in all the spellings that the gazetteer may have."""
    name = fold(head)
    forms = spellings(name)
    if name[-1:] in "市県都府省州郡区시도군" and len(name) > 2:
        forms.append(name[:-1])
    found: tuple[Found, ...] = ()
    for form in forms:
        found += gazetteer().find(form)
    return found


def _best(head: str, regions: list[Found], story: Mapping[str, float], home: str | None, language: str | None) -> Found | None:
    """The candidate with the most evidence. Inside the printed state or country if any candidate is there; a city before its state."""
    places = candidates(head) or (candidates(misspelt(head)) if not regions else ())
    alone = {country for name, country in standing_alone() if name == fold(head)}
    if regions:
        inside = [place for place in places if place.kind == "city" and any(_lies_in(place, region) for region in regions)]
        if not inside:
            return None
        places = tuple(inside)
    total = math.fsum(story.values()) or 1.0

    def worth(place: Found) -> float:
        return (
            math.log10(place.people + 1)
            - (BY_ANOTHER_NAME if place.alternate else 0.0)
            + (IN_STORY * math.sqrt(story.get(place.country, 0.0) / total))
            + (AT_HOME if place.country == home else 0.0)
            + (LANGUAGE_SPOKEN if language != "en" and language in languages_of_country(place.country)[:2] else 0.0)
            + (STANDS_ALONE if not regions and place.country in alone else 0.0)
            + {"city": 1.0, "country": -0.5, "division": -2.0}[place.kind]
        )

    return max(places, key=lambda place: (worth(place), place.people), default=None)


def misspelt(head: str) -> str:
    """The city of those that stand alone which a name is one slip from (`WASINGTON`, `MAIMI`, `NEDW YORK`); empty where there is none.

    Wires let them through: nine in 9,107 stories. A slip is a letter left out, added, or changed places with its neighbour.
    """
    name = fold(head)
    meant = {city for city, _ in standing_alone() if len(city) >= SHORTEST_MISSPELT and _one_slip(name, city)}
    return meant.pop() if len(meant) == 1 else ""


def _one_slip(printed: str, meant: str) -> bool:
    if len(printed) > len(meant):
        return len(printed) == len(meant) + 1 and _one_slip(meant, printed)
    at = next((at for at, (one, other) in enumerate(zip(printed, meant, strict=False)) if one != other), len(printed))
    if len(printed) < len(meant):
        return len(printed) + 1 == len(meant) and printed[at:] == meant[at + 1 :]
    return printed[at : at + 2] == meant[at : at + 2][::-1] and printed[at + 2 :] == meant[at + 2 :] and printed != meant


@functools.cache
def standing_alone() -> frozenset[tuple[str, str]]:
    """The cities that news style prints without state or country (`data/standalone.tsv`), folded, with their countries."""
    text = (files("transforms.assign_region") / "data" / "standalone.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return frozenset((fold(name), country) for country, names in rows for name in names.split("|"))


def _lies_in(place: Found, region: Found) -> bool:
    return place.country == region.country and (region.kind == "country" or place.division == region.division)
