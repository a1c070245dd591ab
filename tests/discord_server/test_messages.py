"""Messages, histories and threads of the local Discord, through the real discord.py."""

from typing import Any

import discord
import pytest

from discord_server import DiscordServer, Settings
from discord_server.clients import Client, code_of, messageable, perform
from discord_server.permissions import MANAGE_THREADS
from discord_server.records import Channel


def test_a_nonce_makes_one_message_of_two_sends() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        there = messageable(client, channel)
        first = await there.send("a", nonce="job-17")
        second = await there.send("a", nonce="job-17")
        assert first.id == second.id
        assert [message.content for message in server.messages(channel)] == ["a"]

    perform(errand)


def test_a_nonce_is_the_authors_in_every_channel() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        assert channel.guild is not None
        other = server.add_channel(channel.guild, name="other")
        first = await messageable(client, channel).send("a", nonce="job-17")
        again = await messageable(client, other).send("a", nonce="job-17")
        assert first.id == again.id
        assert server.messages(other) == []

    perform(errand)


def test_a_nonce_is_forgotten_after_its_time() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        await messageable(client, channel).send("a", nonce="job-17")
        server.advance(61)
        await messageable(client, channel).send("a", nonce="job-17")
        assert len(server.messages(channel)) == 2

    perform(errand, server=DiscordServer(settings=Settings(nonce_memory=60)))


def test_histories_do_not_tell_the_nonce() -> None:
    async def errand(_: DiscordServer, client: Client, channel: Channel) -> None:
        there = messageable(client, channel)
        assert (await there.send("a", nonce="job-17")).nonce == "job-17"
        assert [message.nonce async for message in there.history()] == [None]

    perform(errand)


def test_a_message_is_edited_and_deleted() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        message = await messageable(client, channel).send("a")
        edited = await message.edit(content="b")
        assert (edited.content, edited.edited_at is None) == ("b", False)
        assert [each.content for each in server.messages(channel)] == ["b"]
        await message.delete()
        assert server.messages(channel) == []

    perform(errand)


def test_somebody_elses_message_cannot_be_edited() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        said = server.say(server.add_user(channel.guild), channel, "mine")
        there = messageable(client, channel)
        assert await code_of(there.get_partial_message(said.id).edit(content="b")) == (403, 50005)
        assert await code_of(there.get_partial_message(said.id).delete()) == (403, 50013)

    perform(errand)


def test_what_others_say_is_hidden_without_the_intent() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        server.say(server.add_user(channel.guild), channel, "mine")
        assert [each.content async for each in messageable(client, channel).history()] == [""]

    perform(errand)


def test_histories_are_bounded_and_ordered() -> None:
    async def errand(_: DiscordServer, client: Client, channel: Channel) -> None:
        there = messageable(client, channel)
        sent = [await there.send(str(number)) for number in range(6)]
        newest = [each.content async for each in there.history(limit=2)]
        after = [each.content async for each in there.history(limit=2, after=sent[1])]
        before = [each.content async for each in there.history(limit=2, before=sent[4])]
        assert (newest, after, before) == (["5", "4"], ["2", "3"], ["3", "2"])

    perform(errand)


def test_a_history_can_lag() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        server.faults.history_lag = 30
        there = messageable(client, channel)
        await there.send("a")
        assert [each.content async for each in there.history()] == []
        server.advance(31)
        assert [each.content async for each in there.history()] == ["a"]

    perform(errand)


def test_a_message_has_one_thread_with_its_own_id() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        message = await messageable(client, channel).send("a")
        thread = await client.http.start_thread_with_message(
            channel.id, message.id, name="Replies", auto_archive_duration=1440
        )
        assert thread["id"] == str(message.id)
        again = client.http.start_thread_with_message(
            channel.id, message.id, name="Replies", auto_archive_duration=1440
        )
        assert await code_of(again) == (400, 160004)
        await client.get_partial_messageable(message.id).send("in the thread")
        assert [each.name for each in server.threads(channel)] == ["Replies"]
        assert [each.content for each in server.messages(message.id)] == ["in the thread"]

    perform(errand)


def test_an_archived_thread_is_woken_before_its_messages_change() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        thread = server.world.add_thread(channel, name="Replies")
        message = await messageable(client, thread).send("a")
        thread.is_archived = True
        assert await code_of(message.edit(content="b")) == (400, 50083)
        await client.http.edit_channel(thread.id, archived=False)
        assert (await message.edit(content="b")).content == "b"
        assert await code_of(client.http.edit_channel(channel.id, name="mine")) == (403, 50013)

    perform(errand)


def test_a_thread_is_changed_by_whoever_began_it_and_by_moderators() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        change = client.http.edit_channel
        own = server.world.add_thread(channel, name="Replies")
        owner = server.add_user(channel.guild)
        others = server.world.add_thread(channel, name="Questions", owner=owner)
        assert (await change(own.id, name="Answers"))["name"] == own.name == "Answers"
        assert [each.kind for each in server.messages(own)] == [4]
        assert await code_of(change(others.id, name="Mine")) == (403, 50013)
        assert await code_of(change(others.id, archived=True)) == (403, 50013)
        assert await code_of(change(own.id, locked=True)) == (403, 50013)
        server.overwrite(channel, server.bot, allow=MANAGE_THREADS)
        await change(others.id, name="Mine", locked=True, archived=True)
        assert (others.name, others.is_locked, others.is_archived) == ("Mine", True, True)
        server.overwrite(channel, server.bot)
        assert await code_of(change(others.id, archived=False)) == (403, 50013)

    perform(errand)


def test_an_archived_thread_is_woken_before_anything_else_of_it_changes() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        thread = server.world.add_thread(channel, name="Replies")
        await client.http.edit_channel(thread.id, archived=True)
        assert await code_of(client.http.edit_channel(thread.id, name="a")) == (400, 50083)
        await client.http.edit_channel(thread.id, name="a", archived=False)
        assert (thread.name, thread.is_archived) == ("a", False)

    perform(errand)


@pytest.mark.parametrize(
    "body",
    [{"name": ""}, {"name": "a" * 101}, {"archived": "yes"}, {"auto_archive_duration": 61}],
)
def test_a_form_that_no_thread_has_is_refused(body: dict[str, Any]) -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        thread = server.world.add_thread(channel, name="Replies")
        assert await code_of(client.http.edit_channel(thread.id, **body)) == (400, 50035)

    perform(errand)


def test_files_become_attachments() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        file = discord.File(__file__, filename="meeting.ics")
        message = await messageable(client, channel).send("a", file=file)
        assert [each.filename for each in message.attachments] == ["meeting.ics"]
        assert len(server.messages(channel)[0].attachments) == 1

    perform(errand)


def test_mentions_ring_only_where_they_are_allowed() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        user = server.add_user(channel.guild)
        there = messageable(client, channel)
        nobody = discord.AllowedMentions.none()
        text = f"<@{user.id}> @everyone"
        loud = await there.send(text)
        quiet = await there.send(text, allowed_mentions=nobody)
        assert ([each.id for each in loud.mentions], loud.mention_everyone) == ([user.id], True)
        assert (quiet.mentions, quiet.mention_everyone) == ([], False)

    perform(errand)
