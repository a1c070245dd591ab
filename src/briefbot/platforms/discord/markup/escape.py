"""Text as Discord Markdown that shows exactly that text: no formatting, mention, link or time.

What Discord reads is described in https://docs.discord.com/developers/reference#message-formatting
and, as regular expressions, in the parser of its Android client,
https://github.com/discord/SimpleAST (SimpleMarkdownRules.kt).
"""

import re

#: Between two characters that would mean something together. It shows as nothing.
SEPARATOR = "\u200b"

#: Everything that starts or ends formatting, a mention, a time, an emoji or an address. A colon is
#: escaped wherever a letter may follow, for `:smile:` and `https://`.
_SPECIAL = re.compile(r"[\\*_~|`<>\[\]()]|:(?!\s)")
_LINE_START = re.compile(r"^(?:[-+#]|\d+(?=[.)]))")
_LINE_BREAKS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
#: Controls, and the characters that turn the reading direction of what follows them.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_DOUBLE_BACKTICK = re.compile(r"`(?=`)")


def cleaned(text: str) -> str:
    """Return a text without controls and direction overrides, its line breaks as line feeds."""
    text = _UNSEEN.sub("", _LINE_BREAKS.sub("\n", text))
    return _SURROGATE.sub("\ufffd", text)


def on_one_line(text: str) -> str:
    """Return a cleaned text with every run of white space as one space."""
    return " ".join(cleaned(text).split())


def escaped(text: str) -> str:
    """Escape a text that stands anywhere but at the start of a line, in code or in a link's label.

    `@` is parted from what follows, because an escaped mention may still ping.
    """
    return _SPECIAL.sub(r"\\\g<0>", text).replace("@", f"@{SEPARATOR}")


def escaped_start(line: str) -> str:
    """Escape what an already escaped line starts with, if it would make a list or a heading."""
    match = _LINE_START.match(line)
    if match is None:
        return line
    start = match.group()
    return f"{start}\\{line[len(start) :]}" if start[0].isdigit() else f"\\{line}"


def code_span(text: str) -> str:
    """Return a text as inline code, or as nothing when there is nothing to see in it.

    Discord knows fences of one and two backticks; longer runs inside are parted. In code a
    backslash escapes nothing.
    """
    text = _in_code(cleaned(text).replace("\n", " "))
    if not text.strip():
        return ""
    if "`" not in text:
        return f"`{text}`"
    return f"`` {text} ``"


def code_block(text: str) -> str:
    """Return a text as a fenced block, or as nothing when there is nothing to see in it.

    The line break after the fence keeps a first line from being taken for a language.
    """
    text = _in_code(cleaned(text)).strip("\n")
    return f"```\n{text}\n```" if text.strip() else ""


def _in_code(text: str) -> str:
    return _DOUBLE_BACKTICK.sub(f"`{SEPARATOR}", text).replace("@", f"@{SEPARATOR}")
