"""The health of a container, as its engine asks for it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from briefbot import healthcheck


@contextmanager
def answering(status: int, body: bytes) -> Iterator[int]:
    """Have a server that gives one answer to every request; yield its port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b'{"status": "ready"}', 0),
        (503, b'{"status": "not ready"}', 1),
        (200, b"not JSON at all", 1),
    ],
)
def test_it_is_healthy_only_while_the_program_is_ready(
    status: int, body: bytes, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(status, body) as port:
        monkeypatch.setenv("BRIEFBOT_HTTP__LISTEN", f"0.0.0.0:{port}")
        assert healthcheck.main() == code


def test_a_configuration_that_was_broken_meanwhile_is_none_of_its_health(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "briefbot.toml").write_text("x = [", encoding="utf-8")
    with answering(200, b'{"status": "ready"}') as port:
        monkeypatch.setenv("BRIEFBOT_HTTP__LISTEN", f"0.0.0.0:{port}")
        assert healthcheck.main() == 0


@pytest.mark.parametrize("listen", ["", "127.0.0.1:1", "127.0.0.1:0", "nonsense"])
def test_where_nothing_answers_it_is_not_healthy_and_says_why(
    listen: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BRIEFBOT_HTTP__LISTEN", listen)

    assert healthcheck.main() == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err
    assert "Traceback" not in told.err
