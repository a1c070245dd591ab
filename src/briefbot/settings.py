"""The configuration: what the file and the environment say, checked, as frozen values.

The environment wins over the file: `BRIEFBOT_TIMEZONE`, `BRIEFBOT_DESTINATIONS__NEWS__CHANNEL`.
This is the only module that reads the environment.
"""

import copy
import os
import re
import zoneinfo
from pathlib import Path
from typing import Annotated, Any, Literal, LiteralString, get_args

import pydantic_settings
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from briefbot.core.brief import Tlp
from briefbot.core.finding import Finding
from briefbot.errors import SettingsError
from briefbot.sources.configuration import TomlFile, read_toml
from briefbot.sources.configuration_faults import configuration_finding, keys_of

#: Where the configuration is looked for when none is named.
DEFAULT_FILE = Path("config/briefbot.toml")

ENVIRONMENT_PREFIX = "BRIEFBOT_"


def _known_zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("unknown_zone", "unknown time zone") from None
    return name


def _shaped(pattern: str, advice: LiteralString) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise PydanticCustomError("shape", advice)
        return text

    return AfterValidator(check)


def _number(value: object) -> object:
    # The environment holds texts only.
    return int(value) if isinstance(value, str) and value.isdecimal() else value


Zone = Annotated[str, AfterValidator(_known_zone)]
Hours = Annotated[Literal[12, 24], BeforeValidator(_number)]
Name = Annotated[
    str,
    _shaped(
        "[a-z][a-z0-9_]{0,31}",
        "use a lower-case letter, then letters, digits or underscores, at most 32 in all",
    ),
]
ChannelId = Annotated[
    str, _shaped("[A-Za-z0-9]{0,32}", "copy the channel's ID from its platform; it is no name")
]
MentionId = Annotated[
    str, _shaped("[A-Za-z0-9:]{1,64}", "copy the ID from its platform; it is no name")
]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Briefs(_Table):
    """`[briefs]`: where the briefs are."""

    path: Path = Field(
        default=Path("briefs"),
        description="The folder of the briefs, from where briefbot is started.",
    )


class Destination(_Table):
    """`[destinations.<name>]`: a place to post to, and how posts look there."""

    platform: Literal["discord", "slack", "terminal"] = Field(
        description="Which chat the place is in; `terminal` is for reading on this machine."
    )
    channel: ChannelId = Field(
        default="", description="The channel's ID, as its platform shows it; not its name."
    )
    tlp_max: Tlp = Field(
        default=Tlp.CLEAR,
        description="The most restricted Traffic Light Protocol label that may go there.",
    )
    zone: Zone | None = Field(
        default=None, description="The zone of times in texts; else `timezone`."
    )
    hours: Hours | None = Field(
        default=None, description="12 or 24; else `hours` above, else by language."
    )
    look: Literal["components", "embeds"] = Field(
        default="components",
        description="Discord's layout: components, or embeds as older bots use.",
    )
    max_pages: int = Field(
        default=10,
        ge=1,
        le=50,
        description="The most messages one posting may take; the rest is left out.",
    )
    mentions: dict[Name, MentionId] = Field(
        default_factory=dict,
        description="Who may be mentioned: a name for use in briefbot, and the platform's ID.",
    )


class Settings(BaseSettings):
    """Everything that can be configured; each key has a default that works."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=ENVIRONMENT_PREFIX,
        env_nested_delimiter="__",
    )

    timezone: Zone = Field(
        default="UTC", description="The IANA zone of times, where no other is named."
    )
    hours: Hours | None = Field(
        default=None, description="A 12 or 24 hour clock; else by language."
    )
    briefs: Briefs = Field(default=Briefs(), description="Where the briefs are.")
    destinations: dict[Name, Destination] = Field(
        default_factory=dict, description="The places to post to, under names of your choice."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings names the arguments
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, whose values are the initial ones."""
        return env_settings, init_settings


def load_settings(path: Path | None = None) -> Settings:
    """Return the settings of a file, of the default file where it exists, or the defaults.

    Raises SettingsError with every fault's finding.
    """
    settings, findings = examine_settings(path)
    if findings:
        number = "a fault" if len(findings) == 1 else f"{len(findings)} faults"
        raise SettingsError(
            f"the configuration has {number}", where=findings[0].path, findings=findings
        )
    return settings


def examine_settings(path: Path | None = None) -> tuple[Settings, tuple[Finding, ...]]:
    """Return the settings with faulty keys at their defaults, and what is wrong with them."""
    chosen = path or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    file = TomlFile(path=str(DEFAULT_FILE)) if chosen is None else read_toml(chosen)
    values = copy.deepcopy(file.values)
    findings = file.findings
    while True:
        try:
            return Settings(**values), findings  # type: ignore[arg-type]  # pydantic checks them
        except ValidationError as error:
            faults = error.errors(include_url=False)
        except pydantic_settings.SettingsError as error:
            return Settings.model_construct(), (*findings, _finding(_not_json(error), file))
        # What a second look finds is only what leaving out the first faults has made.
        findings = findings or tuple(sorted({_finding(fault, file) for fault in faults}))
        left_out = [_leave_out(values, fault) for fault in faults]
        if not any(left_out):
            return Settings.model_construct(), findings


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


def _not_json(error: pydantic_settings.SettingsError) -> ErrorDetails:
    # The library tells which variable it could not take apart in its message only.
    name = re.search(r'field "(\w+)"', str(error))
    keys = (name[1],) if name else ()
    advice = "set one key at a time, such as BRIEFBOT_BRIEFS__PATH"
    return ErrorDetails(type="json", loc=keys, msg=advice, input="")
