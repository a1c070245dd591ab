"""Every answer fits every platform, whatever people typed."""

import pytest

from answering_stage import Chat
from briefbot.core.rendering import RenderOptions
from briefbot.core.visibility import Role
from briefbot.platforms.discord.limits import check_payload as check_discord
from briefbot.platforms.discord.render import render_components, render_embeds
from briefbot.platforms.slack.limits import check_payload as check_slack
from briefbot.platforms.slack.render import render as render_slack

LINES = [
    "/brief",
    "/brief help search",
    "/brief latest",
    "/brief show council-meets section:response",
    "/brief changes council-meets",
    "/brief meetings",
    "/brief next",
    "/brief remind council-meets/vote",
    "/brief reminders",
    "/brief show <!here> @everyone <@100000000000000000>",
    "/brief serch",
    "/brief-admin subscribe 08:00",
    "/brief-admin subscriptions",
    "/brief-admin pause",
    "/brief-admin status",
    "/brief-admin why morning 2026-02-03",
]


@pytest.mark.parametrize("lang", ["en", "uk"])
@pytest.mark.parametrize("line", LINES)
def test_an_answer_fits_discord_and_slack(line: str, lang: str, chat: Chat) -> None:
    document = chat.ask(line, role=Role.MANAGER, lang=lang).document
    options = RenderOptions(zone="Europe/Kyiv")
    for render in (render_components, render_embeds):
        for page in render(document, options).pages:
            assert check_discord(page.payload) == []
            assert page.payload["allowed_mentions"] == {"parse": []}
    for page in render_slack(document, options).pages:
        assert check_slack(page.payload) == []


def test_many_reminders_have_as_many_buttons_as_a_row_takes(chat: Chat) -> None:
    for minutes in range(1, 9):
        chat.ask(f"/brief remind council-meets/vote lead:{minutes}m")
    document = chat.ask("/brief reminders").document
    for page in render_components(document, RenderOptions()).pages:
        assert check_discord(page.payload) == []
