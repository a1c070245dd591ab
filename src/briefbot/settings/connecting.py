"""The tables of the connections: this program's own address, Discord and Slack."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError

from briefbot.settings.kinds import Listed
from briefbot.settings.tables import Table

_ADDRESS = re.compile(r"(?P<host>\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):(?P<port>[0-9]{1,5})")
_BASE = re.compile(r"(https?|wss?)://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?")
_HIGHEST_PORT = 65535


def _address(text: str) -> str:
    found = _ADDRESS.fullmatch(text)
    if text and (found is None or int(found["port"]) > _HIGHEST_PORT):
        raise PydanticCustomError("address", 'write host and port, such as "127.0.0.1:8080"')
    return text


def _base(text: str) -> str:
    if text and not _BASE.fullmatch(text):
        raise PydanticCustomError("base", 'write an address such as "https://example.org/api"')
    return text


BaseAddress = Annotated[str, AfterValidator(_base)]
Id = Annotated[str, Field(pattern="^[0-9]{1,20}$")]
Host = Annotated[str, Field(pattern="^[A-Za-z0-9.-]{1,253}$")]


class Http(Table):
    """`[http]`: the one address for the local chat, health, and Slack's requests."""

    listen: Annotated[str, AfterValidator(_address)] = Field(
        default="127.0.0.1:8080",
        description="Host and port; port 0 takes a free one, empty serves nothing.",
    )
    allowed_hosts: Annotated[tuple[Host, ...], Listed] = Field(
        default=(),
        description="Names by which it may be asked for, besides localhost and 127.0.0.1.",
    )


class Discord(Table):
    """`[discord]`: the bot on Discord. The token is best given as BRIEFBOT_DISCORD__TOKEN_FILE."""

    token: SecretStr = Field(
        default=SecretStr(""), description="The bot's token; empty: Discord is not connected."
    )
    api: BaseAddress = Field(
        default="", description="Another base address of the REST API, for proxies; else Discord's."
    )
    gateway: BaseAddress = Field(
        default="", description="Another address of the gateway, for proxies; else Discord's."
    )
    per_second: int = Field(
        default=47,
        ge=5,
        le=50,
        description="The most requests for posts in any second; Discord allows a bot 50 in all.",
    )
    development_guilds: Annotated[tuple[Id, ...], Listed] = Field(
        default=(),
        description="Servers where the commands are registered too, at once, while developing.",
    )


class Slack(Table):
    """`[slack]`: the app on Slack; tokens are best given as BRIEFBOT_SLACK__BOT_TOKEN_FILE."""

    bot_token: SecretStr = Field(
        default=SecretStr(""), description="The bot's token, xoxb-...; empty: no Slack."
    )
    app_token: SecretStr = Field(
        default=SecretStr(""), description="The app-level token, xapp-..., for Socket Mode."
    )
    signing_secret: SecretStr = Field(
        default=SecretStr(""), description='The signing secret, for `mode = "http"`.'
    )
    mode: Literal["socket", "http"] = Field(
        default="socket",
        description="How commands come: by Socket Mode, or as requests to `[http]`.",
    )
    api: BaseAddress = Field(
        default="", description="Another base address of the Web API, for proxies; else Slack's."
    )
    per_minute: int = Field(
        default=240, ge=1, le=6000, description="The most messages a minute in the workspace."
    )
    channel_per_minute: int = Field(
        default=60, ge=1, le=600, description="The most messages a minute to one channel."
    )
