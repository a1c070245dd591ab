from datetime import date

import pytest

from brief_texts import brief_of, faults_of, read, read_one
from briefbot.core.brief import (
    SECTION_TITLES,
    Confidence,
    Content,
    Likelihood,
    SectionSlug,
    Speaker,
    Statement,
    StatementKind,
)
from briefbot.core.brief_source import LinkUse, PassageKind, TableUse
from briefbot.core.document import (
    Code,
    CodeBlock,
    Divider,
    Emph,
    Heading,
    Image,
    Link,
    List,
    ListItem,
    Para,
    Quote,
    Strike,
    Strong,
    Table,
    Text,
)
from briefbot.core.position import Position
from briefbot.sources.briefs.body import MAX_LEVELS
from briefbot.sources.briefs.marks import LIKELIHOOD_SYNONYMS

#: The line on which a body stands in these tests.
FIRST = 9


def contents(body: str, heading: str = "What happened") -> tuple[Content, ...]:
    """Return what stands under a heading of this body; its text is on line FIRST + 2."""
    return brief_of(body=f"## {heading}\n\n{body}\n").sections[0].content


def statement(body: str, heading: str = "What happened") -> Statement:
    found = contents(body, heading)
    assert len(found) == 1
    assert isinstance(found[0], Statement)
    return found[0]


def words(content: Content) -> str:
    """Return the plain text of a statement or paragraph that has no markup."""
    assert isinstance(content, Statement | Para)
    (text,) = content.content
    assert isinstance(text, Text)
    return text.text


# --- sections ---


@pytest.mark.parametrize("slug", SECTION_TITLES)
def test_a_fixed_section_is_known_by_title_and_slug_in_any_case(slug: SectionSlug) -> None:
    title = SECTION_TITLES[slug]
    brief = brief_of(body=f"## {title}\n## {title.upper()}\n## {slug}\n## **{title}** ##\n")

    assert [section.slug for section in brief.sections] == [slug] * 4
    assert brief.sections[1].title == title.upper()


def test_other_headings_are_the_editors_own() -> None:
    source = read_one("# Top\n\n## Further reading\n\n#### Deep\n\nUnder\nlined\n---\n")
    brief = source.brief

    assert brief is not None
    assert brief.preamble == (Heading(3, (Text("Top"),)),)
    assert [(section.slug, section.title) for section in brief.sections] == [
        (None, "Further reading"),
        (None, "Under lined"),
    ]
    assert brief.sections[0].content == (Heading(3, (Text("Deep"),)),)
    assert source.headings == (
        ("Top", Position(FIRST, 3)),
        ("Further reading", Position(FIRST + 2, 4)),
        ("Deep", Position(FIRST + 4, 6)),
        ("Under lined", Position(FIRST + 6, 1)),
    )


def test_what_stands_before_the_first_heading_is_no_statement() -> None:
    source = read_one(
        "Intro.\n\n3. one\n   - two\n\n> Words.\n> -- Office, role, 2025-03-12, Oslo\n"
    )

    assert source.brief is not None
    assert source.brief.preamble == (
        Para((Text("Intro."),)),
        List((ListItem((Text("one"),), items=(ListItem((Text("two"),)),)),), ordered=True, start=3),
        Quote((Text("Words."),), (Text("Office, role, 2025-03-12, Oslo"),)),
    )
    assert [passage.kind for passage in source.passages] == [
        PassageKind.PARAGRAPH,
        PassageKind.LIST_ITEM,
        PassageKind.LIST_ITEM,
        PassageKind.QUOTE,
    ]
    assert source.passages[1].statement is None


# --- statements ---


