"""BB401 to BB404: facts apart from judgements, likelihood in words with one meaning."""

import re
from collections.abc import Iterator

from briefbot.core.brief import Brief, SectionSlug, Statement, StatementKind
from briefbot.core.brief_source import BriefSource, Passage
from briefbot.core.finding import Severity
from briefbot.core.lint.locate import locate
from briefbot.core.lint.rule import Context, Fault, Rule
from briefbot.core.lint.wording import (
    editor_passages,
    excerpt,
    is_english,
    sentence_around,
)
from briefbot.core.lint.words import (
    ATTRIBUTION,
    CONFIDENCE_LEVEL,
    FILLER,
    FIRST_ROW,
    JUDGEMENT_VERBS,
    LIKELIHOOD_ROWS,
    LOADED,
    NAMELESS,
    OUTSIDE_SCALE,
    SECOND_ROW,
)

#: A word, and the end of a sentence before it, straight before the end of what is searched.
_WORD_BEFORE = re.compile(r"(?P<stop>[.!?]\s+)?(?<!\w)(?P<word>[\w’'-]+)\s$")
_LONGEST_NAME = 40

_CHOICES = ", ".join(LIKELIHOOD_ROWS[0])


def likelihood_words(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """A judgement gives its likelihood on one scale.

    Readers take "could", "may" or "a real chance" for anything between 5 and 95 per cent. ICD 203
    gives seven bands, each with its words; a judgement uses one of them. The rule looks at
    statements that are judgements (they carry `likelihood=`, or stand in Implications and risks,
    Alternatives or Outlook) for could, may, might, possible, possibly, potentially, perhaps, highly
    likely, a good chance, cannot be ruled out, and the like.

    It leaves alone: facts, claims and quotations, the month of May, "as soon as possible", "where
    possible", "military might", and briefs in other languages than English.

    To fix it, choose one of the seven, in the sentence or as `{likelihood=...}`.
    """
    del context
    if not is_english(brief):
        return
    for passage in source.passages:
        if _is_judgement(passage):
            for match in OUTSIDE_SCALE.find(passage.prose):
                if match["outside"]:
                    yield Fault(
                        locate(source, passage, match.start(), match.end()),
                        f'"{excerpt(match[0])}" is not on the scale of likelihood',
                        f"use one of: {_CHOICES}",
                    )


def _is_judgement(passage: Passage) -> bool:
    return passage.statement is not None and passage.statement.kind is StatementKind.JUDGEMENT


def likelihood_with_confidence(
    source: BriefSource, brief: Brief, context: Context
) -> Iterator[Fault]:
    """Likelihood and confidence stay apart, and one brief keeps to one wording of the scale.

    How likely something is and how good the grounds are for saying so are two statements; ICD 203
    bars them from one sentence, because "high confidence that it is likely" reads as "very likely".
    The rule looks at every sentence of title, summary and body.

    The scale has two wordings, "very likely" and "highly probable". Mixed, they look like different
    bands, so that is a warning. A `likelihood=` attribute counts as the first wording, because that
    is how it is shown.

    It leaves alone: quotations and code, and briefs in other languages than English.

    To fix it, put the confidence in a sentence of its own or in `{confidence=...}`, and replace the
    words of the second wording.
    """
    del context
    if not is_english(brief):
        return
    for passage in editor_passages(source, brief):
        for match in CONFIDENCE_LEVEL.find(passage.prose):
            sentence = sentence_around(passage.prose, match.start(), match.end())
            likelihood = next((found for row in _ROWS for found in row.find(sentence)), None)
            if likelihood:
                yield Fault(
                    locate(source, passage, match.start(), match.end()),
                    f'confidence and likelihood in one sentence: "{excerpt(match[0])}" and'
                    f' "{excerpt(likelihood[0])}"',
                    "put the confidence in a sentence of its own, or in {confidence=...}",
                )
    yield from _mixed_rows(source)


_ROWS = (FIRST_ROW, SECOND_ROW)


def _mixed_rows(source: BriefSource) -> Iterator[Fault]:
    """Yield one fault, at the first words of the second row, where both rows are used."""
    first_word = ""
    second: tuple[Passage, re.Match[str]] | None = None
    for passage in source.passages:
        if not _is_judgement(passage):
            continue
        if not first_word:
            first_word = next((match[0] for match in FIRST_ROW.find(passage.prose)), "")
            first_word = first_word or _shown_likelihood(passage.statement)
        if second is None:
            found = next(iter(SECOND_ROW.find(passage.prose)), None)
            second = (passage, found) if found else None
    if first_word and second:
        passage, found = second
        yield Fault(
            locate(source, passage, found.start(), found.end()),
            f'two wordings of one scale: "{excerpt(found[0])}" beside "{excerpt(first_word)}"',
            f"keep to: {_CHOICES}",
            Severity.WARNING,
        )


def _shown_likelihood(statement: Statement | None) -> str:
    return str(statement.likelihood).replace("-", " ") if statement and statement.likelihood else ""


def judgement_among_facts(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """What happened holds facts; what they mean stands elsewhere.

    "Signals", "aims to", "marks a significant escalation", "underscores" tell what somebody thinks
    of an event or of another's intentions. In What happened they pass for facts. The rule looks at
    the statements and paragraphs of that section.

    It leaves alone: claims (`{claim=...}`) and sentences that name who says it ("said", "according
    to", "called"), nouns ("radio signals", "highlights of"), statements marked as judgements, and
    briefs in other languages than English.

    To fix it, move the thought to Implications and risks, or say whose it is.
    """
    del context
    if not is_english(brief):
        return
    for passage in editor_passages(source, brief):
        if passage.section is not SectionSlug.HAPPENED or _is_not_the_briefs_fact(passage):
            continue
        for match in JUDGEMENT_VERBS.find(passage.prose):
            sentence = sentence_around(passage.prose, match.start(), match.end())
            if not ATTRIBUTION.search(sentence):
                yield Fault(
                    locate(source, passage, match.start(), match.end()),
                    f'"{excerpt(match[0])}" judges, among facts',
                    "move it to Implications and risks, or say whose view it is",
                )


def _is_not_the_briefs_fact(passage: Passage) -> bool:
    return passage.statement is not None and passage.statement.kind is not StatementKind.FACT


def loaded_words(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """Words that argue, fill space or hide who speaks.

    "Unwavering", "brutal" and "casts a shadow" ask for agreement instead of giving a fact; "it
    remains to be seen" says nothing; "experts say" claims an authority that cannot be checked. The
    rule looks at title, summary and body.

    It leaves alone: quotations and code, experts whose house is named ("the institute's analysts
    said"), and briefs in other languages than English.

    To fix it, leave the word out, or name who says so and cite it.
    """
    del context
    if not is_english(brief):
        return
    for passage in editor_passages(source, brief):
        for words, what, hint in _STYLE:
            for match in words.find(passage.prose):
                if words is NAMELESS and _names_its_house(match, passage.prose):
                    continue
                yield Fault(
                    locate(source, passage, match.start(), match.end()),
                    f'{what}: "{excerpt(match[0])}"',
                    hint,
                )


_STYLE = (
    (LOADED, "loaded", "leave it out, or quote who says it"),
    (FILLER, "filler", "leave it out"),
    (NAMELESS, "nobody is named", "name who says so, and cite it"),
)


def _names_its_house(match: re.Match[str], prose: str) -> bool:
    """Tell whether the word before "analysts say" is a name: `IISS`, `the institute's`.

    At the start of a sentence a capital alone makes no name: `Some experts say`.
    """
    start = match.start()
    before = _WORD_BEFORE.search(prose, max(0, start - _LONGEST_NAME), start)
    if before is None:
        return False
    starts_sentence = before["stop"] is not None or before.start() == 0
    name = before["word"]
    return (
        name.endswith(("’", "'", "’s", "'s"))
        or name.isupper()
        or (name[0].isupper() and not starts_sentence)
    )


RULES: tuple[Rule, ...] = (
    Rule("BB401", Severity.WARNING, "likelihood outside the scale", likelihood_words),
    Rule("BB402", Severity.ERROR, "likelihood and confidence mixed", likelihood_with_confidence),
    Rule("BB403", Severity.WARNING, "judgement among facts", judgement_among_facts),
    Rule("BB404", Severity.WARNING, "loaded or empty words", loaded_words),
)
