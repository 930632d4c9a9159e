"""The database in trouble: locked, full, cut off. What was not saved is never called saved."""

import asyncio
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.database import Database, TransactionLost
from storage.facts import read_fact, write_fact
from storage.tables import counters, facts
from tests.kill.full_disk import FullDisk

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "fullfsync": 1,
    "foreign_keys": 1,
    "trusted_schema": 0,
}
BIG = "x" * 100_000


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def postgresql(postgres_url: str) -> Iterator[Database]:
    opened = Database(postgres_url)
    yield opened
    opened.close()


def test_every_connection_syncs_each_commit_and_keeps_its_references(sqlite: Database) -> None:
    connections = [sqlite.engine.connect() for _ in range(6)]
    for connection in connections:
        for pragma, wanted in PRAGMAS.items():
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == wanted, pragma
        connection.close()


def test_a_writer_has_its_lock_before_it_reads(sqlite: Database) -> None:
    """A reader that turned writer half-way would fail at once, whatever its patience."""
    begun: list[str] = []
    event.listen(
        sqlite.engine,
        "before_cursor_execute",
        lambda _db, _cursor, statement, *_: begun.append(statement),
    )
    with sqlite.transaction() as db:
        read_fact(db, "a")
    assert begun[0] == "BEGIN IMMEDIATE"


def test_two_processes_that_read_and_then_write_never_lock_each_other_out(
    sqlite_url: str,
) -> None:
    times = 400
    command = [sys.executable, "-m", "tests.kill.counting", sqlite_url, str(times)]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    database = Database(sqlite_url)
    with database.transaction() as db:
        assert db.execute(select(counters.c.last)).scalar_one() == 2 * times
    database.close()


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace counts the syncs")
def test_every_commit_reaches_the_disk(sqlite_url: str, tmp_path: Path) -> None:
    """A kill can never show this, only a power cut: so the syncs themselves are counted."""
    trace = tmp_path / "trace"
    command = [sys.executable, "-m", "tests.kill.counting", sqlite_url, "50"]
    syncs = ["strace", "-f", "-e", "trace=fsync,fdatasync", "-o", str(trace)]
    subprocess.run([*syncs, *command], check=True, timeout=60)
    assert len(re.findall(r"\b(?:fsync|fdatasync)\(", trace.read_text())) >= 50


async def test_the_log_of_writes_does_not_grow_for_ever(sqlite: Database, tmp_path: Path) -> None:
    """Readers come and go, and none stays: what is written is folded in on the way."""
    for number in range(100):
        await sqlite.write(_fact("much", f"{number}{BIG}"))
        await sqlite.read(lambda db: read_fact(db, "much"))
    assert _log_size(tmp_path) < 60 * len(BIG)


def test_a_server_ends_what_hangs_and_keeps_to_utc(postgresql: Database) -> None:
    wanted = {
        "statement_timeout": "30s",
        "idle_in_transaction_session_timeout": "1min",
        "TimeZone": "UTC",
        "synchronous_commit": "on",
    }
    with postgresql.transaction() as db:
        said = {name: db.execute(text(f"SHOW {name}")).scalar_one() for name in wanted}
    assert said == wanted


async def test_a_full_disk_is_not_called_saved_and_harms_nothing_before_or_after(
    sqlite: Database,
) -> None:
    await sqlite.write(_fact("before"))
    with FullDisk(sqlite):
        with pytest.raises(OperationalError, match="full"):
            await sqlite.write(_fact("too much", BIG))
        assert await sqlite.read(lambda db: read_fact(db, "before")) == 1
    await sqlite.write(_fact("after", BIG))
    assert await _names(sqlite) == {"before", "after"}


async def test_when_the_database_ends_the_transaction_itself_nobody_in_it_is_called_saved(
    sqlite: Database,
) -> None:
    """A full disk takes the neighbours' writes with it, and they must hear of that too."""
    names = ("first", "second", "full", "fourth")
    gate = Event()
    with FullDisk(sqlite):
        sqlite.submit(lambda _db: gate.wait(10))
        futures = [sqlite.submit(_fact(name, BIG if name == "full" else 1)) for name in names]
        gate.set()
        outcomes = await asyncio.gather(*map(asyncio.wrap_future, futures), return_exceptions=True)
    saved = {name for name, outcome in zip(names, outcomes, strict=True) if outcome is None}
    assert isinstance(outcomes[2], TransactionLost)
    assert await _names(sqlite) == saved


async def test_after_the_server_dropped_every_line_the_next_write_works(
    postgresql: Database, postgres: str
) -> None:
    """As after a restart of PostgreSQL: no first report is lost to a dead connection."""
    await asyncio.gather(*(postgresql.write(_fact(f"n{number}")) for number in range(8)))
    _drop_every_line(postgres, postgresql)
    await asyncio.gather(*(postgresql.write(_fact(f"m{number}")) for number in range(8)))
    expected = {f"{letter}{number}" for letter in "nm" for number in range(8)}
    assert await _names(postgresql) == expected


async def test_a_line_that_is_cut_in_the_middle_is_never_called_saved(
    postgresql: Database, postgres: str
) -> None:
    for number in range(10):

        def work(db: Connection, name: str = f"n{number}") -> None:
            write_fact(db, name, 1)
            pid = db.execute(text("SELECT pg_backend_pid()")).scalar_one()
            _terminate(postgres, pid)

        with pytest.raises(DBAPIError):
            await postgresql.write(work)
        await postgresql.write(_fact(f"m{number}"))
    assert await _names(postgresql) == {f"m{number}" for number in range(10)}


async def test_writes_under_a_storm_of_dropped_lines_are_all_told_truly(
    postgresql: Database, postgres: str
) -> None:
    """What was answered is there; what failed may be tried again and is then there once."""

    async def insist(name: str) -> None:
        while True:
            try:
                await postgresql.write(_fact(name))
            except DBAPIError:
                continue
            return

    async def storm() -> None:
        for _ in range(15):
            await asyncio.to_thread(_drop_every_line, postgres, postgresql)

    await asyncio.gather(storm(), *(insist(f"n{number}") for number in range(300)))
    assert await _names(postgresql) == {f"n{number}" for number in range(300)}


def _fact(name: str, value: Any = 1) -> Callable[[Connection], None]:
    return partial(write_fact, name=name, value=value)


def _log_size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("*-wal"))


async def _names(database: Database) -> set[str]:
    return set(await database.read(lambda db: db.execute(select(facts.c.name)).scalars().all()))


def _drop_every_line(server: str, database: Database) -> None:
    name = database.engine.url.database
    _as_admin(
        server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :it", name
    )


def _terminate(server: str, pid: int) -> None:
    _as_admin(server, "SELECT pg_terminate_backend(:it, 5000)", pid)


def _as_admin(server: str, statement: str, it: object) -> None:
    address = server.format(name="postgres").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement), {"it": it})
    engine.dispose()
