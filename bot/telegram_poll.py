"""Long polling: what was committed to the inbox, and nothing else, is confirmed to Telegram."""

import asyncio
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.pulse import Pulse
from bot.telegram_api import POLLING, Api
from bot.telegram_intake import Intake, NotStored
from bot.telegram_lease import PollingLease
from bot.telegram_pace import Pace
from bot.telegram_read import update_number
from bot.telegram_request import NotTelegram, TooManyRequests

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
"""Sent each time: Telegram keeps the list of whoever asked last."""

log = structlog.get_logger()


class Poller:
    """Polls while it holds the lease, whatever Telegram answers, until it is cancelled."""

    def __init__(
        self, api: Api, intake: Intake, lease: PollingLease, pace: Pace, pulse: Pulse
    ) -> None:
        self._api = api
        self._intake = intake
        self._lease = lease
        self._pace = pace
        self._pulse = pulse
        self._offset: int | None = None
        self._failures = 0
        self._conflict = Spell(pace.conflict_alarm)

    async def run(self) -> None:
        """Never returns. Cancelled, it confirms nothing more and frees the lease."""
        try:
            await self._lease.seize()
            await self._allow_polling()
            while True:
                await asyncio.sleep(0)  # a stop is noticed here, before anything more is asked
                await self._turn()
        finally:
            await self._lease.release()

    async def _turn(self) -> None:
        if not await self._lease.held():
            # What we have not confirmed, the process that polls now will be given again.
            self._offset = None
            self._pulse.beat()
            await asyncio.sleep(self._pace.standby)
            return
        began = _now()
        try:
            updates = await self._ask()
        except TelegramError as error:
            pause = await self._pause_after(error)
            await asyncio.sleep(max(0.0, pause - (_now() - began)))
            return
        self._failures = 0
        self._pulse.beat()
        if updates:
            await self._keep(updates)

    async def _ask(self) -> list[Any]:
        question: dict[str, Any] = {
            "timeout": self._pace.poll,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if self._offset is not None:
            question["offset"] = self._offset
        seconds = self._pace.poll + self._pace.poll_margin
        updates = await self._api.call(POLLING, question, seconds=seconds)
        if not isinstance(updates, list):
            raise NotTelegram("the answer was not a list of updates")
        # That confirmed it. Kept, it could confirm unread what comes when ids start anew.
        self._offset = None
        return updates

    async def _keep(self, updates: list[Any]) -> None:
        try:
            await self._intake.take(updates)
        except NotStored:
            await asyncio.sleep(self._pace.store_retry)
            return
        numbers = [update_number(update) for update in updates]
        last = next((number for number in reversed(numbers) if number is not None), None)
        if last is None:
            await asyncio.sleep(self._pace.longest_retry)
        else:
            self._offset = last + 1

    async def _pause_after(self, error: TelegramError) -> float:
        """Note what went wrong and say how long to wait before asking again."""
        self._failures += 1
        match error:
            case InvalidToken():
                log.error("telegram.token_refused")
                return self._pace.slow_retry
            case Conflict():
                await self._share(error)
            case TooManyRequests():
                return error.seconds
            case _:
                log.warning("telegram.poll_failed", error=type(error).__name__)
        if self._failures % self._pace.renew_after == 0:
            log.error("telegram.no_updates", failures=self._failures)
            await self._api.renew_polling()
        doubled = self._pace.first_retry * 2.0 ** min(self._failures - 1, 16)
        return min(self._pace.longest_retry, doubled)

    async def _share(self, conflict: Conflict) -> None:
        """Somebody else uses the token: a colleague taking over, a webhook, or a stranger."""
        self._lease.doubt()
        if self._conflict.lasts(_now()):
            log.error("telegram.token_in_use_elsewhere")
        if "webhook" in conflict.message.lower():
            await self._allow_polling()

    async def _allow_polling(self) -> None:
        """Take a webhook away, keeping what waits behind it."""
        try:
            await self._api.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            log.warning("telegram.webhook_not_deleted", error=type(error).__name__)


class Spell:
    """Something that keeps happening: `lasts` once it has for `seconds`, then counts anew."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._began: float | None = None
        self._latest = 0.0

    def lasts(self, now: float) -> bool:
        """It happened again; whether it has lasted long enough to speak of it."""
        if self._began is None or now - self._latest > self._seconds:
            self._began = now
        self._latest = now
        if now - self._began < self._seconds:
            return False
        self._began = None
        return True


def _now() -> float:
    return asyncio.get_running_loop().time()
