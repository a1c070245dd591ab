"""Messages and the chat's state, as JSON for the page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import structlog

from briefbot.core.commands import Option, Verb, usable_verbs
from briefbot.core.labels import Catalogue, catalogue_for
from briefbot.core.rendering import RenderOptions
from briefbot.core.visibility import Role
from briefbot.platforms.local.render import Body, Draw, Renderers, Sight, bodies, read_body
from briefbot.platforms.local.settings import EXAMPLES, Channel, Example, Kind, LocalSettings
from briefbot.platforms.local.store import Message

_log = structlog.get_logger()

Json = Mapping[str, object]
_UNDRAWN = "This message cannot be drawn."


class Views:
    """Draws messages as they are read."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw

    def message(self, message: Message, channel: Channel) -> Json:
        """Return a message as the page takes it; one that was retracted has no words.

        When it was edited is told beside what is drawn: the page shows it once, with the time.
        """
        html, text = "", ""
        if not message.retracted_at:
            html, text = self._drawn(message, Sight(at=datetime.fromisoformat(message.at)))
        return {
            "id": message.id,
            "seq": message.position,
            "channel": channel.name,
            "thread": message.thread,
            "reference": message.reference,
            "at": message.at,
            "html": html,
            "text": text,
            "edited_at": message.edited_at,
            "retracted_at": message.retracted_at,
            "replies": message.replies,
            "follow_up": message.is_follow_up,
        }

    def _drawn(self, message: Message, sight: Sight) -> tuple[str, str]:
        try:
            body = read_body(message.payload)
            return self._draw(body, sight), body.text
        except Exception:  # noqa: BLE001 - one message that cannot be drawn must not hide the others
            _log.exception("drawing failed", message=message.id)
            return f"<p>{_UNDRAWN}</p>", _UNDRAWN

    def examples(self, examples: Iterable[Example], renderers: Renderers, zone: str) -> list[Json]:
        """Return the examples as messages, the first page of each, oldest first."""
        made = []
        for number, example in enumerate(examples, 1):
            options = RenderOptions(zone=zone)
            pages = bodies(example.document, options, look=EXAMPLES.look, renderers=renderers)
            made.append(self._example(number, example, pages))
        return made

    def _example(self, number: int, example: Example, pages: Sequence[Body]) -> Json:
        sight = Sight(at=example.at, is_example=True)
        return {
            "id": f"example-{number}",
            "seq": number,
            "channel": EXAMPLES.name,
            "thread": "",
            "reference": "",
            "at": written(example.at),
            "html": "".join(self._draw(page, sight) for page in pages),
            "text": pages[0].text,
            "edited_at": written(example.edited_at) if example.edited_at else None,
            "retracted_at": None,
            "replies": 0,
            "follow_up": False,
        }


def written(moment: datetime) -> str:
    """Return a moment as JSON has it: UTC, ending in Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def state(  # noqa: PLR0913 - all that a page has to know at first
    channels: Iterable[Channel],
    *,
    marks: Mapping[str, int],
    latest: int,
    settings: LocalSettings,
    role: Role,
    lang: str,
) -> Json:
    """Return the channels and verbs; `marks` are the latest positions by place."""
    words = catalogue_for(lang or "en")
    return {
        "channels": [_channel(each, marks) for each in channels],
        "verbs": [_verb(verb, words) for verb in usable_verbs(role)],
        "roles": [role.value for role in Role],
        "zone": settings.zone,
        "version": settings.version,
        "seq": latest,
    }


def _channel(channel: Channel, marks: Mapping[str, int]) -> Json:
    return {
        "name": channel.name,
        "title": channel.title or channel.name,
        "look": channel.look.value,
        "kind": channel.kind.value,
        "unread_mark": marks.get(channel.place, 0),
        "writable": channel.kind is not Kind.EXAMPLE,
    }


def _verb(verb: Verb, words: Catalogue) -> Json:
    return {
        "command": verb.command.value,
        "name": verb.name,
        "help": words.text(verb.help),
        "example": verb.example,
        "options": [_option(option, words) for option in verb.options],
    }


def _option(option: Option, words: Catalogue) -> Json:
    return {
        "name": option.name,
        "help": words.text(option.help),
        "required": option.required,
        "positional": option.positional,
        "kind": option.kind.value,
        "choices": list(option.choices),
        "completes": option.completes is not None,
    }
