"""What people do on Slack, and what they see: commands, menus, forms, buttons, the shortcut."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from answering_stage import Chat
from briefbot.core.actions import action_id
from briefbot.core.commands import Command
from briefbot.core.commands.exchange import Answer, Request
from briefbot.core.document import CommandButton
from briefbot.platforms.slack.render.blocks import button_element
from platforms.slack.talking import Mode, Talk, action_ids, play, seen, until, words

BOTH = pytest.mark.parametrize("mode", ["socket", "http"])


async def changed(talk: Talk) -> list[str]:
    """Return the verbs that changed something, in order."""
    return [entry.verb for entry in reversed(await talk.chat.store.audited(limit=20))]


@BOTH
def test_a_command_is_acknowledged_at_once_and_answered_to_whoever_asked(
    mode: Mode, chat: Chat
) -> None:
    async def scenario(talk: Talk) -> None:
        answer = await talk.says("latest topic:roads")

        assert answer.acknowledged_after is not None
        assert answer.acknowledged_after < 1
        assert answer.body == {}
        assert "A bridge opens over the river" in seen(answer)
        assert {message.seen_by for message in answer.messages} == {talk.reader.id}

    play(chat, scenario, mode=mode)


@BOTH
def test_a_slow_command_is_acknowledged_at_once(mode: Mode, chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        told = held_back(talk, "text")
        # The local Slack returns once it was acknowledged, and waits no further.
        answer = await talk.says("latest", wait=0)
        assert answer.acknowledged_after is not None
        assert not answer.messages
        told.set()

    play(chat, scenario, mode=mode)


@BOTH
def test_a_slow_press_is_acknowledged_at_once(mode: Mode, chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        shown = (await talk.says("show council-meets")).messages[-1]
        [sources] = [each for each in action_ids(shown).values() if "v1:sources:" in each]
        told = held_back(talk, "pressed")
        answer = await talk.server.press(talk.reader, shown, sources, wait=0)
        assert answer.acknowledged_after is not None
        assert not answer.messages
        told.set()

    play(chat, scenario, mode=mode)


def held_back(talk: Talk, name: str) -> asyncio.Event:
    """Have the answers of a kind wait for an event, which is returned."""
    told = asyncio.Event()
    answered = getattr(talk.chat.answerer, name)

    async def waiting(*what: object) -> Answer:
        await told.wait()
        found: Answer = await answered(*what)
        return found

    setattr(talk.chat.answerer, name, waiting)
    return told


def test_what_is_shared_is_seen_by_everybody(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        elsewhere = talk.server.add_channel("elsewhere")
        answer = await talk.says("latest share:true", channel=elsewhere)

        assert {message.seen_by for message in answer.messages} == {""}

    play(chat, scenario)


def test_who_asks_is_known_by_zone_and_language_and_named_with_the_workspace(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        asked: list[Request] = []
        answered = talk.chat.answerer.text

        async def text(command: Command, typed: str, request: Request) -> Answer:
            asked.append(request)
            return await answered(command, typed, request)

        talk.chat.answerer.text = text  # type: ignore[method-assign, assignment]
        german = talk.server.add_user("Leser", tz="Asia/Tokyo", locale="de-DE")
        answer = await talk.says("next", user=german)

        assert "Nächste" in seen(answer) or "Als nächstes" in seen(answer), seen(answer)
        request = asked[0]
        assert request.caller.person == f"slack:{talk.server.team}:{german.id}"
        assert (request.caller.zone, request.caller.lang) == ("Asia/Tokyo", "de-DE")
        assert (request.destination, request.channel) == ("newsroom", talk.news.id)

        await talk.says("next", channel=talk.server.direct(german), user=german)
        assert (asked[-1].destination, asked[-1].channel) == ("", "")

    play(chat, scenario)


def test_slacks_escapes_are_taken_off_what_was_typed(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        answer = await talk.says("show a&lt;b&amp;c")

        assert "a<b&c" in seen(answer)

    play(chat, scenario)


def test_rights_come_from_the_role_map_and_from_administering_the_workspace(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        admin = talk.server.add_user("Admin", admin=True)
        refused = await talk.says("status", command="/brief-admin")
        by_manager = await talk.manages("status")
        by_admin = await talk.says("status", command="/brief-admin", user=admin)

        assert "Only managers may do this." in seen(refused)
        assert "Only managers" not in seen(by_manager)
        assert "Only managers" not in seen(by_admin)

    play(chat, scenario)


def test_rights_come_from_user_groups_while_their_scope_is_there(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        group = talk.server.add_usergroup([talk.reader])
        holders = talk.chat.library.roles.platforms["slack"]
        held = replace(holders, managers=frozenset({group.id}))
        talk.chat.library = replace(
            talk.chat.library, roles=replace(talk.chat.library.roles, platforms={"slack": held})
        )

        assert "Only managers" not in seen(await talk.says("status", command="/brief-admin"))

    play(chat, scenario)


@pytest.mark.parametrize("scope", ["usergroups:read", "users:read"])
def test_without_a_scope_less_is_known_and_commands_are_answered(scope: str, chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        talk.server.scopes.remove(scope)

        assert "A bridge opens over the river" in seen(await talk.says("latest"))
        assert "Only managers" not in seen(await talk.manages("status"))

    play(chat, scenario)


def test_what_slack_knows_of_people_is_asked_for_seldom(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        for _ in range(3):
            await talk.says("latest")

        asked = [call.method for call in talk.server.requests]
        assert asked.count("users.info") == asked.count("usergroups.list") == 1

    play(chat, scenario)


def test_what_slack_could_not_tell_is_asked_for_again_soon(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        admin = talk.server.add_user("Admin", admin=True)
        talk.server.faults.status("users.info", 503)
        unknown = await talk.says("status", command="/brief-admin", user=admin)
        talk.chat.clock.moment += timedelta(seconds=20)
        known = await talk.says("status", command="/brief-admin", user=admin)

        assert "Only managers may do this." in seen(unknown)
        assert "Only managers" not in seen(known)

    play(chat, scenario)


def test_an_answer_of_many_pages_takes_at_most_five_messages(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        answer = await talk.says("help")

        assert 1 <= len(answer.messages) <= 5

    play(chat, scenario)


# --- once ---


@pytest.mark.parametrize(
    ("mode", "how"), [("socket", "redeliveries"), ("socket", "lost_acks"), ("http", "redeliveries")]
)
def test_what_is_delivered_again_takes_effect_and_is_answered_once(
    mode: Mode, how: str, chat: Chat
) -> None:
    async def scenario(talk: Talk) -> None:
        setattr(talk.server.faults, how, 1)
        answer = await talk.says("remind council-meets/vote lead:1h")

        assert len(answer.messages) == 1
        assert "Reminder 1: The vote" in seen(answer)
        assert await changed(talk) == ["remind"]

    play(chat, scenario, mode=mode)


@BOTH
def test_a_form_that_is_delivered_again_takes_effect_once(mode: Mode, chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        (view,) = (await talk.manages("subscribe")).views
        talk.server.faults.redeliveries = 1
        answer = await talk.server.submit_view(talk.manager, view, {"at": "08:00"}, wait=0)
        assert answer.is_closed
        await until(lambda: bool(talk.server.ephemeral(talk.manager, talk.news)))

        assert await changed(talk) == ["subscribe"]

    play(chat, scenario, mode=mode)


# --- menus ---


def test_an_option_that_is_missing_is_asked_for_by_a_menu_that_searches(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        asked = await talk.says("show section:response")
        (action,) = action_ids(asked.messages[0], "external_select").values()
        options = await talk.server.suggest(talk.reader, action, "coun")
        assert [option["value"] for option in options] == ["council-meets"]

        answer = await talk.server.press(talk.reader, asked.messages[0], action, "council-meets")
        assert "The mayors welcomed it." in seen(answer)
        assert "The council met on supplies." not in seen(answer)

    play(chat, scenario)


@BOTH
def test_a_menu_proposes_only_what_may_be_seen(mode: Mode, chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        asked = await talk.says("show")
        (action,) = action_ids(asked.messages[0], "external_select").values()
        options = await talk.server.suggest(talk.reader, action, "")

        assert {option["value"] for option in options} == {"council-meets", "river-bridge"}

    play(chat, scenario, mode=mode)


def test_those_who_may_not_use_a_verb_get_no_menu_of_it(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        answer = await talk.says("post", command="/brief-admin")

        assert action_ids(answer.messages[0], "external_select") == {}

    play(chat, scenario)


# --- forms ---


@BOTH
def test_a_form_sets_a_reminder_and_says_so_to_whoever_sent_it(mode: Mode, chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        (view,) = (await talk.says("remind")).views
        await talk.server.suggest(talk.reader, "meeting", "vote")
        values = {"meeting": "council-meets/vote", "lead": "1h", "where": "dm"}
        answer = await talk.server.submit_view(talk.reader, view, values, wait=0)

        assert answer.is_closed
        await until(lambda: bool(talk.server.ephemeral(talk.reader, talk.news)))
        told = talk.server.ephemeral(talk.reader, talk.news)
        assert "Reminder 1: The vote" in words(told[-1])

    play(chat, scenario, mode=mode)


def test_what_is_wrong_in_a_form_stands_beside_its_field(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        (view,) = (await talk.says("remind")).views
        await talk.server.suggest(talk.reader, "meeting", "vote")
        values = {"meeting": "council-meets/vote", "lead": "soon"}
        answer = await talk.server.submit_view(talk.reader, view, values, wait=0)

        assert not answer.is_closed
        assert list(answer.errors) == ["lead"]
        assert "“soon” is not a length of time" in answer.errors["lead"]
        assert await changed(talk) == []

        better = await talk.server.submit_view(talk.reader, view, {**values, "lead": "30m"}, wait=0)
        assert better.is_closed

    play(chat, scenario)


def test_a_manager_subscribes_by_a_form(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        (view,) = (await talk.manages("subscribe")).views
        wrong = await talk.server.submit_view(talk.manager, view, {"at": "at dawn"}, wait=0)
        right = await talk.server.submit_view(talk.manager, view, {"at": "08:00"}, wait=0)

        assert list(wrong.errors) == ["at"]
        assert right.is_closed
        assert await changed(talk) == ["subscribe"]

    play(chat, scenario)


def test_a_channel_that_no_file_names_can_be_subscribed_in(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        elsewhere = talk.server.add_channel("elsewhere")
        answer = await talk.says(
            "subscribe at:08:00", command="/brief-admin", user=talk.manager, channel=elsewhere
        )

        assert "every day at 08:00" in seen(answer)
        assert await changed(talk) == ["subscribe"]

    play(chat, scenario)


def test_a_reader_gets_no_form_that_only_managers_may_send(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        answer = await talk.says("subscribe", command="/brief-admin")

        assert answer.views == []
        assert "subscribe" in seen(answer)

    play(chat, scenario)


def test_settings_open_with_what_holds_now_and_change_it(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        (view,) = (await talk.says("settings")).views
        await talk.server.suggest(talk.reader, "zone", "Tokyo")
        answer = await talk.server.submit_view(
            talk.reader, view, {"zone": "Asia/Tokyo", "hours": "12"}, wait=0
        )
        assert answer.is_closed

        (again,) = (await talk.says("settings")).views
        assert "Asia/Tokyo" in str(again.body["blocks"])

    play(chat, scenario)


def test_a_refusal_offers_the_form(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        refused = await talk.says("remind nothing-of-this-name")
        (action,) = (
            each for each in action_ids(refused.messages[-1]).values() if each.startswith("form:")
        )
        opened = await talk.server.press(talk.reader, refused.messages[-1], action)

        assert [view.body["callback_id"] for view in opened.views] == ["form:remind"]

    play(chat, scenario)


def test_a_form_that_cannot_be_opened_is_explained_in_words(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        talk.server.faults.fail("views.open", "expired_trigger_id")
        answer = await talk.says("remind")

        assert "/brief remind" in seen(answer)

    play(chat, scenario)


# --- buttons and the shortcut ---


@BOTH
def test_buttons_of_an_answer_can_be_pressed(mode: Mode, chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        shown = (await talk.says("show council-meets")).messages[-1]
        sources = [each for each in action_ids(shown).values() if "v1:sources:" in each]
        answer = await talk.server.press(talk.reader, shown, sources[0])

        assert "Example Wire" in seen(answer)

    play(chat, scenario, mode=mode)


def test_rights_are_checked_again_on_every_press(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        undone = CommandButton("Undo", "resume", "newsroom")
        await talk.chat.store.remember([undone], now=talk.chat.clock.now())
        message = talk.server.say(talk.server.bot, talk.news, "Paused")
        element = button_element(undone)
        message.blocks = [{"type": "actions", "block_id": "b", "elements": [element]}]
        refused = await talk.server.press(talk.reader, message, action_id(undone))
        done = await talk.server.press(talk.manager, message, action_id(undone))

        assert "Only managers may do this." in seen(refused)
        assert "Only managers" not in seen(done)

    play(chat, scenario)


def test_brief_this_finds_the_brief_that_a_message_names(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        message = talk.server.say(talk.manager, talk.news, "Have you read river-bridge yet?")
        answer = await talk.server.use_shortcut(talk.reader, message, "brief_this")

        assert "A bridge opens over the river" in seen(answer)

    play(chat, scenario)


def test_an_invitation_is_answered_once_to_whoever_invited(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        talk.server.scopes.remove("usergroups:read")
        for _ in range(2):
            await talk.server.invite(talk.news, by=talk.manager)
        await until(lambda: bool(talk.server.ephemeral(talk.manager, talk.news)))
        told = talk.server.ephemeral(talk.manager, talk.news)

        assert len(told) == 1
        assert "/brief" in words(told[0])

    play(chat, scenario)


# --- what is strange ---


@pytest.mark.parametrize("text", ["x" * 5000, "\u202e\u0000", "<!channel> <@U123>", ":" * 300, '"'])
def test_strange_commands_are_refused_without_anything_live(text: str, chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        answer = await talk.says(text)

        assert answer.messages
        assert "<!" not in answer.text
        assert "<@" not in answer.text

    play(chat, scenario)


def test_an_answer_whose_blocks_are_refused_is_said_as_plain_text(chat: Chat) -> None:
    async def scenario(talk: Talk) -> None:
        posts = 0
        respond = talk.server.interactions.respond

        def picky(token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any] | str]:
            nonlocal posts
            posts += 1
            return (400, "invalid_blocks") if "blocks" in body else respond(token, body)

        talk.server.interactions.respond = picky  # type: ignore[method-assign]
        answer = await talk.says("latest topic:roads")

        assert posts == 2
        assert "A bridge opens over the river" in answer.text

    play(chat, scenario)
