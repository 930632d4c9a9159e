"""A step opens: put to people at once, kept waiting for its time, or somebody's from the start."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flows import ladder, reporters, telling
from flows.moment import Moment
from flows.pathway import planned
from flows.roles import Role
from storage import cases, deadlines, drafts
from storage.cases import Case, Step
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Particulars:
    """What sets a step apart from others of its name.

    `due` and `begins_at` come before the limits of the plan; `about` and `detail` say which
    duty, action or question it is.
    """

    owner_id: int | None = None
    about: str = ""
    detail: Mapping[str, Any] | None = None
    due: datetime | None = None
    begins_at: datetime | None = None


NOTHING_MORE = Particulars()


def open_step(
    moment: Moment, case: Case, name: str, particulars: Particulars = NOTHING_MORE
) -> Step:
    """Open a step of the case's plan: its people are told, now or when its time has come."""
    row = planned(case.plan, name)
    begins_at = particulars.begins_at or by_limit(moment, row["begins"])
    if begins_at is not None and begins_at > moment.now:
        step = add_step(moment, case, name, particulars, state="waiting", begins_at=begins_at)
        deadlines.set_deadline(
            moment.db, "begin", begins_at, moment.now, case_id=case.id, step_id=step.id
        )
        return step
    step = add_step(moment, case, name, particulars, state="owed")
    _put(moment, case, step)
    return step


def give(
    moment: Moment, case: Case, name: str, person: Person, particulars: Particulars = NOTHING_MORE
) -> Step:
    """Open a step that is theirs from the start: it follows from what they have just done."""
    step = add_step(moment, case, name, particulars, state="owed")
    ladder.take(moment, person, case, step)
    return step


def begin(moment: Moment, step_id: int) -> None:
    """The time of a waiting step has come."""
    case, step = ladder.lock_step(moment, step_id)
    if step.state != "waiting" or case.state != "open":
        return
    row = planned(case.plan, step.name)
    due = step.due or by_limit(moment, row["within"])
    cases.change_step(moment.db, step.id, state="owed", owed_at=moment.now, due=due)
    _put(moment, case, replace(step, state="owed", owed_at=moment.now, due=due))


def drop(moment: Moment, case: Case, step: Step) -> None:
    """A step that is no longer needed: nobody owes it any more, and its cards say so."""
    cases.change_step(moment.db, step.id, state="dropped")
    deadlines.meet_step_deadlines(moment.db, step.id, moment.now)
    drafts.end_drafts_for_step(moment.db, step.id, moment.now)
    cases.note(moment.db, case.id, "dropped", moment.now, step_id=step.id)
    telling.refresh(moment, case.id, step.id)


def add_step(
    moment: Moment,
    case: Case,
    name: str,
    particulars: Particulars = NOTHING_MORE,
    *,
    state: str,
    by: Person | None = None,
    begins_at: datetime | None = None,
) -> Step:
    """Write a step down; nobody is told of it yet. A case that was closed opens again for it."""
    if case.state == "closed":
        cases.change_case(moment.db, case.id, state="open", closed_at=None)
        cases.note(moment.db, case.id, "opened_again", moment.now)
    row = planned(case.plan, name)
    due = particulars.due or (by_limit(moment, row["within"]) if begins_at is None else None)
    done = {"acted_at": moment.now, "acted_by": by.id} if by else {}
    return cases.add_step(
        moment.db,
        case_id=case.id,
        position=[each["name"] for each in case.plan].index(name),
        name=name,
        role=Role(row["role"]).value,
        record=row["record"],
        about=particulars.about,
        detail=dict(particulars.detail or {}),
        owner_id=particulars.owner_id,
        urgent=row["pace"] == "urgent" or (row["pace"] == "severe" and case.severity == "severe"),
        state=state,
        begins_at=begins_at,
        due=due,
        rung="",
        rounds=0,
        opened_after=0,
        owed_at=moment.now,
        **done,
    )


def _put(moment: Moment, case: Case, step: Step) -> None:
    ladder.tell(moment, case, step)
    words = planned(case.plan, step.name)["tells"]
    if words:
        reporters.tell_turn(moment, case, step, words)


def by_limit(moment: Moment, limit: str) -> datetime | None:
    """When this limit, counted from now, has gone by; None for no limit."""
    if not limit:
        return None
    return moment.service.limits[limit].after(moment.now, moment.service.zone)
