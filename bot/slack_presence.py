"""Whether somebody else has a socket open as our app: Slack would give each a part of it all."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.slack_pace import Pace
from storage.database import Database
from storage.leases import note_presence

KIND = "slack-socket"

log = structlog.get_logger()


class Presence:
    """This process among those that share the database; all others that Slack counts are strange.

    A process that died counts as one of ours until its time is up, as it may for Slack.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime], pace: Pace) -> None:
        self._database = database
        self._clock = clock
        self._pace = pace
        self._holder = uuid4().hex

    async def run(self) -> None:
        """Say again and again that we are here; never returns."""
        while True:
            try:
                await self._ours()
            except SQLAlchemyError as error:
                log.warning("slack.presence_not_noted", error=type(error).__name__)
            await asyncio.sleep(self._pace.presence)

    async def compare(self, connections: int, *, replaced: int) -> None:
        """Alarm when Slack counts more than ours, and those of ours that are being replaced."""
        ours = await self._ours()
        log.debug("slack.sockets_counted", connections=connections, ours=ours)
        if connections > ours + replaced:
            log.error("slack.socket_elsewhere", connections=connections, ours=ours)

    async def _ours(self) -> int:
        now = self._clock()
        until = now + timedelta(seconds=3 * self._pace.presence)
        note = partial(note_presence, kind=KIND, holder=self._holder, now=now, until=until)
        return await self._database.write(note)
