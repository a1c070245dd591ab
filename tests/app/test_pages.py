import pytest

from briefbot.app.pages import names_of
from briefbot.platforms.text.html import Names
from briefbot.settings.tables import Destination


@pytest.mark.parametrize(
    ("destination", "names"),
    [
        (None, Names()),
        (Destination(platform="terminal"), Names()),
        (
            Destination(platform="discord", mentions={"editors": "200000000000000000"}),
            Names(roles={"200000000000000000": "editors"}),
        ),
        (
            Destination(
                platform="slack",
                mentions={
                    "desk": "usergroup:S0123",
                    "chief": "user:U0123",
                    "all": "broadcast:here",
                },
            ),
            Names(usergroups={"S0123": "desk"}, users={"U0123": "chief"}),
        ),
    ],
)
def test_mentions_are_drawn_under_their_configured_names(
    destination: Destination | None, names: Names
) -> None:
    assert names_of(destination) == names
