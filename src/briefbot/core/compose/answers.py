"""Answers about the command itself: what was done, what was refused, what is told in lines.

What people typed stands in them as text, and so can neither mention nor link anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefbot.core.compose.particulars import labelled
from briefbot.core.document import (
    Actions,
    Block,
    Button,
    Code,
    Document,
    DocumentKind,
    Heading,
    KeyValue,
    KeyValues,
    List,
    ListItem,
    Meta,
    Para,
    ParaStyle,
    Part,
    Text,
)
from briefbot.core.labels import Label, catalogue_for

#: A row of buttons takes no more on any platform.
MOST_BUTTONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command has done: a title, particulars, and the command that undoes it, if any."""

    title: str
    pairs: tuple[KeyValue, ...] = ()
    notes: tuple[str, ...] = ()
    undo: str = ""
    buttons: tuple[Button, ...] = ()


def compose_done(outcome: Outcome, *, lang: str = "en") -> Document:
    """Return what was done, and how to undo it."""
    words = catalogue_for(lang)
    notes = tuple(Para((Text(note),)) for note in outcome.notes)
    undo = labelled(words.text(Label.ANSWER_UNDO), (Code(outcome.undo),)) if outcome.undo else ()
    return Document(
        meta=Meta(
            kind=DocumentKind.ANSWER,
            title=outcome.title,
            lang=lang,
            summary=" ".join(outcome.notes),
        ),
        lead=(
            *notes,
            *((KeyValues(outcome.pairs),) if outcome.pairs else ()),
            *((Para(undo, ParaStyle.SMALL),) if undo else ()),
        ),
        tail=_row(outcome.buttons),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nothing was done, and what to do instead: a command to type, or one to press."""

    title: Label = Label.REFUSED_TITLE
    reason: str
    advice: str = ""
    suggestion: str = ""
    usage: str = ""
    buttons: tuple[Button, ...] = ()


def compose_refusal(refusal: Refusal, *, lang: str = "en") -> Document:
    """Return why nothing was done, what was perhaps meant, and how it is written."""
    words = catalogue_for(lang)
    hints = ((Label.ANSWER_DID_YOU_MEAN, refusal.suggestion), (Label.ANSWER_USAGE, refusal.usage))
    told = [labelled(words.text(label), (Code(text),)) for label, text in hints if text]
    return Document(
        meta=Meta(
            kind=DocumentKind.ANSWER,
            title=words.text(refusal.title),
            lang=lang,
            summary=refusal.reason,
        ),
        lead=(
            Para((Text(refusal.reason),)),
            *((Para((Text(refusal.advice),)),) if refusal.advice else ()),
            *(Para(content, ParaStyle.SMALL) for content in told),
        ),
        tail=_row(refusal.buttons),
    )


def compose_lines(title: str, lines: Sequence[str]) -> Document:
    """Return lines for operators, English as in the log; indented ones are points of those above.

    Every line stays: what needs a person often comes last.
    """
    return Document(
        meta=Meta(kind=DocumentKind.ANSWER, title=title, summary=lines[0] if lines else ""),
        body=tuple(Part(blocks, keep=True) for blocks in _paragraphs(lines)),
    )


def _paragraphs(lines: Sequence[str]) -> Iterator[tuple[Block, ...]]:
    """Yield a line with the indented ones below it as a heading and its points."""
    head, points = "", list[ListItem]()
    for line in (*lines, ""):
        if line.startswith(" "):
            points.append(ListItem((Text(line.strip()),)))
            continue
        if points:
            above = (Heading(3, (Text(head),)),) if head else ()
            yield (*above, List(tuple(points)))
        elif head:
            yield (Para((Text(head),)),)
        head, points = line, []


def _row(buttons: tuple[Button, ...]) -> tuple[Block, ...]:
    return (Actions(buttons[:MOST_BUTTONS]),) if buttons else ()
