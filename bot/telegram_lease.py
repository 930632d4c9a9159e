"""One of our processes polls, the others stand by: two pollers would be refused by Telegram."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

import structlog

from bot.telegram_pace import Pace
from storage.database import Database
from storage.leases import hold_lease, release_lease, seize_lease

log = structlog.get_logger()


class PollingLease:
    """This process's claim on polling for one bot."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], *, bot_id: str, pace: Pace
    ) -> None:
        self._database = database
        self._clock = clock
        self._name = f"telegram-poller:{bot_id}"
        self._pace = pace
        self._holder = uuid4().hex
        self._epoch: int | None = None
        self._renew_at: datetime | None = None

    async def seize(self) -> None:
        """The newest process polls: it need not wait for one that may be dead."""
        until = self._clock() + timedelta(seconds=self._pace.lease)
        work = partial(seize_lease, name=self._name, holder=self._holder, until=until)
        async with asyncio.timeout(self._pace.store):
            self._note(await self._database.write(work))

    async def held(self) -> bool:
        """Whether we may poll now. A database that does not answer takes nothing from us."""
        now = self._clock()
        if self._epoch is not None and self._renew_at is not None and now < self._renew_at:
            return True
        until = now + timedelta(seconds=self._pace.lease)
        work = partial(hold_lease, name=self._name, holder=self._holder, now=now, until=until)
        try:
            async with asyncio.timeout(self._pace.store):
                self._note(await self._database.write(work))
        except Exception as error:
            log.error("telegram.lease_unknown", error=type(error).__name__)
        return self._epoch is not None

    def doubt(self) -> None:
        """Somebody else polls: look again before the next time."""
        self._renew_at = None

    async def release(self) -> None:
        """Let another process begin at once."""
        if self._epoch is None:
            return
        work = partial(release_lease, name=self._name, holder=self._holder, now=self._clock())
        try:
            async with asyncio.timeout(self._pace.store):
                await self._database.write(work)
        except Exception as error:
            log.warning("telegram.lease_not_released", error=type(error).__name__)

    def _note(self, epoch: int | None) -> None:
        if epoch != self._epoch:
            log.info("telegram.polls" if epoch else "telegram.stands_by", epoch=epoch)
        self._epoch = epoch
        self._renew_at = self._clock() + timedelta(seconds=self._pace.lease_renewal)
