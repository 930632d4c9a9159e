"""The two places that know what time it is."""

from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.facts import read_fact, write_fact

FACT = "practice_clock"


def system_clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


class PracticeClock:
    """The real time and the hours the practice home has been moved on, kept over restarts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.transaction() as db:
            self._ahead = timedelta(seconds=read_fact(db, FACT) or 0)

    def now(self) -> datetime:
        return system_clock() + self._ahead

    async def move_to(self, moment: datetime) -> None:
        """Move on to `moment`; never back."""
        ahead = max(self._ahead, moment - system_clock())
        await self._database.write(lambda db: write_fact(db, FACT, ahead.total_seconds()))
        self._ahead = ahead
