"""What the parts of one running server share, and one request as they see it."""

from dataclasses import dataclass, field
from typing import Any

from discord_server.faults import Faults
from discord_server.gateway import Gateway
from discord_server.interactions import Interaction
from discord_server.problems import invalid_form
from discord_server.records import Json
from discord_server.settings import Settings
from discord_server.world import World


@dataclass(slots=True)
class State:
    """`interactions` are by token; `origin` is the server's address without a path."""

    world: World
    settings: Settings
    faults: Faults
    gateway: Gateway
    token: str
    origin: str = ""
    interactions: dict[str, Interaction] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Call:
    """One request; `at` are seconds since 1970 by the server's clock, `status` 0 without answer.

    `route` is the path as the official schema writes it, after the method.
    """

    method: str
    path: str
    at: float
    route: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    files: list[Json] = field(default_factory=list)
    status: int = 0

    def id(self, name: str) -> int:
        """Return an id in the path. Raises 50035 where it is none."""
        return _snowflake(self.parts[name], name)

    def asked(self, name: str) -> int | None:
        """Return an id in the query, None where it is not given. Raises 50035 for another text."""
        return _snowflake(self.query[name], name) if name in self.query else None

    def json(self) -> Json:
        """Return the body as an object. Raises 50035 where it is none."""
        if not isinstance(self.body, dict):
            raise invalid_form(["body: not an object"])
        return self.body


def _snowflake(text: str, name: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) <= 20):
        raise invalid_form([f'{name}: Value "{text[:40]}" is not snowflake.'])
    return int(text)
