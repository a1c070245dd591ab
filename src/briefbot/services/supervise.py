"""Keeping the parts of the program apart: a fault in one never ends another."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import structlog

from briefbot.core.delivery.records import Fault
from briefbot.errors import BriefbotError, StoreError, told_of
from briefbot.ports import Clock, SessionStore

_log = structlog.get_logger()

#: The kind of the faults that stand for parts of the program.
FAULT = "part"

#: The first pause after a fault, doubled up to the longest; a part that ran this long begins anew.
_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(minutes=1)


class Supervisor:
    """Runs parts of the program again after whatever they raise, until `stop` is set."""

    def __init__(self, *, store: SessionStore, clock: Clock, stop: asyncio.Event) -> None:
        self._store = store
        self._clock = clock
        self._stop = stop
        #: What was last told of each part that is faulty.
        self._faulty: dict[str, str] = {}

    async def keep(self, name: str, part: Callable[[], Awaitable[object]]) -> None:
        """Run a part until the program stops; it may end by itself then, but not before."""
        pause = _FIRST_PAUSE
        while not self._stop.is_set():
            began = self._clock.elapsed()
            calm = asyncio.create_task(self._calm(name))
            try:
                await part()
            except Exception as error:  # noqa: BLE001 - whatever it is, the other parts go on
                await self._report(name, error)
            finally:
                calm.cancel()
            if self._clock.elapsed() - began > _LONGEST_PAUSE.total_seconds():
                pause = _FIRST_PAUSE
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause.total_seconds())
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def once(self, name: str, job: Callable[[], Awaitable[object]]) -> bool:
        """Run a job; tell of what it raises and return whether it came to its end."""
        try:
            await job()
        except Exception as error:  # noqa: BLE001 - the next wake-up tries again
            await self._report(name, error)
            return False
        await self._settle(name)
        return True

    async def _calm(self, name: str) -> None:
        """Take it that a part works again when it has run for long enough."""
        while True:
            await asyncio.sleep(_LONGEST_PAUSE.total_seconds())
            await self._settle(name)

    async def _settle(self, name: str) -> None:
        if name not in self._faulty:
            return
        # If the store cannot be told yet, the next time will do.
        with suppress(StoreError):
            await self._store.clear_faults(FAULT, keep=self._faulty.keys() - {name})
            self._faulty.pop(name, None)
            _log.info("works again", part=name)

    async def _report(self, name: str, error: Exception) -> None:
        errors = told_of(error)
        known = all(isinstance(each, BriefbotError) for each in errors)
        kinds = ", ".join(dict.fromkeys(type(each).__name__ for each in errors))
        told = "; ".join(str(each) for each in errors)
        message = told if known else f"{kinds} in {name} -- please report it"
        if self._faulty.get(name) == message:
            _log.debug("still faulty", part=name, reason=message)
            return
        self._faulty[name] = message
        if known:
            _log.error("faulty", part=name, reason=message)
        else:
            _log.exception("faulty", part=name)
        # A store that is out of reach cannot be told so; the log has been.
        with suppress(StoreError):
            now = self._clock.now()
            await self._store.put_fault(Fault(kind=FAULT, subject=name, message=message, since=now))
