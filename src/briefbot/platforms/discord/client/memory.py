"""What the link remembers from one run to the next: a small file in the data folder.

Losing it costs a registration of the same commands and a second greeting, nothing else.
"""

import json
from collections.abc import Iterable
from pathlib import Path


class Memory:
    """The commands that are registered, by scope, and the servers that were greeted. Blocks.

    A server whose greeting has begun, and has not surely ended, is in the table with False.

    A file that cannot be read is an empty one; OSError is raised where it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def registered(self, scope: str) -> str:
        """Return the fingerprint of the commands registered in a scope, "" for none."""
        return str(self._table("commands").get(scope, ""))

    def register(self, scope: str, fingerprint: str) -> None:
        """Note the commands that are registered in a scope."""
        self._put(commands=self._table("commands") | {scope: fingerprint})

    def scopes(self, prefix: str) -> list[str]:
        """Return the scopes that commands are registered in, of those that begin so."""
        return [scope for scope in self._table("commands") if scope.startswith(prefix)]

    def unregister(self, scope: str) -> None:
        """Note that no commands are registered in a scope."""
        kept = {each: mark for each, mark in self._table("commands").items() if each != scope}
        self._put(commands=kept)

    def ungreeted(self, guilds: Iterable[str]) -> list[str]:
        """Return those of some servers that were not greeted yet."""
        greeted = self._table("greeted")
        return [guild for guild in guilds if greeted.get(guild) is not True]

    def begin(self, guild: str) -> bool:
        """Note that a server is about to be greeted; return whether that was noted before."""
        greeted = self._table("greeted")
        if guild in greeted:
            return True
        self._put(greeted=greeted | {guild: False})
        return False

    def greet(self, guild: str) -> None:
        """Note that a server was greeted."""
        self._put(greeted=self._table("greeted") | {guild: True})

    def forget(self, guild: str) -> None:
        """Note that a server was left, or surely not greeted: it is greeted the next time."""
        self._put(greeted={k: v for k, v in self._table("greeted").items() if k != guild})

    def _table(self, name: str) -> dict[str, object]:
        found = self._read().get(name)
        return found if isinstance(found, dict) else {}

    def _read(self) -> dict[str, object]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _put(self, **tables: dict[str, object]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f".{self._path.name}.new")
        draft.write_text(json.dumps(self._read() | tables, sort_keys=True), encoding="utf-8")
        draft.replace(self._path)
