"""What has become of a posting, in a sentence."""

from collections.abc import Collection

from briefbot.core.delivery.records import DeliveryLine, Story
from briefbot.core.delivery.state import OPEN_STATES, DeliveryState, Operation, PostingState
from briefbot.services.telling.times import moment_words

#: Only an operator can go on with these.
PARKED = frozenset({DeliveryState.HELD, DeliveryState.DEAD})


def verdict(story: Story, zone: str) -> str:
    """Return what has become of a posting so far; times are in `zone`."""
    if story.state is PostingState.SKIPPED:
        return f"It is not posted: {last_reason(story, 'skipped')}."
    if story.state is PostingState.MERGED:
        return f"It went out with others, {last_reason(story, 'merged')}."
    if story.state is PostingState.WAITING:
        if story.release_at > story.due:
            return f"It waits until {moment_words(story.release_at, zone)}."
        return "It is not composed yet."
    return _of_messages(
        [line for line in story.deliveries if line.operation is Operation.SEND],
        [line for line in story.deliveries if line.operation is Operation.EDIT],
        [line for line in story.deliveries if line.operation is Operation.DELETE],
    )


def last_reason(story: Story, what: str) -> str:
    """Return the reason of the last thing of a kind that happened, "" if none did."""
    return next((each.reason for each in reversed(story.happened) if each.what == what), "")


def to_decide(story: Story) -> list[DeliveryLine]:
    """Return the deliveries that only an operator can go on with."""
    return [line for line in story.deliveries if line.state in PARKED]


def went_well(story: Story) -> bool:
    """Tell whether all of it went out: nobody has to wait, or to ask why it did not."""
    if story.state is not PostingState.COMPOSED:
        return story.state is PostingState.MERGED
    return all(line.state is DeliveryState.SENT for line in story.deliveries)


def _of_messages(
    sends: Collection[DeliveryLine], edits: Collection[DeliveryLine], removals: list[DeliveryLine]
) -> str:
    states = {line.state for line in sends}
    if DeliveryState.HELD in states:
        return "It may have been posted, and nobody can tell: look at the channel, then decide."
    if DeliveryState.DEAD in states:
        return f"It was refused: {_error(sends, DeliveryState.DEAD)}."
    if states & OPEN_STATES:
        return "It is on its way."
    if DeliveryState.SENT not in states:
        return f"It did not go out: {_error(sends, DeliveryState.EXPIRED)}."
    if removals:
        return _of_removals(removals)
    return f"It was posted{_several(sends)}{_of_edits(edits)}."


def _several(sends: Collection[DeliveryLine]) -> str:
    sent = sum(line.state is DeliveryState.SENT for line in sends)
    if sent < len(sends):
        return f" in part, in {sent} of {len(sends)} messages"
    return f", in {sent} messages" if sent > 1 else ""


def _of_edits(edits: Collection[DeliveryLine]) -> str:
    states = {line.state for line in edits}
    if states & PARKED:
        return ", and a correction of it was refused"
    if states & OPEN_STATES:
        return ", and is being corrected"
    return ", and corrected since" if DeliveryState.SENT in states else ""


def _of_removals(removals: list[DeliveryLine]) -> str:
    states = {line.state for line in removals}
    if states & PARKED:
        return "It was posted, and could not be taken back."
    if states & OPEN_STATES:
        return "It was posted, and is being taken back."
    return "It was posted, and taken back."


def _error(lines: Collection[DeliveryLine], state: DeliveryState) -> str:
    told = (line.last_error for line in lines if line.state is state and line.last_error)
    return next(told, "no reason was given")
