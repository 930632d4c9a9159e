"""What came in: raw and committed before it is confirmed, handled once, erased when done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.tables import inbox
from storage.upsert import inserting

KEEP = timedelta(days=3)
"""How long a handled update id is remembered. Telegram forgets unconfirmed updates after a day,
and may begin again at any number after a week of silence: remembering longer would drop reports."""

KEEP_ASIDE = timedelta(days=30)
"""How long what could not be handled is kept, for somebody to look at and to enter by hand."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One update that is to be handled. `introduced` is what its channel said of the sender:

    an e-mail address, "" for nobody it can vouch for, None before it has been asked.
    """

    id: int
    channel: str
    conversation: str
    payload: str
    introduced: str | None
    attempts: int
    received_at: datetime


def take_in(
    db: Connection, channel: str, arrivals: Iterable[tuple[str, str, str]], now: datetime
) -> None:
    """Store (update id, conversation, payload) each; one that is here already is left as it is."""
    rows = [
        {
            "channel": channel,
            "update_id": update_id,
            "conversation": conversation,
            "payload": payload,
            "state": "waiting",
            "received_at": now,
            "next_at": now,
            "attempts": 0,
        }
        for update_id, conversation, payload in arrivals
    ]
    if rows:
        statement = inserting(db.dialect.name, inbox).on_conflict_do_nothing(
            index_elements=["channel", "update_id"]
        )
        db.execute(statement, rows)


def is_known(db: Connection, *, channel: str, update_id: str) -> bool:
    """Whether this has come in before, as far as that is still remembered."""
    query = select(inbox.c.id).where(inbox.c.channel == channel, inbox.c.update_id == update_id)
    return db.execute(query).first() is not None


_mine, _earlier = inbox.alias("mine"), inbox.alias("earlier")
_WAITING = select(
    _mine.c.id,
    _mine.c.channel,
    _mine.c.conversation,
    _mine.c.payload,
    _mine.c.introduced,
    _mine.c.attempts,
    _mine.c.received_at,
).where(_mine.c.state == "waiting")
_NEXT = (
    _WAITING.where(
        _mine.c.next_at <= bindparam("now"),
        ~select(_earlier.c.id)
        .where(
            _earlier.c.conversation == _mine.c.conversation,
            _earlier.c.state == "waiting",
            _earlier.c.id < _mine.c.id,
        )
        .exists(),
    )
    .order_by(_mine.c.id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
)


def next_turns(db: Connection, now: datetime, limit: int) -> list[Waiting]:
    """The next update of each conversation, locked: order for one person, no queue for others."""
    return [Waiting(*row) for row in db.execute(_NEXT, {"now": now, "at_most": limit})]


_ONE = _WAITING.where(_mine.c.id == bindparam("row_id")).with_for_update()


def still_waiting(db: Connection, row_id: int) -> Waiting | None:
    """The update, locked; None when it has been handled."""
    row = db.execute(_ONE, {"row_id": row_id}).first()
    return None if row is None else Waiting(*row)


_DONE = (
    update(inbox)
    .where(inbox.c.id == bindparam("row_id"))
    .values(state="done", payload=None, introduced=None, handled_at=bindparam("now"))
)


def mark_done(db: Connection, row_ids: Sequence[int], now: datetime) -> None:
    """These have been handled: their content is erased."""
    if row_ids:
        db.execute(_DONE, [{"row_id": row_id, "now": now} for row_id in row_ids])


def mark_asking(db: Connection, row_id: int, *, until: datetime) -> None:
    """Its channel is being asked who sent it; if no answer is kept by then, it is asked again."""
    db.execute(update(inbox).where(inbox.c.id == row_id).values(next_at=until))


def introduce(db: Connection, row_id: int, *, introduced: str, now: datetime) -> None:
    """The channel has said who sent it: it can be handled."""
    db.execute(
        update(inbox)
        .where(inbox.c.id == row_id, inbox.c.state == "waiting")
        .values(introduced=introduced, next_at=now)
    )


def mark_again(db: Connection, row_id: int, *, at: datetime, error: str) -> None:
    """Handling it failed: try again from `at` on. `error` is a kind of error, never its text."""
    db.execute(
        update(inbox)
        .where(inbox.c.id == row_id)
        .values(attempts=inbox.c.attempts + 1, next_at=at, error=error)
    )


def mark_aside(db: Connection, row_id: int, *, now: datetime, error: str) -> None:
    """It cannot be handled: set aside as it came, so that it holds up nothing and is not lost."""
    db.execute(
        update(inbox)
        .where(inbox.c.id == row_id)
        .values(state="aside", handled_at=now, error=error, attempts=inbox.c.attempts + 1)
    )


def forget_old(db: Connection, now: datetime) -> None:
    """Drop handled updates that no platform can deliver again, and erase old ones set aside."""
    db.execute(delete(inbox).where(inbox.c.state == "done", inbox.c.handled_at < now - KEEP))
    db.execute(
        update(inbox)
        .where(inbox.c.state == "aside", inbox.c.handled_at < now - KEEP_ASIDE)
        .values(payload=None, introduced=None)
    )
