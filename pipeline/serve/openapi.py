"""The JSON interface in OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}


def _parameter(name: str, what: str, where: str = "query", **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": where, "description": what, "required": where == "path", "schema": schema or _TEXT}


def _get(
    summary: str, parameters: tuple[dict[str, Any], ...] = (), *, kind: str = "application/json", errors: tuple[str, ...] = ()
) -> dict[str, Any]:
    told = {"200": {"description": summary, "content": {kind: {"schema": {} if kind == "application/json" else _TEXT}}}}
    refused = {"400": "what was asked cannot be done; `error` says why", "404": "there is none"}
    told |= {
        code: {"description": refused[code], "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
        for code in errors
    }
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": told}}


def openapi(version: str) -> dict[str, Any]:
    """The description of every address that answers programs."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Dateline", "version": version, "description": "A lake of news, to be read."},
        "paths": {
            "/api/report": _get("What the lake holds and how the pipeline is doing: everything on the first page."),
            "/api/search": _get(
                "The newest articles with all the words in headline or body.",
                (
                    _parameter("q", "words"),
                    _parameter("region", "a UN M49 region as a slug"),
                    _parameter("language", "a BCP 47 primary tag"),
                    _parameter("since", "first day, YYYY-MM-DD"),
                    _parameter("until", "last day, YYYY-MM-DD"),
                ),
                errors=("400",),
            ),
            "/api/article/{article_id}": _get(
                "All that is known of an article: its latest text, revisions, sightings, and the other copies of its story.",
                (_parameter("article_id", "its id", "path", type="string", pattern="^[0-9a-f]+$"),),
                errors=("404",),
            ),
            "/api/feeds": _get("Each feed and its state, those in trouble first."),
            "/api/rejects": _get(
                "The last rejects.",
                (
                    _parameter("reason", "only those of this reason"),
                    _parameter("stage", "only those of this stage"),
                    _parameter("limit", "how many", type="integer", minimum=1, maximum=1000, default=100),
                    _parameter("offset", "from which on", type="integer", minimum=0, default=0),
                ),
                errors=("400",),
            ),
            "/api/sql": _get("The rows of one SELECT, 1,000 at the most.", (_parameter("q", "DuckDB's SQL"),), errors=("400",)),
            "/metrics": _get("The figures of the report for Prometheus.", kind="text/plain"),
            "/healthz": _get("`ok` while the lake can be read.", kind="text/plain"),
        },
        "components": {
            "schemas": {"Error": {"type": "object", "properties": {"error": _TEXT}, "required": ["error"]}},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }
