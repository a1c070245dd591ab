"""The running program and what it needs, loaded only when it is asked for."""

from pathlib import Path


def run_program(config: Path | None = None, *, level: str = "info") -> None:
    """Run until SIGTERM or SIGINT; posts for terminals go to the output, the log to the errors.

    Raises SettingsError, UsageError or StoreError when it cannot begin.
    """
    from briefbot.app.running import run_program as run_until_stopped

    run_until_stopped(config, level=level)
