"""The running program and what it needs, loaded only when it is asked for."""

from collections.abc import Callable
from pathlib import Path


def run_program(
    config: Path | None = None,
    *,
    level: str = "info",
    served: Callable[[str], None] = lambda _address: None,
) -> None:
    """Run until SIGTERM or SIGINT; posts for terminals go to the output, the log to the errors.

    `served` is told the address of the chat page, when there is one and it is served.

    Raises SettingsError, UsageError or StoreError when it cannot begin.
    """
    from briefbot.app.running import run_program as run_until_stopped

    run_until_stopped(config, level=level, served=served)
