"""Documents by name, for golden files and whoever needs something to render."""

from datetime import UTC, date, datetime
from pathlib import Path

from briefbot.core.compose import (
    compose_correction,
    compose_search,
    compose_sources,
    compose_summary,
    compose_withdrawal,
)
from briefbot.core.document import (
    Actions,
    Callout,
    CalloutKind,
    Code,
    CodeBlock,
    CommandButton,
    Divider,
    Document,
    DocumentKind,
    Emph,
    Fold,
    Heading,
    Image,
    Inlines,
    KeyValue,
    KeyValues,
    Link,
    LinkButton,
    List,
    ListItem,
    MentionTarget,
    Meta,
    Para,
    ParaStyle,
    Part,
    Priority,
    Quote,
    SourceRef,
    Strike,
    Strong,
    Table,
    Text,
    Time,
    TimeStyle,
)
from briefbot.core.rendering import RenderOptions
from briefbot.core.when import PartOfDay, Precision, When
from briefbot.sources.briefs import read_brief
from named_answers import ANSWERS
from named_documents import DOCUMENTS

COMPLETE = Path(__file__).parents[2] / "briefs" / "complete.md"

OPTIONS = RenderOptions(
    zone="Europe/Brussels",
    mentions={"editors": "112233445566778899", "nobody": "not-an-id"},
    reference="7f3k2m",
)

_WIRE = SourceRef("wire", "Example Wire", "https://example.org/wire")
_GAZETTE = SourceRef("gazette", "Example Gazette 2", "https://example.com/gazette")
_NOON = When.at(datetime(2025, 3, 4, 11, 0, 30, 999_999, tzinfo=UTC), zone="Europe/Brussels")
_EVENING = When(
    precision=Precision.PART_OF_DAY,
    day=date(2025, 3, 5),
    part=PartOfDay.EVENING,
    zone="Europe/Brussels",
)
_ABOUT = When(precision=Precision.HOUR, instant=datetime(2025, 3, 6, 17, tzinfo=UTC))
_SITTING = When(
    precision=Precision.EXACT,
    instant=datetime(2025, 3, 7, 9, tzinfo=UTC),
    end=datetime(2025, 3, 7, 12, tzinfo=UTC),
)


def text(words: str) -> Inlines:
    return (Text(words),)


def _lead() -> tuple[Callout | Divider | Image | KeyValues | Para, ...]:
    meta = (Text("TLP:CLEAR · URGENT · As of "), Time(_NOON), Text(" · for "))
    return (
        Para(
            (*meta, MentionTarget("editors"), Text(" and "), MentionTarget("nobody")),
            ParaStyle.SMALL,
        ),
        Para(
            (
                Text("The example council meets in the "),
                Time(_EVENING),
                Text(", and "),
                Strong(text("agrees")),
                Text(" on "),
                Emph(text("two")),
                Text(" of three points."),
            ),
            ParaStyle.LEDE,
        ),
        Callout(
            CalloutKind.CORRECTION,
            "Correction",
            (Text("Was: "), Strike(text("3 points")), Text(" Now: 2 points.")),
        ),
        KeyValues(
            (
                KeyValue("Members", text("32"), (_WIRE,)),
                KeyValue("Agreed", text("2 of 3"), (Text("as of 4 March 2025; "), _GAZETTE)),
            )
        ),
        Image("https://example.org/hall.jpg", "The empty hall", "Photo: Example Agency"),
        Divider(),
    )


