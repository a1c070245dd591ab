"""One call of a Web API method: its arguments, and how it is refused."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from slack_server.world import Json


class RefusedError(Exception):
    """A call that is answered `ok: false`; `more` are further keys of the answer."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error, *more.values())
        self.body: Json = {"ok": False, "error": error, **more}


def refused_for(error: str, reasons: Sequence[str]) -> RefusedError:
    """Return a refusal that carries its reasons where Slack writes them."""
    return RefusedError(
        error,
        errors=list(reasons),
        response_metadata={"messages": [f"[ERROR] {reason}" for reason in reasons]},
    )


@dataclass(slots=True, kw_only=True, eq=False)
class Call:
    """A call as it came, and, once it is answered, its `error`; "" where it took effect.

    `at` is the workspace's time in seconds. `error` is "dropped" where no answer was given.
    """

    method: str
    arguments: Json
    token: str
    at: float
    status: int = 200
    error: str = ""

    @property
    def channel(self) -> str:
        return str(self.arguments.get("channel") or "")

    def text(self, name: str) -> str:
        """Return an argument as text, "" where it is missing."""
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise refused_for("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        return str(self.arguments.get(name, "")).lower() in ("true", "1")

    def number(self, name: str, *, otherwise: int, most: int) -> int:
        text = self.text(name)
        if not text:
            return otherwise
        if not text.isdecimal() or not 1 <= int(text) <= most:
            raise refused_for("invalid_arguments", [f"must be from 1 to {most}: {name}"])
        return int(text)

    def structured(self, name: str, *, error: str) -> object:
        """Return an argument that is JSON, or JSON within a string; None where it is missing."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            found: object = json.loads(value)
        except ValueError:
            raise RefusedError(error) from None
        return found
