"""Photos and voice notes: what was sent with a draft, and what became of each.

A row is all that the database holds of a file; the file itself is in the folder of kept files.
Whose it is follows from the draft: filed, it belongs to the draft's case; dropped, to nobody.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from storage.rows import inserted, many, one
from storage.tables import attachments, counters, drafts
from storage.upsert import inserting


@dataclass(frozen=True, slots=True)
class Attachment:
    """`state`: wanted (not fetched yet), kept, refused, dropped.

    `remote` is what its channel knows the file by, erased once it is settled; `message_id` is the
    message it came in; `size` and `sha256` are those of the bytes kept; `record_id` is the record
    that put the hash into the chain.
    """

    id: int
    draft_id: int
    person_id: int
    record_id: int | None
    kind: str
    channel: str
    address: str
    remote: str | None
    message_id: str | None
    mime: str
    size: int
    sha256: str | None
    state: str
    sent_at: datetime
    next_at: datetime
    attempts: int


def want(db: Connection, *, now: datetime, **content: Any) -> int:
    """Write down that a file is to be fetched. `content` is what is known of it now."""
    row = {"state": "wanted", "sent_at": now, "next_at": now, "attempts": 0}
    return inserted(db, attachments, **content, **row)


def get_attachment(db: Connection, attachment_id: int) -> Attachment | None:
    """The attachment, locked against a second hand on it."""
    query = select(attachments).where(attachments.c.id == attachment_id).with_for_update()
    return one(db, Attachment, query)


def of_draft(db: Connection, draft_id: int) -> list[Attachment]:
    """What was sent with a draft, the oldest first."""
    query = select(attachments).where(attachments.c.draft_id == draft_id)
    return many(db, Attachment, query.order_by(attachments.c.id))


def of_case(db: Connection, case_id: int) -> list[Attachment]:
    """What is kept with a case, the oldest first."""
    return many(db, Attachment, _filed().where(drafts.c.case_id == case_id))


def kept_with_cases(db: Connection) -> list[Attachment]:
    """What is kept with any case, the oldest first."""
    return many(db, Attachment, _filed())


def _filed() -> Any:
    return (
        select(attachments)
        .join(drafts, drafts.c.id == attachments.c.draft_id)
        .where(attachments.c.state == "kept", drafts.c.state == "filed")
        .where(drafts.c.case_id.is_not(None))
        .order_by(attachments.c.id)
    )


_DUE = (
    select(attachments.c.id)
    .where(attachments.c.state == "wanted")
    .where(attachments.c.next_at <= bindparam("now", type_=attachments.c.next_at.type))
)
_UNRECORDED = _filed().where(attachments.c.record_id.is_(None))
_FORSAKEN = (
    select(attachments.c.id)
    .join(drafts, drafts.c.id == attachments.c.draft_id)
    .where(attachments.c.state.in_(("wanted", "kept")), drafts.c.state == "dropped")
)
_LEFT_OVER = select(attachments.c.sha256).where(
    attachments.c.state == "dropped", attachments.c.sha256.is_not(None)
)
_WAITING = select(or_(*(each.exists() for each in (_DUE, _UNRECORDED, _FORSAKEN, _LEFT_OVER))))


def any_waits(db: Connection, now: datetime) -> bool:
    """Whether there is any to fetch, to record or to let go at this moment; mostly there is none.

    One question, asked every second, instead of a transaction for each kind of work.
    """
    return bool(db.execute(_WAITING, {"now": now}).scalar())


def unrecorded(db: Connection, limit: int) -> list[Attachment]:
    """What is kept with a case, and whose hash is not in the chain of records yet."""
    return many(db, Attachment, _UNRECORDED.limit(limit))


def claim(db: Connection, *, now: datetime, until: datetime, limit: int) -> list[Attachment]:
    """Take what is to be fetched now; whoever dies over it leaves it to others after `until`."""
    due = _DUE.order_by(attachments.c.id).limit(limit).with_for_update(skip_locked=True)
    taken = (
        update(attachments)
        .where(attachments.c.id.in_(due))
        .values(next_at=until, attempts=attachments.c.attempts + 1)
        .returning(attachments)
    )
    rows = db.execute(taken, {"now": now})
    return sorted((Attachment(*row) for row in rows), key=lambda each: each.id)


def next_fetch(db: Connection, now: datetime) -> datetime | None:
    """When the next file that is waiting for another try may be fetched."""
    query = select(func.min(attachments.c.next_at)).where(
        attachments.c.state == "wanted", attachments.c.next_at > now
    )
    moment: datetime | None = db.execute(query).scalar()
    return moment


def is_waited_for(db: Connection, sent: Attachment) -> bool:
    """Whether a file that came in the same message is still to be fetched."""
    query = (
        select(attachments.c.id)
        .where(attachments.c.draft_id == sent.draft_id, attachments.c.state == "wanted")
        .where(attachments.c.message_id == sent.message_id)
        .limit(1)
    )
    return db.execute(query).first() is not None


def forsaken(db: Connection, limit: int) -> list[int]:
    """What was sent with a draft that has been dropped since."""
    query = _FORSAKEN.order_by(attachments.c.id).limit(limit)
    return list(db.execute(query).scalars())


def try_again(db: Connection, attachment_id: int, at: datetime) -> None:
    """It could not be fetched: not before `at`, then."""
    _change(db, attachment_id, next_at=at)


def settle(db: Connection, attachment_id: int, state: str, **content: Any) -> None:
    """Write down what became of it; where it came from need not be known any more."""
    _change(db, attachment_id, state=state, remote=None, **content)


def note_record(db: Connection, attachment_id: int, record_id: int) -> None:
    """Its hash is in the chain now, in this record."""
    _change(db, attachment_id, record_id=record_id)


def left_over(db: Connection, limit: int) -> set[str]:
    """Hashes of files that were kept and are dropped."""
    return set(db.execute(_LEFT_OVER.distinct().limit(limit)).scalars())


def forget(db: Connection, hashes: Collection[str]) -> None:
    """What was dropped needs no file any more."""
    db.execute(
        update(attachments)
        .where(attachments.c.state == "dropped", attachments.c.sha256.in_(hashes))
        .values(sha256=None)
    )


def used(db: Connection, hashes: Collection[str]) -> set[str]:
    """Those of these hashes whose file something still needs."""
    query = select(attachments.c.sha256).where(
        attachments.c.state == "kept", attachments.c.sha256.in_(hashes)
    )
    return {found for found in db.execute(query).scalars() if found is not None}


def hold_the_files(db: Connection) -> None:
    """Nobody else puts a file into the folder, or takes one out, until this transaction ends.

    On SQLite there is one writer anyway.
    """
    statement = inserting(db.dialect.name, counters).values(name="attachment_files", last=0)
    db.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"last": counters.c.last})
    )


def _change(db: Connection, attachment_id: int, **content: Any) -> None:
    db.execute(update(attachments).where(attachments.c.id == attachment_id).values(**content))
