import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from briefbot.core.delivery.records import Subscription
from briefbot.settings import DEFAULT_FILE, Digest
from briefbot.storage.store import Store
from cli.conftest import Command
from contracts.driving import NOW, done

ROOT = Path(__file__).parent.parent.parent

#: A destination that every schedule below may name.
NEWS = '[destinations.news]\nplatform = "slack"\n'
DAILY = f'{NEWS}[digests.daily]\nrule = "@daily"\nzone = "UTC"\ndestinations = ["news"]\n'


@pytest.fixture
def schema(command: Command) -> jsonschema.Draft202012Validator:
    ended = command("config", "schema")
    assert (ended.code, ended.err) == (0, "")
    value = json.loads(ended.out)
    jsonschema.Draft202012Validator.check_schema(value)
    return jsonschema.Draft202012Validator(value)


def test_the_configuration_as_shipped_is_of_the_schema(
    schema: jsonschema.Draft202012Validator,
) -> None:
    text = (ROOT / DEFAULT_FILE).read_text(encoding="utf-8")
    in_use = re.sub(r"^# (?=\[[a-z._]+\]$|[a-z_]+ = )", "", text, flags=re.MULTILINE)

    schema.validate(tomllib.loads(text))
    schema.validate(tomllib.loads(in_use))


def test_every_default_in_the_schema_is_of_the_schema(
    schema: jsonschema.Draft202012Validator,
) -> None:
    whole = schema.schema
    assert isinstance(whole, dict)
    tables = [whole, *(each for each in whole["$defs"].values() if "properties" in each)]
    for table in tables:
        for key in table["properties"].values():
            if key.get("default") is not None:
                schema.evolve(schema={**key, "$defs": whole["$defs"]}).validate(key["default"])


@pytest.mark.parametrize(
    "text",
    [
        'timezon = "UTC"',
        "hours = 13",
        '[destinations.News]\nplatform = "slack"',
        '[destinations.news]\nplatform = "telegram"',
        f'{NEWS}quiet_hours = {{ start = "25:00", end = "07:00" }}',
        f'{NEWS}quiet_hours = {{ start = "22:00" }}',
        '[digests.daily]\nrule = "@daily"\ndestinations = ["news"]',
        f"{DAILY}cap = 101",
        f'{DAILY}ahead = "soon"',
        f'{DAILY}window = ""',
        f"{DAILY}caps = {{ Water = 3 }}",
        '[reminders.all]\ndestinations = ["news"]\nleads = ["1 day"]',
    ],
)
def test_the_schema_marks_faults(text: str, schema: jsonschema.Draft202012Validator) -> None:
    schema.validate(tomllib.loads(DAILY))

    assert not schema.is_valid(tomllib.loads(text))


# --- what chat has added ---

MADE = Subscription(
    id="sub-7f3k2m",
    destination="main",
    definition='rule = "weekdays at 08:00"\nzone = "Europe/Kyiv"\ntopics = ["energy"]\n'
    'title = "energy"\ndestinations = ["elsewhere"]\nlang = "uk"\n',
    created_by="discord:100000000000000000",
    created_at=NOW,
)


def test_subscriptions_are_printed_as_tables_that_the_configuration_takes(
    store: Store, command: Command
) -> None:
    done(store.subscribe(MADE))
    done(store.subscribe(replace(MADE, id="sub-broken", definition="rule =")))

    ended = command("config", "export")

    assert (ended.code, ended.err) == (0, "")
    tables = tomllib.loads(ended.out)
    assert list(tables["digests"]) == ["sub_7f3k2m"]
    digest = Digest.model_validate(tables["digests"]["sub_7f3k2m"])
    assert (digest.rule.text, digest.destinations) == ("weekdays at 08:00", ("main",))
    assert "# /brief-admin unsubscribe sub-7f3k2m\n" in ended.out
    assert "# It cannot be read.\n" in ended.out


def test_without_subscriptions_that_is_said(store: Store, command: Command) -> None:
    done(store.unsubscribe("sub-7f3k2m", now=NOW))

    ended = command("config", "export")

    assert (ended.code, tomllib.loads(ended.out)) == (0, {})
