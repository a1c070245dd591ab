"""`status`: whether the program runs, what it waits for, and what needs a person."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from briefbot.core.delivery.records import AccountLine, DestinationLine, Fault, Status, Story
from briefbot.core.delivery.state import DeliveryState
from briefbot.services.operating import is_running, needs_attention
from briefbot.services.telling.explanation_values import story_value
from briefbot.services.telling.story import decision_line, title
from briefbot.services.telling.times import Zones, moment_words, stamp
from briefbot.services.telling.verdict import to_decide, verdict


def status_lines(status: Status, zones: Zones, *, zone: str) -> list[str]:
    """Return the whole state in plain words; what needs a person comes last, to be seen first.

    `zone` is of times that are of no destination.
    """
    waiting = f", {_counted(status.waiting, 'post')} waiting" if status.waiting else ""
    lines = [_running(status, zone), f"{_counted(status.briefs, 'brief')}{waiting}"]
    lines += _under("accounts", (_account(line, status.now) for line in status.accounts))
    lines += _under(
        "destinations", (_destination(line, zones, status.now) for line in status.destinations)
    )
    lines += _under("next", _next(status, zones, zone))
    parked = {story.posting: story for story in (*status.dead, *status.held)}.values()
    lines += _under("to decide", _to_decide(parked, zones))
    return [*lines, *_under("faults", _faults(status.faults, zone))]


def _under(heading: str, lines: Iterable[str]) -> list[str]:
    listed = [f"  {line}" for line in lines]
    return [heading, *listed] if listed else []


def _running(status: Status, zone: str) -> str:
    since, seen, ended = status.running_since, status.seen_at, status.ended_at
    if since is None or seen is None:
        return "not running; nothing has run so far -- start it with: briefbot run"
    if is_running(status):
        return f"running since {moment_words(since, zone)}"
    if ended is not None:
        return f"not running; ended {moment_words(ended, zone)}"
    return f"not running; last seen {moment_words(seen, zone)}, and it did not end in order"


def _counted(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _account(line: AccountLine, now: datetime) -> str:
    order = list(DeliveryState)
    counts = [
        f"{line.deliveries[state]} {state.value}" for state in order if line.deliveries.get(state)
    ]
    told = ["posts" if line.owner else "does not post", *counts]
    if line.paused_reason:
        told.append(f"PAUSED: {line.paused_reason}")
    elif line.blocked_until is not None and line.blocked_until > now:
        told.append(f"asked to wait until {moment_words(line.blocked_until, 'UTC')}")
    platform = "" if line.name == line.platform else f" ({line.platform})"
    return f"{line.name}{platform}: {', '.join(told)}"


def _destination(line: DestinationLine, zones: Zones, now: datetime) -> str:
    zone = zones(line.name)
    told = [f"{line.open} open"] if line.open else []
    told += [f"{line.held} held"] if line.held else []
    if line.last_sent_at is None:
        told.append("nothing sent so far")
    else:
        told.append(f"last sent {moment_words(line.last_sent_at, zone)}")
    if line.paused_reason:
        told.append(f"PAUSED: {line.paused_reason} -- briefbot resume {line.name}")
    elif line.blocked_until is not None and line.blocked_until > now:
        told.append(f"asked to wait until {moment_words(line.blocked_until, zone)}")
    return f"{line.name}: {', '.join(told)}"


def _next(status: Status, zones: Zones, zone: str) -> Sequence[str]:
    told = []
    for line in status.schedules:
        _, _, destination = line.id.partition("@")
        if line.paused:
            told.append(f"{line.id}: paused")
        elif line.next_at is not None:
            there = zones(destination) if destination else zone
            told.append(f"{line.id}: {moment_words(line.next_at, there)}")
    return told


def _to_decide(stories: Iterable[Story], zones: Zones) -> Sequence[str]:
    told = []
    for story in stories:
        told.append(f"{title(story)}: {verdict(story, zones(story.key.destination))}")
        told += [f"  {decision_line(line)}" for line in to_decide(story)]
    return told


def _faults(faults: Iterable[Fault], zone: str) -> Sequence[str]:
    return [
        f"{' '.join(filter(None, (fault.kind, fault.subject)))}: {fault.message} "
        f"(since {moment_words(fault.since, zone)})"
        for fault in faults
    ]


# --- as values for JSON ---


def status_value(status: Status, zones: Zones) -> dict[str, object]:
    """Return the whole state; `running` is null where nothing has run so far."""
    return {
        "now": stamp(status.now),
        "ok": not needs_attention(status),
        "running": is_running(status) if status.running_since else None,
        "since": stamp(status.running_since),
        "seen_at": stamp(status.seen_at),
        "ended_at": stamp(status.ended_at),
        "briefs": status.briefs,
        "waiting": status.waiting,
        "accounts": [
            {
                "name": line.name,
                "platform": line.platform,
                "posts": bool(line.owner),
                "paused": line.paused_reason or None,
                "blocked_until": stamp(line.blocked_until),
                "deliveries": {
                    state.value: line.deliveries.get(state, 0) for state in DeliveryState
                },
            }
            for line in status.accounts
        ],
        "destinations": [
            {
                "name": line.name,
                "account": line.account,
                "channel": line.channel,
                "paused": line.paused_reason or None,
                "blocked_until": stamp(line.blocked_until),
                "open": line.open,
                "held": line.held,
                "last_sent_at": stamp(line.last_sent_at),
            }
            for line in status.destinations
        ],
        "schedules": [
            {"id": line.id, "next_at": stamp(line.next_at), "paused": line.paused}
            for line in status.schedules
        ],
        "faults": [
            {
                "kind": fault.kind,
                "subject": fault.subject,
                "message": fault.message,
                "since": stamp(fault.since),
            }
            for fault in status.faults
        ],
        "held": [story_value(story, zones(story.key.destination)) for story in status.held],
        "dead": [story_value(story, zones(story.key.destination)) for story in status.dead],
    }
