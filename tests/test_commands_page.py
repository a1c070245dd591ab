"""docs/commands.md lists the verbs as they are. BRIEFBOT_UPDATE_GOLDEN=1 writes them anew."""

import os
from pathlib import Path

from briefbot.core.commands import Command, typed_verbs, usage
from briefbot.core.labels import catalogue_for

PAGE = Path(__file__).parent.parent / "docs" / "commands.md"
BEGIN = "<!-- verbs: written from the table of verbs; tests/test_commands_page.py compares them -->"
END = "<!-- end of verbs -->"
WHO = {Command.BRIEF: "everybody", Command.ADMIN: "managers"}


def table() -> str:
    words = catalogue_for("en")
    rows = []
    for verb in (verb for command in Command for verb in typed_verbs(command)):
        written = usage(verb).replace("|", "\\|")
        rows.append(f"| `{written}` | {words.text(verb.help)} | {WHO[verb.command]} |")
    return "\n".join(["| Command | What for | For |", "| --- | --- | --- |", *rows])


def test_the_page_lists_every_verb_as_it_is() -> None:
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    listed, after = rest.split(END)
    if os.environ.get("BRIEFBOT_UPDATE_GOLDEN"):
        PAGE.write_text(f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}", encoding="utf-8")
        return
    assert listed.strip() == table()
