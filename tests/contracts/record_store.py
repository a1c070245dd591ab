"""What every store of records does; a test module gives the `store`."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from briefbot.core.actions import action_key
from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.posting import Composed, Revision
from briefbot.core.delivery.records import (
    AuditEntry,
    BriefSeen,
    DestinationEntry,
    Fault,
    Person,
    PersonalReminder,
    Subscription,
)
from briefbot.core.delivery.state import DeliveryState
from briefbot.core.delivery.work import Settlement
from briefbot.core.document import Actions, CommandButton, Document
from briefbot.core.occurrence import Occurrence
from briefbot.core.planning.personal import place_of, reminder_step
from contracts.driving import (
    ACCOUNT,
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
    new,
)

SHOW = CommandButton("Full brief", "show", "council")
REMIND = CommandButton("Remind me", "remind", "council/1")
BRIEF = BriefSeen(slug="council", path="a/council.md", text="One.", hash="h1", baseline=False)


class KnowledgeContract:
    """Briefs with their revisions, and meetings of calendars."""

    def see(self, store: AnyStore, *seen: BriefSeen, gone: tuple[str, ...] = ()) -> dict[str, int]:
        return dict(done(store.record_briefs(seen, gone=gone, now=NOW)))

    def test_a_brief_seen_first_has_revision_one(self, store: AnyStore) -> None:
        assert self.see(store, BRIEF) == {"council": 1}
        [row] = done(store.briefs())
        assert (row.slug, row.path, row.number, row.hash) == ("council", "a/council.md", 1, "h1")
        assert (row.first_seen, row.baseline, row.gone_at) == (NOW, False, None)

    def test_only_a_new_hash_is_a_new_revision(self, store: AnyStore) -> None:
        self.see(store, BRIEF)
        assert self.see(store, BRIEF) == {}
        other = replace(BRIEF, slug="grid")
        changed = replace(BRIEF, hash="h2", text="Two.", path="b/council.md")
        assert self.see(store, changed, other) == {"council": 2, "grid": 1}
        [row, _] = done(store.briefs())
        assert (row.number, row.hash, row.path) == (2, "h2", "b/council.md")

    def test_what_was_old_news_when_it_was_first_seen_stays_so(self, store: AnyStore) -> None:
        self.see(store, replace(BRIEF, baseline=True))
        self.see(store, replace(BRIEF, hash="h2"))
        [row] = done(store.briefs())
        assert row.baseline

    def test_texts_are_kept_by_number(self, store: AnyStore) -> None:
        text = "Two lines:\n\N{SNOWMAN} \N{PILE OF POO}\n"
        self.see(store, BRIEF)
        self.see(store, replace(BRIEF, hash="h2", text=text))
        assert done(store.revision_text("council", 1)) == "One."
        assert done(store.revision_text("council")) == text
        assert done(store.revision_text("council", 3)) is None
        assert done(store.revision_text("nothing")) is None

    def test_a_file_that_is_gone_may_come_back(self, store: AnyStore) -> None:
        self.see(store, BRIEF)
        self.see(store, gone=("council", "unknown"))
        [row] = done(store.briefs())
        assert row.gone_at == NOW
        assert self.see(store, BRIEF) == {}
        [row] = done(store.briefs())
        assert row.gone_at is None

    def test_ten_thousand_are_taken_in_at_once(self, store: AnyStore) -> None:
        many = [replace(BRIEF, slug=f"brief-{number}") for number in range(10_000)]
        assert len(self.see(store, *many)) == 10_000
        assert len(done(store.briefs())) == 10_000

    def test_a_calendars_last_good_copy_replaces_the_one_before(self, store: AnyStore) -> None:
        first, second, third = (
            Occurrence(
                calendar="work", uid=uid, title=uid, start=date(2026, 3, 3), end=date(2026, 3, 4)
            )
            for uid in ("a", "b", "c")
        )
        elsewhere = replace(first, calendar="home")
        done(store.put_meetings("home", [elsewhere], now=NOW))
        done(store.put_meetings("work", [first, second], now=NOW))
        hour = {"start": NOW, "end": NOW + HOUR, "moved_from": second.start}
        moved = replace(second, leads=(DAY,), **hour)  # type: ignore[arg-type]  # a table of fields
        done(store.put_meetings("work", [third, moved], now=NOW))
        assert set(done(store.meetings("work"))) == {moved, third}
        assert list(done(store.meetings("home"))) == [elsewhere]
        done(store.put_meetings("work", [], now=NOW))
        assert list(done(store.meetings("work"))) == []

    def test_a_meeting_may_have_any_name(self, store: AnyStore) -> None:
        long = Occurrence(
            calendar="work",
            uid="\0" + "u" * 10_000,
            title="\0",
            start=date(2026, 3, 3),
            end=date(2026, 3, 4),
        )
        done(store.put_meetings("work", [long], now=NOW))
        assert list(done(store.meetings("work"))) == [long]


class SessionContract:
    """The program's runs, the places it posts to, and what is wrong now."""

    def test_a_first_session_has_none_before_it(self, store: AnyStore) -> None:
        session = done(store.open_session("s1", host="h", pid=1, version="1", now=NOW))
        assert (session.id, session.started_at, session.before) == ("s1", NOW, None)

    def test_a_session_knows_when_any_was_last_alive(self, store: AnyStore) -> None:
        done(store.open_session("s1", host="h", pid=1, version="1", now=NOW))
        done(store.heartbeat("s1", now=NOW + HOUR))
        second = done(store.open_session("s2", host="h", pid=2, version="1", now=NOW + DAY))
        assert second.before == NOW + HOUR
        done(store.heartbeat("s2", now=NOW + DAY + timedelta(seconds=1)))
        done(store.close_session("s2", now=NOW + DAY + MINUTE))
        third = done(store.open_session("s3", host="h", pid=3, version="1", now=NOW + 2 * DAY))
        assert third.before == NOW + DAY + MINUTE

    def test_one_that_never_came_to_plan_was_not_alive(self, store: AnyStore) -> None:
        done(store.open_session("s1", host="h", pid=1, version="1", now=NOW))
        done(store.heartbeat("s1", now=NOW + MINUTE))
        done(store.open_session("killed", host="h", pid=2, version="1", now=NOW + HOUR))
        done(store.open_session("ended", host="h", pid=3, version="1", now=NOW + 2 * HOUR))
        done(store.close_session("ended", now=NOW + 3 * HOUR))
        beside = done(store.open_session("s2", host="h", pid=4, version="1", now=NOW + 4 * HOUR))
        assert beside.before == NOW + MINUTE

    def test_a_clock_that_was_set_back_is_below_the_high_water(self, store: AnyStore) -> None:
        done(store.open_session("s1", host="h", pid=1, version="1", now=NOW))
        assert done(store.heartbeat("s1", now=NOW)) == NOW
        assert done(store.heartbeat("s1", now=NOW + HOUR)) == NOW + HOUR
        assert done(store.heartbeat("s1", now=NOW)) == NOW + HOUR

    def test_a_process_that_begins_has_noted_the_time_before_it_does_anything(
        self, store: AnyStore
    ) -> None:
        done(store.open_session("s1", host="h", pid=1, version="1", now=NOW + HOUR))
        assert done(store.high_water()) == NOW + HOUR
        done(store.open_session("s2", host="h", pid=1, version="1", now=NOW))
        assert done(store.high_water()) == NOW + HOUR

    def test_an_operator_may_say_that_the_clock_is_right(self, store: AnyStore) -> None:
        assert done(store.high_water()) is None
        assert done(store.clock_accepted()) == 0
        done(store.open_session("s1", host="h", pid=1, version="1", now=NOW))
        done(store.heartbeat("s1", now=NOW + 1_000 * DAY))
        done(store.accept_clock(actor="cli:root", now=NOW))
        assert done(store.high_water()) == NOW
        done(store.accept_clock(actor="cli:root", now=NOW + MINUTE))
        assert done(store.clock_accepted()) == 2
        first, second = done(store.audited(limit=5))
        assert (first.at, second.at) == (NOW + MINUTE, NOW)
        assert (first.actor, first.verb) == ("cli:root", "clock accept")

    def test_an_accepted_clock_takes_schedules_back_from_the_future(self, store: AnyStore) -> None:
        far = NOW + 1_000 * DAY
        ahead = replace(SCHEDULE, cursor=far, next_at=far + DAY, covered_until=far)
        untouched = replace(SCHEDULE, id="digest/daily@other")
        done(store.put_schedules([ahead, untouched], removed=(), now=NOW))
        done(store.accept_clock(actor="cli:root", now=NOW))
        back, same = done(store.schedules())
        assert (back.cursor, back.covered_until) == (NOW, NOW)
        assert back.next_at is not None
        assert NOW < back.next_at < NOW + MINUTE
        assert same == untouched

    def test_an_accepted_clock_leaves_nothing_waiting_for_years(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN], now=NOW))
        composed(store)
        courier = Courier(store)
        [task] = courier.claim()
        courier.intend(task)
        courier.now = NOW + 1_000 * DAY
        courier.settle(task, state=DeliveryState.PENDING)
        done(store.accept_clock(actor="cli:root", now=NOW))
        assert done(store.next_work_at(ACCOUNT)) == NOW + HOUR

    def test_what_was_tried_by_a_clock_ahead_waits_as_long_from_the_one_that_is_accepted(
        self, store: AnyStore
    ) -> None:
        done(store.put_destinations([MAIN], now=NOW))
        composed(store)
        courier = Courier(store, now=NOW + HOUR)
        [task] = courier.claim()
        courier.intend(task)
        courier.now += MINUTE
        courier.settle(task, state=DeliveryState.UNKNOWN)
        done(store.accept_clock(actor="cli:root", now=NOW))
        assert done(store.next_work_at(ACCOUNT)) == NOW + 2 * MINUTE
        [found] = Courier(store, now=NOW + 2 * MINUTE).claim()
        assert (found.last_try, found.unknown_since) == (NOW, NOW)

    def test_a_block_by_a_clock_ahead_ends_as_much_sooner(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN], now=NOW))
        composed(store)
        done(store.open_session("s1", host="h", pid=1, version="1", now=NOW))
        done(store.heartbeat("s1", now=NOW + HOUR))
        until = NOW + HOUR + MINUTE
        done(store.pause(MAIN.name, reason="", until=until, now=NOW + HOUR))
        done(store.accept_clock(actor="cli:root", now=NOW))
        assert done(store.next_work_at(ACCOUNT)) == NOW + MINUTE

    def test_the_status_tells_of_the_process_seen_last(self, store: AnyStore) -> None:
        done(store.open_session("s1", host="h", pid=1, version="1", now=NOW))
        done(store.open_session("s2", host="h", pid=2, version="1", now=NOW + HOUR))
        done(store.heartbeat("s2", now=NOW + HOUR + MINUTE))
        done(store.close_session("s2", now=NOW + 2 * HOUR))
        status = done(store.status(now=NOW + DAY))
        assert status.running_since == NOW + HOUR
        assert status.seen_at == status.ended_at == NOW + 2 * HOUR

    def test_destinations_are_added_changed_and_removed(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN, OTHER], now=NOW))
        moved = DestinationEntry(name="main", account="spool", platform="files", channel="c9")
        done(store.put_destinations([moved], now=NOW))
        status = done(store.status(now=NOW))
        assert [(line.name, line.account, line.channel) for line in status.destinations] == [
            ("main", "spool", "c9")
        ]
        assert [line.name for line in status.accounts] == ["screen", "spool"]
        done(store.put_destinations([MAIN, OTHER], now=NOW))
        assert len(done(store.status(now=NOW)).destinations) == 2

    def test_what_is_not_on_its_way_follows_its_destination_to_another_account(
        self, store: AnyStore
    ) -> None:
        done(store.put_destinations([MAIN], now=NOW))
        composed(store)
        done(store.put_destinations([replace(MAIN, account="spool")], now=NOW))
        assert Courier(store).claim() == []
        [screen, spool] = done(store.status(now=NOW)).accounts
        assert screen.deliveries == {}
        assert spool.deliveries == {DeliveryState.PENDING: 1}

    def test_what_waits_for_a_destination_that_is_removed_does_not_go_out(
        self, store: AnyStore
    ) -> None:
        done(store.put_destinations([MAIN, OTHER], now=NOW))
        composed(store, name="pending")
        announce(store, new("waiting"))
        composed(store, name="elsewhere", destination="other")
        courier = Courier(store)
        done(store.put_destinations([OTHER], now=NOW))
        assert [task.key.destination for task in courier.run()] == ["other"]
        told = done(store.stories(schedule="daily"))
        reasons = {each.key.occurrence: each.happened[-1].reason for each in told}
        reason = "its destination was removed from the configuration"
        assert reasons["pending"] == reasons["waiting"] == reason

    def test_a_pause_ends_once(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN, OTHER], now=NOW))
        assert not done(store.resume(destination="main", now=NOW))
        composed(store)
        self.pause(store)
        assert done(store.status(now=NOW)).destinations[0].paused_reason == "no permission"
        assert done(store.resume(destination="main", now=NOW))
        assert not done(store.resume(destination="main", now=NOW))
        assert not done(store.resume(account="screen", now=NOW))
        assert done(store.status(now=NOW)).destinations[0].paused_reason == ""

    def test_a_process_that_begins_tries_a_refused_account_again(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN, OTHER], now=NOW))
        composed(store)
        composed(store, name="other", destination="other")
        courier = Courier(store)
        main, other = sorted(courier.claim(), key=lambda task: task.key.destination)
        courier.pause(main, reason="no permission")
        refused = Settlement(
            task=other.id, state=DeliveryState.PENDING, next_try_at=NOW, pause_account="no token"
        )
        done(store.settle(courier.lease, [refused], now=NOW))
        assert courier.claim() == []
        done(store.open_session("new", host="here", pid=1, version="1", now=NOW))
        assert [task.key.destination for task in courier.claim()] == ["other"]
        assert done(store.status(now=NOW)).destinations[0].paused_reason == "no permission"

    def test_somebody_pauses_a_destination_and_resumes_it(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN, OTHER], now=NOW))
        composed(store)
        assert done(store.pause("main", reason="by ann", now=NOW))
        assert done(store.pause("main", reason="by bea", now=NOW))
        assert Courier(store).claim() == []
        assert done(store.status(now=NOW)).destinations[0].paused_reason == "by ann"
        assert done(store.resume(destination="main", now=NOW))
        assert len(Courier(store).claim()) == 1
        assert not done(store.pause("nowhere", reason="by ann", now=NOW))

    def test_a_pause_with_an_end_ends_by_itself_or_is_ended(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN, OTHER], now=NOW))
        composed(store)
        assert done(store.pause("main", reason="by ann", until=NOW + HOUR, now=NOW))
        assert Courier(store, now=NOW + MINUTE).claim() == []
        assert not done(store.resume(destination="main", now=NOW + HOUR))
        assert done(store.pause("main", reason="by ann", until=NOW + DAY, now=NOW))
        assert done(store.resume(destination="main", now=NOW + HOUR))
        assert len(Courier(store, now=NOW + HOUR).claim()) == 1

    def pause(self, store: AnyStore) -> None:
        courier = Courier(store)
        [task] = courier.claim()
        courier.intend(task)
        courier.pause(task, reason="no permission")

    def test_a_fault_keeps_its_beginning_until_it_is_cleared(self, store: AnyStore) -> None:
        fault = Fault(kind="brief", subject="a.md", message="BB001", since=NOW)
        done(store.put_fault(fault))
        done(store.told("brief", "a.md", now=NOW + MINUTE))
        done(store.put_fault(replace(fault, message="BB002", since=NOW + HOUR)))
        assert list(done(store.faults())) == [replace(fault, message="BB002", told_at=NOW + MINUTE)]

    def test_faults_of_a_kind_are_cleared_but_for_those_to_keep(self, store: AnyStore) -> None:
        for kind, subject in (("brief", "a"), ("brief", "b"), ("calendar", "a")):
            done(store.put_fault(Fault(kind=kind, subject=subject, message="m", since=NOW)))
        done(store.clear_faults("brief", keep=["b", "c"]))
        left = [(fault.kind, fault.subject) for fault in done(store.faults())]
        assert left == [("brief", "b"), ("calendar", "a")]
        done(store.clear_faults("brief"))
        assert [fault.kind for fault in done(store.faults())] == ["calendar"]

    def test_the_oldest_fault_comes_first(self, store: AnyStore) -> None:
        for minutes in (2, 1, 3):
            since = NOW + minutes * MINUTE
            fault = Fault(kind="brief", subject=f"{minutes}", message="m", since=since)
            done(store.put_fault(fault))
        assert [fault.subject for fault in done(store.faults())] == ["1", "2", "3"]


