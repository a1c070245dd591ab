"""What every `ports.OperatorStore` does; a test module gives the `store`."""

from datetime import timedelta

import pytest

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.posting import Composed, Revision, Shown
from briefbot.core.delivery.records import BriefSeen, DeliveryLine, Resolution, Story
from briefbot.core.delivery.state import DeliveryState, Operation, PostingState, Proof
from contracts.driving import (
    DAY,
    HOUR,
    MAIN,
    MINUTE,
    NOW,
    OTHER,
    SCHEDULE,
    AnyStore,
    Courier,
    announce,
    composed,
    document,
    done,
    key,
    new,
)


class _Contract:
    @pytest.fixture(autouse=True)
    def places(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN, OTHER], now=NOW))


def story_of(store: AnyStore, posting: int) -> Story:
    return next(each for each in done(store.stories(schedule="daily")) if each.posting == posting)


def line_of(store: AnyStore, delivery: int) -> DeliveryLine:
    [story] = done(store.stories(delivery=delivery))
    return next(line for line in story.deliveries if line.id == delivery)


class StoryContract(_Contract):
    """What `why` and `status` tell."""

    def test_a_story_tells_everything_in_order_of_time(self, store: AnyStore) -> None:
        [row] = announce(store, new(due=NOW - HOUR, reason="every day at 08:00"))
        done(store.compose([Composed(posting=row, document=document("One."))], now=NOW + MINUTE))
        [task] = Courier(store, now=NOW + 2 * MINUTE).run(pages=("{}",))
        [story] = done(store.stories(reference=key().reference.upper()))
        assert [(line.what, line.at) for line in story.happened] == [
            ("due", NOW - HOUR),
            ("decided", NOW),
            ("composed", NOW + MINUTE),
            ("sending", NOW + 2 * MINUTE),
            ("sent", NOW + 2 * MINUTE),
        ]
        assert story.happened[1].reason == "every day at 08:00"
        assert (story.posting, story.key, story.state) == (row, key(), PostingState.COMPOSED)
        assert story.happened[-1].page == 1
        [line] = story.deliveries
        assert (line.id, line.operation, line.page) == (task.id, Operation.SEND, 1)
        assert (line.state, line.proof, line.attempts) == (DeliveryState.SENT, Proof.ANSWER, 1)
        assert line.receipt is not None
        assert line.receipt.message == f"m{task.id}"

    def test_stories_are_found_by_schedule_and_label(self, store: AnyStore) -> None:
        for name in ("2026-03-01T09:00", "2026-03-02T09:00", "2026-03-02T18:00"):
            announce(store, new(name, schedule=SCHEDULE.id))
        announce(store, new("2026-03-02T09:00", subject="weekly"))
        by_day = done(store.stories(schedule="daily", day="2026-03-02"))
        assert [each.label for each in by_day] == ["2026-03-02T09:00", "2026-03-02T18:00"]
        exact = done(store.stories(schedule=SCHEDULE.id, day="2026-03-02T18:00"))
        assert [each.label for each in exact] == ["2026-03-02T18:00"]
        assert len(done(store.stories(day="2026-03-02"))) == 3

    def test_a_tick_that_another_edition_made_up_for_is_found(self, store: AnyStore) -> None:
        announce(store, new("2026-03-02T09:00", covers=("2026-03-01T09:00",)))
        [story] = done(store.stories(schedule="daily", day="2026-03-01T09:00"))
        assert story.label == "2026-03-02T09:00"

    @pytest.mark.parametrize("day", ["%", "_", "2026%", '"', "\\", "\x00"])
    def test_no_text_is_a_pattern(self, store: AnyStore, day: str) -> None:
        announce(store, new("2026-03-02T09:00", covers=("2026-03-01T09:00",)))
        assert done(store.stories(schedule="daily", day=day)) == []

    def test_nothing_asked_for_is_nothing_found(self, store: AnyStore) -> None:
        announce(store)
        assert done(store.stories()) == []
        assert done(store.stories(reference="zzzzzz")) == []
        assert done(store.stories(delivery=12_345)) == []

    def test_the_latest_hundred_are_told(self, store: AnyStore) -> None:
        announce(store, *(new(f"n{n}", due=NOW + n * MINUTE) for n in range(120)))
        told = done(store.stories(schedule="daily"))
        assert [each.label for each in told] == [f"n{n}" for n in range(20, 120)]

    def test_the_status_counts_what_there_is(self, store: AnyStore) -> None:
        brief = BriefSeen(slug="a", path="a.md", text="", hash="h", baseline=True)
        done(store.record_briefs([brief], gone=(), now=NOW))
        done(store.put_schedules([SCHEDULE], removed=(), now=NOW))
        composed(store, name="sent")
        courier = Courier(store)
        courier.run()
        composed(store, name="held")
        courier.run(DeliveryState.HELD, reason="cannot be found out")
        composed(store, name="open", destination="other")
        announce(store, new("waiting"))
        status = done(store.status(now=NOW))
        assert (status.now, status.briefs, status.waiting) == (NOW, 1, 1)
        [account] = status.accounts
        assert (account.name, account.platform, account.owner) == ("screen", "terminal", "courier")
        assert account.deliveries == {
            DeliveryState.SENT: 1,
            DeliveryState.HELD: 1,
            DeliveryState.PENDING: 1,
        }
        main, other = status.destinations
        assert (main.open, main.held, main.last_sent_at) == (0, 1, NOW)
        assert (other.open, other.held, other.last_sent_at) == (1, 0, None)
        assert [(line.id, line.next_at) for line in status.schedules] == [(SCHEDULE.id, NOW)]
        [held] = status.held
        assert held.label == "held"
        assert held.deliveries[0].last_error == "cannot be found out"

    def test_an_empty_store_has_a_status(self, store: AnyStore) -> None:
        status = done(store.status(now=NOW))
        assert (status.running_since, status.briefs, status.held, status.faults) == (
            None,
            0,
            (),
            (),
        )

    def test_a_lease_that_has_run_out_has_no_owner(self, store: AnyStore) -> None:
        Courier(store)
        [account] = done(store.status(now=NOW + 2 * HOUR)).accounts
        assert account.owner == ""

    def test_corrections_come_newest_first(self, store: AnyStore) -> None:
        row = composed(store, Shown(slug="a", revision=1))
        for number in range(2, 5):
            shown = (Shown(slug="a", revision=number),)
            revision = Revision(
                posting=row, document=document(f"{number}"), shown=shown, reason=f"{number}"
            )
            done(store.revise([revision], now=NOW + number * MINUTE))
        lines = done(store.corrections(limit=2))
        assert [(line.reason, line.reference) for line in lines] == [
            ("4", key().reference),
            ("3", key().reference),
        ]


