"""Commands on Discord, 50 a second, while a digest goes out to 1,000 channels."""

from collections.abc import Sequence

from benchmarks.chats.commands import DESTINATIONS, digest_going_out, load, report

from discord_server import CREATE_MESSAGE, Channel, DiscordServer, User
from platforms.discord.driving import Hosted, hosted

#: A server has at most 500 channels.
GUILDS = 4


class Place:
    """A Discord with many channels, and somebody who asks."""

    def __init__(self, server: DiscordServer) -> None:
        self.server = server
        self.channels: list[Channel] = []
        for number in range(GUILDS):
            guild = server.add_guild(name=f"server {number}")
            self.channels += [
                server.add_channel(guild, name=f"desk-{each}")
                for each in range(DESTINATIONS // GUILDS)
            ]
        self.reader: User = server.add_user(self.channels[0].guild)

    def posts(self) -> int:
        """Return how many messages of the digest there are."""
        return sum(call.status == 200 for call in self.server.calls(CREATE_MESSAGE))

    async def ask(self, words: Sequence[str]) -> float | None:
        """Run a command."""
        options = dict(word.split(":", 1) for word in words[1:])
        place = self.channels[0]
        seen = await self.server.run_command(self.reader, place, "brief", words[0], options)
        return seen.acknowledged_after


def measure(host: Hosted) -> int:
    """Print the figures of a Discord."""
    place = Place(host.server)
    server = host.server
    table = f'[discord]\napi = "{server.api}"\ngateway = "{server.gateway}"'
    channels = [str(channel.id) for channel in place.channels]
    environment = {"BRIEFBOT_DISCORD__TOKEN": server.token}
    with digest_going_out("discord", table, channels, environment, place.posts):
        before = place.posts()
        found = host.call(load(place.ask))
        after = place.posts()
    return report(found, posted=after, meanwhile=after - before)


def main() -> int:
    """Print how soon commands are acknowledged."""
    print("commands on Discord, while a digest goes out:")
    with hosted() as host:
        return measure(host)


if __name__ == "__main__":
    raise SystemExit(main())
