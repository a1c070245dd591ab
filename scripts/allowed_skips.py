"""Fail when a test was skipped for a reason that is not on the list.

    python scripts/allowed_skips.py JUNIT_XML LIST

LIST holds the beginnings of the reasons that are allowed, one a line; `#` starts a comment.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET


def main(arguments: Sequence[str]) -> int:
    """Print each skip that is not allowed, and return how the check ends."""
    report, allowed_list = map(Path, arguments)
    allowed = tuple(_reasons(allowed_list.read_text(encoding="utf-8")))
    refused = [
        f"{name}: skipped, {reason}"
        for name, reason in _skips(report)
        if not reason.startswith(allowed)
    ]
    for line in refused:
        print(line, file=sys.stderr)
    return 1 if refused else 0


def _reasons(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def _skips(report: Path) -> Iterator[tuple[str, str]]:
    # The report is pytest's own, from this run: nothing to distrust.
    for case in ET.parse(report).iter("testcase"):  # noqa: S314
        for skip in case.iter("skipped"):
            yield f"{case.get('classname')}::{case.get('name')}", skip.get("message", "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
