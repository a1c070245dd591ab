"""Verbs of managers about what goes out by rules: subscribe and its like, pause, resume.

Their answers are English, like the log and the configuration that they are about.
"""

import difflib
import json
import re
import tomllib
from datetime import datetime

from briefbot.core.chat_places import channel_in_chat, name_in_chat
from briefbot.core.commands import VERBS, Invocation, written
from briefbot.core.compose import Outcome, Refusal, compose_done, compose_lines
from briefbot.core.delivery.records import Status, Subscription
from briefbot.core.document import Document, Inlines, KeyValue, Time
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.planning.absence import asked_for
from briefbot.core.programme import Channel
from briefbot.core.reference import reference
from briefbot.core.schedule import describe_rule, next_ticks, parse_rule, zone_named
from briefbot.core.when import When
from briefbot.errors import UsageError
from briefbot.services.answering.changing import NOT_UNDONE, audit
from briefbot.services.answering.finding import visible_briefs
from briefbot.services.answering.library import Seat
from briefbot.services.answering.operating import desk_of
from briefbot.services.answering.refusing import RefusedError, refused
from briefbot.services.operating import resume as end_pauses
from briefbot.services.telling import moment_words

#: How the names of subscriptions made in chat begin; no name in a file can.
PREFIX = "sub-"
#: How many runs ahead are told.
_RUNS = 3
#: Of the topics that there are, so many are told.
_OFFERED = 10
_TOPIC = re.compile(r"[a-z0-9-]{2,32}")
#: In all, made in chat.
MOST_SUBSCRIPTIONS = 100


async def subscribe(seat: Seat, given: Invocation) -> Document:
    """Have a digest posted by a rule, also in a channel that is in no file."""
    channel = _new_place(seat, given) or destination_of(seat, given)
    rule, zone = parse_rule(given.text("at")), given.text("tz") or seat.zone
    topic = _topic(seat, given)
    name = f"{PREFIX}{reference(channel.name, rule.text, zone, topic)}"
    standing = {each.id for each in await seat.store.subscriptions()}
    if len(standing) >= MOST_SUBSCRIPTIONS and name not in standing:
        raise refused(Label.REFUSED_MANY, lang=seat.lang, limit=str(MOST_SUBSCRIPTIONS))
    made = Subscription(
        id=name,
        destination=channel.name,
        definition=_table(
            channel.name,
            rule.text,
            zone=zone,
            topic=topic,
            lang=catalogue_for(seat.lang).lang,
        ),
        created_by=seat.caller.person,
        created_at=seat.now,
    )
    is_new = await seat.store.subscribe(made)
    undo = written(VERBS["unsubscribe"], subscription=name)
    if is_new:
        detail = f"{name}: {rule.text} ({zone}) at {channel.name}"
        await audit(seat, given.verb, detail, undo=undo)
    runs = next_ticks(rule, zone=zone, after=seat.now, count=_RUNS)
    outcome = Outcome(
        title=f"Subscription {name}" if is_new else f"Subscription {name} was there before",
        notes=(f"{describe_rule(rule)}, {zone}{f', topic {topic}' if topic else ''}",),
        pairs=tuple(
            KeyValue("Next" if run is runs[0] else "Then", _moment(run.instant)) for run in runs
        ),
        undo=undo,
    )
    return compose_done(outcome)


def _new_place(seat: Seat, given: Invocation) -> Channel | None:
    """Return the channel in which it is asked, if it is in no file and no other is named."""
    request = seat.request
    if given.text("destination") or request.destination:
        return None
    platform = seat.caller.person.partition(":")[0]
    name = name_in_chat(platform, request.channel)
    return channel_in_chat(name, zone=seat.library.zone) if name else None


def _topic(seat: Seat, given: Invocation) -> str:
    """Return the topic, as briefs and the configuration write one. Raises RefusedError."""
    topic = given.text("topic").casefold()
    if topic and not _TOPIC.fullmatch(topic):
        briefs = visible_briefs(seat).values()
        known = sorted({each for brief in briefs for each in brief.topics})
        choices = ", ".join(known[:_OFFERED])
        raise refused(
            Label.FAULT_CHOICE, lang=seat.lang, given=topic, choices=choices, wrong="topic"
        )
    return topic


def _table(destination: str, rule: str, *, zone: str, topic: str, lang: str) -> str:
    """Return the table of the configuration that says the same. A TOML text is one of JSON's."""
    values: dict[str, object] = {
        "rule": rule,
        "zone": zone,
        "destinations": [destination],
        "lang": lang,
    }
    if topic:
        values |= {"title": topic, "topics": [topic]}
    return "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()
    )


async def unsubscribe(seat: Seat, given: Invocation) -> Document:
    """End a subscription that was made in chat."""
    name = given.text("subscription")
    standing = {each.id: each for each in await seat.store.subscriptions()}
    found = standing.get(name)
    if found is None or not await seat.store.unsubscribe(name, now=seat.now):
        raise RefusedError(_no_subscription(seat, name, [*standing]), option="subscription")
    undo = _subscribed_again(found)
    await audit(seat, given.verb, f"{name} at {found.destination}", undo=undo)
    notes = () if undo else (NOT_UNDONE,)
    return compose_done(Outcome(title=f"Subscription {name} has ended", notes=notes, undo=undo))


