"""What a waiting posting says now, or why it does not go out."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from briefbot.core.brief import Brief
from briefbot.core.changes import changes
from briefbot.core.compose import (
    compose_correction,
    compose_edition,
    compose_faults,
    compose_notice,
    compose_personal,
    compose_reminder,
    compose_summary,
    mark_late,
)
from briefbot.core.corrections import new_entries
from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import Posting, SaidRow, Shown
from briefbot.core.delivery.records import Fault
from briefbot.core.digest import EditionDecision, Occasion, decide_edition
from briefbot.core.document import Document
from briefbot.core.meeting import MeetingStatus
from briefbot.core.planning.meetings import reminder_key, said_of, step_of
from briefbot.core.planning.personal import everybody_at, person_at, reminder_of
from briefbot.core.planning.ticks import is_manual
from briefbot.core.programme import Channel, DigestSchedule
from briefbot.core.reminders import (
    NoticeKind,
    ReminderDue,
    ReminderPlan,
    ReminderReason,
    Situation,
    decide_reminders,
    plan_reminders,
    start_name,
)
from briefbot.core.schedule import Tick
from briefbot.core.selection import LeftOutReason, is_late, reason_against
from briefbot.core.upcoming import Upcoming, earliest_start
from briefbot.core.visibility import Reason
from briefbot.ports import BriefReader
from briefbot.services.planning.knowledge import Pass, PlannerStore
from briefbot.services.planning.reminders import notices_at, situation_at

#: What is not public any more may be so again before the posting expires: it waits.
_PERHAPS_LATER = frozenset({Reason.DRAFT, Reason.NOT_YET, Reason.EMBARGOED})
#: What is left out for these is not worth a line: it is the same for hundreds of briefs.
_ORDINARY = frozenset({LeftOutReason.NOTHING_NEW, LeftOutReason.OTHER_TOPIC, LeftOutReason.OVER})
_MOST_NOTES = 20

_NO_SCHEDULE = "its schedule is not configured any more"
_NO_BRIEF = "the brief's file is gone"
_NO_REVISION = "the revision it tells of is not kept any more"
_NO_FAULT = "the faults are over"
_CANCELLED = "it was cancelled"
_STILL_HOLDS = "what was last said of the meeting still holds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a posting says: its document, the briefs it shows, and what the ledger is to note.

    `told` are the faults that it tells the operator of.
    """

    posting: Posting
    document: Document
    shown: tuple[Shown, ...] = ()
    covered_until: datetime | None = None
    notes: tuple[str, ...] = ()
    told: tuple[Fault, ...] = ()


#: A draft, the reason why the posting is skipped, or None when it has to wait.
Verdict: TypeAlias = Draft | str | None