SUBSCRIPTION = Subscription(
    id="sub-1", destination="main", definition="at = '9'", created_by="u1", created_at=NOW
)


class PeopleContract:
    """What people asked for."""

    def remind(self, store: AnyStore, person: str = "u1", **fields: object) -> PersonalReminder:
        given = {"meeting": "council/1", "lead": HOUR, "due": NOW, "now": NOW, **fields}
        return done(store.remind(person, **given))  # type: ignore[arg-type]  # a table of fields

    def test_an_event_counts_once(self, store: AnyStore) -> None:
        assert done(store.once("e1", now=NOW))
        assert not done(store.once("e1", now=NOW + DAY))
        assert done(store.once("e2", now=NOW))

    def test_an_event_is_known_as_soon_as_it_counts(self, store: AnyStore) -> None:
        assert not done(store.was_given("e1"))
        done(store.once("e1", now=NOW))
        assert done(store.was_given("e1"))
        assert not done(store.was_given("e2"))

    def test_the_newest_audit_entries_come_first(self, store: AnyStore) -> None:
        entries = [
            AuditEntry(at=NOW + n * MINUTE, actor="u1", verb="pause", detail=f"{n}")
            for n in range(5)
        ]
        for entry in entries:
            done(store.audit(entry))
        assert list(done(store.audited(limit=2))) == [entries[4], entries[3]]

    def test_a_subscription_is_made_and_removed_once(self, store: AnyStore) -> None:
        assert done(store.subscribe(SUBSCRIPTION))
        assert not done(store.subscribe(replace(SUBSCRIPTION, definition="another")))
        assert list(done(store.subscriptions())) == [SUBSCRIPTION]
        assert done(store.unsubscribe("sub-1", now=NOW))
        assert not done(store.unsubscribe("sub-1", now=NOW))
        assert list(done(store.subscriptions())) == []

    def test_a_subscription_may_be_made_again_after_it_was_removed(self, store: AnyStore) -> None:
        done(store.subscribe(SUBSCRIPTION))
        done(store.unsubscribe("sub-1", now=NOW))
        again = replace(SUBSCRIPTION, definition="another", created_at=NOW + DAY)
        assert done(store.subscribe(again))
        assert list(done(store.subscriptions())) == [again]

    def test_settings_of_a_person_are_replaced_as_a_whole(self, store: AnyStore) -> None:
        assert done(store.person("u1")) == Person(id="u1")
        done(store.put_person(Person(id="u1", zone="Europe/Kyiv", hours=24), now=NOW))
        done(store.put_person(Person(id="u1", lang="uk"), now=NOW))
        done(store.put_person(Person(id="u0", hours=12), now=NOW))
        assert done(store.person("u1")) == Person(id="u1", lang="uk")
        assert [each.id for each in done(store.people())] == ["u0", "u1"]

    def test_the_same_reminder_is_one_row(self, store: AnyStore) -> None:
        first = self.remind(store)
        assert self.remind(store) == first
        assert self.remind(store, lead=DAY).id != first.id
        assert first.lead == HOUR

    def test_a_persons_reminders_come_by_due_time(self, store: AnyStore) -> None:
        late, soon = self.remind(store, due=NOW + DAY), self.remind(store)
        other = self.remind(store, "u2", due=NOW + HOUR)
        assert list(done(store.personal_reminders("u1"))) == [soon, late]
        assert list(done(store.personal_reminders())) == [soon, other, late]

    def test_only_ones_own_reminder_can_be_cancelled(self, store: AnyStore) -> None:
        row = self.remind(store).id
        assert not done(store.cancel_reminder(row, person="u2", now=NOW))
        assert done(store.cancel_reminder(row, person="u1", now=NOW))
        assert not done(store.cancel_reminder(row, person="u1", now=NOW))
        assert list(done(store.personal_reminders())) == []

    @pytest.mark.parametrize("is_composed", [False, True])
    @pytest.mark.parametrize("person", ["chat:ann", "destination:main"])
    def test_what_waits_of_a_cancelled_reminder_never_leaves(
        self, store: AnyStore, person: str, *, is_composed: bool
    ) -> None:
        done(store.put_destinations([MAIN], now=NOW))
        done(store.put_direct("chat:ann", now=NOW))
        first, other = self.remind(store, person), self.remind(store, person, lead=DAY)
        rows = [self.waiting(store, each) for each in (first, other)]
        if is_composed:
            for row in rows:
                compose(store, row)
        done(store.cancel_reminder(first.id, person=person, now=NOW))
        if not is_composed:
            assert [each.id for each in done(store.waiting(now=NOW, limit=9))] == [rows[1]]
            compose(store, rows[1])
        account = "chat" if person.startswith("chat:") else ACCOUNT
        assert [task.posting for task in Courier(store, account=account).run()] == [rows[1]]

    def waiting(self, store: AnyStore, reminder: PersonalReminder) -> int:
        made = new(
            "2026-03-02T09:00Z",
            destination=place_of(reminder.person),
            kind=PostingKind.PERSONAL,
            subject=reminder.meeting,
            step=reminder_step(reminder.id),
        )
        [row] = announce(store, made)
        return row

    def test_a_cancelled_reminder_that_is_asked_for_again_stands(self, store: AnyStore) -> None:
        first = self.remind(store)
        done(store.cancel_reminder(first.id, person="u1", now=NOW))
        assert self.remind(store) == first

    def test_a_reminder_is_put_off_once(self, store: AnyStore) -> None:
        first = self.remind(store)
        child = self.remind(store, due=NOW + MINUTE, snoozed_from=first.id)
        assert child.snoozed_from == first.id
        pressed_again = self.remind(store, due=NOW + 2 * MINUTE, snoozed_from=first.id)
        assert pressed_again == child

    def test_a_reminder_that_was_put_off_may_be_put_off_further(self, store: AnyStore) -> None:
        first = self.remind(store)
        second = self.remind(store, due=NOW + MINUTE, snoozed_from=first.id)
        third = self.remind(store, due=NOW + HOUR, snoozed_from=second.id)
        assert (third.snoozed_from, third.due) == (second.id, NOW + HOUR)

    @pytest.mark.parametrize("whose", ["u2", None])
    def test_nobody_elses_reminder_is_put_off(self, store: AnyStore, whose: str | None) -> None:
        row = self.remind(store, whose).id if whose else 12_345
        made = self.remind(store, due=NOW + timedelta(days=3), snoozed_from=row)
        assert made.snoozed_from is None


