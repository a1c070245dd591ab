"""The log never holds a secret, and is one JSON object a line where nobody reads along."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from briefbot.logs import MASK, Redaction, set_up_logs

SECRET = "xoxb-not-a-real-token"  # noqa: S105 - a fixture


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def fail(message: str) -> None:
    raise RuntimeError(message)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_is_one_json_object_where_nobody_reads_along() -> None:
    stream = io.StringIO()
    set_up_logs(stream)

    structlog.get_logger().info("posted", key="digest/morning", reference="7f3k2m")

    (line,) = stream.getvalue().splitlines()
    values = json.loads(line)
    assert values["event"] == "posted"
    assert values["reference"] == "7f3k2m"
    assert values["level"] == "info"
    assert values["timestamp"].endswith("Z")


def test_a_terminal_gets_a_line_to_read_without_colour_unless_allowed() -> None:
    plain, coloured = Terminal(), Terminal()
    set_up_logs(plain)
    structlog.get_logger().info("posted", reference="7f3k2m")
    structlog.reset_defaults()
    set_up_logs(coloured, colour=True)
    structlog.get_logger().info("posted", reference="7f3k2m")

    assert "posted" in plain.getvalue()
    assert "\x1b" not in plain.getvalue()
    assert "\x1b" in coloured.getvalue()


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_no_secret_reaches_a_line(stream: type[io.StringIO]) -> None:
    out = stream()
    set_up_logs(out, secrets=[SECRET], level="debug")
    log = structlog.get_logger()

    log.info(SECRET, deep={"list": [f"a {SECRET}"]}, thing=ValueError(SECRET))
    logging.getLogger("library").warning("using %s", SECRET)
    try:
        int(SECRET)
    except ValueError:
        log.exception("failed")
        logging.getLogger("library").exception("failed")
    log.info("connected", url="postgresql://briefbot:sesame@localhost/briefbot")

    assert SECRET not in out.getvalue()
    assert "sesame" not in out.getvalue()
    assert MASK in out.getvalue()


def test_an_error_is_one_short_line_unless_debugging() -> None:
    stream = io.StringIO()
    set_up_logs(stream)
    try:
        fail("first\nsecond")
    except RuntimeError:
        structlog.get_logger().exception("failed")
        logging.getLogger("library").exception("failed too")

    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["error"] for line in lines] == ["RuntimeError: first second"] * 2
    assert "Traceback" not in stream.getvalue()


def test_of_a_group_of_errors_the_log_names_what_is_in_it() -> None:
    stream = io.StringIO()
    set_up_logs(stream)
    inner = ExceptionGroup("within", [KeyError("a"), ValueError("b"), ValueError("b")])
    outer = ExceptionGroup("all", [inner, OSError("c")])
    structlog.get_logger().error("failed", exc_info=outer)

    assert json.loads(stream.getvalue())["error"] == "KeyError: 'a'; ValueError: b; OSError: c"


def test_the_wake_ups_of_the_scheduler_are_not_told() -> None:
    stream = io.StringIO()
    set_up_logs(stream)

    logging.getLogger("apscheduler.executors.default").info("Running job")

    assert stream.getvalue() == ""


@given(st.text(min_size=4, max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_a_secret_is_masked_wherever_it_stands(secret: str, before: str, after: str) -> None:
    cleaned = Redaction([secret]).clean({"text": [before + secret + after]})

    assert isinstance(cleaned, dict)
    assert secret not in cleaned["text"][0].replace(MASK, "\0")
