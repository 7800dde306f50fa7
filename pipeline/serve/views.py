"""What the pages of `dateline serve` show beside the rows themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from transforms.assign_region.about import read_story

# Of a body the list shows so many characters around the first word found.
_AROUND = 240


def snippets(text: str, words: Sequence[str], *, whole: bool = False) -> list[tuple[str, bool]]:
    """A text, or the part of it around the first of the words, in pieces: each with whether it is one of them."""
    pattern = re.compile("|".join(re.escape(word) for word in words) or r"(?!)", re.IGNORECASE)
    if not whole:
        first = pattern.search(text)
        start = max(0, (first.start() if first else 0) - _AROUND // 3)
        start = text.rfind(" ", 0, start) + 1 if start else 0
        end = start + _AROUND
        text = ("… " if start else "") + text[start:end].replace("\n\n", " ") + (" …" if end < len(text) else "")
    pieces, at = [], 0
    for match in pattern.finditer(text):
        pieces += [(text[at : match.start()], False), (match[0], True)]
        at = match.end()
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def evidence(article: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Of each field that is concluded rather than read: its name, what it is, and what speaks for it."""
    story = read_story(article["headline"], article["subheadline"], article["body"] or "", language=article["language"])
    named = ", ".join(f"{country} {weight:.1f}" for country, weight in list(story.countries.items())[:6])
    towns = ", ".join(f"{town.name} ({town.country}) {weight:.1f}" for town, weight in story.cities[:4])
    text = "; ".join(part for part in (f"countries named, by weight: {named}" if named else "", f"towns: {towns}" if towns else "") if part)
    dateline, place = article["dateline"] or {}, article["place"] or {}
    by_dateline = f"the dateline “{dateline['text']}”" if dateline.get("text") else "the dateline"
    days = {
        "dateline": by_dateline,
        "page": "the page's time of publication",
        "feed": "the feed's time of publication",
        "fetched": "the day it was taken in: nothing else said one",
    }
    places = {
        "dateline": by_dateline,
        "text": "the places that the text names",
        "feed": "the feed list's country",
        "publisher": "the publisher's country",
    }
    basis = places.get(article["region_basis"] or "", article["region_basis"] or "")
    confidence, score = article["language_confidence"], article["extraction_score"]
    rows = [
        ("Dateline", dateline.get("text"), "its place at the head of the body"),
        ("Day", article["date"], days.get(article["date_basis"] or "", article["date_basis"] or "")),
        ("Place", ", ".join(part for part in (place.get("name"), place.get("admin1"), place.get("country")) if part), basis),
        ("Country", article["country"], basis),
        ("Region", article["region"], basis),
        ("Countries it is about", " ".join(article["countries"] or []), text),
        ("Source", article["source"], "the dateline's agency, the byline or the credit line"),
        ("Language", article["language"], f"the text; confidence {confidence:.2f}" if confidence is not None else "the text"),
        ("Body", f"{article['word_count'] or 0:,} words", f"the reader, with a score of {score:.2f}" if score is not None else ""),
    ]
    return [(name, value, why) for name, value, why in rows if value]
