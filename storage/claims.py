"""Claiming: what is owed is taken under a lease before it is sent, by one sender at a time.

Within one chat, urgent goes before routine and the rest in the order it was owed; a message that
is waiting for another try holds back only its own chat, and never one more urgent than itself.
A claimed message whose sender died is free again when its lease runs out, so it may come twice
and cannot be lost.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select, tuple_, update

from storage.outbox import Owed, Priority
from storage.tables import outbox

MINE = outbox.alias("mine")


def claimable(*which: Any) -> Any:
    """Ids of those of MINE that may be sent at :now, one a chat, in order, at most :at_most."""
    mine, other = MINE, outbox.alias("other")
    now = bindparam("now", type_=outbox.c.next_at.type)
    free = or_(
        and_(mine.c.state == "owed", mine.c.next_at <= now),
        and_(mine.c.state == "sending", mine.c.lease_until <= now),
    )
    in_flight = and_(other.c.state == "sending", other.c.lease_until > now)
    before_me = and_(
        or_(other.c.next_at <= now, other.c.error.is_not(None)),
        tuple_(other.c.priority, other.c.id) < tuple_(mine.c.priority, mine.c.id),
    )
    held_back = (
        select(other.c.id)
        .where(
            other.c.channel == mine.c.channel,
            other.c.address == mine.c.address,
            other.c.id != mine.c.id,
            other.c.state.in_(("owed", "sending")),
            or_(in_flight, before_me),
        )
        .exists()
    )
    return (
        select(mine.c.id)
        .where(*which, free, ~held_back)
        .order_by(mine.c.priority, mine.c.id)
        .limit(bindparam("at_most"))
        .with_for_update(skip_locked=True)
    )


def claiming(*which: Any) -> Any:
    """These are ours from now on, until :new_lease_until."""
    return (
        update(outbox)
        .where(*which)
        .values(
            state="sending",
            lease=bindparam("new_lease"),
            lease_until=bindparam("new_lease_until"),
            attempts=outbox.c.attempts + 1,
        )
        .returning(outbox)
    )


_CLAIM = claiming(
    outbox.c.id.in_(
        claimable(
            MINE.c.state.in_(("owed", "sending")),
            MINE.c.channel.in_(bindparam("channels", expanding=True)),
            MINE.c.priority < int(Priority.ROUTINE),
        )
    )
)


def claim(
    db: Connection,
    *,
    channels: Collection[str],
    lease: str,
    now: datetime,
    until: datetime,
    limit: int,
) -> list[Owed]:
    """Take what may be sent now on these channels, one message a chat, the most urgent first.

    What is routine is claimed apart, in routine.py: nothing else ever waits behind it.
    """
    rows = db.execute(
        _CLAIM,
        {
            "channels": list(channels),
            "now": now,
            "new_lease": lease,
            "new_lease_until": until,
            "at_most": limit,
        },
    )
    return sorted((Owed(*row) for row in rows), key=lambda row: (row.priority, row.id))
