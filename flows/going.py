"""How a case goes on: to the next step, up to another pathway, to its end."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flows import ladder, opening, reporters, sealing, telling
from flows.change_day import look_back_at
from flows.changed import duplicates_of, ending, kept_case
from flows.form import Answers
from flows.looking_back import others_like
from flows.moment import Moment
from flows.opening import Particulars
from flows.pathway import (
    AUTHOR,
    BACK,
    CHANGE,
    CLOSE,
    END,
    LIVE,
    REPORTER,
    SAME,
    after,
    planned,
    up,
)
from flows.pathways import PATHWAYS
from flows.pathways.beside import BESIDE, BESIDE_NAMES
from flows.pathways.speak_up import GUARDIAN
from flows.severity import severity_of, worse
from flows.times import end_of, morning_of
from storage import cases, records
from storage.cases import Case, Step
from storage.people import Person


def go_on(
    moment: Moment, case: Case, step: Step, outcome: str, person: Person, answers: Answers
) -> Case:
    """What follows the record that this person filed for the step, by the case's own plan; and
    the case as it is then."""
    row = planned(case.plan, step.name)
    for name in row["also"]:
        opening.give(moment, case, name, person, Particulars(owner_id=person.id))
    target = after(row, outcome)
    if target == CLOSE:
        cases.change_case(moment.db, case.id, concluded_at=moment.now)
    elif target == BACK:
        before = _step_before(moment, case, step)
        opening.open_step(moment, case, before.name, Particulars(owner_id=before.acted_by))
    elif up(target)[0]:
        go_up(moment, case, target, person)
    elif target == step.name and not row["begins"]:
        ladder.keep(moment, person, case, step, _due(moment, row, step, answers))
    elif target != END:
        following = planned(case.plan, target)
        particulars = Particulars(
            owner_id=_owner(moment, case, following["owner"], person),
            begins_at=_begins_at(moment, case, following, answers),
            due=_due_if_alike(moment, case, following, person),
        )
        opening.open_step(moment, case, target, particulars)
    return close_if_done(moment, again(moment, case))


def go_up(moment: Moment, case: Case, target: str, person: Person) -> None:
    """The case goes on by another pathway; what its own still waited for is dropped."""
    name, step_name = up(target)
    drop_pathway(moment, case)
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
        cases.note(
            moment.db,
            case.id,
            "moved",
            moment.now,
            person_id=person.id,
            detail={"before": case.kind, "after": kind},
        )
    opening.open_step(moment, again(moment, case), step_name)
    telling.refresh_receipt(moment, again(moment, case))


def drop_pathway(moment: Moment, case: Case) -> None:
    """Nobody owes a step of the pathway any more. What stands beside it is owed still."""
    for step in cases.open_steps_of(moment.db, case.id):
        if step.name not in BESIDE_NAMES:
            opening.drop(moment, case, step)


def close_if_done(moment: Moment, case: Case) -> Case:
    """Close a case whose pathway has ended, once nothing is open any more; the case as it is."""
    if case.state != "open" or case.concluded_at is None:
        return case
    if cases.open_steps_of(moment.db, case.id):
        return case
    told = _heard_its_end(moment, case)
    cases.change_case(moment.db, case.id, state="closed", closed_at=moment.now)
    cases.note(moment.db, case.id, "closed", moment.now)
    telling.put_up(moment, case, "is closed")
    if told:
        return again(moment, case)
    if case.pathway == "learning" and kept_case(moment, case) is None:
        reporters.tell_learned(moment, case)
    elif case.pathway != "call_for_help":
        reporters.tell_outcome(moment, case, ending(moment, case))
        _tell_of_the_same_event(moment, again(moment, case))
    return again(moment, case)


def _heard_its_end(moment: Moment, case: Case) -> bool:
    """Whether the reporter has heard this end: it was open again for something beside it only."""
    closed = [e.at for e in cases.timeline_of(moment.db, case.id) if e.what == "closed"]
    return bool(closed and case.concluded_at and case.concluded_at <= closed[-1])


def _tell_of_the_same_event(moment: Moment, case: Case) -> None:
    """Whoever reported the same event hears as well how it ended, now that it has.

    A duplicate that is itself still open, for a duty perhaps, says so at its own end.
    """
    kept = kept_case(moment, case) or case
    if kept.state != "closed":
        return
    for other in duplicates_of(moment, case):
        if other.state == "closed" and other.reporter_id != kept.reporter_id:
            reporters.tell_outcome(moment, other, ending(moment, other), together_with=kept)
            telling.refresh_receipt(moment, other)
        _tell_of_the_same_event(moment, other)


def again(moment: Moment, case: Case) -> Case:
    """The case as it is stored now."""
    return cases.get_case(moment.db, case.id) or case


def _step_before(moment: Moment, case: Case, step: Step) -> Step:
    """The last step of the pathway that was done before this one; raises LookupError."""
    done = [
        each
        for each in cases.steps_of(moment.db, case.id)
        if each.id < step.id and each.state == "acted" and each.name not in BESIDE_NAMES
    ]
    if not done:
        raise LookupError(f"Nothing was done before {step.name}.")
    return done[-1]


def _begins_at(
    moment: Moment, case: Case, row: Mapping[str, Any], answers: Answers
) -> datetime | None:
    if row["begins_on"] == CHANGE:
        return look_back_at(moment, case, moment.service.limits[row["begins"]])
    if row["begins_on"] == LIVE:
        return _once_live(moment, row, answers)
    day = answers.get(row["begins_on"])
    return morning_of(date.fromisoformat(day), moment.service.zone) if day else None


def _once_live(moment: Moment, row: Mapping[str, Any], answers: Answers) -> datetime | None:
    """What is not in place yet is looked back on when it has been for as long as anything else."""
    day, zone = answers.get("from_day"), moment.service.zone
    live = morning_of(date.fromisoformat(day), zone) if day else moment.now
    return moment.service.limits[row["begins"]].after(live, zone) if live > moment.now else None


def _due_if_alike(
    moment: Moment, case: Case, row: Mapping[str, Any], person: Person
) -> datetime | None:
    """The shorter limit of what keeps happening, as far back as a quarter of a year."""
    limit = row.get("if_alike", "")
    repeats = limit and others_like(moment, case, person).quarter
    return opening.by_limit(moment, limit) if repeats else None


def _due(moment: Moment, row: Mapping[str, Any], step: Step, answers: Answers) -> datetime | None:
    if row["due_on"] == SAME:
        return step.due
    said = answers.get(row["due_on"])
    if not said:
        return opening.by_limit(moment, row["within"])
    if "T" in said:
        return datetime.fromisoformat(said)
    return end_of(date.fromisoformat(said), moment.service.zone)


def _owner(moment: Moment, case: Case, cell: str, person: Person) -> int | None:
    """Who is told of a step before all others, where its row or a record names somebody.

    Nobody looks into what they reported, or what concerns them.
    """
    if cell == AUTHOR:
        return person.id
    if cell == REPORTER:
        return case.reporter_id
    if cell == GUARDIAN:
        heard_by = sealing.hearers(moment, {*case.concerns, person.id})
        return heard_by[0].id if len(heard_by) == 1 else None
    named = _last_named(moment, case, cell) if cell else None
    return None if named in {case.reporter_id, *case.concerns} else named


def _last_named(moment: Moment, case: Case, field: str) -> int | None:
    for record in reversed(records.records_of(moment.db, case.id)):
        for item in record.answers:
            if item["field"] == field:
                return int(item["answer"])
    return None
