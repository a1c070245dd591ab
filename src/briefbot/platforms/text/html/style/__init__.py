"""The style sheet of drawn messages: one file for what they share, one for each platform."""

from functools import cache
from importlib.resources import files


@cache
def style_sheet() -> str:
    """Return the style sheet, read once, when it is first wanted."""
    return "\n".join(
        files(__name__).joinpath(f"{name}.css").read_text(encoding="utf-8")
        for name in ("message", "discord", "slack", "plain")
    )
