"""What is shared at a destination: a posting like every other, once, ordered and corrected."""

from dataclasses import replace
from datetime import timedelta

from briefbot.core.commands import VERBS, Invocation, line_of, may_use, written
from briefbot.core.compose import Outcome, compose_done
from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import Composed, NewPosting, Shown
from briefbot.core.document import Document, KeyValue, Time
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.programme import Channel
from briefbot.core.schedule import zone_named
from briefbot.core.visibility import Role
from briefbot.core.when import When
from briefbot.services.answering.changing import audit
from briefbot.services.answering.library import Seat, Told
from briefbot.services.answering.refusing import in_chat
from briefbot.services.operating import obstacle

#: After a pause that was longer, nobody remembers what was asked.
_TIMELY = timedelta(hours=1)


async def share(seat: Seat, channel: Channel, given: Invocation, told: Told) -> Document | None:
    """Have an answer posted at a destination; return what its caller is told.

    None where the destination is not one of the store's yet.
    """
    made = _posting(seat, channel, given)
    shown = tuple(
        Shown(slug=brief.slug, revision=seat.library.revisions[brief.slug])
        for brief in told.briefs
        if brief.slug in seat.library.revisions
    )
    composed = Composed(posting=0, document=told.document, shown=shown)
    if not await seat.store.share(made, composed, now=seat.now):
        return None
    undo = written(VERBS["retract"], ref=made.key.reference)
    await audit(seat, given.verb, f"{made.key.subject} at {channel.name}", undo=undo)
    words = catalogue_for(seat.lang)
    outcome = Outcome(
        title=words.text(Label.ANSWER_SHARED),
        notes=(words.text(Label.ANSWER_SHARED_NOTE),),
        undo=undo if may_use(seat.caller.role, VERBS["retract"]) else "",
    )
    in_the_way = obstacle(await seat.store.status(now=seat.now), channel.name)
    if in_the_way:
        outcome = _waiting(seat, outcome, made, in_the_way)
    return compose_done(outcome, lang=seat.lang)


def _waiting(seat: Seat, outcome: Outcome, made: NewPosting, in_the_way: str) -> Outcome:
    """Return what is told of a posting that cannot leave now: until when it waits.

    Why it waits is for managers, in English as in the log.
    """
    words = catalogue_for(seat.lang)
    dropped = made.expires_at or made.due
    return replace(
        outcome,
        title=words.text(Label.ANSWER_SHARED_WAITS),
        notes=(in_chat(in_the_way),) if seat.caller.role is Role.MANAGER else (),
        pairs=(KeyValue(words.text(Label.ANSWER_SHARED_UNTIL), (Time(When.at(dropped)),)),),
    )


def _posting(seat: Seat, channel: Channel, given: Invocation) -> NewPosting:
    """Return the posting of one interaction, whose id makes it the same whenever it is made."""
    line = line_of(given, without="share")
    return NewPosting(
        key=PostingKey(
            destination=channel.name,
            kind=PostingKind.SHARED,
            subject="".join(each for each in line if each.isprintable()),
            occurrence=seat.request.id,
        ),
        due=seat.now,
        release_at=seat.now,
        expires_at=seat.now + _TIMELY,
        label=f"{seat.now.astimezone(zone_named(channel.zone)):%Y-%m-%dT%H:%M}",
        reason=f"shared by {seat.caller.person}",
    )
