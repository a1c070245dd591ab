"""What a replay's page shows: moments put together as scenes, in order of time.

A correction is a scene of two: the message that was posted, now edited, and the notice below it.
Editions that were skipped one after the other, for one reason, are one scene.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from briefbot.core.compose import compose_summary
from briefbot.core.document import Document
from briefbot.services.replay import Happening, Moment


@dataclass(frozen=True, slots=True)
class Shot:
    """A document as it stands in a channel; `edits` is the number of the scene it was posted in."""

    document: Document
    edits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What happens at one moment, or what is skipped at some that follow each other.

    Scenes are numbered from 1. `name` is that of the brief, the digest or the reminders.
    `corrected` is the number of the scene in which this one's message is edited. Of `skipped`,
    every moment has the same reason.
    """

    number: int
    at: datetime
    happening: Happening
    name: str
    shots: tuple[Shot, ...] = ()
    corrected: int | None = None
    skipped: tuple[Moment, ...] = ()


def scenes(moments: Iterable[Moment]) -> tuple[Scene, ...]:
    """Return the scenes of a replay."""
    made: list[Scene] = []
    published: dict[str, int] = {}
    for run in _runs(moments):
        first, number = run[0], len(made) + 1
        edits = published.get(first.name) if first.happening is Happening.CORRECTION else None
        if edits is not None:
            made[edits - 1] = replace(made[edits - 1], corrected=number)
        if first.happening is Happening.SUMMARY:
            published[first.name] = number
        made.append(
            Scene(
                number=number,
                at=first.at,
                happening=first.happening,
                name=first.name,
                shots=tuple(_shots(first, edits)),
                skipped=run if first.document is None else (),
            )
        )
    return tuple(made)


def _runs(moments: Iterable[Moment]) -> Iterator[tuple[Moment, ...]]:
    """Yield each moment that posts alone, and together those that are skipped for one reason."""
    for reason, run in groupby(moments, key=lambda each: (each.name, each.reason)):
        if reason[1]:
            yield tuple(run)
        else:
            yield from ((moment,) for moment in run)


def _shots(moment: Moment, edits: int | None) -> Iterator[Shot]:
    if edits is not None and moment.brief is not None:
        yield Shot(compose_summary(moment.brief), edits)
    if moment.document is not None:
        yield Shot(moment.document)
