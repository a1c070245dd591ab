"""Discord: what is joined when there is a token."""

from briefbot.app.running.platforms.joint import (
    Chat,
    Joined,
    LivePages,
    OptionsByDestination,
    Platform,
    Surface,
    account_of,
)
from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.platforms.discord.pages import DiscordPages
from briefbot.platforms.discord.settings import DiscordSettings
from briefbot.ports import Pages
from briefbot.settings import Settings
from briefbot.settings.connecting import Discord

#: So many of a second's requests may leave at once after a rest.
_BURST = 4


def _settings(settings: Settings) -> DiscordSettings:
    table = settings.discord
    return DiscordSettings(
        token=table.token.get_secret_value(),
        api=table.api,
        gateway=table.gateway,
        development_guilds=table.development_guilds,
    )


def pace(table: Discord) -> Pace:
    """Return how fast requests leave: no second sees more than the settings say."""
    return Pace(Rate(per_second=table.per_second - _BURST, burst=_BURST))


#: The pace if nothing else is set.
PACE = pace(Discord())


def _pages(settings: Settings, _surface: Surface, chat: Chat) -> Pages:
    embeds = frozenset(
        name
        for name, each in settings.destinations.items()
        if each.platform == "discord" and each.look == "embeds"
    )
    return DiscordPages(OptionsByDestination(settings, "discord", chat), embeds=embeds)


def _join(settings: Settings, surface: Surface, chat: Chat, pages: LivePages) -> Joined:
    # The SDK is loaded only where Discord is used.
    from briefbot.platforms.discord.client import DiscordLink
    from briefbot.platforms.discord.sender import DiscordSender

    ours = _settings(settings)
    sender = DiscordSender(ours, dates=chat.dates)
    link = DiscordLink(
        ours,
        answering=chat.answering,
        memory=surface.data / "discord.json",
        dates=chat.dates,
    )
    return Joined(
        account=account_of(
            "discord",
            settings,
            surface,
            sender=sender,
            pages=pages,
            pace=pace(settings.discord),
            requests=sender.requests,
        ),
        pages=pages,
        link=link,
        close=sender.close,
    )


DISCORD = Platform(
    is_set_up=lambda settings: bool(settings.discord.token.get_secret_value()),
    join=_join,
    pages=_pages,
)
