"""Small jobs are held on to until they are done, whatever is collected in between."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.background import Background
from tests.slack_rig import MODES, Home, slack_home


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with slack_home(tmp_path) as home:
        yield home


async def test_a_job_that_nobody_else_holds_is_done() -> None:
    """Python's loop itself holds its tasks weakly, and would let this one go half done."""
    waiting: list[weakref.ref[asyncio.Future[None]]] = []
    done: list[str] = []

    async def job() -> None:
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting.append(weakref.ref(answer))
        await answer
        done.append("done")

    background = Background()
    background.start(job())
    await asyncio.sleep(0)
    gc.collect()
    answer = waiting[0]()
    assert answer is not None
    answer.set_result(None)
    assert await background.settled()
    assert done == ["done"]
    assert not await background.settled()


@pytest.mark.parametrize("mode", MODES)
async def test_nothing_waits_for_ever_however_often_memory_is_cleared(
    home: Home, mode: str
) -> None:
    users = [f"U{number:03}" for number in range(40)]
    home.fake.join(*users)
    kept = gc.get_threshold()
    async with home.running(mode):
        gc.set_threshold(1)
        try:
            brought = [home.fake.text(user, "found tablets") for user in users]
            await home.fake.wait_for(lambda: all(each.acknowledged for each in brought))
        finally:
            gc.set_threshold(*kept)
    assert all(len(each.answers) == 1 for each in brought), "each at the first try"
    assert len(home.inbox.rows) == len(users)
