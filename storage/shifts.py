"""Shifts: who is on duty, and since when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from storage.rows import inserted, one
from storage.tables import shifts


@dataclass(frozen=True, slots=True)
class Shift:
    """A time on duty: from `started_at`, up to and without `ended_at`."""

    id: int
    person_id: int
    started_at: datetime
    ended_at: datetime | None


def start_shift(db: Connection, person_id: int, now: datetime) -> int:
    return inserted(db, shifts, person_id=person_id, started_at=now)


def get_shift(db: Connection, shift_id: int) -> Shift | None:
    """The shift, locked against a second turn on it."""
    return one(db, Shift, select(shifts).where(shifts.c.id == shift_id).with_for_update())


def open_shift(db: Connection, person_id: int) -> Shift | None:
    """The shift this person is on now, locked."""
    query = select(shifts).where(shifts.c.person_id == person_id, shifts.c.ended_at.is_(None))
    return one(db, Shift, query.with_for_update())


def end_shift(db: Connection, shift_id: int, ended_at: datetime) -> None:
    db.execute(update(shifts).where(shifts.c.id == shift_id).values(ended_at=ended_at))


_ON_SHIFT = select(shifts.c.person_id).where(shifts.c.ended_at.is_(None))


def on_shift(db: Connection) -> set[int]:
    """Ids of the people whose shift has begun and not ended."""
    return set(db.execute(_ON_SHIFT).scalars())


def worked_since(db: Connection, person_ids: Collection[int], since: datetime) -> set[int]:
    """Ids of those among these people who have been on duty at any time since then."""
    lasted = or_(shifts.c.ended_at.is_(None), shifts.c.ended_at > since)
    query = select(shifts.c.person_id).where(shifts.c.person_id.in_(person_ids), lasted)
    return set(db.execute(query).scalars())