class Drafter:
    """Drafts the postings of one pass, of which `waiting` are all, by destination."""

    def __init__(
        self,
        at: Pass,
        store: PlannerStore,
        reader: BriefReader,
        *,
        waiting: Mapping[str, Sequence[Posting]],
        titles: Mapping[str, str],
    ) -> None:
        self._at = at
        self._store = store
        self._reader = reader
        self._waiting = waiting
        self._titles = titles
        self._said: dict[str, Sequence[SaidRow]] = {}

    async def draft(self, posting: Posting) -> Verdict:
        """Decide about a posting; one of a kind that is not composed here has to wait."""
        channel = self._at.channel(posting.key.destination)
        by_kind: Mapping[PostingKind, Callable[[Posting, Channel], Awaitable[Verdict]]] = {
            PostingKind.DIGEST: self._edition,
            PostingKind.SUMMARY: self._summary,
            PostingKind.REMINDER: self._reminder,
            PostingKind.NOTICE: self._notice,
            PostingKind.PERSONAL: self._personal,
            PostingKind.CORRECTION: self._correction,
            PostingKind.OPERATOR: self._faults,
        }
        draft = by_kind.get(posting.key.kind)
        return await draft(posting, channel) if draft is not None and channel is not None else None

    # --- digests and summaries ---

    async def _edition(self, posting: Posting, channel: Channel) -> Verdict:
        digest = self._at.world.programme.digests.get(posting.key.subject)
        if digest is None:
            return _NO_SCHEDULE
        row = self._at.rows.get(posting.schedule)
        occasion = Occasion(
            tick=Tick(posting.label, posting.due),
            now=self._at.now,
            since=row.covered_until if row else None,
            place=channel.place,
            zone=channel.zone,
            holidays=frozenset() if is_manual(posting.key) else digest.holidays,
        )
        decision = self._decided(digest, occasion)
        if decision.skip is not None:
            return decision.skip.value
        end = decision.covers.end
        if row is not None:
            self._at.rows[row.id] = replace(row, covered_until=end)
        return Draft(
            posting=posting,
            document=compose_edition(decision, digest.plan),
            shown=self._at.shown(
                *(item.brief for item in decision.items),
                *(each.brief for each in decision.corrections),
                *(meeting.brief for meeting in decision.meetings),
            ),
            covered_until=end,
            notes=_notes(posting, decision),
        )

    def _decided(self, digest: DigestSchedule, occasion: Occasion) -> EditionDecision:
        """Decide an edition with the briefs that may be new to it, not with all there ever were."""
        empty = decide_edition(digest.plan, occasion, briefs=(), upcoming=())
        return decide_edition(
            digest.plan,
            occasion,
            briefs=self._at.knowledge.briefs_since(empty.covers.start),
            upcoming=self._at.knowledge.ahead,
        )

    async def _summary(self, posting: Posting, channel: Channel) -> Verdict:
        known = self._at.world.briefs.get(posting.key.subject)
        if known is None:
            return _NO_BRIEF
        brief = known.brief
        replaced = self._at.knowledge.replaced(channel.place)
        reason = reason_against(brief, place=channel.place, now=self._at.now, replaced=replaced)
        if reason is not None:
            return None if reason in _PERHAPS_LATER else reason.value
        document = self._timely(compose_summary(brief), posting)
        return Draft(posting=posting, document=document, shown=self._at.shown(brief))

    def _timely(self, document: Document, posting: Posting) -> Document:
        late = is_late(posting.due, self._at.now)
        return mark_late(document, due=posting.due) if late else document

    # --- meetings ---

    async def _situation(self, channel: Channel) -> Situation:
        if channel.name not in self._said:
            self._said[channel.name] = await self._store.said(channel.name)
        said = said_of(self._said[channel.name])
        return replace(situation_at(channel, self._at.now), said=said)

    async def _reminder(self, posting: Posting, channel: Channel) -> Verdict:
        plan = self._plan(posting)
        if plan is None:
            return _NO_SCHEDULE
        same = self._same_meeting(posting, plan, channel)
        decisions = decide_reminders(
            list(same.values()), await self._situation(channel), upcoming=self._at.knowledge.ahead
        )
        decision = decisions[list(same).index(posting.key)]
        if not decision.goes_out:
            return str(decision.reason.value)
        document = compose_reminder(
            decision.due, lang=plan.lang, zone=channel.zone, late=decision.late
        )
        shown = self._at.shown(decision.due.meeting.brief)
        return Draft(posting=posting, document=document, shown=shown)

    async def _personal(self, posting: Posting, channel: Channel) -> Verdict:
        """Draft a reminder that somebody set by a command; its meeting may have changed."""
        if not await self._stands(posting):
            return _CANCELLED
        meeting = self._at.knowledge.meetings.get(posting.key.subject)
        if meeting is None:
            return str(ReminderReason.UNLISTED.value)
        if meeting.status is MeetingStatus.CANCELLED:
            return str(LeftOutReason.CANCELLED.value)
        if posting.when is not None and start_name(posting.when) != start_name(meeting.when):
            return str(ReminderReason.DATE_CHANGED.value)
        hidden = meeting.brief and reason_against(
            meeting.brief,
            place=channel.place,
            now=self._at.now,
            replaced=self._at.knowledge.replaced(channel.place),
        )
        if hidden:
            return str(hidden.value)
        start = earliest_start(meeting.when, zone=channel.zone)
        lead = max(start - posting.due, timedelta()) if start else timedelta()
        late = is_late(posting.due, self._at.now)
        due = ReminderDue(meeting=meeting, lead=lead, at=posting.due)
        return Draft(
            posting=posting,
            document=self._personally(due, posting, channel, late=late),
            shown=self._at.shown(meeting.brief),
        )

    async def _stands(self, posting: Posting) -> bool:
        """Tell whether whoever set a reminder has not cancelled it meanwhile."""
        name = posting.key.destination
        standing = await self._store.personal_reminders(person_at(name) or everybody_at(name))
        return reminder_of(posting.key) in {each.id for each in standing}

    def _personally(
        self, due: ReminderDue, posting: Posting, channel: Channel, *, late: bool
    ) -> Document:
        """Return a reminder for everybody at a destination, or in one person's own words."""
        person = self._at.reader(person_at(channel.name))
        if not person.id:
            lang = due.meeting.brief.lang if due.meeting.brief else "en"
            return compose_reminder(due, lang=lang, zone=channel.zone, late=late)
        return compose_personal(
            due,
            number=reminder_of(posting.key),
            lang=person.lang or person.told_lang or "en",
            zone=channel.zone,
            late=late,
        )

    def _plan(self, posting: Posting) -> ReminderPlan | None:
        row = self._at.rows.get(posting.schedule)
        return self._at.world.programme.reminders.get(row.name) if row else None

    def _same_meeting(
        self, posting: Posting, plan: ReminderPlan, channel: Channel
    ) -> dict[PostingKey, ReminderDue]:
        """Return all reminders of a posting's meeting, planned now or waiting, by their keys."""
        meeting = self._at.knowledge.meetings.get(posting.key.subject)
        planned = plan_reminders(plan, [meeting], zone=channel.zone).due if meeting else ()
        found = {reminder_key(due.key, channel.name): due for due in planned}
        for each in self._waiting[channel.name]:
            lead = step_of(each.key.step) if each.key.kind is PostingKind.REMINDER else None
            if each.key.subject != posting.key.subject or not isinstance(lead, timedelta):
                continue
            if each.when is not None:
                then = Upcoming(key=each.key.subject, title="", when=each.when)
                found.setdefault(each.key, ReminderDue(meeting=then, lead=lead, at=each.due))
        return found

    async def _notice(self, posting: Posting, channel: Channel) -> Verdict:
        plan = self._plan(posting)
        if plan is None:
            return _NO_SCHEDULE
        situation = await self._situation(channel)
        key = posting.key
        for notice in notices_at(situation, self._at, titles=self._titles):
            meeting = notice.meeting
            same = (meeting.key, start_name(meeting.when)) == (key.subject, key.occurrence)
            if same and notice.kind is NoticeKind(key.step):
                document = compose_notice(notice, lang=plan.lang, zone=channel.zone)
                return Draft(
                    posting=posting,
                    document=self._timely(document, posting),
                    shown=self._at.shown(meeting.brief),
                )
        return _STILL_HOLDS

    # --- corrections and faults ---

    async def _correction(self, posting: Posting, channel: Channel) -> Verdict:
        """Draft a follow-up: what the revision that it names has other than what was posted."""
        number = int(posting.key.occurrence)
        first = min((int(each) for each in posting.covers), default=number)
        new = await revision_of(posting.key.subject, number, store=self._store, reader=self._reader)
        was = await revision_of(
            posting.key.subject, first - 1, store=self._store, reader=self._reader
        )
        if new is None:
            return _NO_REVISION
        reason = reason_against(new, place=channel.place, now=self._at.now, replaced=frozenset())
        if reason is not None and reason is not LeftOutReason.WITHDRAWN:
            return reason.value
        document = compose_correction(
            new, corrections=new_entries(was, new), changes=changes(was, new) if was else ()
        )
        return Draft(posting=posting, document=self._timely(document, posting))

    async def _faults(self, posting: Posting, _channel: Channel) -> Verdict:
        untold = tuple(fault for fault in await self._store.faults() if fault.told_at is None)
        if not untold:
            return _NO_FAULT
        return Draft(posting=posting, document=compose_faults(untold), told=untold)


async def revision_of(
    slug: str, number: int, *, store: PlannerStore, reader: BriefReader
) -> Brief | None:
    """Return a revision of a brief as the store keeps it, None if it does not."""
    text = await store.revision_text(slug, number)
    return reader.parse(text, path=slug).brief if text is not None else None


def _notes(posting: Posting, decision: EditionDecision) -> tuple[str, ...]:
    """Return what `why` tells besides: what it stands for, and what was left out."""
    notes = [f"It also stands for {', '.join(posting.covers)}."] if posting.covers else []
    left_out = [each for each in decision.left_out if each.reason not in _ORDINARY]
    notes += (f"Left out {each.subject}: {each.reason.value}." for each in left_out[:_MOST_NOTES])
    if len(left_out) > _MOST_NOTES:
        notes.append(f"Left out {len(left_out) - _MOST_NOTES} more.")
    return tuple(notes)
