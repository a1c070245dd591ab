"""What Slack sends of an interaction, reduced to what is needed of it.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from briefbot.platforms.slack.client.web import Json

#: The longest text of a message that is looked at for "Brief this".
_LONGEST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """Who did something, where, and how they are answered.

    `id` is one of each interaction, the same when it is delivered again. `trigger` opens a form,
    within 3 seconds; `url` takes five answers within 30 minutes.
    """

    id: str
    team: str
    user: str
    channel: str
    trigger: str = ""
    url: str = ""


def read(body: Mapping[str, object]) -> Inbound:
    """Return who did something, of the body of a command, press, choice, form or shortcut."""
    kept = kept_of(body)
    trigger = text_at(body, "trigger_id")
    return Inbound(
        id=f"slack:{trigger or _digest(body)}",
        team=text_at(body, "team_id")
        or text_at(body, "user", "team_id")
        or text_at(body, "team", "id"),
        user=text_at(body, "user_id") or text_at(body, "user", "id"),
        channel=text_at(body, "channel_id")
        or text_at(body, "channel", "id")
        or kept.get("channel", ""),
        trigger=trigger,
        url=text_at(body, "response_url") or kept.get("url", ""),
    )


def text_at(value: object, *keys: str) -> str:
    """Return the text at a path of keys, "" where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def typed_text(body: Mapping[str, object]) -> str:
    """Return what was typed after a command; Slack escapes three characters of it."""
    return html.unescape(text_at(body, "text"))


def action_of(body: Mapping[str, object]) -> Json:
    """Return the action of a press or choice: there is always one."""
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    return first if isinstance(first, dict) else {}


def keep(inbound: Inbound) -> str:
    """Return what a form keeps of where it was opened."""
    return json.dumps({"channel": inbound.channel, "url": inbound.url})


def kept_of(body: Mapping[str, object]) -> Mapping[str, str]:
    """Return what the form of a body kept."""
    try:
        found = json.loads(text_at(body, "view", "private_metadata") or "{}")
    except ValueError:
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {key: value for key, value in pairs if isinstance(value, str)}


def message_text(body: Mapping[str, object]) -> str:
    """Return the words and addresses of the message that a shortcut was used on."""
    texts = " ".join(_texts(body.get("message")))[:_LONGEST]
    # Addresses stand in angle brackets, with their words after a bar.
    return html.unescape(texts.translate(str.maketrans("<>|", "   ")))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, Mapping):
        for key in ("text", "url", "title_link", "from_url", "original_url", "fallback"):
            found = value.get(key)
            yield from (found,) if isinstance(found, str) else _texts(found)
        for key in ("blocks", "elements", "fields", "rows", "attachments"):
            yield from _texts(value.get(key))


def _digest(body: Mapping[str, object]) -> str:
    return sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()[:32]
