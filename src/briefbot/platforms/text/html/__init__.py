"""Messages as a reader sees them: request bodies -> HTML.

The drawing knows nothing of documents or renderers. It reads the very body that would be posted,
so that what is wrong in a body is wrong on the page. It loads nothing, runs nothing, and takes
every string for hostile: see `markup`.

A page puts `style_sheet()` into its one style sheet and sets `color-scheme` (`light`, `dark` or
both) on its root; every colour follows from that. Class `discord`, `slack` or `plain` on an element
of the page gives it the platform's colours: `var(--ground)`, `var(--text)`, `var(--muted)`,
`var(--line)`, `var(--link)`.

Native times are `<time datetime="2026-01-10T08:00:00Z" data-style="f">`; what each style says, and
how a script writes it for another zone, is in `moments.STYLES`.
"""

from collections.abc import Mapping

from briefbot.platforms.text.html.discord import discord_message
from briefbot.platforms.text.html.markup import Markup, serialize
from briefbot.platforms.text.html.moments import STYLES
from briefbot.platforms.text.html.plain import plain_message
from briefbot.platforms.text.html.slack import slack_message
from briefbot.platforms.text.html.style import style_sheet
from briefbot.platforms.text.html.view import DEFAULT_VIEW, NO_NAMES, Names, View

__all__ = [
    "NO_NAMES",
    "STYLES",
    "Markup",
    "Names",
    "View",
    "draw_discord",
    "draw_plain",
    "draw_slack",
    "style_sheet",
]


def draw_discord(
    payload: Mapping[str, object], *, resolve: Names = NO_NAMES, view: View = DEFAULT_VIEW
) -> Markup:
    """Return the body of one message, of components or embeds, as an `<article>`."""
    return serialize(discord_message(payload, resolve, view))


def draw_slack(
    payload: Mapping[str, object], *, resolve: Names = NO_NAMES, view: View = DEFAULT_VIEW
) -> Markup:
    """Return one body of `chat.postMessage` as an `<article>`, with its notification below."""
    return serialize(slack_message(payload, resolve, view))


def draw_plain(text: str, *, view: View = DEFAULT_VIEW) -> Markup:
    """Return a plain text as an `<article>`, its addresses as links."""
    return serialize(plain_message(text, view))
