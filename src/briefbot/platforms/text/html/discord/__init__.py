"""Discord's messages, of components or of embeds."""

from collections.abc import Mapping

from briefbot.platforms.text.html.discord.components import Components
from briefbot.platforms.text.html.discord.embeds import draw_embed
from briefbot.platforms.text.html.discord.markdown import markdown
from briefbot.platforms.text.html.frame import message, unknown
from briefbot.platforms.text.html.icons import SILENT
from briefbot.platforms.text.html.markup import Element, Node, element
from briefbot.platforms.text.html.reading import members, string, whole
from briefbot.platforms.text.html.view import Names, View

# https://docs.discord.com/developers/resources/message#message-object-message-flags
_EPHEMERAL = 1 << 6
_SUPPRESS_NOTIFICATIONS = 1 << 12
_IS_COMPONENTS_V2 = 1 << 15


def discord_message(payload: Mapping[str, object], names: Names, view: View) -> Element:
    """Return a request body of `POST /channels/{id}/messages` as its readers see it."""
    flags = whole(payload, "flags") or 0
    components = Components(names, view).draw(members(payload, "components"))
    older: list[Node] = []
    if content := string(payload, "content").strip("\n"):
        older.append(element("div", *markdown(content, names=names, view=view), class_="text"))
    older += [draw_embed(each, names=names, view=view) for each in members(payload, "embeds")]
    wrong: list[Node] = []
    if flags & _IS_COMPONENTS_V2 and older:
        wrong.append(unknown("content or embeds beside components of version 2"))
    if not older and not components:
        wrong.append(unknown("a message without anything in it"))
    silent = element("span", SILENT, element("span", "silent"), class_="muted mark")
    alone = element("p", "Only you can see this", class_="muted alone")
    return message(
        "discord",
        view,
        (*older, *components, *wrong),
        marks=(silent,) if flags & _SUPPRESS_NOTIFICATIONS else (),
        after=(alone,) if flags & _EPHEMERAL else (),
    )
