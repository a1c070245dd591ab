"""BB214: numbers that do not say where they are from, or of what they are."""

import re
from collections.abc import Iterator

from briefbot.core.brief import Brief, KeyFigure, Statement, StatementKind
from briefbot.core.brief_source import BriefSource, Passage, PassageKind
from briefbot.core.finding import Severity
from briefbot.core.lint.locate import locate, locate_field
from briefbot.core.lint.rule import Context, Fault, Rule
from briefbot.core.lint.units import AMOUNT, BARE_NUMBER, UNITS
from briefbot.core.lint.wording import is_english
from briefbot.core.position import Position

#: Passages that can cite a source, or are ordinary text that could be made to.
_TELLING_KINDS = frozenset(
    {
        PassageKind.STATEMENT,
        PassageKind.DETAIL,
        PassageKind.PARAGRAPH,
        PassageKind.LIST_ITEM,
    }
)

_LABEL_WORD = re.compile(r"[^\s(),;:]+")

#: Words by which a label says what it counts, or that no unit is wanted, besides plurals.
_COUNTED = frozenset(
    """
    aircraft article average children count crew dead founded index injured killed men missing
    number people personnel police rank ratio resolution score since staff women wounded year
    """.split()  # noqa: SIM905 - thirty quoted words would be hard to read
)


def check_figures(source: BriefSource, brief: Brief, _: Context) -> Iterator[Fault]:
    """A number looks exact, so readers repeat it; it must say where it is from, and of what it is.

    The rule looks for digits with a unit (300 km, 20 %, €3 billion, Mach 11) in judgements and
    paragraphs that cite no source, once per line. Facts and claims without a source are BB211's,
    quotes are BB213's, and table cells, which cannot cite, are left alone; so are numbers within
    quotation marks or code, and spans of time.

    Key figures need a source too. Where the value is digits only, there has to be a `unit`, or a
    label that names a unit or what is counted ("Warheads", "Injured"); labels are read in English
    only.

    To fix it, end the sentence with its source, or complete the key figure.
    """
    sourced = _sourced(brief)
    for passage in source.passages:
        if passage.kind in _TELLING_KINDS and not _answers_elsewhere(passage, sourced):
            found = AMOUNT.search(passage.prose)
            if found is not None:
                yield Fault(
                    locate(source, passage, found.start(), found.end()),
                    f'number without a source: "{found[0]}"',
                    "end the sentence with where the number is from: [@id]",
                )
    for figure in brief.key_figures:
        if not figure.source:
            yield Fault(
                figure.at,
                f'key figure "{figure.label}" has no source',
                "add source: with an id from sources",
            )
        if is_english(brief) and not _says_of_what(figure):
            yield Fault(
                locate_field(source, figure.at, listed="key_figures", field="value"),
                f'key figure "{figure.label}" is {figure.value}, without a unit',
                "add unit:, or name in the label what is counted",
            )


def _sourced(brief: Brief) -> frozenset[Position]:
    """Return where statements start that have sources, their own or those of a point above."""
    found: set[Position] = set()
    ahead = [(item, False) for section in brief.sections for item in section.statements]
    while ahead:
        statement, inherited = ahead.pop()
        sourced = inherited or bool(statement.sources)
        if sourced:
            found.add(statement.at)
        ahead += [(detail, sourced) for detail in statement.details]
    return frozenset(found)


def _answers_elsewhere(passage: Passage, sourced: frozenset[Position]) -> bool:
    """Tell whether a passage has its source, or another rule asks for it."""
    statement: Statement | None = passage.statement
    if statement is None:
        return False
    return statement.kind is not StatementKind.JUDGEMENT or statement.at in sourced


def _says_of_what(figure: KeyFigure) -> bool:
    if figure.unit or BARE_NUMBER.fullmatch(figure.value) is None:
        return True
    words = _LABEL_WORD.findall(figure.label)
    return any(word in UNITS or _counts(word.lower()) for word in words)


def _counts(word: str) -> bool:
    """Tell whether a word of a label names countable things: most plurals do."""
    plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return plural or word in _COUNTED


RULES: tuple[Rule, ...] = (
    Rule("BB214", Severity.WARNING, "a number without a source, or without a unit", check_figures),
)
