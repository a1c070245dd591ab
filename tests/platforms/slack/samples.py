"""Documents for golden files, by the name of the file. Add one here, refresh, and read the diff."""

from datetime import UTC, date, datetime

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
from briefbot.core.when import Precision, When
from named_answers import ANSWERS
from named_documents import DOCUMENTS as COMPOSED

OPTIONS = RenderOptions(
    zone="Europe/Kyiv",
    mentions={"editors": "usergroup:S0123ABCD", "room": "broadcast:here"},
    reference="7f3k2m",
    channel="C0123ABCD",
)

START = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)
MEETING = When(
    precision=Precision.EXACT,
    instant=START,
    end=datetime(2026, 12, 3, 19, 30, tzinfo=UTC),
    zone="Europe/Brussels",
)
COUNCIL = SourceRef("council", "Example Council", "https://example.org/council/statement")
WIRE = SourceRef("wire", "Example Wire", "https://example.com/news?id=7&lang=en")


def text(words: str) -> tuple[Text]:
    return (Text(words),)


EVERYTHING = Document(
    meta=Meta(
        kind=DocumentKind.SUMMARY,
        title="Council meets on the winter energy plan",
        summary="The council adopted the plan; two measures wait for a second reading.",
        show="/brief show energy-plan",
    ),
    lead=(
        Para(text("TLP:CLEAR · URGENT · developing · Brussels, BE"), ParaStyle.SMALL),
        Para((Text("As of "), Time(When.at(START))), ParaStyle.SMALL),
        Para(
            text("The council adopted the plan; two measures wait for a second reading."),
            ParaStyle.LEDE,
        ),
        Callout(CalloutKind.CORRECTION, "Correction", text("The vote was on Tuesday.")),
        KeyValues(
            (
                KeyValue("Members present", text("27")),
                KeyValue("Votes in favour", text("25"), text("as of 3 December")),
            )
        ),
        KeyValues((KeyValue("Budget", text("€ 4.2 bn"), (COUNCIL,)),)),
        Divider(),
    ),
    body=(
        Part(
            (
                Heading(2, text("What happened")),
                List(
                    (
                        ListItem(
                            text("The plan was adopted."),
                            (Text("claim; "), COUNCIL, Text(", "), WIRE),
                        ),
                        ListItem(
                            (
                                Strong(text("Two measures")),
                                Text(" were "),
                                Strike(text("refused")),
                                Text(" "),
                                Emph((Text("post"), Strong(text("poned")))),
                                Text("; see "),
                                Link("https://example.org/agenda", text("the agenda")),
                                Text(" and "),
                                Code("<!here> *not bold*"),
                                Text("."),
                            ),
                            (WIRE,),
                            items=(
                                ListItem(text("Storage targets")),
                                ListItem(
                                    text("Price caps"), items=(ListItem(text("Retail only")),)
                                ),
                            ),
                        ),
                        ListItem(text("The text is out: <https://example.org> & @channel :smile:")),
                    )
                ),
                Quote(
                    text("We will stay until it is done."),
                    text("Council Secretariat, 3 December 2026, Brussels"),
                ),
            )
        ),
        Part(
            (
                Heading(2, text("Order of the day")),
                List((ListItem(text("Opening")), ListItem(text("Vote"))), ordered=True, start=3),
                Para(
                    (
                        Text("Doors open "),
                        Time(When(precision=Precision.HOUR, instant=START), TimeStyle.DATE_TIME),
                        Text(", "),
                        Time(When.at(START), TimeStyle.RELATIVE),
                        Text("; the vote is "),
                        Time(MEETING),
                        Text(", published "),
                        Time(When.at(START), TimeStyle.DATE),
                        Text(", next session "),
                        Time(When.on(date(2026, 12, 10))),
                        Text(". "),
                        MentionTarget("editors"),
                        Text(" "),
                        MentionTarget("room"),
                        Text(" "),
                        MentionTarget("nobody"),
                    )
                ),
                Table(
                    (text("Country"), text("Storage")),
                    ((text("Austria"), text("91 %")), (text("Belgium"), ())),
                    caption="Gas storage",
                ),
                Table((text("Fuel"), text("Price")), ((text("Gas"), text("38")),)),
                Image("https://example.org/chart.png", "Storage by country", "Chart of storage"),
                Image("http://example.org/old.png", "An old chart"),
                Fold(
                    "Technical notes",
                    (Heading(3, text("Method")), CodeBlock("a = 1\n  b = <@U1> *2*\n")),
                ),
            )
        ),
    ),
    tail=(
        Actions(
            (
                CommandButton("Full brief", "show", "energy-plan"),
                CommandButton("Sources", "sources", "energy-plan"),
                LinkButton("Agenda", "https://example.org/agenda"),
            )
        ),
    ),
)

LONG = Document(
    meta=Meta(
        kind=DocumentKind.SUMMARY,
        title="A title that goes on " * 9 + "and ends",
        summary="Much was said.",
        show="/brief show long",
    ),
    lead=(Para(text("Much was said."), ParaStyle.LEDE),),
    body=tuple(
        Part(
            (
                Heading(2, text(f"Section {number}")),
                List(
                    tuple(
                        ListItem(
                            text(f"Point {number}.{point}. " + "Words are said. " * 14), (WIRE,)
                        )
                        for point in range(1, 13)
                    )
                ),
            )
        )
        for number in range(1, 4)
    ),
)

SAMPLES: dict[str, Document] = {"everything": EVERYTHING, "long": LONG, **COMPOSED, **ANSWERS}
