"""Who wrote it: the byline as printed, and the people in it."""

from __future__ import annotations

import html
import itertools
import re
from typing import Any, NamedTuple

from transforms.article_text import normal_line, normal_words
from transforms.strip_boilerplate import tags
from transforms.strip_boilerplate.body import Reading
from transforms.strip_boilerplate.class_words import BYLINE
from transforms.strip_boilerplate.declared import Declared, types_of
from transforms.strip_boilerplate.gate import clean_line
from transforms.strip_boilerplate.head import Head
from transforms.strip_boilerplate.lines import furniture_kind
from transforms.strip_boilerplate.names import TIME_TAIL, URL, begins_byline, is_name, joins_name, newsroom_words, reporters_in, split_names
from transforms.strip_boilerplate.shapes import is_credit_line
from transforms.strip_boilerplate.tree import Block, Tree

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
# How many blocks from the headline, or above the text, a byline stands; and how many marked spans are looked at.
_REACH = 30
_MOST_SPANS = 2_000
# How many blocks off the next author of the same article is named.
_NEXT_TO = 5
# Where sites keep the pages of those who write for them.
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es|as?|i)?|auteurs?|autor[ei]|authored|forfattere?|skribent(?:er)?|yazar(?:lar)?|profiles?|people|staff|reporters?|journalists?|journalistes?"
    r"|columnists?|contributors?|writers?|firmas?|redacteurs?|redakteure?|penulis|tac-gia|avtor[yi]?|author_id)[/=]",
    re.IGNORECASE,
)


class Authors(NamedTuple):
    """The names that one evidence gives; `organisations` are those that it says are none of people."""

    where: str
    raw: str
    people: list[str]
    organisations: list[str]


def author_evidence(
    tree: Tree, declared: Declared, reading: Reading, head: Head, site_names: frozenset[str], headlines: frozenset[str]
) -> list[Authors]:
    """What the page says of its authors, best evidence first; where only the site itself is named, that comes last."""
    evidence = []
    if declared.article.get("author") or declared.article.get("creator"):
        evidence.append(_from_json_ld(declared.article.get("author") or declared.article.get("creator"), "JSON-LD author", site_names))
    printed = _from_byline(tree, reading, head, site_names, headlines)
    evidence += printed
    for key in _AUTHOR_METAS:
        values = [value for name, value in declared.all_metas if name == key and not URL.search(value.strip())]
        if values:
            split = [split_names(value) for value in values]
            people = [name for names in split for name in names if not any(_holds_site(each, site_names) for each in names)]
            others = [value for value, names in zip(values, split, strict=True) if set(names).isdisjoint(people)]
            evidence.append(Authors(f"meta {key}", "; ".join(values), people, others))
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


def _from_json_ld(value: Any, where: str, site_names: frozenset[str]) -> Authors:
    people: list[str] = []
    organisations: list[str] = []
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
            parts = split_names(name)
            # One name that holds the site's own is the site: `Redaktion example.org, Berlin, Germany`.
            if len(parts) > 1 and any(_holds_site(part, site_names) for part in parts):
                organisations.append(clean_line(html.unescape(name)) or "")
            else:
                target += parts
    return Authors(where, "; ".join(raw), people, organisations)


def _from_byline(tree: Tree, reading: Reading, head: Head, site_names: frozenset[str], headlines: frozenset[str]) -> list[Authors]:
    """Bylines in the neighbourhood of the headline and the text: elements that call themselves so, and lines that begin with `By`."""
    if not reading.blocks:
        return []
    first, last = reading.blocks[0], reading.blocks[-1]
    start = reading.heading if 0 <= reading.heading < first else max(0, first - 12)
    body = set(reading.blocks)
    found: list[tuple[int, Authors]] = []

    def take(where: str, index: int, text: str, loose: bool, linked: list[str]) -> None:
        if is_credit_line(text) or furniture_kind(text) not in (None, "copyright", "author_bio"):
            return
        people = linked or split_names(text.replace("\n", " | "))
        named = [
            name
            for name in people
            if (is_name(name) or (loose and len(people) == 1))
            and not _is_site(name, site_names)
            and not (len(people) > 1 and _is_office(name, site_names))
            and normal_line(name) not in headlines
        ]
        if named and len(named) <= 8:
            found.append((index, Authors(where, _printed(text, named), named, [])))

    containers = tree.containers
    named_so = {index for index, container in enumerate(containers) if container.roles & BYLINE and not container.captioned}
    for index in _near(start, first, last, len(tree.blocks)):
        block = tree.blocks[index]
        if len(block.text) > 160 or block.tag == tags.H1 or index in body or containers[block.container].captioned:
            continue
        if first < index < last and index not in head.bylines:
            continue
        at = block.container
        if begins_byline(block.text):
            take("byline line", index, _apart(block), at in named_so, _linked_names(block))
        elif at in named_so or containers[at].parent in named_so or index in head.bylines:
            take("byline element", index, _apart(block), False, _linked_names(block))
        elif block.links and _AUTHOR_PAGE.search(block.links[0][2]) and (linked := _linked_names(block)):
            take("link to an author", index, _apart(block), False, linked)
        elif reporters := reporters_in(_apart(block)):
            take("byline line", index, ", ".join(reporters), False, reporters)
    for span in tree.spans[:_MOST_SPANS]:
        if span.roles & BYLINE and start - 6 <= span.block <= last + 4 and 2 < len(span.text) < 120 and not first < span.block < last:
            take("byline element", span.block, span.text, False, [])
    found.sort(key=lambda pair: (pair[0] > first, not begins_byline(pair[1].raw), abs(pair[0] - first)))
    return _joined(found)


