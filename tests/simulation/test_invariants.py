"""The judge finds what must not be: each way of being wrong is told."""

from collections import Counter
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import pytest

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.state import Operation
from briefbot.core.delivery.work import Outgoing
from simulation.heeding import Unheeded
from simulation.invariants import Verdict, judge
from simulation.ledger import PostingRow
from simulation.meetings import Listing
from simulation.platforms import CALM
from simulation.runs import run
from simulation.world import Setup, World

CALM_RUN = Setup(seed=8, days=0.15, weather=CALM)


def twice(world: World) -> None:
    platform = world.platforms["slack"]
    platform.posts.append(replace(platform.posts[0], message="slack-again"))


def lost(world: World) -> None:
    world.platforms["slack"].posts.pop(0)


def swapped(world: World) -> None:
    channel = max((p.channel for p in world.platforms["slack"].posts), key=_posts_of(world))
    posts = [p for p in world.platforms["slack"].posts if p.channel == channel]
    posts[0].landed, posts[-1].landed = posts[-1].landed, posts[0].landed


def _posts_of(world: World) -> Callable[[str], int]:
    return lambda channel: sum(p.channel == channel for p in world.platforms["slack"].posts)


def early(world: World) -> None:
    world.platforms["slack"].posts[0].landed -= 60


def early_by_the_ledger(world: World) -> None:
    """Have the ledger say of a digest that is early that it was released then."""
    row = next(r for r in world.ledger.postings() if r.key.kind == "digest" and r.deliveries)
    before = row.due - timedelta(minutes=30)
    _lands(world, row, at=before)
    _posted_as(world, row, due=before, release_at=before)


def late(world: World) -> None:
    world.platforms["slack"].posts[-1].landed += 86_400


def due_by_other_rules(world: World) -> None:
    """Have the ledger say of a digest that it was due when it was by the zone's rules before."""
    row = next(r for r in world.ledger.postings() if r.key.kind == "digest" and r.deliveries)
    _posted_as(world, row, due=row.due + timedelta(hours=1))


def never_due(world: World) -> None:
    name = max(world.configured.schedules)
    for names in list(world.configured.versions):
        if names != name:
            del world.configured.versions[names]


def page_missing(world: World) -> None:
    post = next(p for p in world.platforms["slack"].posts if p.page == 2)
    post.deleted = post.landed + 1


def page_beside(world: World) -> None:
    next(p for p in world.platforms["slack"].posts if p.page == 2).thread = ""


def meeting_forgotten(world: World) -> None:
    begins = world.start + timedelta(hours=3)
    world.diary.listings["unheard-of"] = [Listing(world.start, begins)]


def fenced_off(world: World) -> None:
    world.fenced_off.append("settle under fence 1")


def too_often(world: World) -> None:
    world.platforms["slack"].unheeded.append(Unheeded(1.0, "account"))


def without_intent(world: World) -> None:
    world.without_intent.append("B-1 page 1")


def twice_by_one_intent(world: World) -> None:
    post = world.platforms["slack"].posts[0]
    again = Outgoing(
        channel=post.channel,
        payload=post.payload,
        nonce=post.nonce,
        reference=post.reference,
        page=post.page,
        since=world.start,
    )
    world._sending(again, Operation.SEND)


def broken(world: World) -> None:
    world.broken.append("m0.1 ended by ValueError()")


def slow_end(world: World) -> None:
    world.slow_ends.append("m0.1")


def repeated(world: World) -> None:
    world.operator = copy(world.operator)
    world.operator.effects = Counter({"event-1": 2})


def paused(world: World) -> None:
    world.ledger = copy(world.ledger)
    vars(world.ledger)["refused"] = lambda: ["york"]


def dead(world: World) -> None:
    _delivered_as(world, state="dead", last_error="nobody knows why")


def expired_early(world: World) -> None:
    later = world.now + timedelta(hours=1)
    _delivered_as(world, state="expired", last_error="too late after it was due", expires_at=later)


def held_for_good(world: World) -> None:
    _delivered_as(world, state="held", last_error="it may stand there")


def still_open(world: World) -> None:
    _delivered_as(world, state="unknown", last_error="no answer", due=world.start)


def receipt_of_nothing(world: World) -> None:
    _delivered_as(world, receipt_message="slack-never", proof="answer")


def waits_still(world: World) -> None:
    _posted_as(world, _first_sent(world), state="waiting")


def without_delivery(world: World) -> None:
    _posted_as(world, _first_sent(world), state="composed", deliveries=())


def _first_sent(world: World) -> PostingRow:
    return next(row for row in world.ledger.postings() if row.deliveries)


