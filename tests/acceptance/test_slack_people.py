"""People on a local Slack and the real process: every verb, sharing, reminders, long posts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from acceptance.meetings import meeting, soon
from acceptance.running import Site, until
from acceptance.slack_place import SlackPlace, slack_place
from briefbot.core.commands import VERBS, Command
from platforms.slack.talking import action_ids, seen, words
from slack_server import Answer, Message, User, View

#: What is typed after each verb; `{ref}` is the reference of a brief's post.
TYPED = {
    "latest": "count:3",
    "show": "river-bridge",
    "search": "bridge",
    "digest": "window:24h",
    "sources": "river-bridge",
    "changes": "river-bridge",
    "meetings": "days:14 tz:Europe/Kyiv",
    "next": "",
    "remind": "river-bridge/opening lead:1h",
    "reminders": "",
    "cancel": "1",
    "settings": "zone:Europe/Kyiv",
    "help": "search",
    "subscribe": "at:08:00 tz:Europe/Kyiv",
    "unsubscribe": "sub-none",
    "subscriptions": "",
    "pause": "until:2099-12-24",
    "resume": "",
    "post": "none",
    "why": "{ref}",
    "status": "",
    "resolve": "{ref} drop",
    "retract": '{ref} "a trial"',
}


@pytest.fixture(params=["socket", pytest.param("http", marks=pytest.mark.long)])
def place(site: Site, request: pytest.FixtureRequest) -> Iterator[SlackPlace]:
    with slack_place(site, request.param) as found:
        yield found


def reference(message: Message) -> str:
    assert message.metadata is not None
    return str(message.metadata["event_payload"]["reference"])


def directs(place: SlackPlace) -> list[Message]:
    """Return what the reader was sent directly."""
    return place.server.messages(place.server.direct(place.reader).id)


def test_every_verb_answers_every_kind_of_user(place: SlackPlace) -> None:
    with place.running():
        place.site.publish("river-bridge", meeting(datetime.now(UTC) + timedelta(days=2)))
        [post] = until(place.messages)
        for name, typed in TYPED.items():
            command = VERBS[name].command
            for user in (place.reader, place.editor, place.manager, place.admin, place.member):
                text = f"{name} {typed.format(ref=reference(post))}".strip()
                answer = place.asks(user, text, f"/{command.value}")
                is_refused = command is Command.ADMIN and user in (place.reader, place.editor)
                assert ("[roles]" in seen(answer)) == is_refused, name
                assert {each.seen_by for each in answer.messages} == {user.id}, name
                assert answer.acknowledged_after is not None
                assert answer.acknowledged_after < 3, name
                assert "Something went wrong" not in seen(answer), name
        until(lambda: not place.messages())

    assert set(TYPED) == {name for name, verb in VERBS.items() if not verb.is_button}


def test_a_draft_and_the_menu_of_a_message_show_what_their_reader_may_see(
    place: SlackPlace,
) -> None:
    people = (place.reader, place.editor, place.manager, place.admin, place.member)
    with place.running():
        place.site.publish()
        [post] = until(place.messages)
        place.site.publish("secret", ("status: published", "status: draft"))
        until(lambda: "There is no brief" not in seen(place.asks(place.editor, "show secret")))
        drafts = [
            "There is no brief" not in seen(place.asks(user, "show secret")) for user in people
        ]
        menus = [
            place.thread.does(place.server.use_shortcut(user, post, "brief_this"))
            for user in people
        ]

    assert drafts == [False, True, True, True, True]
    for user, answer in zip(people, menus, strict=True):
        assert "Example Council" in seen(answer)
        assert {message.seen_by for message in answer.messages} == {user.id}


def test_forms_say_what_is_wrong_beside_its_field_and_do_what_is_right(
    place: SlackPlace,
) -> None:
    def sends(user: User, view: View, values: dict[str, str]) -> Answer:
        return place.thread.does(place.server.submit_view(user, view, values, wait=0))

    with place.running():
        starts = datetime.now(UTC) + timedelta(days=2)
        place.site.publish("river-bridge", meeting(starts))
        until(place.messages)
        (asked,) = place.asks(place.reader, "remind").views
        place.thread.does(place.server.suggest(place.reader, "meeting", "opening"))
        wanted = {"meeting": "river-bridge/opening", "lead": "soon"}
        wrong = sends(place.reader, asked, wanted)
        right = sends(place.reader, asked, wanted | {"lead": "90m"})
        until(lambda: "The opening" in seen(place.asks(place.reader, "reminders")))

        (asked,) = place.asks(place.manager, "subscribe", "/brief-admin").views
        no_rule = sends(place.manager, asked, {"at": "at dawn"})
        rule = sends(place.manager, asked, {"at": "08:00"})
        lists = partial(place.asks, place.manager, "subscriptions", "/brief-admin")
        until(lambda: "sub-" in seen(lists()))

    assert (list(wrong.errors), right.is_closed) == (["lead"], True)
    assert (list(no_rule.errors), rule.is_closed) == (["at"], True)


def test_what_is_shared_is_posted_once_for_everybody(place: SlackPlace) -> None:
    with place.running():
        place.site.publish()
        until(place.messages)
        answer = place.asks(place.reader, "sources river-bridge share:true")
        _, shared = until(lambda: place.messages() if len(place.messages()) == 2 else None)

    assert {each.seen_by for each in answer.messages} == {place.reader.id}
    assert "Example Council" in words(shared)
    assert reference(shared) in words(shared)


def test_a_reminder_comes_as_a_direct_message_and_can_be_put_off(place: SlackPlace) -> None:
    with place.running():
        place.site.publish("river-bridge", meeting(soon()))
        until(place.messages)
        place.asks(place.reader, "remind river-bridge/opening lead:1h")
        [told] = until(lambda: directs(place))
        snoozes = [each for each in action_ids(told).values() if ":snooze:" in each]
        answer = place.presses(place.reader, told, snoozes[0])
        listed = place.asks(place.reader, "reminders")

    assert "The opening" in words(told)
    assert len(snoozes) == 3
    assert answer.messages
    assert "The opening" in seen(listed)
    assert len(directs(place)) == 1


@pytest.mark.long
def test_direct_messages_that_are_refused_are_told_at_the_next_command(place: SlackPlace) -> None:
    place.server.faults.fail("conversations.open", "user_not_visible", times=99)
    with place.running() as process:
        place.site.publish("river-bridge", meeting(soon()))
        until(place.messages)
        place.asks(place.reader, "remind river-bridge/opening lead:1h")
        process.wait_for_line("delivery dead")
        told = place.asks(place.reader, "help")
        again = place.asks(place.reader, "help")

    assert "The opening" in seen(told)
    assert "The opening" not in seen(again)


@pytest.mark.long
def test_a_long_post_goes_on_in_its_thread_and_is_taken_back_whole(place: SlackPlace) -> None:
    facts = "".join(
        f"- The council spoke of pillar {number} on 3 November 2025. {'It is long. ' * 12}"
        "[@notice; @wire]\n"
        for number in range(90)
    )
    heading = "\n## The response"
    with place.running():
        place.site.publish("river-bridge", (heading, f"{facts}{heading}"))
        [first] = until(place.messages)
        replies = until(lambda: list(first.replies))
        assert not any(each.is_broadcast for each in replies)
        place.asks(place.manager, f"retract {reference(first)}", "/brief-admin")
        until(lambda: first.is_tombstone and not first.replies)
