"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/). One bad item costs that item, not the feed."""

from __future__ import annotations

import html
import json
from typing import Any

from schemas import Unusable
from transforms.poll_feeds.items import Document, Item, absolute_link, identifier, plain_line, rich_text


def read_json(text: str, base: str) -> Document:
    """The entries of a JSON Feed. Raises Unusable: `not-a-feed` for any other JSON, and for what is cut off."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unusable("not-a-feed", f"JSON: {error}") from error
    version = document.get("version") if isinstance(document, dict) else None
    if not isinstance(version, str) or "jsonfeed.org" not in version or not isinstance(document.get("items"), list):
        raise Unusable("not-a-feed", "JSON, but no JSON Feed")
    return Document(
        format="jsonfeed" + version.rpartition("/")[2].replace(".", ""),
        items=tuple(_item(item, base) for item in document["items"] if isinstance(item, dict)),
        title=plain_line(_text(document.get("title"))),
        language=plain_line(_text(document.get("language"))),
    )


def _item(item: dict[str, Any], base: str) -> Item:
    plain = _text(item.get("content_text"))
    content = _text(item.get("content_html")) or (html.escape(plain, quote=False) if plain else None)
    guid = item.get("id")
    return Item(
        guid=identifier(str(guid)) if isinstance(guid, str | int | float) else None,
        link=absolute_link(_text(item.get("url")) or _text(item.get("external_url")), base),
        title=plain_line(_text(item.get("title"))),
        summary=rich_text(_text(item.get("summary"))),
        content=rich_text(content),
        authors=tuple(name for author in _authors(item) if (name := plain_line(_text(author.get("name"))))),
        tags=tuple(tag for tag in map(plain_line, filter(None, map(_text, _list(item.get("tags"))))) if tag),
        language=identifier(_text(item.get("language"))),
        published=identifier(_text(item.get("date_published")) or _text(item.get("date_modified"))),
        updated=identifier(_text(item.get("date_modified"))),
        image_url=absolute_link(_text(item.get("image")) or _text(item.get("banner_image")), base),
    )


def _authors(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Version 1 has one `author`, 1.1 a list of them."""
    return [author for author in [*_list(item.get("authors")), item.get("author")] if isinstance(author, dict)]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
