"""Components of a Discord message.

https://docs.discord.com/developers/components/reference
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from briefbot.platforms.text.html.controls import Choice, button, link_button, picker
from briefbot.platforms.text.html.discord.markdown import markdown
from briefbot.platforms.text.html.frame import picture, unknown
from briefbot.platforms.text.html.icons import OUTWARD, stripe
from briefbot.platforms.text.html.markup import Element, Node, element
from briefbot.platforms.text.html.reading import DEEPEST, Json, member, members, string, whole
from briefbot.platforms.text.html.view import Names, View

_BUTTON_KINDS = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "secondary"}
_LINK_STYLE = 5
_PREMIUM_STYLE = 6
_WIDE_SPACING = 2
_PLACEHOLDERS = {
    3: "Make a selection",
    5: "Select a user",
    6: "Select a role",
    7: "Select a user or role",
    8: "Select a channel",
}


@dataclass(frozen=True, slots=True)
class Components:
    """Draws components with names and times as a reader has them."""

    names: Names
    view: View

    def draw(self, components: Iterable[Json], depth: int = 0) -> list[Node]:
        """Return components in order; what has no drawing is a box that says so."""
        return [self._one(component, depth) for component in components]

    def _one(self, component: Json, depth: int) -> Element:
        kind = whole(component, "type")
        if depth > DEEPEST:
            return unknown("components that are nested too deeply")
        if kind is None:
            return unknown(_no_type(component))
        if kind in {1, 9, 17}:
            return self._holder(component, depth)
        if kind in _PLACEHOLDERS:
            return self._select(component)
        draw = self._leaves().get(kind)
        return unknown(f"unknown component type {kind}") if draw is None else draw(component)

    def _leaves(self) -> dict[int, Callable[[Json], Element]]:
        return {
            2: self._button,
            10: self._text,
            11: self._thumbnail,
            12: self._gallery,
            13: self._file,
            14: self._separator,
        }

    # --- what holds others ---

    def _holder(self, component: Json, depth: int) -> Element:
        inner = self.draw(members(component, "components"), depth + 1)
        match component.get("type"):
            case 1:
                return element("div", *inner, class_="row")
            case 9:
                accessory = members(component, "accessory")
                side = element("div", *self.draw(accessory, depth + 1), class_="accessory")
                return element("div", element("div", *inner, class_="main"), side, class_="section")
            case _:
                colour = whole(component, "accent_color")
                accent = None if colour is None else stripe(colour)
                spoiler = " veiled" if component.get("spoiler") is True else ""
                return element("div", accent, *inner, class_=f"container{spoiler}")

    # --- leaves ---

    def _text(self, component: Json) -> Element:
        content = string(component, "content").strip("\n")
        shown = markdown(content, names=self.names, view=self.view)
        return element("div", *shown, class_="text")

    def _button(self, component: Json) -> Element:
        style = whole(component, "style")
        label = (*emoji(component), string(component, "label"))
        disabled = component.get("disabled") is True
        if style == _LINK_STYLE:
            return link_button(
                (*label, OUTWARD), string(component, "url"), kind="secondary", disabled=disabled
            )
        if style == _PREMIUM_STYLE:
            return button(("Premium",), kind="primary", disabled=disabled)
        if style not in _BUTTON_KINDS:
            return unknown(f"a button of unknown style {component.get('style')}")
        action = string(component, "custom_id") if self.view.live and not disabled else ""
        return button(label, kind=_BUTTON_KINDS[style], disabled=disabled, action=action)

    def _select(self, component: Json) -> Element:
        choices = [
            Choice(
                (*emoji(option), string(option, "label")),
                (string(option, "description"),) if string(option, "description") else (),
                chosen=option.get("default") is True,
            )
            for option in members(component, "options")
        ]
        chosen = [choice.label for choice in choices if choice.chosen]
        shown: tuple[Node, ...] = (
            string(component, "placeholder") or _PLACEHOLDERS[whole(component, "type") or 3],
        )
        if chosen:
            shown = tuple(node for label in chosen for node in (", ", *label))[1:]
        return picker(shown, choices, disabled=component.get("disabled") is True)

    def _thumbnail(self, component: Json) -> Element:
        return _media(component, small=True)

    def _gallery(self, component: Json) -> Element:
        items = [_media(item) for item in members(component, "items")]
        return element("div", *items, class_="gallery many" if len(items) > 1 else "gallery")

    def _file(self, component: Json) -> Element:
        name = string(member(component, "file"), "url").removeprefix("attachment://")
        return element("p", name or "file", class_="file")

    def _separator(self, component: Json) -> Element:
        wide = " wide" if whole(component, "spacing") == _WIDE_SPACING else ""
        if component.get("divider") is False:
            return element("div", class_=f"space{wide}")
        return element("hr", class_=wide.strip() or None)


def emoji(owner: Json) -> tuple[Node, ...]:
    """Return the emoji before a label, nothing where there is none."""
    value = member(owner, "emoji")
    name = string(value, "name")
    if not name:
        return ()
    return (element("span", f":{name}:" if value.get("id") else name, class_="emoji"), " ")


def _no_type(component: Json) -> str:
    if "type" not in component:
        return "a component without a type"
    return f"unknown component type {component['type']}"


def _media(item: Json, *, small: bool = False) -> Element:
    return picture(string(item, "description"), string(member(item, "media"), "url"), small=small)
