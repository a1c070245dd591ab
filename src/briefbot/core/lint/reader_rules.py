"""What only reading a file can find, because the value that rules are given has no room for it."""

from dataclasses import dataclass

from briefbot.core.finding import Severity


@dataclass(frozen=True, slots=True)
class ReaderRule:
    """A code of the reader's own; `text` is its page in `docs/rules/`."""

    code: str
    severity: Severity
    title: str
    text: str


#: The reader also reports times without an offset under BB103, and unknown zones under BB305.
READER_RULES: tuple[ReaderRule, ...] = (
    ReaderRule(
        code="BB101",
        severity=Severity.ERROR,
        title="a field unknown, missing or of the wrong kind",
        text="""\
The front matter is data: a key that nobody reads is something readers are never told.

The rule reports keys that no brief has, with the nearest one there is; fields that every brief
needs and this one lacks; and values that are not what their field takes: none of the words to
choose from, no date, no slug, too long, markup in a title. Values are taken as they are written:
`NO` is the text "NO", and `19:00` is not a number. A faulty field keeps its default while the
others are checked, so that one run shows everything.

To fix it, do what the hint says: it lists the choices, or the form that is expected.""",
    ),
)
