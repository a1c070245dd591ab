"""List items, cited paragraphs and block quotes -> statements."""

from collections.abc import Sequence

from markdown_it.token import Token

from briefbot.core.brief import SECTION_TITLES, SectionSlug, Statement, StatementKind
from briefbot.core.brief_source import PassageKind
from briefbot.core.document import Code, Inline, Inlines, Text
from briefbot.sources.briefs.citations import Tail, split_tail
from briefbot.sources.briefs.content import ContentReader, Stretch
from briefbot.sources.briefs.inline import Run
from briefbot.sources.briefs.marks import Marks, read_marks, read_speaker, split_attribution

_UNPLACED = (
    "a citation or attributes stand before the first heading",
    f"move the statement under a heading, such as ## {SECTION_TITLES[SectionSlug.HAPPENED]}",
)
_WORDLESS = ("a citation or attributes stand without a statement", "write what they are for")


class StatementReader:
    """Makes statements of raw content."""

    def __init__(self, content: ContentReader) -> None:
        self._content = content

    def statement(
        self,
        stretch: Stretch,
        kind: PassageKind,
        *,
        tail: Tail | None = None,
        details: tuple[Statement, ...] = (),
    ) -> Statement:
        """Read a list item or paragraph; `tail` is its end, where that was looked at already."""
        tail = tail or split_tail(stretch.raw)
        run = self._content.run(stretch, tail.text)
        marks = self._marks(stretch, tail, wordless=not run.text)
        statement = Statement(
            kind=marks.kind_in(self._content.section, sourced=bool(tail.sources)),
            content=run.content,
            sources=tuple(tail.sources),
            claimed_by=marks.claimed_by,
            contested=marks.contested,
            confidence=marks.confidence,
            likelihood=marks.likelihood,
            first_reported_as=marks.first_reported_as,
            translated_from=marks.translated_from,
            details=details,
            at=self._content.place(stretch),
        )
        self._content.note(kind, run, stretch, statement=statement)
        return statement

    def quote(self, parts: Sequence[Token]) -> Statement:
        """Read a block quote of at least one inline or code token; all of it is the quotation.

        The last line may say who speaks, when and where.
        """
        first, last = Stretch.of(parts[0]), Stretch.of(parts[-1])
        ends_in_code = parts[-1].type != "inline"
        tail = Tail(last.raw) if ends_in_code else split_tail(last.raw)
        words, line = (tail.text, None) if ends_in_code else split_attribution(tail.text)
        runs = [self._quoted(part, part.content) for part in parts[:-1]]
        if words:
            runs.append(self._quoted(parts[-1], words))
        marks = self._marks(last, tail, wordless=not runs)
        speaker = self._content.run(last, line, shift=tail.text.rfind(line)) if line else None
        text = "\n".join(run.text for run in runs)
        statement = Statement(
            kind=StatementKind.QUOTE,
            content=_joined(runs),
            sources=tuple(tail.sources),
            claimed_by=marks.claimed_by,
            contested=marks.contested,
            confidence=marks.confidence,
            first_reported_as=marks.first_reported_as,
            speaker=read_speaker(speaker.text) if speaker else None,
            translated_from=marks.translated_from,
            at=self._content.place(first),
        )
        run = Run(statement.content, text, " " * len(text))
        whole = Stretch(first.raw, first.row, last.end)
        self._content.note(PassageKind.QUOTE, run, whole, statement=statement)
        return statement

    def _quoted(self, part: Token, raw: str) -> Run:
        if part.type == "inline":
            return self._content.run(Stretch.of(part), raw)
        text = raw.removesuffix("\n")
        return Run((Code(text),), text, text)

    def _marks(self, stretch: Stretch, tail: Tail, *, wordless: bool) -> Marks:
        """Read a statement's attributes, and report what is wrong with its end."""
        content = self._content
        marks = read_marks(tail)
        for problem in tail.problems:
            at = content.place(stretch, problem.offset)
            content.report.add("BB014", at, problem.message, problem.hint)
        if tail.cited or tail.attributes:
            at = content.place(stretch, len(tail.text))
            if content.in_preamble:
                content.report.add("BB014", at, *_UNPLACED)
            elif wordless:
                content.report.add("BB014", at, *_WORDLESS)
        return marks


def _joined(runs: Sequence[Run]) -> Inlines:
    inlines: list[Inline] = []
    for run in runs:
        if inlines:
            inlines.append(Text("\n"))
        inlines.extend(run.content)
    return tuple(inlines)
