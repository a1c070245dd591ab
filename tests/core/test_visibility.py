"""Visibility: one gate, with a named reason."""

from datetime import timedelta

import pytest

from briefbot.core.brief import Brief, Status, Tlp
from briefbot.core.visibility import Audience, Place, Reason, Role, visible
from builders import PUBLISHED, brief

CHANNEL = Place(audience=Audience.CHANNEL)
PRIVATE = Place(audience=Audience.PRIVATE)
LATER = PUBLISHED + timedelta(hours=1)


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (brief(), Reason.PUBLISHED),
        (brief(status=Status.WITHDRAWN), Reason.PUBLISHED),
        (brief(status=Status.DRAFT), Reason.DRAFT),
        (brief(published_at=LATER + timedelta(seconds=1)), Reason.NOT_YET),
        (brief(published_at=None), Reason.NOT_YET),
        (brief(embargo_until=LATER + timedelta(seconds=1)), Reason.EMBARGOED),
        (brief(tlp=Tlp.GREEN), Reason.TLP_TOO_HIGH),
        (brief(tlp=Tlp.RED, status=Status.DRAFT), Reason.TLP_TOO_HIGH),
    ],
)
def test_a_channel_shows_what_is_published_and_within_its_label(
    case: Brief, reason: Reason
) -> None:
    decision = visible(case, place=CHANNEL, person=Role.MANAGER, now=LATER)

    assert decision.reason is reason
    assert decision.allowed is (reason is Reason.PUBLISHED)


def test_the_moments_of_publication_and_of_the_embargos_end_are_visible() -> None:
    case = brief(published_at=LATER, embargo_until=LATER)

    assert visible(case, place=CHANNEL, person=Role.READER, now=LATER).allowed


@pytest.mark.parametrize("case", [brief(status=Status.DRAFT), brief(published_at=None)])
def test_an_editor_may_see_unpublished_briefs_in_private_only(case: Brief) -> None:
    private = visible(case, place=PRIVATE, person=Role.EDITOR, now=LATER)

    assert (private.allowed, private.reason) == (True, Reason.EDITORS_PREVIEW)
    assert not visible(case, place=CHANNEL, person=Role.EDITOR, now=LATER).allowed
    assert not visible(case, place=PRIVATE, person=Role.READER, now=LATER).allowed


@pytest.mark.parametrize("label", Tlp)
@pytest.mark.parametrize("ceiling", Tlp)
def test_a_label_passes_up_to_the_ceiling_even_for_editors_in_private(
    label: Tlp, ceiling: Tlp
) -> None:
    place = Place(audience=Audience.PRIVATE, tlp_max=ceiling)

    decision = visible(brief(tlp=label), place=place, person=Role.EDITOR, now=LATER)

    assert decision.allowed is (list(Tlp).index(label) <= list(Tlp).index(ceiling))
