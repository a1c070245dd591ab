"""What the server answers to its page, and what it refuses to everybody else."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from briefbot.core.delivery.work import Outgoing
from briefbot.platforms.local.guards import LONGEST_BODY
from briefbot.platforms.local.settings import PERSON
from platforms.local.stage import SHOW_ACTION, Stage, done, post, visiting

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
COMMAND = {"channel": "newsroom", "as": "reader", "text": "/brief latest", "id": "request-1"}


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


async def post_and_read(
    stage: Stage, *messages: Outgoing, path: str = "/chat/messages?channel=newsroom"
) -> dict[str, Any]:
    chat = stage.chat()
    async with visiting(chat) as visitor:
        for message in messages:
            await post(chat, message)
        return await visitor.read(path)


# --- the page ---


def test_the_page_and_all_it_says_come_with_one_strict_policy(stage: Stage) -> None:
    async def scenario() -> None:
        async with visiting(stage.chat()) as visitor:
            for path in (
                "/",
                "/chat/app.js",
                "/chat/message.css",
                "/chat/state",
                "/chat/nothing.js",
            ):
                response = await visitor.get(path)
                headers = response.headers

                assert headers["Content-Security-Policy"] == CSP, path
                assert headers["X-Content-Type-Options"] == "nosniff"
                assert headers["Referrer-Policy"] == "no-referrer"
                assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
                assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
                assert "Access-Control-Allow-Origin" not in headers

    done(scenario())


def test_a_file_that_has_not_changed_is_not_sent_again(stage: Stage) -> None:
    async def scenario() -> tuple[int, int, str]:
        async with visiting(stage.chat()) as visitor:
            first = await visitor.get("/chat/app.css")
            again = await visitor.get("/chat/app.css", **{"If-None-Match": first.headers["ETag"]})
            return first.status, again.status, first.headers["Content-Type"]

    assert done(scenario()) == (200, 304, "text/css; charset=utf-8")


@pytest.mark.parametrize("name", ["../store.py", "%2e%2e%2fstore.py", "..%2Fstore.js", "index.htm"])
def test_no_other_file_is_served(stage: Stage, name: str) -> None:
    async def scenario() -> int:
        async with visiting(stage.chat()) as visitor:
            return (await visitor.get(f"/chat/{name}")).status

    assert done(scenario()) == 404


# --- who may ask ---


@pytest.mark.parametrize(
    ("drop", "headers", "status"),
    [
        ((), {"Origin": "https://evil.example"}, 403),
        ((), {"Origin": "null"}, 403),
        ((), {"Origin": "http://127.0.0.1:1"}, 403),
        ((), {"Sec_Fetch_Site": "cross-site"}, 403),
        ((), {"Sec_Fetch_Site": "same-site"}, 403),
        (("Origin",), {}, 403),
        (("Origin",), {"Sec_Fetch_Site": "none"}, 403),
        (("X-Briefbot",), {}, 403),
        (("Content-Type",), {}, 415),
        ((), {"Content_Type": "text/plain"}, 415),
        ((), {"Content_Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_no_other_page_can_make_a_browser_ask(
    stage: Stage, drop: tuple[str, ...], headers: dict[str, str], status: int
) -> None:
    async def scenario() -> list[int]:
        async with visiting(stage.chat()) as visitor:
            return [
                (await visitor.post(f"/chat/{what}", COMMAND, drop=drop, **headers)).status
                for what in ("command", "press", "complete", "about")
            ]

    assert done(scenario()) == [status] * 4
    assert stage.answering.asked == []


def test_a_browser_without_an_origin_may_say_that_it_is_its_own_page(stage: Stage) -> None:
    async def scenario() -> int:
        async with visiting(stage.chat()) as visitor:
            headers = {"Sec_Fetch_Site": "same-origin"}
            response = await visitor.post("/chat/command", COMMAND, drop=["Origin"], **headers)
            return response.status

    assert done(scenario()) == 200


def test_another_site_reads_nothing_but_may_link_to_the_page(stage: Stage) -> None:
    async def scenario() -> list[int]:
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        async with visiting(stage.chat()) as visitor:
            return [
                (await visitor.get("/chat/state", **elsewhere)).status,
                (await visitor.get("/chat/events", **elsewhere)).status,
                (await visitor.get("/", **elsewhere, **{"Sec-Fetch-Mode": "navigate"})).status,
            ]

    assert done(scenario()) == [403, 403, 200]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{" + b" " * LONGEST_BODY + b"}", 413),
        (b"{", 400),
        (b"[]", 400),
        (b"[" * 10_000, 400),
        (b"\xff", 400),
        ({**COMMAND, "id": ""}, 400),
        ({**COMMAND, "id": "short"}, 400),
        ({**COMMAND, "id": 12345678}, 400),
        ({**COMMAND, "as": "root"}, 400),
        ({**COMMAND, "text": "x" * 2001}, 400),
        ({**COMMAND, "text": ["/brief"]}, 400),
        (json.dumps({**COMMAND, "text": "\ud800"}).encode(), 400),
        ({**COMMAND, "channel": "nowhere"}, 404),
        ({**COMMAND, "channel": "x" * 300}, 400),
    ],
)
def test_what_is_no_proper_request_is_told_in_a_sentence(
    stage: Stage, body: object, status: int
) -> None:
    async def scenario() -> tuple[int, dict[str, str]]:
        async with visiting(stage.chat()) as visitor:
            response = await visitor.post("/chat/command", body)
            return response.status, await response.json()

    found, told = done(scenario())

    assert found == status
    assert told["error"].endswith(".")
    assert stage.answering.asked == []


@pytest.mark.parametrize("query", ["before=-1", "before=x", "limit=1e9", "before=" + "9" * 30])
def test_numbers_of_a_query_are_bounded(stage: Stage, query: str) -> None:
    async def scenario() -> int:
        async with visiting(stage.chat()) as visitor:
            return (await visitor.get(f"/chat/messages?channel=newsroom&{query}")).status

    assert done(scenario()) == 400


def test_a_file_that_cannot_be_read_is_told_and_the_page_still_comes(stage: Stage) -> None:
    stage.file.write_bytes(b"this is no database" * 100)

    async def scenario() -> tuple[int, int, dict[str, str]]:
        chat = stage.chat()
        async with visiting(chat, with_link=False) as visitor:
            response = await visitor.get("/chat/state")
            assert chat.link.trouble == ""
            return (await visitor.get("/")).status, response.status, await response.json()

    page, status, told = done(scenario())

    assert (page, status) == (200, 503)
    assert "Try again" in told["error"]


def test_a_fault_of_the_program_is_told_as_json_and_logged(stage: Stage) -> None:
    stage.answering.fails = True

    async def scenario() -> tuple[int, str, dict[str, str]]:
        async with visiting(stage.chat()) as visitor:
            response = await visitor.post("/chat/command", COMMAND)
            return (
                response.status,
                response.headers["Content-Security-Policy"],
                await response.json(),
            )

    with capture_logs() as logged:
        told = done(scenario())

    assert told == (500, CSP, {"error": "Something went wrong here; the log has it."})
    assert [(each["log_level"], each["path"]) for each in logged if "exc_info" in each] == [
        ("error", "/chat/command")
    ]


# --- reading ---


def test_the_state_names_channels_verbs_and_roles(stage: Stage) -> None:
    async def scenario() -> tuple[dict[str, Any], dict[str, Any]]:
        chat = stage.chat()
        async with visiting(chat) as visitor:
            await post(chat, stage.outgoing("newsroom"))
            return (
                await visitor.read("/chat/state?as=reader"),
                await visitor.read("/chat/state?as=manager"),
            )

    reader, manager = done(scenario())
    kinds = {each["name"]: (each["kind"], each["writable"]) for each in reader["channels"]}
    verbs = {each["name"]: each for each in reader["verbs"]}

    assert kinds == {
        "example": ("example", False),
        "newsroom": ("channel", True),
        "desk": ("channel", True),
        "floor": ("channel", True),
        f"dm:{PERSON}": ("direct", True),
    }
    assert reader["channels"][1] == {
        "name": "newsroom",
        "title": "newsroom",
        "look": "discord",
        "kind": "channel",
        "unread_mark": 1,
        "writable": True,
    }
    assert verbs["show"]["options"][0]["completes"]
    assert "pause" not in verbs
    assert "snooze" not in verbs
    assert "pause" in {each["name"] for each in manager["verbs"]}
    assert (reader["roles"], reader["zone"]) == (["reader", "editor", "manager"], "Europe/Brussels")
    assert (reader["version"], reader["seq"]) == ("0.1.0", 1)


@pytest.mark.parametrize("name", ["newsroom", "desk", "floor"])
def test_a_post_is_drawn_in_the_look_of_its_channel(stage: Stage, name: str) -> None:
    path = f"/chat/messages?channel={name}"
    [message] = done(post_and_read(stage, stage.outgoing(name), path=path))["messages"]

    look = {"newsroom": "discord", "desk": "plain", "floor": "slack"}[name]
    assert f'class="message {look}"' in message["html"]
    assert "Council meets" in message["html"]
    assert message["text"].startswith("Council meets")
    assert message["text"].endswith("What it comes to.")
    assert (message["channel"], message["reference"]) == (name, "7f3k2m")
    assert message["at"].endswith("Z")
    assert (name == "desk") == (f'data-action="{SHOW_ACTION}"' not in message["html"])


def test_what_a_post_says_is_never_markup(stage: Stage) -> None:
    hostile = "<img src=x onerror=alert(1)> </article><script>"
    messages = [
        stage.outgoing(name, hostile, nonce=f"n-{name}") for name in ("newsroom", "desk", "floor")
    ]

    async def scenario() -> list[str]:
        chat = stage.chat()
        async with visiting(chat) as visitor:
            for message in messages:
                await post(chat, message)
            return [
                (await visitor.read(f"/chat/messages?channel={name}"))["messages"][0]["html"]
                for name in ("newsroom", "desk", "floor")
            ]

    for html in done(scenario()):
        assert "<img" not in html
        assert "<script" not in html


def test_older_messages_are_read_page_by_page(stage: Stage) -> None:
    messages = [stage.outgoing("newsroom", f"Number {number}") for number in range(5)]

    async def scenario() -> list[dict[str, Any]]:
        chat = stage.chat()
        async with visiting(chat) as visitor:
            for message in messages:
                await post(chat, message)
            path = "/chat/messages?channel=newsroom&limit=2"
            pages = [await visitor.read(path)]
            while pages[-1]["more"]:
                oldest = pages[-1]["messages"][0]["seq"]
                pages.append(await visitor.read(f"{path}&before={oldest}"))
            return pages

    pages = done(scenario())
    titles = [[each["text"].split("\n")[0] for each in page["messages"]] for page in pages]

    assert titles == [["Number 3", "Number 4"], ["Number 1", "Number 2"], ["Number 0"]]


def test_later_pages_stand_in_the_thread_and_follow_ups_in_the_channel_too(stage: Stage) -> None:
    async def scenario() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        chat = stage.chat()
        async with visiting(chat) as visitor:
            first = await post(chat, stage.outgoing("newsroom", "First"))
            await post(chat, stage.outgoing("newsroom", "Page two", page=2, thread=first))
            await post(chat, stage.outgoing("newsroom", "Corrected", thread=first))
            stream = await visitor.read("/chat/messages?channel=newsroom")
            thread = await visitor.read(f"/chat/thread?channel=newsroom&id={first.message}")
            return stream["messages"], thread["messages"]

    stream, thread = done(scenario())

    def told(messages: list[dict[str, Any]]) -> list[tuple[str, bool, int]]:
        return [
            (each["text"].split("\n")[0], each["follow_up"], each["replies"]) for each in messages
        ]

    assert told(stream) == [("First", False, 2), ("Corrected", True, 0)]
    assert told(thread) == [("First", False, 2), ("Page two", False, 0), ("Corrected", True, 0)]


def test_a_message_that_is_not_there_has_no_thread(stage: Stage) -> None:
    async def scenario() -> int:
        async with visiting(stage.chat()) as visitor:
            return (await visitor.get("/chat/thread?channel=newsroom&id=nothing")).status

    assert done(scenario()) == 404


def test_a_correction_and_a_retraction_change_the_post_where_it_stands(stage: Stage) -> None:
    async def scenario() -> list[dict[str, Any]]:
        chat = stage.chat()
        async with visiting(chat) as visitor:
            seen = []
            out = stage.outgoing("newsroom", "Council meets")
            target = await post(chat, out)
            changed = stage.outgoing("newsroom", "Council met").payload
            await chat.sender.edit(replace(out, target=target, payload=changed))
            seen += (await visitor.read("/chat/messages?channel=newsroom"))["messages"]
            await chat.sender.delete(replace(out, target=target))
            seen += (await visitor.read("/chat/messages?channel=newsroom"))["messages"]
            return seen

    edited, retracted = done(scenario())

    assert "Council met" in edited["html"]
    assert edited["edited_at"]
    assert "edited" not in edited["html"], "the page says so, with the time"
    assert (retracted["html"], retracted["text"]) == ("", "")
    assert retracted["retracted_at"]
    assert edited["id"] == retracted["id"]
    assert edited["seq"] == retracted["seq"]


def test_a_message_that_cannot_be_drawn_hides_no_other(stage: Stage) -> None:
    broken = replace(
        stage.outgoing("newsroom", "Broken"),
        payload='{"look":"discord","content":5,"text":"","lang":"en"}',
    )
    messages = done(post_and_read(stage, broken, stage.outgoing("newsroom", "Whole")))["messages"]

    assert "cannot be drawn" in messages[0]["html"]
    assert "Whole" in messages[1]["html"]


def test_a_long_thread_is_read_with_its_post_and_its_newest_replies(stage: Stage) -> None:
    async def scenario() -> list[str]:
        chat = stage.chat()
        async with visiting(chat) as visitor:
            first = await post(chat, stage.outgoing("newsroom", "First"))
            for number in range(205):
                reply = stage.outgoing("newsroom", f"Reply {number}", page=2, thread=first)
                await post(chat, reply)
            path = f"/chat/thread?channel=newsroom&id={first.message}"
            return [each["text"].split("\n")[0] for each in (await visitor.read(path))["messages"]]

    assert done(scenario()) == ["First", *(f"Reply {number}" for number in range(6, 205))]


def test_two_destinations_of_one_place_show_the_same_each_under_its_name(stage: Stage) -> None:
    stage.channels.insert(0, replace(stage.channels[0], name="annex"))

    async def scenario() -> tuple[dict[str, int], list[str]]:
        chat = stage.chat()
        async with visiting(chat) as visitor:
            first = await post(chat, stage.outgoing("newsroom"))
            state = await visitor.read("/chat/state")
            told = [
                await visitor.read(f"/chat/{path}")
                for name in ("annex", "newsroom")
                for path in (
                    f"messages?channel={name}",
                    f"thread?channel={name}&id={first.message}",
                )
            ]
            marks = {each["name"]: each["unread_mark"] for each in state["channels"]}
            return marks, [each["messages"][0]["channel"] for each in told]

    marks, names = done(scenario())

    assert (marks["annex"], marks["newsroom"]) == (1, 1)
    assert names == ["annex", "annex", "newsroom", "newsroom"]


def test_a_thread_is_not_read_from_another_channel(stage: Stage) -> None:
    async def scenario() -> int:
        chat = stage.chat()
        async with visiting(chat) as visitor:
            first = await post(chat, stage.outgoing("newsroom", "First"))
            path = f"/chat/thread?channel=desk&id={first.message}"
            return (await visitor.get(path)).status

    assert done(scenario()) == 404


def test_what_was_retracted_is_not_marked_as_unread(stage: Stage) -> None:
    async def scenario() -> list[int]:
        chat = stage.chat()
        async with visiting(chat) as visitor:
            await post(chat, stage.outgoing("newsroom", "One"))
            out = stage.outgoing("newsroom", "Two")
            target = await post(chat, out)
            await chat.sender.delete(replace(out, target=target))
            channels = (await visitor.read("/chat/state"))["channels"]
            return [each["unread_mark"] for each in channels if each["name"] == "newsroom"]

    assert done(scenario()) == [1]


# --- examples ---


def test_examples_are_there_until_the_program_starts_with_something_posted(stage: Stage) -> None:
    async def names() -> list[str]:
        chat = stage.chat()
        async with visiting(chat) as visitor:
            await visitor.read("/chat/state")
            await post(chat, stage.outgoing("newsroom"))
            return [each["name"] for each in (await visitor.read("/chat/state"))["channels"]]

    assert "example" in done(names())
    assert "example" not in done(names())


def test_examples_are_marked_and_their_buttons_do_nothing(stage: Stage) -> None:
    async def scenario() -> tuple[dict[str, Any], int]:
        async with visiting(stage.chat()) as visitor:
            before = (await visitor.read("/chat/state"))["seq"]
            return await visitor.read("/chat/messages?channel=example"), before

    told, latest = done(scenario())
    [message] = told["messages"]

    assert latest == 0
    assert "briefbot (example)" in message["html"]
    assert "data-action" not in message["html"]
    assert message["at"].startswith("2024-12-28")


def test_a_configured_channel_of_that_name_is_not_hidden(stage: Stage) -> None:
    stage.channels.append(replace(stage.channels[0], name="example", place="example"))

    async def scenario() -> list[str]:
        async with visiting(stage.chat()) as visitor:
            channels = (await visitor.read("/chat/state"))["channels"]
            return [each["kind"] for each in channels if each["name"] == "example"]

    assert done(scenario()) == ["channel"]
