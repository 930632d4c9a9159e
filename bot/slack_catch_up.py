"""Messages that Slack could not bring, because nothing of ours was there to take them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from bot.slack_api import Api, SlackTrouble, TooManyRequests
from bot.slack_intake import CHANNEL, Intake, NotStored
from bot.slack_pace import Pace
from bot.slack_read import MakesNoSense, as_arrivals, read_body
from storage.database import Database
from storage.facts import read_fact, write_fact
from storage.inbox import is_known

HEARD_UNTIL = "slack_heard_until"
OVERLAP = 120
"""Seconds looked at twice: clocks differ, and what is known already is not stored again."""
FARTHEST = 3 * 86400
"""Seconds back: an older message would come too late to be answered as if it were new."""
PAGE_SIZE = 100
BROUGHT_BY = 600
"""Seconds after which Slack has tried to bring a message for the last time."""

log = structlog.get_logger()


class CatchUp:
    """Reads our own chats with people from where it last stopped; buttons need no such care,

    because Slack tells the person at once when one finds nobody.
    """

    def __init__(
        self,
        api: Api,
        database: Database,
        clock: Callable[[], datetime],
        intake: Intake,
        *,
        team: str,
        pace: Pace,
    ) -> None:
        self._api = api
        self._database = database
        self._clock = clock
        self._intake = intake
        self._team = team
        self._pace = pace
        self._again = asyncio.Event()
        self._again.set()

    def soon(self) -> None:
        """Look again: a connection has just come back."""
        self._again.set()

    async def run(self) -> None:
        """Look at the start, whenever asked, and now and then; never returns."""
        while True:
            asked = await self._wait()
            try:
                found = await self.look()
            except (SlackTrouble, NotStored) as trouble:
                log.warning("slack.not_caught_up", error=type(trouble).__name__)
                continue
            if found and not asked:
                # The way in was open all the time, and Slack did not use it.
                log.error("slack.events_missing", count=found)

    async def look(self) -> int:
        """Keep everything said to us since the last look; only then is that moved on.

        Returns how much of it should have been brought to us long ago, and was not.
        """
        now = self._clock().timestamp()
        since = await self._database.read(partial(read_fact, name=HEARD_UNTIL))
        found = 0
        if isinstance(since, int | float):
            found = await self._keep_since(max(since - OVERLAP, now - FARTHEST), now)
        await self._database.write(partial(write_fact, name=HEARD_UNTIL, value=now))
        return found

    async def _wait(self) -> bool:
        """Until it is time to look; whether that was asked for."""
        try:
            async with asyncio.timeout(self._pace.catch_up):
                await self._again.wait()
        except TimeoutError:
            log.debug("slack.catches_up")
            return False
        self._again.clear()
        return True

    async def _keep_since(self, since: float, now: float) -> int:
        late = 0
        async for chat in self._pages("users.conversations", "channels", types="im"):
            channel = chat.get("id")
            if isinstance(channel, str):
                late += await self._keep_chat(channel, since, now - BROUGHT_BY)
        return late

    async def _keep_chat(self, channel: str, since: float, due: float) -> int:
        oldest = f"{since:.6f}"
        history = self._pages("conversations.history", "messages", channel=channel, oldest=oldest)
        found = [message async for message in history]
        late = 0
        for message in reversed(found):
            event = {**message, "channel": channel, "channel_type": "im"}
            is_new = await self._keep({"type": "event_callback", "event": event})
            late += is_new and message["ts"] < f"{due:.6f}"
        return late

    async def _keep(self, body: Mapping[str, Any]) -> bool:
        """Keep one message; whether it had not been kept before."""
        try:
            if read_body(self._team, body) is None:
                return False
            arrivals = as_arrivals(self._team, body)
        except MakesNoSense:
            log.info("slack.message_not_understood")
            return False
        known = partial(is_known, channel=CHANNEL, update_id=arrivals[0].update_id)
        if await self._database.read(known):
            return False
        await self._intake.keep(*arrivals)
        return True

    async def _pages(self, method: str, part: str, **asked: Any) -> AsyncIterator[dict[str, Any]]:
        """Every item of a list that Slack gives page by page, waiting when it asks to."""
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            try:
                answer = await self._api.ask(method, limit=PAGE_SIZE, **asked, **more)
            except TooManyRequests as wait:
                await asyncio.sleep(wait.seconds)
                continue
            for item in answer.get(part) or []:
                if isinstance(item, dict):
                    yield item
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return
