import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.brief import Likelihood, SectionSlug, Statement, StatementKind
from briefbot.core.brief_source import Passage, PassageKind
from briefbot.core.finding import Severity
from briefbot.core.lint import words
from briefbot.core.lint.judgement import (
    RULES,
    judgement_among_facts,
    likelihood_with_confidence,
    likelihood_words,
    loaded_words,
)
from briefbot.core.lint.wording import Phrases, phrases
from briefbot.core.position import Position
from core.lint.made import faults, messages, passage, source


def judgement(text: str, *, likelihood: Likelihood | None = None) -> Passage:
    made = passage(text, section=SectionSlug.IMPLICATIONS)
    statement = Statement(kind=StatementKind.JUDGEMENT, content=(), likelihood=likelihood)
    return Passage(
        kind=made.kind,
        text=made.text,
        prose=made.prose,
        at=made.at,
        end_line=made.end_line,
        section=made.section,
        statement=statement,
    )


@pytest.mark.parametrize(
    ("text", "words_found"),
    [
        ("The council could meet again.", "could"),
        ("The river may rise.", "may"),
        ("The river might rise.", "might"),
        ("A further flood is possible.", "possible"),
        ("The dam will possibly fail.", "possibly"),
        ("A potentially larger flood follows.", "potentially"),
        ("Perhaps the dam fails.", "Perhaps"),
        ("A further flood is highly likely.", "highly likely"),
        ("A further flood is more likely.", "more likely"),
        ("There is a good chance of rain.", "good chance"),
        ("A failure cannot be ruled out.", "cannot be ruled out"),
        ("A failure can’t be ruled out.", "can’t be ruled out"),
    ],
)
def test_a_word_off_the_scale_in_a_judgement_is_found_with_the_seven_choices(
    text: str, words_found: str
) -> None:
    (fault,) = faults(likelihood_words, source(judgement(text)))
    assert fault.message == f'"{words_found}" is not on the scale of likelihood'
    assert fault.at == Position(1, text.index(words_found) + 1)
    assert fault.hint == (
        "use one of: almost no chance, very unlikely, unlikely, roughly even chance, likely,"
        " very likely, almost certain"
    )


@pytest.mark.parametrize(
    "text",
    [
        "The river is likely to rise.",
        "It is very unlikely that the dam fails.",
        "There is almost no chance of rain.",
        "There is a roughly even chance of rain.",
        "The vote of May 2024 will probably stand.",
        "In May the river will almost certainly rise.",
        "The council will act as soon as possible, where possible.",
        "Repairs make it possible to reopen.",
        "Its military might is unlikely to grow.",
        "The minister will repeat that “it may rain”.",
        "The dismay will likely last.",
    ],
)
def test_words_of_the_scale_and_other_uses_are_no_fault(text: str) -> None:
    assert messages(faults(likelihood_words, source(judgement(text)))) == []


def test_a_fact_may_say_could_and_so_may_a_brief_in_another_language() -> None:
    text = "The council said that the river could rise."
    assert faults(likelihood_words, source(passage(text))) == []
    assert faults(likelihood_words, source(judgement(text), lang="fr")) == []


@pytest.mark.parametrize(
    "text",
    [
        "We assess with high confidence that it is likely to rain.",
        "Rain is probable (low confidence).",
        "It rained. With moderate confidence, a flood is very unlikely to follow. It was dry.",
        "Confidence is low that the dam is almost certain to hold.",
    ],
)
def test_confidence_and_likelihood_in_one_sentence_are_an_error(text: str) -> None:
    (fault,) = faults(likelihood_with_confidence, source(judgement(text)))
    assert fault.severity is None
    assert fault.message.startswith("confidence and likelihood in one sentence")


@pytest.mark.parametrize(
    "text",
    [
        "It is likely to rain. Our confidence is low.",
        "We assess with high confidence that it rained.",
        "The council has confidence in the likely winner.",
        "The minister said “it is likely, with high confidence”.",
        "Confidence: high. Rain is likely.",
    ],
)
def test_confidence_and_likelihood_in_two_sentences_are_no_fault(text: str) -> None:
    assert messages(faults(likelihood_with_confidence, source(judgement(text)))) == []


def test_two_wordings_of_the_scale_in_one_brief_are_a_warning_at_the_second() -> None:
    checked = source(judgement("Rain is very likely."), judgement("A flood is highly probable."))
    (fault,) = faults(likelihood_with_confidence, checked)
    assert fault.severity is Severity.WARNING
    assert fault.at == Position(2, 12)
    assert fault.message == 'two wordings of one scale: "highly probable" beside "very likely"'


def test_an_attribute_counts_as_the_first_wording() -> None:
    checked = source(
        judgement("Rain follows.", likelihood=Likelihood.VERY_LIKELY),
        judgement("A flood is improbable."),
    )
    (fault,) = faults(likelihood_with_confidence, checked)
    assert '"improbable" beside "very likely"' in fault.message


