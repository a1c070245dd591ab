"""What a sender is told of a task."""

from datetime import datetime, timedelta

import pytest

from briefbot.services.delivering.calling import outgoing
from deliveries import NOW, task

EARLIER, LATER = NOW - timedelta(minutes=5), NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("first_try", "since"), [(None, NOW), (EARLIER, EARLIER), (NOW, NOW), (LATER, NOW)]
)
def test_a_message_is_looked_for_since_it_was_due_or_first_tried(
    first_try: datetime | None, since: datetime
) -> None:
    assert outgoing(task(due=NOW, first_try=first_try)).since == since
