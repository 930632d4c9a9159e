"""Opening the database, and the only way to write to it: one event, one transaction.

A write is a plain synchronous function that takes the transaction. On SQLite a single writer
thread runs every waiting write in one transaction, a savepoint each, and commits once: each write
still stands or falls alone, and they share one fsync. On PostgreSQL a small pool of threads runs
one write to a transaction. Nothing else in Handrail commits.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from storage.disk import SHARED_DISKS, disk_kind, mounted

Result = TypeVar("Result")
Write = Callable[[Connection], Result]

SQLITE_BATCH = 64
POSTGRES_THREADS = 4
BUSY_SECONDS = 5


class DatabaseUnusable(Exception):
    """The database cannot be used; the message says why and what to do."""


class TransactionLost(Exception):
    """The database has ended the whole transaction by itself: it must not be gone on with."""


class WriteBroken(Exception):
    """A write raised what is meant to end a program; it was undone like any other failure."""


class Database:
    """One opened database. `write` and `read` are for the edges; `transaction` for tools."""

    def __init__(self, url: str) -> None:
        self.engine = _open(url)
        self.on_sqlite = self.engine.dialect.name == "sqlite"
        self._jobs: queue.SimpleQueue[tuple[Write[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._readers = ThreadPoolExecutor(thread_name_prefix="reader")
        self._closed = False

    async def write(self, work: Write[Result]) -> Result:
        """Run `work` in a transaction and return its answer once that is committed.

        An exception from `work` undoes that work alone and is raised here. An exception from the
        commit is raised too, and then the outcome is unknown: callers must be able to try again.
        A cancelled caller does not cancel the work.
        """
        return await asyncio.shield(asyncio.wrap_future(self.submit(work)))

    def submit(self, work: Write[Result]) -> "Future[Result]":
        """Queue `work` for the writer; the future is done after its commit."""
        if self._closed:
            raise RuntimeError("The database has been closed.")
        self._start()
        future: Future[Result] = Future()
        self._jobs.put((work, future))
        return future

    async def read(self, work: Write[Result]) -> Result:
        """Run `work` on a connection of its own, outside the writer; nothing is committed."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Write[Result]) -> Result:
        with self.look() as connection:
            return work(connection)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction, for the writer and for whoever runs without an event loop."""
        with self.engine.connect() as connection, connection.begin():
            if self.on_sqlite:
                # A writer takes its lock at the start: an upgrade half-way would ignore the busy
                # timeout. Said here, for a listener would slow down every statement.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def look(self, **options: Any) -> Iterator[Connection]:
        """One unmoving view for reading, which keeps nobody from writing; nothing is committed."""
        with self.engine.connect().execution_options(**options) as connection:
            if self.on_sqlite:
                connection.exec_driver_sql("BEGIN")
            yield connection

    def log_bytes(self) -> int:
        """The size of SQLite's write-ahead log; it grows when somebody reads for very long."""
        if not self.on_sqlite or self.engine.url.database is None:
            return 0
        log = Path(f"{self.engine.url.database}-wal")
        return log.stat().st_size if log.exists() else 0

    def close(self) -> None:
        """Finish what is queued or being read, stop the threads, close the connections."""
        self._closed = True
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        self._readers.shutdown()
        self.engine.dispose()

    def _start(self) -> None:
        if self._threads:
            return
        count = 1 if self.on_sqlite else POSTGRES_THREADS
        for number in range(count):
            thread = threading.Thread(target=self._work, name=f"writer-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        limit = SQLITE_BATCH if self.on_sqlite else 1
        while True:
            job = self._jobs.get()
            if job is None:
                return
            batch = [job]
            stop = False
            while len(batch) < limit and not self._jobs.empty():
                job = self._jobs.get()
                if job is None:
                    stop = True
                    break
                batch.append(job)
            self._run(batch)
            if stop:
                return

    def _run(self, batch: list[tuple[Write[Any], Future[Any]]]) -> None:
        """Run a batch in one transaction. A thread that ended here would leave Handrail deaf,

        so whatever a write raises, even what is meant to end a program, is that write's own.
        """
        finished: list[tuple[Future[Any], Any]] = []
        failed: list[tuple[Future[Any], BaseException]] = []
        shared = len(batch) > 1
        try:
            with self.transaction() as connection:
                for work, future in batch:
                    try:
                        # A write that is alone has the whole transaction to itself.
                        result = run_apart(connection, work) if shared else work(connection)
                        finished.append((future, result))
                    except BaseException as error:
                        if not shared or not self._transaction_stands(connection):
                            raise
                        failed.append((future, error))
        except BaseException as error:
            failed = [(future, error) for _, future in batch]
            finished = []
        for future, trouble in failed:
            _settle(future, error=trouble)
        for future, result in finished:
            _settle(future, result=result)

    def _transaction_stands(self, connection: Connection) -> bool:
        """SQLite ends the whole transaction by itself on a full disk or a failing one."""
        raw: Any = connection.connection.dbapi_connection
        return bool(raw.in_transaction) if self.on_sqlite else not raw.closed


def _settle(future: Future[Any], *, result: Any = None, error: BaseException | None = None) -> None:
    """Give a write's outcome to whoever still waits for it."""
    if not future.set_running_or_notify_cancel():
        return
    if error is None:
        future.set_result(result)
    elif isinstance(error, Exception):
        future.set_exception(error)
    else:
        future.set_exception(WriteBroken(type(error).__name__))


def run_apart(connection: Connection, work: Write[Result]) -> Result:
    """Run `work` in a savepoint, so that its failure undoes nothing but itself.

    Raises TransactionLost where the failure took the whole transaction with it.
    """
    connection.exec_driver_sql("SAVEPOINT apart")
    try:
        result = work(connection)
    except BaseException as error:
        _leave_apart(connection, "ROLLBACK TO SAVEPOINT apart", because=error)
        raise
    _leave_apart(connection)
    return result


def _leave_apart(connection: Connection, *first: str, because: BaseException | None = None) -> None:
    try:
        for statement in (*first, "RELEASE SAVEPOINT apart"):
            connection.exec_driver_sql(statement)
    except BaseException as lost:  # a savepoint left open would let half a turn pass as whole
        raise TransactionLost("Nothing of the transaction stands.") from (because or lost)


def _open(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the words of a ValueError hold what was written
        raise DatabaseUnusable(
            "The database address is not one I can read. "
            "Write it like sqlite:///handrail.db or postgresql://user@host/name."
        ) from None
    if parsed.get_backend_name() == "postgresql":
        return _open_postgres(parsed.set(drivername="postgresql+psycopg"))
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed)
    raise DatabaseUnusable("Handrail keeps its records in SQLite or PostgreSQL, nothing else.")


def _open_postgres(url: Any) -> Engine:
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_recycle=1800,
        pool_size=POSTGRES_THREADS + 4,
        hide_parameters=True,
        connect_args={
            "connect_timeout": 5,
            "options": "-c timezone=utc -c statement_timeout=30000 "
            "-c idle_in_transaction_session_timeout=60000",
        },
    )


def _open_sqlite(url: Any) -> Engine:
    if url.database in (None, "", ":memory:"):
        raise DatabaseUnusable(
            "A database in memory would forget every report. Name a file: sqlite:///handrail.db"
        )
    folder = Path(url.database).expanduser().parent
    if not folder.is_dir():
        raise DatabaseUnusable(f"The folder {folder} does not exist. Make it, then start again.")
    kind = disk_kind(folder.resolve(), mounted())
    if kind in SHARED_DISKS:
        raise DatabaseUnusable(
            f"The folder {folder} is on a network disk ({kind}), where SQLite can be damaged. "
            "Put the database on a disk of this computer, or use PostgreSQL."
        )
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Write-ahead log, an fsync for every commit, foreign keys on; transactions are ours."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "fullfsync = ON",
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
