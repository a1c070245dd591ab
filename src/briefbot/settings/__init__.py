"""The configuration: what the file and the environment say, checked, as frozen values.

The environment wins over the file: `BRIEFBOT_TIMEZONE`, `BRIEFBOT_DESTINATIONS__NEWS__CHANNEL`.
This is the only module that reads the environment.
"""

import copy
import os
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from briefbot.core.finding import Finding, Severity
from briefbot.errors import SettingsError
from briefbot.settings.connecting import Discord, Http, Slack
from briefbot.settings.kinds import Hours, Name, Zone
from briefbot.settings.references import is_there, missing_files, unknown_names, without_unknown
from briefbot.settings.roles import Holders, Roles
from briefbot.settings.running import Delivery, Kept, Store, Summaries
from briefbot.settings.secret_files import SecretFiles, secret_keys
from briefbot.settings.tables import (
    CLOSED,
    WEEKDAYS,
    Briefs,
    Calendar,
    Destination,
    Digest,
    Quiet,
    Reminders,
    Table,
    holiday_file,
)
from briefbot.sources.configuration import TomlFile, read_toml
from briefbot.sources.configuration_faults import configuration_finding, keys_of

__all__ = [
    "DEFAULT_FILE",
    "WEEKDAYS",
    "Briefs",
    "Calendar",
    "Delivery",
    "Destination",
    "Digest",
    "Discord",
    "Holders",
    "Http",
    "Kept",
    "Quiet",
    "Reminders",
    "Roles",
    "Settings",
    "Slack",
    "Store",
    "Summaries",
    "Table",
    "colour_allowed",
    "examine_settings",
    "is_there",
    "load_settings",
    "refuse",
    "secrets_of",
]

#: Where the configuration is looked for when none is named.
DEFAULT_FILE = Path("config/briefbot.toml")

ENVIRONMENT_PREFIX = "BRIEFBOT_"


