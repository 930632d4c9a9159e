"""Leases: of many processes, one does the job, until a time; a row says who.

The newest process takes over at once, so that a restart never waits for a dead one's lease; the
one it took over from steps back and comes forward again when the lease runs out.
"""

from datetime import datetime

from sqlalchemy import Connection, case, func, select

from storage.tables import leases
from storage.upsert import inserting


def seize_lease(db: Connection, name: str, *, holder: str, until: datetime) -> int:
    """Take the lease whoever has it; the epoch returned grows when the holder changes."""
    same_holder = leases.c.holder == holder
    statement = (
        inserting(db.dialect.name, leases)
        .values(name=name, holder=holder, until=until, epoch=1)
        .on_conflict_do_update(
            index_elements=["name"],
            set_={
                "holder": holder,
                "until": until,
                "epoch": case((same_holder, leases.c.epoch), else_=leases.c.epoch + 1),
            },
        )
        .returning(leases.c.epoch)
    )
    return int(db.execute(statement).scalar_one())


def hold_lease(
    db: Connection, name: str, *, holder: str, now: datetime, until: datetime
) -> int | None:
    """Renew our own lease, or take one that is free or has run out; None: another has it."""
    query = leases.select().where(leases.c.name == name).with_for_update()
    row = db.execute(query).one_or_none()
    if row is not None and row.holder != holder and row.until > now:
        return None
    return seize_lease(db, name, holder=holder, until=until)


def turn_at(db: Connection, name: str) -> datetime | None:
    """When the next turn of something may be taken, by whoever comes first; nobody else decides
    that meanwhile. None: it has never been taken."""
    query = select(leases.c.until).where(leases.c.name == name).with_for_update()
    at: datetime | None = db.execute(query).scalar()
    return at


def release_lease(db: Connection, name: str, *, holder: str, now: datetime) -> None:
    """Let our lease run out now; the row stays, so that epochs only ever grow."""
    ours = (leases.c.name == name) & (leases.c.holder == holder)
    db.execute(leases.update().where(ours).values(until=now))


def note_presence(db: Connection, kind: str, *, holder: str, now: datetime, until: datetime) -> int:
    """Say that a process is here until then; how many of its kind are. Those gone are forgotten."""
    seize_lease(db, f"{kind}:{holder}", holder=holder, until=until)
    alike = leases.c.name.startswith(f"{kind}:", autoescape=True)
    db.execute(leases.delete().where(alike, leases.c.until <= now))
    return int(db.execute(select(func.count()).select_from(leases).where(alike)).scalar_one())
