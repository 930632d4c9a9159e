"""Raw updates on their way into the inbox, and the word to people when they cannot be kept."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import structlog
from telegram.error import TelegramError

from bot.background import Background
from bot.channel import Arrival, Receive
from bot.telegram_api import Api
from bot.telegram_pace import Pace
from bot.telegram_read import as_arrival, read_update
from flows.screen import Elsewhere

CHANNEL = "telegram"
NOT_SAVED = "I could not save that. Please phone the senior. I will keep trying."
ANSWERS_AT_ONCE = 4

Say = Callable[[str, str], Coroutine[Any, Any, None]]
log = structlog.get_logger()


class NotStored(Exception):
    """The inbox did not take the updates, or it is not known that it did: do not confirm them."""


class Intake:
    """Takes raw updates; once `take` returns, they are committed and may be confirmed."""

    def __init__(
        self,
        api: Api,
        bot_id: str,
        receive: Receive,
        *,
        say: Say,
        background: Background,
        pace: Pace,
    ) -> None:
        self._api = api
        self._bot_id = bot_id
        self._receive = receive
        self._say = say
        self._background = background
        self._pace = pace
        self._failing_since: float | None = None
        self._told: set[str] = set()
        self._answers = asyncio.Semaphore(ANSWERS_AT_ONCE)

    async def take(self, updates: Sequence[object]) -> None:
        """Commit `updates`; one without an id of its own is left out, with an alarm."""
        arrivals = [as_arrival(self._bot_id, update) for update in updates]
        kept = [arrival for arrival in arrivals if arrival is not None]
        if len(kept) < len(updates):
            log.error("telegram.update_without_id", count=len(updates) - len(kept))
        if kept:
            await self._commit(kept)
        for update in updates:
            self._answer_tap(update)

    async def _commit(self, arrivals: Sequence[Arrival]) -> None:
        try:
            async with asyncio.timeout(self._pace.store):
                await self._receive(CHANNEL, arrivals)
        except Exception as error:
            log.error("telegram.cannot_store", error=type(error).__name__, count=len(arrivals))
            self._tell(arrivals)
            raise NotStored from error
        self._failing_since = None
        self._told.clear()

    def _tell(self, arrivals: Sequence[Arrival]) -> None:
        """Once an outage: who sent something hears that it is not saved."""
        now = asyncio.get_running_loop().time()
        if self._failing_since is None:
            self._failing_since = now
        if now - self._failing_since < self._pace.tell_after:
            return
        for address in {_private_chat(arrival.payload) for arrival in arrivals} - self._told:
            self._told.add(address)
            if address:
                self._background.start(self._say(address, NOT_SAVED))

    def _answer_tap(self, update: object) -> None:
        query = update.get("callback_query") if isinstance(update, dict) else None
        number = query.get("id") if isinstance(query, dict) else None
        if isinstance(number, str):
            self._background.start(self._stop_spinner(number))

    async def _stop_spinner(self, query: str) -> None:
        """A courtesy to the person's thumb; a late one is refused, and that is nothing."""
        async with self._answers:
            try:
                await self._api.call("answerCallbackQuery", {"callback_query_id": query})
            except TelegramError as error:
                log.debug("telegram.tap_not_answered", error=type(error).__name__)


def _private_chat(payload: str) -> str:
    try:
        heard = read_update(payload)
    except ValueError:
        return ""
    return "" if heard is None or isinstance(heard.happening, Elsewhere) else heard.address
