"""What must hold of every run, judged by the platforms' truth, the ledger and the oracle.

I1 nothing stands twice. I2 everything due ends, and is on the platform if the ledger says so. I3 a
destination keeps the order. I4 nothing is early. I5 nothing is sent without a written intent. I6 a
worker that was fenced off changes nothing. I7 lateness has a reason and a bound. I8 limits hold.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from briefbot.core.delivery.state import OPEN_STATES, DeliveryState, Operation, PostingState
from simulation.expected import Expected, expected_keys
from simulation.heeding import Unheeded
from simulation.ledger import PostingRow
from simulation.meetings import unsaid
from simulation.platforms import LATEST_EFFECT, Post

if TYPE_CHECKING:
    from simulation.points import Span
    from simulation.world import World

#: A clock may be a little off, without anybody calling that early.
_SAME_TIME = 5.0
#: How long the edits of a destination may take, with some of them unclear.
_MANY_EDITS = 3600.0


@dataclass(slots=True)
class Verdict:
    """What was found: figures for the table, and a sentence for everything that must not be."""

    figures: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    #: Seconds from the release of a posting to its first page, where nothing was wrong.
    lateness: list[float] = field(default_factory=list)
    #: The ledger as it was in the end.
    postings: list[PostingRow] = field(default_factory=list)

    def violated(self, kind: str, what: str) -> None:
        """Count a violation and say it."""
        self.figures[kind] += 1
        self.violations.append(f"{kind}: {what}")


def judge(world: "World") -> Verdict:
    """Judge a run that is over."""
    postings = world.ledger.postings()
    verdict = Verdict(postings=postings)
    passes = [world.at(each) for each in world.passes]
    expected = expected_keys(
        world.configured,
        start=world.start,
        began=world.began,
        end=world.end,
        last=world.now,
        planned=lambda after: next((at for at in passes if at >= after), world.end),
    )
    posts = {p.message: p for each in world.platforms.values() for p in each.posts}
    _figures(world, verdict, posts)
    _no_duplicates(world, verdict)
    _nothing_lost(world, verdict, expected, postings)
    by_reference: dict[str, list[Post]] = defaultdict(list)
    for post in posts.values():
        by_reference[post.reference].append(post)
    for posting in postings:
        _ended(world, verdict, posting, posts)
        for each in _whole(world, posting, by_reference[posting.key.reference]):
            verdict.violated("incomplete", each)
        _not_early_and_in_time(world, verdict, posting, posts, expected=expected)
    _in_order(world, verdict, postings, posts)
    _in_threads(world, verdict, postings, posts)
    for kind, sentence in unsaid(world, postings, posts):
        verdict.violated(kind, sentence)
    for kind, found in (
        ("fenced off", world.fenced_off),
        ("without intent", world.without_intent),
        ("broken", world.broken),
        ("slow end", world.slow_ends),
        ("paused for good", world.ledger.refused()),
    ):
        for each in found:
            verdict.violated(kind, each)
    for platform in world.platforms.values():
        _limits(world, verdict, platform.unheeded)
    for event, effects in world.operator.effects.items():
        if effects > 1:
            verdict.violated("repeated effect", event)
    return verdict


def _recovery(world: "World") -> float:
    """Return how many seconds after a trouble everything is as if it had not been.

    A lease has to run out, what is unclear has to settle, and a full back-off may be going on.
    """
    timing = world.setup.timing
    spans = (timing.lease, timing.settle, timing.back_off_most, timing.idle * 2, timing.wake)
    seconds = LATEST_EFFECT + sum(span.total_seconds() for span in spans)
    # A corrected brief changes every copy of it, one a second, before anything new goes there.
    return seconds + _MANY_EDITS if world.befallen["revise"] else seconds


def _figures(world: "World", verdict: Verdict, posts: dict[str, Post]) -> None:
    figures = verdict.figures
    figures["posts"] = len(posts)
    figures["edits"] = sum(post.edits for post in posts.values())
    figures["kills"] = world.kills
    figures["freezes"] = world.freezes
    figures["database crashes"] = world.befallen["database_crash"]
    figures["meetings changed"] = world.befallen["change_meeting"]
    figures["held"] = sum(world.operator.held.values())
    for kind in ("duplicate", "lost", "out of order", "early", "late"):
        figures[kind] += 0


def _no_duplicates(world: "World", verdict: Verdict) -> None:
    for platform in world.platforms.values():
        named: dict[object, list[Post]] = defaultdict(list)
        for post in platform.posts:
            named[post.nonce].append(post)
            if post.deleted is None and not (post.page > 1 and _forgotten(world, post)):
                place = world.destination_of(post.channel)
                named[place, post.reference, post.page].append(post)
        for name, posts in named.items():
            if len(posts) > 1 and not _unknowable(world, posts):
                verdict.violated(
                    "duplicate", f"{name} stands {len(posts)} times on {platform.name}"
                )


def _unknowable(world: "World", posts: list[Post]) -> bool:
    """Tell whether a restored backup knew of none of these but the last, and nobody could find one.

    They were removed, or stood in channels that the destination had before, which nobody remembers.
    """
    standing = [post for post in posts if post.deleted is None]
    channels = {post.channel for post in standing}
    return len(channels) == len(standing) and all(_forgotten(world, post) for post in posts[:-1])


def _forgotten(world: "World", post: Post) -> bool:
    """Tell whether a restored backup knew nothing of a post, or of its removal.

    It is found again by its first page; but composed anew, it may have another number of pages.
    """
    moments = (post.landed, post.landed if post.deleted is None else post.deleted)
    return any(start <= at <= end for at in moments for start, end in world.rewound)


def _nothing_lost(
    world: "World", verdict: Verdict, expected: Expected, postings: list[PostingRow]
) -> None:
    """Every tick of the oracle is in the ledger, each when it is due, and no other."""
    digests = {row.key: row.due for row in postings if row.key.kind == "digest"}
    for key, due in expected.must.items():
        if key not in digests:
            verdict.violated("lost", f"{key} was due {due} and is not in the ledger")
    for key, said in digests.items():
        if said not in expected.may.get(key, set()):
            verdict.violated("not due", f"{key} is said to be due {said} in the ledger")
    del world


def _ended(world: "World", verdict: Verdict, posting: PostingRow, posts: dict[str, Post]) -> None:
    if posting.state == PostingState.WAITING:
        if posting.release_at <= world.end:
            verdict.violated("lost", f"{_name(posting)} waits still")
        return
    if posting.state == PostingState.COMPOSED and not posting.deliveries:
        verdict.violated("lost", f"{_name(posting)} has no delivery")
    for row in posting.deliveries:
        _delivery_ended(world, verdict, posting, row, posts)


def _delivery_ended(
    world: "World",
    verdict: Verdict,
    posting: PostingRow,
    row: Row[Any],
    posts: dict[str, Post],
) -> None:
    place = f"{_name(posting)} page {row.page} {row.operation}"
    if row.state in OPEN_STATES:
        if row.due <= world.end:
            verdict.violated("lost", f"{place} is still {row.state}: {row.last_error}")
    elif row.state == DeliveryState.SENT and row.operation == Operation.SEND:
        post = posts.get(row.receipt_message)
        if post is None and row.proof != "operator":
            verdict.violated("lost", f"{place} is said to be sent")
    elif row.state == DeliveryState.DEAD and not _may_die(world, row, posting):
        verdict.violated("dead", f"{place}: {row.last_error}")
    elif row.state == DeliveryState.EXPIRED and "too late after" in row.last_error:
        if row.expires_at > world.now:
            verdict.violated("expired early", f"{place}: {row.last_error}")
    elif row.state == DeliveryState.HELD:
        verdict.violated("held for good", f"{place}: {row.last_error}")


def _whole(world: "World", posting: PostingRow, named: list[Post]) -> Iterator[str]:
    """Yield what is missing, or too much, of a posting that nobody has touched."""
    ends = {row.state for row in posting.deliveries}
    touched = any(each.what in {"resolved", "retract-planned"} for each in posting.events)
    if touched or ends != {DeliveryState.SENT.value}:
        return
    place = posting.key.destination
    posts = [post for post in named if world.destination_of(post.channel) == place]
    if any(_forgotten(world, post) for post in posts):
        return
    if world.moderated.isdisjoint(post.message for post in posts):
        standing = {post.page: json.loads(post.payload) for post in posts if post.deleted is None}
        wanted = set(range(1, standing[1]["page"][1] + 1)) if 1 in standing else {1}
        if wanted != standing.keys():
            yield f"{_name(posting)}: pages {sorted(standing)} stand instead of {sorted(wanted)}"
        elif len({json.dumps(body["says"]) for body in standing.values()}) > 1:
            yield f"{_name(posting)}: pages of different editions stand together"


def _may_die(world: "World", row: Row[Any], posting: PostingRow) -> bool:
    """Tell whether a delivery had a reason to die that this run gave it."""
    reason = row.last_error
    if any(word in reason for word in ("unknown message", "invalid form body")):
        return True
    if "unknown channel" in reason:  # what waits in a channel that refuses, waits
        return bool(row.channel != world.channels[posting.key.destination])
    if any(each.what == "resolved" for each in posting.events) and "not known" in reason:
        return True  # the operator said that it stands, and nobody knows as which message
    if posting.key.subject in world.bad_schedules:
        return True
    # Killed again and again, or in a storm: parked with its reason, for the operator.
    rough = world.setup.odds.every or any(span.what == "storm" for span in world.excuses)
    return bool(rough) and any(word in reason for word in ("attempts", "without ever being sent"))


def _not_early_and_in_time(
    world: "World",
    verdict: Verdict,
    posting: PostingRow,
    posts: dict[str, Post],
    *,
    expected: Expected,
) -> None:
    """Compare when a posting landed with its release, and with when the oracle says it may be.

    The release is what the ledger says. Of a digest that is not believed: were the program to write
    down a time that is too early, it would post by it.
    """
    if posting.key in expected.over:
        return
    due = min(expected.may.get(posting.key, ()), default=None)
    first = next(
        (d for d in posting.deliveries if d.page == 1 and d.operation == Operation.SEND), None
    )
    post = posts.get(first.receipt_message or "") if first is not None else None
    if post is None:
        return
    released = world.moment(posting.release_at)
    if posting.key.kind == "correction":  # it is due by its brief, and made when an edit is refused
        released = max(released, world.moment(posting.events[0].at))
    late = post.landed - released
    if _forgotten(world, post):
        return  # it was made anew, and found
    early = -late if due is None else max(-late, world.moment(due) - post.landed)
    if early > _SAME_TIME and not _clock_was_wrong(world, post.landed):
        verdict.violated("early", f"{_name(posting)} by {early:.0f} s")
    recovery = _recovery(world)
    bound = _bound(world.excuses, released, recovery)
    if post.landed > bound + recovery:
        verdict.violated("late", f"{_name(posting)} by {late:.0f} s, excused until {bound:.0f}")
    if bound == released:
        verdict.lateness.append(late)


def _clock_was_wrong(world: "World", at: float) -> bool:
    return any(
        span.what == "wrong clock" and span.start <= at <= span.end + _recovery(world)
        for span in world.excuses
    )


def _bound(excuses: "list[Span]", released: float, recovery: float) -> float:
    """Return until when something was wrong, from the release on, one thing after the other."""
    until = released
    for span in sorted(excuses, key=lambda each: each.start):
        if span.start - recovery <= until and span.end + recovery >= released:
            until = max(until, span.end)
    return until


def _in_order(
    world: "World", verdict: Verdict, postings: list[PostingRow], posts: dict[str, Post]
) -> None:
    """Where two of one rank waited together, the one due first is there first, whole."""
    places: dict[str, list[tuple[PostingRow, list[Post]]]] = defaultdict(list)
    for posting in postings:
        landed = [posts[m] for m in _messages(posting) if m in posts]
        if landed:
            places[posting.key.destination].append((posting, landed))
    for rows in places.values():
        for posting, landed in rows:
            pages = sorted(landed, key=lambda post: post.page)
            times = [post.landed for post in pages]
            # A page that was held comes when the operator says so, and a backup forgets that.
            is_known = not any(_forgotten(world, post) for post in pages)
            if is_known and times != sorted(times):
                verdict.violated("out of order", f"pages of {_name(posting)}")
        for (early, first), (late, second) in _together(rows):
            if any(_forgotten(world, post) for post in (*first, *second)):
                continue
            if max(p.landed for p in first) > min(p.landed for p in second):
                verdict.violated("out of order", f"{_name(late)} before {_name(early)}")


def _in_threads(
    world: "World", verdict: Verdict, postings: list[PostingRow], posts: dict[str, Post]
) -> None:
    """A later page is below the first; a follow-up below what it follows, where that stands."""
    by_row = {posting.id: posting for posting in postings}
    for posting in postings:
        pages = [posts[m] for m in _messages(posting) if m in posts]
        first = next((post for post in pages if post.page == 1), None)
        if first is None or any(_forgotten(world, post) for post in pages):
            continue
        root = _message_followed(by_row.get(posting.follows or 0), first, posts)
        verdict.figures["replies"] += bool(first.thread)
        if root is not None and first.thread != root.message:
            verdict.violated("beside its thread", _name(posting))
        wanted = first.thread or first.message
        if any(post.thread != wanted for post in pages if post.page > 1):
            verdict.violated("beside its thread", f"a page of {_name(posting)}")


def _message_followed(
    followed: PostingRow | None, reply: Post, posts: dict[str, Post]
) -> Post | None:
    """Return the message that a reply has to be below; None where nobody can ask for that."""
    send = followed.deliveries[0] if followed is not None and followed.deliveries else None
    post = posts.get(send.receipt_message or "") if send is not None else None
    if followed is None or send is None or post is None or _parked(followed):
        return None
    asked_away = any(each.what == "retract-planned" for each in followed.events)
    stood = post.deleted is None and post.channel == reply.channel and not asked_away
    return post if stood and post.landed < reply.landed else None


def _together(
    rows: list[tuple[PostingRow, list[Post]]],
) -> Iterator[tuple[tuple[PostingRow, list[Post]], tuple[PostingRow, list[Post]]]]:
    """Yield pairs of one rank where the first was due first, and composed before the other."""
    ordered = sorted(rows, key=lambda each: (each[0].due, each[0].id))
    for number, first in enumerate(ordered):
        for second in ordered[number + 1 : number + 8]:
            before, after = first[0].first("composed"), second[0].first("composed")
            if before is None or after is None or before.id > after.id:
                continue
            if first[0].due == second[0].due or _parked(first[0]) or _parked(second[0]):
                continue
            if _hurried(first[0]) == _hurried(second[0]):
                yield first, second


def _hurried(posting: PostingRow) -> bool:
    """Tell which of the two queues of routine postings it was in."""
    return posting.key.kind not in {"digest", "summary", "merged"}


def _parked(posting: PostingRow) -> bool:
    """Tell whether a posting gave way to others: held, dead, or resolved by the operator."""
    return any(each.what in {"held", "dead", "resolved", "refused"} for each in posting.events)


def _messages(posting: PostingRow) -> list[str]:
    sends = [d for d in posting.deliveries if d.operation == Operation.SEND and d.number == 0]
    return [d.receipt_message for d in sends if d.receipt_message]


def _limits(world: "World", verdict: Verdict, unheeded: list[Unheeded]) -> None:
    """Whoever could know that it had to wait has waited; how long, a wrong clock does not tell."""
    for each in unheeded:
        if not _clock_was_wrong(world, each.at):
            verdict.violated("limit", f"{each.what} at {each.at:.3f} s")


def _name(posting: PostingRow) -> str:
    return f"{'/'.join(posting.key.parts)} ({posting.key.reference})"
