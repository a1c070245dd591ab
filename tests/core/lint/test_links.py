import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.brief_source import BriefSource, LinkUse, MappingNode, ScalarNode, SequenceNode
from briefbot.core.finding import Severity
from briefbot.core.lint.links import MAX_URL_LENGTH, RULES, addresses, flaws, link_texts
from briefbot.core.position import Position
from core.lint.made import faults, messages, source


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://example.org/",
        "HTTPS://www.Example.org:8443/report.html?page=2&id=7#part",
        "https://example.org/a_(b)/c,d;e=f@g!$&'*+~",
        "https://example.org/100%25",
        "https://example.org/?q=utm_source",
        "https://example.org/?reference=fbclid",
        "https://пример.укр/звіт",
        "https://xn--e1afmkfd.xn--j1amh/report",
        "https://日本語カナ.example.org/",
        "https://4chan.example.org/",
        "https://example.org./",
        "https://not-bit.ly.example.org/",
        "https://example.org/" + "a" * (MAX_URL_LENGTH - len("https://example.org/")),
    ],
)
def test_a_plain_address_has_no_flaw(url: str) -> None:
    assert list(flaws(url)) == []


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://example.org/a", 'scheme "ftp"'),
        ("javascript://example.org/%0aalert(1)", 'scheme "javascript"'),
        ("javascript:alert(1)", "not a whole address"),
        ("mailto:press@example.org", "not a whole address"),
        ("www.example.org/report", "not a whole address"),
        ("//example.org/report", "not a whole address"),
        ("report.html", "not a whole address"),
        ("#part", "not a whole address"),
        ("", "not a whole address"),
        ("https:example.org", "not a whole address"),
        ("https://user@example.org/", "user name in the address"),
        ("https://www.example.org@example.com/", "user name in the address"),
        ("https://user:word@example.org/", "user name in the address"),
        ("https://192.0.2.1/", "IP address for a host"),
        ("https://[2001:db8::1]/", "IP address for a host"),
        ("https://3221225985/", "IP address for a host"),
        ("https://0xC0.0x00.0x02.0x01/", "IP address for a host"),
        ("https://example.1/", "IP address for a host"),
        ("https://example org/", "white space in the address"),
        ("https://example.org/a b", "white space in the address"),
        ("https://example.org/\t", "white space in the address"),
        ("https://example.org/a\u00a0b", "white space in the address"),
        ("https:///report", "no valid host"),
        ("https://localhost/", "no valid host"),
        ("https://-example.org/", "no valid host"),
        ("https://example..org/", "no valid host"),
        ("https://example.org:99999/", "no valid port"),
        ("https://example.org:/", "no valid port"),
        ("https://example.org:8o/", "no valid port"),
        ("https://example.org/<b>", "< in the address"),
        ("https://example.org\\@example.com/", "\\ in the address"),
        ("https://example.org/100%", "% in the address"),
        ("https://example.org/" + "a" * MAX_URL_LENGTH, "address of 2,020 characters"),
    ],
)
def test_a_faulty_address_is_an_error(url: str, message: str) -> None:
    severity, found, hint = next(flaws(url))
    assert severity is Severity.ERROR
    assert found.startswith(message)
    assert hint


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://bit.ly/abc", "shortened address"),
        ("https://T.CO/abc", "shortened address"),
        ("https://exаmple.org/", 'the host mixes scripts in "exаmple"'),
        ("https://xn--exmple-4nf.org/", 'the host mixes scripts in "exаmple"'),
    ],
)
def test_an_address_that_hides_where_it_leads_is_a_warning(url: str, message: str) -> None:
    ((severity, found, _),) = flaws(url)
    assert severity is Severity.WARNING
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://example.org/?utm_source=x", "https://example.org/"),
        ("https://example.org/?id=7&UTM_medium=x#part", "https://example.org/?id=7#part"),
        ("https://example.org/?fbclid=x&id=7&gclid", "https://example.org/?id=7"),
    ],
)
def test_tracking_parameters_are_a_warning_with_the_address_without_them(
    url: str, clean: str
) -> None:
    ((severity, message, hint),) = flaws(url)
    assert severity is Severity.WARNING
    assert message.startswith("tracking parameter")
    assert hint == f"remove it [fix: {clean}]"