def test_one_wording_throughout_and_anothers_wording_are_no_fault() -> None:
    assert faults(likelihood_with_confidence, source(judgement("Rain is probable."))) == []
    mixed = source(judgement("Rain is likely."), passage("The service called a flood probable."))
    assert faults(likelihood_with_confidence, mixed) == []


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("The strike signals a new course.", "signals a"),
        ("The move signalled that talks are over.", "signalled that"),
        ("The new law aims to deter others.", "aims to"),
        ("The ministry seeks to delay the vote.", "seeks to"),
        ("The strike marks a significant escalation.", "marks a significant"),
        ("The vote marked a turning point.", "marked a turning point"),
        ("The flood demonstrates the need for dams.", "demonstrates the"),
        ("The vote underscores old divisions.", "underscores"),
        ("It struck in an apparent attempt to frighten.", "in an apparent attempt to"),
        ("The dam appears to hold.", "appears to"),
        ("The council sent a clear message.", "sent a clear message"),
    ],
)
def test_a_verb_that_judges_is_found_in_what_happened(text: str, verb: str) -> None:
    (fault,) = faults(judgement_among_facts, source(passage(text)))
    assert fault.message == f'"{verb}" judges, among facts'


@pytest.mark.parametrize(
    "text",
    [
        "The council said that the law aims to deter others.",
        "According to the service, the vote underscores old divisions.",
        "The service intercepted radio signals.",
        "The station sent signals to the crew.",
        "The missile was aimed at the dam.",
        "Thousands demonstrated in the capital.",
        "The report lists the highlights of the year.",
        "The line marks a border.",
        "The minister wrote “it signals a change”.",
    ],
)
def test_attributed_thoughts_and_nouns_are_facts(text: str) -> None:
    assert messages(faults(judgement_among_facts, source(passage(text)))) == []


def test_claims_judgements_and_other_sections_may_judge() -> None:
    text = "The strike signals a new course."
    for allowed in (
        passage(text, kind=StatementKind.CLAIM),
        passage(text, kind=StatementKind.JUDGEMENT),
        passage(text, section=SectionSlug.IMPLICATIONS),
        passage(text, passage_kind=PassageKind.QUOTE, kind=StatementKind.QUOTE),
    ):
        assert faults(judgement_among_facts, source(allowed)) == []


def test_a_paragraph_of_what_happened_is_looked_at_too() -> None:
    plain = passage("It signals a change.", passage_kind=PassageKind.PARAGRAPH, kind=None)
    assert len(faults(judgement_among_facts, source(plain))) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Allies gave unwavering support.", 'loaded: "unwavering"'),
        ("The vote was pivotal.", 'loaded: "pivotal"'),
        ("The strike casts a shadow over the talks.", 'loaded: "casts a shadow"'),
        ("It casts  a\nlong shadow.", 'loaded: "casts a long shadow"'),
        ("A brutal strike hit the dam.", 'loaded: "brutal"'),
        ("It remains to be seen whether it holds.", 'filler: "It remains to be seen"'),
        ("Needless to say, it rained.", 'filler: "Needless to say"'),
        ("Rain follows, experts say.", 'nobody is named: "experts say"'),
        ("Many experts believe in rain.", 'nobody is named: "experts believe"'),
        ("It is widely believed that it rains.", 'nobody is named: "It is widely believed"'),
        ("Some argue that it rains.", 'nobody is named: "Some argue"'),
    ],
)
def test_a_loaded_word_a_filler_or_a_nameless_authority_is_found(text: str, message: str) -> None:
    assert messages(faults(loaded_words, source(passage(text)))) == [message]


@pytest.mark.parametrize(
    "text",
    [
        "The institute’s analysts said that it rains.",
        "Yesterday WMO experts warned of rain.",
        "IPCC experts said that it rains.",
        "The council heard experts.",
        "The minister called it “a pivotal, unwavering effort”.",
        "The course of the river changed.",
        "The trial heard some arguments.",
        "The council's resolution passed.",
    ],
)
def test_named_authorities_quotations_and_plain_words_are_no_fault(text: str) -> None:
    assert messages(faults(loaded_words, source(passage(text)))) == []


def test_the_summary_holds_no_loaded_words() -> None:
    checked = source(summary="A pivotal vote was held.")
    assert messages(faults(loaded_words, checked)) == ['loaded: "pivotal"']


LISTS = {name: value for name, value in vars(words).items() if isinstance(value, Phrases)}


@pytest.mark.parametrize("name", LISTS)
def test_every_trigger_is_one_lower_case_word(name: str) -> None:
    for trigger in LISTS[name].triggers:
        assert re.fullmatch("[a-z]+", trigger)


@given(st.lists(st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,2}", fullmatch=True), min_size=1))
@settings(max_examples=80)
def test_every_listed_phrase_is_found_in_any_case_and_spacing(listed: list[str]) -> None:
    search = phrases(*listed)
    for phrase in listed:
        text = f"1 {phrase.upper().replace(' ', '  ')} 2"
        found = [match[0].lower().replace("  ", " ") for match in search.find(text)]
        assert found == [phrase]


@given(
    st.text(), st.sampled_from(["could", "likely, with high confidence", "experts say", "aims to"])
)
@settings(max_examples=150)
def test_no_text_makes_a_word_rule_fail(text: str, phrase: str) -> None:
    joined = f"{text} {phrase} {text}"
    checked = source(passage(joined), judgement(joined), title=text, summary=joined)
    for rule in RULES:
        for fault in faults(rule.check, checked):
            assert fault.message
            assert fault.hint
