"""`why`: a posting's story on one screen, and why there is none."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from briefbot.core.delivery.records import DeliveryLine, Happened, Story
from briefbot.core.delivery.state import DeliveryState, Proof
from briefbot.core.planning.absence import Absence, Unrecorded
from briefbot.core.schedule import Tick
from briefbot.services.operating import Explanation
from briefbot.services.telling.times import Zones, clock_words, day_words, moment_words, stamp
from briefbot.services.telling.verdict import to_decide, verdict

#: More stories than these are told in a line each.
_MOST_WHOLE = 2
#: Of a story with more lines than both, those between are left out.
_FIRST_LINES, _LAST_LINES = 5, 10
#: Of more messages than these, those that were sent are only counted.
_MOST_MESSAGES = 6

_PROOFS = {
    Proof.ANSWER: "as the platform answered",
    Proof.NONCE: "as the platform answered when asked again",
    Proof.LOOK_BACK: "as a look into the channel showed",
    Proof.OPERATOR: "as an operator said",
}


def explanation_lines(explanation: Explanation, zones: Zones) -> list[str]:
    """Return what there is to say, in plain words and in order of time."""
    lines: list[str] = []
    whole = len(explanation.stories) <= _MOST_WHOLE
    for story in explanation.stories:
        zone = zones(story.key.destination)
        if whole:
            lines += ["", *_story_lines(story, zone, explanation.obstacles.get(story.posting, ""))]
        else:
            lines.append(f"{title(story)}: {verdict(story, zone)}")
    if explanation.stories and not whole:
        lines.append("more on one of them: briefbot why REF")
    if explanation.unrecorded:
        lines += ["", *(_absence_line(each, zones) for each in explanation.unrecorded)]
    return lines[1:] if lines[:1] == [""] else lines


def title(story: Story) -> str:
    """Return what a posting is, in a line: "7f3k2m: digest morning at newsroom, for ..."."""
    key = story.key
    step = "" if key.step == "post" else f" ({_step_words(key.step)})"
    label = f", for {story.label}" if story.label else ""
    return f"{story.reference}: {key.kind.value} {key.subject}{step} at {key.destination}{label}"


def decision_line(line: DeliveryLine) -> str:
    """Return what to type about a delivery that only an operator can go on with."""
    ways = "posted, again or drop" if line.state is DeliveryState.HELD else "again or drop"
    return f"decide: briefbot resolve {line.id} {ways}"


def _step_words(step: str) -> str:
    return f"{int(step) // 60} min before" if step.isdecimal() else step


def _story_lines(story: Story, zone: str, obstacle: str) -> list[str]:
    lines = [title(story), verdict(story, zone)]
    lines += [f"  {obstacle}"] if obstacle else []
    lines += [f"  {decision_line(line)}" for line in to_decide(story)]
    dated = [(day_words(each.at, zone), _line(each, story, zone)) for each in story.happened]
    for day, group in groupby(_shortened(dated), key=itemgetter(0)):
        lines.append(f"{day}, {zone}")
        lines += [f"  {line}" for _, line in group]
    return [*lines, *_message_lines(story.deliveries, zone)]


def _message_lines(deliveries: Sequence[DeliveryLine], zone: str) -> list[str]:
    if not deliveries:
        return []
    told = deliveries
    if len(deliveries) > _MOST_MESSAGES:
        told = [line for line in deliveries if line.state is not DeliveryState.SENT]
    sent = len(deliveries) - len(told)
    others = [f"  and {sent} that were sent"] if sent else []
    return ["messages", *(f"  {_message_line(line, zone)}" for line in told), *others]


def _shortened(dated: list[tuple[str, str]]) -> list[tuple[str, str]]:
    left_out = len(dated) - _FIRST_LINES - _LAST_LINES
    if left_out <= 1:
        return dated
    last = dated[-_LAST_LINES:]
    note = (last[0][0], f"... {left_out} more before, with --format json")
    return [*dated[:_FIRST_LINES], note, *last]


def _line(each: Happened, story: Story, zone: str) -> str:
    page = f" page {each.page}" if each.page and len(_pages(story)) > 1 else ""
    told = each.reason and each.reason != story.label
    reason = f": {each.reason}" if told else ""
    return f"{clock_words(each.at, zone)}  {each.what.replace('-', ' ')}{page}{reason}"


def _pages(story: Story) -> set[int]:
    return {line.page for line in story.deliveries}


def _message_line(line: DeliveryLine, zone: str) -> str:
    parts = [line.state.value]
    if line.proof:
        parts.append(_PROOFS[line.proof])
    if line.receipt:
        parts.append(f"message {line.receipt.message} in {line.receipt.channel}")
    if line.attempts > 1:
        parts.append(f"{line.attempts} attempts")
    if line.next_try_at and line.state in {DeliveryState.PENDING, DeliveryState.UNKNOWN}:
        parts.append(f"next at {moment_words(line.next_try_at, zone)}")
    if line.last_error and line.state is not DeliveryState.SENT:
        parts.append(line.last_error)
    return f"{line.id}: {line.operation.value} page {line.page}, {', '.join(parts)}"


def _absence_line(each: Unrecorded, zones: Zones) -> str:
    what = f"{each.schedule} at {each.destination}, {each.tick.label if each.tick else each.asked}"
    told = f"{what}: {each.reason.value}"
    if each.tick is not None and each.reason is Absence.AHEAD:
        return f"{told}: due {moment_words(each.tick.instant, zones(each.destination))}"
    if each.following is not None:
        after = each.following
        due = moment_words(after.instant, zones(each.destination))
        return f"{told}; the next after it is {after.label}: {due}"
    return told


# --- as values for JSON ---


def explanation_value(explanation: Explanation, zones: Zones) -> dict[str, object]:
    """Return everything that is known, with the names of states and reasons as they are stored."""
    return {
        "stories": [
            story_value(story, zones(story.key.destination))
            | {"obstacle": explanation.obstacles.get(story.posting)}
            for story in explanation.stories
        ],
        "unrecorded": [
            {
                "schedule": each.schedule,
                "destination": each.destination,
                "asked": each.asked,
                "reason": each.reason.name.lower().replace("_", "-"),
                "sentence": each.reason.value,
                "tick": _tick_value(each.tick),
                "next": _tick_value(each.following),
            }
            for each in explanation.unrecorded
        ],
    }


def story_value(story: Story, zone: str) -> dict[str, object]:
    """Return a posting, what happened to it, and its messages."""
    key = story.key
    return {
        "reference": story.reference,
        "kind": key.kind.value,
        "subject": key.subject,
        "destination": key.destination,
        "zone": zone,
        "occurrence": key.occurrence,
        "step": key.step,
        "state": story.state.value,
        "verdict": verdict(story, zone),
        "label": story.label,
        "due": stamp(story.due),
        "release_at": stamp(story.release_at),
        "happened": [
            {
                "at": stamp(each.at),
                "what": each.what,
                "page": each.page,
                "reason": each.reason or None,
            }
            for each in story.happened
        ],
        "deliveries": [_delivery_value(line) for line in story.deliveries],
    }


def _delivery_value(line: DeliveryLine) -> dict[str, object]:
    receipt = line.receipt
    return {
        "id": line.id,
        "operation": line.operation.value,
        "page": line.page,
        "state": line.state.value,
        "attempts": line.attempts,
        "next_try_at": stamp(line.next_try_at),
        "channel": receipt.channel if receipt else None,
        "message": receipt.message if receipt else None,
        "proof": line.proof.value if line.proof else None,
        "last_error": line.last_error or None,
    }


def _tick_value(tick: Tick | None) -> dict[str, object] | None:
    return None if tick is None else {"label": tick.label, "at": stamp(tick.instant)}