class Settings(BaseSettings):
    """Everything that can be configured; each key has a default that works."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=ENVIRONMENT_PREFIX,
        env_nested_delimiter="__",
        enable_decoding=False,
    )

    timezone: Zone = Field(
        default="UTC", description="The IANA zone of times, where no other is named."
    )
    hours: Hours | None = Field(
        default=None, description="A 12 or 24 hour clock; else by language."
    )
    briefs: Briefs = Field(default=Briefs(), description="Where the briefs are.")
    destinations: dict[Name, Destination] = Field(
        default_factory=dict,
        description="The places to post to, under names of your choice.",
        json_schema_extra=CLOSED,
    )
    posts_a_day: int = Field(
        default=8,
        ge=1,
        le=1000,
        description="The most posts a day at a destination; with more, a rehearsal marks the day.",
    )
    calendars: dict[Name, Calendar] = Field(
        default_factory=dict,
        description="The calendars whose meetings are known.",
        json_schema_extra=CLOSED,
    )
    digests: dict[Name, Digest] = Field(
        default_factory=dict,
        description="What goes out by a rule: editions of what is new.",
        json_schema_extra=CLOSED,
    )
    reminders: dict[Name, Reminders] = Field(
        default_factory=dict, description="What goes out before meetings.", json_schema_extra=CLOSED
    )
    summaries: dict[Name, Summaries] = Field(
        default_factory=dict,
        description="What goes out when a brief is published.",
        json_schema_extra=CLOSED,
    )
    roles: Roles = Field(default=Roles(), description="Who may do more than read.")
    operator: Name | None = Field(
        default=None, description="The destination that is told of faults; none: only the log."
    )
    http: Http = Field(default_factory=Http, description="The address that it serves.")
    discord: Discord = Field(default_factory=Discord, description="The bot on Discord.")
    slack: Slack = Field(default_factory=Slack, description="The app on Slack.")
    store: Store = Field(default_factory=Store, description="Where the rows are.")
    delivery: Delivery = Field(default_factory=Delivery, description="How posts leave.")
    retention: Kept = Field(default_factory=Kept, description="How long rows are kept.")

    def holiday_files(self) -> dict[str, Path]:
        """Return the file behind each `holidays` of a digest, a calendar's or the one it names."""
        files: dict[str, Path] = {}
        for digest in self.digests.values():
            path = holiday_file(digest)
            if digest.holidays in self.calendars:
                path = self.calendars[digest.holidays].path
            if path is not None:
                files[digest.holidays] = path
        return files

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic-settings names them
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win, then files of secrets, over the values of the file."""
        secrets = SecretFiles(settings_cls, environment=os.environ, prefix=ENVIRONMENT_PREFIX)
        if isinstance(env_settings, EnvSettingsSource):
            named = env_settings.env_vars.items()
            env_settings.env_vars = {k: v for k, v in named if k.upper() not in secrets.variables}
        return env_settings, secrets, init_settings


def load_settings(path: Path | None = None) -> Settings:
    """Return the settings of a file, of the default file where it exists, or the defaults.

    Raises SettingsError with every fault's finding; a calendar's file may be missing.
    """
    settings, findings = examine_settings(path)
    refuse(tuple(each for each in findings if each.severity is Severity.ERROR))
    return settings


def refuse(findings: tuple[Finding, ...]) -> None:
    """Raise SettingsError if there are any findings."""
    if findings:
        number = "a fault" if len(findings) == 1 else f"{len(findings)} faults"
        raise SettingsError(
            f"the configuration has {number}", where=findings[0].path, findings=findings
        )


def examine_settings(path: Path | None = None) -> tuple[Settings, tuple[Finding, ...]]:
    """Return the settings with faulty keys at their defaults, and what is wrong with them.

    A table that lacks what it needs is left out, as is a schedule without any destination.
    """
    chosen = path or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    file = TomlFile(path=str(DEFAULT_FILE)) if chosen is None else read_toml(chosen)
    settings, findings = _validated(file)
    names = [_finding(fault, file) for fault in unknown_names(settings, file.values)]
    settings = without_unknown(settings)
    files = [_finding(fault, file) for fault in missing_files(settings)]
    return settings, tuple(sorted({*findings, *names, *files}))


def _validated(file: TomlFile) -> tuple[Settings, tuple[Finding, ...]]:
    values = copy.deepcopy(file.values)
    findings: tuple[Finding, ...] = ()
    while True:
        try:
            return Settings(**values), (*file.findings, *findings)  # type: ignore[arg-type]  # pydantic checks them
        except ValidationError as error:
            faults = error.errors(include_url=False)
        # What a second look finds is only what leaving out the first faults has made.
        findings = findings or tuple(sorted({_finding(fault, file) for fault in faults}))
        left_out = [_leave_out(values, fault) for fault in faults]
        if not any(left_out):
            return Settings.model_construct(), (*file.findings, *findings)


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return every secret that the settings hold, so that no line of a log has one."""
    found: list[str] = []
    for keys in secret_keys(Settings):
        value: Any = settings
        for key in keys:
            value = getattr(value, key)
        found.append(value.get_secret_value())
    return tuple(filter(None, found))


def colour_allowed() -> bool:
    """Tell whether texts may be coloured: not where NO_COLOR is set (https://no-color.org)."""
    return not os.environ.get("NO_COLOR")


def _leave_out(values: dict[str, Any], fault: ErrorDetails) -> bool:
    """Remove the key a fault is about, or the table that lacks one; tell whether it was there."""
    keys = keys_of(fault)
    if fault["type"] == "missing":
        keys = keys[:-1]
    table: Any = values
    for key in keys[:-1]:
        table = table.get(key) if isinstance(table, dict) else None
    if not isinstance(table, dict) or not keys or keys[-1] not in table:
        return False
    del table[keys[-1]]
    return True


def _finding(fault: ErrorDetails, file: TomlFile) -> Finding:
    keys = keys_of(fault)
    return configuration_finding(
        fault, file=file, known=_keys_beside(keys), variable=_variable(keys)
    )


def _variable(keys: tuple[str, ...]) -> str:
    """Return the environment variable that sets a key or a table around it, or nothing."""
    wanted = ENVIRONMENT_PREFIX + "__".join(keys).upper()
    names = [name for name in os.environ if name.upper().startswith(ENVIRONMENT_PREFIX)]
    return next((name for name in names if f"{wanted}__".startswith(f"{name.upper()}__")), "")


def _keys_beside(keys: tuple[str, ...]) -> list[str]:
    """Return the keys that may stand in the table which holds this one."""
    model: type[BaseModel] = Settings
    for key in keys[:-1]:
        field = model.model_fields.get(key)
        inner = field.annotation if field else model
        model = next((t for t in (inner, *get_args(inner)) if _is_model(t)), model)
    return list(model.model_fields)


def _is_model(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
