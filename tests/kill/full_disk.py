"""A disk that is full until it is not: the database file may not grow meanwhile."""

from sqlalchemy import Connection, event

from storage.database import Database

ALL_THE_ROOM = 2**30


class FullDisk:
    """While it is entered, whatever needs another page is refused, as on a full disk."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._full = False
        event.listen(self._engine, "begin", self._limit)

    def __enter__(self) -> "FullDisk":
        self._full = True
        return self

    def __exit__(self, *_raised: object) -> None:
        self._full = False

    def _limit(self, db: Connection) -> None:
        pages = db.exec_driver_sql("PRAGMA page_count").scalar_one() if self._full else ALL_THE_ROOM
        db.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
