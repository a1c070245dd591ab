"""`python -m briefbot.healthcheck`: ends with 0 while the program on this machine is ready, else 1.

For containers, which have no other client: https://docs.docker.com/reference/dockerfile/#healthcheck
"""

import http.client
import json
import sys

from briefbot.errors import BriefbotError
from briefbot.settings import load_settings

_SECONDS = 4


def main() -> int:
    """Ask for /readyz at the configured port, and tell what it says. Returns the exit code."""
    try:
        listen = load_settings().http.listen
    except BriefbotError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if not listen:
        sys.stderr.write("[http] listen is empty -- nothing tells how the program is\n")
        return 1
    connection = http.client.HTTPConnection(
        "127.0.0.1", int(listen.rpartition(":")[2]), timeout=_SECONDS
    )
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        told = json.loads(answer.read(100_000))
    except (OSError, http.client.HTTPException, ValueError) as error:
        sys.stderr.write(f"no answer at port {connection.port}: {type(error).__name__}\n")
        return 1
    finally:
        connection.close()
    sys.stdout.write(f"{json.dumps(told)}\n")
    return 0 if answer.status == http.client.OK else 1


if __name__ == "__main__":
    sys.exit(main())
