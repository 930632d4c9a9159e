"""Small jobs nobody waits for, each held on to until it is done."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger()


class Background:
    """Starts jobs, keeps them from being forgotten, and ends those left over."""

    def __init__(self) -> None:
        self._jobs: set[asyncio.Task[None]] = set()

    def start(self, job: Coroutine[Any, Any, None]) -> None:
        """Run `job` alongside; if it fails, that is an alarm and nothing else."""
        task = asyncio.create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._finished)

    async def stop(self) -> None:
        """Cancel what is still running and see it end."""
        jobs = list(self._jobs)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    async def settled(self) -> bool:
        """Wait until nothing is running any more; whether anything was."""
        was_busy = bool(self._jobs)
        while self._jobs:
            await asyncio.wait(self._jobs)
        return was_busy

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._jobs.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background_failed", error=type(error).__name__)
