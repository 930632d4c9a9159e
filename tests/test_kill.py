"""The real process, killed at random moments while people report: nothing lost, nothing doubled.

Handrail runs as `handrail run` does, against a small Bot API on loopback that outlives it and
alone knows what was accepted and what was confirmed. `KILL_SEED=7 pytest tests/test_kill.py` lets
the same people say the same things, and draws the same moments again; `KILL_COUNT=400` goes on
for longer.
"""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.kill.invariants")

from tests.kill.invariants import check  # noqa: E402
from tests.kill.rig import Town, town  # noqa: E402

SEED = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(1, 10**6))
KILLS = int(os.environ.get("KILL_COUNT") or 0)
USUAL_KILLS = {"sqlite": 55, "postgresql": 15}


@asynccontextmanager
async def busy(home: Town) -> AsyncIterator[None]:
    """Everybody reports until the block ends; then they finish, and all is delivered."""
    print(f"KILL_SEED={SEED}")
    enough = asyncio.Event()
    await home.start()
    async with asyncio.TaskGroup() as town:
        senior = town.create_task(home.senior.work())
        workers = [town.create_task(worker.work(enough)) for worker in home.workers]
        yield
        enough.set()
        await asyncio.wait(workers)
        await home.quiet()
        senior.cancel()


async def test_killed_at_random_moments(url: str, tmp_path: Path) -> None:
    async with town(tmp_path, url, SEED) as home:
        async with busy(home):
            while home.kills < (KILLS or USUAL_KILLS[url.partition(":")[0]]):
                await asyncio.sleep(home.dice.uniform(0.2, 1.0))
                assert await home.stop(signal.SIGKILL) == -signal.SIGKILL
                home.kills += 1
                home.let_leases_run_out()
                await home.start()
        assert await home.stop(signal.SIGTERM) == 0
        print(check(home))


async def test_stopped_while_busy(sqlite_url: str, tmp_path: Path) -> None:
    """A deploy: it ends by itself in good order, within the patience of a supervisor."""
    async with town(tmp_path, sqlite_url, SEED) as home:
        async with busy(home):
            for _ in range(5):
                await asyncio.sleep(home.dice.uniform(0.5, 1.5))
                async with asyncio.timeout(8):
                    assert await home.stop(signal.SIGTERM) == 0
                await home.start()
        assert await home.stop(signal.SIGTERM) == 0
        figures = check(home)
        print(figures)
        assert figures.extra_copies == 0
