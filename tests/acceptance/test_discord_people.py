"""People on a local Discord and the real process: every verb, sharing, reminders, long posts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from acceptance.discord_place import DiscordPlace, actions, discord_place, long_edit
from acceptance.meetings import meeting, soon
from acceptance.running import Site, until
from briefbot.core.commands import VERBS, Command
from discord_server import Channel, User
from discord_server.commands import CommandError

Value = str | int | bool

#: What each verb is given; `{id}` is a brief, `{ref}` the reference of its post.
GIVEN: Mapping[str, Mapping[str, Value]] = {
    "latest": {"count": 3},
    "show": {"id": "river-bridge"},
    "search": {"query": "bridge"},
    "digest": {"window": "24h"},
    "sources": {"id": "river-bridge"},
    "changes": {"id": "river-bridge"},
    "meetings": {"days": 14, "tz": "Europe/Kyiv"},
    "next": {},
    "remind": {"meeting": "river-bridge/opening", "lead": "1h"},
    "reminders": {},
    "cancel": {"reminder": 1},
    "settings": {"zone": "Europe/Kyiv"},
    "help": {"verb": "search"},
    "subscribe": {"at": "08:00", "tz": "Europe/Kyiv"},
    "unsubscribe": {"subscription": "sub-none"},
    "subscriptions": {},
    "pause": {"until": "2099-12-24"},
    "resume": {},
    "post": {"digest": "none"},
    "why": {"ref": "{ref}"},
    "status": {},
    "resolve": {"ref": "{ref}", "decision": "drop"},
    "retract": {"ref": "{ref}", "reason": "a trial"},
}


@pytest.fixture
def place(site: Site) -> Iterator[DiscordPlace]:
    with discord_place(site) as found:
        yield found


def shown(message: Any) -> str:  # noqa: ANN401 - as the local Discord keeps it
    return json.dumps(message.components, ensure_ascii=False)


def reference(message: Any) -> str:  # noqa: ANN401 - as the local Discord keeps it
    return shown(message).rpartition("-# ref ")[2][:6]


def test_every_verb_answers_every_kind_of_user(place: DiscordPlace) -> None:
    starts = datetime.now(UTC) + timedelta(days=2)
    with place.running():
        place.site.publish("river-bridge", meeting(starts))
        [post] = until(place.messages)
        asked = {
            verb: {
                name: reference(post) if value == "{ref}" else value
                for name, value in given.items()
            }
            for verb, given in GIVEN.items()
        }
        for verb, given in asked.items():
            command = VERBS[verb].command
            people = [place.reader, place.editor, place.moderator, place.manager]
            if command is Command.ADMIN:
                people = people[2:]
                for user in (place.reader, place.editor):
                    with pytest.raises(CommandError):  # it is not offered to them
                        place.ask(user, command.value, verb, given)
            for user in people:
                seen = place.ask(user, command.value, verb, given)
                is_refused = command is Command.ADMIN and user is not place.manager
                assert seen.is_ephemeral, verb
                assert seen.acknowledged_after < 5, verb
                assert "Something went wrong" not in shown(seen.message), verb
                assert ("Only managers may" in shown(seen.message)) == is_refused, verb
        until(lambda: not place.messages())

    assert set(GIVEN) == {name for name, verb in VERBS.items() if not verb.is_button}


def test_a_draft_and_the_menu_of_a_message_show_what_their_reader_may_see(
    place: DiscordPlace,
) -> None:
    with place.running():
        place.site.publish()
        [post] = until(place.messages)
        place.site.publish("secret", ("status: published", "status: draft"))
        people = (place.reader, place.moderator, place.editor, place.manager)
        until(lambda: "no brief" not in shown(draft_for(place, place.editor)))
        drafts = ["There is no brief" not in shown(draft_for(place, user)) for user in people]
        menus = [place.call(place.server.use_message_menu(u, post, "Brief this")) for u in people]

    assert drafts == [False, False, True, True]
    for seen in menus:
        assert seen.is_ephemeral
        assert "Example Council" in " ".join(map(shown, seen.messages))


def draft_for(place: DiscordPlace, user: User) -> Any:  # noqa: ANN401 - as the local Discord keeps it
    return place.ask(user, "brief", "show", {"id": "secret"}).message


def test_what_is_typed_is_completed_with_what_there_is(place: DiscordPlace) -> None:
    def typed(verb: str, option: str, text: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = place.call(
            place.server.autocomplete(
                place.reader, place.channel, "brief", verb, {option: text}, focused=option
            )
        )
        return found

    with place.running():
        place.site.publish("river-bridge", meeting(datetime.now(UTC) + timedelta(days=2)))
        until(place.messages)
        briefs = typed("show", "id", "river")
        meetings = typed("remind", "meeting", "open")
        zones = typed("meetings", "tz", "kyiv")

    assert [each["value"] for each in briefs] == ["river-bridge"]
    assert [each["value"] for each in meetings] == ["river-bridge/opening"]
    assert "Europe/Kyiv" in [each["value"] for each in zones]


def test_what_is_shared_is_posted_once_for_everybody(place: DiscordPlace) -> None:
    with place.running():
        place.site.publish()
        until(place.messages)
        seen = place.ask(place.reader, "brief", "sources", {"id": "river-bridge", "share": True})
        _, shared = until(lambda: place.messages() if len(place.messages()) == 2 else None)

    assert seen.is_ephemeral
    assert "Example Council" in shown(shared)
    assert "-# ref " in shown(shared)


def test_reminders_come_as_direct_messages_or_are_told_at_the_next_command(
    place: DiscordPlace,
) -> None:
    place.manager.is_reachable = False
    with place.running() as process:
        place.site.publish("river-bridge", meeting(soon()))
        until(place.messages)
        for user in (place.reader, place.manager):
            given = {"meeting": "river-bridge/opening", "lead": "1h"}
            place.ask(user, "brief", "remind", given)
        [told] = until(lambda: place.server.direct_messages(place.reader))
        buttons = [action for action in actions(told).values() if ":snooze:" in action]
        place.press(place.reader, told, buttons[0])
        listed = place.ask(place.reader, "brief", "reminders")
        process.wait_for_line("delivery dead")
        missed = place.ask(place.manager, "brief", "help")
        again = place.ask(place.manager, "brief", "help")

    assert "The opening" in shown(told)
    assert len(buttons) == 3
    assert "The opening" in shown(listed.message)
    assert len(place.server.direct_messages(place.reader)) == 1
    assert "The opening" in shown(missed.message)
    assert "The opening" not in shown(again.message)


def test_a_long_post_goes_on_in_a_thread_and_is_taken_back_whole(place: DiscordPlace) -> None:
    with place.running():
        place.site.publish("river-bridge", long_edit())
        [first] = until(place.messages)
        [thread] = until(lambda: place.server.threads(place.channel))
        until(lambda: place.messages(thread))
        place.ask(place.manager, "brief-admin", "retract", {"ref": reference(first)[:6]})
        until(lambda: not place.messages() and not place.messages(thread))

        until(lambda: thread.is_archived)

    assert thread.name == "Council opens the river bridge to traffic"


@pytest.mark.long
def test_fifty_servers_are_listened_to_and_each_gets_its_edition_once(place: DiscordPlace) -> None:
    guilds = [place.server.add_guild(name=f"server {number}") for number in range(49)]
    for guild in guilds:
        for number in range(20):
            place.server.add_channel(guild, name=f"channel {number}")
    editions = [[[*guild.channels.values()][at] for guild in guilds] for at in (0, -1)]
    rooms = [room for edition in editions for room in edition]
    tables = [edition_at(rooms, name=f"extra{n}") for n, rooms in enumerate(editions)]
    place.site.configure(place.config() + "".join(tables))
    last = place.server.add_user(guilds[-1])
    with place.running() as process:
        process.wait_for_line("listening to Discord", guilds=50)
        seen = place.call(place.server.run_command(last, rooms[-1], "brief", "help"))
        owners = [place.server.world.users[each.owner_id] for each in guilds]
        for number, _ in enumerate(editions):
            place.ask(place.manager, "brief-admin", "post", {"digest": f"extra{number}"})
        until(lambda: all(place.messages(room) for room in rooms))
        until(lambda: all(place.server.direct_messages(owner) for owner in owners))

    assert seen.is_ephemeral
    assert len(rooms) == 98
    references = [reference(message) for room in rooms for message in place.messages(room)]
    assert len(references) == len(set(references)) == len(rooms)
    others = [each for guild in guilds for each in guild.channels.values() if each not in rooms]
    assert not any(place.messages(each) for each in others)
    assert all(len(place.server.direct_messages(owner)) == 1 for owner in owners)


def edition_at(rooms: Sequence[Channel], *, name: str) -> str:
    """Return the tables of destinations, and of a digest that goes to all of them on demand."""
    tables = [
        f'[destinations.{name}_room{number}]\nplatform = "discord"\nchannel = "{room.id}"\n'
        for number, room in enumerate(rooms)
    ]
    names = json.dumps([f"{name}_room{number}" for number, _ in enumerate(rooms)])
    digest = (
        f'[digests.{name}]\nrule = "0 0 29 2 *"\nzone = "UTC"\ndestinations = {names}\n'
        'when_empty = "post"\n'
    )
    return "".join(tables) + digest