class ResolutionContract(_Contract):
    """What an operator decides about a delivery that is held or dead."""

    def parked(self, store: AnyStore, state: DeliveryState = DeliveryState.HELD) -> int:
        composed(store, Shown(slug="council", revision=1), expires_at=NOW + HOUR)
        [task] = Courier(store).run(state, pages=("1", "2"), reason="why")
        return task.id

    def resolve(self, store: AnyStore, row: int, how: Resolution) -> bool:
        return done(store.resolve(row, how, actor="u1", now=NOW + DAY))

    @pytest.mark.parametrize("state", [DeliveryState.HELD, DeliveryState.DEAD])
    @pytest.mark.parametrize("how", list(Resolution))
    def test_it_is_audited_and_told(
        self, store: AnyStore, state: DeliveryState, how: Resolution
    ) -> None:
        row = self.parked(store, state)
        assert self.resolve(store, row, how)
        [entry] = done(store.audited(limit=10))
        assert (entry.actor, entry.verb, entry.at) == ("u1", "resolve", NOW + DAY)
        assert how.value in entry.detail
        [story] = done(store.stories(delivery=row))
        assert any(line.what == "resolved" for line in story.happened)

    def test_what_is_held_is_a_fault_until_all_of_it_is_decided(self, store: AnyStore) -> None:
        for number in range(2):
            composed(store, occurrence=f"2026-03-0{number + 1}T09:00")
        courier = Courier(store)
        rows = []
        while held := courier.run(DeliveryState.HELD, reason="cannot be found out"):
            rows += [task.id for task in held]
        [fault] = done(store.faults())
        assert (fault.kind, fault.subject, fault.since) == ("held", key().destination, NOW)
        assert fault.message.startswith("a message is held: cannot be found out -- look in")
        assert self.resolve(store, rows[0], Resolution.POSTED)
        assert done(store.faults()) == [fault]
        assert self.resolve(store, rows[1], Resolution.DROP)
        assert done(store.faults()) == []

    def test_only_what_is_held_or_dead_can_be_decided(self, store: AnyStore) -> None:
        composed(store)
        [task] = Courier(store).run()
        for how in Resolution:
            assert not self.resolve(store, task.id, how)
            assert not self.resolve(store, 12_345, how)
        assert done(store.audited(limit=10)) == []

    def test_posted_is_sent_by_the_operators_word(self, store: AnyStore) -> None:
        row = self.parked(store)
        self.resolve(store, row, Resolution.POSTED)
        line = line_of(store, row)
        assert (line.state, line.proof) == (DeliveryState.SENT, Proof.OPERATOR)
        assert not self.resolve(store, row, Resolution.DROP)

    def test_the_pages_after_one_that_was_posted_follow(self, store: AnyStore) -> None:
        row = self.parked(store)
        self.resolve(store, row, Resolution.POSTED)
        [task] = Courier(store).run()
        assert (task.page, task.thread) == (2, None)

    def test_what_is_dropped_never_goes_out_nor_do_its_pages(self, store: AnyStore) -> None:
        row = self.parked(store)
        self.resolve(store, row, Resolution.DROP)
        assert Courier(store, now=NOW + DAY).claim() == []
        [story] = done(store.stories(delivery=row))
        assert {line.state for line in story.deliveries} == {DeliveryState.EXPIRED}

    @pytest.mark.parametrize("state", [DeliveryState.HELD, DeliveryState.DEAD])
    def test_again_is_surely_posted(self, store: AnyStore, state: DeliveryState) -> None:
        row = self.parked(store, state)
        assert self.resolve(store, row, Resolution.AGAIN)
        courier = Courier(store, now=NOW + DAY)
        [task] = courier.claim()
        assert task.nonce != key().nonce(1)
        assert (task.attempts, task.first_try, task.expires_at) == (0, None, None)
        assert not task.late
        courier.intend(task, pages=("1", "2"))
        courier.settle(task, state=DeliveryState.SENT)
        assert [each.page for each in courier.run()] == [2]

    def test_again_is_in_time_or_not_at_all_while_it_can_be_in_time(self, store: AnyStore) -> None:
        row = self.parked(store)
        assert done(store.resolve(row, Resolution.AGAIN, actor="u1", now=NOW + MINUTE))
        assert Courier(store, now=NOW + HOUR).claim() == []
        assert line_of(store, row).state is DeliveryState.EXPIRED

    def test_each_time_has_a_nonce_of_its_own(self, store: AnyStore) -> None:
        row = self.parked(store)
        nonces = {key().nonce(1), key(generation=1).nonce(1)}
        for number in range(3):
            self.resolve(store, row, Resolution.AGAIN)
            [task] = Courier(store, now=NOW + DAY).run(DeliveryState.HELD, pages=("1",))
            nonces.add(task.nonce)
            assert len(nonces) == 3 + number

    def test_again_says_what_is_right_by_now(self, store: AnyStore) -> None:
        row = self.parked(store)
        self.revise(store, 2)
        self.resolve(store, row, Resolution.AGAIN)
        [task] = Courier(store, now=NOW + DAY).run(pages=("1",))
        assert task.document == document("2")

    def test_pages_that_have_left_are_not_sent_again(self, store: AnyStore) -> None:
        composed(store)
        courier = Courier(store)
        [first] = courier.claim()
        courier.intend(first, pages=("1", "2"))
        courier.settle(first, state=DeliveryState.SENT)
        [second] = courier.run(DeliveryState.HELD)
        self.resolve(store, second.id, Resolution.AGAIN)
        [task] = Courier(store, now=NOW + DAY).run()
        assert (task.page, task.payload) == (2, "2")

    def edited(self, store: AnyStore) -> int:
        composed(store, Shown(slug="council", revision=1))
        Courier(store).run()
        self.revise(store, 2)
        [edit] = Courier(store).run(DeliveryState.DEAD, pages=("new",))
        return edit.id

    def revise(self, store: AnyStore, number: int) -> None:
        [copy] = done(store.copies("council"))
        shown = (Shown(slug="council", revision=number),)
        revision = Revision(
            posting=copy.posting.id, document=document(f"{number}"), shown=shown, reason="c"
        )
        done(store.revise([revision], now=NOW))

    def test_a_refused_edit_can_be_tried_again(self, store: AnyStore) -> None:
        row = self.edited(store)
        assert self.resolve(store, row, Resolution.AGAIN)
        [task] = Courier(store, now=NOW + DAY).run(pages=("new",))
        assert task.operation is Operation.EDIT

    def test_an_edit_is_not_repeated_over_a_later_one(self, store: AnyStore) -> None:
        row = self.edited(store)
        self.revise(store, 3)
        assert not self.resolve(store, row, Resolution.AGAIN)

    def test_what_cannot_be_found_cannot_be_edited_again(self, store: AnyStore) -> None:
        self.parked(store)
        self.revise(store, 2)
        [refused] = done(store.refused_edits())
        story = story_of(store, refused.posting.id)
        [edit] = [line for line in story.deliveries if line.operation is Operation.EDIT]
        assert not self.resolve(store, edit.id, Resolution.AGAIN)

    def test_edits_of_a_message_that_nobody_knows_are_given_up(self, store: AnyStore) -> None:
        composed(store, Shown(slug="council", revision=1))
        courier = Courier(store)
        [task] = courier.claim()
        courier.intend(task)
        self.revise(store, 2)
        courier.settle(task, state=DeliveryState.HELD)
        assert courier.claim() == []
        self.resolve(store, task.id, Resolution.POSTED)
        assert len(done(store.refused_edits())) == 1


