"""Delivery: what is owed is claimed under a lease, and what became of it is written down.

Within one chat, urgent goes before routine and the rest in the order it was owed; a message that
is waiting for another try holds back only its own chat, and never one more urgent than itself.
A claimed message whose sender died is free again when its lease runs out, so it may come twice
and cannot be lost.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, or_, select, tuple_, update

from storage.outbox import Owed
from storage.tables import cards, outbox
from storage.upsert import upsert


def _claimable(now: Any) -> Any:
    mine, other = outbox.alias("mine"), outbox.alias("other")
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
        .where(
            mine.c.state.in_(("owed", "sending")),
            mine.c.channel.in_(bindparam("channels", expanding=True)),
            free,
            ~held_back,
        )
        .order_by(mine.c.priority, mine.c.id)
        .limit(bindparam("at_most"))
        .with_for_update(skip_locked=True)
    )


_CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(_claimable(bindparam("now", type_=outbox.c.next_at.type))))
    .values(
        state="sending",
        lease=bindparam("new_lease"),
        lease_until=bindparam("new_lease_until"),
        attempts=outbox.c.attempts + 1,
    )
    .returning(outbox)
)

_SHOWN = (
    select(outbox.c.id, cards.c.message_id)
    .join(
        cards,
        (cards.c.channel == outbox.c.channel)
        & (cards.c.address == outbox.c.address)
        & (cards.c.card == outbox.c.card),
    )
    .where(outbox.c.state == "sending", outbox.c.lease == bindparam("our_lease"))
)


def claim(
    db: Connection,
    *,
    channels: Collection[str],
    lease: str,
    now: datetime,
    until: datetime,
    limit: int,
) -> list[tuple[Owed, str | None]]:
    """Take what may be sent now on these channels, one message a chat, the most urgent first.

    With each comes the message in which its card lives, if it was shown before.
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
    taken = sorted((Owed(*row) for row in rows), key=lambda row: (row.priority, row.id))
    shown = dict(map(tuple, db.execute(_SHOWN, {"our_lease": lease})))
    return [(row, shown.get(row.id)) for row in taken]


_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"), outbox.c.lease == bindparam("our_lease"))
    .values(
        state=bindparam("new_state"),
        sent_at=bindparam("when_sent"),
        message_id=bindparam("new_message_id"),
        error=bindparam("new_error"),
        payload=None,
        lease=None,
        lease_until=None,
    )
)


def _settle(
    db: Connection,
    row: Owed,
    lease: str,
    state: str,
    *,
    sent_at: datetime | None = None,
    message_id: str | None = None,
    error: str | None = None,
) -> bool:
    """Write an end down. If another sender took over meanwhile, its word counts: False."""
    values = {
        "row_id": row.id,
        "our_lease": lease,
        "new_state": state,
        "when_sent": sent_at,
        "new_message_id": message_id,
        "new_error": error,
    }
    return bool(db.execute(_SETTLE, values).rowcount)


def mark_sent(
    db: Connection, row: Owed, *, lease: str, message_id: str | None, now: datetime, moved: bool
) -> None:
    """The platform took it. `moved`: the card lives in another message now than before."""
    ours = _settle(db, row, lease, "sent", sent_at=now, message_id=message_id)
    elsewhere = moved or row.becomes is not None
    if ours and elsewhere and row.card is not None and message_id is not None:
        _remember_card(db, row, message_id, now)
    if ours and row.card is not None and message_id is None:
        _forget_card(db, row)


def _remember_card(db: Connection, row: Owed, message_id: str, now: datetime) -> None:
    values = {
        "channel": row.channel,
        "address": row.address,
        "card": row.becomes or row.card,
        "message_id": message_id,
        "shown_at": now,
    }
    db.execute(upsert(db, cards, values, on=["channel", "address", "card"]))
    if row.becomes is not None:
        _forget_card(db, row)


def _forget_card(db: Connection, row: Owed) -> None:
    """No message has this card any more."""
    db.execute(
        delete(cards).where(
            cards.c.channel == row.channel,
            cards.c.address == row.address,
            cards.c.card == row.card,
        )
    )


def mark_refused(db: Connection, row: Owed, *, lease: str, reason: str) -> bool:
    """It can never be sent: set apart, with the reason, for people to see. False: not ours now."""
    return _settle(db, row, lease, "refused", error=reason)


def mark_superseded(db: Connection, row: Owed, *, lease: str) -> None:
    """It need not be sent any more."""
    _settle(db, row, lease, "superseded")


def renew(db: Connection, ids: Collection[int], *, lease: str, until: datetime) -> None:
    """Whoever holds this lease is still sending these."""
    db.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids), outbox.c.lease == lease, outbox.c.state == "sending")
        .values(lease_until=until)
    )


def give_back(db: Connection, lease: str) -> None:
    """Whoever held this lease sends nothing any more: others may, at once."""
    db.execute(
        update(outbox)
        .where(outbox.c.lease == lease, outbox.c.state == "sending")
        .values(state="owed", lease=None, lease_until=None)
    )


def mark_later(
    db: Connection, row: Owed, *, lease: str, reason: str, at: datetime, counts: bool
) -> None:
    """Try again from `at` on, unless the card has a newer screen by now.

    `counts`: whether the attempt is held against this message.
    """
    if row.card is not None and row.becomes is None and _has_newer(db, row, at):
        mark_superseded(db, row, lease=lease)
        return
    db.execute(
        update(outbox)
        .where(outbox.c.id == row.id, outbox.c.lease == lease)
        .values(
            state="owed",
            next_at=at,
            error=reason,
            attempts=outbox.c.attempts if counts else outbox.c.attempts - 1,
            lease=None,
            lease_until=None,
        )
    )


def _has_newer(db: Connection, row: Owed, by: datetime) -> bool:
    newer = (
        select(outbox.c.id)
        .where(
            outbox.c.channel == row.channel,
            outbox.c.address == row.address,
            outbox.c.card == row.card,
            outbox.c.id > row.id,
            outbox.c.next_at <= by,
        )
        .limit(1)
    )
    return db.execute(newer).first() is not None


def hold_chat(db: Connection, channel: str, address: str, until: datetime) -> None:
    """The platform asked for a pause in this chat: nothing more goes there before `until`."""
    db.execute(
        update(outbox)
        .where(
            outbox.c.channel == channel,
            outbox.c.address == address,
            outbox.c.state == "owed",
            outbox.c.next_at < until,
        )
        .values(next_at=until)
    )
