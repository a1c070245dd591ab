"""Tasks of deliveries, made in one line, and strategies that draw them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from briefbot.core.delivery.decide import OnUnknown, Rules
from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.state import (
    BlockedScope,
    DeliveryState,
    Looked,
    Operation,
    Outcome,
    Promises,
    Receipt,
    Sighting,
    Verdict,
)
from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Task

NOW = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)
RECEIPT = Receipt(channel="newsroom", message="1001")
KEY = PostingKey(
    destination="newsroom",
    kind=PostingKind.DIGEST,
    subject="morning",
    occurrence="2026-01-10T09:00",
)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def task(**fields: Any) -> Task:
    """Return a rendered message that was due now and never tried."""
    made = Task(
        id=1,
        posting=1,
        key=KEY,
        page=1,
        operation=Operation.SEND,
        was=DeliveryState.PENDING,
        channel="newsroom",
        due=NOW,
        expires_at=None,
        attempts=0,
        first_try=None,
        last_try=None,
        unknown_since=None,
        late=False,
        nonce=KEY.nonce(1),
        payload='{"text": "hello"}',
    )
    return replace(made, **fields)


def unclear_task(since: timedelta = timedelta(0), **fields: Any) -> Task:
    """Return a message that was tried once, that long ago, and may have been posted."""
    then = NOW - since
    made = task(
        was=DeliveryState.UNKNOWN, attempts=1, first_try=then, last_try=then, unknown_since=then
    )
    return replace(made, **fields)


def rules(**promises: Any) -> Rules:
    return Rules(timing=Timing(), promises=Promises(**promises))


_spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=3))
_reasons = st.text(max_size=400)
_wishes = st.none() | st.timedeltas(min_value=timedelta(days=-1), max_value=timedelta(days=400))


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    """Draw any task that a store could give, at any time after its last try."""
    was = draw(st.sampled_from([DeliveryState.PENDING, DeliveryState.UNKNOWN]))
    attempts = draw(st.integers(min_value=was is DeliveryState.UNKNOWN, max_value=20))
    last = NOW - draw(_spans)
    first = last - draw(_spans)
    return task(
        operation=draw(st.sampled_from(Operation)),
        was=was,
        due=first - draw(_spans),
        attempts=attempts,
        first_try=first if attempts else None,
        last_try=last if attempts else None,
        unknown_since=last if was is DeliveryState.UNKNOWN else None,
        late=draw(st.booleans()),
        claims=draw(st.integers(1, 6)),
        payload=draw(st.none() | st.just("{}")),
        target=draw(st.none() | st.just(RECEIPT)),
    )


all_rules = st.builds(
    Rules,
    timing=st.just(Timing()),
    promises=st.builds(
        Promises,
        nonce_window=st.sampled_from([timedelta(0), timedelta(seconds=60), timedelta(days=1)]),
        looks_back=st.booleans(),
        edits=st.booleans(),
        deletes=st.booleans(),
    ),
    on_unknown=st.sampled_from(OnUnknown),
)
outcomes = st.builds(
    Outcome,
    verdict=st.sampled_from(Verdict),
    reason=_reasons,
    receipt=st.none() | st.just(RECEIPT),
    retry_after=_wishes,
    scope=st.sampled_from(BlockedScope),
)
looks = st.builds(
    Looked,
    sighting=st.sampled_from(Sighting),
    reason=_reasons,
    receipt=st.just(RECEIPT),
    retry_after=_wishes,
)
jitters = st.floats(0, 1)
