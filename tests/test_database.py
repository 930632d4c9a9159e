"""One event, one transaction: each write stands or falls alone, and says truly which it was."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.database import Database, WriteBroken
from storage.facts import read_fact, write_fact
from storage.tables import facts


def _put(name: str) -> Callable[[Connection], str]:
    def work(db: Connection) -> str:
        write_fact(db, name, 1)
        return name

    return work


def _put_then(name: str, error: BaseException) -> Callable[[Connection], None]:
    def work(db: Connection) -> None:
        write_fact(db, name, 1)
        raise error

    return work


async def _names(database: Database) -> set[str]:
    return set(await database.read(lambda db: db.execute(select(facts.c.name)).scalars().all()))


class Gate:
    """A write that keeps the writer busy until it is opened: what comes meanwhile is one batch."""

    def __init__(self, database: Database) -> None:
        self._open = threading.Event()
        self._entered = threading.Event()
        self._futures = [database.submit(self._wait) for _ in range(1 if database.on_sqlite else 4)]
        self._entered.wait(10)

    def _wait(self, _db: Connection) -> None:
        self._entered.set()
        self._open.wait(10)

    def open(self) -> None:
        self._open.set()


async def test_what_a_write_answers_is_on_disk_when_it_answers(database: Database) -> None:
    assert await database.write(_put("a")) == "a"
    assert await database.read(lambda db: read_fact(db, "a")) == 1


async def test_ten_at_once_that_read_and_then_write_count_to_ten(database: Database) -> None:
    await database.write(lambda db: write_fact(db, "n", 0))

    def one_more(db: Connection) -> None:
        query = select(facts.c.value).where(facts.c.name == "n").with_for_update()
        write_fact(db, "n", db.execute(query).scalar_one() + 1)

    await asyncio.gather(*(database.write(one_more) for _ in range(10)))
    assert await database.read(lambda db: read_fact(db, "n")) == 10


@pytest.mark.parametrize(
    "error",
    [
        ValueError("no"),
        MemoryError(),
        asyncio.CancelledError(),
        SystemExit(3),
        KeyboardInterrupt(),
        GeneratorExit(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_failing_write_undoes_itself_and_no_other(
    database: Database, error: BaseException
) -> None:
    gate = Gate(database)
    writes = [
        asyncio.ensure_future(database.write(work))
        for work in (_put("before"), _put_then("failing", error), _put("after"))
    ]
    await asyncio.sleep(0)
    gate.open()
    before, failing, after = await asyncio.gather(*writes, return_exceptions=True)
    assert (before, after) == ("before", "after")
    assert isinstance(failing, type(error) if isinstance(error, Exception) else WriteBroken)
    assert await database.write(_put("later")) == "later"
    assert await _names(database) >= {"before", "after", "later"}
    assert "failing" not in await _names(database)


async def test_a_refused_statement_undoes_that_write_alone(database: Database) -> None:
    """PostgreSQL lets nothing more happen in a transaction with an error, but for a savepoint."""
    gate = Gate(database)
    orphan = "INSERT INTO shifts (person_id, started_at) VALUES (4711, '2026-03-10 12:00:00')"

    def work(db: Connection) -> None:
        write_fact(db, "failing", 1)
        db.execute(text(orphan))

    writes = [asyncio.ensure_future(database.write(each)) for each in (_put("a"), work, _put("b"))]
    await asyncio.sleep(0)
    gate.open()
    first, refused, last = await asyncio.gather(*writes, return_exceptions=True)
    assert (first, last) == ("a", "b")
    assert isinstance(refused, IntegrityError)
    assert {"a", "b"} <= await _names(database)
    assert "failing" not in await _names(database)


async def test_many_writes_of_which_some_fail_are_told_apart(database: Database) -> None:
    async def one(number: int) -> None:
        work = _put_then if number % 3 == 0 else None
        if work is None:
            await database.write(_put(f"n{number}"))
        else:
            with pytest.raises(RuntimeError):
                await database.write(work(f"n{number}", RuntimeError()))

    await asyncio.gather(*(one(number) for number in range(200)))
    kept = {name for name in await _names(database) if name.startswith("n")}
    assert kept == {f"n{number}" for number in range(200) if number % 3}


async def test_a_caller_that_goes_away_neither_stops_nor_doubles_a_write(
    database: Database,
) -> None:
    gate = Gate(database)
    tasks = [asyncio.create_task(database.write(_put(f"n{number}"))) for number in range(20)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    gate.open()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes) == 10
    await database.write(_put("last"))
    database.close()
    reopened = Database(str(database.engine.url.render_as_string(hide_password=False)))
    kept = await _names(reopened)
    reopened.close()
    assert {f"n{number}" for number in range(20)} <= kept


async def test_closing_finishes_what_is_queued(database: Database) -> None:
    gate = Gate(database)
    futures = [database.submit(_put(f"n{number}")) for number in range(200)]
    gate.open()
    database.close()
    assert [future.result(0) for future in futures] == [f"n{number}" for number in range(200)]
    with pytest.raises(RuntimeError, match="closed"):
        database.submit(_put("too late"))


async def test_a_commit_that_fails_saves_nothing_and_says_so(database: Database) -> None:
    """A check at the very end of the transaction: every write of it has already answered."""

    def prepare(db: Connection) -> None:
        if database.on_sqlite:
            db.execute(
                text("CREATE TABLE late (x REFERENCES facts (name) DEFERRABLE INITIALLY DEFERRED)")
            )
        else:
            db.execute(
                text(
                    "CREATE TABLE late (x TEXT REFERENCES facts (name) DEFERRABLE "
                    "INITIALLY DEFERRED)"
                )
            )

    await database.write(prepare)

    def breaks_the_commit(db: Connection) -> str:
        write_fact(db, "unsaved", 1)
        db.execute(text("INSERT INTO late VALUES ('nothing of that name')"))
        return "done"

    with pytest.raises(DBAPIError):
        await database.write(breaks_the_commit)
    assert "unsaved" not in await _names(database)
    assert await database.write(_put("later")) == "later"


async def test_reading_changes_nothing(database: Database) -> None:
    await database.read(_put("never"))
    assert "never" not in await _names(database)


def test_a_tool_s_transaction_is_all_or_nothing(database: Database) -> None:
    with pytest.raises(KeyboardInterrupt), database.transaction() as db:
        _put_then("half", KeyboardInterrupt())(db)
    with database.transaction() as db:
        assert read_fact(db, "half") is None


def test_messages_of_errors_hold_no_values(database: Database) -> None:
    """What people typed must not reach a log by way of an error."""
    secret: Any = {"name": "k", "value": "Mrs Smith fell"}
    statement = text("INSERT INTO facts (name, value) VALUES (:name, :value), (:name, :value)")
    with pytest.raises(DBAPIError) as caught, database.transaction() as db:
        db.execute(statement, secret)
    assert "Smith" not in str(caught.value)


async def test_closing_waits_for_what_is_still_being_read(database: Database) -> None:
    """A caller that goes away leaves its read behind, which must not lose its connection."""
    begun, go, order = threading.Event(), threading.Event(), list[str]()
    event.listen(database.engine, "engine_disposed", lambda _: order.append("closed"))

    def slow(db: Connection) -> None:
        begun.set()
        go.wait(10)
        for _ in range(300):
            db.execute(text("SELECT 1"))
        order.append("read")

    reading = asyncio.create_task(database.read(slow))
    await asyncio.to_thread(begun.wait)
    reading.cancel()
    closing = asyncio.create_task(asyncio.to_thread(database.close))
    go.set()
    await closing
    assert order == ["read", "closed"]
