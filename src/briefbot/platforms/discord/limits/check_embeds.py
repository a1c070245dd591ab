"""The limits on embeds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from briefbot.platforms.discord.limits.table import characters, most

Embed = Mapping[str, Any]


def embed_faults(embeds: Sequence[Embed]) -> Iterator[str]:
    """Yield what is wrong with the embeds of one message."""
    if len(embeds) > most("embeds"):
        yield f"embeds: {len(embeds)} of {most('embeds')}"
    total = 0
    for number, embed in enumerate(embeds):
        where = f"embeds[{number}]"
        for limit, part, text in embed_texts(embed):
            total += characters(text)
            if characters(text) > most(limit):
                yield f"{limit}: {where}.{part} has {characters(text)} of {most(limit)} characters"
        yield from _field_faults(embed.get("fields") or [], where)
        yield from _url_faults(embed, where)
    if total > most("embed-total"):
        yield f"embed-total: {total} of {most('embed-total')} characters"


def embed_texts(embed: Embed) -> Iterator[tuple[str, str, str]]:
    """Yield the texts that count towards the total: limit, part of the embed, text."""
    yield "embed-title", "title", embed.get("title") or ""
    yield "embed-description", "description", embed.get("description") or ""
    yield "embed-footer", "footer", (embed.get("footer") or {}).get("text") or ""
    yield "embed-author", "author", (embed.get("author") or {}).get("name") or ""
    for number, field in enumerate(embed.get("fields") or []):
        yield "embed-field-name", f"fields[{number}].name", field.get("name") or ""
        yield "embed-field-value", f"fields[{number}].value", field.get("value") or ""


def _field_faults(fields: Sequence[Mapping[str, Any]], where: str) -> Iterator[str]:
    if len(fields) > most("embed-fields"):
        yield f"embed-fields: {where} has {len(fields)} of {most('embed-fields')} fields"
    for number, field in enumerate(fields):
        for key in ("name", "value"):
            if not (field.get(key) or "").strip():
                yield f"embed-field-{key}: {where}.fields[{number}].{key} is empty"


def _url_faults(embed: Embed, where: str) -> Iterator[str]:
    addresses = {
        "url": (embed.get("url"), {"http", "https"}),
        "author.url": ((embed.get("author") or {}).get("url"), {"http", "https"}),
    }
    for key in ("image", "thumbnail"):
        addresses[key] = ((embed.get(key) or {}).get("url"), {"http", "https", "attachment"})
    for key in ("footer", "author"):
        icon = (embed.get(key) or {}).get("icon_url")
        addresses[f"{key}.icon_url"] = (icon, {"http", "https", "attachment"})
    for part, (url, schemes) in addresses.items():
        if url is None:
            continue
        if urlsplit(url).scheme not in schemes or characters(url) > most("embed-url"):
            yield f"embed-url: {where}.{part} is no http(s) address of at most 2048 characters"
