"""Which accounts can post: for each platform that is set up, its sender and its renderer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TextIO

from briefbot.core.delivery.decide import OnUnknown
from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.core.delivery.records import DestinationEntry
from briefbot.core.delivery.timing import Timing
from briefbot.core.document import Document
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.terminal.pages import TerminalPages
from briefbot.platforms.terminal.sender import TerminalSender
from briefbot.platforms.text.plain import render_plain
from briefbot.platforms.text.terminal import render_terminal
from briefbot.ports import Clock, Pages
from briefbot.services.delivering import Account
from briefbot.settings import Settings

#: A folder takes what it is given; this only keeps a flood readable.
_SPOOL_PACE = Pace(Rate(per_second=200, burst=50))


class LivePages:
    """Renders by the settings as they are now: a change of them needs no new courier."""

    def __init__(self, pages: Pages) -> None:
        self.current = pages

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        """Return the body of each page."""
        return self.current.render(document, destination=destination, reference=reference)


@dataclass(frozen=True, slots=True)
class Surface:
    """What connecting needs from the process: where texts go, and the clock."""

    stream: TextIO
    clock: Clock
    timing: Timing
    data: Path
    width: int = 80
    colour: bool = False


@dataclass(slots=True)
class Connections:
    """The accounts that can post, by name, and the renderers that follow the settings."""

    accounts: dict[str, Account] = field(default_factory=dict)
    pages: dict[str, LivePages] = field(default_factory=dict)

    def connected(self, settings: Settings) -> frozenset[str]:
        """Return the destinations whose account can post."""
        return frozenset(
            name for name, each in settings.destinations.items() if each.platform in self.accounts
        )

    def follow(self, settings: Settings, surface: Surface) -> None:
        """Render by these settings from now on."""
        for name, pages in self.pages.items():
            pages.current = _PLATFORMS[name].pages(settings, surface)


@dataclass(frozen=True, slots=True)
class _Platform:
    """How a platform is connected: None where it is not set up, with what is missing."""

    connect: Callable[[Settings, Surface, LivePages], Account | None]
    pages: Callable[[Settings, Surface], Pages]


def connect(settings: Settings, surface: Surface) -> Connections:
    """Return the accounts of the platforms that the settings name and that are set up."""
    connections = Connections()
    for name in dict.fromkeys(each.platform for each in settings.destinations.values()):
        platform = _PLATFORMS.get(name)
        if platform is None:
            continue
        pages = LivePages(platform.pages(settings, surface))
        account = platform.connect(settings, surface, pages)
        if account is not None:
            connections.accounts[name] = account
            connections.pages[name] = pages
    return connections


def entries(settings: Settings) -> tuple[DestinationEntry, ...]:
    """Return the destinations as the store keeps them; an account is a platform's name."""
    return tuple(
        DestinationEntry(
            name=name,
            account=each.platform,
            platform=each.platform,
            channel=each.channel or name,
        )
        for name, each in settings.destinations.items()
    )


def options_by_destination(settings: Settings, platform: str) -> Mapping[str, RenderOptions]:
    """Return what each destination of a platform asks of its renderer."""
    return {
        name: RenderOptions(
            zone=each.zone or settings.timezone,
            hours=each.hours or settings.hours,
            mentions=each.mentions,
            channel=each.channel,
            max_pages=each.max_pages,
        )
        for name, each in settings.destinations.items()
        if each.platform == platform
    }


# --- the terminal ---


def _terminal_pages(settings: Settings, surface: Surface) -> Pages:
    render = render_plain
    if surface.stream.isatty():
        render = partial(render_terminal, width=surface.width, colour=surface.colour)
    return TerminalPages(render, options_by_destination(settings, "terminal"))


def _terminal(settings: Settings, surface: Surface, pages: LivePages) -> Account:
    return Account(
        name="terminal",
        sender=TerminalSender(surface.data / "spool", stream=surface.stream, clock=surface.clock),
        pages=pages,
        pace=_SPOOL_PACE,
        timing=surface.timing,
        in_flight=settings.delivery.in_flight,
        on_unknown=OnUnknown(settings.delivery.on_unknown),
    )


#: Discord and Slack stand here once they can be connected; nothing else has to change for them.
_PLATFORMS: Mapping[str, _Platform] = {"terminal": _Platform(_terminal, _terminal_pages)}
