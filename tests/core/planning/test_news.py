"""News: which briefs have their summary posted, and why the others do not."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from briefbot.core.brief import Status, Tlp
from briefbot.core.document import Priority
from briefbot.core.planning.news import NewsReason, judge_news, summary_posting
from briefbot.core.programme import Channel, SummaryPlan
from briefbot.core.schedule import QuietHours
from briefbot.core.selection import LeftOutReason
from briefbot.core.visibility import Audience, Place, Reason
from builders import brief

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MAIN = Channel(name="main", place=Place(audience=Audience.CHANNEL), zone="Europe/Kyiv")
PLAN = SummaryPlan(name="news", topics=("water",), destinations=("main",))
FRESH = brief(published_at=NOW - HOUR, topics=("water",))


@pytest.mark.parametrize(
    ("fields", "first_seen", "began", "reason"),
    [
        ({}, NOW, NOW - 99 * HOUR, NewsReason.NEWS),
        ({}, NOW - 99 * HOUR, NOW, NewsReason.NEWS),
        ({"published_at": NOW + HOUR}, NOW, NOW, NewsReason.NOT_YET),
        ({"embargo_until": NOW + HOUR}, NOW, NOW, NewsReason.NOT_YET),
        ({"published_at": None}, NOW, NOW, NewsReason.NOT_YET),
        ({"topics": ("energy",)}, NOW, NOW, LeftOutReason.OTHER_TOPIC),
        ({"published_at": NOW - 24 * HOUR}, NOW, NOW - 99 * HOUR, NewsReason.NEWS),
        ({"published_at": NOW - 25 * HOUR}, NOW, NOW - 99 * HOUR, NewsReason.OLD),
        ({"published_at": NOW - 25 * HOUR}, NOW - 25 * HOUR, NOW, NewsReason.OLD),
        (
            {"published_at": NOW - 25 * HOUR},
            NOW - 25 * HOUR,
            NOW - 99 * HOUR,
            NewsReason.TOO_LATE,
        ),
        ({"status": Status.DRAFT}, NOW, NOW, Reason.DRAFT),
        ({"tlp": Tlp.RED}, NOW, NOW, Reason.TLP_TOO_HIGH),
        ({"status": Status.WITHDRAWN}, NOW, NOW, LeftOutReason.WITHDRAWN),
        ({"slug": "replaced-one"}, NOW, NOW, LeftOutReason.REPLACED),
    ],
)
def test_a_brief_is_news_or_there_is_a_reason_why_not(
    fields: dict[str, Any], first_seen: datetime, began: datetime, reason: object
) -> None:
    judged = judge_news(
        brief(**{"published_at": NOW - HOUR, "topics": ("water",), **fields}),
        PLAN,
        MAIN,
        first_seen=first_seen,
        began=began,
        replaced=frozenset({"replaced-one"}),
        now=NOW,
    )

    assert judged is reason


def test_a_summary_is_due_when_it_came_out_and_too_late_after_its_plans_age() -> None:
    posting = summary_posting(FRESH, PLAN, MAIN, first_seen=NOW - 2 * HOUR, now=NOW)

    assert posting.key.parts == ("main", "summary", "council-meets", "published", "post", "0")
    assert posting.due == posting.release_at == NOW - HOUR
    assert posting.expires_at == NOW + 23 * HOUR
    assert posting.label == "2026-03-02T10:00"


def test_a_brief_that_was_written_after_its_publication_is_due_when_it_was_seen() -> None:
    assert summary_posting(FRESH, PLAN, MAIN, first_seen=NOW, now=NOW).due == NOW


@pytest.mark.parametrize(("priority", "held"), [(Priority.FLASH, False), (Priority.URGENT, True)])
def test_only_flash_does_not_heed_quiet_hours(priority: Priority, held: bool) -> None:  # noqa: FBT001 - a column of the table
    quiet = QuietHours(start=time(8), end=time(13), zone="UTC")
    channel = Channel(name="main", place=MAIN.place, zone="UTC", quiet=quiet)
    fresh = brief(published_at=NOW, priority=priority)

    posting = summary_posting(fresh, PLAN, channel, first_seen=NOW, now=NOW)

    assert (posting.release_at > NOW) is held
    assert posting.priority is priority
