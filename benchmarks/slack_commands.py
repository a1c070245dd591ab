"""Commands on Slack, 50 a second, while a digest goes out to 1,000 channels."""

from collections.abc import Sequence

from benchmarks.chats.commands import DESTINATIONS, digest_going_out, load, report

from platforms.slack.serving import serving
from slack_server import SlackServer


class Place:
    """A workspace with many channels, and somebody who asks."""

    def __init__(self, server: SlackServer) -> None:
        self.server = server
        self.channels = [server.add_channel(f"desk-{number}") for number in range(DESTINATIONS)]
        self.reader = server.add_user("Reader")

    def posts(self) -> int:
        """Return how many messages of the digest there are."""
        calls = self.server.requests
        return sum(call.method == "chat.postMessage" and not call.error for call in calls)

    async def ask(self, words: Sequence[str]) -> float | None:
        """Type a command."""
        answer = await self.server.run_command(
            self.reader, self.channels[0], "/brief", " ".join(words)
        )
        return answer.acknowledged_after


def main() -> int:
    """Print how soon commands are acknowledged."""
    print("commands on Slack, while a digest goes out:")
    with serving() as thread:
        server = thread.server
        place = Place(server)
        environment = {
            "BRIEFBOT_SLACK__BOT_TOKEN": server.bot_token,
            "BRIEFBOT_SLACK__APP_TOKEN": server.app_token,
        }
        channels = [channel.id for channel in place.channels]
        table = f'[slack]\napi = "{server.api}"'
        with digest_going_out("slack", table, channels, environment, place.posts):
            thread.does(server.connected())
            before = place.posts()
            found = thread.does(load(place.ask))
            after = place.posts()
        return report(found, posted=after, meanwhile=after - before)


if __name__ == "__main__":
    raise SystemExit(main())
