"""What an interaction changes takes effect once, and again where it may have been cut short."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import structlog

from briefbot.errors import StoreError
from briefbot.services.answering.library import AnsweringStore

_log = structlog.get_logger()

T = TypeVar("T")


class Once:
    """Keeps an interaction from taking effect twice, however often a chat delivers it.

    Its id is noted when all is done. Work that failed, or that died with its process, may have
    changed something or nothing: it is done again, and whatever an answer changes bears that, for
    it is one row by its key.
    """

    def __init__(self, store: AnsweringStore) -> None:
        self._store = store
        self._under_way: set[str] = set()

    async def effect(
        self, interaction: str, work: Callable[[], Awaitable[T]], *, now: datetime
    ) -> T | None:
        """Do what an interaction asks; return None where it is done already, or under way."""
        if interaction in self._under_way:
            return None
        self._under_way.add(interaction)
        try:
            if await self._store.was_given(interaction):
                return None
            done = await work()
            await self._note(interaction, now)
            return done
        finally:
            self._under_way.discard(interaction)

    async def _note(self, interaction: str, now: datetime) -> None:
        try:
            await self._store.once(interaction, now=now)
        except StoreError:
            # It is done, and is answered so; should it come again, it changes nothing more.
            _log.exception("an interaction is not noted", request=interaction)
