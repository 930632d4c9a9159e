"""Finding the settings file, reading it, and writing one that a person can edit."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError

from handrail.duty_rules import duties_in
from handrail.setting_problems import (
    WrongSettings,
    problems_of,
    unknown_sections,
    unknown_variables,
)
from handrail.settings import Settings
from handrail.toml_file import read_toml

DEFAULT_FILE = Path("config.toml")
RUN_INIT = "Run `handrail init`."
Values = Mapping[str, Mapping[str, Any]]

HEADER = """\
# Handrail's settings. Every line here can be left out: what stands here is the default.
# Lengths of time are written "10m", "24h" or "7 days".
# An environment variable overrides the file: HANDRAIL_TELEGRAM__TOKEN stands for telegram.token.
"""


def config_file(chosen: Path | None) -> Path | None:
    """The settings file to use: the one asked for, else ./config.toml, else none."""
    if chosen is not None:
        return chosen
    return DEFAULT_FILE if DEFAULT_FILE.exists() else None


def load_settings(path: Path | None) -> Settings:
    """The settings of this file and the environment; raises WrongSettings.

    Files that it names are seen from the folder of the settings file, so that every command finds
    them from anywhere.
    """
    return settings_from({} if path is None else read_toml(path, RUN_INIT), path)


def settings_from(values: Values, path: Path | None) -> Settings:
    """The settings that a file at `path` would give if it said `values`.

    Rules for duties that it names are read as well, so that a mistake in them is told at once.
    """
    source = "The settings" if path is None else str(path)
    problems = unknown_sections(values, Settings) + unknown_variables(os.environ, Settings)
    settings, wrong = _settings({k: v for k, v in values.items() if k in Settings.model_fields})
    if settings is None or problems:
        raise WrongSettings(problems + wrong, source)
    folder = Path.cwd() if path is None else path.absolute().parent
    whole = _apart(settings.at(folder), source)
    duties_in(whole.service.duties)
    return whole


def written(values: Values | None = None) -> str:
    """A settings file with every key; `values` stand in for the defaults."""
    given = values or {}
    sections = [
        _section(name, field.annotation, given.get(name, {}))
        for name, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    ]
    return "\n".join([HEADER, *sections])


def _settings(values: dict[str, Any]) -> tuple[Settings | None, list[str]]:
    try:
        return Settings(**values), []
    except ValidationError as error:
        return None, problems_of(error, Settings)


def _apart(settings: Settings, source: str) -> Settings:
    if settings.database.url == settings.practice.database:
        raise WrongSettings(
            ["practice.database: Invented reports must not mix with real ones. Name another file."],
            source,
        )
    return settings


def _section(name: str, model: type[BaseModel], given: Mapping[str, Any]) -> str:
    return "\n".join([f"# {model.__doc__}", f"[{name}]", *_lines(model, given), ""])


def _lines(model: type[BaseModel], given: Mapping[str, Any]) -> Iterator[str]:
    defaults = model()
    for name, field in model.model_fields.items():
        value = given.get(name, getattr(defaults, name))
        yield f"# {field.description}"
        yield f"{name} = {_toml(value, defaults.model_dump(mode='json')[name])}"


def _toml(value: Any, plain: Any) -> str:
    """A value as TOML. `plain` is how the default serializes: a duration, an address as text."""
    if isinstance(value, SecretStr):
        return _text(value.get_secret_value())
    if isinstance(value, BaseModel):
        inner = ", ".join(f"{key} = {_text(text)}" for key, text in plain.items())
        return f"{{ {inner} }}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_text(item) for item in value)}]"
    return _text(value if isinstance(value, str) else plain)


def _text(value: str) -> str:
    """JSON's text is TOML's, but for the one control character that JSON leaves as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
