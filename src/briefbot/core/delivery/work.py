"""What passes between the ledger and the courier: work taken up, intents, and settlements."""

from dataclasses import dataclass
from datetime import datetime

from briefbot.core.delivery.key import PostingKey
from briefbot.core.delivery.state import DeliveryState, Operation, Proof, Receipt
from briefbot.core.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to post with an account.

    `fence` grows by one with every change of hands; a change of a row under an older fence is
    refused. `taken_over` tells that another owner had it before, whose work has to be taken up.
    """

    name: str
    owner: str
    fence: int
    until: datetime
    taken_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A delivery that a courier has taken up.

    `was` is PENDING (now CLAIMED) or UNKNOWN (still so, to be cleared up). `late` tells that it was
    due before this process opened its database session: the channel is looked at before the first
    attempt. `payload` is the page's exact request body as JSON once an intent was committed; before
    that, `document` is there to be rendered. `target` is the message an EDIT or DELETE is about,
    `thread` the first page's message for later pages. `channel` is where an attempt was made, else
    where the destination is now.
    """

    id: int
    posting: int
    key: PostingKey
    page: int
    operation: Operation
    was: DeliveryState
    channel: str
    due: datetime
    expires_at: datetime | None
    attempts: int
    first_try: datetime | None
    last_try: datetime | None
    unknown_since: datetime | None
    late: bool
    nonce: str
    document: Document | None = None
    payload: str | None = None
    target: Receipt | None = None
    thread: Receipt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message for a platform, or one to look for.

    `payload` is the request body as JSON. `page` is its number in the posting `reference`.
    `since` is the moment of the first attempt, or the due time. `target` is the message that is
    edited or deleted, `thread` the first page's message, under which later pages go.
    """

    channel: str
    payload: str
    nonce: str
    reference: str
    page: int
    since: datetime
    target: Receipt | None = None
    thread: Receipt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """That a task is about to be sent.

    `pages` are the request bodies of every page, as JSON, when the task was rendered just now:
    they are kept from then on. Empty when they are kept already.
    """

    task: int
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The new state of a delivery after a call, a look back, or a failure to render.

    `next_try_at` is when it is taken up again, for PENDING and UNKNOWN. `attempt_counts` is False
    where nothing was sent and nothing is to be held against it. The pauses and blocks are of its
    destination and account; a pause's text is its reason.
    """

    task: int
    state: DeliveryState
    reason: str = ""
    next_try_at: datetime | None = None
    receipt: Receipt | None = None
    proof: Proof | None = None
    pause_destination: str = ""
    pause_account: str = ""
    block_destination_until: datetime | None = None
    block_account_until: datetime | None = None
