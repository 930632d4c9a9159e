"""Join codes, and the strangers who write without one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from storage.rows import one
from storage.tables import join_codes, strangers
from storage.upsert import upsert


@dataclass(frozen=True, slots=True)
class JoinCode:
    id: int
    person_id: int
    code_hash: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stranger:
    """An unknown chat: wrong codes tried, and messages sent, since a time."""

    channel: str
    address: str
    attempts: int
    spoke: int
    since: datetime


def add_join_code(
    db: Connection, *, person_id: int, code_hash: str, now: datetime, expires_at: datetime
) -> None:
    """A new code for this person; the ones made before stop working."""
    db.execute(
        update(join_codes)
        .where(join_codes.c.person_id == person_id, join_codes.c.used_at.is_(None))
        .values(used_at=now)
    )
    db.execute(
        insert(join_codes).values(
            person_id=person_id, code_hash=code_hash, made_at=now, expires_at=expires_at
        )
    )


def join_code(db: Connection, code_hash: str) -> JoinCode | None:
    """The code with this hash, locked so that two phones cannot both use it."""
    return one(
        db,
        JoinCode,
        select(join_codes).where(join_codes.c.code_hash == code_hash).with_for_update(),
    )


def use_join_code(db: Connection, code_id: int, now: datetime) -> None:
    db.execute(update(join_codes).where(join_codes.c.id == code_id).values(used_at=now))


def stranger(db: Connection, channel: str, address: str) -> Stranger | None:
    return one(
        db,
        Stranger,
        select(strangers).where(strangers.c.channel == channel, strangers.c.address == address),
    )


def count_stranger(db: Connection, known: Stranger) -> None:
    values = {
        "channel": known.channel,
        "address": known.address,
        "attempts": known.attempts,
        "spoke": known.spoke,
        "since": known.since,
    }
    upsert(db, strangers, values, on=["channel", "address"])


def wrong_codes_since(db: Connection, channel: str, since: datetime) -> int:
    """Attempts by all strangers of a channel whose counting began after `since`."""
    total = db.execute(
        select(func.coalesce(func.sum(strangers.c.attempts), 0)).where(
            strangers.c.channel == channel, strangers.c.since > since
        )
    ).scalar_one()
    return int(total)
