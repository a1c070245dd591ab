"""What every `ports.PlanStore` does; a test module gives the `store`."""

from dataclasses import replace
from datetime import date

import pytest

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.posting import Advance, Composed, NewPosting, Shown, SkippedTick
from briefbot.core.delivery.state import DeliveryState, PostingState
from briefbot.core.document import Priority
from briefbot.core.when import When
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
    compose,
    composed,
    document,
    done,
    key,
    new,
)

COUNCIL = Shown(slug="council", revision=1)


class ScheduleContract:
    """Schedules, and what becomes of their ticks."""

    @pytest.fixture(autouse=True)
    def places(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN, OTHER], now=NOW))

    def put(self, store: AnyStore, **fields: object) -> None:
        row = replace(SCHEDULE, **fields)  # type: ignore[arg-type]  # the dataclass types them
        done(store.put_schedules([row], removed=(), now=NOW))

    def advance(self, **fields: object) -> Advance:
        made = Advance(
            schedule=SCHEDULE.id,
            expected=SCHEDULE.cursor,
            cursor=NOW,
            next_at=NOW + DAY,
            postings=(new(schedule=SCHEDULE.id),),
        )
        return replace(made, **fields)  # type: ignore[arg-type]  # the dataclass types them

    def test_a_schedule_is_kept_as_it_was_put(self, store: AnyStore) -> None:
        self.put(store, covered_until=NOW - DAY, paused=True)
        assert list(done(store.schedules())) == [
            replace(SCHEDULE, covered_until=NOW - DAY, paused=True)
        ]

    def test_a_schedule_that_is_put_again_is_replaced(self, store: AnyStore) -> None:
        self.put(store)
        self.put(store, fingerprint="f2", next_at=NOW + HOUR)
        [row] = done(store.schedules())
        assert (row.fingerprint, row.next_at) == ("f2", NOW + HOUR)

    def test_a_next_tick_at_the_cursor_is_refused(self, store: AnyStore) -> None:
        with pytest.raises(ValueError, match="not after the cursor"):
            self.put(store, next_at=SCHEDULE.cursor)
        self.put(store)
        with pytest.raises(ValueError, match="not after the cursor"):
            done(store.advance([self.advance(next_at=NOW)], now=NOW))

    def test_a_row_computed_before_the_cursor_moved_does_not_move_it_back(
        self, store: AnyStore
    ) -> None:
        self.put(store)
        done(store.advance([self.advance()], now=NOW))
        self.put(store, fingerprint="f2", paused=True)
        [row] = done(store.schedules())
        assert (row.cursor, row.next_at, row.fingerprint) == (NOW, NOW + DAY, "f1")
        assert row.paused

    def test_ticks_become_postings_and_the_cursor_moves(self, store: AnyStore) -> None:
        self.put(store)
        assert done(store.advance([self.advance()], now=NOW)) == {SCHEDULE.id}
        [posting] = done(store.waiting(now=NOW, limit=10))
        assert (posting.key, posting.state) == (key(), PostingState.WAITING)
        [row] = done(store.schedules())
        assert (row.cursor, row.next_at) == (NOW, NOW + DAY)

    def test_ticks_are_made_once_by_whoever_is_first(self, store: AnyStore) -> None:
        self.put(store)
        done(store.advance([self.advance()], now=NOW))
        late = self.advance(postings=(new("another", schedule=SCHEDULE.id),))
        assert done(store.advance([late], now=NOW)) == frozenset()
        assert len(done(store.waiting(now=NOW, limit=10))) == 1

    def test_a_tick_whose_key_is_there_already_moves_the_cursor_without_a_second_posting(
        self, store: AnyStore
    ) -> None:
        self.put(store)
        announce(store, new())
        assert done(store.advance([self.advance()], now=NOW)) == {SCHEDULE.id}
        assert len(done(store.waiting(now=NOW, limit=10))) == 1

    def test_a_cursor_never_goes_back(self, store: AnyStore) -> None:
        self.put(store)
        with pytest.raises(ValueError, match="would go back"):
            done(store.advance([self.advance(cursor=NOW - DAY)], now=NOW))

    def test_a_removed_schedule_does_not_advance(self, store: AnyStore) -> None:
        self.put(store)
        done(store.put_schedules([], removed=[SCHEDULE.id], now=NOW))
        assert done(store.schedules()) == []
        assert done(store.advance([self.advance()], now=NOW)) == frozenset()

    def test_what_waits_for_a_removed_schedule_is_skipped_with_the_reason(
        self, store: AnyStore
    ) -> None:
        self.put(store)
        done(store.advance([self.advance()], now=NOW))
        done(store.put_schedules([], removed=[SCHEDULE.id], now=NOW))
        assert done(store.waiting(now=NOW, limit=10)) == []
        [story] = done(store.stories(schedule=SCHEDULE.id))
        assert story.state is PostingState.SKIPPED
        assert "schedule was removed" in story.happened[-1].reason

    def test_a_schedule_that_comes_back_stands_again(self, store: AnyStore) -> None:
        self.put(store)
        done(store.put_schedules([], removed=[SCHEDULE.id], now=NOW))
        self.put(store, cursor=NOW, next_at=NOW + DAY)
        [row] = done(store.schedules())
        assert (row.cursor, row.removed) == (NOW, False)

    def test_a_skipped_tick_tells_its_reason(self, store: AnyStore) -> None:
        self.put(store)
        tick = SkippedTick(key=key(), due=NOW, label="2026-03-02T09:00", reason="a holiday")
        done(store.advance([self.advance(postings=(), skipped=(tick,))], now=NOW))
        assert done(store.waiting(now=NOW, limit=10)) == []
        [story] = done(store.stories(schedule=SCHEDULE.id, day="2026-03-02"))
        assert [(line.what, line.reason) for line in story.happened] == [
            ("due", "2026-03-02T09:00"),
            ("skipped", "a holiday"),
        ]


