"""Briefings, and how far each person has come with each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, func, select, update

from storage.rows import inserted, many, one
from storage.tables import briefings, outbox, readings
from storage.upsert import inserting


@dataclass(frozen=True, slots=True)
class Briefing:
    """One version of a lesson. No roles and no units listed means everybody."""

    id: int
    case_id: int
    version: int
    content: dict[str, Any]
    roles: list[str]
    units: list[str]
    urgent: bool
    author_id: int
    made_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One person and one briefing: due, sent, read, understood; or no longer asked for.

    `sent_at` is when it was owed to their chat, `opened_at` when they first did something with it.
    `scenario` is the number of the question that comes next, `wrong` counts wrong answers,
    `way` says how they were told if not in the chat.
    """

    id: int
    briefing_id: int
    person_id: int
    state: str
    made_at: datetime
    sent_at: datetime | None
    opened_at: datetime | None
    read_at: datetime | None
    understood_at: datetime | None
    scenario: int
    wrong: int
    reminders: int
    way: str


ASKED = ("due", "sent", "read")
"""States in which something is still asked of the person."""


def add_briefing(db: Connection, **values: Any) -> Briefing:
    briefing_id = inserted(db, briefings, state="current", **values)
    found = get_briefing(db, briefing_id)
    if found is None:
        raise LookupError(f"Briefing {briefing_id} has just been made and is not there.")
    return found


def get_briefing(db: Connection, briefing_id: int) -> Briefing | None:
    return one(db, Briefing, select(briefings).where(briefings.c.id == briefing_id))


def briefings_of(db: Connection, case_id: int) -> list[Briefing]:
    """Every version for a case, the first one first."""
    query = select(briefings).where(briefings.c.case_id == case_id).order_by(briefings.c.version)
    return many(db, Briefing, query)


def current_briefings(db: Connection) -> list[Briefing]:
    query = select(briefings).where(briefings.c.state == "current").order_by(briefings.c.id)
    return many(db, Briefing, query)


def replace_briefing(db: Connection, briefing_id: int) -> None:
    """A newer version takes its place: what was still asked of people is asked no more."""
    db.execute(update(briefings).where(briefings.c.id == briefing_id).values(state="replaced"))
    db.execute(
        update(readings)
        .where(readings.c.briefing_id == briefing_id, readings.c.state.in_(ASKED))
        .values(state="replaced")
    )


def add_readings(
    db: Connection, briefing_id: int, person_ids: Collection[int], now: datetime
) -> list[int]:
    """These people are to read it; once only, however often it is said. Returns the ids of those
    readings that are new."""
    before = {reading.person_id for reading in readings_of(db, briefing_id)}
    fresh = [
        {
            "briefing_id": briefing_id,
            "person_id": person_id,
            "state": "due",
            "made_at": now,
            "scenario": 0,
            "wrong": 0,
            "reminders": 0,
            "way": "",
        }
        for person_id in person_ids
        if person_id not in before
    ]
    if not fresh:
        return []
    statement = inserting(db.dialect.name, readings)
    once = statement.on_conflict_do_nothing(index_elements=["briefing_id", "person_id"])
    db.execute(once, fresh)
    return [each.id for each in readings_of(db, briefing_id) if each.person_id not in before]


MOVED = "moved"
"""Why somebody was excused who works elsewhere now."""


def readmit(db: Connection, briefing_id: int, person_id: int, now: datetime) -> list[int]:
    """Whoever had moved away, and was excused for that, is to read it again. Returns the ids of
    such readings."""
    found = db.execute(
        update(readings)
        .where(
            readings.c.briefing_id == briefing_id,
            readings.c.person_id == person_id,
            readings.c.state == "excused",
            readings.c.way == MOVED,
        )
        .values(
            state="due",
            made_at=now,
            sent_at=None,
            opened_at=None,
            scenario=0,
            wrong=0,
            reminders=0,
            way="",
        )
        .returning(readings.c.id)
    )
    return list(found.scalars())


def get_reading(db: Connection, reading_id: int) -> Reading | None:
    """The reading, locked against a second turn on it."""
    return one(db, Reading, select(readings).where(readings.c.id == reading_id).with_for_update())


def readings_of(db: Connection, briefing_id: int) -> list[Reading]:
    query = select(readings).where(readings.c.briefing_id == briefing_id).order_by(readings.c.id)
    return many(db, Reading, query)


CARD = "briefing:"
"""How the name of a reading's card in a chat begins; its id follows."""

_DELIVERED = (
    select(readings.c.id, func.min(outbox.c.sent_at))
    .join(outbox, outbox.c.card == CARD + cast(readings.c.id, Text))
    .where(
        readings.c.briefing_id == bindparam("of_briefing"),
        outbox.c.state.in_(("sent", "gathered")),
        outbox.c.sent_at >= readings.c.sent_at,
    )
    .group_by(readings.c.id)
)


def delivered(db: Connection, briefing_id: int) -> dict[int, datetime]:
    """When the channel first took the card, by reading; those are left out where it has not."""
    found = db.execute(_DELIVERED, {"of_briefing": briefing_id})
    return {reading_id: at for reading_id, at in found if at is not None}


def asked_of(db: Connection, person_id: int, states: Collection[str] = ASKED) -> list[Reading]:
    """What is still asked of a person, the oldest first."""
    query = select(readings).where(
        readings.c.person_id == person_id, readings.c.state.in_(tuple(states))
    )
    return many(db, Reading, query.order_by(readings.c.id))


def change_reading(db: Connection, reading_id: int, **values: Any) -> None:
    db.execute(update(readings).where(readings.c.id == reading_id).values(**values))
