"""A digest to destinations on Slack, at the pace that its documented limits allow.

There are 130 of them, so that it takes little more than the minute in which the workspace's limit
is counted: one message a second in a channel, and what is taken for "several hundred" a minute.
"""

from functools import partial

from benchmarks.chats.fan_out import IN_FLIGHT, compare_with_pacer, require_urgent_first, run
from benchmarks.chats.remote import Order
from benchmarks.chats.slack_place import serve_slack, slack_account

from briefbot.app.running.platforms.slack import PACE

LIMITED = Order(channels=130, is_limited=True)


def main() -> int:
    """Print the time against the pacer's own."""
    print("fan-out on Slack, all once, in order within a channel, urgent first:")
    done = run(
        "slack",
        serve_slack,
        LIMITED,
        lambda server: partial(slack_account, server.where, pace=PACE, in_flight=IN_FLIGHT),
    )
    require_urgent_first(done, LIMITED)
    return compare_with_pacer(done, LIMITED, PACE)


if __name__ == "__main__":
    raise SystemExit(main())
