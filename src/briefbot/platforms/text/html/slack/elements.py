"""Interactive elements of Slack's blocks.

https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from briefbot.platforms.text.html.controls import Choice, button, link_button, picker
from briefbot.platforms.text.html.frame import picture, unknown
from briefbot.platforms.text.html.icons import CALENDAR
from briefbot.platforms.text.html.markup import Element, Node, element
from briefbot.platforms.text.html.reading import Json, member, members, string, word
from briefbot.platforms.text.html.slack.mentions import with_emoji
from briefbot.platforms.text.html.slack.mrkdwn import inline_mrkdwn
from briefbot.platforms.text.html.view import Names, View

_PICKERS = {
    "datepicker": ("Select a date", "initial_date"),
    "timepicker": ("Select a time", "initial_time"),
    "datetimepicker": ("Select a date and time", "initial_date_time"),
}
_SELECTS = frozenset(
    f"{many}{what}_select"
    for many in ("", "multi_")
    for what in ("static", "external", "users", "conversations", "channels")
)
_FIELDS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
_OPTIONS = {"checkboxes": "checkbox", "radio_buttons": "radio"}


@dataclass(frozen=True, slots=True)
class Elements:
    """Draws text objects and interactive elements."""

    names: Names
    view: View

    def text(self, value: Json) -> tuple[Node, ...]:
        """Return a text object as inline elements."""
        words = string(value, "text")
        if value.get("type") == "mrkdwn":
            return inline_mrkdwn(words, names=self.names, view=self.view)
        return tuple(with_emoji(words)) if value.get("emoji") is True else (words,)

    def draw(self, each: Json) -> Element:
        """Return an element; one that has no drawing is a box that says so."""
        kind = word(each, "type")
        if kind is None:
            return unknown("an element without a type")
        if kind in _SELECTS:
            return picker(self._selected(each) or ("Select an option",), self._choices(each))
        draw = self._kinds().get(kind)
        return unknown(f"unknown element {kind}") if draw is None else draw(each)

    def _kinds(self) -> Mapping[str, Callable[[Json], Element]]:
        return {
            "button": self._button,
            "image": self._image,
            "overflow": self._overflow,
            **dict.fromkeys(_PICKERS, self._picker),
            **dict.fromkeys(_OPTIONS, self._options),
            **dict.fromkeys(_FIELDS, self._field),
        }

    def _image(self, each: Json) -> Element:
        return picture(string(each, "alt_text"), string(each, "image_url"), small=True)

    def _overflow(self, each: Json) -> Element:
        dots = element("span", "⋯", aria_label="More", role="img")
        return picker((dots,), self._choices(each), kind="secondary")

    def _picker(self, each: Json) -> Element:
        prompt, initial = _PICKERS[string(each, "type")]
        shown = string(each, initial) or _plain(each, "placeholder") or prompt
        return button((CALENDAR, shown), kind="picker")

    def _field(self, each: Json) -> Element:
        shown = string(each, "initial_value") or _plain(each, "placeholder")
        return element("span", shown, class_="field")

    def _button(self, each: Json) -> Element:
        style = word(each, "style")
        kind = style if style in {"primary", "danger"} else "secondary"
        label = self.text(member(each, "text"))
        url = string(each, "url")
        if not url:
            action = string(each, "action_id") if self.view.live else ""
            return button(label, kind=kind, action=action)
        return link_button(label, url, kind=kind)

    def _choices(self, each: Json) -> list[Choice]:
        choices = [self._choice(option) for option in members(each, "options")]
        for group in members(each, "option_groups"):
            choices.append(Choice(self.text(member(group, "label")), group=True))
            choices += [self._choice(option) for option in members(group, "options")]
        return choices

    def _choice(self, option: Json) -> Choice:
        return Choice(self.text(member(option, "text")), self.text(member(option, "description")))

    def _selected(self, each: Json) -> tuple[Node, ...]:
        """Return what a select shows while it is closed: its first choice, or its prompt."""
        chosen = (member(each, "initial_option"), *members(each, "initial_options"))
        labels = [self.text(member(option, "text")) for option in chosen if option]
        if not labels:
            prompt = _plain(each, "placeholder")
            return (prompt,) if prompt else ()
        return tuple(node for label in labels for node in (", ", *label))[1:]

    def _options(self, each: Json) -> Element:
        kind = _OPTIONS[string(each, "type")]
        chosen = [member(each, "initial_option"), *members(each, "initial_options")]
        lines = [
            element(
                "li",
                element(
                    "label",
                    element("input", type=kind, disabled=True, checked=option in chosen),
                    element("span", *self.text(member(option, "text"))),
                ),
            )
            for option in members(each, "options")
        ]
        return element("ul", *lines, class_="options")


def _plain(owner: Json, key: str) -> str:
    return string(member(owner, key), "text")
