"""What was counted while processes were killed, as files that the soak adds up."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path

#: In which ways something may be wrong.
FAULTS = ("duplicate", "lost", "out of order", "wrong", "stuck")


@dataclass(frozen=True, slots=True)
class Figures:
    """How many requests a story has, at which of them a process was killed, and what was wrong."""

    requests: int = 0
    killed_at: Sequence[int] = ()
    kills: int = 0
    faults: Mapping[str, int] = field(default_factory=dict)
    failures: Sequence[str] = ()

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=2), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Figures":
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def gathered(folder: Path) -> dict[str, dict[str, object]]:
    """Return the figures of each chat whose parts are in a folder, as they are told."""
    chats = sorted({path.name.partition("-")[0] for path in folder.glob("*.json")})
    return {chat: _told([*map(Figures.read, folder.glob(f"{chat}-*.json"))]) for chat in chats}


def _told(parts: Sequence[Figures]) -> dict[str, object]:
    faults = sum((Counter(part.faults) for part in parts), Counter[str]())
    requests = max(part.requests for part in parts)
    killed_at = {*chain(*(part.killed_at for part in parts))}
    return {
        "requests": requests,
        "requests killed at": len(killed_at & {*range(1, requests + 1)}),
        "kills": sum(part.kills for part in parts),
        **{fault: faults[fault] for fault in FAULTS},
        "failures": [*chain(*(part.failures for part in parts))],
    }
