"""Earlier cases with what was reported in them, for looking back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

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
    counted_already = cases.alias("counted_already")
    same_event = select(counted_already.c.id).where(counted_already.c.pathway.in_(pathways))
    wanted = (
        (cases.c.opened_at >= since) | (cases.c.happened_at >= since),
        cases.c.pathway.in_(pathways),
        cases.c.sealed.is_(False),
        or_(cases.c.parent_id.is_(None), cases.c.parent_id.not_in(same_event)),
    )
    filed = db.execute(
        select(records.c.case_id, records.c.answers)
        .where(records.c.case_id.in_(select(cases.c.id).where(*wanted)), records.c.kind.in_(kinds))
        .order_by(records.c.id.desc())
    )
    reports: dict[int, Answers] = {row.case_id: row.answers for row in filed}
    found = many(db, Case, select(cases).where(*wanted).order_by(cases.c.id))
    return [(case, reports.get(case.id, [])) for case in found]


def first_opened(db: Connection, pathways: Sequence[str]) -> datetime | None:
    """When the first case of these pathways was opened."""
    query = select(func.min(cases.c.opened_at)).where(cases.c.pathway.in_(pathways))
    opened: datetime | None = db.execute(query).scalar()
    return opened
