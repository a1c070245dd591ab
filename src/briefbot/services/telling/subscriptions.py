"""What was subscribed to in chat, as tables of the configuration."""

import json
import tomllib
from collections.abc import Iterable, Sequence

from briefbot.core.delivery.records import Subscription


def subscription_tables(subscriptions: Sequence[Subscription]) -> list[str]:
    """Return subscriptions as lines of TOML that may be put into the configuration.

    A name in a file has no hyphen. One that cannot be read stands there as a remark.
    """
    if not subscriptions:
        return ["# Nobody has subscribed to anything in chat."]
    lines = [
        "# What was subscribed to in chat. After a table stands in the file, end its original."
    ]
    for each in subscriptions:
        lines += ["", *_table(each)]
    return lines


def _table(each: Subscription) -> Iterable[str]:
    yield f"# {each.id}: {_remark(each.created_by)}, {each.created_at:%Y-%m-%d %H:%M} UTC"
    yield f"# /brief-admin unsubscribe {each.id}"
    try:
        values = tomllib.loads(each.definition)
    except tomllib.TOMLDecodeError:
        yield "# It cannot be read."
        return
    yield f"[digests.{each.id.replace('-', '_')}]"
    # It runs at its destination alone, whatever its table says.
    for key, value in {**values, "destinations": [each.destination]}.items():
        yield f"{key} = {json.dumps(value, ensure_ascii=False)}"


def _remark(text: str) -> str:
    return "".join(character for character in text if character.isprintable())
