"""What every `ports.PlanStore` does with posted copies; a test module gives the `store`."""

import pytest

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.posting import Copy, Revision, Shown
from briefbot.core.delivery.state import DeliveryState, Operation
from contracts.driving import (
    HOUR,
    MAIN,
    MINUTE,
    NOW,
    OTHER,
    AnyStore,
    Courier,
    announce,
    composed,
    document,
    done,
    new,
)

FIRST = Shown(slug="council", revision=1)
SECOND = Shown(slug="council", revision=2)
ANOTHER = Shown(slug="grid", revision=5)


def revise(store: AnyStore, posting: int, *shown: Shown, text: str = "One, corrected.") -> None:
    revision = Revision(
        posting=posting,
        document=document(text),
        shown=shown or (SECOND,),
        reason="corrected: the date",
    )
    done(store.revise([revision], now=NOW))


def copy_of(store: AnyStore, slug: str = "council") -> Copy:
    [copy] = done(store.copies(slug))
    return copy


class _Contract:
    @pytest.fixture(autouse=True)
    def places(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN, OTHER], now=NOW))


class CopyContract(_Contract):
    """Which copies of a brief there are."""

    def test_a_copy_tells_what_is_said_there(self, store: AnyStore) -> None:
        row = composed(store, FIRST, ANOTHER)
        copy = copy_of(store)
        assert (copy.posting.id, copy.document) == (row, document("One."))
        assert (set(copy.shown), copy.composed_at) == ({FIRST, ANOTHER}, NOW)
        assert (copy.started, copy.settled, copy.receipts) == (False, False, ())

    def test_a_copy_that_is_posted_has_its_receipts_by_page(self, store: AnyStore) -> None:
        composed(store, FIRST)
        tasks = Courier(store).run(pages=("1", "2"))
        copy = copy_of(store)
        assert (copy.started, copy.settled) == (True, True)
        assert [receipt.message for receipt in copy.receipts] == [f"m{t.id}" for t in tasks]

    def test_a_copy_on_the_wire_has_started(self, store: AnyStore) -> None:
        composed(store, FIRST)
        courier = Courier(store)
        courier.intend(*courier.claim())
        copy = copy_of(store)
        assert (copy.started, copy.settled) == (True, False)

    def test_only_postings_that_show_the_brief_are_copies(self, store: AnyStore) -> None:
        composed(store, FIRST, name="a")
        composed(store, ANOTHER, name="b")
        composed(store, name="c")
        announce(store, new("d"))
        assert len(done(store.copies("council"))) == 1

    @pytest.mark.parametrize("end", [DeliveryState.DEAD, DeliveryState.EXPIRED])
    def test_what_never_got_there_is_no_copy(self, store: AnyStore, end: DeliveryState) -> None:
        composed(store, FIRST)
        Courier(store).run(end)
        assert done(store.copies("council")) == []

    def test_what_may_have_got_there_is_a_copy(self, store: AnyStore) -> None:
        composed(store, FIRST)
        Courier(store).run(DeliveryState.HELD)
        assert copy_of(store).settled

    def test_what_is_to_be_removed_is_no_copy(self, store: AnyStore) -> None:
        row = composed(store, FIRST)
        Courier(store).run()
        done(store.retract(row, actor="desk", reason="wrong", now=NOW))
        assert done(store.copies("council")) == []
        Courier(store).run()
        assert done(store.copies("council")) == []


