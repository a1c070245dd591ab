"""`why` as values for JSON."""

from briefbot.core.delivery.records import DeliveryLine, Story
from briefbot.core.schedule import Tick
from briefbot.services.operating import Explanation
from briefbot.services.telling.times import Zones, stamp
from briefbot.services.telling.verdict import verdict


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
