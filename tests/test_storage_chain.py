"""Filed records are never changed, and whoever changes them all the same is found out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from storage import cases, people
from storage.database import Database
from storage.records import FIRST, broken_links, file_record
from storage.tables import records

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
WORDS = 'Found two tablets in the pot: "é", 👩‍🦽, \\ and 1.50'


def _case(db: Connection) -> int:
    person = people.add_person(db, name="Asha Begum", roles=["care_worker"], units=[], now=NOON)
    return cases.add_case(
        db,
        reference="NM-26-0001",
        kind="near_miss",
        pathway="near_miss",
        plan=[],
        severity="low",
        concerns=[],
        limited=[],
        sealed=False,
        state="open",
        reporter_id=person,
        opened_at=NOON,
    ).id


def _content(case_id: int, number: int) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "step_id": None,
        "kind": "near_miss_log",
        "edition": 1,
        "answers": [{"field": "words", "answer": WORDS, "label": [WORDS, number, None, True]}],
        "author_id": 1,
        "author_role": "care_worker",
        "channel": "phones",
        "begun_at": NOON,
        "filed_at": NOON + timedelta(minutes=number, microseconds=number),
        "corrects_id": None,
    }


@pytest.fixture
def filed(database: Database) -> Database:
    """Five records, each in a transaction of its own."""
    with database.transaction() as db:
        case_id = _case(db)
    for number in range(5):
        with database.transaction() as db:
            file_record(db, **_content(case_id, number))
    return database


@pytest.mark.parametrize("verb", ["update", "delete", "truncate"])
def test_the_database_itself_refuses(filed: Database, verb: str) -> None:
    statements = {
        "update": "UPDATE records SET channel = 'other' WHERE id = 3",
        "delete": "DELETE FROM records WHERE id = 3",
        "truncate": "DELETE FROM records" if filed.on_sqlite else "TRUNCATE records CASCADE",
    }
    with pytest.raises(DBAPIError, match="never changed"), filed.transaction() as db:
        db.execute(text(statements[verb]))
    with filed.transaction() as db:
        assert broken_links(db) == []
        assert len(db.execute(select(records.c.id)).all()) == 5


def test_an_honest_chain_holds(filed: Database) -> None:
    with filed.transaction() as db:
        assert broken_links(db) == []
        hashes = list(db.execute(select(records.c.previous_hash, records.c.hash)))
    assert [row.previous_hash for row in hashes] == [FIRST, *(row.hash for row in hashes[:-1])]


def _changed(db: Connection) -> None:
    db.execute(update(records).where(records.c.id == 3).values(author_role="senior"))


def _changed_in_time(db: Connection) -> None:
    later = NOON + timedelta(hours=1)
    db.execute(update(records).where(records.c.id == 3).values(filed_at=later))


def _changed_and_sealed_anew(db: Connection) -> None:
    """A careful hand: the row and its own hash agree again."""
    row = db.execute(select(records).where(records.c.id == 3)).one()._asdict()
    db.execute(delete(records).where(records.c.id == 3))
    put_in = {**row, "channel": "other", "hash": "f" * 64}
    db.execute(insert(records).values(**put_in))


def _middle_removed(db: Connection) -> None:
    db.execute(delete(records).where(records.c.id == 3))


def _last_removed(db: Connection) -> None:
    db.execute(delete(records).where(records.c.id == 5))


def _all_removed(db: Connection) -> None:
    db.execute(delete(records))


def _put_in_at_the_end(db: Connection) -> None:
    last = db.execute(select(records).where(records.c.id == 5)).one()._asdict()
    forged = {**last, "id": 6, "previous_hash": last["hash"], "hash": "e" * 64}
    db.execute(insert(records).values(**forged))


def _put_in_between(db: Connection) -> None:
    """With a free number below: the ids leave no gap to see."""
    third = db.execute(select(records).where(records.c.id == 3)).one()._asdict()
    db.execute(insert(records).values(**{**third, "id": 0, "hash": "d" * 64}))


def _swapped(db: Connection) -> None:
    for old, new in ((2, 20), (3, 2), (20, 3)):
        db.execute(update(records).where(records.c.id == old).values(id=new))


TAMPERINGS: list[Callable[[Connection], None]] = [
    _changed,
    _changed_in_time,
    _changed_and_sealed_anew,
    _middle_removed,
    _last_removed,
    _all_removed,
    _put_in_at_the_end,
    _put_in_between,
    _swapped,
]


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__.strip("_"))
def test_whoever_gets_past_the_database_is_found_out(
    filed: Database, tamper: Callable[[Connection], None]
) -> None:
    with filed.transaction() as db:
        _switch_the_guard_off(db)
        tamper(db)
        assert broken_links(db)


def test_the_finding_names_the_record(filed: Database) -> None:
    with filed.transaction() as db:
        _switch_the_guard_off(db)
        _changed(db)
        assert broken_links(db) == ["Record 3 was changed after it was filed."]


def test_the_same_record_has_the_same_hash_on_both_databases(
    sqlite_url: str, postgres_url: str
) -> None:
    found = set()
    for url in (sqlite_url, postgres_url):
        database = Database(url)
        with database.transaction() as db:
            file_record(db, **_content(_case(db), 1))
            found.add(db.execute(select(records.c.hash)).scalar_one())
        database.close()
    assert len(found) == 1


def _switch_the_guard_off(db: Connection) -> None:
    if db.dialect.name == "sqlite":
        for verb in ("update", "delete"):
            db.execute(text(f"DROP TRIGGER records_no_{verb}"))
    else:
        db.execute(text("ALTER TABLE records DISABLE TRIGGER USER"))
