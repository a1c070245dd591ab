"""Bytes -> text, and the characters a brief may not hold."""

import re
import unicodedata

from briefbot.core.position import Position
from briefbot.sources.briefs.report import Report

MAX_BYTES = 256 * 1024
_BOM = "\ufeff"

#: C0 but tab and line feed, C1, the two Unicode line breaks that YAML counts and Markdown does not,
#: and lone surrogates.
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
#: Category Cf of Unicode 16 without ZWNJ and ZWJ, which scripts and emoji need. Spelt out, because
#: asking unicodedata for every character of every file is slow; a test compares the two.
_FORMAT = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001"
    "\U000e0020-\U000e007f"
)
REFUSED = re.compile(f"[{_CONTROL}{_FORMAT}]")


def decode(data: bytes, report: Report) -> str | None:
    """Return the bytes of a file as text, or None after reporting why they are none."""
    if len(data) > MAX_BYTES:
        report.refuse(
            "BB003",
            Position(1, 1),
            f"the file is larger than {MAX_BYTES // 1024} KiB",
            "split it into several briefs, or move what is not part of the brief elsewhere",
        )
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line_start = data.rfind(b"\n", 0, error.start) + 1
        before = data[line_start : error.start].decode("utf-8")
        report.refuse(
            "BB002",
            Position(data.count(b"\n", 0, error.start) + 1, len(before) + 1),
            f"the file is not UTF-8: byte {error.start + 1} (0x{data[error.start]:02x})",
            "save the file as UTF-8",
        )
        return None


def normalise(text: str) -> str:
    r"""Return the text without a leading byte order mark, with \n as its only line end."""
    text = text.removeprefix(_BOM)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def refuse_characters(text: str, report: Report) -> bool:
    """Report each character that no brief may hold, once, where it first stands.

    Return whether there was one. Direction overrides and invisible characters can make a text read
    otherwise than it is (https://www.unicode.org/reports/tr36/).
    """
    first: dict[str, int] = {}
    for match in REFUSED.finditer(text):
        first.setdefault(match.group(), match.start())
    for character, offset in first.items():
        line_start = text.rfind("\n", 0, offset) + 1
        at = Position(text.count("\n", 0, offset) + 1, offset - line_start + 1)
        count = text.count(character)
        often = f", and stands {count} times in this file" if count > 1 else ""
        code, name = fault_of(character)
        hint = "delete it; an editor that shows invisible characters helps"
        report.refuse(code, at, f"{name} is not allowed{often}", hint)
    return bool(first)


def fault_of(character: str) -> tuple[str, str]:
    """Return the code of a refused character's fault, and the character's own name."""
    code = "BB005" if unicodedata.category(character) == "Cf" else "BB004"
    name = unicodedata.name(character, "a control character")
    return code, f"U+{ord(character):04X} ({name})"
