"""`python -m tests.kill.counting URL TIMES`: read a number, write the next, each committed."""

import sys

from sqlalchemy import select

from storage.cases import next_number
from storage.database import Database
from storage.tables import counters


def count(url: str, times: int) -> None:
    """Read before writing, as a turn does; raises if the database refuses even once."""
    database = Database(url)
    for _ in range(times):
        with database.transaction() as db:
            db.execute(select(counters)).all()
            next_number(db, "counting")
    database.close()


if __name__ == "__main__":
    count(sys.argv[1], int(sys.argv[2]))
