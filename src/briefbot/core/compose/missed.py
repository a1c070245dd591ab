"""What somebody missed because no direct message reached them, at the beginning of an answer."""

from collections.abc import Sequence
from dataclasses import replace

from briefbot.core.delivery.records import Missed
from briefbot.core.document import (
    Block,
    Callout,
    CalloutKind,
    Code,
    Divider,
    Document,
    List,
    ListItem,
    Para,
    ParaStyle,
    Text,
    Time,
)
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.when import When

#: The latest of them are told; more would hide the answer.
_MOST = 5


def with_missed(document: Document, missed: Sequence[Missed], *, lang: str = "en") -> Document:
    """Return an answer that begins with what somebody missed, and how not to miss more."""
    words = catalogue_for(lang)
    latest = missed[-_MOST:]
    more = len(missed) - len(latest)
    items = tuple(
        ListItem((Text(f"{each.title} — "), Time(When.at(each.due))), (Code(each.meeting),))
        for each in latest
    )
    told: list[Block] = [
        Callout(
            CalloutKind.NOTE,
            words.text(Label.ANSWER_MISSED_TITLE),
            (Text(words.text(Label.ANSWER_MISSED_HOW)),),
        ),
        List(items),
    ]
    if more:
        told.append(Para((Text(words.count(Label.MORE, more)),), ParaStyle.SMALL))
    return replace(document, lead=(*told, Divider(), *document.lead))
