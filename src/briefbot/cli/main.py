"""The command `briefbot`: its table of commands, and how every error ends.

Exit codes: 0 well, 1 faults found, or output closed early, 2 wrong use or unreadable, 3 a fault of
briefbot itself, 130 interrupted.
"""

import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import click

from briefbot import __version__
from briefbot.cli.lazy import LazyCommand, LazyGroup
from briefbot.cli.printable import printable
from briefbot.errors import BriefbotError, SettingsError

EXIT_USAGE = 2
EXIT_FAULT = 3
EXIT_INTERRUPTED = 130

COMMANDS = {
    "check": LazyCommand("briefbot.cli.check:check", "Check briefs and the configuration."),
    "new": LazyCommand("briefbot.cli.new:new", "Begin a brief."),
    "preview": LazyCommand("briefbot.cli.preview:preview", "Show what would be posted."),
    "rehearse": LazyCommand(
        "briefbot.cli.rehearse:rehearse", "Show every post that some days would bring."
    ),
    "run": LazyCommand("briefbot.cli.run:run", "Post what is due, until it is stopped."),
    "ask": LazyCommand("briefbot.cli.ask:ask", "Answer a command as in a chat."),
    "status": LazyCommand("briefbot.cli.status:status", "Tell whether all is well."),
    "why": LazyCommand("briefbot.cli.why:why", "Tell why something was posted, or was not."),
    "post": LazyCommand("briefbot.cli.post:post", "Post an edition now."),
    "retract": LazyCommand("briefbot.cli.retract:retract", "Take a post back."),
    "resolve": LazyCommand("briefbot.cli.resolve:resolve", "Decide about a message that is held."),
    "resume": LazyCommand("briefbot.cli.resume:resume", "Post again at a paused destination."),
    "corrections": LazyCommand(
        "briefbot.cli.corrections:corrections", "List the corrections of what was posted."
    ),
    "clock": LazyCommand("briefbot.cli.clock:clock", "Vouch for the clock of this machine."),
    "demo": LazyCommand("briefbot.cli.demo:demo", "Show the example briefs on every platform."),
    "calendar": LazyCommand("briefbot.cli.calendar:calendar", "Show a calendar, or write one."),
    "discord": LazyCommand("briefbot.cli.discord:discord", "Set the bot up on Discord."),
    "slack": LazyCommand("briefbot.cli.slack:slack", "Set the app up on Slack."),
    "config": LazyCommand("briefbot.cli.config:config", "Tell about the configuration's form."),
}


@dataclass(slots=True)
class Invocation:
    """What the handling of errors has to know of the command line."""

    debug: bool = False


@click.command(
    cls=LazyGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  briefbot check                        all briefs, and the configuration
  briefbot new "Council meets on water" begin a brief
  briefbot preview brief SLUG --as slack
  briefbot COMMAND --help               more on one of them""",
)
@click.option(
    "--debug",
    is_flag=True,
    envvar="BRIEFBOT_DEBUG",
    help="Show where in briefbot an unexpected error arose.",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_obj
def briefbot(invocation: Invocation, *, debug: bool) -> None:
    """Keep Discord and Slack channels briefed, from sourced Markdown files."""
    invocation.debug = debug


@briefbot.result_callback()
def _flush(code: int, **_: object) -> int:
    # A reader that has gone, as in `| head`, is noticed here and not while Python shuts down.
    sys.stdout.flush()
    return code


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line, by default this process's own, and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # File names may hold what the terminal's encoding does not.
            stream.reconfigure(errors="backslashreplace")
    invocation = Invocation()
    try:
        code: int | None = briefbot.main(
            arguments, prog_name="briefbot", standalone_mode=False, obj=invocation
        )
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return EXIT_USAGE
    except click.exceptions.Abort:
        return _end("interrupted", EXIT_INTERRUPTED)
    except (click.ClickException, BriefbotError) as error:
        return _end(_explained(error), EXIT_USAGE)
    except Exception as error:
        if invocation.debug:
            raise
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        advice = "please report it, with what --debug shows"
        return _end(f"a fault of briefbot's own, {what} -- {advice}", EXIT_FAULT)
    return code or 0


def _explained(error: click.ClickException | BriefbotError) -> str:
    """Return the one line for an error; what the configuration's line sums up is shown first."""
    if isinstance(error, SettingsError):
        from briefbot.cli.findings import text_line  # noqa: PLC0415 - only where it is needed

        for finding in error.findings:
            click.echo(text_line(finding), err=True)
    if not isinstance(error, click.ClickException):
        return str(error)
    message = " ".join(error.format_message().split())
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{message} -- see {context.command_path} --help" if context else message


def _end(message: str, code: int) -> int:
    click.echo(f"briefbot: {printable(message)}", err=True)
    return code
