"""The judge finds what must not be: each way of being wrong is told."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import pytest

from briefbot.core.delivery.key import PostingKind
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


def late(world: World) -> None:
    world.platforms["slack"].posts[-1].landed += 86_400


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


SPOILED: tuple[tuple[Callable[[World], None], str], ...] = (
    (twice, "duplicate"),
    (lost, "lost"),
    (swapped, "out of order"),
    (early, "early"),
    (late, "late"),
    (never_due, "not due"),
    (page_missing, "incomplete"),
    (page_beside, "beside its thread"),
    (meeting_forgotten, "lost"),
    (fenced_off, "fenced off"),
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
    rows = [
        replace(each, events=(*each.events, event)) if each.id == row.id else each
        for each in world.ledger.postings()
    ]
    world.ledger = copy(world.ledger)
    vars(world.ledger)["postings"] = lambda: rows


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
        name: replace(platform, posts=[copy(post) for post in platform.posts])
        for name, platform in world.platforms.items()
    }
    twin.configured = replace(world.configured, versions=dict(world.configured.versions))
    twin.diary = replace(world.diary, listings=dict(world.diary.listings))
    twin.fenced_off = list(world.fenced_off)
    return twin
