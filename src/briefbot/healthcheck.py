"""`python -m briefbot.healthcheck`: ends with 0 while the program on this machine is ready, else 1.

For containers, which have no other client: https://docs.docker.com/reference/dockerfile/#healthcheck
"""

import http.client
import json
import sys

from pydantic import ValidationError

from briefbot.errors import BriefbotError
from briefbot.settings import Settings, load_settings

_SECONDS = 4
#: Whoever listens on every address is asked on this machine's own.
_OWN = {"0.0.0.0": "127.0.0.1", "[::]": "::1", "localhost": "127.0.0.1"}  # noqa: S104 - never bound


def main() -> int:
    """Ask for /readyz where the program listens, and tell what it says. Returns the exit code."""
    listen = _listen()
    host, _, port = listen.rpartition(":")
    if not port.isdecimal() or port == "0":
        sys.stderr.write(f'[http] listen is "{listen}": nothing can be asked there\n')
        return 1
    connection = http.client.HTTPConnection(
        _OWN.get(host, host.strip("[]")), int(port), timeout=_SECONDS
    )
    try:
        # Asked at any address, it goes by a name of its own.
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        answer = connection.getresponse()
        told = json.loads(answer.read(100_000))
    except (OSError, http.client.HTTPException, ValueError) as error:
        sys.stderr.write(f"no answer at {listen}: {type(error).__name__}\n")
        return 1
    finally:
        connection.close()
    sys.stdout.write(f"{json.dumps(told)}\n")
    return 0 if answer.status == http.client.OK else 1


def _listen() -> str:
    """Return where the program listens.

    A configuration that was broken while the program runs is none of its health: then the
    environment tells, which wins in a container anyway.
    """
    try:
        return load_settings().http.listen
    except BriefbotError:
        pass
    try:
        return Settings().http.listen
    except (ValidationError, BriefbotError):
        return ""


if __name__ == "__main__":
    sys.exit(main())
