"""A pathway is a table of steps: who does what, with which record, and where it goes next.

Cells hold names, never code. The table is copied onto the case when it opens, so a case ends by
the rules it began with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from flows.roles import Role

CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Step:
    """One row. `then` maps the record's outcome to the name of a step, or to CLOSE.

    A record without an outcome uses the key "". `raises` lists outcomes that make the case an
    incident.
    """

    name: str
    role: Role
    record: str
    then: Mapping[str, str] = field(default_factory=lambda: {"": CLOSE})
    raises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pathway:
    """A named table of steps. `prefixes` gives each kind of case the start of its reference.

    `classify` names the field of the first record that decides the kind, and what each of its
    answers means; empty where there is only one kind.
    """

    name: str
    title: str
    steps: tuple[Step, ...]
    prefixes: Mapping[str, str]
    classify_by: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)

    def kind_for(self, answers: Mapping[str, Any]) -> str:
        """The kind of case that these first answers make."""
        if not self.classify_by:
            return self.name
        return self.kinds[answers[self.classify_by]]

    def plan(self) -> list[dict[str, Any]]:
        """The table as it is copied onto a case."""
        return [asdict(step) for step in self.steps]


def planned(plan: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    """The row of a case's own plan; raises LookupError if it has none of that name."""
    for row in plan:
        if row["name"] == name:
            return row
    raise LookupError(f"This case's plan has no step named {name}.")


def after(row: Mapping[str, Any], outcome: str) -> str:
    """The name of the step that follows, or CLOSE; raises LookupError for an unknown outcome."""
    try:
        return str(row["then"][outcome])
    except KeyError:
        raise LookupError(f'"{row["name"]}" does not say what follows {outcome!r}.') from None
