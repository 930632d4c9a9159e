"""One home, running: its database, its channels, its inbox, outbox and deadlines, wired up."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from sqlalchemy import Connection

from bot.channel import Channel
from bot.inbox import Inbox
from flows.service import Service
from scheduler.files import Collector
from scheduler.outbox import Postman
from scheduler.sweep import Sweep
from scheduler.timetable import Round, tick
from scheduler.watch import Watch
from storage import attachments, deadlines, outbox, routine
from storage.database import POSTGRES_THREADS, Database
from storage.files import Files


class House:
    """Everything that works on one database. `run` works by the clock, `settle` on request."""

    def __init__(
        self,
        database: Database,
        service: Service,
        channels: Mapping[str, Channel],
        *,
        clock: Callable[[], datetime],
        count: Callable[..., None],
        gauge: Callable[[str, float], None],
        files: Files,
    ) -> None:
        self.database = database
        self.service = service
        self.channels = channels
        self._clock = clock
        home, send = (database, channels, service), self._wake_sender
        self.inbox = Inbox(*home, clock=clock, wake=self._wake_inbox, wake_sender=send, count=count)
        self._postman = Postman(*home, clock=clock, wake=send, count=count, files=files)
        self._collector = Collector(*home, files, clock=clock, wake_sender=send, count=count)
        self._sweep = Sweep(database, service, clock=clock, wake_sender=send, count=count)
        self._watch = Watch(database, service, clock=clock, gauge=gauge)
        self.rounds = self._make_rounds()

    def _make_rounds(self) -> list[Round]:
        handlers = 1 if self.database.on_sqlite else POSTGRES_THREADS
        self._handling = [Round("handle", self.inbox.work) for _ in range(handlers)]
        self._delivering = Round("deliver", self._postman.work)
        return [
            *self._handling,
            self._delivering,
            Round("sweep", self._sweep.work),
            Round("fetch", self._collector.work),
            Round("watch", self._watch.work),
        ]

    async def run(self) -> None:
        """Work until cancelled. A part that ends ends all of it, so that nothing stays deaf."""
        scheduler = tick(self.rounds)
        try:
            async with asyncio.TaskGroup() as parts:
                for channel in self.channels.values():
                    listen = partial(channel.run, self.inbox.receive)
                    parts.create_task(_never_ends(channel.name, listen))
                for one in self.rounds:
                    parts.create_task(_never_ends(one.name, one.run))
        finally:
            scheduler.shutdown(wait=False)
            await self.inbox.stop()
            await self._postman.stop()

    async def settle(self) -> None:
        """Do everything that can be done at this moment, until nothing more follows from it."""
        busy = True
        while busy:
            busy = await self._sweep.work()
            busy = await self.inbox.work() or busy
            busy = await self.inbox.settled() or busy
            busy = await self._collector.work() or busy
            busy = await self._postman.work() or busy
            await self._postman.settled()

    async def next_event(self) -> datetime | None:
        """When the next deadline, or message put off until later, falls due."""
        now = self._clock()
        due = await self.database.read(deadlines.next_due)
        later = await self.database.read(lambda db: outbox.next_later(db, now))
        fetch = await self.database.read(lambda db: attachments.next_fetch(db, now))
        turn = await self.database.read(lambda db: self._next_turn(db, now))
        found = (due, later, fetch, turn)
        return min((moment for moment in found if moment is not None), default=None)

    def _next_turn(self, db: Connection, now: datetime) -> datetime | None:
        """When what is routine may go on, where a platform wants it apart."""
        apart = {name: each.spacing.apart for name, each in self.channels.items()}
        paced = {name: span for name, span in apart.items() if span}
        return now + min(paced.values()) if paced and routine.waits(db, [*paced], now) else None

    async def watch(self) -> None:
        """One round of the watch."""
        await self._watch.work()

    def alive(self) -> dict[str, bool]:
        """Which rounds have succeeded lately, and which channels hear their platform, by name."""
        stuck = {one.name for one in self.rounds if one.stuck()}
        rounds = {one.name: one.name not in stuck for one in self.rounds}
        return rounds | {name: channel.well() for name, channel in self.channels.items()}

    def _wake_inbox(self) -> None:
        for one in self._handling:
            one.wake()

    def _wake_sender(self) -> None:
        self._delivering.wake()


async def _never_ends(name: str, part: Callable[[], Awaitable[None]]) -> None:
    """Run a part until the house is stopped; that it was cancelled from within is no excuse."""
    try:
        await part()
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
    raise RuntimeError(f"{name} has ended.")


class MovingClock(Protocol):
    """A clock that can be moved on: the practice clock, or one in a test."""

    def now(self) -> datetime:
        """The time on it."""

    async def move_to(self, moment: datetime) -> None:
        """Move on to `moment`; never back."""


async def move_on(house: House, clock: MovingClock, span: timedelta) -> None:
    """Let `span` pass, stopping at everything that falls due on the way."""
    target = clock.now() + span
    while (due := await house.next_event()) is not None and due <= target:
        await clock.move_to(max(due, clock.now()))
        await house.settle()
    await clock.move_to(target)
    await house.settle()
