"""What is said once where the bot is new: what it can see, what is missing, what to do next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefbot.core.document import (
    Block,
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
    Part,
    Text,
)
from briefbot.core.labels import Catalogue, Label, catalogue_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """What the bot sees of a platform: how much there is to tell, and where it may post.

    `missing` are sentences about rights that it lacks there.
    """

    platform: str
    briefs: int = 0
    meetings: int = 0
    destinations: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def compose_greeting(greeting: Greeting, *, lang: str = "en") -> Document:
    """Return what an administrator is told once, with three next steps."""
    words = catalogue_for(lang)
    places = ", ".join(greeting.destinations) or words.text(Label.GREETING_PLACES_NONE)
    sees = (
        KeyValue(words.text(Label.GREETING_BRIEFS), (Text(str(greeting.briefs)),)),
        KeyValue(words.text(Label.GREETING_MEETINGS), (Text(str(greeting.meetings)),)),
        KeyValue(words.text(Label.GREETING_PLACES), (Text(places),)),
    )
    return Document(
        meta=Meta(
            kind=DocumentKind.ANSWER,
            title=words.text(Label.GREETING_TITLE),
            lang=lang,
            summary=_summary(greeting.missing, words),
        ),
        lead=(KeyValues(sees),),
        body=(
            Part(tuple(_missing(greeting.missing, words)), keep=True),
            Part(
                (Heading(2, (Text(words.text(Label.GREETING_NEXT)),)), _steps(greeting, words)),
                keep=True,
            ),
        ),
    )


def _summary(missing: Sequence[str], words: Catalogue) -> str:
    return " ".join(missing) or words.text(Label.GREETING_COMPLETE)


def _missing(missing: Sequence[str], words: Catalogue) -> Iterator[Block]:
    if not missing:
        yield Para((Text(words.text(Label.GREETING_COMPLETE)),))
        return
    yield Heading(2, (Text(words.text(Label.GREETING_MISSING)),))
    yield List(tuple(ListItem((Text(each),)) for each in missing))


def _steps(greeting: Greeting, words: Catalogue) -> List:
    """Return three steps; where there is no destination yet, making one comes first."""
    latest = (Label.GREETING_LATEST, "/brief latest")
    configure = (
        Label.GREETING_CONFIGURE,
        f'[destinations.NAME] platform = "{greeting.platform}", channel = "ID"',
    )
    subscribe = (Label.GREETING_SUBSCRIBE, "/brief-admin subscribe at:08:00")
    every = (Label.GREETING_HELP, "/brief help")
    steps = (latest, subscribe, every) if greeting.destinations else (configure, subscribe, latest)
    return List(
        tuple(
            ListItem((Text(f"{words.text(label)}: "), Code(written))) for label, written in steps
        ),
        ordered=True,
    )
