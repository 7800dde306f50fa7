"""Why a page was read as it was: for each field, the evidence that won and those that lost."""

from __future__ import annotations

import dataclasses

from schemas import Page
from transforms.strip_boilerplate.dates import Evidence, first_plausible
from transforms.strip_boilerplate.people import chosen_authors
from transforms.strip_boilerplate.reader import Read, read


@dataclasses.dataclass(frozen=True, slots=True)
class Explanation:
    """One field of an article.

    Attributes:
      field: its name in `Article`. value: what was read, None where nothing was.
      won: where it was read (`JSON-LD headline`, `h1`, `byline line`…), None where nothing was.
      lost: the other evidences, best first: where, and what they say.
    """

    field: str
    value: str | None
    won: str | None
    lost: tuple[tuple[str, str], ...] = ()


def explain_page(page: Page) -> list[Explanation]:
    """For each field that `strip_boilerplate` reads, the evidence that won and those that lost. Pure.

    Raises:
      Unusable: as `strip_boilerplate` does: the page holds no article.
    """
    found = read(page)
    return [
        _ranked("headline", [(candidate.where, candidate.text) for candidate in found.headlines]),
        _ranked("subheadline", found.standfirsts),
        _byline(found),
        _authors(found),
        _moment("published_at", found.published, page.fetched_at),
        _moment("modified_at", found.modified, page.fetched_at),
        _ranked("publisher", found.publishers),
        _ranked("canonical_url", found.canonicals),
        _ranked("section", found.sections),
        _ranked("source", found.sources),
        _body(found),
        *(_image(number, found) for number in range(len(found.images))),
    ]


def _ranked(field: str, evidence: list[tuple[str, str]]) -> Explanation:
    if not evidence:
        return Explanation(field, None, None)
    (won, value), *lost = evidence
    return Explanation(field, value, won, tuple(lost))


def _byline(found: Read) -> Explanation:
    return _ranked("byline", [(entry.where, entry.raw) for entry in found.authors if entry.where.startswith("byline")])


def _authors(found: Read) -> Explanation:
    chosen = chosen_authors(found.authors, found.site)
    won = next((entry for entry in found.authors if chosen and set(chosen) <= set(entry.people + entry.organisations)), None)
    lost = tuple((entry.where, entry.raw) for entry in found.authors if entry is not won)
    return Explanation("authors", ", ".join(chosen) or None, won.where if won else None, lost)


def _moment(field: str, evidence: list[Evidence], fetched_at: int | None) -> Explanation:
    won = first_plausible(evidence, fetched_at)
    return Explanation(
        field,
        won.raw if won else None,
        won.where if won else None,
        tuple((entry.where, entry.raw) for entry in evidence if entry is not won),
    )


def _body(found: Read) -> Explanation:
    kinds: dict[str, int] = {}
    for block in found.blocks:
        kinds[block.kind] = kinds.get(block.kind, 0) + 1
    held = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return Explanation("body", f"{held}; extraction score {found.score}", "blocks of prose", tuple(found.dropped))


def _image(number: int, found: Read) -> Explanation:
    image = found.images[number]
    said = " | ".join(part for part in (image.caption, image.credit) if part)
    won = "image in the article" if found.image_places[number] >= 0 else "JSON-LD image, og:image"
    return Explanation(f"images[{number}]", " ".join(part for part in (image.url, said) if part), won)
