"""`briefbot run` on Discord with 1,000 servers: what it holds above what it has imported.

Each has 20 channels and 5 roles. Compared is a process that imports the same libraries and opens
one engine. Linux only, by what `/proc` says of a process.
"""

import tempfile
import time
from pathlib import Path

from benchmarks.idle import bare_memory, memory, running
from benchmarks.programs.log_lines import told

from discord_server import DiscordServer
from platforms.discord.driving import hosted

GUILDS, CHANNELS, ROLES = 1_000, 20, 5
AT_MOST_MIB = 150
#: Until nothing more comes, in seconds.
SETTLED = 10


def fill(server: DiscordServer) -> None:
    """Put the bot into the servers."""
    for number in range(GUILDS):
        guild = server.add_guild(name=f"server {number}")
        for each in range(CHANNELS):
            server.add_channel(guild, name=f"channel-{each}")
        for each in range(ROLES):
            server.add_role(guild, name=f"role {each}")


def configure(folder: Path, server: DiscordServer) -> None:
    """Write a configuration without a destination: the bot only listens."""
    (folder / "briefs").mkdir()
    (folder / "config").mkdir()
    text = f'[discord]\napi = "{server.api}"\ngateway = "{server.gateway}"\n'
    (folder / "config" / "briefbot.toml").write_text(text, encoding="utf-8")


def held(folder: Path, server: DiscordServer) -> float:
    """Return what the program holds when it knows all servers, in MiB."""
    log = folder / "log"
    with running(folder, BRIEFBOT_DISCORD__TOKEN=server.token) as process:
        deadline = time.monotonic() + 60
        while (told(log, "listening to Discord") or {}).get("guilds") != GUILDS:
            if time.monotonic() > deadline:
                raise TimeoutError(log.read_text(encoding="utf-8"))
            time.sleep(0.1)
        time.sleep(SETTLED)
        return memory(process)


def main() -> int:
    """Print the figure."""
    with hosted() as host, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(host.server)
        configure(folder, host.server)
        whole = held(folder, host.server)
        modules = (folder / "modules").read_text(encoding="utf-8")
        above = whole - bare_memory(modules, folder)
    print(f"{GUILDS:,} servers on Discord with {CHANNELS} channels each:")
    print(f"  {above:.0f} MiB above its imports and an engine (at most {AT_MOST_MIB})")
    return 0 if above <= AT_MOST_MIB else 1


if __name__ == "__main__":
    raise SystemExit(main())
