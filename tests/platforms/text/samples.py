"""Documents whose text forms are kept as golden files; add one by naming it in DOCUMENTS."""

from datetime import UTC, date, datetime

from briefbot.core.document import (
    Actions,
    Block,
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
from briefbot.core.when import PartOfDay, Precision, When
from named_documents import DOCUMENTS as COMPOSED

COUNCIL = SourceRef("council-26", "Council office", "https://example.org/council/26-november")
GAZETTE = SourceRef("gazette", "Gazette 2", "https://example.com/gazette?page=2&lang=en")
ADOPTED = datetime(2024, 12, 3, 17, 0, tzinfo=UTC)

_LEAD: tuple[Block, ...] = (
    Para(
        (Text("TLP:CLEAR · URGENT · As of "), Time(When.at(ADOPTED, zone="Europe/Brussels"))),
        ParaStyle.SMALL,
    ),
    Para(
        (Text("The harbour council closed the north quay on 26 November 2024 after a storm."),),
        ParaStyle.LEDE,
    ),
    Callout(
        CalloutKind.CORRECTION,
        "Correction",
        (Text("Was: "), Strike((Text("three cranes"),)), Text(" · Now: two cranes")),
    ),
    KeyValues(
        (
            KeyValue("Cranes damaged", (Text("2"),), (COUNCIL,)),
            KeyValue("Closed until", (Time(When.on(date(2024, 12, 9))),)),
        )
    ),
    Divider(),
)

_FACTS = Part(
    (
        Heading(2, (Text("What happened"),)),
        List(
            (
                ListItem(
                    (Text("The quay closed "), Strong((Text("at once"),)), Text(".")),
                    (COUNCIL, Text(", "), GAZETTE),
                    (
                        ListItem((Text("Ferries moved to the south quay."),), (GAZETTE,)),
                        ListItem((Text("Lorries wait inland: see gate 4 * 5."),)),
                    ),
                ),
                ListItem(
                    (
                        Emph((Text("Some "), Strong((Text("forty"),)))),
                        Text(" ships were sent elsewhere."),
                    ),
                    (Text("claim by the pilots, contested; "), GAZETTE),
                ),
            )
        ),
        List(
            (ListItem((Text("First list ends here."),)), ListItem((Text("Second item."),))),
            ordered=True,
        ),
        Quote(
            (Text("We would rather wait a week than lose a crane."),),
            (Text("Harbour master, "), Time(When.on(date(2024, 11, 27))), Text("; "), COUNCIL),
        ),
    )
)

_DATES = Part(
    (
        Heading(3, (Text("Dates to the precision they are known"),)),
        List(
            tuple(
                ListItem((Time(when),))
                for when in (
                    When.at(ADOPTED),
                    When(precision=Precision.HOUR, instant=ADOPTED, zone="Europe/Kyiv"),
                    When(
                        precision=Precision.PART_OF_DAY,
                        day=date(2024, 12, 3),
                        part=PartOfDay.EVENING,
                        zone="Europe/Brussels",
                    ),
                    When(
                        precision=Precision.RANGE,
                        day=date(2024, 12, 3),
                        last_day=date(2024, 12, 4),
                    ),
                    When(precision=Precision.WEEK, day=date(2024, 12, 2)),
                    When(precision=Precision.APPROX, day=date(2024, 12, 20)),
                    When(precision=Precision.TBA),
                )
            )
        ),
        Para((Time(When.at(ADOPTED), TimeStyle.DATE), Text(" and "), Time(When.at(ADOPTED)))),
    )
)

_OTHERS = Part(
    (
        Table(
            ((Text("Quay"),), (Text("State"),)),
            (
                ((Text("North"),), (Text("closed"),)),
                ((Text("South"),), (Text("open, "), Emph((Text("busy"),)))),
            ),
            "Quays",
        ),
        Image(
            "https://example.org/quay.png", "The north quay seen from the sea", "Credit: harbour"
        ),
        CodeBlock("berth  state\n  N1   closed\n"),
        Fold("Background", (Para((Text("The quay was built in 1911."),)),)),
        Para(
            (
                Text("See "),
                Link("https://example.org/notice", (Text("the notice"),)),
                Text(" or "),
                Code("/brief show north-quay"),
                Text(", and ask "),
                MentionTarget("editors"),
                Text("."),
            )
        ),
    )
)

EVERYTHING = Document(
    meta=Meta(
        kind=DocumentKind.SUMMARY,
        title="North quay closed after the storm of 26 November",
        summary="The harbour council closed the north quay on 26 November 2024 after a storm.",
        priority=Priority.URGENT,
        show="/brief show north-quay",
    ),
    lead=_LEAD,
    body=(_FACTS, _DATES, _OTHERS),
    tail=(
        Actions(
            (
                CommandButton("Full brief", "show", "north-quay"),
                LinkButton("Harbour notices", "https://example.org/notices"),
            )
        ),
    ),
)

MIXED_SCRIPTS = Document(
    meta=Meta(kind=DocumentKind.SEARCH, title="Рада порту — נמל — 港", lang="uk"),
    lead=(
        Para((Text("The port (נמל חיפה, 2 cranes) and ميناء الشمال reopened."),)),
        Para((Text("北方碼頭於十一月二十六日關閉，預計一週後重新開放，渡輪改由南方碼頭停靠。"),)),
        Para(
            (Link("https://example.org/港口/北方碼頭/二十六日/關閉通知/完整說明", (Text("通知"),)),)
        ),
        Para((Time(When.at(ADOPTED, zone="Europe/Kyiv")),)),
        Para(
            (
                Text("Повна адреса: "),
                Link("https://example.org/" + "a-long-path/" * 9 + "end", (Text("повідомлення"),)),
                Text(" і ще кілька слів після неї."),
            )
        ),
    ),
)

HOSTILE = Document(
    meta=Meta(kind=DocumentKind.SEARCH, title="\x1b[31m# Red\x07 title\u202e", summary="a\nb"),
    lead=(
        Para((Text("1. not a list <b>nor</b> html &amp; [no](https://example.org) @everyone"),)),
        Para((Text("- www.example.org and https://example.org/x_y_z and a@example.org"),)),
        Quote((Text("> nested\n> never"),), (Text("---"),)),
        Para((Link("javascript:alert(1)", (Text("click"),)), Code("``a`b"), Code("c"))),
        Para((Text("Look!"), Link("https://example.org/<&copy;>", ()))),
        CodeBlock("```\n\x1b]0;title\x07~~~\n"),
    ),
)

DOCUMENTS = {
    "everything": EVERYTHING,
    "mixed-scripts": MIXED_SCRIPTS,
    "hostile": HOSTILE,
    **COMPOSED,
}
