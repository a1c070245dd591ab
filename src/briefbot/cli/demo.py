"""`briefbot demo`."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from briefbot import app
from briefbot.cli.pages import open_page, write_page
from briefbot.cli.preview import MAX_WIDTH
from briefbot.cli.printable import printable
from briefbot.core.finding import Finding, Severity
from briefbot.services.demonstrate import Shown, Usage
from briefbot.services.replay import Happening, Moment


@click.command(
    epilog="""\b
Examples:
  briefbot demo
  briefbot demo --open    and look at it in a browser
  make demo               from a source tree, sets up first"""
)
@click.option(
    "--width",
    type=click.IntRange(40, 400),
    help=f"Columns.  [default: the terminal's, at most {MAX_WIDTH}]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The page's file.  [default: build/demo.html]",
)
@click.option("--open", "opened", is_flag=True, help="Open the page in a browser.")
def demo(*, width: int | None, output: Path | None, opened: bool) -> int:
    """Show the example briefs: checked, posted, in digests and reminders, and corrected.

    Ends with the path of a page that shows it all as readers of each platform see it. Needs no
    token, no server and no network; nothing is sent.
    """
    columns = width or min(MAX_WIDTH, shutil.get_terminal_size().columns)
    colour = app.colour(sys.stdout)
    demonstration = app.demonstration(width=columns, colour=colour)
    sources = demonstration.read(app.example_folder())
    _say("briefbot demo: two briefs on real events, from file to message. Nothing is sent.\n")
    _headline("1. Check the briefs, as `briefbot check` does", columns, colour)
    failed = False
    for path, findings in demonstration.check(sources):
        failed = failed or any(finding.severity is Severity.ERROR for finding in findings)
        _say(f"{_near(path)}: {_verdict(findings)}")
    _say("")
    _headline("2. Live through 20 November to 5 December 2024, in Kyiv time", columns, colour)
    replay = app.demonstration_replay(sources)
    moments = list(replay.moments())
    zone = ZoneInfo(replay.channel.zone)
    for number, moment in enumerate(moments, start=1):
        _tell(moment, f"[{number:>{len(str(len(moments)))}}/{len(moments)}]", zone, colour)
        if moment.document is not None:
            _show(demonstration.show(moment.document))
    _say("")
    _headline("What to try next", columns, colour)
    _say(_NEXT)
    page = write_page(app.demonstration_page(replay), output=output, name="demo")
    _say("The same on one page, as readers of Discord, Slack and plain text see it:")
    _say(printable(str(page.resolve())))
    if opened:
        open_page(page)
    return 1 if failed else 0


_POSTED = {
    Happening.SUMMARY: "{name} is published",
    Happening.CORRECTION: "what was posted of {name} is edited, and this notice goes below it",
    Happening.DIGEST: "an edition of {name} is posted",
    Happening.REMINDER: "a meeting is near",
}

_NEXT = """\
briefbot preview brief nuc-dnipro-oreshnik --as html --open
    one brief on a page; also: discord, slack (the exact request bodies), text, markdown, json
briefbot new "Your event in a few words"
    begins a brief of your own; then run: briefbot check
briefbot check --help
    what is checked, and how to read it; every rule is explained in docs/rules
"""


def _say(text: str, *, end: str = "\n") -> None:
    click.echo(text + end, nl=False, color=app.colour(sys.stdout))
    sys.stdout.flush()  # each step is seen when it is done


def _headline(text: str, columns: int, colour: bool) -> None:  # noqa: FBT001 - as asked of the stream
    _say(click.style(text, bold=True) if colour else text)
    _say("=" * min(len(text), columns) + "\n")


def _tell(moment: Moment, counter: str, zone: ZoneInfo, colour: bool) -> None:  # noqa: FBT001
    """Say what happens, and when: a line for what is skipped, a headline for what is posted."""
    local = moment.at.astimezone(zone)
    line = f"{counter} {local:%a} {local.day} {local:%b %Y, %H:%M}  {moment.happening.value}"
    if moment.document is None:
        _say(f"{line} {moment.name}: skipped, {moment.reason}")
        return
    line = f"{line}: {_POSTED[moment.happening].format(name=moment.name)}"
    _say("\n" + (click.style(line, bold=True) if colour else line) + "\n")


def _near(path: str) -> str:
    """Return a path as seen from the current folder, when it is below it."""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except ValueError:
        return path


def _verdict(findings: Sequence[Finding]) -> str:
    counts = {
        severity: sum(finding.severity is severity for finding in findings) for severity in Severity
    }
    errors = counts.pop(Severity.ERROR)
    told = [f"{errors} errors" if errors else "no errors"]
    told += [f"{count} {severity.value}" for severity, count in counts.items() if count]
    return ", ".join(told)


def _show(shown: Shown) -> None:
    _say(shown.text)
    _say("On every platform (the fullest message, of what is allowed):")
    rows = [(usage.platform, _messages(usage), ", ".join(_limits(usage))) for usage in shown.usages]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for platform, messages, limits in rows:
        _say(f"  {platform:<{widths[0]}}  {messages:>{widths[1]}}  {limits}".rstrip())
    _say("")


def _messages(usage: Usage) -> str:
    return "1 message" if usage.pages == 1 else f"{usage.pages} messages"


def _limits(usage: Usage) -> Iterator[str]:
    for limit, (taken, allowed) in usage.used.items():
        yield f"{taken:,} of {allowed:,} {limit}"
    for loss in usage.losses:
        yield f"{loss.kind.value}: {loss.what} ({loss.count})"
