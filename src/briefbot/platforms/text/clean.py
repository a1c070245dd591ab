"""Making text safe to print, and right-to-left words safe to print beside others."""

import regex

# U+2068 and U+2069: https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
ISOLATE, POP = "\u2068", "\u2069"

_BREAKS = regex.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_LINE_ENDS = regex.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# Of the invisible format characters only the joiners belong to words and emoji; the others (bidi
# controls, tags, zero-width spaces) reorder or hide what a reader sees.
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cf}--[\u200c\u200d]]", regex.VERSION1)
_SURROGATES = regex.compile(r"\p{Cs}")
_FROM_RIGHT = r"\p{Bidi_Class=R}\p{Bidi_Class=AL}"
_MARKS = r"\p{Bidi_Class=NSM}"
# From the first right-to-left letter to the last one with no left-to-right letter between them.
_RUN_FROM_RIGHT = regex.compile(
    rf"[{_FROM_RIGHT}](?:[^\p{{Bidi_Class=L}}]*[{_FROM_RIGHT}])?[{_MARKS}]*"
)
_LETTER_FROM_LEFT = regex.compile(r"\p{Bidi_Class=L}")


def one_line(text: str) -> str:
    """Return text as one line: breaks and tabs become spaces, other unseen characters go."""
    return _printable(_BREAKS.sub(" ", text))


def many_lines(text: str) -> tuple[str, ...]:
    """Return preformatted text as lines, tabs as four columns, other unseen characters gone."""
    lines = _LINE_ENDS.sub("\n", text).rstrip("\n").split("\n")
    return tuple(_printable(line.expandtabs(4)) for line in lines)


def address(url: str) -> str:
    """Return a web address as one word with no quoting in it, or "" for any other scheme."""
    if not url.lower().startswith(("https://", "http://")):
        return ""
    plain = one_line(url).strip()
    return regex.sub(r'[\s<>"\\`]', lambda found: _percent(found.group()), plain)


def isolated(line: str) -> str:
    """Return a line with its right-to-left runs isolated, where it holds left-to-right letters too.

    Without this, a terminal or screen reader moves the digits and brackets between the two.
    """
    if not _LETTER_FROM_LEFT.search(line):
        return line
    return _RUN_FROM_RIGHT.sub(lambda run: f"{ISOLATE}{run.group()}{POP}", line)


def _printable(text: str) -> str:
    return _SURROGATES.sub("\ufffd", _UNSEEN.sub("", text))


def _percent(character: str) -> str:
    return "".join(f"%{octet:02X}" for octet in character.encode())
