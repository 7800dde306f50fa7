"""Who wrote it: the byline as printed, and the people in it."""

from __future__ import annotations

import functools
import html
import re
import tomllib
from importlib import resources
from typing import Any, NamedTuple

from transforms.article_text import normal_words
from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.body import Reading
from transforms.strip_boilerplate.class_words import BYLINE
from transforms.strip_boilerplate.declared import Declared, first_text, types_of
from transforms.strip_boilerplate.gate import clean_line
from transforms.strip_boilerplate.tree import Tree

_AUTHOR_METAS = (
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "cxenseparse:author",
    "byl",
    "article:author_name",
    "twitter:data1_author",
    "creator",
    "citation_author",
)
_URL = re.compile(r"^(?:https?:)?//|^www\.|^@|\.(?:php|html?)$")
_MAIL = re.compile(r"\S+@\S+\.\w+")
_TIME_TAIL = re.compile(r"\s*(?:[|•·–—-]\s*)?(?:\d{1,2}[./:]\d{1,2}\b.*|(?:19|20)\d{2}\b.*|\d{1,2}\s+\w+\s+(?:19|20)\d{2}.*)$")
_LONGEST_NAME = 60


class Authors(NamedTuple):
    """The names that one evidence gives; `organisations` are those that it says are none of people."""

    where: str
    raw: str
    people: list[str]
    organisations: list[str]


def author_evidence(tree: Tree, declared: Declared, reading: Reading, site_names: frozenset[str]) -> list[Authors]:
    """What the page says of its authors, best evidence first; where only the site itself is named, that comes last."""
    evidence = []
    if declared.article.get("author") or declared.article.get("creator"):
        evidence.append(_from_json_ld(declared.article.get("author") or declared.article.get("creator"), "JSON-LD author"))
    printed = _from_byline(tree, reading, site_names)
    evidence += printed
    for key in _AUTHOR_METAS:
        values = [value for name, value in declared.all_metas if name == key and not _URL.search(value.strip())]
        if values:
            evidence.append(Authors(f"meta {key}", "; ".join(values), [name for value in values for name in split_names(value)], []))
    named = [entry for entry in evidence if entry.people or entry.organisations]
    return sorted(named, key=lambda entry: not any(not _is_site(name, site_names) for name in entry.people))


def chosen_authors(evidence: list[Authors], site_names: frozenset[str]) -> list[str]:
    """The people of the best evidence; the site's own name only where nobody else is named."""
    for entry in evidence:
        people = [name for name in entry.people if not _is_site(name, site_names)]
        if people:
            return list(dict.fromkeys(people))
    for entry in evidence:
        if names := entry.people + entry.organisations:
            return list(dict.fromkeys(names))
    return []


def split_names(printed: str) -> list[str]:
    """The names in a byline: `By Ann Lee and Bo Ek, Berlin correspondent` gives `Ann Lee`, `Bo Ek`."""
    words = _words()
    line = clean_line(html.unescape(printed)) or ""
    line = _MAIL.sub(" ", line)
    names = []
    for part in words.separators.split(line):
        name = words.prefix.sub("", part.strip(" \t.,;:|/–—-•·()[]（）"))
        name = words.prefix.sub("", name.strip(" .,;:|"))
        name = words.suffix.sub("", name).strip(" \t,;:|/–—-•·()（）")
        name = _TIME_TAIL.sub("", name).strip(" ,;:|")
        if (
            1 < len(name) <= _LONGEST_NAME
            and not _URL.search(name)
            and any(map(str.isalpha, name))
            and not any(map(str.isdigit, name))
            and not words.title.fullmatch(name)
        ):
            names.append(name)
    return names


def printed_byline(evidence: list[Authors]) -> str | None:
    """The byline as the page prints it."""
    return next((entry.raw for entry in evidence if entry.where.startswith("byline")), None)


