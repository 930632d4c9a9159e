"""The timetable: APScheduler ticks, the rounds do the work, and a round that dies is noticed.

APScheduler holds no business state and no job store but its own memory; what is due lies in the
database. A tick only wakes a round.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICKS = {"handle": 1.0, "sweep": 1.0, "deliver": 1.0, "fetch": 1.0, "watch": 30.0}
"""Seconds between two ticks of each round."""

GATHER_SECONDS = 0.01
"""A round that is woken waits this long for more to come, and does it all in one transaction:
nobody notices it at rest, and two hundred people at once are served nearly twice as fast."""

ROUND_SECONDS = 60.0
STUCK_SECONDS = 180.0

log = structlog.get_logger()


class Stuck(RuntimeError):
    """A round has not succeeded for too long: better to end and be started anew."""


class Round:
    """One kind of work, done whenever it is woken, each time within a time limit."""

    def __init__(self, name: str, work: Callable[[], Awaitable[bool]]) -> None:
        self.name = name
        self._work = work
        self._woken = asyncio.Event()
        self.last_success = time.monotonic()

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled. A failing round is tried again, and in the end raises Stuck."""
        while True:
            await self._due()
            await asyncio.sleep(GATHER_SECONDS)
            self._woken.clear()
            if await self._succeeds():
                self.last_success = time.monotonic()
            elif self.stuck():
                raise Stuck(f"{self.name} has not succeeded for {STUCK_SECONDS:.0f} seconds.")

    async def _due(self) -> None:
        """Woken; or no tick has come for long, as when the computer's clock was set back."""
        with suppress(TimeoutError):
            async with asyncio.timeout(2 * TICKS[self.name]):
                await self._woken.wait()

    def stuck(self) -> bool:
        return time.monotonic() - self.last_success > STUCK_SECONDS

    async def _succeeds(self) -> bool:
        try:
            async with asyncio.timeout(ROUND_SECONDS):
                if await self._work():
                    self.wake()
        except Exception as error:
            log.error("round_failed", round=self.name, error=type(error).__name__)
            return False
        return True


def tick(rounds: Sequence[Round]) -> AsyncIOScheduler:
    """Start ticking. The caller shuts the returned scheduler down."""
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
    for one in rounds:
        scheduler.add_job(one.wake, "interval", seconds=TICKS[one.name])
        one.wake()
    scheduler.start()
    return scheduler
