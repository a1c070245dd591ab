"""Verbs of managers about what was posted: post, retract, resolve, why, status.

The same as the commands of these names, and in the same words.
"""

from collections.abc import Sequence
from datetime import datetime

from briefbot.core.commands import VERBS, Invocation, written
from briefbot.core.compose import Outcome, compose_done, compose_lines
from briefbot.core.delivery.records import Resolution
from briefbot.core.delivery.state import Operation
from briefbot.core.document import Document
from briefbot.services.answering.changing import NOT_UNDONE
from briefbot.services.answering.library import Seat
from briefbot.services.answering.refusing import in_chat
from briefbot.services.operating import Desk, Ordered, explain, order_edition
from briefbot.services.operating import resolve as decide
from briefbot.services.operating import retract as take_back
from briefbot.services.telling import explanation_lines, moment_words, status_lines


def desk_of(seat: Seat) -> Desk:
    """Return the desk at which the caller operates."""
    library = seat.library
    return Desk(
        store=seat.store,
        programme=library.programme,
        zone=library.zone,
        kept=library.kept,
        clock=_Stopped(seat),
        actor=seat.caller.person,
    )


class _Stopped:
    """A clock that shows the moment of the interaction, all the while it is answered."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def now(self) -> datetime:
        return self._seat.now

    def elapsed(self) -> float:
        return self._seat.now.timestamp()


async def post(seat: Seat, given: Invocation) -> Document:
    """Order an edition of a digest, at this destination if it goes here, else at all of its."""
    name = given.text("digest")
    digest = seat.library.programme.digests.get(name)
    here = seat.request.destination
    place = given.text("destination") or (here if digest and here in digest.destinations else "")
    ordered = await order_edition(desk_of(seat), name, destination=place)
    notes = tuple(_order_line(seat, each) for each in ordered)
    undo = written(VERBS["retract"], ref=ordered[0].reference)
    return compose_done(Outcome(title=f"Ordered: {name}", notes=notes, undo=undo))


def _order_line(seat: Seat, order: Ordered) -> str:
    what = "ordered" if order.new else "ordered before"
    told = f"{order.reference} at {order.destination}: {what}"
    if not order.obstacle:
        return f"{told}."
    until = moment_words(order.expires_at, desk_of(seat).zone_at(order.destination))
    return f"{told}; it waits, until {until} at most: {in_chat(order.obstacle)}."


async def retract(seat: Seat, given: Invocation) -> Document:
    """Take a post back."""
    reason = given.text("reason") or "taken back in chat"
    done = await take_back(desk_of(seat), given.text("ref"), reason)
    notes = [
        f"{done.messages} of its messages are removed." if done.messages else "Nothing stands.",
        f"What was posted stays on record, and is not posted again. {NOT_UNDONE}",
    ]
    notes += (
        f"Message {line.id} may stand there too: look, and remove it by hand." for line in done.held
    )
    if done.obstacle:
        notes.append(f"It waits: {in_chat(done.obstacle)}.")
    return compose_done(Outcome(title=f"Taken back: {done.story.reference}", notes=tuple(notes)))


async def resolve(seat: Seat, given: Invocation) -> Document:
    """Decide about a message that is held or was refused."""
    how = Resolution(given.text("decision"))
    done = await decide(desk_of(seat), given.text("ref"), how)
    told = {
        Resolution.POSTED: "It counts as posted.",
        Resolution.AGAIN: "It is sent again.",
        Resolution.DROP: "It is left as it is.",
    }[how]
    notes = [told]
    if done.obstacle:
        notes.append(f"It waits: {in_chat(done.obstacle)}.")
    undo = ""
    if how is Resolution.AGAIN and done.line.operation is Operation.SEND:
        undo = written(VERBS["retract"], ref=done.story.reference)
    else:
        notes.append(NOT_UNDONE)
    title = f"Decided: {done.story.reference}, message {done.line.id}"
    return compose_done(Outcome(title=title, notes=tuple(notes), undo=undo))


async def why(seat: Seat, given: Invocation) -> Document:
    """Tell why something was posted, or was not."""
    desk = desk_of(seat)
    told = await explain(desk, given.text("ref"), given.text("time"))
    return _lines(f"Why: {given.text('ref')[:40]}", explanation_lines(told, desk.zone_at))


async def status(seat: Seat, _given: Invocation) -> Document:
    """Tell whether all is well."""
    desk = desk_of(seat)
    lines = status_lines(await desk.status(), desk.zone_at, zone=desk.zone)
    return _lines("Status", lines)


def _lines(title: str, lines: Sequence[str]) -> Document:
    return compose_lines(title, [in_chat(line) for line in lines])