def test_a_list_item_is_a_statement_with_its_sources_and_place() -> None:
    assert contents("- The council met. [@wire; @other]\n- It [met]\n  again.") == (
        Statement(
            kind=StatementKind.FACT,
            content=(Text("The council met."),),
            sources=("wire", "other"),
        ),
        Statement(kind=StatementKind.FACT, content=(Text("It [met] again."),)),
    )
    source = read_one("## Gaps\n\n1.  One.\n\n    - Two\n      lines. [@wire]\n")
    assert [(passage.at, passage.end_line, passage.text) for passage in source.passages[1:]] == [
        (Position(FIRST + 2, 5), FIRST + 2, "One."),
        (Position(FIRST + 4, 7), FIRST + 5, "Two lines."),
    ]
    assert [passage.kind for passage in source.passages[1:]] == ["statement", "detail"]
    assert {passage.section for passage in source.passages} == {SectionSlug.GAPS}
    assert source.passages[1].statement is not None
    assert source.passages[1].statement.details == (source.passages[2].statement,)


def test_attributes_say_what_a_statement_is() -> None:
    attributes = (
        '{claim="Harbour Office" contested=true confidence=high likelihood=likely '
        'first-reported-as="two ships" kind=fact}'
    )
    expected = Statement(
        kind=StatementKind.FACT,
        content=(Text("Three ships left."),),
        sources=("wire",),
        claimed_by="Harbour Office",
        contested=True,
        confidence=Confidence.HIGH,
        likelihood=Likelihood.LIKELY,
        first_reported_as="two ships",
    )

    assert statement(f"- Three ships left. [@wire] {attributes}") == expected
    assert statement(f"- Three ships left. {attributes} [@wire]") == expected
    assert statement(f"- Three ships left.\n  [@wire]\n  {attributes}") == expected


@pytest.mark.parametrize(
    ("end", "heading", "kind"),
    [
        ("", "What happened", StatementKind.FACT),
        ("", "The response", StatementKind.FACT),
        ("", "Timeline", StatementKind.FACT),
        ("[@wire]", "Implications and risks", StatementKind.JUDGEMENT),
        ("[@wire]", "Alternatives", StatementKind.JUDGEMENT),
        ("[@wire]", "Outlook", StatementKind.JUDGEMENT),
        ("[@wire]", "What to watch", StatementKind.FACT),
        ("", "What to watch", StatementKind.JUDGEMENT),
        ("[@wire]", "Background", StatementKind.FACT),
        ("", "Background", StatementKind.JUDGEMENT),
        ("{claim=Office}", "Outlook", StatementKind.CLAIM),
        ("{likelihood=likely}", "What happened", StatementKind.JUDGEMENT),
        ("{kind=claim}", "What happened", StatementKind.CLAIM),
        ("{kind=judgement claim=Office}", "What happened", StatementKind.JUDGEMENT),
    ],
)
def test_the_kind_follows_from_marks_and_section(
    end: str, heading: str, kind: StatementKind
) -> None:
    assert statement(f"- A statement. {end}", heading).kind is kind


@pytest.mark.parametrize(("word", "likelihood"), LIKELIHOOD_SYNONYMS.items())
def test_the_second_row_of_likelihoods_is_understood(word: str, likelihood: Likelihood) -> None:
    spaced = word.replace("-", " ").capitalize()

    assert statement(f"- It holds. {{likelihood={word}}}").likelihood is likelihood
    assert statement(f'- It holds. {{likelihood="{spaced}"}}').likelihood is likelihood


def test_what_only_looks_like_a_citation_is_text() -> None:
    for text in ("See [the notice]", "a set{x}", "an address [a@b]", "code `[@wire]`"):
        assert contents(f"- {text}")[0] == contents(f"- {text}\n")[0]
        assert statement(f"- {text}").sources == ()
    assert words(statement("- Escaped \\[x]")) == "Escaped [x]"


def test_a_cited_paragraph_is_a_statement_and_another_is_not() -> None:
    cited, plain = contents("The council met. [@wire] {contested=true}\n\nIt met {again}")

    assert isinstance(cited, Statement)
    assert (cited.sources, cited.contested) == (("wire",), True)
    assert plain == Para((Text("It met {again}"),))


