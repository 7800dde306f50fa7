"""Whose page it is and where it stands: publisher, canonical URL, section, tags, language."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin, urlsplit

from transforms.article_text import normal_line
from transforms.strip_boilerplate.declared import Declared, first_text, texts_of, types_of
from transforms.strip_boilerplate.gate import clean_line
from transforms.strip_boilerplate.tree import Tree
from transforms.urls import canonical_url, has_registered_name, registrable_domain

_SITE_METAS = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "dc.publisher",
    "publisher",
    "twitter:app:name:iphone",
    "al:ios:app_name",
    "al:android:app_name",
)
_SECTION_METAS = (
    "article:section",
    "og:article:section",
    "section",
    "parsely-section",
    "cxenseparse:section",
    "sailthru.section",
    "category",
    "cre-section",
)
_TAG_METAS = ("article:tag", "og:article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags")
_URLISH = re.compile(r"^(?:https?:)?//|^www\.|^@")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$")
_MAX_TAGS = 50


def publisher_evidence(declared: Declared) -> list[tuple[str, str]]:
    """Every name by which the page calls its site, best evidence first."""
    found = [(f"meta {key}", declared.metas.get(key)) for key in _SITE_METAS[:1]]
    found.append(("JSON-LD publisher", first_text(declared.article.get("publisher"))))
    found += [
        (f"JSON-LD {types_of(node)[0]}", first_text(node))
        for node in declared.objects[:100]
        if {"NewsMediaOrganization", "WebSite"} & set(types_of(node))
    ]
    found += [(f"meta {key}", declared.metas.get(key)) for key in _SITE_METAS[1:]]
    return [
        (where, line)
        for where, name in found
        if name and (line := clean_line(html.unescape(name))) and not _URLISH.search(line) and len(line) <= 80
    ]


def site_names(publishers: list[tuple[str, str]], url: str | None, feed_publisher: str | None) -> frozenset[str]:
    """The names of the site as normal words, with blanks and without: what is no headline and no author."""
    names = {name for _, name in publishers} | ({feed_publisher} if feed_publisher else set())
    if url and (host := urlsplit(url).hostname):
        domain = registrable_domain(url) or host
        names |= {host, host.removeprefix("www."), domain, domain.partition(".")[0]}
    normal = {normal_line(name) for name in names} - {""}
    return frozenset(normal | {name.replace(" ", "") for name in normal})


def canonical_evidence(declared: Declared, url: str | None) -> list[tuple[str, str]]:
    """The addresses by which the page may call itself, best first; what cannot be this page's address is left out."""
    found = [
        ("link rel=canonical", declared.links.get("canonical")),
        ("meta og:url", declared.metas.get("og:url")),
        ("JSON-LD url", first_text(declared.article.get("url"))),
    ]
    plausible = []
    for where, target in found:
        if target and (canonical := _plausible(target.strip(), url)):
            plausible.append((where, canonical))
    if url and (canonical := canonical_url(url)):
        plausible.append(("address", canonical))
    return plausible


def _plausible(target: str, url: str | None) -> str | None:
    try:
        absolute = canonical_url(target if target.startswith(("http://", "https://")) else urljoin(url or "", target))
    except ValueError:
        return None
    if absolute is None:
        return None
    # A front page is no article's address, and another site's is that of the story that this one was copied from.
    if (
        urlsplit(absolute).path in ("", "/")
        and not urlsplit(absolute).query
        and (url is None or urlsplit(url).path not in ("", "/") or urlsplit(url).query)
    ):
        return None
    # A page at a bare address (a mirror, an archive, a newsroom on loopback) is known by the site that it names.
    if url and has_registered_name(url) and registrable_domain(absolute) != registrable_domain(url):
        return None
    return absolute


def section_evidence(declared: Declared) -> list[tuple[str, str]]:
    """What the page calls its section, best evidence first."""
    found = [("JSON-LD articleSection", text) for text in texts_of(declared.article.get("articleSection"))]
    found += [(f"meta {key}", declared.metas[key]) for key in _SECTION_METAS if key in declared.metas]
    lines = ((where, clean_line(html.unescape(text))) for where, text in found)
    return [(where, line) for where, line in lines if line and len(line) <= 80 and not _URLISH.search(line)]


def tags_of(tree: Tree, declared: Declared) -> list[str]:
    """The site's keywords, each once, as printed."""
    found = [tag for text in texts_of(declared.article.get("keywords")) for tag in _split(text)]
    for key in _TAG_METAS:
        if not found:
            found = [tag for name, text in declared.all_metas if name == key for tag in _split(text)]
    found = found or tree.rel_tags
    lines = (clean_line(html.unescape(tag)) for tag in found)
    return list(dict.fromkeys(line for line in lines if line and len(line) <= 80))[:_MAX_TAGS]


def language_of(tree: Tree, declared: Declared) -> str | None:
    """What the page says of its language, as given."""
    found = [
        first_text(declared.article.get("inLanguage")),
        tree.language,
        declared.metas.get("og:locale"),
        declared.metas.get("content-language"),
        declared.metas.get("language"),
    ]
    return next((text.strip().replace("_", "-") for text in found if text and _LANGUAGE.match(text.strip())), None)


def _split(text: str) -> list[str]:
    return [tag.strip() for tag in re.split(r"[,;，、]", text)]
