"""The watch: nothing may stand still without somebody hearing of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from flows.clockwork import wind_up
from flows.moment import Moment
from flows.service import Service
from storage import deadlines, inbox, outbox
from storage.database import Database

GRACE = timedelta(seconds=10)
"""A deadline is overdue, for an alarm, when the sweep has had this long to act on it."""

log = structlog.get_logger()


class Watch:
    """Looks for open cases that nothing is waiting for, and measures what is owed."""

    def __init__(
        self,
        database: Database,
        service: Service,
        *,
        clock: Callable[[], datetime],
        gauge: Callable[[str, float], None],
    ) -> None:
        self._database = database
        self._service = service
        self._clock = clock
        self._gauge = gauge

    async def work(self) -> bool:
        """One round. Cases that stood still are wound up again and reported."""
        stopped = await self._database.write(self._look)
        for reference in stopped:
            log.error("case_without_deadline", reference=reference)
        self._gauge("cases_without_deadline", len(stopped))
        await self.measure()
        return False

    async def measure(self) -> None:
        """Bring the figures of /metrics up to date."""
        now = self._clock()
        owed, oldest = await self._database.read(lambda db: outbox.unsent(db, now))
        overdue = await self._database.read(lambda db: deadlines.overdue_count(db, now - GRACE))
        self._gauge("owed_messages", owed)
        self._gauge("oldest_owed_seconds", (now - oldest).total_seconds() if oldest else 0)
        self._gauge("overdue_deadlines", overdue)

    def _look(self, db: Connection) -> list[str]:
        now = self._clock()
        inbox.forget_old(db, now)
        return wind_up(Moment(db, self._service, now))
