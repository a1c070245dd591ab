"""Scenes: what a replay's page shows, put together from its moments."""

from datetime import UTC, datetime, timedelta

from briefbot.core.compose import compose_correction, compose_summary
from briefbot.services.replay import Happening, Moment
from briefbot.services.scenes import scenes
from builders import brief, correction

START = datetime(2026, 1, 10, 8, 0, tzinfo=UTC)
BRIEF = brief(corrections=(correction(),))


def skipped(day: int, reason: str = "nothing is new", name: str = "morning") -> Moment:
    at = START + timedelta(days=day)
    return Moment(at=at, happening=Happening.DIGEST, name=name, reason=reason)


PUBLISHED = Moment(
    at=START,
    happening=Happening.SUMMARY,
    name=BRIEF.slug,
    document=compose_summary(BRIEF),
    brief=BRIEF,
)
CORRECTED = Moment(
    at=START + timedelta(hours=1),
    happening=Happening.CORRECTION,
    name=BRIEF.slug,
    document=compose_correction(BRIEF),
    brief=BRIEF,
)


def test_a_post_is_a_scene_of_its_own() -> None:
    (scene,) = scenes([PUBLISHED])

    assert [shot.document for shot in scene.shots] == [PUBLISHED.document]
    assert (scene.number, scene.at, scene.skipped, scene.corrected) == (1, START, (), None)


def test_what_is_skipped_in_a_row_for_one_reason_is_one_scene() -> None:
    moments = [skipped(1), skipped(2), PUBLISHED, skipped(3)]

    assert [len(scene.skipped) for scene in scenes(moments)] == [2, 0, 1]


def test_another_reason_or_another_name_is_another_scene() -> None:
    moments = [skipped(1), skipped(2, reason="it is a holiday"), skipped(2, name="evening")]

    assert [scene.skipped[0].reason for scene in scenes(moments)] == [
        "nothing is new",
        "it is a holiday",
        "nothing is new",
    ]


def test_a_correction_edits_the_message_and_posts_a_notice() -> None:
    first, _, last = scenes([PUBLISHED, skipped(0), CORRECTED])

    assert first.corrected == last.number == 3
    edited, notice = last.shots
    assert (edited.document, edited.edits) == (compose_summary(BRIEF), first.number)
    assert (notice.document, notice.edits) == (CORRECTED.document, None)


def test_a_correction_of_what_was_never_posted_is_a_notice_alone() -> None:
    (scene,) = scenes([CORRECTED])

    assert [shot.edits for shot in scene.shots] == [None]
