"""Channels that are in no file have one name each, and the name says which channel it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.core.brief import Tlp
from briefbot.core.chat_places import channel_in_chat, name_in_chat, place_named
from briefbot.core.visibility import Audience

SNOWFLAKES = st.from_regex(r"[1-9][0-9]{16,19}", fullmatch=True)
SLACK_IDS = st.from_regex(r"[CG][A-Z0-9]{8,10}", fullmatch=True)


@given(st.one_of(st.tuples(st.just("discord"), SNOWFLAKES), st.tuples(st.just("slack"), SLACK_IDS)))
def test_a_name_says_which_channel_it_is(place: tuple[str, str]) -> None:
    name = name_in_chat(*place)

    assert place_named(name) == place
    assert len(name) <= 32


@pytest.mark.parametrize(
    ("platform", "channel"),
    [
        ("discord", ""),
        ("discord", "news"),
        ("slack", "D0123456789"),  # direct messages
        ("slack", "U0123456789"),
        ("slack", ""),
        ("local", "news"),
        ("discord", "100000000000000000\n"),
    ],
)
def test_what_is_no_channel_of_a_chat_has_no_name(platform: str, channel: str) -> None:
    assert name_in_chat(platform, channel) == ""


@given(st.text(max_size=40))
def test_any_other_name_stands_for_no_channel(name: str) -> None:
    found = place_named(name)

    assert found is None or name_in_chat(*found) == name


def test_everybody_reads_there() -> None:
    channel = channel_in_chat("slack_c0123456789", zone="Europe/Kyiv")

    assert channel.place.audience is Audience.CHANNEL
    assert channel.place.tlp_max is Tlp.CLEAR
    assert channel.zone == "Europe/Kyiv"
