"""Preview pages: what would be posted, drawn for every platform in one file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from briefbot.app.forms import (
    Form,
    Preview,
    PreviewRequest,
    form_and_destination,
    form_of,
    loaded,
    options_of,
)
from briefbot.core.reference import reference
from briefbot.core.rendering import Loss, Rendered

if TYPE_CHECKING:
    from briefbot.core.document import Document
    from briefbot.platforms.text.html import Names
    from briefbot.platforms.text.page import Channel, Dialect, Posting
    from briefbot.settings import Settings
    from briefbot.settings.tables import Destination

#: The forms side by side: title and dialect. Embeds are shown where a destination asks for them.
FORMS: "Mapping[Form, tuple[str, Dialect]]" = {
    Form.DISCORD: ("Discord", "discord"),
    Form.DISCORD_EMBED: ("Discord, embeds", "discord"),
    Form.SLACK: ("Slack", "slack"),
    Form.TEXT: ("Plain text", "plain"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What would go to a place, when, in which zone, and what to know about it.

    `subject` names the posting's reference, as it does in every other form of preview.
    """

    document: "Document"
    subject: str
    at: datetime
    zone: str = ""
    notes: tuple[str, ...] = ()


#: Composes what would go to the destination of this name; "" stands for a place without settings.
Compose = Callable[[str], Composed]


def page_preview(
    request: PreviewRequest,
    settings: "Settings",
    compose: Compose,
    *,
    places: Sequence[str],
    notes: tuple[str, ...] = (),
) -> Preview:
    """Return a preview as a page. `places` are the destinations it goes to, `notes` hold for all.

    Raises UsageError when the request names a destination or a zone that is not there.
    """
    from briefbot.platforms.text.page import Moment, Page, render_page

    if request.destination is not None:
        form_and_destination(request, settings)
        places = [request.destination, *places]
    known = {name: settings.destinations[name] for name in places if name in settings.destinations}
    columns = [
        _column(request, settings, compose, form=form, known=known) for form in _forms(known)
    ]
    first = columns[0].composed
    page = Page(
        kicker="briefbot preview",
        title=first.document.meta.title,
        about=_ABOUT,
        zone=columns[0].zone,
        moments=(Moment(key="1", at=first.at, kind="", title=""),),
        channels=tuple(column.channel for column in columns),
        notes=notes,
    )
    told = (note for column in columns for note in column.told)
    return Preview(Form.HTML, (render_page(page),), tuple(dict.fromkeys((*notes, *told))))


_ABOUT = (
    "Drawn from the very messages that would be posted, with what each takes of its platform's "
    "limits. Nothing is sent."
)


def loss_note(loss: Loss) -> str:
    """Return what did not come through whole as a note."""
    return f"{loss.kind}: {loss.what} ({loss.count})"


def names_of(destination: "Destination | None") -> "Names":
    """Return the names of a destination's mentions, by id: roles on Discord, `kind:id` on Slack."""
    from briefbot.platforms.text.html import Names

    mentions = destination.mentions if destination else {}
    if destination is not None and destination.platform == "discord":
        return Names(roles={identity: name for name, identity in mentions.items()})
    kinds: dict[str, dict[str, str]] = {}
    for name, target in mentions.items():
        kind, _, identity = target.partition(":")
        kinds.setdefault(kind, {})[identity] = name
    return Names(
        users=kinds.get("user", {}),
        usergroups=kinds.get("usergroup", {}),
        channels=kinds.get("channel", {}),
    )


def posting(
    rendered: Rendered[object], document: "Document", *, notes: tuple[str, ...] = ()
) -> "Posting":
    """Return a rendered document as a page shows it."""
    from briefbot.platforms.text.page import Posting

    return Posting(rendered=rendered, lang=document.meta.lang, notes=notes)


@dataclass(frozen=True, slots=True)
class _Column:
    """A form's channel, what was composed for it in which zone, and what to tell about it."""

    channel: "Channel"
    composed: Composed
    zone: str
    told: tuple[str, ...]


_Known = Mapping[str, "Destination"]


def _forms(known: _Known) -> Iterator[Form]:
    """Yield the forms of a page: embeds only where a destination is set up for them."""
    embeds = any(place.look == "embeds" for place in known.values())
    yield from (form for form in FORMS if embeds or form is not Form.DISCORD_EMBED)


def _column(
    request: PreviewRequest, settings: "Settings", compose: Compose, *, form: Form, known: _Known
) -> _Column:
    from briefbot.platforms.text.page import Channel

    name = next((name for name, place in known.items() if _is_for(form, place)), "")
    destination = known.get(name)
    composed = compose(name)
    options = options_of(request, settings, destination)
    options = replace(
        options,
        zone=request.zone or composed.zone or options.zone,
        reference=reference("preview", composed.subject),
    )
    rendered: Rendered[object] = loaded(form)(composed.document, options)
    title, dialect = FORMS[form]
    channel = Channel(
        key=form.value,
        title=title,
        place=name,
        dialect=dialect,
        postings=((posting(rendered, composed.document, notes=composed.notes),),),
        names=names_of(destination),
    )
    return _Column(
        channel, composed, options.zone, (*composed.notes, *map(loss_note, rendered.losses))
    )


def _is_for(form: Form, place: "Destination") -> bool:
    """Tell whether a place is sent this form; plain text is what a terminal shows."""
    own = form_of(place)
    return own is form or (own is Form.TERMINAL and form is Form.TEXT)