def test_details_nest_and_other_blocks_follow_the_statement() -> None:
    body = "- one\n\n  two\n  - three\n\n  ```\n  code\n  ```\n\n  > four\n- five"
    first, code, second = contents(body)

    assert isinstance(first, Statement)
    assert [words(detail) for detail in first.details] == ["two", "three", "four"]
    assert first.details[2].kind is StatementKind.QUOTE
    assert code == CodeBlock("code")
    assert words(second) == "five"


def test_an_item_without_words_of_its_own_hands_its_details_up() -> None:
    assert [words(content) for content in contents("- - one\n  - two\n-\n- three")] == [
        "one",
        "two",
        "three",
    ]


def test_lists_deeper_than_four_are_flattened_and_reported() -> None:
    lines = "\n".join(f"{'  ' * level}- level {level}" for level in range(7))
    source = read({}, f"## Gaps\n\n{lines}\n")

    assert [(line, code) for line, _, code, _ in faults_of(source)] == [(FIRST + 2 + 4, "BB016")]
    assert source.brief is not None
    (item,) = source.brief.sections[0].statements
    for level in range(MAX_LEVELS - 2):
        assert words(item) == f"level {level}"
        item = item.details[0]
    assert [words(detail) for detail in item.details] == [f"level {level}" for level in range(3, 7)]


# --- quotes ---


@pytest.mark.parametrize("dash", ["--", "—", "–"])
def test_a_quote_says_who_spoke_when_and_where(dash: str) -> None:
    found = statement(
        f"> We *meet*\n> today.\n> {dash} Council Secretariat, spokesperson, 2025-03-12, "
        "Lower Aster, Oslo [@wire] {translated=pl}",
        "Quotes",
    )

    assert found == Statement(
        kind=StatementKind.QUOTE,
        content=(Text("We "), Emph((Text("meet"),)), Text(" today.")),
        sources=("wire",),
        speaker=Speaker(
            name="Council Secretariat",
            role="spokesperson",
            said_on=date(2025, 3, 12),
            place="Lower Aster, Oslo",
        ),
        translated_from="pl",
    )


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("Council", Speaker(name="Council")),
        ("Council, press office", Speaker(name="Council", role="press office")),
        ("Council, 2025-03-12", Speaker(name="Council", said_on=date(2025, 3, 12))),
        ("Council, press, Oslo", Speaker(name="Council", role="press", place="Oslo")),
        ("Council, press, 2025-02-30", Speaker(name="Council", role="press", place="2025-02-30")),
        ("**Council**, press", Speaker(name="Council", role="press")),
    ],
)
def test_parts_of_an_attribution_may_be_missing(line: str, speaker: Speaker) -> None:
    assert statement(f"> Words.\n> -- {line}").speaker == speaker


def test_a_quote_may_have_paragraphs_and_no_attribution() -> None:
    found = statement("> One.\n>\n> - two\n>\n> > three\n>\n>     code\n")

    assert found.speaker is None
    assert found.content == (
        Text("One."),
        Text("\n"),
        Text("two"),
        Text("\n"),
        Text("three"),
        Text("\n"),
        Code("code"),
    )


def test_an_attribution_may_be_a_paragraph_of_its_own() -> None:
    found = statement("> One.\n>\n> -- Council [@wire]")

    assert found.content == (Text("One."),)
    assert found.speaker == Speaker(name="Council")
    assert found.sources == ("wire",)


def test_a_quote_is_not_the_editors_prose() -> None:
    source = read_one("## Quotes\n\n> One `x`\n>\n> two.\n> -- Council, press, 2025-03-12, Oslo\n")
    passage = source.passages[1]

    assert passage.kind is PassageKind.QUOTE
    assert passage.text == "One x\ntwo."
    assert passage.prose == " " * len(passage.text)
    assert (passage.at, passage.end_line) == (Position(FIRST + 2, 3), FIRST + 5)


