"""Permits to send: never more than the limits, and no slower than them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.core.delivery.pacing import Buckets, Pace, Rate, take

DISCORD = Pace(Rate(47, burst=3))
SLACK = Pace(Rate(4), Rate(1))


def spend(pace: Pace, requests: list[int]) -> list[float]:
    """Return the moments of the requests of wishes that make so many each, in their order."""
    buckets, now, gone = Buckets(), 0.0, []
    while requests:
        permits = take(buckets, [""] * len(requests), pace, now=now, requests=requests)
        buckets = permits.buckets
        assert permits.granted == set(range(len(permits.granted))), "nobody is overtaken"
        gone += [now for place in permits.granted for _ in range(requests[place])]
        requests = requests[len(permits.granted) :]
        now = now if permits.wait_until is None else permits.wait_until
    return gone


def drive(pace: Pace, wishes: list[str], *, until: float) -> list[tuple[float, str]]:
    """Return when each wish went out, asked for as soon as the pacer says."""
    buckets, now, gone = Buckets(), 0.0, []
    while wishes and now <= until:
        permits = take(buckets, wishes, pace, now=now)
        buckets = permits.buckets
        gone += [(now, wishes[place]) for place in sorted(permits.granted)]
        wishes = [wish for place, wish in enumerate(wishes) if place not in permits.granted]
        if permits.wait_until is not None:
            assert permits.wait_until > now
            now = permits.wait_until
    return gone


def most_in_a_second(moments: list[float]) -> int:
    return max(sum(start <= at < start + 1 for at in moments) for start in moments)


def test_discord_gets_what_its_limit_of_fifty_allows_and_no_more() -> None:
    moments = [at for at, _ in drive(DISCORD, ["one"] * 470, until=60)]

    assert most_in_a_second(moments) <= 50
    assert moments[-1] == pytest.approx(10, rel=0.01)


def test_a_slack_channel_gets_one_a_second_and_lets_the_others_pass() -> None:
    gone = drive(SLACK, ["busy"] * 3 + ["other"], until=60)

    assert [channel for _, channel in gone] == ["busy", "other", "busy", "busy"]
    assert most_in_a_second([at for at, channel in gone if channel == "busy"]) == 1


def test_a_request_without_a_channel_counts_in_the_account_alone() -> None:
    gone = drive(SLACK, [""] * 8, until=60)

    assert [at for at, _ in gone] == pytest.approx([place / 4 for place in range(8)])


def test_a_wish_of_several_requests_counts_as_so_many() -> None:
    moments = spend(DISCORD, [1, 2, 1] * 100)

    assert most_in_a_second(moments) <= 50
    assert moments[-1] == pytest.approx(400 / 47, rel=0.01)


def test_a_wish_of_more_than_the_burst_waits_for_a_full_bucket_and_is_paid_for_after() -> None:
    moments = spend(Pace(Rate(10, burst=2)), [1, 3, 1])

    assert moments == pytest.approx([0, 0.1, 0.1, 0.1, 0.4 - 0.1])


def test_a_wish_that_its_channel_holds_up_lets_those_pass_that_make_fewer_requests() -> None:
    used = take(Buckets(), ["busy"], SLACK, now=0).buckets
    permits = take(used, ["busy", "other"], SLACK, now=0.25, requests=[3, 1])

    assert permits.granted == {1}


@given(st.lists(st.integers(1, 4), min_size=1, max_size=60), st.floats(0.5, 50))
def test_no_second_sees_more_requests_than_the_rate_and_its_burst(
    requests: list[int], per_second: float
) -> None:
    moments = spend(Pace(Rate(per_second, burst=4)), requests)

    assert len(moments) == sum(requests)
    assert most_in_a_second(moments) <= per_second + 4


def test_nothing_is_waited_for_when_everything_may_go() -> None:
    assert take(Buckets(), ["one"], SLACK, now=5).wait_until is None
    assert take(Buckets(), [], SLACK, now=5).wait_until is None


@given(
    st.lists(st.sampled_from(["", "one", "two", "three"]), max_size=60),
    st.floats(0.5, 50),
    st.integers(1, 5),
    st.none() | st.floats(0.5, 5),
)
def test_no_second_sees_more_than_the_rate_and_its_burst(
    wishes: list[str], per_second: float, burst: int, per_channel: float | None
) -> None:
    pace = Pace(Rate(per_second, burst), Rate(per_channel) if per_channel else None)
    gone = drive(pace, wishes, until=1e9)

    assert len(gone) == len(wishes)
    if gone:
        assert most_in_a_second([at for at, _ in gone]) <= per_second + burst
    for channel in {channel for _, channel in gone if channel and per_channel}:
        moments = [at for at, each in gone if each == channel]
        assert most_in_a_second(moments) <= (per_channel or 0) + 1


@given(st.lists(st.sampled_from(["one", "two"]), min_size=1, max_size=20))
def test_channels_that_rest_are_forgotten(wishes: list[str]) -> None:
    used = take(Buckets(), wishes, SLACK, now=0).buckets

    assert not take(used, [], SLACK, now=1000).buckets.channels


@pytest.mark.parametrize(("per_second", "burst"), [(0, 1), (-1, 1), (1, 0)])
def test_a_rate_that_lets_nothing_through_is_refused(per_second: float, burst: int) -> None:
    with pytest.raises(ValueError, match="lets something through"):
        Rate(per_second, burst)
