"""Rules for the few sites where the general reader errs: where their article stands, what of it is none, where headline and credits are.

A rule prepares the page and puts right what was read; the reader in between is the same. A site without a rule costs one look-up.

    example.org:
      container: main .story      # what holds the article; the rest of the body is left out
      strip: [.promo, aside]      # what of it does not belong to it
      headline: h1.title          # its text is the headline
      credit: figure .credit      # the credits of the images, in their order; or one, of the first

The keys are CSS selectors; the names are hosts or domains, and hold for all below them.
"""

from __future__ import annotations

import dataclasses
import urllib.parse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from schemas import Article, Image, Page
from transforms.strip_boilerplate.charset import as_utf8


class RuleError(ValueError):
    """A file of rules that cannot be used; in words for who wrote it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """What a site needs; CSS selectors, each absent where the general reader does well."""

    container: str | None = None
    strip: tuple[str, ...] = ()
    headline: str | None = None
    credit: str | None = None


Rules = Mapping[str, Rule]
NO_RULES: Rules = {}


def read_rules(path: str) -> dict[str, Rule]:
    """The rules of a YAML file, by host or domain.

    Raises:
      RuleError: it is no such file; the message names the site and what is wrong.
      FileNotFoundError: there is none.
    """
    try:
        told = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RuleError(f"{path}: {error}") from error
    if not isinstance(told, dict):
        raise RuleError(f"{path}: expected sites with their rules, as in `example.org: {{container: main}}`")
    return {str(site).lower(): _rule(f"{path}: {site}", fields) for site, fields in told.items()}


def rule_for(rules: Rules, url: str | None) -> Rule | None:
    """The rule of an address: that of its host, else of the nearest domain above it.

    >>> rule_for({"example.org": Rule("main")}, "https://www.example.org/a").container
    'main'
    """
    host = urllib.parse.urlsplit(url or "").hostname or ""
    labels = host.split(".")
    return next((rules[name] for at in range(len(labels)) if (name := ".".join(labels[at:])) in rules), None)


@dataclasses.dataclass(frozen=True, slots=True)
class ByRule:
    """A reader of pages that keeps to the rules: `read` is the general one."""

    rules: Rules
    read: Callable[[Page], Article]

    def __call__(self, page: Page) -> Article:
        """The article on a page. Raises Unusable as `read` does."""
        rule = _rule_of(page, self.rules)
        if rule is None:
            return self.read(page)
        tree = LexborHTMLParser(as_utf8(page.content, page.content_type))
        headline = _text(tree.css_first(rule.headline)) if rule.headline else None
        credit_lines = [line for node in tree.css(rule.credit) if (line := _text(node))] if rule.credit else []
        article = self.read(_applied(page, rule))
        return dataclasses.replace(article, headline=headline or article.headline, images=_credited(article.images, credit_lines))


def prepare(page: Page, rules: Rules) -> Page:
    """The page as its reader gets it: without what the rule of its site leaves out."""
    rule = _rule_of(page, rules)
    return _applied(page, rule) if rule else page


def _rule_of(page: Page, rules: Rules) -> Rule | None:
    return rule_for(rules, page.url) if rules and not page.from_feed and "text/plain" not in page.content_type else None


def _applied(page: Page, rule: Rule) -> Page:
    """A container that is not there leaves the page as it is: the site has changed."""
    tree = LexborHTMLParser(as_utf8(page.content, page.content_type))
    # Headline and credits are told by the rule, and so are none of the body. One at a time: a match may lie in another.
    for selector in filter(None, (*rule.strip, rule.headline, rule.credit)):
        while (node := tree.css_first(selector)) is not None:
            node.decompose()
    html = tree.html or ""
    if rule.container and (held := tree.css_first(rule.container)) is not None and tree.head is not None:
        language = tree.root.attributes.get("lang") if tree.root else None
        html = f'<html lang="{language or ""}">{tree.head.html}<body>{held.html}</body></html>'
    return dataclasses.replace(page, content=html.encode(), content_type="text/html; charset=utf-8")


def _rule(where: str, fields: Any) -> Rule:
    if not isinstance(fields, dict):
        raise RuleError(f"{where}: expected container, strip, headline or credit")
    known = {field.name for field in dataclasses.fields(Rule)}
    if unknown := sorted(set(map(str, fields)) - known):
        raise RuleError(f"{where}: {unknown[0]} is none of {', '.join(sorted(known))}")
    strip = fields.get("strip", [])
    selectors = {name: fields.get(name) for name in ("container", "headline", "credit")}
    stripped = [strip] if isinstance(strip, str) else strip
    if not isinstance(stripped, list):
        raise RuleError(f"{where}: strip is a CSS selector or a list of them")
    for selector in [*stripped, *(value for value in selectors.values() if value is not None)]:
        try:
            LexborHTMLParser("<p>").css(selector)
        except (SelectolaxError, TypeError, AttributeError):
            raise RuleError(f"{where}: {selector!r} is no CSS selector") from None
    return Rule(strip=tuple(stripped), **selectors)


def _text(node: LexborNode | None) -> str | None:
    return " ".join(node.text().split()) or None if node is not None else None


def _credited(images: list[Image], credit_lines: list[str]) -> list[Image]:
    """The images with the credits of the rule: each its own, or the first the first."""
    if not images or not credit_lines:
        return images
    told = credit_lines if len(credit_lines) == len(images) else credit_lines[:1]
    return [*(dataclasses.replace(image, credit=line) for image, line in zip(images, told, strict=False)), *images[len(told) :]]
