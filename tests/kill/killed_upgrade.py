"""`python -m tests.kill.killed_upgrade URL N`: bring a database up to date, die at statement N."""

import os
import signal
import sys
from itertools import count
from typing import Any

from sqlalchemy import event

from storage.database import Database
from storage.upgrade import upgrade


def die_at(url: str, number: int) -> None:
    """Upgrade, and be killed right after the statement with this number."""
    database = Database(url)
    statements = count(1)

    def after(_db: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if (
            statement.lstrip().upper().startswith(("CREATE", "INSERT"))
            and next(statements) == number
        ):
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "after_cursor_execute", after)
    upgrade(database)


if __name__ == "__main__":
    die_at(sys.argv[1], int(sys.argv[2]))