def _printed(text: str, named: list[str]) -> str:
    """The byline as printed: what stands before a day or a time, if there is one, and then up to its last name."""
    line = clean_line(text) or ""
    if TIME_TAIL.search(line):
        ends = [line.find(name) + len(name) for name in named if name in line]
        line = line[: max(ends)] if ends else TIME_TAIL.sub("", line)
    return line


def _apart(block: Block) -> str:
    """The text of a block with a line's end where two elements touch: `Ann Lee` and `Travel Reporter` are not one word."""
    pieces = block.pieces
    for number in range(len(pieces) - 1):
        if pieces[number][-1:].isalnum() and pieces[number + 1][:1].isalnum():
            break
    else:
        return block.text
    text = pieces[0]
    for before, piece in itertools.pairwise(pieces):
        text += ("\n" if before[-1:].isalnum() and piece[:1].isalnum() else "") + piece
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


def _linked_names(block: Block) -> list[str]:
    """The names in a byline that links tell apart from what else it says: `By <a>Ann Lee</a> Travel Reporter`.

    Empty where it links none, or where a name may stand outside the links.
    """
    linked = ["".join(block.pieces[start:end]).strip() for start, end, _ in block.links]
    if not linked or not all(map(is_name, linked)):
        return []
    _, end, _ = block.links[-1]
    return [] if joins_name("".join(block.pieces[end:])) else [name for text in linked for name in split_names(text)]


def _near(start: int, first: int, last: int, size: int) -> list[int]:
    """The blocks around the headline, above the text and below it."""
    near = {*range(start - 6, start + _REACH), *range(first - _REACH, first + 8), *range(last - 1, last + 5)}
    return sorted(index for index in near if max(0, start - 6) <= index < min(size, last + 5))


def _joined(found: list[tuple[int, Authors]]) -> list[Authors]:
    """Bylines of one name each that follow each other are one byline; one printed twice is one. Each comes with the index of its block."""
    unique: list[Authors] = []
    at: list[int] = []
    for place, entry in found:
        same = next((index for index, other in enumerate(unique) if set(entry.people) <= set(other.people)), None)
        if same is None:
            unique.append(entry)
            at.append(place)
        elif unique[same].people == entry.people and unique[same].raw in entry.raw and len(entry.raw) <= 80:
            # The element of the name alone stands within the byline as printed.
            unique[same] = entry
    singles: list[Authors] = []
    last = at[0] if at else 0
    for place, entry in sorted(zip(at, unique, strict=True), key=lambda pair: pair[0]):
        # Further off stands the byline of another article's teaser.
        if entry.where == "byline element" and len(entry.people) == 1 and abs(place - last) <= _NEXT_TO:
            singles.append(entry)
            last = place
    if len(singles) > 1 and unique[0] in singles:
        together = Authors("byline elements", ", ".join(entry.raw for entry in singles[:8]), [entry.people[0] for entry in singles[:8]], [])
        return [together, *(entry for entry in unique if entry not in singles)]
    return unique[:4]


def _is_site(name: str, site_names: frozenset[str]) -> bool:
    words = normal_words(name)
    if " ".join(words) in site_names:
        return True
    # `Example News`, `Example Redaktion`: the site's own name with what newsrooms call themselves.
    while len(words) > 1 and words[-1] in newsroom_words():
        words.pop()
    return not words or " ".join(words) in site_names or "".join(words) in site_names


def _is_office(name: str, site_names: frozenset[str]) -> bool:
    """Whether a name beside others is the site's, by the letters that the site is known by: `BBC Scotland`, `NHK 福岡`."""
    first, _, rest = name.partition(" ")
    return rest != "" and len(first) > 1 and first.isupper() and first.casefold() in site_names


def _holds_site(name: str, site_names: frozenset[str]) -> bool:
    words = normal_line(name)
    return any(len(site) > 5 and site in words for site in site_names)
