"""My tasks: what one person owes, by when, and why it is theirs. The most pressing comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.moment import Moment
from flows.rungs import is_for, may_know
from flows.screen import Button, Screen, fitted
from flows.talk import Talk, number
from flows.words import at, step_name
from storage import cases, drafts
from storage.cases import Case, Step
from storage.people import Person

PAGE = 8

FOLLOWS = {
    "care_entry": "It follows your report",
    "duty": "Your duty after your decision",
    "notify": "Your duty after your Yes",
}
"""Why a step is somebody's who never took it: it followed from what they had filed."""


@dataclass(frozen=True, slots=True)
class Task:
    """A step that this person holds, owns, or was told of while nobody has it."""

    case: Case
    step: Step
    why: str

    @property
    def by(self) -> datetime:
        """When it must be done; what is to be taken at once counts from when it was put."""
        return self.step.act_by or self.step.due or self.step.owed_at

    @property
    def at_once(self) -> bool:
        """Whether it comes before anything that merely has a time."""
        return self.case.severity == "severe" and self.step.urgent


def tasks_of(moment: Moment, person: Person) -> list[Task]:
    """What this person owes, as far as they may know of the case; the most pressing first."""
    held = cases.steps_held_by(moment.db, person.id)
    waiting = cases.steps_awaiting(moment.db, person.id)
    found = [
        Task(case, step, _why(step, person))
        for step in (*held, *waiting)
        if (case := cases.get_case(moment.db, step.case_id)) is not None
        and may_know(case, person)
        and (step in held or is_for(moment, person, case, step))
    ]
    return sorted(found, key=lambda task: (not task.at_once, task.by, task.step.id))


def show_tasks(talk: Talk, page: str = "0", *, repost: bool = False) -> None:
    """Show what this person owes; each line is a button to its card."""
    drafts.put_by(talk.moment.db, talk.person.id)
    tasks = tasks_of(talk.moment, talk.person)
    talk.show(tasks_screen(talk.moment, tasks, number(page)), repost=repost)


def tasks_screen(moment: Moment, tasks: list[Task], page: int) -> Screen:
    """One page of tasks, numbered as their buttons are."""
    pages = max(1, -(-len(tasks) // PAGE))
    start = page % pages * PAGE
    shown = list(enumerate(tasks, start=1))[start : start + PAGE]
    rows = [(Button(fitted(f"{n}. {label(moment, task)}"), address(task)),) for n, task in shown]
    if pages > 1:
        rows.append((Button("More tasks", f"j:{(page + 1) % pages}"),))
    return Screen(
        head=f"My tasks · {len(tasks)}" if tasks else "My tasks",
        title="Most pressing first." if tasks else "You have no tasks now.",
        lines=tuple(f"{n}. {_line(moment, task)}" for n, task in shown),
        rows=(*rows, (Button("Menu", "m"),)),
    )


def label(moment: Moment, task: Task) -> str:
    """ "NM-26-0042: risk review"."""
    return fitted(f"{task.case.reference}: {step_name(moment, task.step)}")


def address(task: Task) -> str:
    """Where the button of a task leads: to the card of its step."""
    return f"t:{task.step.id}:show"


def task_lines(moment: Moment, tasks: Sequence[Task]) -> tuple[str, ...]:
    """What each is, why it is theirs and by when, in the order given."""
    return tuple(_line(moment, task) for task in tasks)


def _line(moment: Moment, task: Task) -> str:
    return (
        f"{task.case.reference} · {step_name(moment, task.step)}\n{task.why}. {_due(moment, task)}"
    )


def _due(moment: Moment, task: Task) -> str:
    by = task.step.act_by or task.step.due
    if by is None:
        return f"It waits since {at(moment, task.step.owed_at)}."
    if by <= moment.now:
        return f"It was due {at(moment, by)}."
    return f"Finish it before {at(moment, by)}."


def _why(step: Step, person: Person) -> str:
    if step.name == "question" and step.owner_id == person.id:
        return "Asked back to you"
    if step.name in FOLLOWS and (step.rounds == 0 or step.owner_id == person.id):
        return FOLLOWS[step.name]
    if step.owner_id == person.id:
        return "You are the owner"
    if step.state == "acknowledged":
        return "You took it"
    return "You were told, and nobody has it"
