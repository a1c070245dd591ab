"""Which platforms are joined, what of them is loaded, and how their posts are rendered."""

import io
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from briefbot.app.running.connections import Connections, entries, join_platforms
from briefbot.app.running.platforms.joint import Chat, OptionsByDestination, Surface
from briefbot.clock import SystemClock
from briefbot.core.chat_places import channel_in_chat
from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.core.delivery.records import DestinationEntry, Person
from briefbot.core.delivery.timing import Timing
from briefbot.core.document import Document, DocumentKind, Meta
from briefbot.core.programme import Programme
from briefbot.settings import Settings

if TYPE_CHECKING:
    from briefbot.ports import Answering

DISCORD = {"discord": {"token": "a.discord.token"}}
SLACK = {"slack": {"bot_token": "xoxb-1", "app_token": "xapp-1"}}


def chat(people: Mapping[str, Person] | None = None) -> Chat:
    async def once(_event: str) -> bool:
        return True

    async def lacks(_platform: str, _scopes: Mapping[str, str]) -> None:
        """Nothing is lacking."""

    # Nobody asks anything here.
    return Chat(
        answering=cast("Answering", None), people=lambda: people or {}, once=once, lacks=lacks
    )


def joined(tmp_path: Path, values: Mapping[str, object]) -> Connections:
    surface = Surface(
        stream=io.StringIO(), clock=SystemClock(), timing=Timing(), data=tmp_path / "data"
    )
    return join_platforms(Settings.model_validate(values), surface, chat())


def made_in_chat(name: str) -> Programme:
    return Programme(channels={name: channel_in_chat(name, zone="UTC")})


def places(**platforms: str) -> dict[str, object]:
    return {name: {"platform": platform} for name, platform in platforms.items()}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, set()),
        ({"destinations": places(here="terminal")}, {"terminal"}),
        ({"destinations": places(news="local")}, {"local"}),
        ({"destinations": places(news="local", here="terminal")}, {"local", "terminal"}),
        # A chat is connected by its token: commands need no destination, posts need a token.
        ({"destinations": places(news="discord", desk="slack")}, set()),
    ],
)
def test_a_platform_is_joined_when_the_settings_ask_for_it(
    tmp_path: Path, values: Mapping[str, object], expected: set[str]
) -> None:
    assert set(joined(tmp_path, values).accounts) == expected


@pytest.mark.parametrize(
    ("values", "pace"),
    [
        (DISCORD, Pace(Rate(per_second=43, burst=4))),
        (
            {"discord": {"token": "a.discord.token", "per_second": 20}},
            Pace(Rate(per_second=16, burst=4)),
        ),
        (SLACK, Pace(Rate(per_second=4), channel=Rate(per_second=1))),
        (
            {"slack": {"bot_token": "xoxb-1", "per_minute": 120, "channel_per_minute": 30}},
            Pace(Rate(per_second=2), channel=Rate(per_second=0.5)),
        ),
    ],
)
def test_messages_leave_as_fast_as_the_settings_say(
    tmp_path: Path, values: Mapping[str, object], pace: Pace
) -> None:
    [account] = joined(tmp_path, values).accounts.values()

    assert account.pace == pace


def test_what_listens_and_serves_comes_with_its_platform(tmp_path: Path) -> None:
    connections = joined(tmp_path, {"destinations": places(news="local", here="terminal")})

    assert set(connections.links) == {"local"}
    assert connections.routes


def test_only_destinations_whose_platform_is_joined_are_connected(tmp_path: Path) -> None:
    values = {"destinations": places(news="local", desk="slack")}

    settings = Settings.model_validate(values)
    here = made_in_chat("slack_c0123456789")
    connected = joined(tmp_path, values).connected(settings, here)

    assert connected == {"news"}


def test_a_channel_in_which_people_subscribed_is_a_destination() -> None:
    settings = Settings.model_validate({"timezone": "Asia/Tokyo"} | DISCORD)
    here = made_in_chat("discord_100000000000000000")
    options = OptionsByDestination(settings, "discord", chat())

    assert entries(settings, here) == (
        DestinationEntry(
            name="discord_100000000000000000",
            account="discord",
            platform="discord",
            channel="100000000000000000",
        ),
    )
    found = options["discord_100000000000000000"]
    assert (found.channel, found.zone) == ("100000000000000000", "Asia/Tokyo")
    with pytest.raises(KeyError):
        options["slack_c0123456789"]


def test_two_names_of_one_channel_are_two_destinations() -> None:
    place = {"platform": "slack", "channel": "C1"}
    settings = Settings.model_validate({"destinations": {"news": place, "desk": place}})

    assert [each.name for each in entries(settings, Programme())] == ["news", "desk"]


@pytest.mark.parametrize(
    ("tables", "loaded"),
    [
        ({}, []),
        (DISCORD, ["discord"]),
        (SLACK, ["slack_bolt", "slack_sdk"]),
        (DISCORD | SLACK, ["discord", "slack_bolt", "slack_sdk"]),
    ],
)
def test_an_sdk_is_loaded_only_for_its_token(
    tmp_path: Path, tables: Mapping[str, object], loaded: list[str]
) -> None:
    program = (
        "import asyncio, json, pathlib, sys\n"
        "from app.running.test_connections import joined\n"
        "async def join():\n"
        "    connections = joined(pathlib.Path(sys.argv[1]), json.loads(sys.argv[2]))\n"
        "    await connections.close()\n"
        "asyncio.run(join())\n"
        "names = ['discord', 'slack_bolt', 'slack_sdk']\n"
        "print([name for name in names if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, str(tmp_path), json.dumps(tables)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.stdout.strip(), done.stderr) == (str(loaded), "")


def test_direct_messages_are_written_for_whoever_reads_them() -> None:
    settings = Settings.model_validate(
        {"timezone": "Europe/Paris", "destinations": places(news="local", desk="slack")}
    )
    known = Person(id="local:me", zone="Asia/Tokyo", hours=12)
    options = OptionsByDestination(settings, "local", chat({"local:me": known}))

    assert (options["dm:local:me"].zone, options["dm:local:me"].hours) == ("Asia/Tokyo", 12)
    assert options["dm:local:other"].zone == "Europe/Paris"
    assert options["news"].zone == "Europe/Paris"
    assert list(options) == ["news"]
    for name in ("desk", "dm:slack:T1:U1", "nowhere"):
        with pytest.raises(KeyError):
            options[name]


@pytest.mark.parametrize("look", ["components", "discord", "slack", "plain"])
def test_a_channel_of_the_chat_page_has_the_look_it_asks_for(tmp_path: Path, look: str) -> None:
    values = {"destinations": {"news": {"platform": "local", "look": look}}}
    pages = joined(tmp_path, values).joined["local"].pages
    document = Document(meta=Meta(kind=DocumentKind.NOTICE, title="A title"))

    (body,) = pages.render(document, destination="news", reference="7f3k2m")

    assert json.loads(body)["look"] == ("discord" if look == "components" else look)
