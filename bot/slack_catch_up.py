"""Messages that Slack could not bring, because nothing of ours was there to take them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from bot.slack_api import Api, SlackTrouble, TooManyRequests
from bot.slack_intake import Intake, NotStored
from bot.slack_pace import Pace
from bot.slack_read import MakesNoSense, as_arrival, read_body
from storage.database import Database
from storage.facts import read_fact, write_fact

HEARD_UNTIL = "slack_heard_until"
OVERLAP = 120
"""Seconds looked at twice: clocks differ, and what is known already is not stored again."""
FARTHEST = 3 * 86400
"""Seconds back: an older message would come too late to be answered as if it were new."""
PAGE_SIZE = 100

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
            try:
                async with asyncio.timeout(self._pace.catch_up):
                    await self._again.wait()
            except TimeoutError:
                log.debug("slack.catches_up")
            self._again.clear()
            try:
                await self.look()
            except (SlackTrouble, NotStored) as trouble:
                log.warning("slack.not_caught_up", error=type(trouble).__name__)

    async def look(self) -> None:
        """Keep everything said to us since the last look; only then is that moved on."""
        now = self._clock().timestamp()
        since = await self._database.read(partial(read_fact, name=HEARD_UNTIL))
        if isinstance(since, int | float):
            await self._keep_since(max(since - OVERLAP, now - FARTHEST))
        await self._database.write(partial(write_fact, name=HEARD_UNTIL, value=now))

    async def _keep_since(self, since: float) -> None:
        async for chat in self._pages("users.conversations", "channels", types="im"):
            channel = chat.get("id")
            if isinstance(channel, str):
                await self._keep_chat(channel, since)

    async def _keep_chat(self, channel: str, since: float) -> None:
        oldest = f"{since:.6f}"
        history = self._pages("conversations.history", "messages", channel=channel, oldest=oldest)
        found = [message async for message in history]
        for message in reversed(found):
            event = {**message, "channel": channel, "channel_type": "im"}
            await self._keep({"type": "event_callback", "event": event})

    async def _keep(self, body: Mapping[str, Any]) -> None:
        try:
            if read_body(self._team, body) is not None:
                await self._intake.keep(as_arrival(self._team, body))
        except MakesNoSense:
            log.info("slack.message_not_understood")

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