@given(st.from_regex(r"[a-z0-9]{1,5}=[a-z]{0,3}(&[a-z0-9]{1,5}=[a-z]{0,3}){0,4}", fullmatch=True))
@settings(max_examples=80)
def test_the_suggested_address_keeps_every_other_parameter(query: str) -> None:
    ((_, _, hint),) = flaws(f"https://example.org/a?{query}&utm_campaign=x#b")
    assert hint == f"remove it [fix: https://example.org/a?{query}#b]"


def scalar(value: str, line: int) -> ScalarNode:
    return ScalarNode(value, Position(line, 8))


def mapping(line: int, **values: str) -> MappingNode:
    entries = tuple((scalar(key, line), scalar(value, line)) for key, value in values.items())
    return MappingNode(entries, Position(line, 1))


def test_addresses_of_sources_meetings_images_and_body_are_checked_where_they_stand() -> None:
    bad = "https://192.0.2.1/"
    start = Position(1, 1)
    wire = (scalar("wire", 2), mapping(2, url=bad, archived_url=bad, publisher=bad))
    fields = MappingNode(
        (
            (scalar("sources", 1), MappingNode((wire,), start)),
            (scalar("meetings", 3), SequenceNode((mapping(4, url=bad, title=bad),), start)),
            (scalar("images", 5), SequenceNode((mapping(6, url=bad), scalar("x", 6)), start)),
        ),
        start,
    )
    made = source(links=(LinkUse(bad, "report", Position(9, 3)),))
    checked = BriefSource(
        path=made.path, text=made.text, fields=fields, brief=made.brief, links=made.links
    )
    lines = [fault.at.line for fault in faults(addresses, checked)]
    assert lines == [2, 2, 4, 6, 9]


def linked(text: str, url: str, *, image: bool = False) -> BriefSource:
    return source(links=(LinkUse(url, text, Position(1, 1), image=image),))


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.org/report", "https://example.com/report"),
        ("www.example.org", "https://example.com/"),
        ("example.org", "https://example.org.example.com/"),
        ("example.org/a", "https://example.org/b"),
        ("https://example.org", "https://example.org@example.com/"),
        ("Example.ORG", "https://notexample.org/"),
    ],
)
def test_a_link_that_shows_another_address_is_found(text: str, url: str) -> None:
    (fault,) = faults(link_texts, linked(text, url))
    assert text in fault.message


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("the report", "https://example.org/report"),
        ("https://example.org/report", "https://example.org/report"),
        ("http://www.example.org/report/", "https://example.org/report"),
        ("example.org", "https://www.example.org/report?page=2"),
        ("example.org", "https://news.example.org/report"),
        ("EXAMPLE.org/a", "https://example.org/a"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://пример.org/", "https://xn--e1afmkfd.org/"),
        ("Node.js", "https://example.org/"),
        ("readme.md", "https://example.org/"),
        ("version 3.4", "https://example.org/"),
    ],
)
def test_a_link_that_shows_its_own_address_or_words_is_no_fault(text: str, url: str) -> None:
    assert messages(faults(link_texts, linked(text, url))) == []


def test_the_alt_of_an_image_is_no_link_text() -> None:
    assert (
        faults(link_texts, linked("www.example.org", "https://example.com/a.png", image=True)) == []
    )


@given(st.text(), st.text())
@settings(max_examples=200)
def test_no_address_and_no_text_makes_a_link_rule_fail(first: str, second: str) -> None:
    for url in (
        first,
        f"https://{first}/{second}",
        f"{first}://{second}",
        f"https://xn--{first}.org",
    ):
        for text in (second, f"www.{second}", url):
            for rule in RULES:
                for fault in faults(rule.check, linked(text, url)):
                    assert len(fault.message) < 300
                    assert fault.hint
