"""Help: what somebody may do here, and one verb with its options."""

from collections.abc import Sequence
from itertools import groupby

from briefbot.core.commands.invocation import usage
from briefbot.core.commands.verb import Option, Verb
from briefbot.core.compose.particulars import labelled
from briefbot.core.document import (
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
from briefbot.core.labels import Catalogue, Label, catalogue_for


def compose_help(verbs: Sequence[Verb], *, lang: str = "en") -> Document:
    """Return the verbs that somebody may use, under their commands."""
    words = catalogue_for(lang)
    more = labelled(words.text(Label.ANSWER_HELP_MORE), (Code("/brief help search"),))
    parts = []
    for command, group in groupby(verbs, key=lambda verb: verb.command):
        heading = Heading(2, (Text(words.text(Label(f"command-{command.value}"))),))
        items = tuple(
            ListItem((Code(verb.line), Text(f" — {words.text(verb.help)}"))) for verb in group
        )
        parts.append(Part((heading, List(items))))
    return Document(
        meta=Meta(
            kind=DocumentKind.ANSWER,
            title=words.text(Label.ANSWER_HELP_TITLE),
            lang=lang,
            summary=", ".join(verb.name for verb in verbs),
        ),
        body=tuple(parts),
        tail=(Para(more, ParaStyle.SMALL),),
    )


def compose_verb_help(verb: Verb, *, lang: str = "en") -> Document:
    """Return what a verb is for, how it is written, and its options."""
    words = catalogue_for(lang)
    about = (
        KeyValue(words.text(Label.ANSWER_USAGE), (Code(usage(verb)),)),
        KeyValue(words.text(Label.ANSWER_EXAMPLE), (Code(verb.example),)),
    )
    heading = Heading(2, (Text(words.text(Label.ANSWER_OPTIONS)),))
    items = tuple(_option(option, words) for option in verb.options)
    return Document(
        meta=Meta(
            kind=DocumentKind.ANSWER, title=verb.line, lang=lang, summary=words.text(verb.help)
        ),
        lead=(Para((Text(words.text(verb.help)),), ParaStyle.LEDE), KeyValues(about)),
        body=(Part((heading, List(items))),) if items else (),
    )


def _option(option: Option, words: Catalogue) -> ListItem:
    notes = [words.text(Label.ANSWER_REQUIRED)] if option.required else []
    notes += [", ".join(option.choices)] if option.choices else []
    return ListItem(
        (Code(option.name), Text(f" — {words.text(option.help)}")),
        (Text("; ".join(notes)),) if notes else (),
    )
