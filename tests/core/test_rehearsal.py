"""Rehearsals: every post that would go out, and what befalls it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.core.brief import Status
from briefbot.core.digest import DigestPlan, Policy
from briefbot.core.programme import Channel, DigestSchedule, Programme
from briefbot.core.rehearsal import (
    Chapter,
    Known,
    PostKind,
    RehearsedPost,
    chapters_of,
    clashes,
    rehearse,
)
from briefbot.core.reminders import ReminderPlan
from briefbot.core.schedule import Effect, QuietHours, parse_rule
from briefbot.core.upcoming import upcoming_of
from briefbot.core.visibility import Audience, Place
from briefbot.core.when import When
from builders import brief, meeting

KYIV = "Europe/Kyiv"
START = datetime(2026, 1, 9, 22, 0, tzinfo=UTC)  # 10 January in Kyiv
CHANNEL = Channel(name="news", place=Place(audience=Audience.CHANNEL), zone=KYIV)
DAILY = DigestSchedule(
    plan=DigestPlan(name="daily", title="Daily"),
    rule=parse_rule("daily at 08:00"),
    zone=KYIV,
    destinations=("news",),
)
REMINDERS = ReminderPlan(name="meetings", destinations=("news",), leads=(timedelta(days=1),))


def programme(**fields: object) -> Programme:
    made = Programme(channels={"news": CHANNEL}, digests={"daily": DAILY})
    return replace(made, **fields)  # type: ignore[arg-type]  # fields are the dataclass's own


def run(made: Programme, known: Known, *, days: int = 3) -> tuple[RehearsedPost, ...]:
    return rehearse(made, always(known), start=START, end=START + timedelta(days=days))


def always(known: Known) -> tuple[Chapter, ...]:
    return (Chapter(datetime(2020, 1, 1, tzinfo=UTC), known),)


def test_an_edition_goes_out_when_there_is_news_and_says_empty_when_there_is_none() -> None:
    posts = run(programme(), Known(briefs=(brief(),)))

    assert [(post.label, post.effect) for post in posts] == [
        ("2026-01-10T08:00", Effect.EMPTY),  # the brief is published at 11:00 in Kyiv
        ("2026-01-11T08:00", Effect.NONE),
        ("2026-01-12T08:00", Effect.EMPTY),
    ]
    assert [post.at for post in posts] == [None, datetime(2026, 1, 11, 6, 0, tzinfo=UTC), None]
    assert posts[0].reason == "nothing is new since the last edition"


def test_a_digest_that_always_posts_has_no_empty_days() -> None:
    posting = replace(DAILY, plan=replace(DAILY.plan, when_empty=Policy.POST))

    posts = run(programme(digests={"daily": posting}), Known())

    assert [post.effect for post in posts] == [Effect.NONE] * 3


def test_a_holiday_comes_before_every_other_effect() -> None:
    closed = replace(DAILY, holidays=frozenset({date(2026, 1, 11)}))

    posts = run(programme(digests={"daily": closed}), Known(briefs=(brief(),)))

    assert posts[1].effect is Effect.HOLIDAY
    assert posts[1].at is None
    assert posts[2].effect is Effect.NONE, "what the holiday left out is news the day after"


def test_quiet_hours_hold_a_post_until_they_end() -> None:
    quiet = QuietHours(start=time(22), end=time(9), zone=KYIV)
    held = programme(channels={"news": replace(CHANNEL, quiet=quiet)})

    posts = run(held, Known(briefs=(brief(),)))

    assert posts[1].effects == (Effect.QUIET,)
    assert posts[1].at == datetime(2026, 1, 11, 7, 0, tzinfo=UTC)


def test_gaps_and_folds_of_the_clock_are_marked() -> None:
    posting = replace(DAILY.plan, when_empty=Policy.POST)
    night = replace(DAILY, plan=posting, rule=parse_rule("daily at 03:30"))
    made = programme(digests={"night": night})

    spring = datetime(2027, 3, 27, 12, tzinfo=UTC)
    autumn = datetime(2027, 10, 30, 12, tzinfo=UTC)
    effects = [
        post.effect
        for start in (spring, autumn)
        for post in rehearse(made, (), start=start, end=start + timedelta(days=1))
    ]

    assert effects == [Effect.GAP, Effect.FOLD]


def test_a_reminder_is_due_its_lead_time_before_the_meeting() -> None:
    start = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
    known = brief(meetings=(meeting(when=When.at(start, zone="Europe/Brussels")),))
    made = programme(digests={}, reminders={"meetings": REMINDERS})

    (post,) = run(made, Known(briefs=(known,), upcoming=upcoming_of(known)))

    assert (post.kind, post.subject) == (PostKind.REMINDER, "council-meets/council")
    assert post.at == start - timedelta(days=1)
    assert post.label == "2026-01-11T11:30"


def test_a_reminder_for_a_draft_does_not_go_out_and_says_why() -> None:
    start = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
    draft = brief(status=Status.DRAFT, meetings=(meeting(when=When.at(start)),))
    made = programme(digests={}, reminders={"meetings": REMINDERS})

    (post,) = run(made, Known(briefs=(draft,), upcoming=upcoming_of(draft)))

    assert post.at is None
    assert post.reason


def test_a_day_with_more_posts_than_it_should_have_is_overfull_and_a_clash() -> None:
    plan = replace(DAILY.plan, when_empty=Policy.POST)
    often = replace(DAILY, plan=plan, rule=parse_rule("0 8-18 * * *"))
    posts = run(programme(digests={"often": often}, posts_a_day=10), Known(), days=1)

    assert {post.effect for post in posts} == {Effect.OVERFULL}
    assert clashes(posts) == ("news: the day of 2026-01-10 is overfull",)


def test_an_overfull_day_is_one_of_the_destination_and_not_of_the_digest() -> None:
    plan = replace(DAILY.plan, when_empty=Policy.POST)
    rule = parse_rule("daily at 20:00")
    late = replace(DAILY, plan=plan, rule=rule, zone="America/New_York")

    posts = run(programme(digests={"late": late}, posts_a_day=0), Known(), days=1)

    (post,) = posts
    assert (post.label, post.local_day) == ("2026-01-09T20:00", date(2026, 1, 10))
    assert clashes(posts) == ("news: the day of 2026-01-10 is overfull",)


def test_two_posts_at_one_moment_in_one_place_are_a_clash() -> None:
    plan = replace(DAILY.plan, when_empty=Policy.POST)
    twice = {"one": replace(DAILY, plan=plan), "two": replace(DAILY, plan=plan)}

    found = clashes(run(programme(digests=twice), Known(), days=1))

    assert found == ("news: 2 posts are due at one moment, 2026-01-10T06:00Z",)


def test_a_post_that_does_not_go_out_clashes_with_nothing() -> None:
    twice = {"one": DAILY, "two": DAILY}

    assert clashes(run(programme(digests=twice), Known(), days=1)) == ()


@given(st.integers(1, 5), st.integers(0, 5))
def test_a_span_holds_what_its_halves_hold(first: int, second: int) -> None:
    middle = START + timedelta(days=first)
    end = middle + timedelta(days=second)
    known = Known(briefs=(brief(),))
    labels = [
        post.label
        for span in ((START, middle), (middle, end))
        for post in rehearse(programme(), always(known), start=span[0], end=span[1])
    ]

    assert [
        post.label for post in rehearse(programme(), always(known), start=START, end=end)
    ] == labels


@pytest.mark.parametrize("label", ["2026-01-10T08:00"])
def test_the_start_belongs_to_the_span_and_the_end_does_not(label: str) -> None:
    instant = datetime(2026, 1, 10, 6, 0, tzinfo=UTC)
    day = timedelta(days=1)

    at_start = rehearse(programme(), (), start=instant, end=instant + day)
    at_end = rehearse(programme(), (), start=instant - day, end=instant)

    assert [post.label for post in at_start] == [label]
    assert [post.label for post in at_end] == ["2026-01-09T08:00"]


def test_a_meeting_reminds_as_the_brief_that_was_public_then_tells_it() -> None:
    starts = When.at(datetime(2026, 1, 12, 9, 30, tzinfo=UTC))
    first = brief(meetings=(meeting(when=starts, uid="one@example.org"),))
    second = replace(
        first,
        slug="second",
        published_at=datetime(2026, 1, 12, 8, 0, tzinfo=UTC),
    )
    revisions = [(each.published_at, each) for each in (first, second) if each.published_at]
    made = programme(
        digests={},
        reminders={"meetings": replace(REMINDERS, leads=(timedelta(days=1), timedelta(hours=1)))},
    )

    posts = rehearse(
        made, chapters_of(revisions, start=START), start=START, end=START + timedelta(days=4)
    )

    assert [(post.subject, post.at is not None) for post in posts] == [
        ("council-meets/council", True),
        ("second/council", True),
    ]
