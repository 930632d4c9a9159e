"""How a case goes on: to the next step, up to another pathway, to its end."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from flows import opening, sealing, telling
from flows.form import Answers
from flows.moment import Moment
from flows.opening import Particulars
from flows.pathway import AUTHOR, CLOSE, END, after, planned, up
from flows.pathways import PATHWAYS
from flows.pathways.beside import BESIDE
from flows.pathways.speak_up import GUARDIAN
from flows.severity import severity_of, worse
from storage import cases, records
from storage.cases import Case
from storage.people import Person

START_OF_DAY = time(9, 0)
"""When, on its day, a step that waits for a day begins."""


def go_on(
    moment: Moment,
    case: Case,
    row: Mapping[str, Any],
    outcome: str,
    person: Person,
    answers: Answers,
) -> None:
    """What follows a filed record, by the case's own plan."""
    for name in row["also"]:
        opening.give(moment, case, name, person)
    target = after(row, outcome)
    if target == CLOSE:
        cases.change_case(moment.db, case.id, concluded_at=moment.now)
    elif up(target)[0]:
        go_up(moment, case, target, person)
    elif target != END:
        row = planned(case.plan, target)
        owner = _owner(moment, case, row["owner"], person, answers)
        begins_at = _morning_of(moment, answers.get(row["begins_on"]))
        opening.open_step(moment, case, target, Particulars(owner_id=owner, begins_at=begins_at))
    close_if_done(moment, again(moment, case))


def go_up(moment: Moment, case: Case, target: str, person: Person) -> None:
    """The case goes on by another pathway; what its own still waited for is dropped."""
    name, step_name = up(target)
    beside = {step.name for step in BESIDE}
    for step in cases.open_steps_of(moment.db, case.id):
        if step.name not in beside:
            opening.drop(moment, case, step)
    if case.pathway != name:
        kind = name if case.kind in PATHWAYS[case.pathway].prefixes else case.kind
        cases.change_case(
            moment.db,
            case.id,
            kind=kind,
            pathway=name,
            plan=PATHWAYS[name].plan(BESIDE),
            concluded_at=None,
            severity=worse(case.severity, severity_of(kind, case.potential, case.harm)),
        )
        cases.note(moment.db, case.id, "raised", moment.now, person_id=person.id)
    opening.open_step(moment, again(moment, case), step_name)


def close_if_done(moment: Moment, case: Case) -> None:
    """Close a case whose pathway has ended, once nothing is open any more."""
    if case.state != "open" or case.concluded_at is None:
        return
    if cases.open_steps_of(moment.db, case.id):
        return
    cases.change_case(moment.db, case.id, state="closed", closed_at=moment.now)
    cases.note(moment.db, case.id, "closed", moment.now)
    telling.put_up(moment, case, "is closed")
    if case.pathway != "call_for_help":
        telling.tell_outcome(moment, case, what_changed(moment, case))


def again(moment: Moment, case: Case) -> Case:
    """The case as it is stored now."""
    return cases.get_case(moment.db, case.id) or case


def _morning_of(moment: Moment, day: str | None) -> datetime | None:
    if not day:
        return None
    return datetime.combine(date.fromisoformat(day), START_OF_DAY, moment.service.zone)


def _owner(moment: Moment, case: Case, cell: str, person: Person, answers: Answers) -> int | None:
    """Who is told of a step before all others, where its row or the last record names somebody."""
    if cell == AUTHOR:
        return person.id
    if cell == GUARDIAN:
        heard_by = sealing.hearers(moment, {*case.concerns, person.id})
        return heard_by[0].id if len(heard_by) == 1 else None
    named = answers.get(cell) if cell else None
    return int(named) if named else None


def what_changed(moment: Moment, case: Case) -> str:
    """What was put in place because of the case, in a few words; "" where nobody named it."""
    for record in records.records_of(moment.db, case.id):
        for item in record.answers:
            if item["field"] == "control" and item["answer"] not in ("none", "other"):
                return str(item["label"]).lower()
    return ""
