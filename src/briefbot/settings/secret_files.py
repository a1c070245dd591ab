"""Secrets from files: `BRIEFBOT_STORE__URL_FILE`, or a folder of secrets as containers mount it.

The environment can be read by whoever may look at a process; a file has permissions of its own.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from briefbot.errors import SettingsError

#: The variable that names a folder with one file for each secret: `store__url`.
FOLDER_VARIABLE = "SECRETS_DIR"

#: Longer is no secret but the wrong file.
_MAX_BYTES = 10_000


class SecretFiles(PydanticBaseSettingsSource):
    """A source of settings; the environment itself wins over it, and it wins over the file."""

    def __init__(
        self, settings: type[BaseSettings], *, environment: Mapping[str, str], prefix: str
    ) -> None:
        super().__init__(settings)
        self._environment = {name.upper(): value for name, value in environment.items()}
        self._prefix = prefix

    @property
    def variables(self) -> frozenset[str]:
        """The variables that name files, and are no settings themselves."""
        files = (f"{self._variable(keys)}_FILE" for keys in secret_keys(self.settings_cls))
        return frozenset((self._prefix + FOLDER_VARIABLE, *files))

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ANN401, ARG002 - pydantic-settings' signature
        """Return nothing: the values of whole tables come from calling this."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return the secrets that files hold, as nested tables.

        Raises SettingsError for a file that cannot be read, or a secret that is given twice.
        """
        values: dict[str, Any] = {}
        for keys in secret_keys(self.settings_cls):
            path = self._path(keys)
            if path is not None:
                table = values
                for key in keys[:-1]:
                    table = table.setdefault(key, {})
                table[keys[-1]] = _read(path, name=self._variable(keys))
        return values

    def _variable(self, keys: tuple[str, ...]) -> str:
        return self._prefix + "__".join(keys).upper()

    def _path(self, keys: tuple[str, ...]) -> Path | None:
        variable = self._variable(keys)
        named = self._environment.get(f"{variable}_FILE")
        if named and variable in self._environment:
            raise SettingsError(
                f"both {variable} and {variable}_FILE are set", next_step="unset one of them"
            )
        if named:
            return Path(named)
        folder = self._environment.get(self._prefix + FOLDER_VARIABLE)
        if not folder:
            return None
        path = Path(folder) / "__".join(keys).lower()
        return path if path.is_file() else None


def secret_keys(model: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    """Yield the keys of every secret in a model and the tables in it."""
    for name, field in model.model_fields.items():
        for kind in (field.annotation, *get_args(field.annotation)):
            if not isinstance(kind, type):
                continue
            if issubclass(kind, SecretStr):
                yield (name,)
            elif issubclass(kind, BaseModel):
                yield from ((name, *keys) for keys in secret_keys(kind))


def _read(path: Path, *, name: str) -> str:
    """Return a secret without the line break that editors add. The error never has its content."""
    try:
        with path.open("rb") as file:
            octets = file.read(_MAX_BYTES + 1)
        text = octets.decode().strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise SettingsError(
            f"the file for {name} cannot be read: {reason}",
            where=str(path),
            next_step="correct the path, or its permissions",
        ) from None
    if not text or len(octets) > _MAX_BYTES:
        raise SettingsError(
            f"the file for {name} holds no secret",
            where=str(path),
            next_step="put the secret there, alone on one line",
        )
    return text
