"""Every verb of managers on a local Discord: what it changes, how that is undone, and only once."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from acceptance.discord_place import DiscordPlace, discord_place
from acceptance.running import Site, until
from briefbot.core.commands import VERBS, Command

#: Never due by itself while this runs, but on demand.
DIGEST = """\
[digests.extra]
rule = "0 0 29 2 *"
zone = "UTC"
destinations = ["news"]
when_empty = "post"
"""
UNDO = re.compile(r"Undo[^`]*`([^`]+)`")
ESCAPED = re.compile(r"\\+([^\w\\])")
TO_POST = "POST /channels/{channel_id}/messages"
#: No code that means anything here: this message is refused, and nothing else.
NEVER_TAKEN = 50109


@pytest.fixture
def place(site: Site) -> Iterator[DiscordPlace]:
    with discord_place(site) as found:
        site.configure(found.config() + DIGEST)
        yield found


@dataclass
class Desk:
    """A manager who does one thing after another; `done` are the verbs that were asked."""

    place: DiscordPlace
    done: set[str] = field(default_factory=set)

    def read(self, verb: str, **given: str) -> str:
        """Ask something that changes nothing; return the answer."""
        before = self.place.site.audited()
        said = self._ask(verb, given)
        assert self.place.site.audited() == before, verb
        return shown(said)

    def change(self, verb: str, **given: str) -> tuple[str, str]:
        """Change something, twice delivered; return the answer, and the command that undoes it.

        One line of the audit says so, and who did it.
        """
        before = len(self.place.site.audited())
        said = self._ask(verb, given)
        noted = self.place.site.audited()
        [entry] = noted[: len(noted) - before]
        assert (entry.actor, entry.verb) == (f"discord:{self.place.manager.id}", verb)
        again = self.place.call(self.place.server.people.deliver_again(said))
        assert "nothing was done a second time" in shown(again), verb
        assert self.place.site.audited() == noted, verb
        undo = UNDO.search(shown(said))
        assert undo or "no command undoes this" in shown(said).lower(), verb
        return shown(said), undo[1] if undo else ""

    def _ask(self, verb: str, given: dict[str, str]) -> Any:  # noqa: ANN401 - what is seen
        self.done.add(verb)
        said = self.place.ask(self.place.manager, "brief-admin", verb, given)
        assert "Nothing was done" not in shown(said), shown(said)
        return said


def shown(seen: Any) -> str:  # noqa: ANN401 - what is seen
    """Return what somebody sees, without what keeps it from being Markdown."""
    told = json.dumps([each.components for each in seen.messages], ensure_ascii=False)
    return ESCAPED.sub(r"\1", told)


def test_every_change_of_a_manager_says_what_it_did_and_how_to_undo_it_and_is_made_once(
    place: DiscordPlace,
) -> None:
    desk = Desk(place)
    with place.running() as process:
        said, undo = desk.change("subscribe", at="08:00", tz="Europe/Kyiv")
        assert "08:00, Europe/Kyiv" in said
        made = undo.removeprefix("/brief-admin unsubscribe ")
        assert made in desk.read("subscriptions")
        said, undo = desk.change("unsubscribe", subscription=made)
        assert f"{made} has ended" in said
        assert undo.startswith("/brief-admin subscribe")
        assert "tz:Europe/Kyiv" in undo

        said, undo = desk.change("pause", until="2099-12-24")
        assert "Paused: news" in said
        assert undo == "/brief-admin resume destination:news"
        assert "until 2099-12-24" in desk.read("status")
        said, undo = desk.change("resume")
        assert "Resumed: news" in said
        assert undo == '/brief-admin pause until:"2099-12-24T00:00" destination:news'

        said, undo = desk.change("post", digest="extra")
        assert "Ordered: extra" in said
        [edition] = until(place.messages)
        ordered = undo.removeprefix("/brief-admin retract ")
        assert f"ref {ordered}" in json.dumps(edition.components)
        assert "asked for by" in desk.read("why", ref=ordered)
        said, undo = desk.change("retract", ref=ordered, reason="a trial")
        assert f"Taken back: {ordered}" in said
        assert not undo
        until(lambda: not place.messages())

        until(lambda: place.greetings)  # or the refusal would be of that
        place.server.faults.refuse(NEVER_TAKEN, where=TO_POST)
        place.site.publish()
        refused = process.wait_for_line("delivery dead")["reference"]
        said, undo = desk.change("resolve", ref=refused, decision="again")
        assert "It is sent again" in said
        assert undo == f"/brief-admin retract {refused}"
        [post] = until(place.messages)

    assert f"ref {refused}" in json.dumps(post.components)
    admin = {name for name, verb in VERBS.items() if verb.command is Command.ADMIN}
    assert desk.done == {name for name in admin if not VERBS[name].is_button}
