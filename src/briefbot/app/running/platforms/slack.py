"""Slack: what is joined when there is a bot token."""

from functools import partial

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
from briefbot.platforms.slack.sender.pages import SlackPages
from briefbot.platforms.slack.settings import SlackSettings
from briefbot.ports import Pages
from briefbot.settings import Settings
from briefbot.settings.connecting import Slack

_MINUTE = 60


def _settings(settings: Settings) -> SlackSettings:
    table = settings.slack
    return SlackSettings(
        bot_token=table.bot_token.get_secret_value(),
        app_token=table.app_token.get_secret_value(),
        signing_secret=table.signing_secret.get_secret_value(),
        mode=table.mode,
        api=table.api,
    )


def pace(table: Slack) -> Pace:
    """Return how fast messages leave, in the workspace and to one channel."""
    return Pace(
        Rate(per_second=table.per_minute / _MINUTE),
        channel=Rate(per_second=table.channel_per_minute / _MINUTE),
    )


#: The pace if nothing else is set.
PACE = pace(Slack())


def _pages(settings: Settings, _surface: Surface, chat: Chat) -> Pages:
    return SlackPages(OptionsByDestination(settings, "slack", chat))


def _join(settings: Settings, surface: Surface, chat: Chat, pages: LivePages) -> Joined:
    # The SDK is loaded only where Slack is used.
    from briefbot.platforms.slack.client.link import SlackLink
    from briefbot.platforms.slack.client.web import Web
    from briefbot.platforms.slack.sender.sending import SlackSender

    ours = _settings(settings)
    web = Web(ours, dates=chat.dates)
    link = SlackLink(
        ours,
        web,
        answering=chat.answering,
        once=chat.once,
        lacks=partial(chat.lacks, "slack"),
        clock=surface.clock,
    )
    account = account_of(
        "slack", settings, surface, sender=SlackSender(web), pages=pages, pace=pace(settings.slack)
    )
    return Joined(account=account, pages=pages, link=link, routes=link.routes, close=web.close)


SLACK = Platform(
    is_set_up=lambda settings: bool(settings.slack.bot_token.get_secret_value()),
    join=_join,
    pages=_pages,
)
