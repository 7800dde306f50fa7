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
        headers: {Authorization: Bearer 42}        # for the feed document only; they are not exported

Every fault is told with its line. A URL that stands twice is a fault in YAML, which is written by hand; in OPML, where readers
put one feed into several folders, the first one counts.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

import yaml

from schemas import FETCH_MODES, Feed
from schemas.regions import REGION_OF_COUNTRY

_KEYS = tuple(field.name for field in dataclasses.fields(Feed))
# One secret for all would be one told to every publisher.
_DEFAULTABLE = tuple(key for key in _KEYS if key not in {"url", "headers"})
# RFC 9110 §5.6.2 and §5.5; the names are those that the client sets itself.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,4000}[\x21-\x7e])?")
_CLIENTS_OWN = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "host",
        "if-modified-since",
        "if-none-match",
        "te",
        "transfer-encoding",
        "user-agent",
    }
)
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


def write_yaml(feeds: Iterable[Feed]) -> str:
    """The feeds as YAML; `read_feed_list` reads it back."""
    return "feeds:\n" + "".join(_yaml_item(feed, "  ") for feed in feeds)


def with_feeds(text: str, feeds: Sequence[Feed]) -> str:
    """A YAML list's text with more feeds at its end; all that is written in it stays as it is.

    Raises FeedListError: the list is not one a line (it stands in brackets, or is OPML).
    """
    if not text.strip():
        return write_yaml(feeds)
    root = None if text.lstrip().startswith("<") else yaml.compose(text, Loader=yaml.SafeLoader)
    node = next((value for key, value in root.value if key.value == "feeds"), None) if isinstance(root, yaml.MappingNode) else None
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        raise FeedListError(["feeds are added to a YAML list of one feed a line; make one of this by `dateline feeds import`"])
    last = node.value[-1].end_mark.line + (1 if node.value[-1].end_mark.column else 0)
    lines = text.splitlines(keepends=True)
    while last > 0 and not lines[last - 1].partition("#")[0].strip():
        last -= 1  # comments and blank lines after the last feed belong to what follows
    head = "".join(lines[:last])
    added = "".join(_yaml_item(feed, " " * node.start_mark.column) for feed in feeds)
    return head + ("" if head.endswith("\n") else "\n") + added + "".join(lines[last:])


def _yaml_item(feed: Feed, indent: str) -> str:
    values = {key: value for key in _KEYS if (value := getattr(feed, key)) and (key, value) != ("fetch", "auto")}
    if values.keys() == {"url"}:
        return f"{indent}- {_yaml_text(feed.url)}\n"
    written = [f"{key}: {json.dumps(dict(value)) if key == 'headers' else _yaml_text(value)}\n" for key, value in values.items()]
    return f"{indent}- " + f"{indent}  ".join(written)


def _yaml_text(text: str) -> str:
    """Plain where YAML takes it for what it is, else quoted: a quoted string of JSON is one of YAML too."""
    plain = re.fullmatch(r"[A-Za-z][\w./:?=&%+~-]*(?: [\w./()-]+)*", text, re.ASCII) and not re.search(r":(?:\s|$)", text)
    plain = plain and text.lower() not in {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
    return text if plain else json.dumps(text, ensure_ascii=False)


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


# A value of the list with the line on which it stands.
_Value = tuple[str | tuple[tuple[str, str], ...], int]


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

    def add(self, line: int, values: dict[str, _Value]) -> None:
        """A feed from its values, each with the line on which it stands."""
        checked: dict[str, Any] = {
            key: self.checked(key, value, at) if isinstance(value, str) else value for key, (value, at) in values.items()
        }
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


def _read_yaml_feed(node: yaml.Node, defaults: dict[str, _Value], reading: _Reading) -> None:
    scalar = isinstance(node, yaml.ScalarNode)
    values: dict[str, _Value] = {"url": (node.value, _line(node))} if scalar else _values(node, _KEYS, reading)
    url = str(values["url"][0]).strip() if "url" in values else ""
    if url in reading.lines:
        reading.fault(_line(node), f"url: {url} is listed on line {reading.lines[url]} already")
    else:
        reading.add(_line(node), {**defaults, **values})


def _values(node: yaml.Node, keys: tuple[str, ...], reading: _Reading) -> dict[str, _Value]:
    """The texts of a mapping, each with its line. The text as it stands: YAML 1.1 would take Norway's `NO` for false."""
    values: dict[str, _Value] = {}
    for key, value in _pairs(node, keys, reading).items():
        if key == "headers":
            values[key] = (_headers(value, reading), _line(value))
        elif not isinstance(value, yaml.ScalarNode):
            reading.fault(_line(value), f"{key}: a text is expected")
        elif value.tag != "tag:yaml.org,2002:null":
            values[key] = (value.value, _line(value))
    return values


def _headers(node: yaml.Node, reading: _Reading) -> tuple[tuple[str, str], ...]:
    if not isinstance(node, yaml.MappingNode):
        reading.fault(_line(node), "headers: a mapping of names to values is expected")
        return ()
    headers = []
    for key, value in node.value:
        name, text = str(key.value), value.value if isinstance(value, yaml.ScalarNode) else ""
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _CLIENTS_OWN:
            reading.fault(_line(key), f"headers: {name[:80]!r} cannot be set")
        elif not _HEADER_VALUE.fullmatch(text):
            reading.fault(_line(value), f"headers: the value of {name} is none")  # it may be a secret: not shown
        else:
            headers.append((name, text))
    return tuple(headers)


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
