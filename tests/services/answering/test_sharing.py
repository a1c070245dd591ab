"""`share:true`: at a destination it is a posting like every other, elsewhere the answer itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from answering_stage import COUNCIL, NOW, Chat, text
from briefbot.core.actions import action_id
from briefbot.core.brief import Brief
from briefbot.core.corrections import repair
from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.posting import Copy
from briefbot.core.document import CommandButton, Document
from briefbot.core.visibility import Role
from briefbot.core.when import When
from builders import correction
from contracts.driving import Courier, done


@pytest.fixture(autouse=True)
def _revisions(chat: Chat) -> None:
    chat.library = replace(chat.library, revisions={"council-meets": 3, "river-bridge": 1})


def copy(chat: Chat, slug: str = "council-meets") -> Copy:
    [found] = done(chat.store.copies(slug))
    return found


def test_it_is_posted_once_under_the_command_and_the_interaction(chat: Chat) -> None:
    for _ in range(2):
        chat.ask("/brief show council-meets share:true", id="chat:77")
    key = copy(chat).posting.key
    assert (key.destination, key.kind) == ("newsroom", PostingKind.SHARED)
    assert (key.subject, key.occurrence) == ("/brief show council-meets", "chat:77")
    assert len(Courier(chat.store, now=NOW).run()) == 1


def test_two_people_who_share_the_same_are_two_posts(chat: Chat) -> None:
    chat.ask("/brief show river-bridge share:true")
    chat.ask("/brief show river-bridge share:true", person="chat:bob")
    assert len(chat.posted()) == 2


def test_it_knows_which_revision_it_shows(chat: Chat) -> None:
    chat.ask("/brief latest share:true")
    shown = {(one.slug, one.revision) for one in copy(chat).shown}
    assert shown == {("council-meets", 3), ("river-bridge", 1)}


def test_the_buttons_of_what_is_shared_can_be_pressed(chat: Chat) -> None:
    chat.ask("/brief show river-bridge share:true")
    assert chat.click(action_id(CommandButton("", "sources", "river-bridge"))).is_done
    assert not chat.click(action_id(CommandButton("", "sources", "council-meets"))).is_done


def test_its_caller_is_told_in_private_and_a_manager_how_to_take_it_back(chat: Chat) -> None:
    answer = chat.ask("/brief latest share:true")
    assert not answer.is_shared
    assert "retract" not in text(answer)
    [*_, undo] = text(chat.manage("/brief latest share:true")).splitlines()
    assert chat.manage(undo.removeprefix("Undo: ")).is_done
    assert [verb for _, verb, _ in chat.audited()][:2] == ["latest", "latest"]


def running(chat: Chat) -> None:
    """Have a process that runs and holds the account."""
    done(chat.store.open_session("s1", host="h", pid=1, version="1", now=NOW))
    Courier(chat.store, now=NOW)


def test_it_is_told_as_posted_only_where_it_can_leave(chat: Chat) -> None:
    assert "It waits: nothing goes out here now" in text(chat.ask("/brief latest share:true"))
    running(chat)
    assert "It is posted here" in text(chat.ask("/brief latest share:true"))


@pytest.mark.parametrize("until", ["", " until:2026-03-03T08:00"])
def test_at_a_paused_destination_it_is_told_until_when_it_waits(until: str, chat: Chat) -> None:
    running(chat)
    chat.manage(f"/brief-admin pause{until}")
    told = text(chat.ask("/brief latest share:true"))
    assert "It is posted here" not in told
    assert "Dropped if it still waits\n1 February 2026, 10:00" in told
    assert "newsroom" not in told
    assert "newsroom" in text(chat.manage("/brief next share:true"))


def test_it_is_too_late_for_it_after_a_long_pause(chat: Chat) -> None:
    chat.ask("/brief latest share:true")
    assert Courier(chat.store, now=NOW + timedelta(hours=2)).run() == []


def test_where_nothing_was_ever_posted_the_answer_itself_is_shared(chat: Chat) -> None:
    done(chat.store.put_destinations([], now=NOW))
    answer = chat.ask("/brief latest share:true")
    assert (answer.is_shared, chat.posted()) == (True, [])


def test_what_not_everybody_there_may_see_is_not_shared(chat: Chat) -> None:
    for line in ("/brief show secret-draft share:true", "/brief latest share:true"):
        chat.ask(line, role=Role.EDITOR)
    assert "Not yet for anybody" not in "".join(chat.posted())


def test_a_hostile_query_is_a_subject_like_any_other(chat: Chat) -> None:
    answer = chat.ask('/brief search "a\x00b\u202e\ud800 council" share:true')
    assert answer.is_done


# --- corrections of what was shared ---


def repaired(chat: Chat, line: str, new: Brief) -> Document | None:
    chat.ask(f"{line} share:true")
    found = copy(chat)
    key = found.posting.key
    made = repair(key.kind, found.document, was=COUNCIL, new=new, now=NOW, subject=key.subject)
    return made.document if made else None


def test_a_whole_brief_becomes_that_of_the_new_revision(chat: Chat) -> None:
    new = replace(COUNCIL, summary="The council met and agreed on nothing.")
    made = repaired(chat, "/brief show council-meets", new)
    assert made is not None
    assert made.meta.summary == new.summary


@pytest.mark.parametrize(
    "line",
    [
        "/brief latest",
        "/brief search mayors",
        "/brief show council-meets section:response",
        "/brief sources council-meets",
        "/brief meetings days:7",
        "/brief next",
    ],
)
def test_an_error_is_told_wherever_the_brief_was_shared(line: str, chat: Chat) -> None:
    wrong = correction(was="wrong", at_time=NOW)
    made = repaired(chat, line, replace(COUNCIL, corrections=(*COUNCIL.corrections, wrong)))
    assert made is not None


@pytest.mark.parametrize("line", ["/brief meetings days:7", "/brief next"])
def test_a_meeting_that_moves_is_told_where_it_was_shared(line: str, chat: Chat) -> None:
    [meeting] = COUNCIL.meetings
    moved = replace(meeting, when=When.at(NOW + timedelta(days=9), zone="Europe/Brussels"))
    assert repaired(chat, line, replace(COUNCIL, meetings=(moved,))) is not None


def test_what_the_shared_answer_does_not_show_changes_nothing(chat: Chat) -> None:
    assert repaired(chat, "/brief latest", replace(COUNCIL, tags=("new",))) is None
