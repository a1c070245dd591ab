"""How things look: the forms of a preview, their renderers, and the options these are given."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from briefbot.core.document import DocumentKind
from briefbot.core.rendering import Rendered, RenderOptions
from briefbot.errors import UsageError

if TYPE_CHECKING:
    from briefbot.core.document import Document
    from briefbot.settings import Settings
    from briefbot.settings.tables import Destination


class Form(StrEnum):
    """What a preview can look like."""

    TERMINAL = "terminal"
    TEXT = "text"
    MARKDOWN = "markdown"
    DISCORD = "discord"
    DISCORD_EMBED = "discord-embed"
    SLACK = "slack"
    JSON = "json"
    HTML = "html"

    @property
    def platform(self) -> str:
        """The platform whose destinations this form is for."""
        return {"discord": "discord", "discord-embed": "discord", "slack": "slack"}.get(
            self, "terminal"
        )

    @property
    def is_text(self) -> bool:
        """Whether a page is a text; else it is a value for JSON."""
        return self in {Form.TERMINAL, Form.TEXT, Form.MARKDOWN, Form.HTML}


Renderer = Callable[..., Rendered[object]]


#: The renderer of every form but the page, which is made of others: `module:function`, imported
#: when it is used.
_RENDERERS: Mapping[Form, str] = {
    Form.TERMINAL: "briefbot.platforms.text.terminal:render_terminal",
    Form.TEXT: "briefbot.platforms.text.plain:render_plain",
    Form.MARKDOWN: "briefbot.platforms.text.markdown:render_markdown",
    Form.DISCORD: "briefbot.platforms.discord.render:render_components",
    Form.DISCORD_EMBED: "briefbot.platforms.discord.render:render_embeds",
    Form.SLACK: "briefbot.platforms.slack.render:render",
    Form.JSON: "briefbot.platforms.text.json_form:render_json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    """What to preview, and how; what is None comes from the destination, or has a default."""

    name: str
    kind: DocumentKind = DocumentKind.SUMMARY
    form: Form | None = None
    config: Path | None = None
    destination: str | None = None
    zone: str | None = None
    width: int = 80
    colour: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be posted: one text or request body a page, and what its reader should know."""

    form: Form
    pages: tuple[object, ...]
    notes: tuple[str, ...] = ()


def rendered_preview(
    request: PreviewRequest,
    form: Form,
    document: "Document",
    *,
    options: RenderOptions,
    notes: Sequence[str],
) -> Preview:
    """Render a document for a preview; what does not come through whole is noted."""
    rendered = renderer_of(request, form)(document, options)
    losses = (f"{loss.kind}: {loss.what} ({loss.count})" for loss in rendered.losses)
    return Preview(form, tuple(page.payload for page in rendered.pages), (*notes, *losses))


def renderer_of(request: PreviewRequest, form: Form) -> Renderer:
    """Return the renderer of a form, told what the request asks of a terminal."""
    if form is Form.TERMINAL:
        return partial(loaded(form), width=request.width, colour=request.colour)
    return loaded(form)


def loaded(form: Form) -> Renderer:
    """Import and return the renderer of a form."""
    module, name = _RENDERERS[form].split(":")
    renderer: Renderer = getattr(import_module(module), name)
    return renderer


def form_and_destination(
    request: PreviewRequest, settings: "Settings"
) -> tuple[Form, "Destination | None"]:
    """Return the form asked for, and the destination named, or the first of that form's platform.

    A destination named without a form is shown in its own.
    """
    places = settings.destinations
    if request.destination is None:
        form = request.form or Form.TERMINAL
        return form, next((p for p in places.values() if p.platform == form.platform), None)
    destination = places.get(request.destination)
    if destination is None:
        near = difflib.get_close_matches(request.destination, places, n=1)
        advice = f'did you mean "{near[0]}"?' if near else "add its table to the configuration"
        raise UsageError(f'no destination is named "{request.destination}"', next_step=advice)
    return request.form or form_of(destination), destination


def form_of(destination: "Destination") -> Form:
    """Return the form of what a destination is sent; the local chat's are like other chats'."""
    match (destination.platform, destination.look):
        case ("discord", "embeds"):
            return Form.DISCORD_EMBED
        case ("local", "slack"):
            return Form.SLACK
        case ("local", "plain"):
            return Form.TEXT
        case ("local", _):
            return Form.DISCORD
        case (platform, _):
            return Form(platform)


def options_of(
    request: PreviewRequest, settings: "Settings", destination: "Destination | None"
) -> RenderOptions:
    """Return what a destination, or the settings, ask of a renderer. Raises UsageError."""
    if request.zone is not None and request.zone not in available_timezones():
        near = difflib.get_close_matches(request.zone, sorted(available_timezones()), n=1)
        advice = f'did you mean "{near[0]}"?' if near else "use an IANA name, such as Europe/Kyiv"
        raise UsageError(f'unknown time zone "{request.zone}"', next_step=advice)
    if destination is None:
        zone = request.zone or settings.timezone
        return RenderOptions(zone=zone, hours=settings.hours)
    return RenderOptions(
        zone=request.zone or destination.zone or settings.timezone,
        hours=destination.hours or settings.hours,
        mentions=destination.mentions,
        channel=destination.channel,
        max_pages=destination.max_pages,
    )
