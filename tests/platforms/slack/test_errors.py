"""The table of refusals, and its twin in the docs."""

import re
from pathlib import Path

from briefbot.core.delivery.state import BlockedScope, Verdict
from briefbot.platforms.slack.sender.errors import TREATMENTS, Treatment

DOCS = Path(__file__).parents[3] / "docs" / "slack.md"
_ROW = re.compile(r"\| `(?P<code>[a-z_]+)` \| (?P<treated>[a-z ,]+) \| (?P<told>.*) \|")


def treated(treatment: Treatment) -> str:
    words = {
        Verdict.NOT_NOW: "later",
        Verdict.REFUSED: "refused",
        Verdict.DESTINATION_REFUSED: "destination paused",
        Verdict.ACCOUNT_REFUSED: "account paused",
        Verdict.UNCLEAR: "looked for",
    }[treatment.verdict]
    scopes = {BlockedScope.DESTINATION: ", the channel waits", BlockedScope.ACCOUNT: ", all wait"}
    return words + scopes.get(treatment.scope, "") + (", plain text first" * treatment.plain)


def test_the_docs_have_every_row_of_the_table_and_no_other() -> None:
    rows = [_ROW.fullmatch(line) for line in DOCS.read_text(encoding="utf-8").splitlines()]
    written = {row["code"]: (row["treated"], row["told"]) for row in rows if row}

    assert written == {code: (treated(each), each.told) for code, each in TREATMENTS.items()}


def test_who_has_to_act_is_told_what_to_do() -> None:
    paused = {Verdict.DESTINATION_REFUSED, Verdict.ACCOUNT_REFUSED}
    silent = {"missing_scope"}  # names the scope

    for code, each in TREATMENTS.items():
        if each.verdict in paused and code not in silent:
            assert each.told.strip()
            assert not each.told.endswith(".")