def _delivered_as(world: World, **values: object) -> None:
    """Have the ledger show the first delivery with other values than it has."""
    row = _first_sent(world)
    first: Any = SimpleNamespace(**{**row.deliveries[0]._mapping, **values})
    _posted_as(world, row, deliveries=(first, *row.deliveries[1:]))


def _posted_as(world: World, row: PostingRow, **values: Any) -> None:  # noqa: ANN401 - of any field
    """Have the ledger show a posting with other values than it has."""
    changed = replace(row, **values)
    rows = [changed if each.id == row.id else each for each in world.ledger.postings()]
    world.ledger = copy(world.ledger)
    vars(world.ledger)["postings"] = lambda: rows


SPOILED: tuple[tuple[Callable[[World], None], str], ...] = (
    (twice, "duplicate"),
    (lost, "lost"),
    (swapped, "out of order"),
    (early, "early"),
    (early_by_the_ledger, "early"),
    (late, "late"),
    (never_due, "not due"),
    (due_by_other_rules, "not due"),
    (page_missing, "incomplete"),
    (page_beside, "beside its thread"),
    (meeting_forgotten, "lost"),
    (fenced_off, "fenced off"),
    (too_often, "limit"),
    (without_intent, "without intent"),
    (twice_by_one_intent, "without intent"),
    (broken, "broken"),
    (slow_end, "slow end"),
    (repeated, "repeated effect"),
    (paused, "paused for good"),
    (dead, "dead"),
    (expired_early, "expired early"),
    (held_for_good, "held for good"),
    (still_open, "lost"),
    (receipt_of_nothing, "lost"),
    (waits_still, "lost"),
    (without_delivery, "lost"),
)


@pytest.mark.parametrize(("spoil", "kind"), SPOILED)
def test_each_way_of_being_wrong_is_told(spoil: Callable[[World], None], kind: str) -> None:
    assert verdicts()[spoil.__name__].figures[kind] > 0


def test_what_is_not_wrong_is_not_told() -> None:
    assert verdicts()["nothing"].violations == []


@pytest.mark.parametrize(
    ("order", "is_told"),
    [(None, True), (timedelta(minutes=-1), True), (timedelta(minutes=30), False)],
)
def test_a_reminder_after_the_start_is_told_unless_it_was_ordered_after_the_start(
    order: timedelta | None, *, is_told: bool
) -> None:
    violations = verdicts()[f"reminder {order}"].violations
    assert any("when the meeting had begun" in each for each in violations) is is_told


def reminded_late(world: World, order: timedelta | None) -> None:
    """Have a reminder land after the start, ordered so long after the start, or not at all."""
    row = next(r for r in world.ledger.postings() if r.key.kind is PostingKind.REMINDER)
    start = datetime.fromisoformat(row.key.occurrence)
    _lands(world, row, at=start + timedelta(hours=1))
    if order is not None:
        _sent_again(world, row, start + order)


def _lands(world: World, row: PostingRow, *, at: datetime) -> None:
    message = row.deliveries[0].receipt_message
    posts = (post for each in world.platforms.values() for post in each.posts)
    next(post for post in posts if post.message == message).landed = world.moment(at)


def _sent_again(world: World, row: PostingRow, at: datetime) -> None:
    delivery, reason = row.deliveries[0].id, "again, by operator"
    event: Any = SimpleNamespace(at=at, what="resolved", reason=reason, delivery=delivery)
    _posted_as(world, row, events=(*row.events, event))


@cache
def verdicts() -> Mapping[str, Verdict]:
    """Return what the judge says of one calm run as it is, and with each thing spoiled in it."""
    ways: dict[str, Callable[[World], None]] = {"nothing": lambda _: None}
    ways |= {spoil.__name__: spoil for spoil, _ in SPOILED}
    orders = (None, timedelta(minutes=-1), timedelta(minutes=30))
    ways |= {f"reminder {order}": partial(reminded_late, order=order) for order in orders}
    found: dict[str, Verdict] = {}

    def judged(world: World) -> Verdict:
        for name, spoil in ways.items():
            spoiled = _twin(world)
            spoil(spoiled)
            found[name] = judge(spoiled)
        return found["nothing"]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("simulation.runs.judge", judged)
        run(CALM_RUN)
    return found


def _twin(world: World) -> World:
    """Return a world that can be spoiled without the other."""
    twin = copy(world)
    twin.platforms = {
        name: replace(
            platform,
            posts=[copy(post) for post in platform.posts],
            unheeded=list(platform.unheeded),
        )
        for name, platform in world.platforms.items()
    }
    twin.configured = replace(world.configured, versions=dict(world.configured.versions))
    twin.diary = replace(world.diary, listings=dict(world.diary.listings))
    for findings in ("fenced_off", "without_intent", "broken", "slow_ends"):
        setattr(twin, findings, list(getattr(world, findings)))
    return twin
