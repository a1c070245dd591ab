"""Links, buttons and pickers. They can be read and reached; a live button names its action."""

from collections.abc import Iterable
from dataclasses import dataclass

from briefbot.platforms.text.html.icons import CHEVRON
from briefbot.platforms.text.html.markup import Element, Node, element, web_address


def anchor(url: str, *content: Node, class_: str | None = None) -> Element:
    """Return a link that opens apart from the page and tells the other side nothing about it."""
    return element(
        "a", *content, href=url, rel="noopener noreferrer", target="_blank", class_=class_
    )


def button(
    label: Iterable[Node], *, kind: str, disabled: bool = False, action: str = ""
) -> Element:
    """Return a button. `kind` is its colour; one that its body disables looks so.

    With an `action` a page's script may act on it; nothing happens when any other is pressed.
    """
    return element(
        "button",
        *label,
        type="button",
        class_=f"button {kind}",
        disabled=disabled,
        aria_disabled=None if disabled or action else "true",
        data_action=action or None,
    )


def link_button(label: Iterable[Node], url: str, *, kind: str, disabled: bool = False) -> Element:
    """Return a button that opens an address; one without a usable address opens nothing."""
    address = web_address(url)
    if address is None or disabled:
        return button(label, kind=kind, disabled=disabled)
    return anchor(address, *label, class_=f"button {kind}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a picker; with `group`, it is the heading of those that follow."""

    label: tuple[Node, ...]
    description: tuple[Node, ...] = ()
    chosen: bool = False
    group: bool = False


def picker(
    shown: tuple[Node, ...],
    choices: Iterable[Choice],
    *,
    kind: str = "picker",
    disabled: bool = False,
) -> Element:
    """Return a menu that opens and shows its choices; closed and grey if it is disabled.

    A menu whose choices only the platform knows (people, channels) is a button.
    """
    lines = [_line(choice) for choice in choices]
    if disabled or not lines:
        return button((*shown, CHEVRON), kind=kind, disabled=disabled)
    return element(
        "details",
        element("summary", *shown, CHEVRON, class_=f"button {kind}"),
        element("ul", *lines, class_="choices"),
        class_="menu",
    )


def _line(choice: Choice) -> Element:
    kind = "group" if choice.group else "chosen" if choice.chosen else None
    more = element("span", *choice.description, class_="muted") if choice.description else None
    return element("li", element("span", *choice.label), more, class_=kind)
