"""Which accounts can post: for each platform that is set up, its sender, renderer and link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module

from aiohttp.web import AbstractRouteDef

from briefbot.app.running.platforms.joint import Chat, Joined, LivePages, Platform, Surface
from briefbot.core.chat_places import place_named
from briefbot.core.delivery.records import DestinationEntry
from briefbot.core.programme import Programme
from briefbot.ports import Link
from briefbot.services.delivering import Account
from briefbot.settings import Settings

#: Where each platform is joined; a module is loaded, and an SDK with it, only when it is needed.
_PLATFORMS: Mapping[str, str] = {
    "discord": "discord:DISCORD",
    "local": "local:LOCAL",
    "slack": "slack:SLACK",
    "terminal": "terminal:TERMINAL",
}


@dataclass(slots=True)
class Connections:
    """The platforms that are joined, by name."""

    joined: dict[str, Joined] = field(default_factory=dict)

    @property
    def accounts(self) -> Mapping[str, Account]:
        """The accounts that can post, by name; an account is a platform's name."""
        return {name: each.account for name, each in self.joined.items()}

    @property
    def links(self) -> Mapping[str, Link]:
        """What listens to the platforms, by name."""
        return {name: each.link for name, each in self.joined.items() if each.link is not None}

    @property
    def routes(self) -> Sequence[AbstractRouteDef]:
        """What the platforms serve at the program's address."""
        return [route for each in self.joined.values() for route in each.routes]

    def connected(self, settings: Settings, programme: Programme) -> frozenset[str]:
        """Return the destinations whose account can post."""
        every = entries(settings, programme)
        return frozenset(each.name for each in every if each.account in self.joined)

    async def close(self) -> None:
        """Give back what the platforms hold, after everything has ended."""
        for each in self.joined.values():
            if each.close is not None:
                await each.close()

    def follow(self, settings: Settings, surface: Surface, chat: Chat) -> None:
        """Render by these settings from now on."""
        for name, each in self.joined.items():
            each.pages.current = _platform(name).pages(settings, surface, chat)


def join_platforms(settings: Settings, surface: Surface, chat: Chat) -> Connections:
    """Return the platforms that the settings ask for, joined; nothing is connected yet."""
    connections = Connections()
    for name in _PLATFORMS:
        platform = _platform(name)
        if platform.is_set_up(settings):
            pages = LivePages(platform.pages(settings, surface, chat))
            connections.joined[name] = platform.join(settings, surface, chat, pages)
    return connections


def entries(settings: Settings, programme: Programme) -> tuple[DestinationEntry, ...]:
    """Return the destinations as the store keeps them; an account is a platform's name."""
    places: dict[str, tuple[str, str]] = {
        name: (each.platform, each.channel or name) for name, each in settings.destinations.items()
    }
    for name in programme.channels:
        if name not in places and (made := place_named(name)):
            places[name] = made
    return tuple(
        DestinationEntry(name=name, account=platform, platform=platform, channel=channel)
        for name, (platform, channel) in places.items()
    )


def _platform(name: str) -> Platform:
    module, _, variable = _PLATFORMS[name].partition(":")
    found: Platform = getattr(import_module(f"briefbot.app.running.platforms.{module}"), variable)
    return found
