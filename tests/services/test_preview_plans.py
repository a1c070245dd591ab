"""Previews of what schedules would post."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefbot.core.digest import DigestPlan
from briefbot.core.plain_text import document_text
from briefbot.core.programme import Channel, DigestSchedule, Programme
from briefbot.core.reminders import ReminderPlan
from briefbot.core.schedule import parse_rule
from briefbot.core.visibility import Audience, Place
from briefbot.core.when import When
from briefbot.errors import UsageError
from briefbot.services.preview_plans import Material, preview_edition, preview_reminder
from builders import brief, meeting

CHANNEL = Channel(name="news", place=Place(audience=Audience.CHANNEL), zone="Europe/Kyiv")
PROGRAMME = Programme(
    channels={"news": CHANNEL},
    digests={
        "daily": DigestSchedule(
            plan=DigestPlan(name="daily", title="Daily"),
            rule=parse_rule("daily at 08:00"),
            zone="Europe/Kyiv",
            destinations=("news",),
        )
    },
)
STARTS = datetime(2026, 1, 20, 9, 30, tzinfo=UTC)
BRIEF = brief(meetings=(meeting(when=When.at(STARTS, zone="Europe/Brussels")),))
MATERIAL = Material(briefs=(BRIEF,))


def test_an_edition_is_previewed_at_a_local_time_of_its_zone() -> None:
    shown = preview_edition(PROGRAMME, MATERIAL, name="daily", at="2026-01-11T08:00")

    assert "Council meets on winter supplies" in document_text(shown.document)
    assert shown.channel == CHANNEL
    assert shown.notes == (
        "left out: council-meets/council: it is further ahead than this digest looks",
    )


def test_of_very_many_that_are_left_out_for_one_reason_the_number_is_told() -> None:
    far = tuple(
        meeting(id=f"m{number}", when=When.at(STARTS, zone="Europe/Brussels"))
        for number in range(500)
    )

    shown = preview_edition(
        PROGRAMME, Material(briefs=(brief(meetings=far),)), name="daily", at="2026-01-11T08:00"
    )

    assert len(shown.notes) == 11
    assert shown.notes[-1] == "left out: 490 more: it is further ahead than this digest looks"


def test_an_edition_that_would_not_go_out_says_so_first() -> None:
    shown = preview_edition(PROGRAMME, MATERIAL, name="daily", at="2026-01-12T08:00")

    assert shown.notes[0] == "would not be posted: nothing is new since the last edition"


def test_a_time_with_an_offset_is_that_instant() -> None:
    local = preview_edition(PROGRAMME, MATERIAL, name="daily", at="2026-01-11T08:00")

    assert preview_edition(PROGRAMME, MATERIAL, name="daily", at="2026-01-11T06:00Z") == local


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"name": "dayly"}, 'no digest is named "dayly" -- did you mean "daily"?'),
        ({"at": "eight"}, '"eight" is no time -- write it as 2026-12-01T08:00'),
        ({"destination": "newz"}, 'no destination is named "newz" -- did you mean "news"?'),
    ],
)
def test_what_is_not_there_is_named_with_the_nearest(changed: dict[str, str], what: str) -> None:
    asked = {"name": "daily", "at": "2026-01-11T08:00", "destination": "news"} | changed

    with pytest.raises(UsageError) as refused:
        preview_edition(PROGRAMME, MATERIAL, **asked)

    assert str(refused.value) == what


def reminder(key: str, material: Material = MATERIAL) -> tuple[str, tuple[str, ...]]:
    plan = ReminderPlan(name="preview")
    shown = preview_reminder(
        plan, material, channel=CHANNEL, meeting=key, lead=timedelta(hours=2), now=STARTS
    )
    return document_text(shown.document), shown.notes


def test_a_reminder_is_previewed_with_the_moment_it_is_due() -> None:
    text, notes = reminder("council-meets/council")

    assert text.startswith("Reminder: Council meeting")
    assert notes == ("due 2 hours before: 2026-01-20 09:30 Europe/Kyiv",)


def test_a_reminder_of_a_hidden_brief_says_why_it_would_not_go_out() -> None:
    hidden = replace(BRIEF, published_at=None)
    material = Material(briefs=(hidden,))

    assert reminder("council-meets/council", material)[1][0].startswith("would not be posted: ")


def test_a_meeting_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match='did you mean "council-meets/council"'):
        reminder("council-meets/counsel")
