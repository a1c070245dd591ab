"""A digest to 1,000 destinations on Slack, at the pace that its documented limits allow.

That is one message a second in a channel, and what is taken for "several hundred" a minute: it
takes some four minutes. The order within a channel is looked at where there is one, among 130 that
get two messages each.
"""

from functools import partial

from benchmarks.chats.fan_out import IN_FLIGHT, compare_with_pacer, require_urgent_first, run
from benchmarks.chats.remote import Order
from benchmarks.chats.slack_place import serve_slack, slack_account

from briefbot.app.running.platforms.slack import PACE

#: So many channels, and messages for each.
ORDERS = ((130, 2), (1_000, 1))


def main() -> int:
    """Print the times against the pacer's own."""
    print("fan-out on Slack, all once, in order within a channel, urgent first:")
    return max([fan_out(channels, of_each) for channels, of_each in ORDERS])


def fan_out(channels: int, of_each: int) -> int:
    """Print the time against the pacer's own, and return the exit code."""
    order = Order(channels=channels, is_limited=True)
    done = run(
        "slack",
        serve_slack,
        order,
        lambda server: partial(slack_account, server.where, pace=PACE, in_flight=IN_FLIGHT),
        of_each=of_each,
    )
    require_urgent_first(done, order, of_each=of_each)
    return compare_with_pacer(done, order, PACE, of_each=of_each)


if __name__ == "__main__":
    raise SystemExit(main())
