"""Reading a file of duties. A mistake in it is told by the duty it is in, and what to write."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from flows.duration import parse_duration
from flows.duties.duty import Duty

STANDARD = Path(__file__).parent / "rules.toml"
"""The rules that come with Handrail."""

_ADVICE = {
    "missing": "It is missing. Write it.",
    "extra_forbidden": "There is no such key. Take it out, or mend its spelling.",
    "bool_type": "Write true or false.",
    "bool_parsing": "Write true or false.",
    "string_pattern_mismatch": "Write a short word in small letters, like cqc_death.",
    "string_too_short": "It must not be empty.",
    "string_too_long": "No phone shows it whole. Write fewer words.",
    "too_short": "It must not be empty.",
    "string_type": "Write text between quotes.",
    "tuple_type": "Write a list between square brackets.",
}


class WrongDuties(Exception):
    """Rules that cannot be used. `problems` holds one plain line for each reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def read_duties(values: Mapping[str, Any]) -> tuple[Duty, ...]:
    """The duties that a parsed file holds, in its order; raises WrongDuties."""
    sources, rows = values.get("sources", {}), values.get("duty", [])
    if not rows or not isinstance(rows, list) or not isinstance(sources, dict):
        raise WrongDuties(["There is no duty in it. Begin each with a line [[duty]]."])
    problems = [f"{key}: There is no such key." for key in values.keys() - {"sources", "duty"}]
    duties = []
    for number, row in enumerate(rows, start=1):
        try:
            duties.append(Duty.model_validate(_with_addresses(row, sources)))
        except ValidationError as error:
            problems += _problems(error, number, row)
    problems += _clashes(duties)
    if problems:
        raise WrongDuties(problems)
    return tuple(duties)


def find(duties: Sequence[Duty], code: str) -> Duty:
    """The duty of this code; where the home has taken it out since, as Handrail brings it.

    A duty of the home's own that is gone is still to be decided on, by its name alone: a case
    that waits for it must be able to end.
    """
    for duty in (*duties, *DUTIES):
        if duty.code == code:
            return duty
    return _taken_out(code)


def _taken_out(code: str) -> Duty:
    return Duty(
        code=code,
        title=f"{code.replace('_', ' ').capitalize()}?",
        to="whoever the home's rule named",
        trigger="The home has taken this duty out of its rules.",
        check=("The home's rules as they were then.",),
        target=parse_duration("24h"),
        clock="known",
    )


def task_words(duties: Sequence[Duty], code: str) -> str:
    """What a step of a checklist says; raises KeyError."""
    for duty in (*duties, *DUTIES):
        if code in duty.tasks:
            return duty.tasks[code]
    raise KeyError(code)


def _clashes(duties: Sequence[Duty]) -> Iterator[str]:
    """What is stored is a code, so that one code must mean one thing."""
    counted = Counter(duty.code for duty in duties)
    for code, times in counted.items():
        if times > 1:
            yield f"{code}: It is there twice. Rename one."
    said = {(code, words) for duty in duties for code, words in duty.tasks.items()}
    for code, times in Counter(code for code, _ in said).items():
        if times > 1:
            yield f"{code}: Two steps with this code say different things. Rename one."


def _with_addresses(row: Any, sources: Mapping[str, Any]) -> Any:
    """A row with each label of a source made whole; an unknown one is left for the check."""
    labels = row.get("sources") if isinstance(row, dict) else None
    if not isinstance(labels, list):
        return row
    whole = [
        {"label": each, "address": sources[each]} if each in sources else each for each in labels
    ]
    return {**row, "sources": whole}


def _problems(error: ValidationError, number: int, row: Any) -> Iterator[str]:
    code = row.get("code") if isinstance(row, dict) else None
    name = f"Duty {number}" + (f", {code}" if code else "")
    for detail in error.errors(include_url=False, include_input=False):
        where = [str(part) for part in detail["loc"] if not isinstance(part, int)]
        yield f"{name}: {''.join(f'{part}: ' for part in where[:1])}{_advice(detail, where)}"


def _advice(detail: Mapping[str, Any], where: Sequence[str]) -> str:
    if where[:1] == ["sources"]:
        return "Write labels that stand under [sources], with their addresses."
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    if detail["type"] == "literal_error":
        return f"Write {detail['ctx']['expected']}."
    return _ADVICE.get(detail["type"], f"{detail['msg']}.")


DUTIES = read_duties(tomllib.loads(STANDARD.read_text(encoding="utf-8")))
