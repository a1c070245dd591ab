"""Whether the program runs, and whether all is well."""

from datetime import timedelta

from briefbot.core.delivery.records import Status, Story
from briefbot.core.delivery.state import OPEN_STATES, DeliveryState, PostingState

#: A process that was not seen for so long does not run any more: it notes every 15 s that it does.
ALIVE = timedelta(minutes=1)


def is_running(status: Status) -> bool:
    """Tell whether a process runs, as far as the store knows."""
    seen = status.seen_at
    return seen is not None and status.ended_at is None and status.now - seen <= ALIVE


def is_open(story: Story) -> bool:
    """Tell whether a posting is not through yet, by itself."""
    waits = story.state is PostingState.WAITING
    return waits or any(line.state in OPEN_STATES for line in story.deliveries)


def needs_attention(status: Status) -> bool:
    """Tell whether a person has to act: something is held, refused, paused or faulty, or it died.

    A program that was ended in order is no fault.
    """
    parked = {DeliveryState.HELD, DeliveryState.DEAD}
    died = status.seen_at is not None and status.ended_at is None and not is_running(status)
    return (
        died
        or bool(status.faults)
        or any(line.paused_reason for line in status.destinations)
        or any(line.paused_reason for line in status.accounts)
        or any(line.deliveries.get(state) for line in status.accounts for state in parked)
    )


def obstacle(status: Status, destination: str) -> str:
    """Return why nothing goes out at a destination now, "" if nothing is in the way."""
    if not is_running(status):
        return "nothing runs -- start it with: briefbot run"
    line = next((each for each in status.destinations if each.name == destination), None)
    name = line.account if line else ""
    account = next((each for each in status.accounts if each.name == name), None)
    if line is None or account is None or not account.owner:
        return f"what runs is not connected to {destination}"
    reason = line.paused_reason or account.paused_reason
    if reason:
        return f"{destination} is paused: {reason} -- go on with: briefbot resume {destination}"
    blocked = line.blocked_until
    if blocked is None or blocked <= status.now:
        return ""
    return f"nothing leaves for {destination} until {blocked:%Y-%m-%d %H:%M} UTC"
