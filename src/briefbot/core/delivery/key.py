"""What a posting is called, so that it is made once: its key, nonce and reference."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum

from briefbot.core.reference import reference

#: Discord takes a nonce of at most 25 characters; 22 of base64url are 132 bits.
_NONCE_LENGTH = 22


class PostingKind(StrEnum):
    """What is posted. `docs/delivery.md` has a line for each path that publishes one."""

    SUMMARY = "summary"
    DIGEST = "digest"
    REMINDER = "reminder"
    NOTICE = "notice"
    CORRECTION = "correction"
    MERGED = "merged"
    PERSONAL = "personal"
    SHARED = "shared"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingKey:
    """What makes a posting the same one, on every machine and after every restart.

    `destination` is its name in the configuration. `subject` is a schedule's name, a brief's slug
    or a meeting's key. `occurrence` is a tick's label, a brief's revision, or the start a reminder
    was computed for. `step` is `post`, a lead time in seconds, `moved`, `cancelled` or
    `correction`. `generation` grows by one when an operator posts the same again.
    """

    destination: str
    kind: PostingKind
    subject: str
    occurrence: str
    step: str = "post"
    generation: int = 0

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts as texts, in the order in which they are hashed."""
        return (
            self.destination,
            self.kind.value,
            self.subject,
            self.occurrence,
            self.step,
            str(self.generation),
        )

    @property
    def reference(self) -> str:
        """The six letters and digits by which people name it: "7f3k2m"."""
        return reference(*self.parts)

    def nonce(self, page: int, *, number: int = 0) -> str:
        """Return the idempotency key of one page, the same for every attempt to send it.

        `number` is the document's version that brought the page, when a correction made it longer.
        """
        version = (str(number),) if number else ()
        text = "\x1f".join((*self.parts, str(page), *version))
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        return urlsafe_b64encode(digest).decode("ascii")[:_NONCE_LENGTH]
