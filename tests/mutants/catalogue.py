"""The mutants: what each changes, and the test that has to notice."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src"
_LIST = Path(__file__).with_name("mutants.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A wrong program: in `file`, relative to the package, `old` is `new`.

    `guard` says what is taken out, `test` is the pytest node that has to go red.
    """

    guard: str
    file: str
    old: str
    new: str
    test: str

    def path(self, sources: Path = SOURCES) -> Path:
        """Return the file among some sources."""
        return sources / "briefbot" / self.file

    def apply(self, sources: Path) -> None:
        """Make some sources this wrong program; ValueError if the old text is not there once."""
        path = self.path(sources)
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file} has this text {text.count(self.old)} times: {self.old}")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


def mutants() -> tuple[Mutant, ...]:
    """Return every mutant, in the order of the list."""
    listed = tomllib.loads(_LIST.read_text(encoding="utf-8"))["mutant"]
    return tuple(Mutant(**each) for each in listed)
