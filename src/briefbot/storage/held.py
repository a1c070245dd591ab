"""That messages of a destination are held is a fault, until somebody has decided about all."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, exists, select

from briefbot.core.delivery.records import Fault
from briefbot.core.delivery.state import DeliveryState
from briefbot.core.planning.personal import person_at
from briefbot.storage.tables import among, delivery
from briefbot.storage.trouble import clear_fault, put_fault

#: The kind of the fault; its subjects are the names of destinations.
HELD = "held"
_NEXT = "look in the channel, then: briefbot resolve; briefbot status lists what is held"


def tell_held(conn: Connection, now: datetime, reasons: Mapping[str, str]) -> None:
    """Tell that messages are held, by the name of their destination, and why.

    Whose direct messages they are is nobody's business: those are in the status alone.
    """
    for name, reason in reasons.items():
        if not person_at(name):
            message = f"a message is held: {reason} -- {_NEXT}"
            put_fault(conn, Fault(kind=HELD, subject=name, message=message, since=now))


def forget_held(conn: Connection, name: str) -> None:
    """Take the fault of a destination back, if nothing of it is held any more."""
    held = among(delivery.c.state, [DeliveryState.HELD]) & (delivery.c.destination == name)
    if not conn.scalar(select(exists().where(held))):
        clear_fault(conn, HELD, name)
