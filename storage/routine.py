"""What is routine: claimed apart, so that nothing else waits behind it.

It waits for the end of its reader's quiet hours. It leaves when all that is due has been acted on,
and as far apart as the platform wants it. What has piled up for one person by then is claimed
together, so that it comes as one message. How far apart is kept in a lease, so it holds for all
processes, and over a restart.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, false, func, or_, select, update

from storage import deadlines, leases
from storage.claims import MINE, claimable, claiming
from storage.outbox import Owed, Priority
from storage.tables import outbox, people, routine_waits


@dataclass(frozen=True, slots=True)
class Turn:
    """Messages, each with what goes together with it; and when the next may be claimed."""

    together: list[list[Owed]]
    again: datetime | None = None


def _lately() -> Any:
    """Whether the last message of any kind in this chat was sent after :since."""
    other = outbox.alias("other_sent")
    newest = [
        select(other.c.sent_at)
        .where(
            other.c.state == "sent",
            other.c.channel == MINE.c.channel,
            other.c.address == MINE.c.address,
            other.c.priority == int(priority),
        )
        .order_by(other.c.id.desc())
        .limit(1)
        .scalar_subquery()
        for priority in Priority
    ]
    since = bindparam("since", type_=outbox.c.sent_at.type)
    return or_(*(func.coalesce(sent_at > since, false()) for sent_at in newest))


_WAITS = (
    select(outbox.c.id)
    .where(
        routine_waits(outbox),
        outbox.c.channel.in_(bindparam("channels", expanding=True)),
        outbox.c.next_at <= bindparam("now"),
    )
    .limit(1)
)

_HERE = (routine_waits(MINE), MINE.c.channel == bindparam("on_channel"))
_EVERY = claiming(outbox.c.id.in_(claimable(*_HERE)))
_NEXT = claiming(outbox.c.id.in_(claimable(*_HERE, ~_lately())))

_REST = claiming(
    routine_waits(outbox),
    outbox.c.channel == bindparam("on_channel"),
    outbox.c.address.in_(bindparam("addresses", expanding=True)),
    outbox.c.person_id.is_not(None),
    outbox.c.state == "owed",
    outbox.c.next_at <= bindparam("now"),
)


ANY_HOUR = ("alert", "duty", "reminder", "urgent_briefing")
"""What no quiet hours hold back: a step that is put to somebody and climbs if they hear nothing of
it, the reminder of its limit at a time chosen for them, whether they get alerts, what is urgent."""

_HOLD = (
    update(outbox)
    .where(
        routine_waits(outbox),
        outbox.c.state == "owed",
        outbox.c.next_at <= bindparam("now"),
        outbox.c.about.not_in(ANY_HOUR),
        outbox.c.person_id.in_(select(people.c.id).where(people.c.quiet == bindparam("hours"))),
    )
    .values(next_at=bindparam("ends"), error=None)
)


def hold_back(db: Connection, hours: str, now: datetime, ends: datetime) -> None:
    """What should have left by now waits for the end of these quiet hours, for whoever has them."""
    db.execute(_HOLD, {"hours": hours, "now": now, "ends": ends})


def look_again(db: Connection, person_id: int, held_until: datetime, now: datetime) -> None:
    """This person has other quiet hours now: what was held until the end of those before is due."""
    db.execute(
        update(outbox)
        .where(
            routine_waits(outbox),
            outbox.c.state == "owed",
            outbox.c.person_id == person_id,
            outbox.c.next_at == held_until,
            outbox.c.about.not_in(ANY_HOUR),
        )
        .values(next_at=now)
    )


def waits(db: Connection, channels: Collection[str], now: datetime) -> bool:
    """Whether anything routine should have left by now."""
    return db.execute(_WAITS, {"channels": list(channels), "now": now}).first() is not None


def claim_routine(
    db: Connection,
    channel: str,
    *,
    apart: timedelta,
    in_one_chat: timedelta,
    lease: str,
    now: datetime,
    until: datetime,
    limit: int,
) -> Turn:
    """Take what may be sent now on this channel; one message only where they are to be `apart`."""
    if deadlines.due_ids(db, now, 1):
        return Turn([])
    free_at = leases.turn_at(db, _turn(channel)) if apart else None
    if free_at is not None and free_at > now:
        return Turn([], free_at)
    ours = {"on_channel": channel, "now": now, "new_lease": lease, "new_lease_until": until}
    if apart:
        found = db.execute(_NEXT, {**ours, "at_most": 1, "since": now - in_one_chat})
    else:
        found = db.execute(_EVERY, {**ours, "at_most": limit})
    rows = [Owed(*row) for row in found]
    persons = [row.address for row in rows if row.person_id is not None]
    if persons:
        rows += [Owed(*row) for row in db.execute(_REST, {**ours, "addresses": persons})]
    if not rows or not apart:
        return Turn(_by_chat(rows))
    again = max(free_at or now, now - apart) + apart
    leases.seize_lease(db, _turn(channel), holder=lease, until=again)
    return Turn(_by_chat(rows), again)


def _by_chat(rows: list[Owed]) -> list[list[Owed]]:
    chats = groupby(sorted(rows, key=lambda row: (row.address, row.id)), lambda row: row.address)
    return sorted((list(rows) for _, rows in chats), key=lambda rows: rows[0].id)


def _turn(channel: str) -> str:
    return f"routine:{channel}"
