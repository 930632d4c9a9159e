"""Ticks and rounds: whatever happens in one, the next one comes, or the process ends."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest
from apscheduler.schedulers import base

from scheduler import timetable
from scheduler.timetable import Round, Stuck, tick


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ticks come fifty times faster than in life."""
    monkeypatch.setitem(timetable.TICKS, "sweep", 0.02)
    monkeypatch.setattr(timetable, "ROUND_SECONDS", 0.05)


class Work:
    """Counts its rounds; `plan` says how the first of them end."""

    def __init__(self, *plan: Any) -> None:
        self.rounds = 0
        self._plan = list(plan)
        self._changed = asyncio.Event()

    async def __call__(self) -> bool:
        self.rounds += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        step = self._plan.pop(0) if self._plan else False
        if isinstance(step, BaseException):
            raise step
        if step == "hang":
            await asyncio.Event().wait()
        return bool(step)

    async def reaches(self, rounds: int) -> None:
        async with asyncio.timeout(10):
            while self.rounds < rounds:
                await self._changed.wait()


@asynccontextmanager
async def ticking(work: Work) -> AsyncIterator[Round]:
    """One round, woken by ticks alone."""
    one = Round("sweep", work)
    scheduler = tick([one])
    running = asyncio.create_task(one.run())
    try:
        yield one
    finally:
        scheduler.shutdown(wait=False)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_ticks_go_on_and_on() -> None:
    async with ticking(work := Work()):
        await work.reaches(5)


@pytest.mark.parametrize(
    "trouble", ["hang", RuntimeError("x"), MemoryError(), TimeoutError(), OSError()], ids=repr
)
async def test_a_round_that_fails_or_hangs_is_followed_by_the_next(trouble: Any) -> None:
    async with ticking(work := Work(trouble, trouble, trouble)) as one:
        await work.reaches(5)
        assert not one.stuck()


async def test_there_being_more_to_do_does_not_wait_for_a_tick(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(timetable.TICKS, "sweep", 3600)
    async with ticking(work := Work(*[True] * 20)):
        await work.reaches(21)


async def test_what_never_succeeds_ends_the_round_so_that_it_is_started_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timetable, "STUCK_SECONDS", 0.1)
    one = Round("sweep", Work(*[RuntimeError("x")] * 1000))
    scheduler = tick([one])
    with pytest.raises(Stuck):
        await asyncio.wait_for(one.run(), 10)
    assert one.stuck()
    scheduler.shutdown(wait=False)


class Clock(datetime):
    """The computer's clock, as somebody sets it."""

    ahead = timedelta(0)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime.now(tz) + cls.ahead


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-1), timedelta(hours=8)])
async def test_a_clock_that_is_set_does_not_stop_the_ticks(
    monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    monkeypatch.setattr(base, "datetime", Clock)
    monkeypatch.setattr(Clock, "ahead", timedelta(0))
    async with ticking(work := Work()):
        await work.reaches(2)
        Clock.ahead = jump
        await work.reaches(work.rounds + 5)


async def test_after_the_loop_was_held_up_the_ticks_go_on() -> None:
    async with ticking(work := Work()):
        await work.reaches(2)
        time.sleep(0.3)  # noqa: ASYNC251 - that is what is tried out
        await work.reaches(work.rounds + 3)
