"""Postings as the ledger gives and takes them: what is said at one place, once."""

from dataclasses import dataclass
from datetime import datetime

from briefbot.core.delivery.key import PostingKey
from briefbot.core.delivery.state import PostingState, Receipt
from briefbot.core.document import Document, Priority
from briefbot.core.when import When


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPosting:
    """A posting to be made, unless one of its key is there already.

    `due` is when it was meant to go out, `release_at` when it may (later, when quiet hours hold
    it), `expires_at` when it is too late. `label` is the local time it was due at, `reason` why it
    was made, a sentence. `schedule` is the row of the schedule it came from; `covers` are the
    labels of missed ticks that it stands for. `when` is the date that a reminder or notice names.
    `follows` is the row of the posting that it is a reply to: it goes in the thread of that one's
    first message, if that stands.
    """

    key: PostingKey
    due: datetime
    release_at: datetime
    expires_at: datetime | None = None
    priority: Priority = Priority.ROUTINE
    label: str = ""
    reason: str = ""
    schedule: str = ""
    covers: tuple[str, ...] = ()
    when: When | None = None
    follows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedTick:
    """A tick of a schedule that makes no post, and the reason, a sentence."""

    key: PostingKey
    due: datetime
    label: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A posting as it stands in the ledger; `id` is its row.

    `number` is the version of its document, from 0; each correction adds one.
    """

    id: int
    key: PostingKey
    state: PostingState
    due: datetime
    release_at: datetime
    expires_at: datetime | None
    priority: Priority
    label: str
    schedule: str
    covers: tuple[str, ...]
    when: When | None
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A brief that a document shows, and the number of its revision there."""

    slug: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """The document of a waiting posting, and what the ledger remembers of it.

    `merged` are waiting postings that this one takes in. `covered_until` moves the window of its
    schedule, and of theirs; None leaves it. `notes` are sentences for `why`, such as what was left
    out.
    """

    posting: int
    document: Document
    shown: tuple[Shown, ...] = ()
    covered_until: datetime | None = None
    merged: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A posting that shows a brief: what was said there last, and how far that has come.

    `document` is what stands there, or soon will. `started` tells whether any byte of it may have
    left; `settled` whether no delivery of it is open.
    """

    posting: Posting
    document: Document
    shown: tuple[Shown, ...]
    composed_at: datetime
    started: bool
    settled: bool
    receipts: tuple[Receipt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The desired new content of a posting, `reason` in a sentence ("corrected: ...")."""

    posting: int
    document: Document
    shown: tuple[Shown, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """A digest at one destination, as the ledger knows it.

    `id` is `digest/<name>@<destination>`. Every tick up to and with `cursor` is decided, `next_at`
    is the next one, None for never. `covered_until` is the end of the last edition's window.
    `fingerprint` is of the rule and zone it was computed with, and of the zone database's edition.
    """

    id: str
    name: str
    destination: str
    fingerprint: str
    cursor: datetime
    next_at: datetime | None
    covered_until: datetime | None = None
    paused: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """What becomes of the ticks of a schedule up to `cursor`: one transaction, or nothing.

    Only while the row still has the cursor `expected`: another process may have been faster.
    """

    schedule: str
    expected: datetime
    cursor: datetime
    next_at: datetime | None
    postings: tuple[NewPosting, ...] = ()
    skipped: tuple[SkippedTick, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """A reminder or notice that went out, or is on its way: its key, date, and when."""

    key: PostingKey
    when: When
    at: datetime
    state: PostingState
