"""Messages owed: written with the event that owes them. How they leave is in delivery.py."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    func,
    select,
    update,
)

from storage.rows import many
from storage.tables import cards, outbox
from storage.upsert import inserting


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
        outbox.c.key != bindparam("of_key"),
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
    priority: Priority,
    payload: Mapping[str, Any],
    now: datetime,
    at: datetime | None = None,
    card: str | None = None,
    **columns: Any,
) -> None:
    """Owe one message, once per key. A newer screen of a card takes the place of an unsent one.

    `at` is the time from which it may be sent (None: now); a message for later replaces nothing.
    `columns` are those of Owed that say what it is about: about, becomes, person_id, case_id,
    step_id, round.
    """
    if card is not None and at is None:
        place = {"on_channel": channel, "to_address": address}
        db.execute(_SUPERSEDE, {**place, "of_card": card, "of_key": key})
    row = {
        **columns,
        "key": key,
        "channel": channel,
        "address": address,
        "priority": int(priority),
        "payload": dict(payload),
        "owed_at": now,
        "next_at": at or now,
        "card": card,
        "state": "owed",
        "attempts": 0,
    }
    db.execute(_once_per_key(db.dialect.name), row)


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


FILE, REMOVE = "file", "remove"
"""What a row is about: showing a kept file, and taking something out of a chat."""


def supersede_for_person(db: Connection, person_id: int) -> None:
    """This person is owed nothing any more, but that what must not lie in a chat leaves it."""
    db.execute(
        update(outbox)
        .where(outbox.c.person_id == person_id, outbox.c.state == "owed")
        .where(outbox.c.about != REMOVE)
        .values(state="superseded", payload=None)
    )


def readdress(db: Connection, channel: str, address: str, to: str) -> None:
    """What is owed to one chat is owed to another, but that what must not lie in it leaves it."""
    db.execute(
        update(outbox)
        .where(outbox.c.channel == channel, outbox.c.address == address)
        .where(outbox.c.state == "owed", outbox.c.about != REMOVE)
        .values(address=to)
    )


HEARD = ("owed", "sending", "sent", "gathered")
"""Told, or about to be; what was gathered was told together with other things."""
EVERY = (*HEARD, "refused", "superseded")


_TOLD = (
    select(outbox.c.person_id)
    .where(
        outbox.c.step_id == bindparam("step_id"),
        outbox.c.about == "alert",
        outbox.c.round > bindparam("after"),
        outbox.c.state.in_(bindparam("states", expanding=True)),
        outbox.c.person_id.is_not(None),
    )
    .distinct()
)


def told_about(
    db: Connection, step_id: int, *, after: int = -1, states: Collection[str] = HEARD
) -> set[int]:
    """Ids of the people told of a step, or about to be, in rounds later than `after`."""
    given = {"step_id": step_id, "after": after, "states": list(states)}
    return set(db.execute(_TOLD, given).scalars())


def chats_with(db: Connection, step_id: int, now: datetime) -> list[tuple[str, str, int | None]]:
    """(channel, address, id of the person) of every chat that has been owed the step's card by
    now; where it was only one line among others, there is no card."""
    query = (
        select(outbox.c.channel, outbox.c.address, outbox.c.person_id)
        .where(outbox.c.step_id == step_id, outbox.c.card == f"alert:{step_id}")
        .where(outbox.c.next_at <= now, outbox.c.state != "gathered")
        .distinct()
    )
    return [(channel, address, person_id) for channel, address, person_id in db.execute(query)]


def cards_in(db: Connection, channel: str, address: str) -> list[str]:
    """The names of the cards shown in a chat."""
    query = select(cards.c.card).where(cards.c.channel == channel, cards.c.address == address)
    return list(db.execute(query).scalars())


def messages_of(db: Connection, case_id: int) -> list[Owed]:
    return many(db, Owed, select(outbox).where(outbox.c.case_id == case_id).order_by(outbox.c.id))


def refused_last(db: Connection, about: str, address: str) -> str | None:
    """Why the newest message of this kind to this address was refused; None where it was not."""
    newest = (
        select(outbox.c.state, outbox.c.error)
        .where(outbox.c.about == about, outbox.c.address == address)
        .where(outbox.c.state.in_(("sent", "refused")))
        .order_by(outbox.c.id.desc())
        .limit(1)
    )
    row = db.execute(newest).first()
    return row.error if row is not None and row.state == "refused" else None


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
