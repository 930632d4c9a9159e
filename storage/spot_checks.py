"""Short questions to a few people a week, to know what staff would do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from storage.rows import inserted, many, one
from storage.tables import spot_checks


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """One question of a briefing put to one person; `right` is None until it is answered."""

    id: int
    person_id: int
    briefing_id: int
    scenario: int
    asked_at: datetime
    answered_at: datetime | None
    right: bool | None


def add_spot_check(
    db: Connection, *, person_id: int, briefing_id: int, scenario: int, now: datetime
) -> SpotCheck:
    check_id = inserted(
        db,
        spot_checks,
        person_id=person_id,
        briefing_id=briefing_id,
        scenario=scenario,
        asked_at=now,
    )
    return SpotCheck(check_id, person_id, briefing_id, scenario, now, None, None)


def get_spot_check(db: Connection, check_id: int) -> SpotCheck | None:
    """The question, locked against a second answer."""
    query = select(spot_checks).where(spot_checks.c.id == check_id).with_for_update()
    return one(db, SpotCheck, query)


def answer_spot_check(db: Connection, check_id: int, now: datetime, *, right: bool) -> None:
    db.execute(
        update(spot_checks).where(spot_checks.c.id == check_id).values(answered_at=now, right=right)
    )


def spot_checks_of(db: Connection, briefing_id: int) -> list[SpotCheck]:
    query = select(spot_checks).where(spot_checks.c.briefing_id == briefing_id)
    return many(db, SpotCheck, query.order_by(spot_checks.c.id))


def last_asked(db: Connection) -> dict[int, datetime]:
    """When each person was asked last, by person id."""
    query = select(spot_checks.c.person_id, func.max(spot_checks.c.asked_at)).group_by(
        spot_checks.c.person_id
    )
    return {row[0]: row[1] for row in db.execute(query)}
