"""Slack's messages."""

from collections.abc import Mapping

from briefbot.platforms.text.html.frame import message, unknown
from briefbot.platforms.text.html.icons import BELL
from briefbot.platforms.text.html.markup import Element, Node, element
from briefbot.platforms.text.html.reading import members, string
from briefbot.platforms.text.html.slack.blocks import Blocks
from briefbot.platforms.text.html.slack.mrkdwn import inline_mrkdwn, mrkdwn
from briefbot.platforms.text.html.view import Names, View


def slack_message(payload: Mapping[str, object], names: Names, view: View) -> Element:
    """Return a body of `chat.postMessage` as its readers see it.

    Beside blocks, its `text` is what notifications and screen readers get; it stands below.
    """
    blocks = [Blocks(names, view).draw(block) for block in members(payload, "blocks")]
    text = string(payload, "text")
    if payload.get("attachments"):
        blocks.append(unknown("attachments"))
    if blocks:
        return message("slack", view, blocks, after=_notification(text, names, view))
    if not text:
        return message("slack", view, [unknown("a message without anything in it")])
    read = mrkdwn(text, names=names, view=view)
    if payload.get("mrkdwn") is False:
        read = (element("p", *inline_mrkdwn(text, names=names, view=view, styles=False)),)
    return message("slack", view, [element("div", *read, class_="text")])


def _notification(text: str, names: Names, view: View) -> list[Node]:
    if not text:
        return [unknown("no text for notifications")]
    shown = inline_mrkdwn(text, names=names, view=view, styles=False)
    label = element("span", BELL, "In notifications: ", lang="en", class_="label")
    return [element("p", label, *shown, class_="notification muted", dir="auto")]
