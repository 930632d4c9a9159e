"""A copy of the whole database, made while Handrail runs, and checked before it gets its name."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from handrail.home_label import LABEL
from handrail.new_file import new_file
from handrail.troubles import NotDone

WAIT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Backup:
    """What a finished and checked backup holds."""

    file: Path
    size: int
    cases: int
    records: int


def back_up(url: str, target: Path) -> Backup:
    """Copy the database at `url` into the new file `target`; raises NotDone."""
    source = _database_file(url)
    with new_file(target) as unfinished:
        _copy(source, unfinished)
        cases, records = _checked(unfinished)
        size = unfinished.stat().st_size
    return Backup(target, size, cases, records)


def _database_file(url: str) -> Path:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise NotDone(
            "The records are in PostgreSQL, which has a backup of its own. Run: "
            "pg_dump --format=custom --file=FILE, with the address from database.url. "
            "Bring it back with pg_restore. Copy the folder of attachments.folder as well."
        )
    path = Path(parsed.database or "")
    if not path.is_file():
        raise NotDone(f"There is no database at {path} yet, so there is nothing to back up.")
    return path


def _copy(source: Path, target: Path) -> None:
    """SQLite's own copy: a moment of the database, with what is still in its write-ahead log."""
    address = f"{source.absolute().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS)) as running,
        closing(sqlite3.connect(target)) as copy,
    ):
        running.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _labels(copy: sqlite3.Connection) -> list[tuple[str]]:
    """Whose database it is, as far as it says."""
    wanted = "SELECT json_extract(value, '$') FROM facts WHERE name = ?"
    return copy.execute(wanted, (LABEL,)).fetchall()


def _checked(copy: Path) -> tuple[int, int]:
    """How many cases and records the copy holds; raises NotDone if it is not sound."""
    with closing(sqlite3.connect(copy)) as database:
        verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise NotDone(
                "The database is damaged, so the copy was not kept. Stop Handrail, keep the "
                "database file, and restore the last good backup."
            )
        if ("practice",) in _labels(database):
            raise NotDone(
                "This database belongs to the practice home: nothing in it is real, and your "
                "records are somewhere else. Look at database.url."
            )
        cases = database.execute("SELECT count(*) FROM cases").fetchone()[0]
        records = database.execute("SELECT count(*) FROM records").fetchone()[0]
    return int(cases), int(records)
