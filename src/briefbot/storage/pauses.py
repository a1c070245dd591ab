"""Pauses: by a person until they end it, and by a platform until it takes something again.

One by a platform is a fault, put and cleared in the same transaction, so that it is told once.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection, or_, select, update

from briefbot.core.delivery.records import Fault
from briefbot.core.planning.personal import person_at
from briefbot.storage.journal import What, entry, note, storable
from briefbot.storage.lists import any_of
from briefbot.storage.tables import account, delivery, destination, fault
from briefbot.storage.trouble import clear_fault, put_fault

#: Kinds of faults; their subjects are the names.
DESTINATION, ACCOUNT = destination.name, account.name
#: A destination's last message was refused as it was, and is there as plain text.
FORM = "form"
_TOLD = select(fault.c.kind, fault.c.subject).where(
    fault.c.kind.in_([DESTINATION, FORM]),
    fault.c.subject.in_(select(delivery.c.destination).where(any_of(delivery.c.id, "ids"))),
)
_BY_ITSELF = "put that right, and it goes on by itself; or take it out of the configuration"
_REPORT_IT = "the next message that is taken as it is ends this; please report it"
_BY_HAND = "put that right, then start briefbot again, or: briefbot resume DESTINATION"


def pause(
    conn: Connection, now: datetime, *, name: str, reason: str, until: datetime | None
) -> bool:
    """Pause a destination until a moment, or until it is resumed; False when there is none.

    One that somebody has paused already keeps its reason; a person's word goes before a platform's.
    """
    standing = (destination.c.name == name) & destination.c.removed_at.is_(None)
    if conn.execute(select(destination.c.name).where(standing)).first() is None:
        return False
    if until is None:
        free = or_(destination.c.paused_reason == "", destination.c.refusals > 0)
        paused = update(destination).where(standing, free)
        conn.execute(paused.values(paused_reason=storable(reason), paused_at=now, refusals=0))
    else:
        conn.execute(update(destination).where(standing).values(blocked_until=until))
    note(conn, [entry(now, What.PAUSED, reason=f"destination {name}: {reason}")])
    return True


def resume(conn: Connection, now: datetime, *, destination_name: str, account_name: str) -> bool:
    """End a pause; return whether there was one.

    Of a destination also one that has an end; how long an account waits is its platform's wish.
    """
    ended = False
    for table, name in ((destination, destination_name), (account, account_name)):
        stands = table.c.paused_reason != ""
        values: dict[str, object] = {"paused_reason": "", "paused_at": None}
        if table is destination:
            stands = or_(stands, table.c.blocked_until > now)
            values |= {"blocked_until": None, "refusals": 0}
        resumed = update(table).where(table.c.name == name, stands).values(values)
        if conn.execute(resumed.returning(table.c.name)).first() is not None:
            note(conn, [entry(now, What.RESUMED, reason=f"{table.name} {name}")])
            clear_fault(conn, table.name, name)
            ended = True
    return ended


def refuse_place(
    conn: Connection, now: datetime, name: str, reason: str, *, until: datetime | None
) -> bool:
    """Pause a destination that its platform refuses; return whether that is new.

    It is tried again at `until`, or waits for its person. What somebody has paused stays so.
    """
    its = destination.c.name == name
    place = conn.execute(select(destination).where(its).with_for_update()).one()
    if place.paused_reason and not place.refusals:
        return False
    values = {"paused_reason": storable(reason), "paused_at": place.paused_at or now}
    again = place.refusals + (until is not None)
    conn.execute(update(destination).where(its).values(**values, refusals=again))
    if not person_at(name):
        message = f"{reason} -- {_BY_ITSELF}"
        put_fault(conn, Fault(kind=DESTINATION, subject=name, message=message, since=now))
    return not place.paused_reason


def refuse_account(conn: Connection, now: datetime, name: str, reason: str) -> bool:
    """Pause an account whose platform refuses it; return whether that is new."""
    paused = update(account).where(account.c.name == name, account.c.paused_reason == "")
    new = conn.execute(paused.values(paused_reason=storable(reason), paused_at=now)).rowcount > 0
    message = f"{reason} -- {_BY_HAND}"
    put_fault(conn, Fault(kind=ACCOUNT, subject=name, message=message, since=now))
    return new


def take_again(
    conn: Connection,
    now: datetime,
    ids: Collection[int],
    *,
    as_text: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """End the pauses of destinations by their platform, which has just taken deliveries there.

    `as_text` are the destinations where only plain text was taken, and why.
    """
    told = conn.execute(_TOLD, {"ids": ids}).all()
    again = sorted(name for kind, name in told if kind == DESTINATION)
    if again:
        forget(conn, again)
        note(conn, (entry(now, What.RESUMED, reason=f"destination {name}") for name in again))
    for kind, name in told:
        if kind == FORM and name not in as_text:
            clear_fault(conn, FORM, name)
    for name, reason in as_text.items():
        message = f"{reason} -- {_REPORT_IT}"
        put_fault(conn, Fault(kind=FORM, subject=name, message=message, since=now))


def forget(conn: Connection, names: Collection[str]) -> None:
    """Forget that destinations were refused; what somebody has paused stays so."""
    if not names:
        return
    refused = update(destination).where(destination.c.name.in_(names), destination.c.refusals > 0)
    conn.execute(refused.values(paused_reason="", paused_at=None, blocked_until=None, refusals=0))
    for name in names:
        clear_fault(conn, DESTINATION, name)
        clear_fault(conn, FORM, name)
