"""Filed records: added, never changed, each carrying the hash of the one before it.

The head of the chain (how many, and the last hash) is kept apart, so that a record taken off the
end is missed as well.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, func, select

from storage.facts import read_fact, write_fact
from storage.rows import inserted, many
from storage.tables import facts, records
from storage.upsert import inserting

FIRST = "0" * 64
HEAD = "record_chain"
NOTHING_FILED = {"count": 0, "hash": FIRST}


@dataclass(frozen=True, slots=True)
class Record:
    """One filed set of answers: each with the question as asked, the code and the label."""

    id: int
    case_id: int
    step_id: int | None
    kind: str
    edition: int
    answers: list[dict[str, Any]]
    author_id: int
    author_role: str
    channel: str
    begun_at: datetime
    filed_at: datetime
    corrects_id: int | None
    previous_hash: str
    hash: str


def file_record(db: Connection, **content: Any) -> int:
    """Add a record to the end of the chain. `content` is every column but the hashes."""
    head = _hold_the_chain(db)
    hash_ = _seal(head["hash"], content)
    record_id = inserted(db, records, **content, previous_hash=head["hash"], hash=hash_)
    write_fact(db, HEAD, {"count": head["count"] + 1, "hash": hash_})
    return record_id


ATTACHMENT = "attachment"
"""The kind of record that holds the hash of a kept file: no form, and nothing that was answered."""


def records_of(db: Connection, case_id: int) -> list[Record]:
    """Every form that was filed for a case."""
    query = select(records).where(records.c.case_id == case_id, records.c.kind != ATTACHMENT)
    return many(db, Record, query.order_by(records.c.id))


def attachments_of(db: Connection, case_id: int) -> list[Record]:
    """The record of every file that is kept with a case."""
    query = select(records).where(records.c.case_id == case_id, records.c.kind == ATTACHMENT)
    return many(db, Record, query.order_by(records.c.id))


def records_of_kind(db: Connection, kind: str, since: datetime) -> list[Record]:
    """Every record of a kind that was filed since then, the oldest first."""
    query = select(records).where(records.c.kind == kind, records.c.filed_at >= since)
    return many(db, Record, query.order_by(records.c.id))


def all_records(db: Connection) -> list[Record]:
    return many(db, Record, select(records).order_by(records.c.id))


def count_records(db: Connection) -> int:
    return int(db.execute(select(func.count()).select_from(records)).scalar_one())


def broken_links(db: Connection) -> list[str]:
    """One sentence for every place where the chain does not hold; empty means all agree."""
    head = _head(db)
    troubles: list[str] = []
    previous = FIRST
    count = 0
    for record in all_records(db):
        count += 1
        if record.previous_hash != previous:
            troubles.append(f"Before record {record.id} something was removed or put in.")
        if _seal(record.previous_hash, _content(record)) != record.hash:
            troubles.append(f"Record {record.id} was changed after it was filed.")
        previous = record.hash
    if (head["count"], head["hash"]) != (count, previous):
        troubles.append(f"{head['count']} records were filed, and {count} are here.")
    return troubles


def newest_seal(db: Connection) -> str:
    """The hash of the record that was filed last. Whoever knows it knows of every record before it
    that it is the one from then."""
    return str(_head(db)["hash"])


SHORTEST_SEAL = 16


def holds_seal(db: Connection, seal: str) -> bool:
    """Whether there is a record of this hash, or of one that begins so."""
    if len(seal) < SHORTEST_SEAL:
        return False
    found = select(records.c.id).where(records.c.hash.startswith(seal, autoescape=True)).limit(1)
    return db.execute(found).first() is not None


def _hold_the_chain(db: Connection) -> dict[str, Any]:
    """The head, locked: two processes file one after the other (SQLite has one writer anyway)."""
    given = {"name": HEAD, "value": NOTHING_FILED}
    head: dict[str, Any] = db.execute(_holding(db.dialect.name), given).scalar_one()
    return head


@cache
def _holding(dialect: str) -> Any:
    """Writes the head as it is, which locks it, or the first one."""
    return (
        inserting(dialect, facts)
        .on_conflict_do_update(index_elements=["name"], set_={"value": facts.c.value})
        .returning(facts.c.value)
    )


def _head(db: Connection) -> dict[str, Any]:
    return read_fact(db, HEAD) or NOTHING_FILED


def _content(record: Record) -> dict[str, Any]:
    left_out = ("id", "previous_hash", "hash")
    return {name: getattr(record, name) for name in Record.__slots__ if name not in left_out}


def _seal(previous: str, content: Mapping[str, Any]) -> str:
    text = json.dumps(
        content, default=_plain, sort_keys=True, ensure_ascii=True, separators=(",", ":")
    )
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def _plain(value: object) -> str:
    """A time has the same text on whichever database it was stored."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"A record does not hold {type(value).__name__}.")
