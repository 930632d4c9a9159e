"""Deadlines: something that must have happened by a time. Rows, so that no restart forgets one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, bindparam, func, insert, select, update

from storage.cases import OPEN
from storage.rows import inserted, many, one
from storage.tables import cases, deadlines, readings, shifts, steps


@dataclass(frozen=True, slots=True)
class Deadline:
    id: int
    purpose: str
    case_id: int | None
    step_id: int | None
    draft_id: int | None
    shift_id: int | None
    reading_id: int | None
    due: datetime
    state: str
    attempts: int
    made_at: datetime
    closed_at: datetime | None


def set_deadline(
    db: Connection,
    purpose: str,
    due: datetime,
    now: datetime,
    *,
    case_id: int | None = None,
    step_id: int | None = None,
    draft_id: int | None = None,
    shift_id: int | None = None,
    reading_id: int | None = None,
) -> int:
    return inserted(
        db,
        deadlines,
        purpose=purpose,
        due=due,
        made_at=now,
        case_id=case_id,
        step_id=step_id,
        draft_id=draft_id,
        shift_id=shift_id,
        reading_id=reading_id,
        state="open",
        attempts=0,
    )


def set_reading_deadlines(
    db: Connection, purpose: str, reading_ids: Sequence[int], now: datetime
) -> None:
    """These are due now, all of them at once."""
    due = {"purpose": purpose, "due": now, "made_at": now, "state": "open", "attempts": 0}
    if reading_ids:
        db.execute(insert(deadlines), [{**due, "reading_id": each} for each in reading_ids])


def meet_step_deadlines(db: Connection, step_id: int, now: datetime) -> None:
    """What was waited for has happened: nothing is due for this step any more."""
    _meet(db, deadlines.c.step_id, step_id, now)


def meet_draft_deadlines(db: Connection, draft_id: int, now: datetime) -> None:
    _meet(db, deadlines.c.draft_id, draft_id, now)


def meet_shift_deadlines(db: Connection, shift_id: int, now: datetime) -> None:
    _meet(db, deadlines.c.shift_id, shift_id, now)


def meet_reading_deadlines(db: Connection, reading_id: int, now: datetime) -> None:
    _meet(db, deadlines.c.reading_id, reading_id, now)


def meet_briefing_deadlines(db: Connection, briefing_id: int, now: datetime) -> None:
    """Nothing is due for any reading of this briefing any more."""
    its = select(readings.c.id).where(readings.c.briefing_id == briefing_id)
    db.execute(
        update(deadlines)
        .where(deadlines.c.reading_id.in_(its), deadlines.c.state == "open")
        .values(state="met", closed_at=now)
    )


def _meet(db: Connection, what: Column[int | None], row_id: int, now: datetime) -> None:
    db.execute(_meeting(what), {"what_id": row_id, "now": now})


@cache
def _meeting(what: Column[int | None]) -> Any:
    return (
        update(deadlines)
        .where(what == bindparam("what_id"), deadlines.c.state == "open")
        .values(state="met", closed_at=bindparam("now"))
    )


def is_open(db: Connection, purpose: str, case_id: int | None = None) -> bool:
    """Whether anything is due for this purpose, of this case if one is named."""
    query = select(deadlines.c.id).where(
        deadlines.c.purpose == purpose, deadlines.c.state == "open"
    )
    if case_id is not None:
        query = query.where(deadlines.c.case_id == case_id)
    return db.execute(query.limit(1)).first() is not None


def shift_ends(db: Connection, shift_id: int) -> datetime | None:
    """When an open shift ends by itself: the last of what is due for it."""
    query = select(func.max(deadlines.c.due)).where(
        deadlines.c.shift_id == shift_id, deadlines.c.state == "open"
    )
    moment: datetime | None = db.execute(query).scalar()
    return moment


def duty_until(db: Connection, person_id: int) -> datetime | None:
    """Until when somebody is on duty, if nothing changes; None for who is not."""
    query = (
        select(func.max(deadlines.c.due))
        .join(shifts, shifts.c.id == deadlines.c.shift_id)
        .where(shifts.c.person_id == person_id, shifts.c.ended_at.is_(None))
        .where(deadlines.c.state == "open")
    )
    moment: datetime | None = db.execute(query).scalar()
    return moment


LISTS = ("unread", "unread_still")
"""Purposes that gather what others have come to: they wait for those."""


def due_ids(db: Connection, now: datetime, limit: int) -> list[int]:
    """Ids of what is due, the longest overdue first; but what is to be read comes last, for it
    is due for many at once, and after it the lists of who has not."""
    query = (
        select(deadlines.c.id)
        .where(deadlines.c.state == "open", deadlines.c.due <= now)
        .order_by(
            deadlines.c.purpose.in_(LISTS),
            deadlines.c.reading_id.is_not(None),
            deadlines.c.due,
            deadlines.c.id,
        )
        .limit(limit)
    )
    return list(db.execute(query).scalars())


def get_deadline(db: Connection, deadline_id: int) -> Deadline | None:
    """The deadline as it stands, not locked: lock what it is for before claiming it."""
    return one(db, Deadline, select(deadlines).where(deadlines.c.id == deadline_id))


def claim_deadline(db: Connection, deadline_id: int, now: datetime) -> Deadline | None:
    """The deadline, now passed and ours to act on; None if somebody was faster."""
    found = one(
        db,
        Deadline,
        select(deadlines)
        .where(deadlines.c.id == deadline_id, deadlines.c.state == "open", deadlines.c.due <= now)
        .with_for_update(skip_locked=True),
    )
    if found is not None:
        db.execute(
            update(deadlines)
            .where(deadlines.c.id == deadline_id)
            .values(state="passed", closed_at=now)
        )
    return found


def put_off_deadline(db: Connection, deadline_id: int, now: datetime) -> int:
    """Acting on it failed: try again a little later. Returns how often that has happened."""
    found = one(db, Deadline, select(deadlines).where(deadlines.c.id == deadline_id))
    if found is None:
        return 0
    attempts = found.attempts + 1
    wait = timedelta(seconds=min(2**attempts, 300))
    db.execute(
        update(deadlines)
        .where(deadlines.c.id == deadline_id)
        .values(attempts=attempts, due=now + wait)
    )
    return attempts


def next_due(db: Connection) -> datetime | None:
    """When the next open deadline falls due."""
    query = (
        select(deadlines.c.due)
        .where(deadlines.c.state == "open")
        .order_by(deadlines.c.due)
        .limit(1)
    )
    return db.execute(query).scalar()


def overdue_count(db: Connection, since: datetime) -> int:
    """How many open deadlines were due before `since`."""
    query = select(func.count()).where(deadlines.c.state == "open", deadlines.c.due < since)
    return int(db.execute(query).scalar_one())


def open_deadlines_of(db: Connection, case_id: int) -> list[Deadline]:
    return many(
        db,
        Deadline,
        select(deadlines).where(deadlines.c.case_id == case_id, deadlines.c.state == "open"),
    )


def unwatched_cases(db: Connection) -> list[str]:
    """References of open cases that nothing is waiting for: there should never be one."""
    watched = select(deadlines.c.case_id).where(
        deadlines.c.state == "open", deadlines.c.case_id.is_not(None)
    )
    query = (
        select(cases.c.reference)
        .where(cases.c.state == "open", cases.c.id.not_in(watched))
        .order_by(cases.c.id)
    )
    return list(db.execute(query).scalars())


def unwatched_steps(db: Connection) -> list[int]:
    """Ids of unfinished steps of open cases without an open deadline of their own."""
    watched = select(deadlines.c.step_id).where(
        deadlines.c.state == "open", deadlines.c.step_id.is_not(None)
    )
    query = (
        select(steps.c.id)
        .join(cases, cases.c.id == steps.c.case_id)
        .where(cases.c.state == "open", steps.c.state.in_(OPEN), steps.c.id.not_in(watched))
    )
    return list(db.execute(query).scalars())