class ButtonContract:
    """What buttons mean, for as long as anybody may press them."""

    def known(self, store: AnyStore, button: CommandButton) -> CommandButton | None:
        return done(store.button(action_key(button)))

    def showing(self, *buttons: CommandButton) -> Document:
        return replace(document("One."), tail=(Actions(buttons),))

    def test_a_button_is_known_by_its_key_without_its_label(self, store: AnyStore) -> None:
        done(store.remember([SHOW, REMIND], now=NOW))
        assert self.known(store, SHOW) == replace(SHOW, label="")
        assert self.known(store, REMIND) == replace(REMIND, label="")
        assert done(store.button("none")) is None

    def test_no_button_at_all_is_fine(self, store: AnyStore) -> None:
        done(store.remember([], now=NOW))

    def test_the_buttons_of_a_posting_are_noted_with_it(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN], now=NOW))
        [row] = announce(store, new())
        assert self.known(store, SHOW) is None
        done(store.compose([Composed(posting=row, document=self.showing(SHOW))], now=NOW))
        assert self.known(store, SHOW) is not None

    def test_the_buttons_of_a_correction_are_noted_with_it(self, store: AnyStore) -> None:
        done(store.put_destinations([MAIN], now=NOW))
        row = composed(store)
        revision = Revision(posting=row, document=self.showing(REMIND), shown=(), reason="c")
        done(store.revise([revision], now=NOW))
        assert self.known(store, REMIND) is not None

    @pytest.mark.parametrize("subject", ["a\x00b", "\ud800", "x" * 3_000])
    def test_a_subject_that_no_database_takes_is_left_out(
        self, store: AnyStore, subject: str
    ) -> None:
        done(store.remember([replace(SHOW, subject=subject), REMIND], now=NOW))
        assert self.known(store, REMIND) is not None


