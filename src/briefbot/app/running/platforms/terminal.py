"""The terminal: a spool of files, and lines where the program runs."""

from functools import partial

from briefbot.app.running.platforms.joint import (
    Chat,
    Joined,
    LivePages,
    OptionsByDestination,
    Platform,
    Surface,
    account_of,
    has_destination,
)
from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.platforms.terminal.pages import TerminalPages
from briefbot.platforms.terminal.sender import TerminalSender
from briefbot.platforms.text.plain import render_plain
from briefbot.platforms.text.terminal import render_terminal
from briefbot.ports import Pages
from briefbot.settings import Settings

#: A folder takes what it is given; this only keeps a flood readable.
_PACE = Pace(Rate(per_second=200, burst=50))


def _pages(settings: Settings, surface: Surface, chat: Chat) -> Pages:
    render = render_plain
    if surface.stream.isatty():
        render = partial(render_terminal, width=surface.width, colour=surface.colour)
    return TerminalPages(render, OptionsByDestination(settings, "terminal", chat))


def _join(settings: Settings, surface: Surface, _chat: Chat, pages: LivePages) -> Joined:
    sender = TerminalSender(surface.data / "spool", stream=surface.stream, clock=surface.clock)
    account = account_of("terminal", settings, surface, sender=sender, pages=pages, pace=_PACE)
    return Joined(account=account, pages=pages)


TERMINAL = Platform(
    is_set_up=lambda settings: has_destination(settings, "terminal"), join=_join, pages=_pages
)
