"""What answers mean, whatever they hold."""

from datetime import timedelta
from typing import Any

import aiohttp
import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.delivery.state import BlockedScope, Sighting, Verdict
from briefbot.platforms.discord.permissions import SEND_MESSAGES, VIEW_CHANNEL, missing_permissions
from briefbot.platforms.discord.rest import RefusedError, id_of
from briefbot.platforms.discord.sender.outcomes import looked_of, outcome_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["_errors", "code", "0", "content"]), inner, max_size=4)
    ),
    max_leaves=12,
)
BODIES = st.dictionaries(
    st.sampled_from(["code", "message", "errors", "retry_after", "global"]), JSON, max_size=5
)


@settings(max_examples=200)
@given(status=st.integers(400, 599), body=BODIES, via=st.booleans())
def test_every_refusal_has_a_meaning(status: int, body: dict[str, Any], *, via: bool) -> None:
    error = RefusedError(status, body, {"Via": "front"} if via else {})
    outcome = outcome_of(error, (VIEW_CHANNEL, SEND_MESSAGES))

    assert outcome.verdict is not Verdict.DELIVERED
    assert outcome.reason
    assert len(outcome.reason) < 600
    assert (outcome.verdict is Verdict.UNCLEAR) == (status >= 500)
    assert outcome.retry_after is None or outcome.retry_after >= timedelta(0)
    assert looked_of(error, ()).sighting in {Sighting.NOT_NOW, Sighting.UNREADABLE}


def form(errors: object) -> RefusedError:
    return RefusedError(400, {"code": 50035, "errors": errors}, {})


def test_a_form_s_faults_are_told_by_place() -> None:
    inner = {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "the secret text"}]}
    outcome = outcome_of(form({"components": {"0": {"content": inner}}}), ())

    assert outcome.reason.endswith("components.0.content: BASE_TYPE_MAX_LENGTH")


def test_what_could_be_content_is_not_told() -> None:
    errors = {"a secret": {"_errors": [{"code": "so it says: secret"}, 1]}}

    assert "secret" not in outcome_of(form(errors), ()).reason


@pytest.mark.parametrize(
    ("status", "body", "headers", "verdict", "scope"),
    [
        (429, {}, {"Retry-After": "7"}, Verdict.NOT_NOW, BlockedScope.ACCOUNT),
        (429, {"retry_after": 7}, {}, Verdict.NOT_NOW, BlockedScope.ACCOUNT),
        (403, {}, {}, Verdict.NOT_NOW, BlockedScope.ACCOUNT),
        (403, {"code": 40333}, {}, Verdict.NOT_NOW, BlockedScope.ACCOUNT),
        (404, {"code": 0}, {}, Verdict.NOT_NOW, BlockedScope.ACCOUNT),
        (400, {"code": 20028}, {}, Verdict.NOT_NOW, BlockedScope.DESTINATION),
        (400, {"code": 30046}, {}, Verdict.NOT_NOW, BlockedScope.DESTINATION),
        (400, {"code": 50008}, {}, Verdict.DESTINATION_REFUSED, BlockedScope.DELIVERY),
        (404, {"code": 10004}, {}, Verdict.DESTINATION_REFUSED, BlockedScope.DELIVERY),
        (400, {"code": 50006}, {}, Verdict.REFUSED, BlockedScope.DELIVERY),
        (400, {"code": 200000}, {}, Verdict.REFUSED, BlockedScope.DELIVERY),
        (400, {"code": 999}, {}, Verdict.REFUSED, BlockedScope.DELIVERY),
        (413, {"code": 40005}, {}, Verdict.REFUSED, BlockedScope.DELIVERY),
    ],
)
def test_rarer_answers(
    status: int,
    body: dict[str, Any],
    headers: dict[str, str],
    verdict: Verdict,
    scope: BlockedScope,
) -> None:
    outcome = outcome_of(RefusedError(status, body, headers), ())

    assert (outcome.verdict, outcome.scope) == (verdict, scope)


def test_a_bucket_that_is_empty_for_long_is_waited_for_by_the_ledger() -> None:
    outcome = outcome_of(discord.RateLimited(90.0), ())

    assert (outcome.verdict, outcome.scope) == (Verdict.NOT_NOW, BlockedScope.DESTINATION)
    assert outcome.retry_after == timedelta(seconds=90)


@pytest.mark.parametrize("error", [aiohttp.ClientPayloadError(), TimeoutError(), OSError(104, "")])
def test_a_lost_answer_is_unclear(error: Exception) -> None:
    assert outcome_of(error, ()).verdict is Verdict.UNCLEAR


@pytest.mark.parametrize("found", [None, [], {}, {"id": 1}, {"id": ""}, {"id": "x"}, "text"])
def test_an_answer_without_an_id_is_no_whole_answer(found: object) -> None:
    with pytest.raises(aiohttp.ClientPayloadError):
        id_of(found)


def test_what_is_missing_is_named_and_an_administrator_misses_nothing() -> None:
    assert missing_permissions(VIEW_CHANNEL.bit)[0] == SEND_MESSAGES
    assert missing_permissions(1 << 3) == ()
