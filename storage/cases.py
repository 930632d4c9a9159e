"""Cases, their steps, and the timeline of what happened to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select

from storage.outbox import HEARD
from storage.rows import added, changed, inserted, many, one, with_id
from storage.tables import cases, counters, outbox, people, steps, timeline
from storage.upsert import inserting


@dataclass(frozen=True, slots=True)
class Case:
    """One event being handled.

    `concerns` lists ids of staff the case is about; `limited`, where it is not empty, the ids of
    those who alone may see it. `sealed`: the reporter's name is not shown. `concluded_at` is when
    its pathway ended; it closes once nothing is open any more.
    """

    id: int
    reference: str
    kind: str
    pathway: str
    plan: list[dict[str, Any]]
    severity: str
    category: str | None
    happened_at: datetime | None
    found_at: datetime | None
    unit: str | None
    shift: str | None
    harm: str | None
    potential: str | None
    resident: str | None
    concerns: list[int]
    limited: list[int]
    sealed: bool
    state: str
    reporter_id: int
    parent_id: int | None
    opened_at: datetime
    concluded_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step owed for a case.

    `about` says which of several like it (a duty's code), `detail` what else belongs to it;
    `owner_id` is who is told first. A step is waiting until `begins_at`; it must be done by `due`
    (`act_by`, once somebody has taken it).
    `rung` is the name of the last rung told and `rounds` how often people were told;
    `opened_after` is the number of rounds before it was last opened (again), so later ones are
    those that count.
    """

    id: int
    case_id: int
    position: int
    name: str
    role: str
    record: str
    about: str
    detail: dict[str, Any]
    owner_id: int | None
    urgent: bool
    state: str
    begins_at: datetime | None
    due: datetime | None
    rung: str
    rounds: int
    opened_after: int
    owed_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: int | None
    act_by: datetime | None
    acted_at: datetime | None
    acted_by: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's timeline. `detail` holds codes and ids, never typed text."""

    id: int
    case_id: int
    step_id: int | None
    at: datetime
    what: str
    person_id: int | None
    detail: dict[str, Any]


def next_number(db: Connection, name: str) -> int:
    """The next whole number of a counter, starting with 1; no number is given out twice."""
    given = {"name": name, "last": 1}
    return int(db.execute(_counting(db.dialect.name), given).scalar_one())


@cache
def _counting(dialect: str) -> Any:
    return (
        inserting(dialect, counters)
        .on_conflict_do_update(index_elements=["name"], set_={"last": counters.c.last + 1})
        .returning(counters.c.last)
    )


def add_case(db: Connection, **values: Any) -> Case:
    return added(db, Case, cases, **values)


def get_case(db: Connection, case_id: int) -> Case | None:
    return with_id(db, Case, cases, case_id)


def lock_case(db: Connection, case_id: int) -> Case:
    """The case, locked: whatever is decided about it next is decided by one turn at a time."""
    found = with_id(db, Case, cases, case_id, lock=True)
    if found is None:
        raise LookupError(f"There is no case {case_id}.")
    return found


def case_by_reference(db: Connection, reference: str) -> Case | None:
    return one(db, Case, select(cases).where(cases.c.reference == reference))


def all_cases(db: Connection, limit: int | None = None) -> list[Case]:
    """Every case, the newest first."""
    return many(db, Case, select(cases).order_by(cases.c.id.desc()).limit(limit))


def parents_of(db: Connection, case: Case) -> list[int]:
    """Ids of the cases that this one goes on in: its parent, the parent of that, and so on."""
    found: list[int] = []
    parent_id = case.parent_id
    while parent_id is not None and parent_id not in found:
        found.append(parent_id)
        query = select(cases.c.parent_id).where(cases.c.id == parent_id)
        parent_id = db.execute(query).scalar_one_or_none()
    return found


def last_event_at(db: Connection) -> datetime | None:
    """When the newest entry of any timeline was made; None before the first."""
    query = select(timeline.c.at).order_by(timeline.c.id.desc()).limit(1)
    moment: datetime | None = db.execute(query).scalar_one_or_none()
    return moment


def children_of(db: Connection, case_id: int) -> list[Case]:
    """The cases that name this one as their parent, the oldest first."""
    return many(db, Case, select(cases).where(cases.c.parent_id == case_id).order_by(cases.c.id))