class RetractionContract(_Contract):
    """Taking a post away."""

    def retract(self, store: AnyStore, posting: int) -> int:
        return done(store.retract(posting, actor="u1", reason="wrong place", now=NOW))

    def test_every_message_is_removed_and_its_receipt_kept(self, store: AnyStore) -> None:
        row = composed(store)
        sent = Courier(store).run(pages=("1", "2"))
        assert self.retract(store, row) == 2
        removed = Courier(store).run()
        assert [task.operation for task in removed] == [Operation.DELETE] * 2
        assert [task.target.message for task in removed if task.target] == [
            f"m{task.id}" for task in sent
        ]
        assert all(line_of(store, task.id).receipt for task in sent)
        whats = [line.what for line in story_of(store, row).happened]
        assert whats.count("retract-planned") == whats.count("retracted") == 2

    def test_it_is_audited(self, store: AnyStore) -> None:
        row = composed(store)
        self.retract(store, row)
        [entry] = done(store.audited(limit=10))
        assert (entry.actor, entry.verb) == ("u1", "retract")
        assert entry.detail == f"{key().reference}: wrong place"

    def test_what_has_not_left_never_will(self, store: AnyStore) -> None:
        [waiting] = announce(store, new("waiting"))
        pending = composed(store, name="pending")
        claimed = composed(store, name="claimed", destination="other")
        courier = Courier(store)
        tasks = courier.claim()
        for row in (waiting, pending, claimed):
            assert self.retract(store, row) == 0
        assert courier.intend(*tasks) == frozenset()
        assert courier.claim() == []
        assert done(store.waiting(now=NOW + DAY, limit=10)) == []
        for row in (waiting, pending, claimed):
            assert story_of(store, row).happened[-1].reason == "retracted by u1: wrong place"

    def test_pages_that_have_not_left_stay_away(self, store: AnyStore) -> None:
        row = composed(store)
        courier = Courier(store)
        [first] = courier.claim()
        courier.intend(first, pages=("1", "2"))
        courier.settle(first, state=DeliveryState.SENT)
        assert self.retract(store, row) == 1
        assert [(t.operation, t.page) for t in courier.run()] == [(Operation.DELETE, 1)]

    def test_what_is_on_the_wire_is_removed_when_it_is_known(self, store: AnyStore) -> None:
        row = composed(store)
        courier = Courier(store)
        [task] = courier.claim()
        courier.intend(task)
        assert self.retract(store, row) == 1
        courier.settle(task, state=DeliveryState.SENT)
        [removal] = courier.run()
        assert removal.operation is Operation.DELETE

    def test_what_turns_out_not_to_have_left_is_not_sent_to_be_removed(
        self, store: AnyStore
    ) -> None:
        row = composed(store)
        courier = Courier(store)
        [task] = courier.claim()
        courier.intend(task)
        courier.settle(task, state=DeliveryState.UNKNOWN)
        self.retract(store, row)
        courier.now += timedelta(minutes=5)
        [unclear] = courier.claim()
        courier.settle(unclear, state=DeliveryState.PENDING)
        courier.now += timedelta(minutes=5)
        assert courier.claim() == []
        assert {line.state for line in story_of(store, row).deliveries} == {DeliveryState.EXPIRED}

    def test_twice_is_once_but_what_was_refused_is_tried_again(self, store: AnyStore) -> None:
        row = composed(store)
        Courier(store).run()
        assert [self.retract(store, row), self.retract(store, row)] == [1, 0]
        Courier(store).run(DeliveryState.DEAD)
        assert self.retract(store, row) == 1
        assert len(Courier(store).run()) == 1
        assert self.retract(store, row) == 0

    def test_edits_that_wait_are_not_made_any_more(self, store: AnyStore) -> None:
        row = composed(store, Shown(slug="council", revision=1))
        Courier(store).run()
        shown = (Shown(slug="council", revision=2),)
        revision = Revision(posting=row, document=document("2"), shown=shown, reason="c")
        done(store.revise([revision], now=NOW))
        self.retract(store, row)
        assert [task.operation for task in Courier(store).run()] == [Operation.DELETE]

    def test_what_is_not_there_cannot_be_retracted(self, store: AnyStore) -> None:
        assert self.retract(store, 12_345) == 0
        assert done(store.audited(limit=10)) == []

    def test_what_went_out_within_another_is_left_there(self, store: AnyStore) -> None:
        member, whole = announce(store, new("a"), new("w", kind=PostingKind.MERGED))
        merging = Composed(posting=whole, document=document("All."), merged=(member,))
        done(store.compose([merging], now=NOW))
        assert self.retract(store, member) == 0
        assert len(Courier(store).run()) == 1
