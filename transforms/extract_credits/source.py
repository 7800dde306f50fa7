"""Who originated a story: the agency or organisation named by its dateline, its byline, its last lines or its page."""

from __future__ import annotations

import dataclasses
import functools
import re
from importlib.resources import files

from schemas import Article
from transforms.article_text import with_body
from transforms.assign_region.names import fold
from transforms.extract_credits.agencies import Agency, find_agency

# A line that is nothing but its sender: `(dpa)`, `— Reuters`, `[AFP/dpa]`, `/ТАСС/`, `©AFP`, `(AP, Reuters)`.
_SIGNED = re.compile(r"[\s(\[（【/—–―©|*-]*([^()\[\]（）【】\n]{2,60}?)[\s)\]）】/|*.-]*")
# The same at the end of the last sentence; the sender stands in parentheses or after a dash.
_AT_END = re.compile(r"[\s\u00a0]*(?:[(\[（【]\s*([^()\[\]（）【】\n]{2,40}?)\s*[)\]）】]\.?|(?:[—–―]|--)\s*/?([^\n—–―.!?]{2,40}?)/?)\s*$")
# What every such end has; to look for it first costs a tenth.
_MAY_SIGN = re.compile(r"[)\]）】]\.?\s*$|[—–―]|--")
_LONGEST_SIGN = 48
_JOINTS = re.compile(r"\s*(?:[/,;&+]|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bи\b|\bmit\b|\bwith\b|\s[-–]\s)\s*")
# The last lines of a body are looked at, no more: what is signed is signed there.
LAST_LINES = 4
_TAIL = 400


def find_source(article: Article) -> Article:
    """A copy with `source`: the agency's short name of the table, an organisation as printed, or None where the publisher wrote it.

    What signed the text leaves it; an agency among the authors leaves them.
    """
    authors, by_author = _agency_among(article.authors)
    body, by_text = _signed_body(article.body)
    dateline = article.dateline.agency if article.dateline else None
    source = (
        _short_name(dateline)
        or by_author
        or by_text
        or _short_name(article.byline)
        or _reported_with(article.body)
        or _organisation(article)
    )
    if body != article.body:
        return with_body(article, body, source=source, authors=authors)
    if source == article.source and len(authors) == len(article.authors):
        return article
    return dataclasses.replace(article, source=source, authors=authors)


def _agency_among(authors: list[str]) -> tuple[list[str], str | None]:
    """The authors without agencies, and the short name of the first agency among them."""
    agencies = [_short_name(author) for author in authors]
    kept = [author for author, agency in zip(authors, agencies, strict=True) if agency is None]
    return kept, next((agency for agency in agencies if agency), None)


def _signed_body(body: str) -> tuple[str, str | None]:
    """The body without its sender's line or sign, and the sender."""
    lines = body.rsplit("\n\n", LAST_LINES + 1)
    for back in range(1, min(LAST_LINES, len(lines) - 1) + 1):
        line = lines[-back].strip()
        if len(line) > 80:
            break
        source = _signed_line(line)
        if source:
            del lines[-back]
            return "\n\n".join(lines), source
    last = lines[-1]
    if _MAY_SIGN.search(last, max(len(last) - _LONGEST_SIGN, 0)) and (end := _AT_END.search(last, max(len(last) - _TAIL, 0))):
        source = _short_name(end.group(1) or end.group(2))
        if source and end.start() > 0:
            return body[: len(body) - len(last)] + last[: end.start()].rstrip(), source
    return body, None


def _signed_line(line: str) -> str | None:
    """The sender that a line of its own names: by a marker (`Source: TASS`, `Quelle: dpa`), or the agency alone."""
    lowered = line.casefold()
    for marker in _words("marker") if lowered.startswith(_words("marker")) else ():
        if lowered.startswith(marker):
            named = line[len(marker) :].lstrip(" :：=–—-").strip(" .()[]")
            if named and line[len(marker) : len(marker) + 2].strip()[:1] in (":", "：", "=", "") and len(named) <= 60:
                return _short_name(named) or _as_organisation(named)
    signed = _SIGNED.fullmatch(line)
    return _short_name(signed.group(1)) if signed else None


def _as_organisation(named: str) -> str | None:
    """An organisation as printed, if it reads like a name: no sentence, no link."""
    return named if named[:1].isupper() and len(named.split()) <= 6 and not re.search(r"https?:|www\.|[.!?]\s", named) else None


def _reported_with(body: str) -> str | None:
    """`With reporting by AFP`, `mit Material von dpa`: among the last lines, where a known agency follows."""
    tail = body[-_TAIL:]
    lowered = tail.casefold()
    for phrase in _words("with"):
        at = lowered.rfind(phrase)
        if at >= 0 and (at == 0 or not lowered[at - 1].isalpha()):
            source = _first_agency(tail[at + len(phrase) :][:60])
            if source:
                return source
    return None


def _first_agency(text: str) -> str | None:
    words = re.findall(r"[^\s,;/()\[\].]+", text)
    for start in range(min(3, len(words))):
        for size in (4, 3, 2, 1):
            agency = find_agency(" ".join(words[start : start + size])) if len(words) >= start + size else None
            if agency:
                return agency.name
    return None


def _organisation(article: Article) -> str | None:
    """The page's own statement, unless it names the publisher itself."""
    raw = (article.source or "").strip()
    if not raw:
        return None
    if agency := _short_name(raw):
        return agency
    own = {fold(name) for name in (article.publisher, article.domain, (article.domain or "").partition(".")[0]) if name}
    return None if fold(raw) in own or fold(raw).replace(" ", "") in own else raw


def _short_name(printed: str | None) -> str | None:
    """The short name of the agency that a signature names, alone, first of several (`AFP/dpa`), or after `By`."""
    if not printed or len(printed) > 80:
        return None
    agency = _agency(printed)
    return agency.name if agency else None


def _agency(printed: str) -> Agency | None:
    text = printed.strip()
    lowered = text.casefold()
    if lowered.startswith(_openings("by")):
        by = next(by for by in _openings("by") if lowered.startswith(by))
        text = text[len(by) :].strip()
    if found := find_agency(text):
        return found
    names = [name for name in _JOINTS.split(text) if name and name.strip()]
    found_names = [find_agency(name) for name in names]
    # All of them are agencies, or the first is: `dpa, mei` is dpa's text with the initials of who edited it.
    first = found_names[0] if found_names else None
    initials = all(other or (name.strip().islower() and len(name.strip()) <= 4) for name, other in zip(names, found_names, strict=True))
    return first if first and initials else None


@functools.cache
def _words(kind: str) -> tuple[str, ...]:
    """The folded phrases of a kind of all languages (`data/words.tsv`), the longest first."""
    rows = (
        line.split("\t")
        for line in (files("transforms.extract_credits") / "data" / "source_words.tsv").read_text(encoding="utf-8").splitlines()[1:]
    )
    return tuple(sorted({word for row in rows if row[0] == kind for word in row[2].split("|")}, key=lambda word: (-len(word), word)))


@functools.cache
def _openings(kind: str) -> tuple[str, ...]:
    """The phrases of a kind with the blank or the colon that follows them."""
    return tuple(word + sign for word in _words(kind) for sign in " :")
