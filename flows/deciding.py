"""Duties as they are put to the manager: after the decision, again, and when more is known."""

from collections.abc import Collection

from flows import obligations, opening
from flows.moment import Moment
from flows.opening import Particulars
from storage import cases
from storage.cases import Case, Step
from storage.people import Person


def put_to(moment: Moment, case: Case, person: Person, chosen: Collection[str]) -> None:
    """Whoever has decided goes on with every duty that an answer points to, and those chosen, one
    card each."""
    flagged = obligations.flagged_for(moment, case)
    before = {step.about for step in cases.steps_of(moment.db, case.id) if step.name == "duty"}
    for code in dict.fromkeys([*flagged, *chosen]):
        if code not in before:
            opening.give(moment, case, "duty", person, Particulars(about=code))


def decided(moment: Moment, case: Case, step: Step, person: Person, decision: str) -> None:
    """Yes: it is owed by its clock. Not known yet: it is asked again."""
    code = step.about
    if decision == "yes":
        due = obligations.due_for(moment, case, code)
        opening.give(moment, case, "notify", person, Particulars(about=code, due=due))
    elif decision == "unknown":
        again = obligations.asked_again(moment, case, step)
        opening.open_step(
            moment, case, "duty", Particulars(owner_id=person.id, about=code, begins_at=again)
        )


def ask_anew(moment: Moment, case: Case) -> None:
    """The newest record may point to a duty to which nothing pointed when the manager decided."""
    steps = cases.steps_of(moment.db, case.id)
    if any(step.name == "decision" and step.state == "acted" for step in steps):
        ask(moment, case)


def ask(moment: Moment, case: Case) -> None:
    """Put to the manager what the newest record points to, and no earlier one did.

    One that is owed, or was done, is not asked about again.
    """
    steps = cases.steps_of(moment.db, case.id)
    for code in obligations.raised_by_last(moment, case):
        same = [step for step in steps if step.about == code]
        waiting = [step for step in same if step.state == "waiting"]
        if waiting:
            opening.begin(moment, waiting[0].id)
        elif not any(step.name == "notify" or step.state in cases.OPEN for step in same):
            opening.open_step(moment, case, "duty", Particulars(about=code))
