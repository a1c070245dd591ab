import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "allowed_skips.py"
REPORT = """\
<testsuites><testsuite>
<testcase classname="a" name="runs"/>
<testcase classname="a" name="waits"><skipped type="pytest.skip" message="{}">s</skipped></testcase>
</testsuite></testsuites>
"""


@pytest.mark.parametrize(
    ("reason", "code"),
    [("no database here", 0), ("no database here: 5432 is closed", 0), ("too lazy", 1), ("", 1)],
)
def test_a_skip_passes_only_for_a_reason_on_the_list(
    reason: str, code: int, tmp_path: Path
) -> None:
    report, allowed = tmp_path / "tests.xml", tmp_path / "allowed.txt"
    report.write_text(REPORT.format(reason), encoding="utf-8")
    allowed.write_text("# Why.\n\nno database here\n", encoding="utf-8")

    ended = subprocess.run(
        [sys.executable, SCRIPT, report, allowed], capture_output=True, text=True, check=False
    )

    assert ended.returncode == code
    assert ended.stderr == ("" if code == 0 else f"a::waits: skipped, {reason}\n")
