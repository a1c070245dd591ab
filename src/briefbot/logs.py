"""The log: lines for people on a terminal, JSON elsewhere, and never a secret in either."""

import logging
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from briefbot.errors import told_of

#: What stands for a secret.
MASK = "***"

#: `user:password@` in an address, whoever put it there.
_CREDENTIALS = re.compile(r"(?<=://)[^/\s@'\"]+@")

#: Libraries whose own lines say nothing that an operator could use.
#: Below a warning, discord.py tells whole requests: what is posted, and tokens of interactions.
#: aiohttp's server tells what strangers send as errors of its own.
_QUIET = {
    "aiohttp.server": logging.CRITICAL,
    "apscheduler": logging.ERROR,
    "watchfiles": logging.ERROR,
    "alembic": logging.WARNING,
    "discord": logging.WARNING,
    "slack_bolt": logging.WARNING,
    "slack_sdk": logging.WARNING,
}


class Redaction:
    """A processor that replaces secrets in every text of a line, however deep.

    Knows the secrets it is given, and the form of addresses with credentials. Secrets shorter than
    four characters are not looked for: they are in every other word.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({each for each in secrets if len(each) >= 4}, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:  # noqa: ARG002 - structlog's signature
        """Return the line without secrets."""
        return {
            key: self._masked(each) if isinstance(each, str) else self.clean(each)
            for key, each in event.items()
        }

    def clean(self, value: object) -> object:
        """Return a value of a line without secrets; what is no plain value becomes a text."""
        if isinstance(value, str):
            return self._masked(value)
        if isinstance(value, dict):
            return {key: self.clean(each) for key, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.clean(each) for each in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return self._masked(str(value))

    def _masked(self, text: str) -> str:
        if self._secrets is not None:
            text = self._secrets.sub(MASK, text)
        return _CREDENTIALS.sub(f"{MASK}@", text) if "://" in text else text


class _Lines:
    """Where finished lines of the program go, without the way through `logging`, which is dear.

    A stream that takes nothing, on a full disk or with its reader gone, must not stop the program;
    and there is nowhere to say so.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def info(self, line: str) -> None:
        """Write a line at once."""
        with suppress(OSError, ValueError):  # ValueError: it is closed
            self._stream.write(f"{line}\n")
            self._stream.flush()

    debug = warning = error = critical = info


def set_up_logs(
    stream: TextIO, *, secrets: Iterable[str] = (), colour: bool = False, level: str = "info"
) -> None:
    """Send every line of the program and of its libraries to `stream`.

    A terminal gets lines to read, anything else one JSON object a line. Tracebacks are only given
    at level `debug`: above that, an error has its kind and its message.
    """
    redaction = Redaction(secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info if level == "debug" else _short_error,
        redaction,
    ]
    last: Processor = structlog.processors.JSONRenderer(serializer=_json)
    if stream.isatty():
        last = structlog.dev.ConsoleRenderer(colors=colour)
    structlog.configure(
        processors=[*shared, last],
        logger_factory=lambda *_: _Lines(stream),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.stdlib.PositionalArgumentsFormatter(),
                structlog.processors.format_exc_info if level == "debug" else _short_error,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                redaction,
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, threshold in _QUIET.items():
        logging.getLogger(name).setLevel(threshold)


def _json(event: EventDict, **_: object) -> str:
    return msgspec.json.encode(event).decode()


def _short_error(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:  # noqa: ARG001 - structlog's signature
    """Replace an exception by its kind and its message in one line; a group, by what is in it."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    elif error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        told = "; ".join(f"{type(each).__name__}: {each}" for each in told_of(error))
        event["error"] = told.replace("\n", " ")[:500]
    return event
