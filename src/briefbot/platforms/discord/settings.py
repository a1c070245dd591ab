"""What connecting to Discord needs, as the composition root takes it from the configuration."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """The bot's token, and where Discord is when it is not at its own address.

    `api` is a REST base such as "https://example.org/api/v10", `gateway` a WebSocket address; ""
    is Discord's own. Commands are registered in `development_guilds` too, where they change at
    once.
    """

    token: str = field(repr=False)
    api: str = ""
    gateway: str = ""
    development_guilds: tuple[str, ...] = ()
