"""A pathway is a table of steps: who does what, with which record, and where it goes next.

Cells hold names, never code. The table is copied onto the case when it opens, so a case ends by
the rules it began with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from flows.roles import Role

CLOSE = "close"
"""A target: the pathway is at its end."""

END = ""
"""A target: nothing follows; the step stood beside the pathway."""

AUTHOR = "author"
"""An owner: whoever filed the record that opened the step."""

REPORTER = "reporter"
"""An owner: whoever began the case, for a step that is theirs to end and no review of theirs."""

SAME = "same"
"""A due time: the one that the step had before."""

CHANGE = "change"
"""A beginning: its wait counts from the day of the change, however long the step before took."""

LIVE = "live"
"""A beginning: its wait counts from the day from which the record before it says that it will be
done in the new way, where it names one to come."""

BACK = "back"
"""A target: the step before it once more, by whoever did it."""

Pace = Literal["urgent", "severe", "routine"]
"""How a step is put to people: at once and climbing fast; that only where the case is severe;
or in its own time."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row. `then` maps the record's outcome to a target: the name of a step, CLOSE, END, or
    "pathway/step", by which the case goes up to another pathway, or BACK. A step that names itself
    is not over: it stays with whoever has it, or waits again where it `begins` later.

    A record without an outcome, or that need not say one, uses the key "".

    - `within`: the limit by which it must be filed; `if_alike`: the one in its place where others
      like the case are found.
    - `promptly`: a shorter one, counted from the taking, after which whoever has it is reminded
      and nothing else happens.
    - `begins`: the one it waits for before it begins; `begins_on`: the field of the record before
      it that may name another day, CHANGE or LIVE.
    - `due_on`: SAME, or the field of its own record that says by when a step that is not over is
      owed.
    - `owner`: AUTHOR, REPORTER or a field that names a member of staff, as the last record that
      has it says.
    - `also`: steps opened beside it for its author; `apart_from`: steps whose doer does not do
      this one as well.
    - `helps`: records that whoever has it may add on the way to its own; `needs`: how many of
      those it takes before its own.
    - `tells`: what the reporter hears when it begins.
    """

    name: str
    role: Role
    record: str
    then: Mapping[str, str] = field(default_factory=lambda: {"": CLOSE})
    pace: Pace = "urgent"
    within: str = ""
    promptly: str = ""
    if_alike: str = ""
    begins: str = ""
    begins_on: str = ""
    due_on: str = ""
    owner: str = ""
    also: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    needs: int = 0
    apart_from: tuple[str, ...] = ()
    tells: str = ""


@dataclass(frozen=True, slots=True)
class Pathway:
    """A named table of steps. `prefixes` gives each kind of case the start of its reference.

    `classify_by` names the field of the first record that decides the kind, and `kinds` what each
    of its answers means; empty where there is only one kind. The first step goes on by the kind.
    `sealed`: the reporter's name is shown to nobody but who opens it with a reason.
    """

    name: str
    title: str
    steps: tuple[Step, ...]
    prefixes: Mapping[str, str]
    classify_by: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    sealed: bool = False

    def kind_for(self, answers: Mapping[str, Any]) -> str:
        """The kind of case that these first answers make."""
        if not self.classify_by:
            return self.name
        return self.kinds[answers[self.classify_by]]

    def plan(self, beside: Sequence[Step]) -> list[dict[str, Any]]:
        """The table as it is copied onto a case, with the steps that may stand beside it."""
        return [_row(step) for step in (*self.steps, *beside)]


def _row(step: Step) -> dict[str, Any]:
    return {cell.name: getattr(step, cell.name) for cell in fields(step)}


def planned(plan: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    """The row of a case's own plan; raises LookupError if it has none of that name."""
    for row in plan:
        if row["name"] == name:
            return row
    raise LookupError(f"This case's plan has no step named {name}.")


def after(row: Mapping[str, Any], outcome: str) -> str:
    """The target that follows; raises LookupError for an unknown outcome."""
    try:
        return str(row["then"][outcome])
    except KeyError:
        raise LookupError(f'"{row["name"]}" does not say what follows {outcome!r}.') from None


def up(target: str) -> tuple[str, str]:
    """(the pathway a target goes up to or "", the name of the step)."""
    pathway, slash, name = target.partition("/")
    return (pathway, name) if slash else ("", target)