class RevisionContract(_Contract):
    """New content, in place or as an edit."""

    def test_what_has_not_left_says_the_new_content_at_once(self, store: AnyStore) -> None:
        row = composed(store, FIRST)
        revise(store, row)
        assert copy_of(store).shown == (SECOND,)
        [task] = Courier(store).run()
        assert (task.operation, task.document) == (Operation.SEND, document("One, corrected."))
        assert copy_of(store).posting.number == 0

    def test_a_courier_that_holds_the_old_content_cannot_send_it(self, store: AnyStore) -> None:
        row = composed(store, FIRST)
        courier = Courier(store)
        [old] = courier.claim()
        revise(store, row)
        assert courier.intend(old) == frozenset()
        [task] = courier.run()
        assert task.document == document("One, corrected.")

    def test_being_revised_in_a_couriers_hands_never_looks_like_poison(
        self, store: AnyStore
    ) -> None:
        row = composed(store, FIRST)
        courier = Courier(store)
        for number in range(2, 12):
            courier.claim()
            revise(store, row, Shown(slug="council", revision=number), text=f"{number}")
        [task] = courier.run()
        assert task.document == document("11")

    def test_what_was_posted_is_edited(self, store: AnyStore) -> None:
        row = composed(store, FIRST)
        [sent] = Courier(store).run()
        revise(store, row)
        copy = copy_of(store)
        assert (copy.posting.number, copy.settled) == (1, False)
        assert copy.document == document("One, corrected.")
        [edit] = Courier(store).run(pages=('{"page":"new"}',))
        assert (edit.operation, edit.page) == (Operation.EDIT, 1)
        assert edit.target is not None
        assert edit.target.message == f"m{sent.id}"

    def test_several_quick_revisions_are_one_edit(self, store: AnyStore) -> None:
        row = composed(store, FIRST)
        Courier(store).run()
        revise(store, row, SECOND, text="Two.")
        revise(store, row, Shown(slug="council", revision=3), text="Three.")
        [edit] = Courier(store).run(pages=("new",))
        assert edit.document == document("Three.")
        lines = done(store.corrections(limit=10))
        assert [line.state for line in lines] == [DeliveryState.SENT] * 2

    def test_an_edit_in_a_couriers_hands_takes_the_newest_content(self, store: AnyStore) -> None:
        row = composed(store, FIRST)
        Courier(store).run()
        revise(store, row, SECOND, text="Two.")
        courier = Courier(store)
        [old] = courier.claim()
        revise(store, row, Shown(slug="council", revision=3), text="Three.")
        assert courier.intend(old, pages=("new",)) == frozenset()
        [edit] = courier.run(pages=("new",))
        assert edit.document == document("Three.")

    def test_a_revision_after_an_edit_has_left_is_another_edit(self, store: AnyStore) -> None:
        row = composed(store, FIRST)
        Courier(store).run()
        revise(store, row, SECOND, text="Two.")
        courier = Courier(store)
        [first] = courier.claim()
        courier.intend(first, pages=("two",))
        revise(store, row, Shown(slug="council", revision=3), text="Three.")
        courier.settle(first, state=DeliveryState.SENT)
        [second] = courier.run(pages=("three",))
        assert second.id != first.id
        assert second.document == document("Three.")
        assert copy_of(store).posting.number == 2

    def test_an_edit_waits_for_what_may_be_there(self, store: AnyStore) -> None:
        row = composed(store, FIRST)
        courier = Courier(store)
        [sending] = courier.claim()
        courier.intend(sending, pages=("1", "2"))
        courier.settle(sending, state=DeliveryState.UNKNOWN)
        revise(store, row)
        assert courier.claim() == []
        courier.now += MINUTE
        [unclear] = courier.claim()
        courier.settle(unclear, state=DeliveryState.SENT)
        order = [(task.operation, task.page) for task in courier.run(pages=("new", "2"))]
        assert order == [(Operation.SEND, 2), (Operation.EDIT, 1)]

    def test_the_same_content_again_changes_nothing(self, store: AnyStore) -> None:
        row = composed(store, FIRST)
        Courier(store).run()
        revise(store, row, SECOND, text="One.")
        assert Courier(store).claim() == []
        assert copy_of(store).shown == (SECOND,)
        assert done(store.corrections(limit=10)) == []

    def test_an_older_revision_does_not_undo_a_newer_one(self, store: AnyStore) -> None:
        row = composed(store, Shown(slug="council", revision=3))
        revise(store, row, SECOND, text="Two.")
        assert copy_of(store).document == document("One.")

    def test_what_never_got_there_or_is_to_go_is_not_edited(self, store: AnyStore) -> None:
        dead = composed(store, FIRST, name="dead")
        Courier(store).run(DeliveryState.DEAD)
        gone = composed(store, FIRST, name="gone")
        Courier(store).run()
        done(store.retract(gone, actor="desk", reason="wrong", now=NOW))
        for row in (dead, gone):
            revise(store, row)
        assert [task.operation for task in Courier(store).run()] == [Operation.DELETE]

    def test_what_waits_to_be_composed_is_left_alone(self, store: AnyStore) -> None:
        [row] = announce(store)
        revise(store, row)
        assert [each.id for each in done(store.waiting(now=NOW, limit=1))] == [row]

    def test_corrections_tell_which_briefs_where_and_why(self, store: AnyStore) -> None:
        row = composed(store, FIRST, ANOTHER)
        revise(store, row, SECOND, ANOTHER)
        [line] = done(store.corrections(limit=10))
        assert (line.slugs, line.reason) == (("council",), "corrected: the date")
        assert (line.destination, line.kind, line.state) == ("main", "digest", None)


class RefusedEditContract(_Contract):
    """Copies that cannot be edited need a follow-up."""

    def refused(self, store: AnyStore) -> int:
        row = composed(store, FIRST, ANOTHER)
        Courier(store).run()
        revise(store, row, SECOND, ANOTHER)
        Courier(store).run(DeliveryState.DEAD, pages=("new",), reason="too old to edit")
        return row

    def test_a_refused_edit_tells_what_was_to_be_corrected(self, store: AnyStore) -> None:
        row = self.refused(store)
        [copy] = done(store.refused_edits())
        assert (copy.posting.id, copy.shown) == (row, (SECOND,))
        [line] = done(store.corrections(limit=1))
        assert line.state is DeliveryState.DEAD

    def test_edits_that_were_made_or_wait_are_not_refused(self, store: AnyStore) -> None:
        row = composed(store, FIRST)
        Courier(store).run()
        revise(store, row)
        assert done(store.refused_edits()) == []
        Courier(store).run(pages=("new",))
        assert done(store.refused_edits()) == []

    def test_a_follow_up_settles_it(self, store: AnyStore) -> None:
        self.refused(store)
        follow_up = new("2", kind=PostingKind.CORRECTION, subject="council", step="correction")
        elsewhere = new("2", kind=PostingKind.CORRECTION, subject="council", destination="other")
        announce(store, elsewhere)
        assert len(done(store.refused_edits())) == 1
        announce(store, follow_up)
        assert done(store.refused_edits()) == []

    def test_a_later_edit_that_was_made_settles_it(self, store: AnyStore) -> None:
        row = self.refused(store)
        revise(store, row, Shown(slug="council", revision=3), ANOTHER, text="Three.")
        Courier(store, now=NOW + HOUR).run(pages=("three",))
        assert done(store.refused_edits()) == []

    def test_a_message_that_is_not_known_needs_a_follow_up_at_once(self, store: AnyStore) -> None:
        row = composed(store, FIRST)
        Courier(store).run(DeliveryState.HELD)
        revise(store, row)
        assert Courier(store, now=NOW + MINUTE).claim() == []
        [copy] = done(store.refused_edits())
        assert copy.shown == (SECOND,)

    def test_what_is_to_be_removed_needs_none(self, store: AnyStore) -> None:
        row = self.refused(store)
        done(store.retract(row, actor="desk", reason="wrong", now=NOW))
        assert done(store.refused_edits()) == []
