"""The sweep: finds the deadlines that have passed, and lets the flows act on each once."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import Connection

from flows.clockwork import deadline_passed
from flows.moment import Moment
from flows.service import Service
from storage import cases, deadlines, drafts, shifts
from storage.database import Database

AT_ONCE = 20
"""Few at a time: whoever taps meanwhile waits behind no more than these."""

log = structlog.get_logger()


class Sweep:
    """Acts on what is due. After a week of downtime it simply finds more."""

    def __init__(
        self,
        database: Database,
        service: Service,
        *,
        clock: Callable[[], datetime],
        wake_sender: Callable[[], None],
        count: Callable[..., None],
    ) -> None:
        self._database = database
        self._service = service
        self._clock = clock
        self._wake_sender = wake_sender
        self._count = count

    async def work(self) -> bool:
        """Act on everything that is due now, the longest overdue first. True if there was any."""
        now = self._clock()
        due = await self._database.read(lambda db: deadlines.due_ids(db, now, AT_ONCE))
        await asyncio.gather(*(self._act(deadline_id) for deadline_id in due))
        if due:
            self._wake_sender()
        return bool(due)

    async def _act(self, deadline_id: int) -> None:
        """One deadline in its own transaction; one that fails is put off and holds up no other."""
        try:
            await self._database.write(lambda db: self._fire(db, deadline_id))
        except Exception as error:
            log.error("deadline_failed", deadline_id=deadline_id, error=type(error).__name__)
            self._count("errors", where="deadline")
            await self._put_off(deadline_id)

    async def _put_off(self, deadline_id: int) -> None:
        now = self._clock()
        try:
            await self._database.write(lambda db: deadlines.put_off_deadline(db, deadline_id, now))
        except Exception as error:
            log.error("deadline_not_put_off", deadline_id=deadline_id, error=type(error).__name__)

    def _fire(self, db: Connection, deadline_id: int) -> None:
        """What it is for is locked before the deadline, as whoever acts on it does."""
        now = self._clock()
        found = deadlines.get_deadline(db, deadline_id)
        if found is None:
            return
        if found.case_id is not None:
            cases.lock_case(db, found.case_id)
        elif found.draft_id is not None:
            drafts.get_draft(db, found.draft_id)
        elif found.shift_id is not None:
            shifts.get_shift(db, found.shift_id)
        deadline = deadlines.claim_deadline(db, deadline_id, now)
        if deadline is not None:
            deadline_passed(Moment(db, self._service, now), deadline)