class PostingContract:
    """Postings, until they are composed, skipped, or taken in by another."""

    @pytest.fixture(autouse=True)
    def places(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN, OTHER], now=NOW))

    def test_a_posting_comes_back_as_it_was_announced(self, store: AnyStore) -> None:
        given = NewPosting(
            key=key("x", kind=PostingKind.REMINDER, step="3600", generation=2),
            due=NOW,
            release_at=NOW - MINUTE,
            expires_at=NOW + HOUR,
            priority=Priority.URGENT,
            label="2026-03-02T09:00",
            reason="its lead time",
            covers=("2026-03-01T09:00", "2026-03-01T10:00"),
            when=When.on(date(2026, 3, 2), zone="Europe/Paris"),
        )
        [row] = announce(store, given)
        [found] = done(store.waiting(now=NOW, limit=10))
        assert (found.id, found.key, found.when) == (row, given.key, given.when)
        assert (found.due, found.release_at) == (given.due, given.release_at)
        assert (found.expires_at, found.priority) == (given.expires_at, given.priority)
        assert (found.label, found.covers, found.number) == (given.label, given.covers, 0)

    def test_a_key_is_announced_once(self, store: AnyStore) -> None:
        first = announce(store, new("a"), new("b"))
        assert len(set(first)) == 2
        assert len(announce(store, new("a"), new("c"), new("c"))) == 1

    def test_another_generation_is_another_posting(self, store: AnyStore) -> None:
        assert len(announce(store, new("a"), new("a", generation=1))) == 2

    def test_what_is_not_released_yet_waits(self, store: AnyStore) -> None:
        announce(store, new("held", release_at=NOW + HOUR))
        assert done(store.waiting(now=NOW, limit=10)) == []
        assert done(store.next_release_at()) == NOW + HOUR
        assert len(done(store.waiting(now=NOW + HOUR, limit=10))) == 1

    def test_the_newest_that_waits_tells_whether_there_is_something_new(
        self, store: AnyStore
    ) -> None:
        assert done(store.newest_waiting(now=NOW)) == 0
        [first] = announce(store, new("a"))
        [held] = announce(store, new("held", release_at=NOW + HOUR))
        assert done(store.newest_waiting(now=NOW)) == first
        assert done(store.newest_waiting(now=NOW + HOUR)) == held
        done(store.skip({first: "not wanted", held: "not wanted"}, now=NOW))
        assert done(store.newest_waiting(now=NOW + HOUR)) == 0

    def test_quiet_hours_are_told_with_their_end(self, store: AnyStore) -> None:
        announce(store, new("held", release_at=NOW + HOUR))
        [story] = done(store.stories(schedule="daily"))
        assert story.happened[-1].what == "held-by-quiet-hours"
        assert "10:00 UTC" in story.happened[-1].reason

    def test_the_oldest_are_composed_first_and_never_more_than_asked_for(
        self, store: AnyStore
    ) -> None:
        announce(store, new("b"), new("a", release_at=NOW - HOUR), new("c"))
        names = [each.key.occurrence for each in done(store.waiting(now=NOW, limit=2))]
        assert names == ["a", "b"]

    def test_without_waiting_postings_nothing_is_released(self, store: AnyStore) -> None:
        composed(store)
        assert done(store.next_release_at()) is None

    def test_a_composed_posting_is_to_be_sent(self, store: AnyStore) -> None:
        row = composed(store, priority=Priority.FLASH, expires_at=NOW + HOUR)
        [task] = Courier(store).claim()
        assert (task.posting, task.page, task.key) == (row, 1, key())
        assert task.document == document("One.")
        assert (task.nonce, task.expires_at) == (key().nonce(1), NOW + HOUR)

    def test_a_posting_is_composed_once(self, store: AnyStore) -> None:
        row = composed(store)
        again = Composed(posting=row, document=document("Two."))
        assert done(store.compose([again, again], now=NOW)) == frozenset()
        [task] = Courier(store).claim()
        assert task.document == document("One.")

    def test_twice_in_one_call_is_once(self, store: AnyStore) -> None:
        [row] = announce(store)
        given = Composed(posting=row, document=document("One."))
        assert done(store.compose([given, given], now=NOW)) == {row}
        assert len(Courier(store).claim()) == 1

    def test_the_members_of_a_merged_posting_go_out_within_it(self, store: AnyStore) -> None:
        first, second, whole = announce(store, new("a"), new("b"), new("w"))
        merging = Composed(posting=whole, document=document("All."), merged=(first, second))
        assert done(store.compose([merging], now=NOW)) == {whole}
        assert done(store.waiting(now=NOW, limit=10)) == []
        assert [task.posting for task in Courier(store).claim()] == [whole]
        told = {each.posting: each for each in done(store.stories(schedule="daily"))}
        assert told[first].state is PostingState.MERGED
        assert told[first].happened[-1].reason == f"in {told[whole].reference}"

    def test_nothing_is_merged_that_went_out_by_itself(self, store: AnyStore) -> None:
        first, whole = announce(store, new("a"), new("w"))
        compose(store, first)
        merging = Composed(posting=whole, document=document("All."), merged=(first,))
        assert done(store.compose([merging], now=NOW)) == frozenset()
        assert [each.id for each in done(store.waiting(now=NOW, limit=10))] == [whole]

    def test_the_window_of_a_schedule_moves_only_forward(self, store: AnyStore) -> None:
        done(store.put_schedules([SCHEDULE], removed=(), now=NOW))
        for name, until in (("a", NOW), ("b", NOW - HOUR), ("c", None)):
            [row] = announce(store, new(name, schedule=SCHEDULE.id))
            one = Composed(posting=row, document=document("One."), covered_until=until)
            done(store.compose([one], now=NOW))
        [schedule] = done(store.schedules())
        assert schedule.covered_until == NOW

    def test_notes_are_told(self, store: AnyStore) -> None:
        [row] = announce(store)
        one = Composed(posting=row, document=document("One."), notes=("Two left out.", "Late."))
        done(store.compose([one], now=NOW))
        [story] = done(store.stories(schedule="daily"))
        assert (story.happened[-1].what, story.happened[-1].reason) == (
            "composed",
            "Two left out. Late.",
        )

    def test_what_is_due_at_a_place_that_is_gone_is_skipped(self, store: AnyStore) -> None:
        [row] = announce(store, new(destination="nowhere"))
        one = Composed(posting=row, document=document("One."))
        assert done(store.compose([one], now=NOW)) == frozenset()
        [story] = done(store.stories(schedule="daily"))
        assert story.state is PostingState.SKIPPED
        assert "nowhere was removed" in story.happened[-1].reason

    def test_skipping_tells_each_reason_and_touches_only_what_waits(self, store: AnyStore) -> None:
        gone = composed(store, name="gone")
        first, second = announce(store, new("a"), new("b"))
        done(store.skip({first: "empty", second: "quiet", gone: "empty"}, now=NOW))
        told = {each.posting: each for each in done(store.stories(schedule="daily"))}
        assert told[first].happened[-1].reason == "empty"
        assert told[second].happened[-1].reason == "quiet"
        assert told[gone].state is PostingState.COMPOSED

    def test_a_thousand_due_at_once_are_made_in_one_call(self, store: AnyStore) -> None:
        rows = announce(store, *(new(f"n{number}") for number in range(1_000)))
        assert len(set(rows)) == 1_000


