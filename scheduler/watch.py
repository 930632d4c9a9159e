"""The watch: nothing may stand still without somebody hearing of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from flows.clockwork import wind_up
from flows.moment import Moment
from flows.service import Service
from flows.telling import tell_absence
from storage import cases, deadlines, inbox, outbox
from storage.database import Database
from storage.facts import read_fact, write_fact

ALIVE = "alive_at"
PLATFORMS_KEEP = timedelta(hours=24)
"""Telegram keeps what nobody has fetched for a day, and then forgets it."""

CLOCKS_DIFFER = timedelta(minutes=1)
"""The clocks of two computers may be this far apart."""

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
        self._gauge("write_ahead_log_bytes", self._database.log_bytes())

    def _note_alive(self, moment: Moment) -> None:
        """Leave a sign of life; after a long absence, say that reports may be missing."""
        seen = read_fact(moment.db, ALIVE)
        since = datetime.fromisoformat(seen) if seen else moment.now
        if moment.now - since > PLATFORMS_KEEP and not self._service.practice:
            log.error("was_away", hours=round((moment.now - since).total_seconds() / 3600))
            tell_absence(moment, since)
        write_fact(moment.db, ALIVE, moment.now.isoformat())

    def _note_clock(self, moment: Moment) -> None:
        """The clock was set back, where something is stored that has not happened yet: what is
        due comes as much later."""
        alive = read_fact(moment.db, ALIVE)
        newest = [datetime.fromisoformat(alive)] if alive else []
        newest += [at for at in (cases.last_event_at(moment.db),) if at]
        behind = max((at - moment.now for at in newest), default=timedelta())
        if behind > CLOCKS_DIFFER:
            log.error("clock_is_behind", seconds=round(behind.total_seconds()))
        self._gauge("clock_behind_seconds", max(behind.total_seconds(), 0))

    def _look(self, db: Connection) -> list[str]:
        now = self._clock()
        inbox.forget_old(db, now)
        self._note_clock(Moment(db, self._service, now))
        self._note_alive(Moment(db, self._service, now))
        return wind_up(Moment(db, self._service, now))
