"""The image, built and run as `compose.yaml` says, by a real Docker engine where there is one."""

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = f"briefbot-test-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
#: The image may add so much to the one it is made of.
MOST_BYTES = 120_000_000
MEMORY = 256 * 1024 * 1024
SHOW = "/brief show nuc-dnipro-oreshnik share:true"

#: A command that runs another where published ports are, when the engine has its own network.
NETWORK = shlex.split(os.environ.get("BRIEFBOT_DOCKER_NETWORK", ""))


@cache
def engine_answers() -> bool:
    if shutil.which("docker") is None:
        return False
    asked = subprocess.run(["docker", "version"], capture_output=True, check=False, timeout=30)
    return asked.returncode == 0


pytestmark = pytest.mark.skipif(not engine_answers(), reason="no Docker engine answers")


@dataclass(frozen=True)
class Site:
    """The composed service, and the port at which it is published."""

    port: int

    def compose(self, *words: str) -> str:
        return docker("compose", "-p", PROJECT, *words, BRIEFBOT_PORT=str(self.port))

    def up(self) -> None:
        self.compose("up", "--detach", "--wait", "--wait-timeout", "120")

    @property
    def container(self) -> str:
        return self.compose("ps", "--all", "--quiet", "briefbot").strip()

    def inspected(self) -> dict[str, Any]:
        (found,) = json.loads(docker("inspect", self.container))
        assert isinstance(found, dict)
        return found

    def asked(self, path: str, body: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Ask through the published port, as a browser on this machine does."""
        address = f"http://127.0.0.1:{self.port}"
        done = run([*NETWORK, sys.executable, "-c", ASK, address, path, json.dumps(body)])
        status, _, text = done.partition("\n")
        return int(status), text

    def posts(self, channel: str = "news") -> list[str]:
        status, text = self.asked(f"/chat/messages?channel={channel}")
        assert status == 200, text
        return [message["id"] for message in json.loads(text)["messages"]]


ASK = """
import json, sys, urllib.error, urllib.request
address, path, body = sys.argv[1:]
headers = {"Content-Type": "application/json", "X-Briefbot": "1", "Origin": address}
data = None if body == "null" else body.encode()
request = urllib.request.Request(address + path, data=data, headers=headers)
try:
    with urllib.request.urlopen(request, timeout=20) as answer:
        print(answer.status, answer.read().decode(), sep="\\n")
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode(), sep="\\n")
"""


def run(command: Sequence[str], **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def docker(*words: str, **environment: str) -> str:
    return run(["docker", *words], **environment)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site(free_port())
    site.compose("build", "--quiet")
    try:
        site.up()
        yield site
    finally:
        site.compose("down", "--volumes", "--timeout", "10")


def test_a_first_visit_finds_the_chat_and_the_program_is_ready(site: Site) -> None:
    status, page = site.asked("/")
    assert status == 200
    assert "<title>" in page

    status, told = site.asked("/readyz")
    assert (status, json.loads(told)["status"]) == (200, "ready")


def test_it_runs_with_the_least_rights(site: Site) -> None:
    host = site.inspected()["HostConfig"]

    assert docker("exec", site.container, "id", "-u").strip() == "10001"
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert "no-new-privileges:true" in host["SecurityOpt"]
    assert host["Memory"] == MEMORY
    status = docker("exec", site.container, "cat", "/proc/1/status")
    assert "NoNewPrivs:\t1" in status
    assert "CapEff:\t0000000000000000" in status


def test_a_post_survives_a_stop_and_a_new_container(site: Site) -> None:
    command = {
        "channel": "news",
        "as": "manager",
        "text": SHOW,
        "id": "image-test-0001",
        "zone": "UTC",
        "lang": "en",
    }
    status, answer = site.asked("/chat/command", command)
    assert status == 200, answer
    deadline = time.monotonic() + 60
    while not (posted := site.posts()):
        assert time.monotonic() < deadline, site.compose("logs")
        time.sleep(0.5)

    began = time.monotonic()
    docker("stop", "--time", "10", site.container)
    taken = time.monotonic() - began
    state = site.inspected()["State"]
    assert (state["ExitCode"], state["OOMKilled"]) == (0, False), site.compose("logs")
    assert taken < 10

    site.compose("rm", "--force")
    site.up()
    assert site.posts() == posted
    # The same command again, as a page does that never saw the answer: nothing is posted twice.
    status, _ = site.asked("/chat/command", command)
    assert status == 200
    time.sleep(3)
    assert site.posts() == posted


def test_it_stays_below_its_memory_limit(site: Site) -> None:
    status = docker("exec", site.container, "cat", "/proc/1/status")
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))

    assert int(peak) * 1024 < MEMORY
    assert site.inspected()["State"]["OOMKilled"] is False


def test_the_image_adds_little_to_its_base(site: Site) -> None:
    image = site.inspected()["Image"]
    base = (ROOT / "Dockerfile").read_text(encoding="utf-8").split("FROM ")[-1].split()[0]

    own, below = (
        int(docker("image", "inspect", "--format", "{{.Size}}", each)) for each in (image, base)
    )
    assert own - below <= MOST_BYTES
