"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/). One bad item costs that item, not the feed."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from schemas import Unusable
from transforms.poll_feeds.items import Document, Item, absolute_link, identifier, is_web_address, plain_line, rich_text

_SEPARATOR = re.compile(r"[\s,]*(?=[^\s,\]])")


def read_json(text: str, base: str) -> Document:
    """The entries of a JSON Feed; of one that is cut off those that are whole. Raises Unusable: `not-a-feed` for any other JSON."""
    cut_off = False
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        document, cut_off = _whole_part(text), True
        if document is None:
            raise Unusable("not-a-feed", f"JSON: {error}") from error
    version = document.get("version") if isinstance(document, dict) else None
    if not isinstance(version, str) or "jsonfeed.org" not in version or not isinstance(document.get("items"), list):
        raise Unusable("not-a-feed", "JSON, but no JSON Feed")
    items = [item for item in document["items"] if isinstance(item, dict)]
    return Document(
        format="jsonfeed" + version.rpartition("/")[2].replace(".", ""),
        items=tuple(_item(item, base) for item in items),
        title=plain_line(_text(document.get("title"))),
        language=plain_line(_text(document.get("language"))),
        left_out={"blank": lost} if (lost := len(document["items"]) - len(items)) else {},
        cut_off=cut_off,
    )


def _whole_part(text: str) -> Any:
    """A document that was cut off within its items, without the last of them; None for any other."""
    decoder, items = json.JSONDecoder(), []
    start = re.search(r'"items"\s*:\s*\[', text)
    if start is None:
        return None
    at = start.end()
    try:
        while item := _SEPARATOR.match(text, at):
            value, at = decoder.raw_decode(text, item.end())
            items.append(value)
    except (ValueError, RecursionError):
        pass  # here it was cut off
    try:
        return json.loads(text[: start.end()] + "]}") | {"items": items} if items else None
    except (ValueError, RecursionError):
        return None


def _item(item: dict[str, Any], base: str) -> Item:
    plain = _text(item.get("content_text"))
    content = _text(item.get("content_html")) or (html.escape(plain, quote=False) if plain else None)
    guid = _word(item.get("id"))
    # "Ideally, the id is the full URL of the resource."
    link = _text(item.get("url")) or _text(item.get("external_url")) or (guid if guid and is_web_address(guid) else None)
    return Item(
        guid=identifier(guid),
        link=absolute_link(link, base),
        title=plain_line(_text(item.get("title"))),
        summary=rich_text(_text(item.get("summary"))),
        content=rich_text(content),
        authors=tuple(name for author in _authors(item) if (name := plain_line(_text(author.get("name"))))),
        tags=tuple(tag for tag in map(plain_line, filter(None, map(_text, _list(item.get("tags"))))) if tag),
        language=identifier(_text(item.get("language"))),
        published=identifier(_word(item.get("date_published")) or _word(item.get("date_modified"))),
        updated=identifier(_word(item.get("date_modified"))),
        image_url=absolute_link(_text(item.get("image")) or _text(item.get("banner_image")), base),
    )


def _authors(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Version 1 has one `author`, 1.1 a list of them."""
    return [author for author in [*_list(item.get("authors")), item.get("author")] if isinstance(author, dict)]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _word(value: object) -> str | None:
    """A text, or a number for one: ids are often numbers, and dates seconds."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _text(value)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
