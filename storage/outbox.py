"""Messages owed: written with the event that owes them, claimed under a lease, then sent.

Within one chat, urgent goes before routine and the rest in the order it was owed; a message that
is waiting for another try holds back only its own chat, and never one more urgent than itself.
A claimed message whose sender died is free again when its lease runs out, so it may come twice
and cannot be lost.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)

from storage.rows import many
from storage.tables import cards, outbox
from storage.upsert import inserting, upsert


class Priority(IntEnum):
    URGENT = 0
    REPLY = 1
    ROUTINE = 2


@dataclass(frozen=True, slots=True)
class Owed:
    """One row of the outbox. `payload` is the screen as JSON, erased once the row is settled.

    `card` is the living message it changes; once sent, that message is known as `becomes`.
    `round` says which telling of a step an alert belongs to.
    """

    id: int
    key: str
    channel: str
    address: str
    person_id: int | None
    case_id: int | None
    step_id: int | None
    round: int | None
    about: str
    priority: int
    card: str | None
    becomes: str | None
    payload: dict[str, Any] | None
    state: str
    owed_at: datetime
    next_at: datetime
    attempts: int
    lease: str | None
    lease_until: datetime | None
    sent_at: datetime | None
    seen_at: datetime | None
    message_id: str | None
    error: str | None


_SUPERSEDE = (
    update(outbox)
    .where(
        outbox.c.channel == bindparam("on_channel"),
        outbox.c.address == bindparam("to_address"),
        outbox.c.card == bindparam("of_card"),
        outbox.c.becomes.is_(None),
        outbox.c.state == "owed",
    )
    .values(state="superseded", payload=None)
)


@cache
def _once_per_key(dialect: str) -> Any:
    return inserting(dialect, outbox).on_conflict_do_nothing(index_elements=["key"])


def owe(
    db: Connection,
    *,
    key: str,
    channel: str,
    address: str,
    about: str,
    priority: Priority,
    payload: Mapping[str, Any],
    now: datetime,
    at: datetime | None = None,
    card: str | None = None,
    becomes: str | None = None,
    person_id: int | None = None,
    case_id: int | None = None,
    step_id: int | None = None,
    round: int | None = None,
) -> None:
    """Owe one message, once per key. A newer screen of a card takes the place of an unsent one.

    `at` is the time from which it may be sent (None: now); a message for later replaces nothing.
    """
    if card is not None and at is None:
        db.execute(_SUPERSEDE, {"on_channel": channel, "to_address": address, "of_card": card})
    db.execute(
        _once_per_key(db.dialect.name),
        {
            "key": key,
            "channel": channel,
            "address": address,
            "about": about,
            "priority": int(priority),
            "payload": dict(payload),
            "owed_at": now,
            "next_at": at or now,
            "card": card,
            "becomes": becomes,
            "person_id": person_id,
            "case_id": case_id,
            "step_id": step_id,
            "round": round,
            "state": "owed",
            "attempts": 0,
        },
    )


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


def mark_sent(
    db: Connection, row: Owed, *, lease: str, message_id: str | None, now: datetime, moved: bool
) -> None:
    """The platform took it. If another sender took over meanwhile, its word counts, not ours.

    `moved`: the card lives in another message now than before.
    """
    settled = db.execute(
        _SETTLE,
        {
            "row_id": row.id,
            "our_lease": lease,
            "new_state": "sent",
            "when_sent": now,
            "new_message_id": message_id,
            "new_error": None,
        },
    )
    renamed = row.becomes is not None
    if settled.rowcount and row.card is not None and message_id is not None and (moved or renamed):
        _remember_card(db, row, message_id, now)


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
        db.execute(
            delete(cards).where(
                cards.c.channel == row.channel,
                cards.c.address == row.address,
                cards.c.card == row.card,
            )
        )


def mark_refused(db: Connection, row: Owed, *, lease: str, reason: str, now: datetime) -> bool:
    """It can never be sent: set apart, with the reason, for people to see. False: not ours now."""
    settled = db.execute(
        _SETTLE,
        {
            "row_id": row.id,
            "our_lease": lease,
            "new_state": "refused",
            "when_sent": None,
            "new_message_id": None,
            "new_error": reason,
        },
    )
    return bool(settled.rowcount)


def mark_superseded(db: Connection, row: Owed, *, lease: str) -> None:
    """It need not be sent any more."""
    db.execute(
        _SETTLE,
        {
            "row_id": row.id,
            "our_lease": lease,
            "new_state": "superseded",
            "when_sent": None,
            "new_message_id": None,
            "new_error": None,
        },
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


def supersede_alerts(db: Connection, step_id: int, person_id: int) -> None:
    """This person need not hear of the step any more, if it has not left yet."""
    db.execute(
        update(outbox)
        .where(
            outbox.c.step_id == step_id,
            outbox.c.person_id == person_id,
            outbox.c.about == "alert",
            outbox.c.state == "owed",
        )
        .values(state="superseded", payload=None)
    )


def supersede_for_person(db: Connection, person_id: int) -> None:
    """This person is owed nothing any more."""
    db.execute(
        update(outbox)
        .where(outbox.c.person_id == person_id, outbox.c.state == "owed")
        .values(state="superseded", payload=None)
    )


HEARD = ("owed", "sending", "sent")
EVERY = (*HEARD, "refused", "superseded")


def told_about(
    db: Connection, step_id: int, *, after: int = -1, states: Collection[str] = HEARD
) -> set[int]:
    """Ids of the people told of a step, or about to be, in rounds later than `after`."""
    query = (
        select(outbox.c.person_id)
        .where(
            outbox.c.step_id == step_id,
            outbox.c.about == "alert",
            outbox.c.round > after,
            outbox.c.state.in_(states),
            outbox.c.person_id.is_not(None),
        )
        .distinct()
    )
    return set(db.execute(query).scalars())


def chats_with(db: Connection, step_id: int, now: datetime) -> list[tuple[str, str]]:
    """The (channel, address) of every chat that has been owed the step's card by now."""
    query = (
        select(outbox.c.channel, outbox.c.address)
        .where(outbox.c.step_id == step_id, outbox.c.card == f"alert:{step_id}")
        .where(outbox.c.next_at <= now)
        .distinct()
    )
    return [(channel, address) for channel, address in db.execute(query)]


def cards_in(db: Connection, channel: str, address: str) -> list[str]:
    """The names of the cards shown in a chat."""
    query = select(cards.c.card).where(cards.c.channel == channel, cards.c.address == address)
    return list(db.execute(query).scalars())


def messages_of(db: Connection, case_id: int) -> list[Owed]:
    return many(db, Owed, select(outbox).where(outbox.c.case_id == case_id).order_by(outbox.c.id))


def unsent(db: Connection, now: datetime) -> tuple[int, datetime | None]:
    """How many messages should have left by now, and since when the oldest is due."""
    query = select(func.count(), func.min(outbox.c.next_at)).where(
        outbox.c.state.in_(("owed", "sending")), outbox.c.next_at <= now
    )
    count, oldest = db.execute(query).one()
    return int(count), oldest


def next_later(db: Connection, now: datetime) -> datetime | None:
    """When the next message that is owed for later may be sent."""
    query = select(func.min(outbox.c.next_at)).where(
        outbox.c.state == "owed", outbox.c.next_at > now
    )
    moment: datetime | None = db.execute(query).scalar()
    return moment
