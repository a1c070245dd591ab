"""Every table, for SQLite and PostgreSQL alike.

Moments are aware datetimes in UTC (`Moment`), values of the core are JSON texts
(`storage.values`). Rows of the ledger are never changed in meaning: what happened is added to
`event`, from which `why` tells its story.
"""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

from briefbot.core.delivery.state import OPEN_STATES, DeliveryState, Operation, PostingState
from briefbot.storage.moments import Moment

#: Names that Alembic can find again when it has to change a constraint.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)


def _one_of(column: str, values: type[DeliveryState | PostingState | Operation]) -> CheckConstraint:
    names = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({names})", name=column)


def among(column: ColumnElement[str], states: Iterable[StrEnum]) -> ColumnElement[bool]:
    """Return the condition that a value is one of these, as it stands in partial indexes.

    SQLite uses such an index only for the same condition, written out, without parameters
    (https://sqlite.org/partialindex.html).
    """
    return column.in_([literal_column(f"'{value}'") for value in sorted(states)])


# --- who posts where ---

account = Table(
    "account",
    metadata,
    Column("name", String, primary_key=True),
    Column("platform", String, nullable=False),
    Column("paused_reason", Text, nullable=False, default=""),
    Column("paused_at", Moment),
    Column("blocked_until", Moment),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("until", Moment, nullable=False),
    Column("fence", Integer, nullable=False),
)

destination = Table(
    "destination",
    metadata,
    Column("name", String, primary_key=True),
    Column("account", ForeignKey("account.name"), nullable=False),
    Column("channel", String, nullable=False),
    Column("paused_reason", Text, nullable=False, default=""),
    Column("paused_at", Moment),
    Column("blocked_until", Moment),
    # How often in a row its platform has refused it: it is tried again when its block ends. A pause
    # with 0 waits for a person.
    Column("refusals", Integer, nullable=False, default=0),
    # Counts up with every claim: who was served longest ago has the smallest number.
    Column("served", Integer, nullable=False, default=0),
    Column("removed_at", Moment),
)

# --- what is due ---

