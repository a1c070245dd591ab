"""What connecting to Slack takes."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """The tokens of one app in one workspace, and how its commands come.

    `app_token` is needed in Socket Mode, `signing_secret` for HTTP. `api` is another base address
    of the Web API, "" for Slack's own.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    mode: Literal["socket", "http"] = "socket"
    api: str = ""
