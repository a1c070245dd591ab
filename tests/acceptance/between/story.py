"""What happens at a site while its process is killed, the same each time."""

from contextlib import chdir, redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

from acceptance.between.chat import ChatPlace
from acceptance.between.ledger import Ledger, Verdict
from acceptance.between.life import Life
from acceptance.meetings import meeting
from acceptance.running import Site
from briefbot.cli.main import run as briefbot
from linting import edited

CONFIG = """\
timezone = "UTC"
{access}\
[destinations.news]
platform = "{platform}"
channel = "{news}"
[destinations.more]
platform = "{platform}"
channel = "{more}"
corrections = "edit-and-post"
[summaries.bridges]
destinations = ["news", "more"]
topics = ["transport"]
[digests.extra]
rule = "0 0 29 2 *"
zone = "UTC"
when_empty = "post"
destinations = ["news"]
"""
#: Where the front matter of a brief takes one more line.
_END = "---\n\n## What happened"
_FIRST, _SECOND = "river-bridge", "old-bridge"
#: Meetings begin so many seconds apart, so that a reminder can be asked for at any time.
_APART = 2


class Story:
    """A place, its site, and what an editor, an operator and a reader do there, one by one."""

    def __init__(self, place: ChatPlace, site: Site, life: Life) -> None:
        self._place = place
        self._site = site
        self._life = life
        self._kinds: list[str] = []
        self._ledger = Ledger(site.folder / "data")
        self._began = datetime.now(UTC)

    def play(self) -> list[Verdict]:
        """Let all of it happen; return what stands before and after an edition is taken back."""
        place = self._place
        channels = {name: place.channel_id(name) for name in ("news", "more")}
        self._site.configure(
            CONFIG.format(access=place.access, platform=place.platform, **channels)
        )
        path = self._published()
        self._life.start()
        self._rests("summary", "summary")
        self._operator("post", "extra")
        self._rests("digest")
        self._restarted()
        self._reminded()
        self._rests("summary", "summary")
        self._corrected(path)
        self._shared()
        self._rests("personal", "shared")
        before = self._ledger.judge(place)
        [edition] = self._ledger.references("digest")
        self._operator("retract", edition)
        self._life.until(lambda: not self._digest_stands())
        self._rests()
        self._life.until(lambda: place.greetings >= place.welcomes)
        self._life.end()
        return [before, self._ledger.judge(place)]

    # --- what people do ---

    def _published(self) -> Path:
        """Publish a long brief, and short ones that only a digest shows."""
        for number in range(9):
            self._site.publish(
                f"short-{number}",
                (_END, f"topics: [culture]\n{_END}"),
                (
                    "the new bridge",
                    f"the new bridge{' and the old one' * (self._place.page // 130)}",
                ),
            )
        facts = "".join(
            f"- The council spoke of pillar {number}. {'It is long. ' * 12}[@notice; @wire]\n"
            for number in range(self._place.page // 180)
        )
        heading = "\n## The response"
        return self._site.publish(
            _FIRST, (heading, f"{facts}{heading}"), (_END, f"topics: [transport]\n{_END}")
        )

    def _restarted(self) -> None:
        """Start it anew; meanwhile a second brief comes out."""
        self._life.end()
        self._began = datetime.now(UTC)
        starts = (self._began + timedelta(hours=1, seconds=_APART * each) for each in range(1, 21))
        entries = [
            meeting(moment, title=f"Opening o{each}")[1] for each, moment in enumerate(starts)
        ]
        lines = "".join(entry.partition("meetings:\n")[2].partition("---")[0] for entry in entries)
        more = f"topics: [transport]\nmeetings:\n{lines}{_END}"
        self._site.publish(_SECOND, (_END, more))
        self._life.start()

    def _reminded(self) -> None:
        """Ask for a reminder of the next of many meetings that can still be asked for."""

        def next_one() -> str:
            passed = (datetime.now(UTC) - self._began).total_seconds() + 1.2
            return f"{_SECOND}/o{int(passed // _APART)}"

        self._life.get(
            lambda: self._place.asking("remind", meeting=next_one(), lead="1h"),
            unless=self._ledger.has_reminders,
        )

    def _corrected(self, path: Path) -> None:
        at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        entry = (
            f'{{at: {at}, kind: correction, was: "It opened to traffic.", now: "It opened.", '
            "source: notice}"
        )
        text = edited(
            (" to traffic\n", f"\ncorrections:\n  - {entry}\n"), text=path.read_text("utf-8")
        )
        self._site.write(text, path.name)
        self._life.until(lambda: self._ledger.shows(_FIRST, 2))
        self._rests("correction")

    def _shared(self) -> None:
        """Share an answer; whoever sees it stand there does not ask again."""
        self._life.get(
            lambda: self._place.asking("sources", id=_FIRST, share="true"),
            unless=lambda: bool(self._ledger.references("shared")),
        )

    def _operator(self, *command: str) -> None:
        """Have an operator give a command."""
        with chdir(self._site.folder), redirect_stdout(StringIO()):
            assert briefbot([*command, "--config", "briefbot.toml"]) == 0

    # --- what is waited for ---

    def _rests(self, *kinds: str) -> None:
        """Wait until there are postings of these kinds besides, and nothing is to be done."""
        self._kinds += kinds
        self._life.until(lambda: self._ledger.is_at_rest(*self._kinds))

    def _digest_stands(self) -> bool:
        said = self._ledger.judge(self._place).said
        return any(kind == "digest" for place in said.values() for one in place for kind, *_ in one)