def _from_json_ld(value: Any, where: str) -> Authors:
    people, organisations = [], []
    raw = []
    for entry in (value if isinstance(value, list) else [value])[:30]:
        if isinstance(entry, dict):
            name = entry.get("name")
            names = [name] if isinstance(name, str) else [each for each in name if isinstance(each, str)] if isinstance(name, list) else []
            if not names and isinstance(entry.get("familyName"), str):
                names = [f"{entry.get('givenName') or ''} {entry['familyName']}".strip()]
            target = organisations if any("Organization" in kind for kind in types_of(entry)) else people
        else:
            names, target = ([entry] if isinstance(entry, str) else []), people
        for name in names:
            raw.append(name)
            target += split_names(name)
    return Authors(where, "; ".join(raw), people, organisations)


def _from_byline(tree: Tree, reading: Reading, site_names: frozenset[str]) -> list[Authors]:
    """Bylines in the neighbourhood of the headline and the text: elements that call themselves so, and lines that begin with `By`."""
    if not reading.blocks:
        return []
    first, last = reading.blocks[0], reading.blocks[-1]
    start = reading.heading if 0 <= reading.heading < first else max(0, first - 12)
    found: list[tuple[int, Authors]] = []
    for span in tree.spans:
        if span.roles & BYLINE and start - 6 <= span.block <= last + 4 and 2 < len(span.text) < 120 and not (first < span.block < last):
            people = split_names(span.text)
            if people:
                found.append((span.block, Authors("byline element", span.text, people, [])))
    byline_containers = {index for index, container in enumerate(tree.containers) if container.roles & BYLINE}
    words = _words()
    for index in range(max(0, start - 6), min(len(tree.blocks), last + 5)):
        block = tree.blocks[index]
        if len(block.text) > 160 or block.tag == tags.H1 or first < index <= last:
            continue
        by = words.prefix.match(block.text)
        if not by and block.container not in byline_containers:
            continue
        people = split_names(block.text)
        if people and (by or len(people) <= 6):
            found.append((index, Authors("byline line" if by else "byline element", block.text, people, [])))
    found.sort(key=lambda pair: (pair[0] > first, not words.prefix.match(pair[1].raw), abs(pair[0] - first)))
    return [entry for _, entry in found[:4]]


def _is_site(name: str, site_names: frozenset[str]) -> bool:
    words = " ".join(normal_words(name))
    return not words or words in site_names or words.replace(" ", "") in site_names


class _Words(NamedTuple):
    prefix: re.Pattern[str]
    suffix: re.Pattern[str]
    separators: re.Pattern[str]
    title: re.Pattern[str]


@functools.cache
def _words() -> _Words:
    table = tomllib.loads(resources.files(__package__).joinpath("data/bylines.toml").read_text("utf-8"))

    def alternatives(name: str) -> str:
        return "|".join(sorted((re.escape(word) for words in table[name].values() for word in words), key=lambda word: (-len(word), word)))

    return _Words(
        prefix=re.compile(
            rf"^(?:(?:{alternatives('before')})(?:\s*[:：]\s*|\s+)|(?:{alternatives('before_glued')})\s*[:：＝=／/]?\s*)", re.IGNORECASE
        ),
        suffix=re.compile(rf"(?:\s*[,|/]?\s*(?:{alternatives('after')}))+$", re.IGNORECASE),
        separators=re.compile(
            rf"\s*(?:[;|•·、／\n]|,(?!\s*(?:jr|sr|md|phd|ii|iii)\b)|\s(?:{alternatives('between')})\s|\s[/&+]\s|&)\s*", re.IGNORECASE
        ),
        title=re.compile(rf"(?:{alternatives('titles')})", re.IGNORECASE),
    )


def publisher_names(declared: Declared) -> list[str]:
    """Every name by which the page calls its site."""
    names = [
        first_text(declared.article.get("publisher")),
        declared.metas.get("og:site_name"),
        declared.metas.get("application-name"),
        declared.metas.get("twitter:app:name:iphone"),
        declared.metas.get("apple-mobile-web-app-title"),
        declared.metas.get("dc.publisher"),
        declared.metas.get("publisher"),
    ]
    names += [first_text(node) for node in declared.objects[:100] if {"NewsMediaOrganization", "WebSite"} & set(types_of(node))]
    return [line for name in names if name and (line := clean_line(html.unescape(name))) and not _URL.search(line)]
