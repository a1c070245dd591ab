"""What must be in the ledger of a run, and what may be: found by walking every minute of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from briefbot.core.delivery.key import PostingKey, PostingKind
from core.schedule.oracle import expected
from simulation.programme import Configured, Drawn

#: Around a change of the configuration, ticks of the old rule and of the new may both be there. It
#: counts from when the program was last alive: changed while it was down, a rule begins there.
MARGIN = timedelta(hours=3)


@dataclass(slots=True)
class Expected:
    """Keys of digests, and when each is due; in `may` when it may be due at the earliest."""

    must: dict[PostingKey, datetime] = field(default_factory=dict)
    may: dict[PostingKey, datetime] = field(default_factory=dict)


def expected_keys(
    configured: Configured, *, start: datetime, end: datetime, last: datetime
) -> Expected:
    """Return the keys of every tick after `start`: they must be there up to `end`, till `last`."""
    found = Expected()
    for versions in configured.versions.values():
        for version, following in zip(versions, [*versions[1:], None], strict=True):
            drawn = version.drawn
            if drawn is None:
                continue
            first = version.at == start
            sure_from = start if first else version.at + MARGIN
            sure_until = end if following is None else following.alive - MARGIN
            possible = (
                start if first else version.alive - MARGIN,
                last if following is None else following.at + MARGIN,
            )
            for key, due in _keys(drawn, *possible):
                # In another zone a key is due at another time: by the rule of then, or of now.
                found.may[key] = min(due, found.may.get(key, due))
                if sure_from < due <= sure_until:
                    found.must[key] = due
    return found


def _keys(drawn: Drawn, after: datetime, until: datetime) -> Iterator[tuple[PostingKey, datetime]]:
    whole = after.replace(second=0, microsecond=0)  # the walk goes from minute to minute
    for fields in drawn.fields:
        for label, due in expected(fields, drawn.zone, whole, until):
            for destination in drawn.destinations:
                key = PostingKey(
                    destination=destination,
                    kind=PostingKind.DIGEST,
                    subject=drawn.name,
                    occurrence=label,
                )
                yield key, due
