"""What must be in the ledger of a run, and what may be: found by walking every minute of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from briefbot.core.delivery.key import PostingKey, PostingKind
from core.schedule.oracle import expected
from simulation.programme import Configured, Drawn, Version

#: Around a change of the configuration, ticks of the old rule and of the new may both be there. It
#: counts from when the program was last alive: changed while it was down, a rule begins there.
MARGIN = timedelta(hours=3)
#: What a pass of the planner takes at most: it is known when it ended, and it decides by its start.
_PASS = timedelta(minutes=1)


@dataclass(slots=True)
class Expected:
    """Keys of digests, and when each is due; in `may` all times at which it may be."""

    must: dict[PostingKey, datetime] = field(default_factory=dict)
    may: dict[PostingKey, set[datetime]] = field(default_factory=dict)
    #: Of those in `may`, what was over when its rule began, and by later rules of the zone was not:
    #: nobody knows any more that it was, and it comes when those rules do.
    over: set[PostingKey] = field(default_factory=set)


def expected_keys(
    configured: Configured,
    *,
    start: datetime,
    began: datetime,
    end: datetime,
    last: datetime,
    planned: Callable[[datetime], datetime] = lambda at: at,
) -> Expected:
    """Return the keys of every tick from `start` to `last`.

    They must be there from when the program `began` to plan up to `end`. `planned` tells when it
    planned first after a moment: a schedule that is new begins there.
    """
    found = Expected()
    for versions in configured.versions.values():
        asked, there = versions[0], False
        for version, following in zip(versions, [*versions[1:], None], strict=True):
            is_new, there = not there, version.drawn is not None
            asked = asked if version.is_edition else version
            drawn = version.drawn
            if drawn is None:
                continue
            first = version.at == start
            possible = (
                start if first else version.alive - MARGIN,
                last if following is None else following.at + MARGIN,
            )
            sure_from = began if first else _sure_from(version)
            if is_new and not first:
                sure_from = max(sure_from, planned(version.at))
            sure_until = end if following is None else _sure_until(following)
            for key, due in _keys(drawn, version.rules, *possible):
                # In another zone a key is due at another time: by the rule of then, or of now.
                found.may.setdefault(key, set()).add(due)
                if sure_from < due <= sure_until:
                    found.must[key] = due
            if version.is_edition:
                _add_over(found, version, asked)
    return found


def _add_over(found: Expected, version: Version, asked: Version) -> None:
    """Add what by the rules of an edition was due soon after its schedule's rule began."""
    assert version.drawn is not None
    span = (asked.alive - MARGIN, asked.at + MARGIN)
    for key, due in _keys(version.drawn, version.rules, *span):
        found.may.setdefault(key, set()).add(due)
        if key not in found.must:
            found.over.add(key)


def _sure_from(version: Version) -> datetime:
    """Return after when everything due by a version must be there.

    By new rules of a zone, what was not decided before is late and not lost.
    """
    return version.alive + _PASS if version.is_edition else version.at + MARGIN


def _sure_until(following: Version) -> datetime:
    """Return until when everything due by the version before another must be there."""
    return following.alive - (_PASS if following.is_edition else MARGIN)


def _keys(
    drawn: Drawn, rules: str, after: datetime, until: datetime
) -> Iterator[tuple[PostingKey, datetime]]:
    whole = after.replace(second=0, microsecond=0)  # the walk goes from minute to minute
    for fields in drawn.fields:
        for label, due in expected(fields, rules, whole, until):
            for destination in drawn.destinations:
                key = PostingKey(
                    destination=destination,
                    kind=PostingKind.DIGEST,
                    subject=drawn.name,
                    occurrence=label,
                )
                yield key, due
