"""Comments that silence a lint rule on one line, with the reason."""

import re
from collections.abc import Iterator, Sequence

from briefbot.core.brief_source import Suppression

_IN_BODY = re.compile(r"<!--[ \t\n]{0,20}lint:")
_IN_YAML = re.compile(r"(?:^|[ \t])#[ \t]{0,20}lint:", re.MULTILINE)
_CODES = re.compile(r"(?:[\s,]*\bBB[0-9]{3}\b)+")
_CODE = re.compile(r"BB[0-9]{3}")
#: A reason is a sentence; a comment without an end is not looked for further than this.
_LONGEST = 500


def read_suppressions(text: str, body_start: int) -> tuple[Suppression, ...]:
    """Return the suppressions of a file whose body starts at an offset, in order.

    In the body they are `<!-- lint: BB301 reason -->`, in the front matter `# lint: BB301 reason`.
    Codes or reason are empty when they are missing: that is for lint to report.
    """
    if "lint:" not in text:
        return ()
    lines = text.split("\n")
    found = []
    until: dict[int, int] = {}
    line, seen = 1, 0
    for start, end in _comments(text, body_start):
        line += text.count("\n", seen, start)
        seen = start
        words = text[start:end]
        last = line + words.count("\n")
        if last not in until:
            until[last] = _next_line(lines, last)
        codes = _CODES.match(words)
        reason = words[codes.end() :] if codes else words
        found.append(
            Suppression(
                codes=tuple(_CODE.findall(codes.group())) if codes else (),
                reason=" ".join(reason.split()).lstrip("-–—: "),
                line=line,
                until_line=until[last],
            )
        )
    return tuple(found)


def _next_line(lines: Sequence[str], line: int) -> int:
    """Return the number of the first line after `line` that is not blank, or `line` itself."""
    after = range(line, len(lines))
    return next((number + 1 for number in after if lines[number].strip()), line)


def _comments(text: str, body_start: int) -> Iterator[tuple[int, int]]:
    """Yield where the words of each lint comment begin and end."""
    for match in _IN_YAML.finditer(text, 0, body_start):
        end = text.find("\n", match.end(), match.end() + _LONGEST)
        yield match.end(), end if end >= 0 else min(match.end() + _LONGEST, body_start)
    for match in _IN_BODY.finditer(text, body_start):
        end = text.find("-->", match.end(), match.end() + _LONGEST)
        if end >= 0:
            yield match.end(), end
