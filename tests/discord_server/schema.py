"""Discord's own description of its API, where `BRIEFBOT_DISCORD_OPENAPI` names a copy."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

FILE = os.environ.get("BRIEFBOT_DISCORD_OPENAPI", "")

_formats = FormatChecker(formats=())


@_formats.checks("uri", raises=ValueError)
def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return value.isascii() and not set(value) & set(' <>"\\^`{|}') and bool(parts.scheme)


def is_described(route: str) -> bool:
    """Tell whether the official schema has a route ("POST /channels/...")."""
    method, _, path = route.partition(" ")
    return method.lower() in _specification()["paths"].get(path, {})


def schema_faults(route: str, body: object) -> Iterator[str]:
    """Yield what the official schema of a route ("POST /channels/...") has against a body."""
    validator = _validator(route) if FILE else None
    if validator is None:
        return
    for error in validator.iter_errors(_with_written_ids(body)):
        where = ".".join(map(str, error.absolute_path)) or "body"
        yield f"{where}: {error.message[:300]}"


def _with_written_ids(body: object) -> object:
    """Return a body with the ids as text that Discord takes as numbers too, as discord.py sends.

    The documentation's own example of an attachment does: reference#uploading-files
    """
    if not isinstance(body, dict):
        return body
    written = dict(body)
    if isinstance(body.get("recipient_id"), int):
        written["recipient_id"] = str(body["recipient_id"])
    if isinstance(body.get("attachments"), list):
        written["attachments"] = [_with_written_id(each) for each in body["attachments"]]
    if "data" in body:
        written["data"] = _with_written_ids(body["data"])
    return written


def _with_written_id(attachment: object) -> object:
    if isinstance(attachment, dict) and isinstance(attachment.get("id"), int):
        return {**attachment, "id": str(attachment["id"])}
    return attachment


@cache
def _specification() -> Any:  # noqa: ANN401 - parsed JSON
    return json.loads(Path(FILE).read_text(encoding="utf-8"))


@cache
def _registry() -> Registry[Any]:
    resource = DRAFT202012.create_resource(_specification())
    registry: Registry[Any] = Registry().with_resource("urn:discord", resource)
    return registry


@cache
def _validator(route: str) -> Draft202012Validator | None:
    method, _, path = route.partition(" ")
    operation = _specification()["paths"].get(path, {}).get(method.lower(), {})
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    pointer = "/".join(
        part.replace("~", "~0").replace("/", "~1")
        for part in (
            "paths",
            path,
            method.lower(),
            "requestBody",
            "content",
            "application/json",
            "schema",
        )
    )
    return Draft202012Validator(
        {"$ref": f"urn:discord#/{pointer}"}, registry=_registry(), format_checker=_formats
    )
