"""Documents as bodies for the spool."""

import pytest

from briefbot.core.rendering import RenderOptions
from briefbot.platforms.terminal.pages import TerminalPages, body, text_of
from briefbot.platforms.text.plain import render_plain
from named_documents import DOCUMENTS

PAGES = TerminalPages(render_plain, {"newsroom": RenderOptions(zone="Europe/Kyiv")})


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_body_holds_the_text_with_its_reference(name: str) -> None:
    (page,) = PAGES.render(DOCUMENTS[name], destination="newsroom", reference="7f3k2m")

    options = RenderOptions(zone="Europe/Kyiv", reference="7f3k2m")
    assert text_of(page) == render_plain(DOCUMENTS[name], options).pages[0].payload
    assert "ref 7f3k2m" in text_of(page)


def test_a_destination_that_is_none_of_them_cannot_be_rendered_for() -> None:
    with pytest.raises(KeyError):
        PAGES.render(next(iter(DOCUMENTS.values())), destination="other", reference="7f3k2m")


@pytest.mark.parametrize("text", ["", "a\nb", "ґ 🇺🇦 \u2028", '"quoted" \\'])
def test_a_text_comes_back_from_its_body_as_it_was(text: str) -> None:
    assert text_of(body(text)) == text