schedule = Table(
    "schedule",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("destination", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("cursor", Moment, nullable=False),
    Column("next_at", Moment),
    Column("covered_until", Moment),
    Column("paused", Boolean, nullable=False, default=False),
    Column("removed_at", Moment),
)
Index("ix_schedule_next_at", schedule.c.next_at, sqlite_where=schedule.c.removed_at.is_(None))

posting = Table(
    "posting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("destination", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("occurrence", String, nullable=False),
    Column("step", String, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("reference", String, nullable=False, index=True),
    Column("schedule", String, nullable=False, default=""),
    Column("label", String, nullable=False, default=""),
    Column("priority", String, nullable=False),
    Column("state", String, nullable=False),
    Column("due", Moment, nullable=False),
    Column("release_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("covers", Text, nullable=False, default="[]"),
    Column("when", Text),
    Column("document", Text),
    # The version of the document; a correction adds one.
    Column("number", Integer, nullable=False, default=0),
    # Indexed, because deleting a posting looks for those that went out within it.
    Column("merged_into", ForeignKey("posting.id"), index=True),
    # The posting to which it is a reply.
    Column("follows", ForeignKey("posting.id", ondelete="SET NULL"), index=True),
    Column("created_at", Moment, nullable=False),
    Column("composed_at", Moment),
    UniqueConstraint(
        "destination", "kind", "subject", "occurrence", "step", "generation", name="uq_posting_key"
    ),
    _one_of("state", PostingState),
)
_IS_WAITING = among(posting.c.state, [PostingState.WAITING])
Index(
    "ix_posting_waiting",
    posting.c.release_at,
    sqlite_where=_IS_WAITING,
    postgresql_where=_IS_WAITING,
)

shown = Table(
    "shown",
    metadata,
    Column("posting", ForeignKey("posting.id", ondelete="CASCADE"), primary_key=True),
    Column("slug", String, primary_key=True, index=True),
    Column("revision", Integer, nullable=False),
)

# --- what is sent ---

delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("posting", ForeignKey("posting.id", ondelete="CASCADE"), nullable=False),
    Column("operation", String, nullable=False),
    Column("page", Integer, nullable=False),
    # The posting's version that this delivery brings.
    Column("number", Integer, nullable=False, default=0),
    # The SEND whose message an EDIT or DELETE is about; of a later page, the first page's, in whose
    # thread it goes. Nothing leaves before its target is SENT.
    Column("target", ForeignKey("delivery.id"), index=True),
    # Of a first page: whether it goes in the channel, though its posting follows another one.
    # Decided before the first attempt, for a look back has to look where that was made.
    Column("apart", Boolean, nullable=False, default=False),
    Column("account", String, nullable=False),
    Column("destination", String, nullable=False),
    # Where an attempt was made: a destination may move to another channel meanwhile.
    Column("channel", String, nullable=False, default=""),
    Column("state", String, nullable=False),
    # Smaller goes first; pages of a posting that has begun come before everything.
    Column("rank", Integer, nullable=False),
    Column("due", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("claims", Integer, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("first_try", Moment),
    Column("last_try", Moment),
    Column("next_try_at", Moment, nullable=False),
    Column("unknown_since", Moment),
    Column("fence", Integer, nullable=False, default=0),
    Column("nonce", String, nullable=False),
    Column("payload", Text),
    Column("payload_hash", String),
    Column("receipt_channel", String),
    Column("receipt_message", String),
    Column("receipt_thread", String),
    Column("proof", String),
    Column("settled_at", Moment),
    Column("retracted_at", Moment),
    Column("last_error", Text, nullable=False, default=""),
    UniqueConstraint("posting", "operation", "page", "number", name="uq_delivery_page"),
    _one_of("state", DeliveryState),
    _one_of("operation", Operation),
)
_IS_OPEN = among(delivery.c.state, OPEN_STATES)
# The order in which they leave a destination, so that the first of each is found without sorting.
Index(
    "ix_delivery_open",
    delivery.c.account,
    delivery.c.destination,
    delivery.c.rank,
    delivery.c.due,
    delivery.c.posting,
    delivery.c.number,
    delivery.c.page,
    sqlite_where=_IS_OPEN,
    postgresql_where=_IS_OPEN,
)
_MAY_EXPIRE = among(delivery.c.state, [DeliveryState.PENDING])
Index(
    "ix_delivery_expires_at",
    delivery.c.account,
    delivery.c.expires_at,
    sqlite_where=_MAY_EXPIRE,
    postgresql_where=_MAY_EXPIRE,
)
_IS_TAKEN = among(delivery.c.state, [DeliveryState.CLAIMED, DeliveryState.SENDING])
Index(
    "ix_delivery_taken",
    delivery.c.account,
    sqlite_where=_IS_TAKEN,
    postgresql_where=_IS_TAKEN,
)
Index("ix_delivery_posting", delivery.c.posting)
# Those that an operator, or a follow-up, has to look after: few among very many.
_IS_PARKED = among(delivery.c.state, [DeliveryState.DEAD, DeliveryState.HELD])
Index("ix_delivery_parked", delivery.c.state, sqlite_where=_IS_PARKED, postgresql_where=_IS_PARKED)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("posting", ForeignKey("posting.id", ondelete="CASCADE"), index=True),
    # Of the same posting, with which it goes: a foreign key would need an index in each row.
    Column("delivery", Integer),
    Column("at", Moment, nullable=False),
    # due, decided, composed, claimed, sending, sent, unknown, held, edited, skipped, ...
    Column("what", String, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    # The briefs that a planned correction is about, separated by a space.
    Column("slugs", Text, nullable=False, default=""),
)
_IS_CORRECTION = event.c.what.in_([literal_column("'edit-planned'")])
Index(
    "ix_event_correction",
    event.c.id,
    sqlite_where=_IS_CORRECTION,
    postgresql_where=_IS_CORRECTION,
)

# --- what is known ---

brief = Table(
    "brief",
    metadata,
    Column("slug", String, primary_key=True),
    Column("path", Text, nullable=False),
    Column("first_seen", Moment, nullable=False),
    # Seen first when it was old already: never posted as news.
    Column("baseline", Boolean, nullable=False),
    Column("gone_at", Moment),
)

revision = Table(
    "revision",
    metadata,
    Column("slug", ForeignKey("brief.slug", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("hash", String, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("text", Text, nullable=False),
)

meeting = Table(
    "meeting",
    metadata,
    Column("key", String, primary_key=True),
    Column("calendar", String, nullable=False, index=True),
    Column("value", Text, nullable=False),
    Column("seen_at", Moment, nullable=False),
)

# --- who asked for what ---

subscription = Table(
    "subscription",
    metadata,
    Column("id", String, primary_key=True),
    Column("destination", String, nullable=False),
    Column("definition", Text, nullable=False),
    Column("created_by", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("removed_at", Moment),
)

personal_reminder = Table(
    "personal_reminder",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", String, nullable=False, index=True),
    Column("meeting", String, nullable=False),
    Column("lead", Integer, nullable=False),
    Column("due", Moment, nullable=False),
    # The reminder that was put off; its child comes once.
    Column("snoozed_from", ForeignKey("personal_reminder.id"), index=True),
    Column("created_at", Moment, nullable=False),
    Column("cancelled_at", Moment),
    UniqueConstraint("person", "meeting", "lead", "due", name="uq_personal_reminder"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("actor", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("detail", Text, nullable=False),
)

# What a press of a button means; a button sends back its key alone (`core.actions`).
button = Table(
    "button",
    metadata,
    Column("key", String, primary_key=True),
    Column("verb", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("seen_at", Moment, nullable=False, index=True),
)

# How somebody wants to be answered and written to, as they have set it; "" and null: not at all.
person = Table(
    "person",
    metadata,
    Column("person", String, primary_key=True),
    Column("zone", String, nullable=False, default=""),
    Column("hours", Integer),
    Column("lang", String, nullable=False, default=""),
    # As it was where they last asked for a direct message.
    Column("told_zone", String, nullable=False, default=""),
    Column("told_lang", String, nullable=False, default=""),
    Column("updated_at", Moment, nullable=False),
)

inbound = Table(
    "inbound",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
)

# --- the program itself ---

process = Table(
    "process",
    metadata,
    Column("id", String, primary_key=True),
    Column("host", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("version", String, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True),
    # The latest time ever seen; a clock that shows less has been set back.
    Column("high_water", Moment, nullable=False),
    # How often an operator has said that the clock is right: a running process sees it change.
    Column("accepted", Integer, nullable=False, default=0),
)

fault = Table(
    "fault",
    metadata,
    # What is wrong now, until it is not: a faulty brief, a stale calendar, a paused destination.
    Column("kind", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("message", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("told_at", Moment),
)
