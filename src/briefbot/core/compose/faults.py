"""What the operator is told in the chat: which faults there are. English, as in the log."""

from collections.abc import Sequence

from briefbot.core.delivery.records import Fault
from briefbot.core.document import (
    Document,
    DocumentKind,
    List,
    ListItem,
    Meta,
    Part,
    Strong,
    Text,
    Time,
)
from briefbot.core.when import When

#: More than these are counted, not listed: `briefbot status` has them all.
_LISTED = 20


def compose_faults(faults: Sequence[Fault]) -> Document:
    """Return faults as a message, oldest first: what is wrong, since when, and what to do next."""
    count = f"{len(faults)} faults" if len(faults) != 1 else "1 fault"
    items = [
        ListItem(
            (Strong((Text(f"{fault.kind} {fault.subject}".strip()),)), Text(f": {fault.message}")),
            (Text("since "), Time(When.at(fault.since))),
        )
        for fault in faults[:_LISTED]
    ]
    if len(faults) > _LISTED:
        items.append(ListItem((Text(f"and {len(faults) - _LISTED} more: briefbot status"),)))
    return Document(
        meta=Meta(
            kind=DocumentKind.OPERATOR,
            title=f"briefbot: {count}",
            summary=faults[0].message if faults else "",
        ),
        body=(Part((List(tuple(items)),)),),
    )
