"""Wrong settings, told plainly: which setting, what is wrong, what to write instead."""

import os
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

PREFIX = "HANDRAIL_"
DELIMITER = "__"
NO_SUCH = "There is no such setting."
OTHER_VARIABLES = ("HANDRAIL_CONFIG",)

_ADVICE = {
    "string_type": "Write text between quotes.",
    "bool_type": "Write true or false.",
    "bool_parsing": "Write true or false.",
    "tuple_type": 'Write a list, like ["Rose", "Ivy"].',
    "model_type": "This is a table with settings of its own. See config.example.toml.",
    "model_attributes_type": "This is a table with settings of its own. See config.example.toml.",
}


class WrongSettings(Exception):
    """The settings cannot be used. `problems` holds one plain line for each reason."""

    def __init__(self, problems: Sequence[str], source: str = "The settings") -> None:
        self.problems = tuple(problems)
        self.source = source
        super().__init__("\n".join(self._lines()))

    def _lines(self) -> Iterator[str]:
        yield f"{self.source} cannot be used yet. Nothing was started and nothing was changed."
        yield from (f"  {problem}" for problem in self.problems)


def problems_of(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """One line for each wrong setting, without what was written there."""
    details = error.errors(include_url=False, include_input=False)
    return [_line(detail, model) for detail in details]


def unknown_sections(names: Mapping[str, Any], model: type[BaseModel]) -> list[str]:
    """One line for each name that is not a section, as far as the file goes."""
    return [_unknown(name, model) for name in names if name not in model.model_fields]


def unknown_variables(environment: Mapping[str, str], model: type[BaseModel]) -> list[str]:
    """One line for each HANDRAIL_ variable that belongs to no section."""
    names = [name for name in environment if name.upper().startswith(PREFIX)]
    return [
        f"{name}: {NO_SUCH}{_suggestion(_dotted(name), model)}"
        for name in names
        if name.upper() not in OTHER_VARIABLES
        and _dotted(name).split(".")[0] not in model.model_fields
    ]


def every_key(model: type[BaseModel], above: str = "") -> list[str]:
    """The full name of every setting: "telegram.token"."""
    keys: list[str] = []
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            keys += every_key(inner, f"{above}{name}.")
        else:
            keys.append(f"{above}{name}")
    return keys


def _line(detail: ErrorDetails, model: type[BaseModel]) -> str:
    where = [str(part) for part in detail["loc"]]
    if detail["type"] == "extra_forbidden":
        return f"{_name(where)}: {NO_SUCH}{_suggestion('.'.join(where), model)}"
    return f"{_name(where)}: {_advice(detail)}"


def _name(where: list[str]) -> str:
    """The setting, its place in a list, and the variable it was read from if it was."""
    words = [part for part in where if not part.isdigit()]
    places = [f" (number {int(part) + 1})" for part in where if part.isdigit()]
    variable = PREFIX + DELIMITER.join(words).upper()
    source = f" (from {variable})" if variable in os.environ else ""
    return ".".join(words) + "".join(places) + source


def _advice(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return f"Write {context['expected']}."
    return _ADVICE.get(kind, f"{detail['msg']}.")


def _unknown(name: str, model: type[BaseModel]) -> str:
    return f"{name}: {NO_SUCH}{_suggestion(name, model)}"


def _suggestion(name: str, model: type[BaseModel]) -> str:
    keys = every_key(model)
    by_last = {key.rpartition(".")[2]: key for key in reversed(keys)}
    candidates = {key: key for key in keys} | {key: key for key in model.model_fields} | by_last
    last = name.rpartition(".")[2]
    found = get_close_matches(name, candidates, 1, 0.75) or get_close_matches(last, by_last, 1, 0.7)
    return f" Did you mean {candidates[found[0]]}?" if found else " See config.example.toml."


def _dotted(variable: str) -> str:
    return variable[len(PREFIX) :].lower().replace(DELIMITER, ".")
