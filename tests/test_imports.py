"""The law of imports: who may know whom. `docs/architecture.md` gives the reasons."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "briefbot"

#: What the core may import besides itself: pure computing in the standard library, and these.
CORE_LIBRARIES = {"babel", "cronsim", "regex"}
CORE_STANDARD = {
    "__future__",
    "base64",
    "bisect",
    "collections",
    "dataclasses",
    "datetime",
    "difflib",
    "enum",
    "functools",
    "hashlib",
    "importlib",  # label catalogues are loaded when their language is asked for
    "ipaddress",
    "itertools",
    "math",
    "operator",
    "re",
    "string",
    "typing",
    "unicodedata",
    "urllib",
    "zoneinfo",
}
#: Libraries with one home: nobody else imports them.
HOMES = {
    "apscheduler": ("scheduling",),
    "cattrs": ("storage",),
    "cronsim": ("core.schedule",),
    "sqlalchemy": ("storage",),
    "alembic": ("storage",),
    "icalendar": ("sources.ics",),
    "recurring_ical_events": ("sources.ics",),
    "feedparser": ("sources.feeds",),
    "markdown_it": ("sources.briefs",),
    "msgspec": ("platforms.slack", "logs", "storage"),
    "yaml": ("sources.briefs",),
    "pydantic_settings": ("settings",),
    "click": ("cli",),
    "discord": ("platforms.discord",),
    "slack_bolt": ("platforms.slack",),
    "slack_sdk": ("platforms.slack",),
}
PLATFORMS = ("discord", "slack", "terminal", "text", "local")
#: The four of a platform's seven parts that make plain data and load no SDK.
PLAIN_PARTS = ("settings", "limits", "markup", "render")
SDKS = {"discord", "slack_bolt", "slack_sdk"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SRC.rglob("*.py")):
        name = ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(path.read_text(encoding="utf-8"))


MODULES = dict(modules())


def imports(tree: ast.Module) -> set[str]:
    """Return every module a module imports, wherever in it, with what it takes from it."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def imported_own(module: str) -> set[str]:
    prefix = "briefbot."
    return {
        name.removeprefix(prefix) for name in imports(MODULES[module]) if name.startswith(prefix)
    }


def tops(module: str) -> set[str]:
    return {name.split(".")[0] for name in imports(MODULES[module])}


@pytest.mark.parametrize("module", [name for name in MODULES if own(name, "core")])
def test_the_core_imports_only_pure_computing(module: str) -> None:
    names = imports(MODULES[module]) - {"pathlib.PurePosixPath"}  # computes, touches no disk
    taken = {name.split(".")[0] for name in names}
    assert taken <= CORE_STANDARD | CORE_LIBRARIES | {"briefbot"}
    assert all(own(name, "core") for name in imported_own(module))
    assert not [name for name in imports(MODULES[module]) if name.startswith("urllib.request")]


@pytest.mark.parametrize("module", [name for name in MODULES if own(name, "ports", "services")])
def test_ports_and_services_know_only_the_core(module: str) -> None:
    allowed = ("core", "ports") if own(module, "ports") else ("core", "ports", "errors", "services")
    assert all(own(name, *allowed) for name in imported_own(module))


@pytest.mark.parametrize("module", [name for name in MODULES if own(name, "platforms")])
def test_platforms_know_neither_each_other_nor_the_rest_of_the_house(module: str) -> None:
    parts = module.split(".")
    home = ".".join(parts[:2])
    allowed = ("core", "ports", "errors", home)
    assert all(own(name, *allowed) for name in imported_own(module))
    if len(parts) > 2 and parts[2] in PLAIN_PARTS:
        assert not tops(module) & SDKS


@pytest.mark.parametrize("module", [name for name in MODULES if own(name, "sources")])
def test_sources_know_only_the_core(module: str) -> None:
    assert all(own(name, "core", "ports", "errors", "sources") for name in imported_own(module))


@pytest.mark.parametrize("module", [n for n in MODULES if own(n, "settings", "configured")])
def test_the_settings_know_the_core_and_the_reading_of_their_file(module: str) -> None:
    allowed = {
        "settings": ("sources.configuration", "sources.configuration_faults", "errors"),
        "configured": (),
    }
    names = ("core", "settings", *allowed[module.partition(".")[0]])
    assert all(own(name, *names) for name in imported_own(module))


@pytest.mark.parametrize("module", MODULES)
def test_libraries_stay_in_their_homes(module: str) -> None:
    for library in tops(module) & set(HOMES):
        assert own(module, *HOMES[library]), f"{library} is imported outside {HOMES[library]}"


@pytest.mark.parametrize("module", MODULES)
def test_only_the_entry_imports_the_command_line_and_the_composition_root(module: str) -> None:
    taken = {name for name in imported_own(module) if own(name, "cli", "app")}
    assert not taken or own(module, "cli", "app", "__main__")


def attribute_uses(tree: ast.Module) -> set[str]:
    return {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }


CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.monotonic",
    "time.perf_counter",
}


@pytest.mark.parametrize("module", [name for name in MODULES if name != "clock"])
def test_only_the_clock_reads_the_time(module: str) -> None:
    assert not attribute_uses(MODULES[module]) & CLOCKS


@pytest.mark.parametrize("module", [name for name in MODULES if name != "settings"])
def test_only_the_settings_read_the_environment(module: str) -> None:
    assert not attribute_uses(MODULES[module]) & {"os.environ", "os.getenv"}
    assert not imports(MODULES[module]) & {"os.environ", "os.getenv"}


def test_every_library_home_rule_can_fail() -> None:
    tree = ast.parse("import discord\nfrom slack_sdk.web import client\nimport os\nos.environ")

    assert imports(tree) == {"discord", "slack_sdk.web.client", "os"}
    assert attribute_uses(tree) == {"os.environ"}


def may_load_an_sdk(module: str) -> bool:
    parts = module.split(".")
    return parts[:2] in (["platforms", "discord"], ["platforms", "slack"]) and (
        len(parts) > 2 and parts[2] not in PLAIN_PARTS
    )


def test_importing_any_module_starts_nothing_and_loads_no_sdk() -> None:
    apart = [n for n in MODULES if n != "__main__" and not may_load_an_sdk(n)]
    names = [f"briefbot.{name}" for name in apart]
    program = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        f"loaded = {sorted(SDKS)!r}\n"
        "print([name for name in loaded if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == "[]"
    assert done.stderr == ""
