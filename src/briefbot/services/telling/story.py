"""A posting's story: what became of it, what is to be decided, what happened, its messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from briefbot.core.delivery.records import DeliveryLine, Happened, Story
from briefbot.core.delivery.state import DeliveryState, Proof
from briefbot.services.telling.times import clock_words, day_words, moment_words
from briefbot.services.telling.verdict import PARKED, to_decide, verdict

_PROOFS = {
    Proof.ANSWER: "as the platform answered",
    Proof.NONCE: "as the platform answered when asked again",
    Proof.LOOK_BACK: "as a look into the channel showed",
    Proof.OPERATOR: "as an operator said",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much of a story is told: its first and last lines, its messages, what to decide."""

    first: int
    last: int
    messages: int
    decisions: int


def title(story: Story) -> str:
    """Return what a posting is, in a line: "7f3k2m: digest morning at newsroom, for ..."."""
    before, after = title_parts(story)
    return f"{story.reference}: {before}{story.key.destination}{after}"


def title_parts(story: Story) -> tuple[str, str]:
    """Return what a posting is, in front of the name of its destination and behind it."""
    key = story.key
    step = "" if key.step == "post" else f" ({_step_words(key.step)})"
    label = f", for {story.label}" if story.label else ""
    return f"{key.kind.value} {key.subject}{step} at ", label


def decision_line(line: DeliveryLine) -> str:
    """Return what to type about a delivery that only an operator can go on with."""
    ways = "posted, again or drop" if line.state is DeliveryState.HELD else "again or drop"
    return f"decide: briefbot resolve {line.id} {ways}"


def _step_words(step: str) -> str:
    return f"{int(step) // 60} min before" if step.isdecimal() else step


def story_lines(story: Story, zone: str, *, obstacle: str, detail: Detail | None) -> list[str]:
    """Return a story in order of time; None for the detail leaves nothing out."""
    lines = [title(story), verdict(story, zone)]
    lines += [f"  {obstacle}"] if obstacle else []
    lines += _decisions(to_decide(story), detail)
    dated = [(day_words(each.at, zone), _line(each, story, zone)) for each in story.happened]
    for day, group in groupby(_shortened(dated, detail), key=itemgetter(0)):
        lines.append(f"{day}, {zone}")
        lines += [f"  {line}" for _, line in group]
    return [*lines, *_message_lines(story.deliveries, zone, detail)]


def _decisions(parked: Sequence[DeliveryLine], detail: Detail | None) -> list[str]:
    told = parked if detail is None else parked[: detail.decisions]
    more = len(parked) - len(told)
    others = [f"  and {more} more to decide, with --all"] if more else []
    return [*(f"  {decision_line(line)}" for line in told), *others]


def _message_lines(
    deliveries: Sequence[DeliveryLine], zone: str, detail: Detail | None
) -> list[str]:
    """Return the messages; of too many those that were sent are counted, failed ones come first."""
    if not deliveries:
        return []
    told = deliveries
    if detail is not None and len(deliveries) > detail.messages:
        unsent = [line for line in deliveries if line.state is not DeliveryState.SENT]
        told = sorted(unsent, key=lambda line: line.state not in PARKED)[: detail.messages]
    left = [line for line in deliveries if line not in told]
    sent = sum(line.state is DeliveryState.SENT for line in left)
    more = len(left) - sent
    others = [f"  and {more} more that were not sent, with --all"] if more else []
    others += [f"  and {sent} that were sent"] if sent else []
    return ["messages", *(f"  {_message_line(line, zone)}" for line in told), *others]


def _shortened(dated: list[tuple[str, str]], detail: Detail | None) -> list[tuple[str, str]]:
    if detail is None or len(dated) - detail.first - detail.last <= 1:
        return dated
    last = dated[-detail.last :]
    left_out = len(dated) - detail.first - detail.last
    note = (last[0][0], f"... {left_out} more before, with --all")
    return [*dated[: detail.first], note, *last]


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
