"""The chat page on this machine: posts look as on Discord, as on Slack, or plain."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import cast

from briefbot import __version__
from briefbot.app.demonstration import demonstration, demonstration_replay
from briefbot.app.forms import Form, Renderer, form_of, loaded
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
from briefbot.platforms.local.chat import LocalChat, Looks
from briefbot.platforms.local.render import Body, LocalPages, Sight
from briefbot.platforms.local.settings import (
    Channel,
    Example,
    LocalSettings,
    Look,
    direct_channel,
)
from briefbot.platforms.text.html import (
    STYLES,
    View,
    draw_discord,
    draw_plain,
    draw_slack,
    style_sheet,
)
from briefbot.services.scenes import Scene, scenes
from briefbot.settings import Settings
from briefbot.sources.examples import example_folder

#: A file takes what it is given; this only keeps a flood readable.
_PACE = Pace(Rate(per_second=200, burst=50))
_LOOKS: Mapping[Form, Look] = {
    Form.DISCORD: Look.DISCORD,
    Form.SLACK: Look.SLACK,
    Form.TEXT: Look.PLAIN,
}
_SENDER = "briefbot"


def _renderers() -> Mapping[Look, Renderer]:
    return {look: loaded(form) for form, look in _LOOKS.items()}


def _channels(settings: Settings) -> tuple[Channel, ...]:
    named = settings.destinations.items()
    configured = (
        Channel(name=name, place=each.channel or name, look=_LOOKS[form_of(each)])
        for name, each in named
        if each.platform == "local"
    )
    return (*configured, direct_channel())


def _pages(settings: Settings, _surface: Surface, chat: Chat) -> LocalPages:
    options = OptionsByDestination(settings, "local", chat)
    return LocalPages(_channels(settings), renderers=_renderers(), options=options)


def _draw(body: Body, sight: Sight, *, zone: str) -> str:
    """Return a message as HTML, drawn like the preview page's."""
    view = View(
        lang=body.lang,
        zone=zone,
        sent_at=sight.at,
        heading=3,
        sender=f"{_SENDER} (example)" if sight.is_example else _SENDER,
        live=not sight.is_example,
    )
    if body.look is Look.PLAIN:
        return draw_plain(str(body.content), view=view)
    if not isinstance(body.content, dict):
        raise TypeError("the body is no object")
    draw = draw_slack if body.look is Look.SLACK else draw_discord
    return draw(body.content, view=view)


def _examples() -> list[Example]:
    """Return what the demonstration posts, each as it stood in the end."""
    demo = demonstration(width=80, colour=False)
    replayed = demonstration_replay(demo.read(example_folder())).moments()
    shown: dict[int, Example] = {}
    for scene in scenes(replayed):
        _put(scene, shown)
    return [*shown.values()]


def _put(scene: Scene, shown: dict[int, Example]) -> None:
    for shot in scene.shots:
        if shot.edits is None:
            shown[scene.number] = Example(at=scene.at, document=shot.document)
        else:
            before = shown[shot.edits]
            shown[shot.edits] = replace(before, document=shot.document, edited_at=scene.at)


def _join(settings: Settings, surface: Surface, chat: Chat, pages: LivePages) -> Joined:
    local = LocalChat(
        surface.data / "chat.db",
        settings=LocalSettings(version=__version__, zone=settings.timezone),
        channels=lambda: cast("LocalPages", pages.current).channels,
        looks=Looks(
            renderers=_renderers(),
            draw=partial(_draw, zone=settings.timezone),
            style=style_sheet(),
            times=STYLES,
        ),
        answering=chat.answering,
        clock=surface.clock,
        examples=_examples,
    )
    account = account_of("local", settings, surface, sender=local.sender, pages=pages, pace=_PACE)
    return Joined(account=account, pages=pages, link=local.link, routes=local.routes())


LOCAL = Platform(
    is_set_up=lambda settings: has_destination(settings, "local"), join=_join, pages=_pages
)