def _body() -> tuple[Part, ...]:
    facts = List(
        (
            ListItem(text("The council met."), (_WIRE,)),
            ListItem(
                text("Its budget is reported in two ways."),
                (Text("contested; "), _WIRE, Text(", "), _GAZETTE),
                (
                    ListItem(
                        text("By the council: 20 million."), (Text("claim by the council; "), _WIRE)
                    ),
                    ListItem(text("By its auditors: 24 million.\nThey count rent."), (_GAZETTE,)),
                ),
            ),
        )
    )
    table = Table(
        (text("Point"), text("Result")),
        ((text("Budget"), text("agreed")), (text("Seat"), (Strong(text("open")),))),
        "The three points",
    )
    more = (
        Para((Text("See "), Link("https://example.org/agenda_(1)", text("the agenda")), Text("."))),
        Para((Link("https://example.com/x", text("2 * 3 = 6 [sic]")), Text(" was on the board."))),
        Para(
            (
                Text("Starts "),
                Time(_ABOUT),
                Text(", then "),
                Time(_SITTING),
                Text(" ("),
                Time(_NOON, TimeStyle.RELATIVE),
                Text(")."),
            )
        ),
        CodeBlock("python\nprint(`x`)\n```\n@everyone"),
    )
    return (
        Part((Heading(2, text("What happened")), facts, Heading(3, text("In detail")), table)),
        Part(
            (
                Heading(2, text("Quotes")),
                Quote(
                    text("We shall meet again.\nSoon."),
                    (
                        Text("Council Secretariat, "),
                        Time(When.on(date(2025, 3, 4))),
                        Text("; "),
                        _WIRE,
                    ),
                ),
                Fold(
                    "Background",
                    (
                        Para(text("It meets every year.")),
                        List((ListItem(text("Since 1999")),), ordered=True, start=3),
                    ),
                ),
            )
        ),
        Part((Heading(2, text("Other forms")), *more)),
    )


EVERYTHING = Document(
    meta=Meta(
        kind=DocumentKind.SUMMARY,
        title="Example council agrees on 2 of 3 points",
        summary="The example council agrees on two of three points.",
        priority=Priority.URGENT,
        show="/brief show example-council",
    ),
    lead=_lead(),
    body=_body(),
    tail=(
        Actions(
            (
                CommandButton("Full brief", "show", "example-council"),
                LinkButton("Agenda", "https://example.org/agenda_(1)"),
                LinkButton("Mail", "mailto:desk@example.org"),
            )
        ),
    ),
)

HOSTILE = Document(
    meta=Meta(
        kind=DocumentKind.SEARCH,
        title="@everyone **look** <t:1:R> # [x](https://example.org)",
        priority=Priority.LOW,
    ),
    lead=(
        Para(text("<@&112233445566778899> <@!1> <#2> </brief show:3> <id:guide> <a:b:4> :smile:")),
        Para(text("# one\n- two\n+ three\n1. four\n> five\n-# six\n>>> seven\n* eight\n2) nine")),
        Para(
            (
                Code("@here ``"),
                Text("`"),
                Strong(text("*")),
                Emph(text("_")),
                Strike(text("~")),
                Text("~"),
            )
        ),
        Para(
            text(
                "https://example.org/login steam://run/1 <https://example.org> https\\://x \\@here"
            )
        ),
        List((ListItem(text("- nested?\n- no")), ListItem(text("1. no"))), ordered=True),
    ),
)

LONG = Document(
    meta=Meta(
        kind=DocumentKind.SUMMARY,
        title="An example of many pages: " + "with a title that does not want to end " * 3,
        lang="uk",
        priority=Priority.FLASH,
        show="/brief show long",
    ),
    lead=(Para(text("Те, що сталося, коротко."), ParaStyle.LEDE),),
    body=(
        Part(
            (
                Heading(2, text("Що сталося")),
                List(
                    tuple(
                        ListItem(text(f"Подія {n}. " + "Слово за словом. " * 12), (_WIRE,))
                        for n in range(1, 41)
                    )
                ),
            )
        ),
    ),
    tail=(Actions((CommandButton("Повністю", "show", "long"),)),),
)


def _composed() -> dict[str, Document]:
    """Return a document of every kind that is composed of a brief."""
    brief = read_brief(COMPLETE).brief
    assert brief is not None
    return {
        "summary": compose_summary(brief),
        "correction": compose_correction(brief),
        "withdrawal": compose_withdrawal(brief),
        "search": compose_search("council", [brief]),
        "sources": compose_sources(brief),
    }


SAMPLES = {
    **DOCUMENTS,
    **ANSWERS,
    **_composed(),
    "everything": EVERYTHING,
    "hostile": HOSTILE,
    "long": LONG,
}
