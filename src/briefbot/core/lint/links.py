"""BB501 and BB502: addresses that are what they seem, and lead where they say."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from briefbot.core.brief import Brief
from briefbot.core.brief_source import BriefSource, FieldNode, MappingNode, ScalarNode, SequenceNode
from briefbot.core.finding import Severity
from briefbot.core.lint.rule import Context, Fault, Rule
from briefbot.core.lint.wording import excerpt
from briefbot.core.position import Position

MAX_URL_LENGTH = 2_000

# The parts that RFC 3986, appendix B, names; a pattern, so that every Python reads alike.
_URL = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?P<authority>//"
    r"(?:(?P<userinfo>[^/?#]*)@)?(?P<host>\[[^\]/?#]*\]|[^/?#:\[\]]*)(?::(?P<port>[^/?#]*))?)?"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?P<fragment>#.*)?"
)
_FORBIDDEN = re.compile(r'[<>"\\^`{|}]|%(?![0-9A-Fa-f]{2})')
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]")
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
# A numeric last label makes a host an IPv4 address: WHATWG URL, "ends in a number".
_NUMBER = re.compile(r"\d+|0[xX][0-9A-Fa-f]*")
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|li_fat_id"
    r"|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|oly_anon_id|oly_enc_id|vero_id|s_cid|cmpid|ref_src)(?:=|$)",
    re.IGNORECASE,
)
_SHORTENERS = frozenset({
    "amzn.to", "bit.ly", "bl.ink", "buff.ly", "clck.ru", "cutt.ly", "dlvr.it", "fb.me", "goo.gl",
    "ift.tt", "is.gd", "lnkd.in", "ow.ly", "rb.gy", "rebrand.ly", "s.id", "shorturl.at", "t.co",
    "t.ly", "tiny.cc", "tinyurl.com", "trib.al", "v.gd", "wp.me",
})  # fmt: skip
#: Scripts that one word may mix, after UTS 39 "highly restrictive".
_EAST_ASIAN = frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL"})

# Link text that readers take for an address: with a scheme, "www.", or a host ending in a familiar
# top-level domain. "Node.js" and "readme.md" are none.
_ADDRESS_TEXT = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?:[\w-]+\.)+(?:com|org|net|int|gov|edu|info|biz|eu|io|ua|uk|de|fr|pl|nl|be|at|ch|cz|it|es|ru|cn|us"
    r"|ca|au|jp)(?:[/?#]\S*)?",
    re.IGNORECASE,
)

#: Where addresses stand in the front matter: lists or maps of items, and the keys that hold one.
_ADDRESS_FIELDS = (
    ("sources", ("url", "archived_url")),
    ("meetings", ("url",)),
    ("images", ("url",)),
)

Flaw = tuple[Severity, str, str]


def addresses(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """Every address is a plain web address that a reader can judge before opening it.

    The rule looks at sources (also `archived_url`), meetings, images and the links of the body.

    Errors: not http or https; a user name or password before the host; an IP address for a host;
    white space, characters that must be percent-encoded, a faulty port, a host without a dot; more
    than 2,000 characters.

    Warnings: parameters that track readers (utm_source, fbclid and their kin), a shortener that
    hides where the link leads, and a host that mixes scripts within a word, as look-alikes do
    (a Cyrillic "а" in a Latin name).

    Whether the address answers is not asked: checking is done without a network.

    To fix it, copy the address the page itself names as its own. The hint gives the address
    without tracking parameters.
    """
    del brief, context
    for url, at in _addresses(source):
        for severity, message, hint in flaws(url):
            yield Fault(at, message, hint, severity)


def flaws(url: str) -> Iterator[Flaw]:
    """Yield what is wrong with an address: severity, message and hint."""
    if len(url) > MAX_URL_LENGTH:
        yield (
            Severity.ERROR,
            f"address of {len(url):,} characters: {excerpt(url)}",
            f"use one of at most {MAX_URL_LENGTH:,} characters",
        )
        return
    if _BLANK.search(url):
        yield _error("white space in the address", url, "write it as %20, or remove it")
        return
    match = _URL.fullmatch(url)
    if match is None or match["authority"] is None or not match["scheme"]:
        yield _error("not a whole address", url, "write it from https:// on")
        return
    if match["scheme"].lower() not in {"http", "https"}:
        yield _error(f'scheme "{excerpt(match["scheme"])}"', url, "use an https or http address")
        return
    if forbidden := _FORBIDDEN.search(url):
        character = forbidden[0]
        code = f"%{ord(character):02X}"
        yield _error(f"{character} in the address", url, f"write it as {code}")
    if match["userinfo"] is not None:
        yield _error("user name in the address", url, "remove what stands before the @")
    yield from _host_flaws(match["host"], match["port"], url)
    yield from _tracking_flaws(match)


def _error(message: str, url: str, hint: str) -> Flaw:
    return Severity.ERROR, f"{message}: {excerpt(url)}", hint


def _host_flaws(host: str, port: str | None, url: str) -> Iterator[Flaw]:
    name = host.lower().removesuffix(".")
    labels = name.split(".")
    if host.startswith("[") or _NUMBER.fullmatch(labels[-1]):
        yield _error("IP address for a host", url, "use the site's name")
    elif len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        yield _error("no valid host", url, "use the site's full name, such as www.example.org")
    elif name in _SHORTENERS:
        yield (
            Severity.WARNING,
            f"shortened address: {excerpt(url)}",
            "open it, and use the address it leads to",
        )
    elif not name.isascii() or "xn--" in name:
        for label in labels:
            if _mixes_scripts(label):
                yield (
                    Severity.WARNING,
                    f'the host mixes scripts in "{excerpt(_decoded(label))}"',
                    "make sure that it is the site it looks like, and type its name anew",
                )
    if port is not None and not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65_536):
        yield _error("no valid port", url, "remove the port, or write one from 1 to 65535")


def _mixes_scripts(label: str) -> bool:
    """Tell whether a label has letters of several scripts; Unicode names start with the script."""
    scripts = {
        unicodedata.name(letter, "").split(" ")[0] for letter in _decoded(label) if letter.isalpha()
    }
    return len(scripts) > 1 and not scripts <= _EAST_ASIAN


def _decoded(label: str) -> str:
    """Return a label as readers see it; Punycode (RFC 3492) that does not decode stays."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _tracking_flaws(match: re.Match[str]) -> Iterator[Flaw]:
    if not match["query"]:
        return
    parameters = match["query"].split("&")
    kept = [parameter for parameter in parameters if not _TRACKING.match(parameter)]
    if len(kept) < len(parameters):
        tracking = next(parameter for parameter in parameters if _TRACKING.match(parameter))
        query = f"?{'&'.join(kept)}" if kept else ""
        clean = match.string[: match.start("query") - 1] + query + (match["fragment"] or "")
        yield (
            Severity.WARNING,
            f'tracking parameter "{excerpt(tracking.split("=")[0])}"',
            f"remove it [fix: {clean}]",
        )


