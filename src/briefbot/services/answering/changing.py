"""What every change leaves behind: a line of who changed what, and how it is undone."""

from briefbot.core.commands import Verb
from briefbot.core.delivery.records import AuditEntry
from briefbot.services.answering.library import Seat

#: What an answer says in place of an undo.
NOT_UNDONE = "No command undoes this."


async def audit(seat: Seat, verb: Verb, detail: str, *, undo: str = "") -> None:
    """Note a change that the caller made, with the command that undoes it."""
    told = f"{detail}; undo: {undo}" if undo else detail
    entry = AuditEntry(at=seat.now, actor=seat.caller.person, verb=verb.name, detail=told)
    await seat.store.audit(entry)
