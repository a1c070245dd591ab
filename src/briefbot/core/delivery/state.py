"""The states of postings and deliveries, and what a platform's answer says about one."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class PostingState(StrEnum):
    """How far a posting has come.

    WAITING: due, or held by quiet hours, and not composed yet. COMPOSED: its document is written
    and its deliveries do the rest. SKIPPED: it does not go out, for a named reason. MERGED: it goes
    out within another posting, with all that quiet hours held.
    """

    WAITING = "waiting"
    COMPOSED = "composed"
    SKIPPED = "skipped"
    MERGED = "merged"


class DeliveryState(StrEnum):
    """How far a delivery, one message of a posting, has come.

    PENDING: surely not on the platform. CLAIMED: a live lease holds it, nothing was written.
    SENDING: the intent is durable, the request may be on the wire. UNKNOWN: it may or may not have
    been posted. HELD: that cannot be found out; the operator decides. EXPIRED: too late, by policy.
    DEAD: refused for good. SENT: on the platform, with proof.
    """

    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DEAD = "dead"
    HELD = "held"
    EXPIRED = "expired"


#: States that still move by themselves.
OPEN_STATES = frozenset(
    {
        DeliveryState.PENDING,
        DeliveryState.CLAIMED,
        DeliveryState.SENDING,
        DeliveryState.UNKNOWN,
    }
)


class Operation(StrEnum):
    """What a delivery does to its message. EDIT and DELETE may be repeated without harm."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"


class Proof(StrEnum):
    """How it is known that a message stands on the platform."""

    ANSWER = "answer"
    NONCE = "nonce"
    LOOK_BACK = "look-back"
    OPERATOR = "operator"


class Verdict(StrEnum):
    """What the end of a call says.

    DELIVERED: it took effect. NOT_NOW: it surely took no effect, and may later (429, no
    connection). REFUSED: this message will never be taken. DESTINATION_REFUSED: nothing can be
    posted there until somebody acts. ACCOUNT_REFUSED: nothing can be posted with this token.
    UNCLEAR: it may have taken effect.
    """

    DELIVERED = "delivered"
    NOT_NOW = "not-now"
    REFUSED = "refused"
    DESTINATION_REFUSED = "destination-refused"
    ACCOUNT_REFUSED = "account-refused"
    UNCLEAR = "unclear"


class BlockedScope(StrEnum):
    """What has to wait when a platform says NOT_NOW: the delivery, its channel, or the account."""

    DELIVERY = "delivery"
    DESTINATION = "destination"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a message stands: the platform's channel and message ids, and its thread's, if any."""

    channel: str
    message: str
    thread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of a call to a platform.

    `reason` is a sentence for the operator without any secret or content in it. `retry_after` is
    what the platform asked for, and `scope` what has to wait for so long. `receipt` is there when a
    SEND was DELIVERED. `as_text` tells that plain text was, because the message itself was refused.
    """

    verdict: Verdict
    reason: str = ""
    receipt: Receipt | None = None
    proof: Proof = Proof.ANSWER
    retry_after: timedelta | None = None
    scope: BlockedScope = BlockedScope.DELIVERY
    as_text: bool = False


class Sighting(StrEnum):
    """What a look back into a channel's history found."""

    FOUND = "found"
    ABSENT = "absent"
    UNREADABLE = "unreadable"
    NOT_NOW = "not-now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The end of a look back; `receipt` when it was FOUND, `retry_after` when it is NOT_NOW."""

    sighting: Sighting
    reason: str = ""
    receipt: Receipt | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What a platform can do, which decides how what is unclear is cleared up.

    `nonce_window` is how long after a first attempt the same nonce gives the same message; zero
    where there is no such key.
    """

    nonce_window: timedelta = timedelta(0)
    looks_back: bool = True
    edits: bool = True
    deletes: bool = True
