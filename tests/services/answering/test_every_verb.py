"""Every verb as every kind of user: the table that each platform's commands have to agree with."""

import pytest

from answering_stage import Chat, text
from briefbot.core.commands import VERBS, parse_line, pressed
from briefbot.core.document import Document
from briefbot.core.labels import LANGUAGES
from briefbot.core.visibility import Role
from contracts.driving import done

READER, EDITOR, MANAGER = Role.READER, Role.EDITOR, Role.MANAGER
ALL = frozenset(Role)
ONLY_MANAGERS = frozenset({MANAGER})

#: A command, whom it is answered for, and what the answer says; others get a refusal.
EVERY = [
    ("/brief latest", ALL, "A bridge opens over the river"),
    ("/brief latest topic:roads count:1 share:true", ALL, "1 brief found"),
    ("/brief show river-bridge", ALL, "The new bridge opened on 31 January 2026."),
    ("/brief show council-meets section:response", ALL, "The mayors welcomed it."),
    ("/brief show secret-draft", {EDITOR, MANAGER}, "Not yet for anybody"),
    ("/brief show secret-draft share:true", set(), ""),
    ("/brief show green-note", set(), ""),
    ("/brief search mayors", ALL, "Council meets on winter supplies"),
    ("/brief search draft", ALL, "No brief matches."),
    ("/brief digest morning window:7d", ALL, "Morning edition · 1 February 2026"),
    ("/brief digest", ALL, "1 new brief"),
    ("/brief sources council-meets", ALL, "Example Wire"),
    ("/brief changes council-meets", ALL, "Now: 3 February 2026"),
    ("/brief changes river-bridge", ALL, "Nothing has been corrected so far."),
    ("/brief meetings days:7", ALL, "Public hearing"),
    ("/brief meetings days:1 calendar:council", ALL, "No meeting is known for these days."),
    ("/brief next", ALL, "Next: The vote"),
    ("/brief next calendar:council", ALL, "Next: Public hearing"),
    ("/brief remind council-meets/vote", ALL, "Reminder 1: The vote"),
    ("/brief remind council/hearing where:here", ONLY_MANAGERS, "Reminder 1: Public hearing"),
    ("/brief reminders", ALL, "You have no reminders."),
    ("/brief cancel 1", set(), ""),
    ("/brief settings", ALL, "as this chat tells"),
    ("/brief settings zone:Europe/Kyiv hours:24", ALL, "Europe/Kyiv"),
    ("/brief help", ALL, "/brief search"),
    ("/brief help status", ONLY_MANAGERS, "Whether all is well"),
    ("/brief", ALL, "What you can do here"),
    ("/brief-admin subscribe at:08:00 topic:roads", ONLY_MANAGERS, "every day at 08:00"),
    ("/brief-admin unsubscribe sub-none", set(), ""),
    ("/brief-admin subscriptions", ONLY_MANAGERS, "morning at newsroom"),
    ("/brief-admin pause until:2026-02-03", ONLY_MANAGERS, "Paused: newsroom"),
    ("/brief-admin resume", ONLY_MANAGERS, "newsroom was not paused"),
    ("/brief-admin post morning", ONLY_MANAGERS, "Ordered: morning"),
    ("/brief-admin retract zzzzzz", set(), ""),
    ("/brief-admin resolve zzzzzz again", set(), ""),
    ("/brief-admin why morning 2026-02-03", ONLY_MANAGERS, "it lies ahead"),
    ("/brief-admin status", ONLY_MANAGERS, "not running; nothing has run so far"),
]


#: What is about the channel in which it is asked, and so nothing elsewhere.
ABOUT_HERE = {
    "/brief remind council/hearing where:here",
    "/brief-admin subscribe at:08:00 topic:roads",
    "/brief-admin pause until:2026-02-03",
    "/brief-admin resume",
}


@pytest.mark.parametrize("place", ["newsroom", ""], ids=["in a channel", "elsewhere or alone"])
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("line", "allowed", "says"), EVERY, ids=[line for line, *_ in EVERY])
def test_a_verb_answers_whom_it_may(
    *, line: str, allowed: frozenset[Role], says: str, role: Role, place: str, chat: Chat
) -> None:
    answer = chat.ask(line, role=role, destination=place)
    may = role in allowed and (bool(place) or line not in ABOUT_HERE)
    posted = chat.posted()
    assert answer.is_done == may, text(answer)
    if may:
        assert says in "\n".join([text(answer), *posted])
    else:
        assert answer.document.meta.title == "Nothing was done"
        assert chat.audited() == []
    is_public = "share:true" in line and may
    assert answer.is_shared == (is_public and not place)
    assert bool(posted) == (is_public and bool(place))


