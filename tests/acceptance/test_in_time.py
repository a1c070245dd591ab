"""The real process by clocks of other days: editions, reminders, what is put off, old buttons."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from zoneinfo import ZoneInfo

import pytest

from acceptance.chats import WAYS, Chat, Message, OnDiscord, OnSlack, Way, chat_by
from acceptance.meetings import meeting
from acceptance.running import Running, Site, until

#: So long before something is due a process begins.
BEFORE = timedelta(seconds=6)
#: Where the reader is; nothing else is there.
READERS_ZONE = ZoneInfo("Asia/Tokyo")

DIGEST = """
[digests.morning]
rule = "daily at 08:00"
zone = "Europe/Kyiv"
title = "Morning edition"
destinations = ["news"]
"""
LADDER = """
[reminders.all]
destinations = ["news"]
leads = ["1d", "1h", "10m"]
"""


@pytest.fixture
def chat(site: Site, request: pytest.FixtureRequest) -> Iterator[Chat]:
    with chat_by(request.param, site) as found:
        yield found


def each_way(quick: Way) -> pytest.MarkDecorator:
    """Have a test in each chat; all but one take long, for what is theirs is tested elsewhere."""
    ways = [pytest.param(way, marks=[pytest.mark.long] * (way != quick)) for way in WAYS]
    return pytest.mark.parametrize("chat", ways, indirect=True)


def at(chat: Chat, moment: datetime, *options: str) -> AbstractContextManager[Running]:
    """Have a process whose clock begins at a moment, unless that is over."""
    chat.site.program = (str(Path(__file__).with_name("later.py")), moment.isoformat(), *options)
    return chat.running()


def saying(chat: Chat, text: str) -> list[Message]:
    """Return the posts in the channel that say something."""
    return [message for message in chat.messages() if text in chat.says(message)]


def told(chat: Chat, count: int) -> list[Message]:
    """Wait until the reader was sent so many messages directly, and return them."""

    def found() -> list[Message]:
        direct = chat.direct(chat.reader)
        assert len(direct) <= count
        return direct if len(direct) == count else []

    return until(found)


def next_time(hour: int, zone: ZoneInfo, *, after: datetime) -> datetime:
    """Return when it is such an hour there the next time."""
    day = after.astimezone(zone)
    found = datetime.combine(day, time(hour), zone)
    if found <= after:
        found = datetime.combine(day + timedelta(days=1), time(hour), zone)
    return found.astimezone(UTC)


@each_way(quick="discord")
def test_an_edition_goes_out_at_its_hour_once_a_day(chat: Chat) -> None:
    kyiv = ZoneInfo("Europe/Kyiv")
    due = next_time(8, kyiv, after=datetime.now(UTC) + BEFORE)
    chat.site.configure(chat.config() + DIGEST)
    chat.site.publish()
    with at(chat, due - BEFORE):
        until(lambda: saying(chat, "Morning edition"))
    with at(chat, due + timedelta(minutes=1)):
        tunnel = ("title: Council opens the river bridge", "title: A tunnel is")
        chat.site.publish("tunnel", tunnel, at=due + timedelta(minutes=1))
        until(lambda: saying(chat, "A tunnel is"))
        assert len(saying(chat, "Morning edition")) == 1
    with at(chat, next_time(8, kyiv, after=due) - BEFORE):
        first, second = until(lambda: two(saying(chat, "Morning edition")))

    assert "river bridge" in chat.says(first)
    assert "A tunnel is" in chat.says(second)
    assert "river bridge" not in chat.says(second)


@each_way(quick="discord")
def test_by_a_clock_that_the_chat_contradicts_no_edition_goes_out(chat: Chat) -> None:
    due = next_time(8, ZoneInfo("Europe/Kyiv"), after=datetime.now(UTC) + timedelta(hours=1))
    begins = due - 2 * BEFORE
    chat.site.configure(chat.config() + DIGEST)
    with at(chat, begins, "--contradicted") as process:
        began = monotonic()  # what it asks for first has an answer with a date
        process.wait_for_line("the clock is not believed")
        [fault] = chat.site.faults("clock")
        assert "platform" in fault
        sleep(max(began + 3 * BEFORE.total_seconds() - monotonic(), 0))
        assert not saying(chat, "Morning edition")


def two(found: list[Message]) -> list[Message]:
    return found if len(found) == 2 else []


@each_way(quick="socket")
def test_a_channel_is_reminded_at_each_lead_time_and_never_after(chat: Chat) -> None:
    chat.site.configure(chat.config() + LADDER)
    day, hour, minutes = timedelta(days=1), timedelta(hours=1), timedelta(minutes=10)
    with at(chat, datetime.now(UTC)):
        starts = datetime.now(UTC) + day + timedelta(seconds=5)
        chat.site.publish("river-bridge", meeting(starts))
        until(lambda: len(saying(chat, "The opening")) == 2)  # the summary names it too
    for count, lead in enumerate((hour, minutes), start=3):
        with at(chat, starts - lead - BEFORE):
            until(partial(has_said, chat, "The opening", count))
    with at(chat, starts + hour):
        chat.line(chat.reader, "/brief next")

    assert has_said(chat, "The opening", 4)


def has_said(chat: Chat, text: str, times: int) -> bool:
    return len(saying(chat, text)) == times


@each_way(quick="socket")
def test_what_is_put_off_comes_once_more_in_the_zone_of_its_person(chat: Chat) -> None:
    lead = timedelta(days=3)
    if isinstance(chat, OnSlack):
        chat.reader.zone = READERS_ZONE.key
    with at(chat, datetime.now(UTC)):
        chat.site.publish("river-bridge", meeting(datetime.now(UTC) + lead + BEFORE))
        until(chat.messages)
        if isinstance(chat, OnDiscord):  # which tells no zone of anybody
            chat.line(chat.reader, f"/brief settings zone:{READERS_ZONE.key}")
        chat.line(chat.reader, f"/brief remind river-bridge/opening lead:{lead.days}d")
        [first] = told(chat, 1)
        press(chat, first, "Tomorrow, 09:00")
    morning = next_time(9, READERS_ZONE, after=end_of_day(datetime.now(UTC)))
    with at(chat, morning - BEFORE):
        *_, second = told(chat, 2)
        press(chat, second, "In 10 minutes")
    with at(chat, morning + timedelta(minutes=10)):
        *_, third = told(chat, 3)

    assert "The opening" in chat.says(third)


def end_of_day(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(READERS_ZONE), time.max, READERS_ZONE)


def press(chat: Chat, message: Message, label: str) -> None:
    answer = chat.clicks(chat.reader, message, chat.buttons(message)[label])
    assert answer
    assert "Nothing was done" not in answer


@each_way(quick="discord")
def test_every_button_of_a_post_works_a_year_later(chat: Chat) -> None:
    year = timedelta(days=365)
    with at(chat, datetime.now(UTC)):
        ahead = datetime.now(UTC) + year + timedelta(days=30)
        chat.site.publish("river-bridge", meeting(ahead), corrected())
        [post] = until(lambda: list(chat.messages()))
    with at(chat, datetime.now(UTC) + year):
        answers = {
            label: chat.clicks(chat.reader, post, action)
            for label, action in chat.buttons(post).items()
        }

    assert {"Full brief", "Sources", "What changed", "Remind me"} <= set(answers)
    for label, answer in answers.items():
        assert answer, label
        assert "not known any more" not in answer, label
        assert "Nothing was done" not in answer, label


def corrected() -> tuple[str, str]:
    """Return the edit of a brief that says what was put right before it came out."""
    entry = (
        f'{{at: {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}, kind: correction, was: "It opened.", '
        'now: "It opened to traffic.", source: notice}'
    )
    return (" to traffic\n", f" to traffic\ncorrections:\n  - {entry}\n")
