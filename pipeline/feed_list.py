"""The feed list: YAML as people write it, OPML as other readers export it.

    defaults: {language: de, category: Politik}    # holds for every feed that does not say otherwise
    feeds:
      - https://www.example.org/rss.xml            # a URL alone
      - url: https://news.example.ch/atom.xml
        publisher: Example News
        country: CH                                # ISO 3166-1 alpha-2
        language: de                               # BCP 47
        category: Schweiz                          # a label of your own
        fetch: auto                                # auto, always, never: whether the article's page is read

Every fault is told with its line. A URL that stands twice is a fault in YAML, which is written by hand; in OPML, where readers
put one feed into several folders, the first one counts.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

import yaml

from schemas import FETCH_MODES, Feed
from schemas.regions import REGION_OF_COUNTRY

_KEYS = tuple(field.name for field in dataclasses.fields(Feed))
_DEFAULTABLE = tuple(key for key in _KEYS if key != "url")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE)
_MAX_URL = 2_048
# Where OPML has no word of its own (OPML 2.0: attributes of another namespace are allowed).
_NAMESPACE = 'xmlns:dateline="urn:dateline:feed-list"'
_OWN_ATTRIBUTES = ("country", "fetch")


class FeedListError(ValueError):
    """A feed list that cannot be used; `faults` has a line for each fault, `path:line: reason`."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read_feed_list(path: str | os.PathLike[str]) -> list[Feed]:
    """The feeds of a YAML or OPML file, in its order.

    Raises FeedListError: it cannot be read, holds no feed, or has faults; all of them are named.
    """
    name = os.fspath(path)
    try:
        with open(name, encoding="utf-8-sig") as file:
            text = file.read()
    except OSError as error:
        raise FeedListError([f"{name}: {error.strerror or error}"]) from error
    except UnicodeDecodeError as error:
        raise FeedListError([f"{name}: not UTF-8 text"]) from error
    reading = _Reading(name)
    if text.lstrip().startswith("<"):
        _read_opml(text, reading)
    else:
        _read_yaml(text, reading)
    if not reading.feeds and not reading.faults:
        reading.fault(1, "there is no feed in it")
    if reading.faults:
        raise FeedListError(reading.faults)
    return list(reading.feeds.values())


def write_opml(feeds: Iterable[Feed]) -> str:
    """The feeds as OPML 2.0, a folder a category; `read_feed_list` reads it back."""
    folders: dict[str | None, list[Feed]] = {}
    for feed in feeds:
        folders.setdefault(feed.category, []).append(feed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" {_NAMESPACE}>',
        "  <head><title>Dateline feeds</title></head>",
        "  <body>",
    ]
    for category, members in folders.items():
        if category is None:
            lines += [f"    {_outline(feed)}" for feed in members]
        else:
            lines += [f"    <outline text={quoteattr(category)}>", *(f"      {_outline(feed)}" for feed in members), "    </outline>"]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _outline(feed: Feed) -> str:
    attributes = {
        "type": "rss",
        "text": feed.publisher or feed.url,
        "xmlUrl": feed.url,
        "language": feed.language,
        "dateline:country": feed.country,
        "dateline:fetch": None if feed.fetch == "auto" else feed.fetch,
    }
    return "<outline " + " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items() if value) + "/>"


