"""What passes between the ledger and the courier: work taken up, intents, and settlements."""

from dataclasses import dataclass
from datetime import datetime

from briefbot.core.delivery.key import PostingKey
from briefbot.core.delivery.state import DeliveryState, Operation, Proof, Receipt
from briefbot.core.document import Document

#: What the names of leases on the senders of accounts begin with; there may be other leases.
_SENDER = "sender:"


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

    @property
    def account(self) -> str:
        """The account whose sender this lease is."""
        return self.name.removeprefix(_SENDER)


def sender_lease(account: str) -> str:
    """Return the name of the lease on an account's sender."""
    return f"{_SENDER}{account}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A delivery that a courier has taken up.

    `was` is PENDING (now CLAIMED) or UNKNOWN (still so, to be cleared up). `claims` counts this one
    and those before it that came to nothing. `late` tells that it was last tried, or else due,
    before this process opened its database session: the database may have been put back to an
    earlier state meanwhile, so the channel is looked at before anything is sent. `payload` is the
    page's exact request body as JSON once an intent was committed; before that, `document` is there
    to be rendered. `target` is the message an EDIT or DELETE is about, `thread` the one under which
    a SEND goes: the first page's for later pages; for every page of a follow-up, the first message
    of the posting that it follows, if that stands. `channel` is where an attempt was made, else
    where the destination is now; `moved` tells that the destination has another one by now than a
    message, or the one it belongs to, was made for. `refusals` is how often in a row its platform
    has refused its destination.
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
    claims: int = 1
    document: Document | None = None
    payload: str | None = None
    target: Receipt | None = None
    thread: Receipt | None = None
    moved: bool = False
    refusals: int = 0


def is_reply(task: Task) -> bool:
    """Tell whether a task is the first page of a follow-up, in the thread of what it follows."""
    return task.operation is Operation.SEND and task.page == 1 and task.thread is not None


def is_suspect(task: Task) -> bool:
    """Tell whether a task was taken up before and came to nothing: it may be what ends processes.

    What comes through its rendering is none.
    """
    return task.was is DeliveryState.PENDING and task.claims > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message for a platform, or one to look for.

    `channel` is the platform's id of one, or `user:` and a person's id for direct messages.
    `payload` is the request body as JSON. `page` is its number in the posting `reference`.
    `since` is the moment of the first attempt, or the due time. `target` is the message that is
    edited or deleted, `thread` the message under which this one goes: the first page's for later
    pages; of a follow-up, the first message of what it follows, also for its first page.
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

    `next_try_at` is when it is taken up again, for PENDING and UNKNOWN. `claim_counts` is True
    where the claim came to nothing by the delivery's own fault; otherwise one that goes back to
    PENDING without having been sent has its claim taken back, so that it never looks like poison.
    `surely_not` takes the attempt back, and with it the channel where a first page was tried.
    The pauses and blocks are of its destination and account; a pause's text is its reason. A
    destination that is paused and blocked is tried again by itself when the block ends. `pages`
    are the bodies of every page, where the first was found before an intent had kept them: those
    after it have still to be found, or sent. `apart` lets a follow-up leave the thread it was to go
    in, for the channel. `as_text` tells that plain text stands in for a message that was refused.
    """

    task: int
    state: DeliveryState
    reason: str = ""
    next_try_at: datetime | None = None
    receipt: Receipt | None = None
    proof: Proof | None = None
    claim_counts: bool = False
    surely_not: bool = False
    pause_destination: str = ""
    pause_account: str = ""
    block_destination_until: datetime | None = None
    block_account_until: datetime | None = None
    pages: tuple[str, ...] = ()
    apart: bool = False
    as_text: bool = False
