"""BB213: whether quotes say whose words they are."""

from collections.abc import Iterator

from briefbot.core.brief import Brief, Statement
from briefbot.core.brief_source import BriefSource, PassageKind
from briefbot.core.finding import Severity
from briefbot.core.lint.attribution import if_complete
from briefbot.core.lint.rule import Context, Fault, Rule

MAX_QUOTE_WORDS = 50

_FORM = '"-- Name, role, YYYY-MM-DD, place [@id]"'


def check_quotes(source: BriefSource, brief: Brief, _: Context) -> Iterator[Fault]:
    """Words put into somebody's mouth need that somebody, the day, and where it is reported.

    The last line of a block quote says so: `-- Name, role, 2024-11-28, place [@id]`. Name, date and
    source are needed (in a draft, a warning); a missing role is a warning; the place is optional.

    A quote of more than 50 words is a warning, because then it is no longer the point that is
    quoted. So is one whose sources are all in another language than the brief, unless it is marked
    as translated: `{translated=pl}`.

    To fix it, complete the last line; without an exact date or source, report what was said as a
    claim instead of quoting it.
    """
    words: dict[int, int] = {}
    quotes: dict[int, Statement] = {}
    for passage in source.passages:
        if passage.kind is PassageKind.QUOTE and passage.statement is not None:
            key = id(passage.statement)
            quotes[key] = passage.statement
            words[key] = words.get(key, 0) + len(passage.text.split())
    for key, quote in quotes.items():
        yield from _incomplete_quote(quote, brief)
        yield from _unmarked_translation(quote, brief)
        if words[key] > MAX_QUOTE_WORDS:
            yield Fault(
                quote.at,
                f"quote of {words[key]} words; {MAX_QUOTE_WORDS} are the most",
                "quote the words that matter, and report the rest as a claim",
                severity=Severity.WARNING,
            )


def _incomplete_quote(quote: Statement, brief: Brief) -> Iterator[Fault]:
    if quote.speaker is None:
        yield Fault(
            quote.at,
            "quote without a line that says whose words they are",
            f"end it with {_FORM}",
            severity=if_complete(brief),
        )
        return
    parts = (
        ("a speaker", quote.speaker.name),
        ("a date", quote.speaker.said_on),
        ("a source", quote.sources),
    )
    missing = [name for name, value in parts if not value]
    if missing:
        yield Fault(
            quote.at,
            f"quote without {' and '.join(missing)}",
            f"complete its last line: {_FORM}",
            severity=if_complete(brief),
        )
    if quote.speaker.name and not quote.speaker.role:
        yield Fault(
            quote.at,
            f'quote of "{quote.speaker.name}" does not say in which role',
            f"add it after the name: {_FORM}",
            severity=Severity.WARNING,
        )


def _unmarked_translation(quote: Statement, brief: Brief) -> Iterator[Fault]:
    languages = {
        _language(entry.lang)
        for entry in map(brief.source, quote.sources)
        if entry is not None and entry.lang
    }
    if quote.translated_from or not languages or _language(brief.lang) in languages:
        return
    original = min(languages)
    yield Fault(
        quote.at,
        f'the source of this quote is in "{original}", the quote is not marked as translated',
        f"add {{translated={original}}}, or cite a source in the language that was spoken",
        severity=Severity.WARNING,
    )


def _language(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[0].lower()


RULES: tuple[Rule, ...] = (
    Rule("BB213", Severity.ERROR, "a quote without speaker, date or source", check_quotes),
)
