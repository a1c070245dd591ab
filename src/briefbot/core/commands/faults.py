"""What is wrong with a command, as a value that is told in the reader's language."""

from briefbot.core.labels import Catalogue, Label

#: More of what somebody typed is not shown back.
SHOWN = 60


class CommandError(ValueError):
    """A command that cannot be understood; nothing was done.

    `label` with its `values` says what is wrong, `suggestion` is what was perhaps meant, `usage`
    how the verb is written, `option` the option whose value is wrong; each may be empty.
    """

    def __init__(
        self, label: Label, *, suggestion: str = "", usage: str = "", **values: str
    ) -> None:
        self.label = label
        self.values = {**values, "given": shortened(values.get("given", ""))}
        self.suggestion = suggestion
        self.usage = usage
        self.option = values.get("option", "")
        super().__init__(label.value)

    def told(self, words: Catalogue) -> str:
        """Return what is wrong, as a sentence."""
        return words.text(self.label, **self.values)


def shortened(text: str) -> str:
    """Return what somebody typed, in one line of bounded length."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