# --- blocks ---


def test_blocks_of_every_kind_come_through() -> None:
    body = (
        "A paragraph,\nwrapped.\n\n### Deeper\n\n| a | **b** |\n|---|:-:|\n| 1 | [x](https://example"
        ".org/) |\n| 2 |\n\n```py\ncode\n\n```\n\n    more code\n\n***\n\n"
        "![A map](https://example.org/map.png)\n"
    )

    assert contents(body) == (
        Para((Text("A paragraph, wrapped."),)),
        Heading(3, (Text("Deeper"),)),
        Table(
            ((Text("a"),), (Strong((Text("b"),)),)),
            (
                ((Text("1"),), (Link("https://example.org/", (Text("x"),)),)),
                ((Text("2"),), ()),
            ),
        ),
        CodeBlock("code\n"),
        CodeBlock("more code"),
        Divider(),
        Image("https://example.org/map.png", "A map"),
    )


def test_a_table_is_noted_with_its_size_and_its_cells_with_their_places() -> None:
    source = read_one(
        "- item\n\n  | aa | a |\n  |----|---|\n  | a | a\\|b |\n  | | <https://a.example> |\n"
    )

    assert source.tables == (TableUse(2, 2, Position(FIRST + 2, 3)),)
    assert [
        (passage.text, passage.at) for passage in source.passages if passage.kind == "cell"
    ] == [
        ("aa", Position(FIRST + 2, 5)),
        ("a", Position(FIRST + 2, 10)),
        ("a", Position(FIRST + 4, 5)),
        ("a|b", Position(FIRST + 4, 6)),  # the bar was escaped: where the search began
        ("https://a.example", Position(FIRST + 5, 7)),
    ]
    assert [link.at for link in source.links] == [Position(FIRST + 5, 8)]


def test_an_image_that_cannot_be_posted_is_its_text() -> None:
    assert contents("![A map](images/map.png)") == (Para((Text("A map"),)),)
    assert contents("![A map](http://example.org/map.png)") == (Para((Text("A map"),)),)
    assert contents("See ![A map](https://example.org/a.png)") == (Para((Text("See A map"),)),)


def test_links_and_images_are_noted_as_written() -> None:
    source = read_one(
        "## Gaps\n\nOne [a *b*](https://example.org/é_(x))\nand ![pic](map.png), "
        "<https://example.org>\n\n- [c](javascript:alert%281%29) [d](<a b>)\n"
    )

    assert source.links == (
        LinkUse("https://example.org/é_(x)", "a b", Position(FIRST + 2, 13)),
        LinkUse("map.png", "pic", Position(FIRST + 3, 12), image=True),
        LinkUse("https://example.org", "https://example.org", Position(FIRST + 3, 23)),
        LinkUse("javascript:alert%281%29", "c", Position(FIRST + 5, 7)),
        LinkUse("a b", "d", Position(FIRST + 5, 37)),
    )
    assert source.brief is not None
    assert source.brief.sections[0].content[1] == Statement(
        kind=StatementKind.JUDGEMENT, content=(Text("c d"),)
    )


def test_comments_are_left_out() -> None:
    body = (
        "- one <!-- not shown --> two [@wire] <!-- nor this -->\n<!-- nor\nthis -->\n"
        "- <!-- nor --> three\n\nfour\n<!-- five -->\nsix `<!-- code -->`\n"
    )
    one, three, four, six = contents(body)

    assert words(one) == "one two"
    assert isinstance(one, Statement)
    assert one.sources == ("wire",)
    assert words(three) == "three"
    assert words(four) == "four"
    assert six == Para((Text("six "), Code("<!-- code -->")))


def test_strikethrough_and_breaks_come_through() -> None:
    assert contents("~~old~~ new  \nline") == (Para((Strike((Text("old"),)), Text(" new\nline"))),)