def _no_subscription(seat: Seat, name: str, known: list[str]) -> Refusal:
    if name in seat.library.programme.digests:
        advice = f"Take [digests.{name}] out of the file; chat never changes files."
        return Refusal(reason=f"“{name[:60]}” stands in the configuration.", advice=advice)
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    verb = VERBS["unsubscribe"]
    return Refusal(
        reason=f"There is no subscription “{name[:60]}”.",
        suggestion=written(verb, subscription=close[0]) if close else VERBS["subscriptions"].line,
    )


def _subscribed_again(found: Subscription) -> str:
    """Return the command that brings a subscription back, "" for one that is not understood."""
    try:
        table = tomllib.loads(found.definition)
    except tomllib.TOMLDecodeError:
        return ""
    return written(
        VERBS["subscribe"],
        at=str(table.get("rule", "")),
        tz=str(table.get("zone", "")),
        topic=str(table.get("title", "")),
        destination=found.destination,
    )


async def subscriptions(seat: Seat, given: Invocation) -> Document:
    """Show what goes out by rules here, with its origin, or everywhere outside of a channel."""
    there = given.text("destination") or seat.request.destination
    if there:
        destination_of(seat, given)
    rows = {(row.name, row.destination): row for row in await seat.store.schedules()}
    made = {each.id: each for each in await seat.store.subscriptions()}
    lines = []
    for name in sorted(made.keys() - seat.library.programme.digests.keys()):
        if there in ("", made[name].destination):
            lines += [f"{name} at {made[name].destination}", "  not taken over yet"]
    for name, digest in sorted(seat.library.programme.digests.items()):
        places = [each for each in digest.destinations if there in ("", each)]
        for place in places:
            row = rows.get((name, place))
            lines.append(f"{name} at {place}")
            lines.append(f"  {describe_rule(digest.rule)}, {digest.zone}")
            due = row.next_at if row and row.next_at else None
            lines.append(f"  next: {moment_words(due, digest.zone)}" if due else "  not begun yet")
            origin = made.get(name)
            by = f"chat, by {origin.created_by}" if origin else "the configuration"
            lines.append(f"  from {by}")
    return compose_lines("Subscriptions", lines or ["Nothing goes out by a rule here."])


async def pause(seat: Seat, given: Invocation) -> Document:
    """Post nothing at a destination, until it is resumed or until a moment."""
    channel = destination_of(seat, given)
    until = _until(given.text("until"), seat, channel)
    reason = f"paused by {seat.caller.person}"
    if not await seat.store.pause(channel.name, reason=reason, until=until, now=seat.now):
        raise _never_ran(channel)
    undo = written(VERBS["resume"], destination=channel.name)
    ends = moment_words(until, channel.zone) if until else "it is resumed"
    await audit(seat, given.verb, f"{channel.name} until {ends}", undo=undo)
    note = (
        f"Nothing goes out until {ends}. What comes due waits, and goes out afterwards if it is "
        "not too late for it."
    )
    return compose_done(Outcome(title=f"Paused: {channel.name}", notes=(note,), undo=undo))


def _until(text: str, seat: Seat, channel: Channel) -> datetime | None:
    if not text:
        return None
    asked = asked_for(text, zone=channel.zone)
    if asked is None or asked.start <= seat.now:
        over = Refusal(reason="That time is over.", advice="Give one that is ahead.")
        raise RefusedError(over, option="until")
    return asked.start


async def resume(seat: Seat, given: Invocation) -> Document:
    """Post at a destination again."""
    channel = destination_of(seat, given)
    desk = desk_of(seat)
    undo = _paused_again(await desk.status(), channel)
    try:
        ended = await end_pauses(desk, channel.name)
    except UsageError:
        raise _never_ran(channel) from None
    if not ended:
        return compose_done(Outcome(title=f"{channel.name} was not paused"))
    if ended != (channel.name,):
        undo = ""
    notes = () if undo else (NOT_UNDONE,)
    return compose_done(Outcome(title=f"Resumed: {', '.join(ended)}", notes=notes, undo=undo))


def _paused_again(status: Status, channel: Channel) -> str:
    """Return the command that pauses a destination as it is paused; "" for what none sets."""
    line = next((each for each in status.destinations if each.name == channel.name), None)
    if line is None:
        return ""
    until, end = "", line.blocked_until
    if end is not None and end > status.now:
        until = f"{end.astimezone(zone_named(channel.zone)):%Y-%m-%dT%H:%M}"
        asked = asked_for(until, zone=channel.zone)
        if line.paused_reason or asked is None or asked.start != end:
            return ""  # also of a platform's wish to the second, or an hour that comes twice
    return written(VERBS["pause"], until=until, destination=channel.name)


def _never_ran(channel: Channel) -> RefusedError:
    advice = "It can be paused once briefbot has run with it."
    return RefusedError(Refusal(reason=f"Nothing has run at {channel.name} yet.", advice=advice))


def destination_of(seat: Seat, given: Invocation) -> Channel:
    """Return the destination that is named, else the one of this place. Raises RefusedError."""
    channels = seat.library.programme.channels
    named = given.text("destination") or seat.request.destination
    found = channels.get(named)
    if found is None:
        close = difflib.get_close_matches(named, channels, n=1, cutoff=0.4) or sorted(channels)
        suggestion = f"destination:{close[0]}" if close else ""
        raise refused(
            Label.REFUSED_HERE, lang=seat.lang, suggestion=suggestion, wrong="destination"
        )
    return found


def _moment(moment: datetime) -> Inlines:
    return (Time(When.at(moment)),)