def reported_by(db: Connection, person_id: int) -> list[Case]:
    """Every case this person reported, the newest first."""
    query = select(cases).where(cases.c.reporter_id == person_id)
    return many(db, Case, query.order_by(cases.c.id.desc()))


def reported_since(db: Connection, since: datetime) -> list[tuple[datetime, str | None]]:
    """When, and in which unit, anything was reported since then; the oldest first."""
    query = (
        select(cases.c.opened_at, cases.c.unit)
        .where(cases.c.opened_at >= since, cases.c.pathway.in_(("near_miss", "incident")))
        .order_by(cases.c.opened_at)
    )
    return [(at, unit) for at, unit in db.execute(query)]


def change_case(db: Connection, case_id: int, **values: Any) -> None:
    changed(db, cases, case_id, **values)


def add_step(db: Connection, **values: Any) -> Step:
    return added(db, Step, steps, **values)


def get_step(db: Connection, step_id: int) -> Step | None:
    return with_id(db, Step, steps, step_id)


_OF_CASE = select(steps).where(steps.c.case_id == bindparam("case_id")).order_by(steps.c.id)


def steps_of(db: Connection, case_id: int) -> list[Step]:
    return many(db, Step, _OF_CASE, case_id=case_id)


def change_step(db: Connection, step_id: int, **values: Any) -> None:
    changed(db, steps, step_id, **values)


_HELD = (
    select(steps)
    .where(steps.c.acknowledged_by == bindparam("person_id"), steps.c.state == "acknowledged")
    .order_by(steps.c.act_by, steps.c.id)
)


def steps_held_by(db: Connection, person_id: int) -> list[Step]:
    """Steps this person acknowledged and has not finished, the most pressing first."""
    return many(db, Step, _HELD, person_id=person_id)


def steps_owned_by(db: Connection, person_id: int) -> list[Step]:
    """Steps that belong to this person and that nobody has acknowledged, the oldest first."""
    query = select(steps).where(steps.c.owner_id == person_id, steps.c.state == "owed")
    return many(db, Step, query.order_by(steps.c.id))


def _awaiting(person_id: Any) -> Any:
    back_since = select(people.c.away_until).where(people.c.id == person_id).scalar_subquery()
    told = (
        select(outbox.c.id)
        .where(
            outbox.c.step_id == steps.c.id,
            outbox.c.person_id == person_id,
            outbox.c.about == "alert",
            outbox.c.round > steps.c.opened_after,
            outbox.c.state.in_(HEARD),
            or_(back_since.is_(None), outbox.c.owed_at >= back_since),
        )
        .exists()
    )
    owned = and_(steps.c.owner_id == person_id, steps.c.rounds > 0)
    return select(steps).where(steps.c.state == "owed", or_(told, owned)).order_by(steps.c.id)


_AWAITING = _awaiting(bindparam("person_id", type_=people.c.id.type))


def steps_awaiting(db: Connection, person_id: int) -> list[Step]:
    """Steps that nobody has acknowledged and that are this person's to take, the oldest first:
    they were told of them, not before they were last away, or own them."""
    return many(db, Step, _AWAITING, person_id=person_id)


OPEN = ("waiting", "owed", "acknowledged")
"""States of a step that somebody still has to do."""


_OPEN_OF_CASE = _OF_CASE.where(steps.c.state.in_(OPEN))


def open_steps_of(db: Connection, case_id: int) -> list[Step]:
    """What is still to be done for the case, the first to be opened first."""
    return many(db, Step, _OPEN_OF_CASE, case_id=case_id)


def steps_owed(db: Connection) -> list[Step]:
    """Steps that nobody has acknowledged, the oldest first."""
    return many(db, Step, select(steps).where(steps.c.state == "owed").order_by(steps.c.id))


def note(
    db: Connection,
    case_id: int,
    what: str,
    now: datetime,
    *,
    step_id: int | None = None,
    person_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add a line to the case's timeline."""
    inserted(
        db,
        timeline,
        case_id=case_id,
        step_id=step_id,
        at=now,
        what=what,
        person_id=person_id,
        detail=dict(detail or {}),
    )


def timeline_of(db: Connection, case_id: int) -> Sequence[Entry]:
    return many(
        db,
        Entry,
        select(timeline)
        .where(timeline.c.case_id == case_id)
        .order_by(timeline.c.at, timeline.c.id),
    )