def _addresses(source: BriefSource) -> Iterator[tuple[str, Position]]:
    for field, keys in _ADDRESS_FIELDS:
        for item in _items(source.fields.get(field) if source.fields else None):
            for key in keys:
                node = item.get(key)
                if isinstance(node, ScalarNode) and node.value:
                    yield node.value, node.at
    for link in source.links:
        yield link.url, link.at


def _items(node: FieldNode | None) -> Iterator[MappingNode]:
    """Yield the mappings in a list, or under the keys of a map."""
    if isinstance(node, SequenceNode):
        yield from (item for item in node.items if isinstance(item, MappingNode))
    elif isinstance(node, MappingNode):
        yield from (item for _, item in node.entries if isinstance(item, MappingNode))


def link_texts(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """A link that shows an address leads to that address.

    Text such as "www.example.org/report" over a link to another site misleads; it is how forged
    messages work, and chat platforms hide or mark such links. The rule looks at links of the body
    whose text is an address.

    It leaves alone: text that names the site alone ("example.org") over any page of that site, and
    differences in scheme, "www." and a final slash.

    To fix it, write what the page is as the text, or the address itself.
    """
    del brief, context
    for link in source.links:
        text = link.text.strip()
        if link.image or "." not in text or not _ADDRESS_TEXT.fullmatch(text):
            continue
        shown, target = _comparable(text), _comparable(link.url)
        host = target.partition("/")[0]
        if shown not in {target, host} and not host.endswith(f".{shown}"):
            yield Fault(
                link.at,
                f'link text "{excerpt(text)}" is not where the link leads: {excerpt(link.url)}',
                "write what the page is as the text",
            )


def _comparable(url: str) -> str:
    """Return an address without what makes no difference to readers."""
    match = _URL.fullmatch(url if "//" in url else f"//{url}")
    if match is None or match["host"] is None:
        return url
    host = ".".join(map(_decoded, match["host"].lower().removeprefix("www.").split(".")))
    rest = unquote(url[url.index(match["host"]) + len(match["host"]) :]) if match["host"] else url
    return host + rest.removesuffix("/")


RULES: tuple[Rule, ...] = (
    Rule("BB501", Severity.ERROR, "faulty or opaque address", addresses),
    Rule("BB502", Severity.WARNING, "link text shows another address", link_texts),
)
