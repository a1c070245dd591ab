"""The text of documents: all of it, in reading order, and nothing else."""

from datetime import UTC, datetime

from briefbot.core.document import (
    Actions,
    Callout,
    CalloutKind,
    Code,
    CommandButton,
    Divider,
    Document,
    DocumentKind,
    Emph,
    Fold,
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
    Part,
    Quote,
    SourceRef,
    Strike,
    Strong,
    Table,
    Text,
    Time,
)
from briefbot.core.plain_text import document_text, inline_text
from briefbot.core.when import When

SOURCE = SourceRef("wire", "Wire 2", "https://example.org/wire")
NOON = Time(When.at(datetime(2024, 12, 3, 12, 0, tzinfo=UTC)))


def test_inlines_read_as_their_words_alone() -> None:
    run = (
        Text("A "),
        Strong((Emph((Text("b"),)), Strike((Text("c"),)))),
        Link("https://example.org/", (Text(" d"),)),
        Code(" <e> "),
        SOURCE,
        MentionTarget("editors"),
    )
    assert inline_text(run) == "A bc d <e> Wire 2editors"


def test_a_time_reads_in_the_language_zone_and_clock_asked_for() -> None:
    assert inline_text((NOON,)) == "3 December 2024, 12:00 (UTC)"
    assert inline_text((NOON,), lang="de", zone="Europe/Brussels") == (
        "3. Dezember 2024, 13:00 (Ortszeit Brüssel, UTC+1)"
    )
    assert inline_text((NOON,), hours=12) == "3 December 2024, 12:00 pm (UTC)"


def test_a_document_reads_in_order_one_run_per_line() -> None:
    document = Document(
        meta=Meta(kind=DocumentKind.SUMMARY, title="Title", lang="de"),
        lead=(Para((NOON,)), Divider(), Callout(CalloutKind.NOTE, "Hinweis", (Text("x"),))),
        body=(
            Part(
                (
                    List((ListItem((Text("1"),), (SOURCE,), (ListItem((Text("1.1"),)),)),)),
                    Quote((Text("words"),), (Text("who"),)),
                    Table(((Text("h"),),), (((Text("cell"),),),), "caption"),
                    KeyValues((KeyValue("k", (Text("v"),), (SOURCE,)),)),
                )
            ),
        ),
        tail=(
            Image("https://example.org/i.png", "alt"),
            Fold("more", (Para((Text("inside"),)),)),
            Actions((LinkButton("Open", "https://example.org"), CommandButton("Run", "show", "x"))),
        ),
    )
    assert document_text(document).splitlines() == [
        "Title",
        "3. Dezember 2024, 12:00 (UTC)",
        *("Hinweis", "x"),
        *("1", "Wire 2", "1.1"),
        *("words", "who"),
        *("caption", "h", "cell"),
        *("k", "v", "Wire 2"),
        *("alt", "more", "inside", "Open"),
    ]
