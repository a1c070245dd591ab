"""The thread under a first page follows it: renamed with it, and folded away when it is gone."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from briefbot.core.delivery.state import Verdict
from briefbot.core.delivery.work import Outgoing
from briefbot.platforms.discord.sender import DiscordSender
from contracts.sender import receipt_of
from discord_server import Channel, DiscordServer
from discord_server.permissions import CREATE_PUBLIC_THREADS, MANAGE_THREADS
from platforms.discord.driving import outgoing, said, sending, text_body

EDIT_CHANNEL = "PATCH /channels/{channel_id}"


class Long:
    """An edition of two pages that stands in a channel; `thread` is that of its second."""

    def __init__(self, server: DiscordServer, channel: Channel, sender: DiscordSender) -> None:
        self.server, self.channel, self.sender = server, channel, sender

    async def post(self) -> "Long":
        out = outgoing(self.channel, "## Council meets", pages=2)
        first = receipt_of(await self.sender.send(out))
        self.first = replace(out, target=first)
        later = outgoing(self.channel, "page 2", page=2, thread=first)
        self.second = replace(later, target=receipt_of(await self.sender.send(later)))
        [self.thread] = self.server.threads(self.channel)
        return self

    def titled(self, text: str, *, pages: int = 2) -> Outgoing:
        body = text_body(f"## {text}", reference=self.first.reference, page=1, pages=pages)
        return replace(self.first, payload=body)

    def renames(self) -> int:
        return len(self.server.calls(EDIT_CHANNEL))


Scenario = Callable[[Long], Awaitable[None]]


def run(scenario: Scenario) -> None:
    async def whole() -> None:
        async with DiscordServer() as server, sending(server) as sender:
            channel = server.add_channel(server.add_guild())
            await scenario(await Long(server, channel, sender).post())

    asyncio.run(whole())


def test_a_thread_is_named_after_its_page_as_that_is_now() -> None:
    async def scenario(long: Long) -> None:
        edited = await long.sender.edit(long.titled("Council \\_met"))

        assert (edited.verdict, edited.reason) == (Verdict.DELIVERED, "")
        assert long.thread.name == "Council _met"

    run(scenario)


def test_a_thread_whose_name_is_right_is_left_alone() -> None:
    async def scenario(long: Long) -> None:
        for _ in range(2):
            await long.sender.edit(long.titled("Council met"))
        await long.sender.edit(replace(long.second, payload=text_body("## Another")))

        assert long.renames() == 1
        assert long.thread.name == "Council met"

    run(scenario)


def test_a_rename_that_was_cut_off_is_made_up_for_by_the_repeated_edit() -> None:
    async def scenario(long: Long) -> None:
        long.server.faults.reset(where=EDIT_CHANNEL)
        first = await long.sender.edit(long.titled("Council met"))
        again = await long.sender.edit(long.titled("Council met"))

        assert (first.verdict, again.verdict) == (Verdict.DELIVERED, Verdict.DELIVERED)
        assert "keeps its name" in first.reason
        assert not again.reason
        assert long.thread.name == "Council met"

    run(scenario)


def test_a_thread_that_is_folded_away_is_renamed_too() -> None:
    async def scenario(long: Long) -> None:
        long.thread.is_archived = True
        edited = await long.sender.edit(long.titled("Council met"))

        assert not edited.reason
        assert long.thread.name == "Council met"

    run(scenario)


def test_where_the_thread_may_not_be_renamed_the_edit_counts_and_says_so() -> None:
    async def scenario(long: Long) -> None:
        long.thread.is_archived = long.thread.is_locked = True
        edited = await long.sender.edit(long.titled("Council met"))

        assert edited.verdict is Verdict.DELIVERED
        assert "its thread keeps its name" in edited.reason
        assert "Manage Threads" in edited.reason
        assert [said(each) for each in long.server.messages(long.channel)] == ["## Council met"]

    run(scenario)


def test_a_name_that_was_changed_too_often_waits_for_no_bucket() -> None:
    async def scenario(long: Long) -> None:
        long.server.faults.limit(where=EDIT_CHANNEL, retry_after=582.0)
        edited = await asyncio.wait_for(long.sender.edit(long.titled("Council met")), 4)

        assert edited.verdict is Verdict.DELIVERED
        assert "keeps its name" in edited.reason

    run(scenario)


def test_a_thread_that_somebody_else_began_keeps_their_name() -> None:
    async def scenario(long: Long) -> None:
        long.thread.owner = long.server.add_user(long.channel.guild)
        edited = await long.sender.edit(long.titled("Council met"))

        assert not edited.reason
        assert long.thread.name == "Council meets"

    run(scenario)


def test_the_thread_of_a_page_that_is_alone_now_is_renamed_as_well() -> None:
    async def scenario(long: Long) -> None:
        await long.sender.edit(long.titled("Council met", pages=1))

        assert long.thread.name == "Council met"

    run(scenario)


def test_a_thread_that_was_removed_is_not_missed() -> None:
    async def scenario(long: Long) -> None:
        long.server.remove_channel(long.thread)
        edited = await long.sender.edit(long.titled("Council met"))
        removed = await long.sender.delete(replace(long.first, payload=""))

        assert [(each.verdict, each.reason) for each in (edited, removed)] == [
            (Verdict.DELIVERED, ""),
            (Verdict.DELIVERED, ""),
        ]

    run(scenario)


def test_a_thread_begun_after_a_correction_has_the_corrected_title() -> None:
    async def scenario(long: Long) -> None:
        out = outgoing(long.channel, "## Before", subject="two", pages=2)
        out = replace(out, target=receipt_of(await long.sender.send(out)))
        body = text_body("## After", reference=out.reference, page=1, pages=2)
        await long.sender.edit(replace(out, payload=body))
        await long.sender.send(outgoing(long.channel, subject="two", page=2, thread=out.target))

        assert [each.name for each in long.server.threads(long.channel)][1:] == ["After"]

    run(scenario)


def test_a_post_that_is_removed_leaves_its_thread_folded_away_and_empty() -> None:
    async def scenario(long: Long) -> None:
        for page in (long.first, long.second):
            removed = await long.sender.delete(replace(page, payload=""))
            assert (removed.verdict, removed.reason) == (Verdict.DELIVERED, "")

        assert long.thread.is_archived
        assert long.server.messages(long.channel) == long.server.messages(long.thread) == []
        again = await long.sender.delete(replace(long.first, payload=""))
        assert (again.verdict, again.reason) == (Verdict.DELIVERED, "")

    run(scenario)


def test_a_removal_that_got_as_far_as_the_message_is_finished_when_it_is_repeated() -> None:
    async def scenario(long: Long) -> None:
        del long.channel.messages[long.thread.id]
        removed = await long.sender.delete(replace(long.first, payload=""))

        assert removed.verdict is Verdict.DELIVERED
        assert long.thread.is_archived

    run(scenario)


def test_where_the_thread_may_not_be_folded_away_the_removal_counts_and_says_so() -> None:
    async def scenario(long: Long) -> None:
        long.thread.owner = long.server.add_user(long.channel.guild)
        removed = await long.sender.delete(replace(long.first, payload=""))

        assert removed.verdict is Verdict.DELIVERED
        assert "its thread stays open" in removed.reason
        assert "Manage Threads" in removed.reason

    run(scenario)


def test_neither_needs_a_permission_that_is_not_asked_for() -> None:
    async def scenario(long: Long) -> None:
        guild = long.channel.guild
        assert guild is not None
        long.server.overwrite(long.channel, guild, deny=MANAGE_THREADS | CREATE_PUBLIC_THREADS)
        edited = await long.sender.edit(long.titled("Council met"))
        removed = await long.sender.delete(replace(long.first, payload=""))

        assert (edited.reason, removed.reason) == ("", "")
        assert long.thread.is_archived

    run(scenario)


def test_direct_messages_have_no_thread_to_look_after() -> None:
    async def scenario(long: Long) -> None:
        person = long.server.add_user()
        out = outgoing(f"user:{person.id}", pages=2)
        out = replace(out, target=receipt_of(await long.sender.send(out)))
        await long.sender.edit(out)
        await long.sender.delete(replace(out, payload=""))

        assert long.renames() == 0

    run(scenario)
