"""What was done to real processes, noted for the soak, which adds it up.

A line of JSON for each, in the file that `BRIEFBOT_TALLY` names: many tests write it side by side.
"""

import json
import os
import signal
from collections import Counter
from pathlib import Path

VARIABLE = "BRIEFBOT_TALLY"
#: What is counted, by the signal that does it.
NAMES = {signal.SIGKILL: "process kills", signal.SIGSTOP: "process freezes"}


def note(number: signal.Signals) -> None:
    """Note that a process was killed or frozen."""
    path = os.environ.get(VARIABLE)
    if path:
        test = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
        line = json.dumps({"what": NAMES[number], "test": test})
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


def read(path: Path) -> dict[str, int]:
    """Return how often each was done; nothing where no process was started."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    found = Counter(str(json.loads(line)["what"]) for line in lines)
    return {name: found[name] for name in NAMES.values()}
