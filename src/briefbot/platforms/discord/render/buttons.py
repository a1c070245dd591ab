"""Buttons, which look the same under components and under embeds."""

from collections.abc import Sequence

from briefbot.core.actions import action_id
from briefbot.core.document import Button, LinkButton
from briefbot.platforms.discord.limits.check_components import ACTION_ROW, BUTTON, LINK_STYLE

Json = dict[str, object]

# Grey, because none of a brief's buttons is the one to press.
_COMMAND_STYLE = 2


def button_components(buttons: Sequence[Button], pressed: set[str]) -> list[Json]:
    """Return buttons as components; one that does the same as an earlier one is left out.

    `pressed` holds the custom_ids of the message so far, and is added to: each may stand once.
    """
    components: list[Json] = []
    for button in buttons:
        component: Json = {"type": BUTTON, "label": button.label}
        if isinstance(button, LinkButton):
            components.append({**component, "style": LINK_STYLE, "url": button.url})
            continue
        custom_id = action_id(button)
        if custom_id not in pressed:
            pressed.add(custom_id)
            components.append({**component, "style": _COMMAND_STYLE, "custom_id": custom_id})
    return components


def action_row(components: Sequence[Json]) -> Json:
    """Return up to 5 buttons as a row, without buttons nothing."""
    return {"type": ACTION_ROW, "components": list(components)} if components else {}
