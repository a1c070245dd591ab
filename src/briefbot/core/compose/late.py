"""The remark that a post is late, for documents that do not say it themselves."""

from dataclasses import replace
from datetime import datetime

from briefbot.core.compose.particulars import labelled
from briefbot.core.document import Document, Para, ParaStyle, Text, Time
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.when import When


def mark_late(document: Document, *, due: datetime) -> Document:
    """Return a document with a word on its first small line that it is late, and since when."""
    words = catalogue_for(document.meta.lang)
    note = labelled(words.text(Label.LATE_DUE), (Time(When.at(due)),))
    first, rest = document.lead[:1], document.lead[1:]
    match first:
        case (Para(content, ParaStyle.SMALL),):
            line = Para((*content, Text(" · "), *note), ParaStyle.SMALL)
            return replace(document, lead=(line, *rest))
        case _:
            return replace(document, lead=(Para(note, ParaStyle.SMALL), *document.lead))
