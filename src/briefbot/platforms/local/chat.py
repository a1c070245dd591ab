"""The local chat as a whole: its sender, its listening side, and what it serves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from briefbot.platforms.local.assets import TimeStyles, page_assets
from briefbot.platforms.local.bell import Bell
from briefbot.platforms.local.client import LocalLink
from briefbot.platforms.local.commands import Commands
from briefbot.platforms.local.events import Events
from briefbot.platforms.local.render import Draw, Renderers
from briefbot.platforms.local.routes import Routes
from briefbot.platforms.local.sender import LocalSender
from briefbot.platforms.local.settings import EXAMPLES, Channel, Example, LocalSettings
from briefbot.platforms.local.store import ChatStore
from briefbot.platforms.local.views import Json, Views
from briefbot.ports import Answering, Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """How messages are made and drawn, by the looks of other chats.

    `style` is the style sheet of the drawn, `times` how a page writes the times in them.
    """

    renderers: Renderers
    draw: Draw
    style: str
    times: TimeStyles


class LocalChat:
    """Everything of this platform over one file.

    `channels` are those of the settings as they are now, direct messages among them. `examples` are
    shown in a channel of their own as long as the program runs, if nothing was ever posted before.
    """

    def __init__(  # noqa: PLR0913 - what the world gives it
        self,
        path: Path,
        *,
        settings: LocalSettings,
        channels: Callable[[], Sequence[Channel]],
        looks: Looks,
        answering: Answering,
        clock: Clock,
        examples: Callable[[], Sequence[Example]],
    ) -> None:
        self._store = ChatStore(path)
        self._settings = settings
        self._configured = channels
        self._looks = looks
        self._answering = answering
        self._clock = clock
        self._read_examples = examples
        self._bell = Bell()
        self._views = Views(looks.draw)
        self._drawn: Sequence[Json] | None = None
        self.sender = LocalSender(self._store, bell=self._bell, clock=clock)
        self.link = LocalLink(self._store, bell=self._bell)

    def routes(self) -> list[web.RouteDef]:
        """Return what is to be served, each route behind its guards."""
        events = Events(
            self._store, bell=self._bell, channels=self._channels, drawn=self._views.message
        )
        commands = Commands(
            self._answering,
            renderers=self._looks.renderers,
            draw=self._looks.draw,
            store=self._store,
            bell=self._bell,
            clock=self._clock,
        )
        return Routes(
            self._store,
            settings=self._settings,
            channels=self._channels,
            views=self._views,
            events=events,
            commands=commands,
            examples=self._examples,
            assets=page_assets(message_style=self._looks.style, time_styles=self._looks.times),
        ).table()

    def _channels(self) -> Sequence[Channel]:
        """Return the channels; a configured one of the name takes the examples' place."""
        configured = tuple(self._configured())
        is_free = all(each.name != EXAMPLES.name for each in configured)
        return (EXAMPLES, *configured) if self._store.was_empty and is_free else configured

    def _examples(self) -> Sequence[Json]:
        """Return the examples as drawn; they never change."""
        if self._drawn is None:
            self._drawn = self._views.examples(
                self._read_examples(), self._looks.renderers, self._settings.zone
            )
        return self._drawn
