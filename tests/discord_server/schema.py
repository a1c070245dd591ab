"""Discord's own description of its API, where `BRIEFBOT_DISCORD_OPENAPI` names a copy."""

import json
import os
from collections.abc import Sequence
from functools import cache, lru_cache
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


def schema_faults(route: str, body: object) -> Sequence[str]:
    """Return what the official schema of a route ("POST /channels/...") has against a body.

    A page takes some 25 ms and our commands half a second, so what is said twice is read once.
    """
    return _faults(route, json.dumps(_as_described(body))) if FILE else ()


@lru_cache(maxsize=256)
def _faults(route: str, text: str) -> Sequence[str]:
    validator = _validator(route)
    found = validator.iter_errors(json.loads(text)) if validator else ()
    return tuple(
        f"{'.'.join(map(str, error.absolute_path)) or 'body'}: {error.message[:300]}"
        for error in found
    )


def _as_described(body: object) -> object:
    """Return a body in the form of the schema where the documentation allows another one too.

    Ids may be numbers (reference#uploading-files shows that for attachments, and discord.py sends
    recipients so), and the permissions of commands are text.
    """
    if isinstance(body, list):
        return [_as_described(each) for each in body]
    if not isinstance(body, dict):
        return body
    described = dict(body)
    for key in ("recipient_id", "id"):
        if key in body and "type" not in body and isinstance(body[key], int):
            described[key] = str(body[key])
    permissions = body.get("default_member_permissions")
    if isinstance(permissions, str) and permissions.isdecimal():
        described["default_member_permissions"] = int(permissions)
    for key in ("attachments", "data"):
        if key in body:
            described[key] = _as_described(body[key])
    return described


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
