"""The law of imports: who may know whom. `docs/architecture.md` gives the reasons."""

import ast
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

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
    "msgspec": ("platforms.discord", "platforms.slack", "logs", "storage"),
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


#: Told of a module: what of it breaks a rule. One test asks all modules: a thousand tests of one
#: line each would take longer to be collected than to run.
Judge = Callable[[str], Collection[str]]


def breaches(judge: Judge, *packages: str) -> list[str]:
    """Return what breaks a rule in the modules of some packages, or in all."""
    asked = [name for name in MODULES if not packages or own(name, *packages)]
    assert asked, f"there are no modules in {packages}"
    return [f"{module}: {name}" for module in asked for name in sorted(judge(module))]


def not_of(names: Iterable[str], *packages: str) -> set[str]:
    return {name for name in names if not own(name, *packages)}


def test_the_core_imports_only_pure_computing() -> None:
    def impure(module: str) -> set[str]:
        names = imports(MODULES[module]) - {"pathlib.PurePosixPath"}  # computes, touches no disk
        foreign = not_of(names, *CORE_STANDARD, *CORE_LIBRARIES, "briefbot.core")
        return foreign | {name for name in names if own(name, "urllib.request")}

    assert breaches(impure, "core") == []


def test_ports_know_only_the_core() -> None:
    assert breaches(lambda module: not_of(imported_own(module), "core", "ports"), "ports") == []


def test_services_know_only_the_core_and_the_ports() -> None:
    allowed = ("core", "ports", "errors", "services")
    assert breaches(lambda module: not_of(imported_own(module), *allowed), "services") == []


def test_platforms_know_neither_each_other_nor_the_rest_of_the_house() -> None:
    def foreign(module: str) -> set[str]:
        home = ".".join(module.split(".")[:2])
        return not_of(imported_own(module), "core", "ports", "errors", home)

    assert breaches(foreign, "platforms") == []


def test_the_plain_parts_of_a_platform_load_no_sdk() -> None:
    plain = [f"platforms.{platform}.{part}" for platform in PLATFORMS for part in PLAIN_PARTS]
    assert breaches(lambda module: tops(module) & SDKS, *plain) == []


def test_sources_know_only_the_core() -> None:
    allowed = ("core", "ports", "errors", "sources")
    assert breaches(lambda module: not_of(imported_own(module), *allowed), "sources") == []


def test_the_settings_know_the_core_and_the_reading_of_their_file() -> None:
    reading = ("sources.configuration", "sources.configuration_faults", "errors")
    allowed = ("core", "settings")
    asked = {"settings": (*allowed, *reading), "configured": allowed}

    def foreign(module: str) -> set[str]:
        return not_of(imported_own(module), *asked[module.partition(".")[0]])

    assert breaches(foreign, *asked) == []


def test_libraries_stay_in_their_homes() -> None:
    def away(module: str) -> set[str]:
        known = tops(module) & set(HOMES)
        return {library for library in known if not own(module, *HOMES[library])}

    assert breaches(away) == []


def test_only_the_entry_imports_the_command_line_and_the_composition_root() -> None:
    def entered(module: str) -> set[str]:
        taken = {name for name in imported_own(module) if own(name, "cli", "app")}
        return set() if own(module, "cli", "app", "__main__") else taken

    assert breaches(entered) == []


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


def test_only_the_clock_reads_the_time() -> None:
    def reads(module: str) -> set[str]:
        return set() if module == "clock" else attribute_uses(MODULES[module]) & CLOCKS

    assert breaches(reads) == []


def test_only_the_settings_read_the_environment() -> None:
    def reads(module: str) -> set[str]:
        used = attribute_uses(MODULES[module]) | imports(MODULES[module])
        return set() if module == "settings" else used & {"os.environ", "os.getenv"}

    assert breaches(reads) == []


def test_every_rule_can_fail() -> None:
    tree = ast.parse("import discord\nfrom slack_sdk.web import client\nimport os\nos.environ")

    assert imports(tree) == {"discord", "slack_sdk.web.client", "os"}
    assert attribute_uses(tree) == {"os.environ"}
    assert not_of({"core.document", "corela", "app"}, "core") == {"corela", "app"}
    assert breaches(lambda _: {"discord"}, "clock") == ["clock: discord"]


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