class _Reading:
    """What was read so far: feeds by URL, the line of each, and the faults."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.feeds: dict[str, Feed] = {}
        self.lines: dict[str, int] = {}
        self.faults: list[str] = []

    def fault(self, line: int, reason: str) -> None:
        told = f"{self.name}:{line}: {reason}"
        if told not in self.faults:  # a fault of `defaults` would be told once a feed
            self.faults.append(told)

    def add(self, line: int, values: dict[str, tuple[str, int]]) -> None:
        """A feed from its values, each with the line on which it stands."""
        checked = {key: self.checked(key, value, at) for key, (value, at) in values.items()}
        url = checked.pop("url", None)
        if "url" not in values:
            self.fault(line, "a feed needs a url")
        if url:
            self.feeds[url] = Feed(url=url, **{key: value for key, value in checked.items() if value})
            self.lines[url] = line

    def checked(self, key: str, value: str, line: int) -> str | None:
        """The value in its proper form; None, and a fault on record, where it has none."""
        value = value.strip()
        if key == "url" and not _is_url(value):
            self.fault(line, f"url: not an http or https URL: {value[:200]!r}")
        elif key == "fetch" and value not in FETCH_MODES:
            self.fault(line, f"fetch: {value!r} is none of {', '.join(FETCH_MODES)}")
        elif key == "country":
            if value.upper() in REGION_OF_COUNTRY:
                return value.upper()
            self.fault(line, f"country: {value!r} is no ISO 3166-1 alpha-2 code (such as DE or IN)")
        elif key == "language":
            if match := _LANGUAGE.fullmatch(value):
                return match[1].lower()
            self.fault(line, f"language: {value!r} is no BCP 47 tag (such as de or pt-BR)")
        else:
            return value
        return None


def _read_yaml(text: str, reading: _Reading) -> None:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reading.fault(mark.line + 1 if mark else 1, f"not YAML: {error.problem or error.context}")
        return
    except (yaml.YAMLError, RecursionError) as error:
        reading.fault(1, f"not YAML: {str(error).splitlines()[0]}")
        return
    if not isinstance(root, yaml.MappingNode):
        reading.fault(1, "a feed list is a mapping with the key `feeds`")
        return
    top = _pairs(root, ("feeds", "defaults"), reading)
    defaults = _values(top["defaults"], _DEFAULTABLE, reading) if "defaults" in top else {}
    feeds = top.get("feeds")
    if feeds is None:
        reading.fault(1, "the key `feeds` is missing")
    elif not isinstance(feeds, yaml.SequenceNode):
        reading.fault(_line(feeds), "`feeds` is a list: a URL or a mapping an item")
    else:
        for node in feeds.value:
            _read_yaml_feed(node, defaults, reading)


def _read_yaml_feed(node: yaml.Node, defaults: dict[str, tuple[str, int]], reading: _Reading) -> None:
    values = {"url": (node.value, _line(node))} if isinstance(node, yaml.ScalarNode) else _values(node, _KEYS, reading)
    url = values["url"][0].strip() if "url" in values else ""
    if url in reading.lines:
        reading.fault(_line(node), f"url: {url} is listed on line {reading.lines[url]} already")
    else:
        reading.add(_line(node), {**defaults, **values})


def _values(node: yaml.Node, keys: tuple[str, ...], reading: _Reading) -> dict[str, tuple[str, int]]:
    """The texts of a mapping, each with its line. The text as it stands: YAML 1.1 would take Norway's `NO` for false."""
    values: dict[str, tuple[str, int]] = {}
    for key, value in _pairs(node, keys, reading).items():
        if not isinstance(value, yaml.ScalarNode):
            reading.fault(_line(value), f"{key}: a text is expected")
        elif value.tag != "tag:yaml.org,2002:null":
            values[key] = (value.value, _line(value))
    return values


def _pairs(node: yaml.Node, keys: tuple[str, ...], reading: _Reading) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        reading.fault(_line(node), f"a mapping is expected, with the keys {', '.join(keys)}")
        return {}
    pairs: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value)
        if name not in keys:
            reading.fault(_line(key), f"unknown key {name[:80]!r}; known are {', '.join(keys)}")
        elif name in pairs:
            reading.fault(_line(key), f"the key `{name}` stands twice")
        else:
            pairs[name] = value
    return pairs


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _read_opml(text: str, reading: _Reading) -> None:
    parser = expat.ParserCreate()
    root: list[str] = []
    folders: list[str | None] = []  # what is open: a folder's title, or None for a feed

    def opened(name: str, attributes: dict[str, str]) -> None:
        if not root:
            root.append(name)
            if name.lower() != "opml":
                reading.fault(parser.CurrentLineNumber, f"neither YAML nor OPML: its root is <{name}>")
        if name.lower() != "outline":
            return
        lower = {key.lower(): value for key, value in attributes.items()}
        title = lower.get("title") or lower.get("text")
        if "xmlurl" in lower:
            _add_outline(lower, title, next((folder for folder in reversed(folders) if folder), None), parser.CurrentLineNumber, reading)
            folders.append(None)
        else:
            folders.append(title)

    def closed(name: str) -> None:
        if name.lower() == "outline":
            folders.pop()

    def declared(*_: Any) -> None:
        raise _EntityError

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.EntityDeclHandler = declared
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        reading.fault(error.lineno, f"not well-formed XML: {expat.ErrorString(error.code)}")
    except _EntityError:
        reading.fault(parser.CurrentLineNumber, "entity declarations are not read")


class _EntityError(Exception):
    """An OPML file that declares entities: a trick, or none of ours."""


def _add_outline(attributes: dict[str, str], title: str | None, folder: str | None, line: int, reading: _Reading) -> None:
    url = attributes["xmlurl"].strip()
    if url in reading.feeds:
        return
    values = {
        "url": url,
        "publisher": title if title != url else None,
        "category": folder or attributes.get("category", "").split(",")[0].strip("/ "),
        "language": attributes.get("language"),
        **{key: attributes.get(f"dateline:{key}") for key in _OWN_ATTRIBUTES},
    }
    reading.add(line, {key: (value, line) for key, value in values.items() if value and value.strip()})


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0 and len(text) <= _MAX_URL and not re.search(r"\s", text)
