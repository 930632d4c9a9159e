"""Earlier cases with what was reported in them, for looking back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from storage.cases import Case
from storage.rows import many
from storage.tables import cases, records

Answers = list[dict[str, Any]]


def reported_since(
    db: Connection, since: datetime, *, pathways: Sequence[str], kinds: Sequence[str]
) -> list[tuple[Case, Answers]]:
    """Cases of these pathways opened or happened since then, each with the answers of its first
    record of one of these kinds. A sealed case and a duplicate are never among them; one whose
    reporter had called for help before is.
    """
    wanted = (
        (cases.c.opened_at >= since) | (cases.c.happened_at >= since),
        *_counted_once(pathways),
    )
    filed = db.execute(
        select(records.c.case_id, records.c.answers)
        .where(records.c.case_id.in_(select(cases.c.id).where(*wanted)), records.c.kind.in_(kinds))
        .order_by(records.c.id.desc())
    )
    reports: dict[int, Answers] = {row.case_id: row.answers for row in filed}
    found = many(db, Case, select(cases).where(*wanted).order_by(cases.c.id))
    return [(case, reports.get(case.id, [])) for case in found]


@dataclass(frozen=True, slots=True)
class Event:
    """What is counted of a case: when it happened, or else was reported, what it was, and where."""

    at: datetime
    kind: str
    category: str | None
    unit: str | None


def events_since(db: Connection, since: datetime, *, pathways: Sequence[str]) -> list[Event]:
    """Every event of these pathways that happened since then."""
    at = func.coalesce(cases.c.happened_at, cases.c.opened_at)
    query = select(at, cases.c.kind, cases.c.category, cases.c.unit)
    return many(db, Event, query.where(at >= since, *_counted_once(pathways)).order_by(cases.c.id))


def first_opened(db: Connection, pathways: Sequence[str]) -> datetime | None:
    """When the first case of these pathways was opened."""
    query = select(func.min(cases.c.opened_at)).where(cases.c.pathway.in_(pathways))
    opened: datetime | None = db.execute(query).scalar()
    return opened


def _counted_once(pathways: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    """No sealed case, and no second one of the same event."""
    counted_already = cases.alias("counted_already")
    same_event = select(counted_already.c.id).where(counted_already.c.pathway.in_(pathways))
    return (
        cases.c.pathway.in_(pathways),
        cases.c.sealed.is_(False),
        or_(cases.c.parent_id.is_(None), cases.c.parent_id.not_in(same_event)),
    )
