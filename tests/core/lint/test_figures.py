"""BB214: numbers that do not say where they are from, or of what they are."""

import pytest

from briefbot.core.lint.units import AMOUNT
from linting import at, edited, found, with_facts, with_fields

JUDGEMENT = "Traffic is likely to double by 1 March 2026. [@notice]"


@pytest.mark.parametrize(
    "text",
    [
        "300 km", "2.5 km/s", "20%", "20 %", "5 percent", "1,500 kg", "1.5 million barrels",
        "€3bn", "$40", "USD 40", "40 USD", "Mach 11", "a 5-km road", "10\u00a0t", "-3 °C",
    ],
)  # fmt: skip
def test_digits_with_a_unit_are_an_amount(text: str) -> None:
    assert AMOUNT.search(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "2 lanes", "3 November 2025", "in 2025", "RS-26", "32 allies", "5 members", "10 hours",
        "3-4 December", "Article 5 meets", "km 5 apart", "A10 motorway", "No. 5",
    ],
)  # fmt: skip
def test_other_digits_are_none(text: str) -> None:
    assert AMOUNT.search(text) is None


def test_a_number_in_a_judgement_without_a_source_is_a_warning_at_the_number() -> None:
    text = edited((JUDGEMENT, "It is likely to grow by 20 % until 1 March 2026."))

    (finding,) = found("BB214", text)

    assert finding.message == 'number without a source: "20 %"'
    assert at(finding, text).startswith("20 % until")


def test_a_number_in_a_paragraph_is_a_warning() -> None:
    text = edited(("## The response", "The bridge is 300 m long.\n\n## The response"))

    (finding,) = found("BB214", text)

    assert at(finding, text).startswith("300 m long")


@pytest.mark.parametrize(
    "statement",
    [
        "It is likely to grow by 20 % until 1 March 2026. [@notice]",
        'It is likely to grow by "20 %" until 1 March 2026.',
        "It is likely to grow by `20 %` until 1 March 2026.",
        "It is likely to last 20 hours on 1 March 2026.",
    ],
)
def test_a_number_that_is_sourced_quoted_or_no_amount_is_fine(statement: str) -> None:
    assert found("BB214", edited((JUDGEMENT, statement))) == []


def test_a_fact_without_a_source_is_left_to_its_own_rule() -> None:
    text = with_facts("- The bridge is 300 m long.")

    assert found("BB214", text) == []
    assert len(found("BB211", text)) == 1


def test_a_detail_shares_the_source_of_its_point() -> None:
    text = edited((f"- {JUDGEMENT}", "- Traffic: [@notice]\n  - likely to grow by 20 %."))

    assert found("BB214", text) == []


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ('label: Range, value: "5000", unit: km, source: notice', 0),
        ('label: Range (km), value: "5000", source: notice', 0),
        ('label: Warheads, value: "6", source: notice', 0),
        ('label: "Injured", value: "3", source: notice', 0),
        ("label: Range, value: 5000 km, source: notice", 0),
        ('label: Range, value: "5000", source: notice', 1),
        ('label: Range, value: "5,000.5", source: notice', 1),
        ('label: Warheads, value: "6"', 1),
    ],
)
def test_a_key_figure_has_a_source_and_says_of_what_it_is(figure: str, expected: int) -> None:
    assert len(found("BB214", with_fields(f"key_figures: [{{{figure}}}]"))) == expected


def test_labels_in_other_languages_are_not_judged() -> None:
    text = edited(("status:", "lang: uk\nstatus:"))

    assert (
        found("BB214", with_fields('key_figures: [{label: А, value: "5", source: notice}]', text))
        == []
    )
