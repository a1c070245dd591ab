"""Reminders and notices: when they are due, what goes out, and why the rest does not."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.brief import Status, Tlp
from briefbot.core.meeting import MeetingStatus
from briefbot.core.reminders import (
    NoticeKind,
    ReminderDue,
    ReminderPlan,
    ReminderReason,
    Said,
    Situation,
    decide_notices,
    decide_reminders,
    due_at,
    plan_reminders,
    start_name,
)
from briefbot.core.selection import LeftOutReason
from briefbot.core.upcoming import Upcoming, upcoming_of
from briefbot.core.visibility import Audience, Place, Reason
from briefbot.core.when import PartOfDay, Precision, When
from builders import brief, meeting

KYIV = "Europe/Kyiv"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
START = datetime(2026, 2, 3, 17, 0, tzinfo=UTC)
EXACT = When.at(START, zone="Europe/Brussels")
DAYLONG = When.on(date(2026, 2, 3))
EVENING = When(precision=Precision.PART_OF_DAY, day=date(2026, 2, 3), part=PartOfDay.EVENING)
RANGE = When(precision=Precision.RANGE, day=date(2026, 2, 3), last_day=date(2026, 2, 4))
TBA = When(precision=Precision.TBA)
CHANNEL = Place(audience=Audience.CHANNEL)
PLAN = ReminderPlan(name="all", leads=(DAY, HOUR))


def council(when: When = EXACT, **fields: object) -> Upcoming:
    made = Upcoming(key="council-meets/council", title="Council", when=when)
    return replace(made, **fields)  # type: ignore[arg-type]


def due(upcoming: Upcoming, plan: ReminderPlan = PLAN) -> tuple[ReminderDue, ...]:
    return plan_reminders(plan, [upcoming], zone=KYIV).due


def at(now: datetime, *said: Said, **fields: object) -> Situation:
    made = Situation(now=now, place=CHANNEL, zone=KYIV, said=said)
    return replace(made, **fields)  # type: ignore[arg-type]


def said(step: timedelta | NoticeKind, when: When = EXACT, *, moment: datetime) -> Said:
    return Said(meeting="council-meets/council", when=when, step=step, at=moment)


def reasons(
    situation: Situation, upcoming: Upcoming, *, planned: Upcoming | None = None
) -> list[str]:
    decisions = decide_reminders(due(planned or upcoming), situation, upcoming=[upcoming])
    return [each.reason for each in decisions]


# --- when they are due ---


def utc(day: int, hour: int, minute: int = 0, *, month: int = 2) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "lead", "moment"),
    [
        (EXACT, DAY, utc(2, 17)),
        (EXACT, timedelta(minutes=90), utc(3, 15, 30)),
        # Nine in the morning in Kyiv is seven o'clock UTC in winter.
        (DAYLONG, DAY, utc(2, 7)),
        (EVENING, DAY, utc(2, 7)),
        (RANGE, DAY, utc(2, 7)),
        (DAYLONG, HOUR, utc(2, 7)),
        (DAYLONG, 2 * DAY, utc(1, 7)),
        (DAYLONG, timedelta(days=1, hours=12), utc(1, 19)),
        (DAYLONG, timedelta(weeks=1), utc(27, 7, month=1)),
    ],
)
def test_a_reminder_is_due_by_its_lead_time(when: When, lead: timedelta, moment: datetime) -> None:
    assert due_at(when, lead, zone=KYIV, all_day_at=time(9)) == moment


def test_before_an_instant_a_lead_time_is_elapsed_time() -> None:
    # Kyiv sets its clocks forward on 29 March 2026 at 03:00: a day before noon is 11:00 there.
    noon = When.at(datetime(2026, 3, 29, 9, 0, tzinfo=UTC), zone=KYIV)

    assert due_at(noon, DAY, zone=KYIV, all_day_at=time(9)) == utc(28, 9, month=3)


def test_before_a_date_a_lead_time_is_counted_on_the_local_clock() -> None:
    # Winter time on the 28th, summer time from the 29th on: nine o'clock stays nine o'clock.
    days = [date(2026, 3, 29), date(2026, 3, 30)]
    moments = [due_at(When.on(day), DAY, zone=KYIV, all_day_at=time(9)) for day in days]

    assert moments == [utc(28, 7, month=3), utc(29, 6, month=3)]


def test_an_hour_that_the_day_before_does_not_have_is_read_with_the_offset_before_the_gap() -> None:
    moment = due_at(When.on(date(2026, 3, 30)), DAY, zone=KYIV, all_day_at=time(3, 30))

    assert moment == utc(29, 1, 30, month=3)  # 04:30 in Kyiv


def test_lead_times_that_fall_on_one_moment_make_one_reminder() -> None:
    assert [(each.lead, each.at) for each in due(council(DAYLONG))] == [(DAY, utc(2, 7))]
    assert [each.lead for each in due(council())] == [DAY, HOUR]


def test_a_meetings_own_lead_times_win_over_the_plans() -> None:
    assert [each.lead for each in due(council(leads=(3 * HOUR,)))] == [3 * HOUR]


def test_the_key_is_meeting_start_and_lead_and_no_title_or_zone() -> None:
    (first, _) = due(council())
    moved_zone = council(When.at(START, zone="UTC"), title="Other", place="Elsewhere")

    assert first.key == due(moved_zone)[0].key
    assert first.key.start == "2026-02-03T17:00:00Z"
    assert first.key != due(council(When.at(START + HOUR)))[0].key


def test_dates_of_another_precision_have_another_name() -> None:
    names = {start_name(when) for when in (EXACT, DAYLONG, EVENING, RANGE, TBA)}

    assert names == {
        "2026-02-03T17:00:00Z",
        "2026-02-03 day",
        "2026-02-03 evening",
        "2026-02-03/2026-02-04 range",
        "tba",
    }


@pytest.mark.parametrize(
    ("case", "plan", "reason"),
    [
        (council(TBA), PLAN, LeftOutReason.NO_DATE),
        (council(status=MeetingStatus.CANCELLED), PLAN, LeftOutReason.CANCELLED),
        (council(), replace(PLAN, leads=()), LeftOutReason.NO_LEAD),
        (council(leads=(timedelta(),)), PLAN, LeftOutReason.NO_LEAD),
        (council(), replace(PLAN, topics=("energy",)), LeftOutReason.OTHER_TOPIC),
        (council(), replace(PLAN, calendars=("works",)), LeftOutReason.OTHER_TOPIC),
    ],
)
def test_a_meeting_without_reminders_has_its_reason(
    case: Upcoming, plan: ReminderPlan, reason: str
) -> None:
    planned = plan_reminders(plan, [case], zone=KYIV)

    assert planned.due == ()
    assert [(each.subject, each.reason) for each in planned.left_out] == [(case.key, reason)]


def test_a_plan_selects_by_topic_or_by_calendar() -> None:
    plan = replace(PLAN, topics=("energy",), calendars=("works",))

    assert due(council(topics=("energy",)), plan)
    assert due(council(calendar="works"), plan)


# --- what goes out ---


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (utc(2, 16, 59), [ReminderReason.NOT_DUE, ReminderReason.NOT_DUE]),
        (utc(2, 17), [ReminderReason.DUE, ReminderReason.NOT_DUE]),
        (utc(2, 17, 5), [ReminderReason.DUE, ReminderReason.NOT_DUE]),
        (utc(2, 17, 6), [ReminderReason.LATE, ReminderReason.NOT_DUE]),
        # Away for a day: no burst, only the last.
        (utc(3, 16, 56), [ReminderReason.OVERTAKEN, ReminderReason.LATE]),
        (START, [ReminderReason.STARTED, ReminderReason.STARTED]),
    ],
)
def test_a_reminder_goes_out_once_due_and_late_until_the_meeting_starts(
    now: datetime, expected: list[str]
) -> None:
    assert reasons(at(now), council()) == expected


@pytest.mark.parametrize("when", [DAYLONG, EVENING, RANGE])
def test_a_date_without_an_hour_may_start_with_its_first_local_day(when: When) -> None:
    last_minute = datetime(2026, 2, 2, 21, 59, tzinfo=UTC)  # 23:59 in Kyiv

    assert reasons(at(last_minute), council(when)) == [ReminderReason.LATE]
    assert reasons(at(last_minute + timedelta(minutes=1)), council(when)) == [
        ReminderReason.STARTED
    ]


def test_a_reminder_that_went_out_does_not_go_out_again() -> None:
    situation = at(utc(2, 18), said(DAY, moment=utc(2, 17)))

    assert reasons(situation, council()) == [ReminderReason.SENT, ReminderReason.NOT_DUE]


def test_a_lead_time_added_later_does_not_make_up_for_what_was_said_since() -> None:
    situation = at(utc(3, 10), said(DAY, moment=utc(2, 17)))
    two_days = council(leads=(2 * DAY, DAY))

    assert reasons(situation, two_days) == [ReminderReason.OVERTAKEN, ReminderReason.SENT]


@pytest.mark.parametrize(
    ("now_is", "reason"),
    [
        (council(When.at(START + DAY)), ReminderReason.DATE_CHANGED),
        (council(status=MeetingStatus.CANCELLED), LeftOutReason.CANCELLED),
        (replace(council(), key="another/one"), ReminderReason.UNLISTED),
    ],
)
def test_a_reminder_computed_for_what_no_longer_holds_does_not_go_out(
    now_is: Upcoming, reason: str
) -> None:
    assert reasons(at(utc(3, 16)), now_is, planned=council()) == [reason, reason]


def test_an_outdated_reminder_keeps_no_valid_one_back() -> None:
    earlier = council(When.at(START - HOUR / 2))
    both = (*due(council()), *due(earlier))
    decisions = decide_reminders(both, at(utc(3, 16, 10)), upcoming=[earlier])

    assert [each.due.at for each in decisions if each.goes_out] == [utc(3, 15, 30)]


def test_what_was_due_before_reminders_began_is_not_made_up_for() -> None:
    situation = at(utc(3, 12), began=utc(3, 11))

    assert reasons(situation, council()) == [
        ReminderReason.UNKNOWN_THEN,
        ReminderReason.NOT_DUE,
    ]


def test_what_was_due_before_the_brief_was_published_is_not_made_up_for() -> None:
    named = brief(published_at=utc(3, 11), meetings=(meeting(when=EXACT),))
    (case,) = upcoming_of(named)

    assert reasons(at(utc(3, 12)), case) == [ReminderReason.UNKNOWN_THEN, ReminderReason.NOT_DUE]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"tlp": Tlp.AMBER}, Reason.TLP_TOO_HIGH),
        ({"status": Status.DRAFT}, Reason.DRAFT),
        ({"status": Status.WITHDRAWN}, LeftOutReason.WITHDRAWN),
        ({"embargo_until": utc(20, 0)}, Reason.EMBARGOED),
    ],
)
def test_the_brief_decides_who_may_be_reminded(fields: dict[str, object], reason: str) -> None:
    named = replace(brief(meetings=(meeting(when=EXACT),)), **fields)  # type: ignore[arg-type]
    (case,) = upcoming_of(named)

    assert reasons(at(utc(2, 17)), case) == [reason, reason]


def test_of_two_briefs_that_name_a_meeting_only_the_replacing_one_reminds() -> None:
    old = brief(slug="old", superseded_by=("new",), meetings=(meeting(when=EXACT),))
    new = replace(old, slug="new", superseded_by=())
    upcoming = [*upcoming_of(old), *upcoming_of(new)]
    plan = replace(PLAN, leads=(DAY,))
    planned = plan_reminders(plan, upcoming, zone=KYIV).due
    decisions = decide_reminders(planned, at(utc(2, 17)), upcoming=upcoming)

    assert {each.due.meeting.key: each.reason for each in decisions} == {
        "new/council": ReminderReason.DUE,
        "old/council": LeftOutReason.REPLACED,
    }


def test_a_reminder_says_what_holds_now() -> None:
    planned = due(council(title="Council of ministers"))
    (decision, _) = decide_reminders(planned, at(utc(2, 17)), upcoming=[council(title="Summit")])

    assert decision.due.meeting.title == "Summit"


# --- notices ---


def notices(situation: Situation, upcoming: Upcoming) -> list[tuple[NoticeKind, When | None]]:
    return [(each.kind, each.was) for each in decide_notices([upcoming], situation).notices]


MOVED = council(When.at(START + 7 * DAY))
CANCELLED = council(status=MeetingStatus.CANCELLED)
REMINDED = said(DAY, moment=utc(2, 17))


@pytest.mark.parametrize(
    ("now_is", "kind"), [(MOVED, NoticeKind.MOVED), (CANCELLED, NoticeKind.CANCELLED)]
)
def test_after_a_reminder_a_change_makes_one_notice(now_is: Upcoming, kind: NoticeKind) -> None:
    before = at(utc(3, 9), REMINDED)
    told = said(kind, now_is.when, moment=utc(3, 9))

    assert notices(before, now_is) == [(kind, EXACT)]
    assert notices(at(utc(3, 10), REMINDED, told), now_is) == []


@pytest.mark.parametrize("now_is", [MOVED, CANCELLED])
def test_without_a_reminder_a_change_is_silent(now_is: Upcoming) -> None:
    found = decide_notices([now_is], at(utc(3, 9)))

    assert found.notices == ()
    assert [each.reason for each in found.left_out] == [LeftOutReason.NOT_ANNOUNCED]


def test_what_still_holds_needs_no_notice() -> None:
    found = decide_notices([council(title="Summit")], at(utc(3, 9), REMINDED))

    assert [each.reason for each in found.left_out] == [LeftOutReason.UNCHANGED]


def test_a_date_made_more_exact_is_told_to_those_who_were_reminded() -> None:
    told = said(DAY, RANGE, moment=utc(2, 7))

    assert notices(at(utc(2, 12), told), council(EVENING)) == [(NoticeKind.MOVED, RANGE)]


def test_a_meeting_put_off_without_a_date_is_told() -> None:
    assert notices(at(utc(3, 9), REMINDED), council(TBA)) == [(NoticeKind.MOVED, EXACT)]


def test_a_meeting_that_takes_place_after_all_is_told() -> None:
    cancelled = said(NoticeKind.CANCELLED, moment=utc(3, 9))

    assert notices(at(utc(3, 10), REMINDED, cancelled), council()) == [(NoticeKind.MOVED, None)]


@pytest.mark.parametrize(
    ("now_is", "expected"),
    [
        (CANCELLED, []),
        (council(When.at(START - DAY)), []),
        (MOVED, [(NoticeKind.MOVED, EXACT)]),
    ],
)
def test_no_notice_comes_after_every_date_it_names(
    now_is: Upcoming, expected: list[tuple[NoticeKind, When]]
) -> None:
    assert notices(at(START, REMINDED), now_is) == expected


def test_beside_a_notice_no_reminder_goes_out_and_then_the_remaining_ones_do() -> None:
    sooner = council(When.at(START - HOUR))
    moment = utc(2, 18)
    told = said(NoticeKind.MOVED, sooner.when, moment=moment)

    assert notices(at(moment, REMINDED), sooner) == [(NoticeKind.MOVED, EXACT)]
    assert reasons(at(moment, REMINDED), sooner) == [
        ReminderReason.OVERTAKEN,
        ReminderReason.NOT_DUE,
    ]
    assert reasons(at(utc(3, 15), REMINDED, told), sooner) == [
        ReminderReason.OVERTAKEN,
        ReminderReason.DUE,
    ]


def test_a_notice_tells_nothing_hidden() -> None:
    named = brief(tlp=Tlp.RED, meetings=(meeting(when=EXACT),))
    moved = replace(upcoming_of(named)[0], when=MOVED.when)

    assert notices(at(utc(3, 9), REMINDED), moved) == []


# --- for any date ---

zones = st.sampled_from((KYIV, "Pacific/Apia", "America/New_York", "UTC", "No/Where", ""))
days = st.dates()
whens = st.one_of(
    st.builds(When.on, days, zone=zones),
    st.builds(
        When.at,
        st.datetimes(timezones=st.timezones() | st.just(UTC)),
        zone=zones,
    ),
    st.builds(
        lambda day, part: When(precision=Precision.PART_OF_DAY, day=day, part=part),
        days,
        st.sampled_from(PartOfDay),
    ),
)
leads = st.lists(st.timedeltas(timedelta(), timedelta(weeks=9_999)), max_size=3).map(tuple)


@settings(max_examples=150)
@given(when=whens, lead_times=leads, zone=zones, now=st.datetimes(timezones=st.just(UTC)))
def test_at_most_one_reminder_of_a_meeting_goes_out_at_a_time_and_before_it_starts(
    when: When, lead_times: tuple[timedelta, ...], zone: str, now: datetime
) -> None:
    case = council(when, leads=lead_times)
    planned = plan_reminders(PLAN, [case], zone=zone).due
    situation = at(now, zone=zone)
    decisions = decide_reminders(planned, situation, upcoming=[case])

    assert len(decisions) == len(planned)
    assert sum(each.goes_out for each in decisions) <= 1
    if when.instant is not None:
        assert not any(each.goes_out for each in decisions) or now < when.instant


@settings(max_examples=100)
@given(
    day=st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    lead=st.timedeltas(HOUR, timedelta(days=30)),
    zone=st.sampled_from((KYIV, "America/New_York", "Australia/Lord_Howe", "UTC")),
)
def test_a_dates_reminder_comes_before_the_date_at_the_place(
    day: date, lead: timedelta, zone: str
) -> None:
    moment = due_at(When.on(day), lead, zone=zone, all_day_at=time(9))
    (only,) = plan_reminders(replace(PLAN, leads=(lead,)), [council(When.on(day))], zone=zone).due

    assert moment == only.at
    (decision,) = decide_reminders((only,), at(only.at, zone=zone), upcoming=[only.meeting])
    assert decision.reason is ReminderReason.DUE
