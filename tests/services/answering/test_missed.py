"""Direct messages that could not be sent: told at the next command, once."""

from datetime import timedelta

from answering_stage import HOUR, NOW, Chat, text
from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import Composed, NewPosting
from briefbot.core.delivery.state import DeliveryState
from contracts.driving import Courier, document, done

HOW = "Allow direct messages from this bot"


def refuse(chat: Chat, number: int = 1) -> None:
    """Have a reminder that the platform refuses."""
    done(chat.store.put_direct("chat:ann", now=NOW))
    key = PostingKey(
        destination="dm:chat:ann",
        kind=PostingKind.PERSONAL,
        subject="council-meets/vote",
        occurrence="2026-02-01T09:00Z",
        step=f"reminder {number}",
    )
    posting = NewPosting(key=key, due=NOW + timedelta(minutes=number), release_at=NOW)
    [row] = done(chat.store.announce([posting], now=NOW))
    done(chat.store.compose([Composed(posting=row, document=document("x"))], now=NOW))
    Courier(chat.store, now=NOW + HOUR, account="chat").run(DeliveryState.DEAD)


def test_the_next_answer_begins_with_what_was_missed_and_the_one_after_does_not(
    chat: Chat,
) -> None:
    plain = chat.ask("/brief latest")
    refuse(chat)
    told = text(chat.ask("/brief latest"))
    assert HOW in told
    assert "council-meets/vote" in told
    assert told.index(HOW) < told.index("briefs found")
    assert chat.ask("/brief latest").document == plain.document


def test_an_answer_that_may_be_lost_tells_it_again_when_it_is_asked_for_again(chat: Chat) -> None:
    refuse(chat)
    for _ in range(2):
        assert HOW in text(chat.ask("/brief latest", id="chat:same"))
    assert HOW not in text(chat.ask("/brief latest"))


def test_a_refusal_and_a_press_tell_it_too_and_others_are_told_nothing(chat: Chat) -> None:
    refuse(chat)
    assert HOW not in text(chat.ask("/brief latest", person="chat:bob"))
    assert HOW in text(chat.ask("/brief serch"))
    refuse(chat, 2)
    assert HOW in text(chat.press("show", "river-bridge"))


def test_an_answer_for_everybody_does_not_tell_it(chat: Chat) -> None:
    refuse(chat)
    shared = chat.ask("/brief latest share:true", destination="")
    assert shared.is_shared
    assert HOW not in text(shared)
    assert HOW in text(chat.ask("/brief latest"))


def test_of_very_many_the_latest_are_told(chat: Chat) -> None:
    for number in range(1, 9):
        refuse(chat, number)
    assert "and 3 more" in text(chat.ask("/brief latest"))