def test_the_table_has_every_verb_that_is_typed(chat: Chat) -> None:
    tried = {parse_line(line).verb.name for line, *_ in EVERY}
    assert tried == {verb.name for verb in VERBS.values() if not verb.is_button}
    assert chat.answerer.verbs == set(VERBS)


@pytest.mark.parametrize("line", [line for line, *_ in EVERY])
def test_a_command_that_changes_something_takes_effect_once(line: str, chat: Chat) -> None:
    first = chat.manage(line, id="chat:same")
    before = chat.audited()
    again = chat.manage(line, id="chat:same")
    verb = parse_line(line).verb
    told_again = again.document.meta.title.startswith("This was answered before")
    assert told_again == (first.is_done and (verb.changes or "share:true" in line))
    assert first.is_done or again.document == first.document
    assert chat.audited() == before
    assert not again.is_shared
    assert first.is_done or not before


@pytest.mark.parametrize(
    "line",
    [
        "/brief remind council-meets/vote",
        "/brief settings hours:12",
        "/brief-admin subscribe 08:00",
        "/brief-admin pause",
        "/brief-admin post morning",
    ],
)
def test_every_change_is_audited_and_can_be_undone_as_it_says(line: str, chat: Chat) -> None:
    chat.manage(line)
    ((actor, verb, detail), *_) = chat.audited()
    assert (actor, verb) == ("chat:ann", parse_line(line).verb.name)
    answer = chat.manage(line.replace("08:00", "09:00").replace("hours:12", "hours:24"))
    undo = next(row for row in text(answer).splitlines() if row.startswith("Undo: "))
    undone = chat.manage(undo.removeprefix("Undo: "))
    assert undone.is_done
    assert len(chat.audited()) > 1
    assert detail


@pytest.mark.parametrize("lang", LANGUAGES)
def test_readers_are_answered_in_their_language(lang: str, chat: Chat) -> None:
    titles = [
        chat.ask(line, lang=lang).document.meta.title
        for line in ("/brief", "/brief latest", "/brief-admin status", "/brief serch")
    ]
    english = ["What you can do here", "The newest briefs", "Nothing was done"]
    assert (titles[:3] == english) == (lang == "en")
    assert len(set(titles)) == 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_lacks_a_right_is_told_how_to_get_it(lang: str, chat: Chat) -> None:
    for line in ("/brief-admin status", "/brief remind council/hearing where:here"):
        assert "[roles]" in text(chat.ask(line, lang=lang))


def test_rights_are_checked_again_on_every_press(chat: Chat) -> None:
    assert chat.press("status", "", role=Role.MANAGER).is_done
    assert not chat.press("status", "", role=Role.READER).is_done
    assert not chat.press("pause", "", role=Role.EDITOR).is_done


@pytest.mark.parametrize(("verb", "subject"), [("gone", "x"), ("show", ""), ("snooze", "1 never")])
def test_a_press_of_a_button_that_means_nothing_any_more_is_told(
    verb: str, subject: str, chat: Chat
) -> None:
    answer = chat.press(verb, subject)
    assert answer.document.meta.title == "Not understood; nothing was done"


def test_a_fault_of_our_own_is_an_answer_and_says_nothing_of_itself(chat: Chat) -> None:
    chat.store._db.close()
    chat.answerer._handlers = {**chat.answerer._handlers, "latest": _broken}
    answer = chat.ask("/brief latest")
    assert "Something went wrong here." in text(answer)
    assert "secret" not in text(answer)


async def _broken(*_: object) -> Document:
    raise RuntimeError("secret")


def test_options_given_one_by_one_are_the_same_command(chat: Chat) -> None:
    request = chat.request()
    answer = done(chat.answerer.options("latest", {"topic": "roads", "count": "1"}, request))
    assert answer.document == chat.ask("/brief latest topic:roads count:1").document
    refused = done(chat.answerer.options("latest", {"size": "1"}, request))
    assert refused.document.meta.title == "Not understood; nothing was done"


def test_what_people_type_is_only_ever_text(chat: Chat) -> None:
    for line in ("/brief show @everyone<!here>", "/brief <@1>", "/brief help `x`"):
        answer = chat.ask(line)
        assert not answer.is_done
    assert pressed("show", "x").verb.name == "show"