class ShareContract:
    """Postings that are made with their document."""

    def share(self, store: AnyStore, *, destination: str = "main") -> bool:
        done(store.put_destinations([MAIN], now=NOW))
        made = new(
            "chat:1", kind=PostingKind.SHARED, subject="/brief latest", destination=destination
        )
        told = Composed(posting=0, document=document("One."), shown=(COUNCIL,))
        return done(store.share(made, told, now=NOW))

    def test_it_is_there_with_its_document_and_nobody_finds_it_waiting(
        self, store: AnyStore
    ) -> None:
        assert self.share(store)
        assert list(done(store.waiting(now=NOW, limit=9))) == []
        [copy] = done(store.copies("council"))
        assert (copy.document, copy.shown) == (document("One."), (COUNCIL,))

    def test_the_same_again_is_one_posting(self, store: AnyStore) -> None:
        assert self.share(store)
        assert self.share(store)
        assert len(done(store.copies("council"))) == 1
        assert len(Courier(store).run()) == 1

    def test_without_its_destination_nothing_is_made(self, store: AnyStore) -> None:
        assert not self.share(store, destination="nowhere")
        assert list(done(store.copies("council"))) == []


class SaidContract:
    """What was said of meetings at a place."""

    WHEN = When.on(date(2026, 3, 3), zone="Europe/Paris")

    @pytest.fixture(autouse=True)
    def places(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN, OTHER], now=NOW))

    def reminder(self, name: str = "council/1", **fields: object) -> NewPosting:
        given = {"kind": PostingKind.REMINDER, "when": self.WHEN, **fields}
        return new(name, **given)

    def test_a_reminder_on_its_way_is_said(self, store: AnyStore) -> None:
        announce(store, self.reminder(release_at=NOW + HOUR), new("a digest"))
        [said] = done(store.said("main"))
        assert (said.key.subject, said.when, said.at) == ("daily", self.WHEN, NOW + HOUR)
        assert said.state is PostingState.WAITING
        assert done(store.said("other")) == []

    def test_one_that_went_out_is_said_at_that_time(self, store: AnyStore) -> None:
        composed(store, kind=PostingKind.NOTICE, when=self.WHEN)
        Courier(store, now=NOW + MINUTE).run()
        [said] = done(store.said("main"))
        assert (said.at, said.state) == (NOW + MINUTE, PostingState.COMPOSED)

    def test_what_was_skipped_or_refused_was_not_said(self, store: AnyStore) -> None:
        [row] = announce(store, self.reminder("skipped"))
        done(store.skip({row: "cancelled"}, now=NOW))
        composed(store, name="refused", kind=PostingKind.REMINDER, when=self.WHEN)
        Courier(store).run(DeliveryState.DEAD)
        assert done(store.said("main")) == []

    @pytest.mark.parametrize(("end", "number"), [(DeliveryState.SENT, 1), (DeliveryState.DEAD, 0)])
    def test_one_within_another_was_said_if_that_was(
        self, store: AnyStore, end: DeliveryState, number: int
    ) -> None:
        member, whole = announce(store, self.reminder(), new("w", kind=PostingKind.MERGED))
        merging = Composed(posting=whole, document=document("All."), merged=(member,))
        done(store.compose([merging], now=NOW))
        Courier(store).run(end)
        assert len(done(store.said("main"))) == number
