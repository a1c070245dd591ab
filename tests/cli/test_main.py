"""How every command line ends: exit codes, one line for each error, nothing imported in vain."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from briefbot import __version__, app
from briefbot.cli.main import COMMANDS
from briefbot.storage.database import Database
from cli.conftest import Command
from linting import with_facts

BRIEFBOT = [sys.executable, "-m", "briefbot"]
UNCITED = with_facts("- The ferry closed on 4 November 2025.")


def test_the_help_lists_every_command_with_examples(command: Command) -> None:
    ended = command("--help")

    assert ended.code == 0
    assert "Examples:" in ended.out
    for name, entry in COMMANDS.items():
        assert f"  {name} " in ended.out
        assert entry.short_help in ended.out


@pytest.mark.parametrize("arguments", [["check"], ["new"], ["preview"], ["preview", "brief"]])
def test_every_command_has_help_with_examples(arguments: list[str], command: Command) -> None:
    ended = command(*arguments, "--help")

    assert ended.code == 0
    assert "Examples:" in ended.out
    assert f"briefbot {' '.join(arguments)}" in ended.out


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_of_commands_says_what_each_command_says_of_itself(name: str) -> None:
    assert COMMANDS[name].load().name == name


def test_the_version_is_told(command: Command) -> None:
    assert command("--version").out == f"briefbot {__version__}\n"


def test_help_and_version_import_no_command() -> None:
    code = (
        "import sys\n"
        "from briefbot.cli.main import run\n"
        "run(['--help'])\n"
        "print(sorted({'briefbot.app', 'briefbot.cli.check', 'pydantic', 'yaml', 'babel'}"
        " & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stderr == "[]\n"


def test_a_short_command_looks_through_nothing_for_garbage_and_imports_no_migrations(
    tmp_path: Path,
) -> None:
    Database(tmp_path / "data" / "briefbot.db").prepare()
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "briefbot.toml").write_text("[destinations]\n")
    code = (
        "import gc, sys\n"
        "from briefbot.__main__ import main\n"
        "sys.argv = ['briefbot', 'status']\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, end=' ')\n"
        "print(gc.get_stats()[2]['collections'], 'alembic' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )

    *told, facts = ended.stdout.splitlines()
    assert told, "the status was shown"
    assert facts == "0 0 False"


def test_without_a_command_the_help_is_shown(command: Command) -> None:
    ended = command()

    assert ended.code == 2
    assert "Commands:" in ended.err


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["chek"],
            "briefbot: No such command 'chek'. Did you mean 'check'? -- see briefbot --help",
        ),
        (["check", "--fromat", "json"], "briefbot: No such option '--fromat'. Did you mean"),
        (["check", "--format", "xml"], "briefbot: Invalid value for '--format': 'xml' is not one"),
        (["new"], "briefbot: Missing argument 'TITLE'. -- see briefbot new --help"),
    ],
)
def test_wrong_use_is_told_in_one_line(arguments: list[str], line: str, command: Command) -> None:
    ended = command(*arguments)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(line)
    assert ended.err.count("\n") == 1


class _Broken:
    def __call__(self, *_: object, **__: object) -> None:
        raise RuntimeError("the\nreason")


def test_a_fault_of_briefbots_own_is_one_line(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "check", _Broken())

    ended = command("check")

    assert ended.code == 3
    assert ended.err == (
        "briefbot: a fault of briefbot's own, RuntimeError: the -- "
        "please report it, with what --debug shows\n"
    )


@pytest.mark.parametrize("by_variable", [True, False])
def test_debug_shows_where_a_fault_arose(
    *, by_variable: bool, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "check", _Broken())
    if by_variable:
        monkeypatch.setenv("BRIEFBOT_DEBUG", "1")

    with pytest.raises(RuntimeError, match="reason"):
        command(*([] if by_variable else ["--debug"]), "check")


def many_faults(folder: Path) -> None:
    """Write so many findings that they fill a pipe."""
    for number in range(40):
        text = with_facts("".join(f"- The ferry closed {time} times.\n" for time in range(60)))
        (folder / f"bridge-{number}.md").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "arguments", [["check"], ["--help"], ["preview", "brief", "river-bridge", "--as", "json"]]
)
def test_a_reader_that_goes_away_is_no_error(arguments: Sequence[str], bridge: Path) -> None:
    many_faults(bridge.parent)
    with subprocess.Popen(
        [*BRIEFBOT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        error = process.stderr.read()

    assert process.returncode == 1
    assert "Traceback" not in error
    assert "BrokenPipe" not in error


def test_an_interruption_ends_with_one_line_and_130(bridge: Path) -> None:
    """The check is interrupted while it waits for a pager that does not read."""
    many_faults(bridge.parent)
    with subprocess.Popen(
        [*BRIEFBOT, "check"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        os.kill(process.pid, signal.SIGINT)
        error = process.stderr.read()
        process.stdout.close()

    assert process.returncode == 130
    assert error.split() == ["briefbot:", "interrupted"]


def on_a_terminal(arguments: Sequence[str], environment: dict[str, str]) -> str:
    """Run a command whose output goes to a terminal, and return what came out."""
    main, far = pty.openpty()
    with subprocess.Popen(
        [*BRIEFBOT, *arguments], stdout=far, stderr=subprocess.DEVNULL, env=environment
    ):
        os.close(far)
        shown = b""
        while True:
            try:
                part = os.read(main, 4096)
            except OSError:  # Linux's way to say that the other end has closed
                part = b""
            if not part:
                break
            shown += part
    os.close(main)
    return shown.decode()


@pytest.mark.parametrize(
    "arguments", [["check"], ["preview", "brief", "river-bridge"]], ids=["check", "preview"]
)
def test_colour_is_for_terminals_and_not_where_no_color_is_set(
    arguments: Sequence[str], bridge: Path
) -> None:
    bridge.write_text(UNCITED, encoding="utf-8")
    environment = dict(os.environ) | {"TERM": "xterm-256color"}

    assert "\x1b[" in on_a_terminal(arguments, environment)
    assert "\x1b[" not in on_a_terminal(arguments, environment | {"NO_COLOR": "1"})
