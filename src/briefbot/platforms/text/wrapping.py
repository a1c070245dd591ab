"""Where lines of a fixed-width display may break, by the columns that characters take up."""

from collections.abc import Iterator

import regex
from wcwidth import wcswidth

_WIDE = r"[\p{East_Asian_Width=W}\p{East_Asian_Width=F}]"
# An address is one word. Chinese, Japanese and Korean text breaks between any two characters, but
# opening punctuation stays with what follows it and closing punctuation with what precedes it
# (a small part of https://www.unicode.org/reports/tr14/). Everything else breaks at spaces only.
_WORD = regex.compile(
    r"<?https?://[^ ]+"
    rf"|[\p{{Ps}}\p{{Pi}}]*+(?={_WIDE})\X[\p{{Pe}}\p{{Pf}}\p{{Po}}]*+"
    rf"|(?:(?!{_WIDE})[^ ])++"
)


def columns(text: str) -> int:
    """Return how many columns printable text takes up: two for a wide character or emoji."""
    return max(0, wcswidth(text))


def line_breaks(text: str, *, first: int, rest: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of every line of `text`, at most `first`, then `rest` columns wide.

    A word wider than that has a line of its own. Spaces at a break are in no line.
    """
    room = first
    start = end = used = 0
    for word in _WORD.finditer(text):
        gap = word.start() - end
        width = columns(word.group())
        if end > start and used + gap + width > room:
            yield start, end
            room = rest
            start, used, gap = word.start(), 0, 0
        end = word.end()
        used += gap + width
    if end > start:
        yield start, end
