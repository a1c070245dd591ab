"""What the store remembers besides postings: revisions, faults, the session, answers to people."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from briefbot.core.delivery.key import PostingKey
from briefbot.core.delivery.state import DeliveryState, Operation, PostingState, Proof, Receipt
from briefbot.core.wording import Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefSeen:
    """A brief's file as it was read without fault: its text, and whether it was old news then."""

    slug: str
    path: str
    text: str
    hash: str
    baseline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefRow:
    """A brief as the store knows it, with its latest revision; `gone_at` since its file is gone."""

    slug: str
    path: str
    number: int
    hash: str
    first_seen: datetime
    baseline: bool
    gone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationEntry:
    """A destination as configured, and the account that posts there."""

    name: str
    account: str
    platform: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is wrong now, in a sentence with the next step; without any secret."""

    kind: str
    subject: str
    message: str
    since: datetime
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A run of the program. `before` is when any was last seen that had begun, None for never."""

    id: str
    started_at: datetime
    before: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A digest that people in chat asked for; `definition` is its table of the configuration."""

    id: str
    destination: str
    definition: str
    created_by: str
    created_at: datetime
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalReminder:
    """A reminder that one person asked for; `snoozed_from` is the one it was put off from."""

    id: int
    person: str
    meeting: str
    lead: timedelta
    due: datetime
    snoozed_from: int | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """How somebody wants to be answered and written to.

    `id` is unique over all platforms. `zone` (IANA) and `lang` (a catalogue's language) are "" and
    `hours` is None where they have set nothing. `told_zone` and `told_lang` are those with which
    they were answered when they last asked for a direct message, "" if they never did.
    """

    id: str
    zone: str = ""
    hours: Hours | None = None
    lang: str = ""
    told_zone: str = ""
    told_lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A direct message that never reached its person: its title, of which meeting, and when due."""

    title: str
    meeting: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who changed what, and when."""

    at: datetime
    actor: str
    verb: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long rows are kept after they are settled, removed or replaced."""

    postings: timedelta = timedelta(days=400)
    revisions: timedelta = timedelta(days=400)
    audit: timedelta = timedelta(days=400)
    inbound: timedelta = timedelta(days=7)
    processes: timedelta = timedelta(days=30)


class Resolution(StrEnum):
    """What an operator decides about a held delivery."""

    POSTED = "posted"
    AGAIN = "again"
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of a posting's story."""

    at: datetime
    what: str
    reason: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """A delivery as `why` and `status` show it."""

    id: int
    operation: Operation
    page: int
    state: DeliveryState
    attempts: int
    next_try_at: datetime | None
    receipt: Receipt | None
    proof: Proof | None
    last_error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Everything the ledger knows of a posting, in order of time."""

    posting: int
    reference: str
    key: PostingKey
    state: PostingState
    label: str
    due: datetime
    release_at: datetime
    happened: tuple[Happened, ...]
    deliveries: tuple[DeliveryLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionLine:
    """A correction of a posted copy: planned, done or refused."""

    at: datetime
    reference: str
    destination: str
    kind: str
    slugs: tuple[str, ...]
    reason: str
    state: DeliveryState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An account, and its deliveries by state."""

    name: str
    platform: str
    owner: str
    paused_reason: str
    blocked_until: datetime | None
    deliveries: dict[DeliveryState, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationLine:
    """A destination, what it waits for, and what went there last."""

    name: str
    account: str
    channel: str
    paused_reason: str
    blocked_until: datetime | None
    open: int
    held: int
    last_sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleLine:
    """A schedule, and when it is due next."""

    id: str
    next_at: datetime | None
    paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The whole state in one answer; `running` is the process that was seen last.

    `held` and `dead` are the latest postings with a delivery in that state.
    """

    now: datetime
    running_since: datetime | None
    seen_at: datetime | None
    ended_at: datetime | None
    briefs: int
    accounts: tuple[AccountLine, ...]
    destinations: tuple[DestinationLine, ...]
    schedules: tuple[ScheduleLine, ...]
    faults: tuple[Fault, ...]
    held: tuple[Story, ...]
    waiting: int
    dead: tuple[Story, ...] = ()
