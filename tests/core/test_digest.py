"""Editions: what is new, grouped and capped, and a reason for all that is left out."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.brief import Brief, CorrectionKind, Status, Tlp
from briefbot.core.digest import (
    DigestPlan,
    EditionDecision,
    Mark,
    Occasion,
    Order,
    Policy,
    SkipReason,
    decide_edition,
)
from briefbot.core.document import Priority
from briefbot.core.meeting import MeetingStatus
from briefbot.core.schedule import Tick
from briefbot.core.selection import LeftOutReason
from briefbot.core.upcoming import Upcoming, upcoming_of
from briefbot.core.visibility import Audience, Place, Reason
from briefbot.core.when import PartOfDay, Precision, When
from builders import brief, correction, meeting

NOW = datetime(2026, 1, 12, 6, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=1)
PLAN = DigestPlan(name="morning")
OCCASION = Occasion(
    tick=Tick("2026-01-12T08:00", NOW),
    now=NOW,
    since=SINCE,
    place=Place(audience=Audience.CHANNEL),
    zone="Europe/Kyiv",
)
HOUR = timedelta(hours=1)


def decide(
    *briefs: Brief,
    plan: DigestPlan = PLAN,
    occasion: Occasion = OCCASION,
    upcoming: tuple[Upcoming, ...] = (),
) -> EditionDecision:
    return decide_edition(plan, occasion, briefs=briefs, upcoming=upcoming)


def news(slug: str = "news", *, ago: timedelta = HOUR, **fields: object) -> Brief:
    return replace(brief(slug=slug, published_at=NOW - ago), **fields)  # type: ignore[arg-type]


def ahead(day: date, **fields: object) -> Upcoming:
    made = Upcoming(key="works/a", title="A", when=When.on(day))
    return replace(made, **fields)  # type: ignore[arg-type]


def reasons(decision: EditionDecision) -> dict[str, str]:
    return {each.subject: each.reason for each in decision.left_out}


# --- what is new ---


@pytest.mark.parametrize(
    ("published", "shown"),
    [(SINCE, False), (SINCE + timedelta(seconds=1), True), (NOW, True)],
)
def test_a_brief_is_in_exactly_one_of_two_windows_that_adjoin(
    published: datetime, *, shown: bool
) -> None:
    decision = decide(brief(published_at=published))

    assert bool(decision.items) is shown


def test_a_brief_is_new_when_its_embargo_ends() -> None:
    case = brief(published_at=SINCE - HOUR, embargo_until=NOW - HOUR)

    assert [(item.mark, item.at) for item in decide(case).items] == [(Mark.NEW, NOW - HOUR)]


@pytest.mark.parametrize(
    ("changed", "mark"),
    [
        ({"updated_at": NOW - HOUR}, Mark.UPDATED),
        ({"corrections": (correction(CorrectionKind.UPDATE),)}, Mark.UPDATED),
        ({"corrections": (correction(CorrectionKind.CLARIFICATION),)}, Mark.CORRECTED),
        ({"corrections": (correction(),), "updated_at": NOW - HOUR}, Mark.CORRECTED),
    ],
)
def test_a_known_brief_is_marked_by_the_gravest_change(
    changed: dict[str, object], mark: Mark
) -> None:
    case = replace(brief(), **changed)  # type: ignore[arg-type]

    assert [item.mark for item in decide(case).items] == [mark]


def test_a_brief_corrected_before_its_first_edition_is_new_and_its_correction_is_told() -> None:
    decision = decide(news(ago=23 * HOUR, corrections=(correction(),)))

    assert [item.mark for item in decision.items] == [Mark.NEW]
    assert len(decision.corrections) == 1


def test_corrections_outside_the_window_are_not_told_again() -> None:
    early, late = correction(at_time=SINCE), correction(at_time=NOW + HOUR)
    decision = decide(brief(corrections=(early, late)))

    assert decision.corrections == ()
    assert reasons(decision) == {"council-meets": LeftOutReason.NOTHING_NEW}


def test_the_first_edition_looks_back_one_day() -> None:
    first = replace(OCCASION, since=None)
    decision = decide(news("old", ago=25 * HOUR), news("fresh"), occasion=first)

    assert [item.brief.slug for item in decision.items] == ["fresh"]
    assert decision.covers.start == NOW - timedelta(days=1)


def test_a_window_of_fixed_length_does_not_ask_for_the_last_edition() -> None:
    plan = replace(PLAN, window=timedelta(hours=2))
    decision = decide(news("old", ago=3 * HOUR), news("fresh"), plan=plan)

    assert [item.brief.slug for item in decision.items] == ["fresh"]


# --- what is left out ---


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (news(status=Status.DRAFT), Reason.DRAFT),
        (news(tlp=Tlp.AMBER), Reason.TLP_TOO_HIGH),
        (news(embargo_until=NOW + HOUR), Reason.EMBARGOED),
        (news(ago=-HOUR), Reason.NOT_YET),
        (news(status=Status.WITHDRAWN), LeftOutReason.WITHDRAWN),
        (news(topics=("sport",)), LeftOutReason.OTHER_TOPIC),
        (news(topics=("energy",), ago=48 * HOUR), LeftOutReason.NOTHING_NEW),
    ],
)
def test_what_is_left_out_has_its_reason(case: Brief, reason: str) -> None:
    decision = decide(case, plan=replace(PLAN, topics=("energy",)))

    assert reasons(decision) == {"news": reason}


def test_a_withdrawal_is_told_though_the_brief_is_not() -> None:
    gone = brief(status=Status.WITHDRAWN, corrections=(correction(CorrectionKind.WITHDRAWAL),))
    decision = decide(gone)

    assert decision.items == ()
    assert [each.correction.kind for each in decision.corrections] == [CorrectionKind.WITHDRAWAL]
    assert decision.skip is None


@pytest.mark.parametrize("named_by", ["old", "new"])
def test_a_replaced_brief_is_left_out(named_by: str) -> None:
    old = news("old", superseded_by=("new",) if named_by == "old" else ())
    new = news("new", supersedes=("old",) if named_by == "new" else ())
    decision = decide(old, new)

    assert [item.brief.slug for item in decision.items] == ["new"]
    assert reasons(decision) == {"old": LeftOutReason.REPLACED}


def test_a_brief_replaced_by_one_that_nobody_may_see_still_stands() -> None:
    decision = decide(
        news("old", superseded_by=("new",)), news("new", supersedes=("old",), status=Status.DRAFT)
    )

    assert [item.brief.slug for item in decision.items] == ["old"]


def test_nothing_hidden_is_told_by_way_of_its_corrections_or_meetings() -> None:
    secret = brief(
        tlp=Tlp.RED,
        corrections=(correction(),),
        meetings=(meeting(when=When.on(date(2026, 1, 13))),),
    )
    decision = decide(secret, upcoming=upcoming_of(secret))

    assert (decision.corrections, decision.meetings) == ((), ())
    assert set(reasons(decision).values()) == {Reason.TLP_TOO_HIGH}


# --- groups, order, caps ---


def test_groups_follow_the_plans_topics_and_a_brief_stands_in_one() -> None:
    plan = replace(PLAN, topics=("energy", "transport"))
    both = news("both", topics=("transport", "energy"))
    decision = decide(news("bus", topics=("transport",)), both, plan=plan)

    assert [(group.topic, len(group.items)) for group in decision.groups] == [
        ("energy", 1),
        ("transport", 1),
    ]


def test_without_topics_in_the_plan_those_of_the_briefs_make_the_groups() -> None:
    decision = decide(
        news("none"), news("bus", topics=("transport", "energy"), priority=Priority.LOW)
    )

    assert [group.topic for group in decision.groups] == ["transport", ""]


@pytest.mark.parametrize(
    ("order", "slugs"),
    [(Order.PRIORITY, ["flash", "newer", "older"]), (Order.NEWEST, ["newer", "older", "flash"])],
)
def test_a_group_is_ordered_as_the_plan_says(order: Order, slugs: list[str]) -> None:
    decision = decide(
        news("older", ago=2 * HOUR),
        news("flash", ago=3 * HOUR, priority=Priority.FLASH),
        news("newer"),
        plan=replace(PLAN, order=order),
    )

    assert [item.brief.slug for item in decision.items] == slugs


def test_caps_hold_by_topic_and_the_rest_is_counted_and_named() -> None:
    plan = replace(PLAN, topics=("energy", "transport"), cap=1, caps={"transport": 2})
    briefs = [news(f"{topic}-{n}", topics=(topic,)) for topic in plan.topics for n in range(3)]
    decision = decide(*briefs, plan=plan)

    assert [(len(group.items), len(group.over_cap)) for group in decision.groups] == [
        (1, 2),
        (2, 1),
    ]
    assert reasons(decision) == dict.fromkeys(
        ("energy-1", "energy-2", "transport-2"), LeftOutReason.OVER_CAP
    )


# --- meetings ---


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (ahead(date(2026, 1, 11)), LeftOutReason.OVER),
        (ahead(date(2026, 1, 20)), LeftOutReason.TOO_FAR),
        (ahead(date(2026, 1, 13), status=MeetingStatus.CANCELLED), LeftOutReason.CANCELLED),
        (ahead(NOW.date(), when=When(precision=Precision.TBA)), LeftOutReason.NO_DATE),
        (ahead(NOW.date(), when=When.at(NOW)), LeftOutReason.OVER),
    ],
)
def test_a_meeting_that_is_not_ahead_has_its_reason(case: Upcoming, reason: str) -> None:
    assert reasons(decide(upcoming=(case,))) == {"works/a": reason}


@pytest.mark.parametrize(
    "when",
    [
        When.on(date(2026, 1, 12)),
        When(precision=Precision.RANGE, day=date(2026, 1, 10), last_day=date(2026, 1, 12)),
        When(precision=Precision.WEEK, day=date(2026, 1, 6)),
        When(precision=Precision.PART_OF_DAY, day=date(2026, 1, 12), part=PartOfDay.MORNING),
        When(precision=Precision.EXACT, instant=NOW - HOUR, end=NOW + HOUR),
        When.at(NOW + timedelta(days=7)),
    ],
)
def test_a_meeting_is_shown_until_its_last_day_or_end_is_over(when: When) -> None:
    case = ahead(NOW.date(), when=when)

    assert decide(upcoming=(case,)).meetings == (case,)


def test_a_day_is_the_places_day() -> None:
    late = replace(OCCASION, now=datetime(2026, 1, 12, 22, 30, tzinfo=UTC))  # 00:30 in Kyiv
    case = ahead(date(2026, 1, 12))

    assert decide(upcoming=(case,), occasion=late).meetings == ()
    assert decide(upcoming=(case,), occasion=replace(late, zone="UTC")).meetings == (case,)


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        (When.on(date.min, zone="Europe/Kyiv"), LeftOutReason.OVER),
        (When.on(date.max, zone="America/New_York"), LeftOutReason.TOO_FAR),
        (When.at(datetime.min.replace(tzinfo=timezone(14 * HOUR))), LeftOutReason.OVER),
        (When.at(datetime.max.replace(tzinfo=timezone(-12 * HOUR))), LeftOutReason.TOO_FAR),
    ],
)
def test_the_first_and_last_days_of_the_calendar_are_days_like_others(
    when: When, reason: str
) -> None:
    assert reasons(decide(upcoming=(ahead(NOW.date(), when=when),))) == {"works/a": reason}


def test_meetings_stand_in_order_of_time_and_their_cap_holds() -> None:
    cases = tuple(ahead(date(2026, 1, day), key=f"works/{day}") for day in (15, 13, 14))
    decision = decide(upcoming=cases, plan=replace(PLAN, meeting_cap=2))

    assert [each.key for each in decision.meetings] == ["works/13", "works/14"]
    assert decision.more_meetings == 1
    assert reasons(decision) == {"works/15": LeftOutReason.OVER_CAP}


# --- whether it goes out ---


@pytest.mark.parametrize(
    ("plan", "holidays", "skip"),
    [
        (PLAN, (), SkipReason.EMPTY),
        (replace(PLAN, when_empty=Policy.POST), (), None),
        (replace(PLAN, when_empty=Policy.POST), (date(2026, 1, 12),), SkipReason.HOLIDAY),
        (
            replace(PLAN, when_empty=Policy.POST, on_holiday=Policy.POST),
            (date(2026, 1, 12),),
            None,
        ),
    ],
)
def test_a_day_without_news_or_a_holiday_is_skipped_by_setting(
    plan: DigestPlan, holidays: tuple[date, ...], skip: SkipReason | None
) -> None:
    occasion = replace(OCCASION, holidays=frozenset(holidays))

    assert decide(plan=plan, occasion=occasion).skip is skip


def test_meetings_alone_are_no_news() -> None:
    assert decide(upcoming=(ahead(date(2026, 1, 13)),)).skip is SkipReason.EMPTY


def test_the_holiday_is_that_of_the_nominal_date_in_the_digests_zone() -> None:
    # Half past midnight on the 13th in Kyiv is still the 12th in UTC.
    occasion = replace(
        OCCASION,
        tick=Tick("2026-01-13T00:30", datetime(2026, 1, 12, 22, 30, tzinfo=UTC)),
        holidays=frozenset({date(2026, 1, 12)}),
    )

    assert decide(news(), occasion=occasion).skip is None


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (5, False), (6, True)])
def test_an_edition_is_late_after_five_minutes(minutes: int, *, late: bool) -> None:
    occasion = replace(OCCASION, now=NOW + timedelta(minutes=minutes))

    assert decide(news(), occasion=occasion).late is late


# --- for any input ---

moments = st.integers(-60, 60).map(lambda hours: NOW + timedelta(hours=hours))
topics = st.lists(st.sampled_from(("energy", "transport", "sport")), max_size=2).map(tuple)


@st.composite
def collections(draw: st.DrawFn) -> tuple[list[Brief], list[Upcoming]]:
    briefs = [
        brief(
            slug=f"b{number}",
            status=draw(st.sampled_from(Status)),
            priority=draw(st.sampled_from(Priority)),
            tlp=draw(st.sampled_from((Tlp.CLEAR, Tlp.CLEAR, Tlp.RED))),
            topics=draw(topics),
            published_at=draw(st.none() | moments),
            updated_at=draw(st.none() | moments),
            supersedes=draw(st.sampled_from(((), (), ("b0",)))),
            corrections=tuple(
                correction(at_time=moment) for moment in draw(st.lists(moments, max_size=2))
            ),
        )
        for number in range(draw(st.integers(0, 7)))
    ]
    upcoming = [
        Upcoming(
            key=f"works/{number}",
            title="A",
            when=When.at(draw(moments)),
            status=draw(st.sampled_from(MeetingStatus)),
            topics=draw(topics),
            brief=draw(st.none() | st.sampled_from(briefs)) if briefs else None,
        )
        for number in range(draw(st.integers(0, 7)))
    ]
    return briefs, upcoming


plans = st.builds(
    DigestPlan,
    name=st.just("any"),
    topics=topics.map(lambda found: tuple(dict.fromkeys(found))),
    cap=st.integers(0, 3),
    caps=st.dictionaries(st.sampled_from(("energy", "")), st.integers(0, 3)),
    meeting_cap=st.integers(0, 3),
    order=st.sampled_from(Order),
)


@settings(max_examples=150)
@given(given_to=collections(), plan=plans)
def test_everything_is_accounted_for_exactly_once(
    given_to: tuple[list[Brief], list[Upcoming]], plan: DigestPlan
) -> None:
    briefs, upcoming = given_to
    decision = decide(*briefs, plan=plan, upcoming=tuple(upcoming))

    shown = [item.brief.slug for item in decision.items]
    shown += [each.key for each in decision.meetings]
    left_out = [each.subject for each in decision.left_out]
    everything = [each.slug for each in briefs] + [each.key for each in upcoming]
    assert Counter(shown + left_out) == Counter(everything)


@settings(max_examples=150)
@given(given_to=collections(), plan=plans)
def test_caps_hold_and_what_they_leave_out_is_counted(
    given_to: tuple[list[Brief], list[Upcoming]], plan: DigestPlan
) -> None:
    briefs, upcoming = given_to
    decision = decide(*briefs, plan=plan, upcoming=tuple(upcoming))

    for group in decision.groups:
        assert len(group.items) <= plan.caps.get(group.topic, plan.cap)
    assert len(decision.meetings) <= plan.meeting_cap
    over = Counter(each.reason for each in decision.left_out)[LeftOutReason.OVER_CAP]
    assert over == decision.more_meetings + sum(len(group.over_cap) for group in decision.groups)


@settings(max_examples=100)
@given(given_to=collections(), plan=plans, data=st.data())
def test_the_order_of_the_input_does_not_matter(
    given_to: tuple[list[Brief], list[Upcoming]], plan: DigestPlan, data: st.DataObject
) -> None:
    briefs, upcoming = given_to
    mixed_briefs = data.draw(st.permutations(briefs))
    mixed_upcoming = tuple(data.draw(st.permutations(upcoming)))

    assert decide(*mixed_briefs, plan=plan, upcoming=mixed_upcoming) == decide(
        *briefs, plan=plan, upcoming=tuple(upcoming)
    )


@settings(max_examples=100)
@given(given_to=collections(), cut=st.integers(1, 23))
def test_two_windows_that_adjoin_tell_every_correction_once(
    given_to: tuple[list[Brief], list[Upcoming]], cut: int
) -> None:
    briefs = [replace(each, status=Status.PUBLISHED, published_at=SINCE) for each in given_to[0]]
    middle = NOW - timedelta(hours=cut)
    halves = [
        decide(*briefs, occasion=replace(OCCASION, now=middle)),
        decide(*briefs, occasion=replace(OCCASION, since=middle)),
    ]
    whole = decide(*briefs)

    told = [each for half in halves for each in half.corrections]
    assert Counter(map(repr, told)) == Counter(map(repr, whole.corrections))
