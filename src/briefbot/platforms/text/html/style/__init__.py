"""The style sheet of drawn messages: one file for what they share, one for each platform."""

from importlib.resources import files

STYLE = "\n".join(
    files(__name__).joinpath(f"{name}.css").read_text(encoding="utf-8")
    for name in ("message", "discord", "slack", "plain")
)