class DirectContract:
    """Direct messages that never reached their person, who is told of them instead."""

    asked = 0

    def reminded(self, store: AnyStore, step: str = "reminder 1", **fields: object) -> Courier:
        """Have a direct message waiting; return the courier who may send it."""
        done(store.put_direct("chat:ann", now=NOW))
        made = new(
            "2026-03-02T09:00Z",
            destination="dm:chat:ann",
            kind=PostingKind.PERSONAL,
            subject="council/1",
            step=step,
            **fields,
        )
        [row] = announce(store, made)
        compose(store, row)
        return Courier(store, account="chat")

    def missed(
        self, store: AnyStore, person: str = "chat:ann", told_in: str = ""
    ) -> list[tuple[str, str]]:
        self.asked += 1
        found = store.undelivered(person, told_in=told_in or f"i{self.asked}", now=NOW + HOUR)
        return [(each.title, each.meeting) for each in done(found)]

    def test_what_was_told_is_told_again_in_the_same_interaction_alone(
        self, store: AnyStore
    ) -> None:
        self.reminded(store).run(DeliveryState.DEAD)
        for _ in range(2):
            assert self.missed(store, told_in="chat:7") == [("Daily", "council/1")]
        assert self.missed(store, told_in="chat:8") == []

    def test_what_was_told_before_a_door_was_closed_again_is_not_told_with_the_rest(
        self, store: AnyStore
    ) -> None:
        self.reminded(store).run(DeliveryState.DEAD)
        courier = self.reminded(store, "reminder 2")
        [task] = courier.claim()
        courier.intend(task)
        courier.pause(task, reason="closed")
        assert len(self.missed(store, told_in="chat:7")) == 2
        self.reminded(store, "reminder 3")
        assert len(Courier(store, account="chat").run(DeliveryState.DEAD)) == 1
        assert len(self.missed(store, told_in="chat:8")) == 1

    def test_what_its_person_cancelled_behind_a_closed_door_is_not_missed(
        self, store: AnyStore
    ) -> None:
        given = {"meeting": "council/1", "lead": HOUR, "due": NOW, "now": NOW}
        row = done(store.remind("chat:ann", **given))  # type: ignore[arg-type]  # a table
        courier = self.reminded(store, "reminder 0")
        [task] = courier.claim()
        courier.intend(task)
        courier.pause(task, reason="closed")
        self.reminded(store, reminder_step(row.id))
        done(store.cancel_reminder(row.id, person="chat:ann", now=NOW))
        assert len(self.missed(store)) == 1

    def test_every_page_of_what_was_told_is_dropped(self, store: AnyStore) -> None:
        courier = self.reminded(store)
        [task] = courier.claim()
        courier.intend(task, pages=("one", "two"))
        courier.settle(task, state=DeliveryState.DEAD)
        assert len(self.missed(store)) == 1
        assert Courier(store, account="chat").run() == []
        [story] = done(store.stories(schedule="council/1"))
        assert {line.state for line in story.deliveries} == {DeliveryState.EXPIRED}

    def test_a_refused_message_is_told_once_and_the_next_one_is_tried(
        self, store: AnyStore
    ) -> None:
        courier = self.reminded(store)
        [task] = courier.claim()
        courier.intend(task)
        courier.pause(task, reason="closed")
        assert self.missed(store) == [("Daily", "council/1")]
        assert self.missed(store) == []
        self.reminded(store, "reminder 2")
        assert len(Courier(store, account="chat").run()) == 1
        assert self.missed(store) == []

    def test_what_waits_behind_a_closed_door_is_told_with_it_and_never_comes(
        self, store: AnyStore
    ) -> None:
        courier = self.reminded(store)
        [task] = courier.claim()
        courier.intend(task)
        courier.pause(task, reason="closed")
        self.reminded(store, "reminder 2")
        late = self.reminded(store, "reminder 3", expires_at=NOW)
        assert late.claim() == []
        assert len(self.missed(store)) == 3
        assert Courier(store, account="chat").run() == []

    def test_a_message_that_was_sent_or_may_be_is_not_missed(self, store: AnyStore) -> None:
        self.reminded(store).run()
        courier = self.reminded(store, "reminder 2")
        [task] = courier.claim()
        courier.intend(task)
        courier.settle(task, state=DeliveryState.UNKNOWN)
        assert self.missed(store) == []

    def test_everybody_is_told_of_their_own(self, store: AnyStore) -> None:
        courier = self.reminded(store)
        courier.run(DeliveryState.DEAD)
        assert self.missed(store, "chat:bob") == []
        assert self.missed(store) == [("Daily", "council/1")]

    def test_the_operator_has_nothing_to_decide_about_a_closed_door(self, store: AnyStore) -> None:
        courier = self.reminded(store)
        [task] = courier.claim()
        courier.intend(task)
        courier.pause(task, reason="closed")
        status = done(store.status(now=NOW))
        assert (status.dead, status.destinations) == ((), ())
        assert [line.deliveries for line in status.accounts] == [{}]

    def test_direct_messages_stay_when_the_configuration_is_put(self, store: AnyStore) -> None:
        self.reminded(store)
        done(store.put_destinations([MAIN], now=NOW))
        done(store.put_destinations([], now=NOW))
        assert len(Courier(store, account="chat").run()) == 1
