"""What is stored is what was meant, and it is the same on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from flows.normal import normal_text
from storage import people
from storage.database import Database
from storage.facts import read_fact, write_fact
from storage.tables import accounts, deadlines
from storage.types import UtcTime

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)

times = Table("times", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcTime))


@pytest.fixture
def timed(database: Database) -> Database:
    times.create(database.engine)
    return database


def test_a_time_comes_back_as_the_same_moment_in_utc(timed: Database) -> None:
    moments = [
        datetime(2026, 7, 1, 12, 0, tzinfo=ZoneInfo("Europe/London")),
        datetime(2026, 1, 1, 0, 30, 0, 123456, tzinfo=ZoneInfo("Asia/Kolkata")),
        datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=1),
        datetime(2026, 3, 29, 4, 0, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
    ]
    with timed.transaction() as db:
        db.execute(insert(times), [{"at": moment} for moment in moments])
    with timed.transaction() as db:
        back = list(db.execute(select(times.c.at).order_by(times.c.id)).scalars())
    assert back == [moment.astimezone(UTC) for moment in moments]
    assert all(moment.tzinfo is UTC for moment in back if moment)


def test_times_from_different_zones_sort_by_the_moment_they_mean(timed: Database) -> None:
    zones = ("Pacific/Auckland", "Europe/London", "America/New_York")
    written = [
        (NOON + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
        for minutes, zone in zip((3, 1, 2), zones, strict=True)
    ]
    with timed.transaction() as db:
        db.execute(insert(times), [{"at": moment} for moment in written])
        by_time = list(db.execute(select(times.c.at).order_by(times.c.at)).scalars())
        limit = written[2].astimezone(ZoneInfo("Asia/Tokyo"))
        early = list(db.execute(select(times.c.at).where(times.c.at <= limit)).scalars())
    assert by_time == sorted(written)
    assert len(early) == 2


def test_a_time_without_a_zone_is_refused(timed: Database) -> None:
    naive = datetime(2026, 3, 10, 12, 0)
    with timed.transaction() as db, pytest.raises(StatementError, match="without a time zone"):
        db.execute(insert(times), {"at": naive})


def test_a_row_cannot_point_at_nothing(database: Database) -> None:
    row = {"purpose": "act", "step_id": 4711, "due": NOON, "made_at": NOON, "attempts": 0}
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(insert(deadlines).values(**row, state="open"))


def test_a_state_nobody_knows_is_refused(database: Database) -> None:
    row = {"purpose": "act", "due": NOON, "made_at": NOON, "attempts": 0, "state": "forgotten"}
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(insert(deadlines).values(**row))


@pytest.mark.parametrize("address", ["7123456789", "-1001557912345", "9" * 19, "U0ABCDEF123"])
def test_platform_ids_of_any_width_fit(database: Database, address: str) -> None:
    with database.transaction() as db:
        person = _person(db)
        people.link_account(db, person_id=person, channel="phones", address=address, now=NOON)
        found = people.person_at(db, "phones", address)
    assert found is not None
    assert found.id == person


@pytest.mark.parametrize("key", [2**31, 2**62])
def test_row_ids_are_wider_than_32_bits(database: Database, key: int) -> None:
    row = {"purpose": "act", "due": NOON, "made_at": NOON, "attempts": 0, "state": "open"}
    with database.transaction() as db:
        db.execute(insert(deadlines).values(id=key, **row))
        assert db.execute(select(deadlines.c.id)).scalar_one() == key


@pytest.mark.parametrize(
    "text",
    [
        "a" * 5000,
        "ñ" * 5000,
        "👩‍🦽" * 1700,
        "'; DROP TABLE cases; --",
        "\u202eright\nleft\t",
        "\ufffd",
    ],
)
def test_long_and_strange_text_comes_back_as_it_was(database: Database, text: str) -> None:
    with database.transaction() as db:
        write_fact(db, "words", text)
        person = people.add_person(db, name=text, roles=[], units=[], now=NOON)
    with database.transaction() as db:
        assert read_fact(db, "words") == text
        kept = people.get_person(db, person)
    assert kept is not None
    assert kept.name == text


@pytest.mark.parametrize(
    "text", ["before\x00after", "before\ud800after", "\udc80", "a\x07b\x1b[0m"]
)
def test_what_only_one_database_takes_is_made_safe_at_the_door(
    database: Database, text: str
) -> None:
    safe = normal_text(text)
    with database.transaction() as db:
        write_fact(db, "words", safe)
        person = people.add_person(db, name=safe, roles=[], units=[], now=NOON)
    with database.transaction() as db:
        kept = people.get_person(db, person)
        assert read_fact(db, "words") == safe
    assert kept is not None
    assert kept.name == safe


@pytest.mark.parametrize(
    "value",
    [None, True, 0, 1.5, "", "text", [], [1, [2, {"three": None}]], {"a": {"b": ["é", "😀"]}}],
)
def test_json_comes_back_as_it_was(database: Database, value: Any) -> None:
    with database.transaction() as db:
        write_fact(db, "value", {"value": value})
    with database.transaction() as db:
        assert read_fact(db, "value") == {"value": value}


def test_one_chat_belongs_to_one_person(database: Database) -> None:
    with database.transaction() as db:
        for name in ("Asha", "Sam"):
            person = people.add_person(db, name=name, roles=[], units=[], now=NOON)
            people.link_account(db, person_id=person, channel="phones", address="1", now=NOON)
        owners = db.execute(select(accounts.c.person_id)).scalars().all()
    assert owners == [person]


def _person(db: Connection) -> int:
    return people.add_person(db, name="Asha Begum", roles=["care_worker"], units=[], now=NOON)
