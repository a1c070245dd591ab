"""Every rule there is, in the order of their codes. A new family is one line here."""

from itertools import chain

from briefbot.core.lint import (
    actors,
    attribution,
    dates,
    figures,
    judgement,
    links,
    markup,
    quotes,
    structure,
    summary,
)
from briefbot.core.lint.file_faults import FILE_FAULTS
from briefbot.core.lint.reader_rules import READER_RULES
from briefbot.core.lint.rule import Rule

RULES: tuple[Rule, ...] = tuple(
    sorted(
        chain(
            structure.RULES,
            summary.RULES,
            attribution.RULES,
            quotes.RULES,
            figures.RULES,
            actors.RULES,
            dates.RULES,
            judgement.RULES,
            links.RULES,
            markup.RULES,
        ),
        key=lambda rule: rule.code,
    )
)

#: Codes that a comment in a file may silence: what cannot be read can say nothing about itself.
SILENCEABLE_CODES = frozenset({rule.code for rule in RULES} | {rule.code for rule in READER_RULES})

#: Codes that a finding in a brief may have.
ALL_CODES = SILENCEABLE_CODES | frozenset(FILE_FAULTS)
