"""What people subscribe to in chat, and the role map, from the settings."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefbot.configured import programme, role_map, with_subscriptions
from briefbot.core.delivery.records import Subscription
from briefbot.core.visibility import Role
from briefbot.settings import Destination, Holders, Roles, Settings

SETTINGS = Settings(destinations={"news": Destination(platform="terminal")})
MADE = Subscription(
    id="sub-7f3k2m",
    destination="news",
    definition='rule = "weekdays at 08:00"\nzone = "Europe/Kyiv"\ndestinations = ["elsewhere"]\n',
    created_by="chat:ann",
    created_at=datetime(2026, 1, 10, tzinfo=UTC),
)


def test_a_subscription_runs_at_its_destination_alone() -> None:
    configured, unusable = with_subscriptions(programme(SETTINGS, holidays={}), [MADE])
    digest = configured.digests["sub-7f3k2m"]
    assert (digest.rule.text, digest.zone) == ("weekdays at 08:00", "Europe/Kyiv")
    assert digest.destinations == ("news",)
    assert unusable == ()


@pytest.mark.parametrize(
    "definition", ["", "rule = ", 'rule = "never"\nzone = "UTC"', 'path = "/etc"', "\x00"]
)
def test_one_that_is_not_understood_is_named_and_the_others_run(definition: str) -> None:
    broken = replace(MADE, id="sub-broken", definition=definition)
    configured, unusable = with_subscriptions(programme(SETTINGS, holidays={}), [broken, MADE])
    assert (set(configured.digests), unusable) == ({"sub-7f3k2m"}, ("sub-broken",))


def test_one_whose_destination_is_gone_waits_for_it() -> None:
    gone = replace(MADE, destination="gone")
    configured, unusable = with_subscriptions(programme(SETTINGS, holidays={}), [gone])
    assert (dict(configured.digests), unusable) == ({}, ())


def test_the_role_map_is_that_of_the_settings() -> None:
    roles = role_map(Settings(roles=Roles(discord=Holders(editors=("100",)))))
    assert roles.role_of("discord", {"100"}) is Role.EDITOR
    assert roles.role_of("slack", {"100"}) is Role.READER


def test_the_environment_says_who_holds_a_role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFBOT_ROLES__SLACK__MANAGERS", "U1, S2")
    assert role_map(Settings()).role_of("slack", {"U9", "S2"}) is Role.MANAGER
