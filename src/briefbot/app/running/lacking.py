"""What the app of a platform was not given is told to the operator until it is given."""

from collections.abc import Collection, Mapping

from briefbot.core.delivery.records import Fault
from briefbot.ports import Clock, SessionStore

#: The kind of the faults that stand for what an app lacks.
FAULT = "scope"


class Lacking:
    """Notes as faults what platforms tell of themselves; one that was told is not told again."""

    def __init__(self, *, store: SessionStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lacks: dict[str, Mapping[str, str]] = {}

    async def begin(self, joined: Collection[str]) -> None:
        """Forget what was noted, if none of these platforms can tell that it is so no more."""
        if "slack" not in joined:
            await self._store.clear_faults(FAULT)

    async def note(self, platform: str, lacks: Mapping[str, str]) -> None:
        """Take it that a platform's app lacks these scopes and no others; each has its sentence."""
        self._lacks[platform] = lacks
        told = {
            f"{name} {scope}": sentence
            for name, each in self._lacks.items()
            for scope, sentence in each.items()
        }
        await self._store.clear_faults(FAULT, keep=told)
        now = self._clock.now()
        for subject, sentence in told.items():
            await self._store.put_fault(
                Fault(kind=FAULT, subject=subject, message=sentence, since=now)
            )
