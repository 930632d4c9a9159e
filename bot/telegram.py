"""Telegram as a way of reaching people."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

import structlog
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError

from bot.background import Background
from bot.channel import CannotServe, Receive
from bot.pulse import Pulse
from bot.serving import serve
from bot.telegram_api import Api
from bot.telegram_deliver import Delivery
from bot.telegram_files import fetch
from bot.telegram_intake import CHANNEL, Intake
from bot.telegram_lease import PollingLease
from bot.telegram_pace import Pace
from bot.telegram_poll import ALLOWED_UPDATES, Poller
from bot.telegram_read import read_update
from bot.telegram_start import (
    USERNAME,
    BoundToAnotherBot,
    bind_bot,
    introduce,
    keep_trying,
)
from bot.telegram_webhook import check_webhook, webhook_app
from flows.screen import Heard, Introduced, Later, Outcome, Parcel, Refused, Spacing
from storage.database import Database
from storage.facts import read_fact

TOKEN = re.compile(r"(\d+):[A-Za-z0-9_-]+")
DEFAULT_PACE = Pace()

log = structlog.get_logger()


class TokenMisspelt(CannotServe):
    """The token cannot be one: nothing would be gained by asking Telegram."""


@dataclass(frozen=True, slots=True)
class TelegramAccess:
    """How to reach the bot: its token, and whether updates are fetched or brought."""

    token: SecretStr
    api_base_url: str = "https://api.telegram.org/bot"
    file_base_url: str = "https://api.telegram.org/file/bot"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    webhook_listen: str = "127.0.0.1:8443"
    webhook_secret: SecretStr = field(default_factory=lambda: SecretStr(""))


class TelegramChannel:
    """One bot. What it must not forget is in the database, so any process can take over."""

    name = CHANNEL

    def __init__(
        self,
        access: TelegramAccess,
        database: Database,
        clock: Callable[[], datetime],
        *,
        pace: Pace = DEFAULT_PACE,
    ) -> None:
        token = access.token.get_secret_value()
        self._bot_id = _bot_id(token)
        if access.mode == "webhook":
            secret = access.webhook_secret.get_secret_value()
            check_webhook(access.webhook_url, access.webhook_listen, secret)
        self._access = access
        self._database = database
        self._clock = clock
        self._pace = pace
        self._bound = False
        self._pulse = Pulse()
        self._api = Api(
            token,
            base_url=access.api_base_url,
            file_base_url=access.file_base_url,
            seconds=pace.call,
        )
        self._background = Background()
        self._delivery = Delivery(self._api, self._background.start)
        self.spacing = Spacing(
            timedelta(seconds=pace.routine), timedelta(seconds=pace.routine_in_chat)
        )

    def well(self) -> bool:
        """Whether polls come back. Of a webhook only Telegram knows."""
        return self._access.mode == "webhook" or not self._pulse.lost()

    async def run(self, receive: Receive) -> None:
        """Bring in updates until cancelled; raises BoundToAnotherBot before anything is done."""
        await self._bind()
        intake = Intake(
            self._api,
            self._bot_id,
            receive,
            say=self.say,
            background=self._background,
            pace=self._pace,
        )
        self._background.start(introduce(self._api, self._database, self._pace))
        try:
            if self._access.mode == "webhook":
                await self._serve(intake)
            else:
                await self._poll(intake)
        finally:
            await self._background.stop()
            await self._api.renew_polling()

    def read(self, payload: str) -> Heard | None:
        """Understand one raw update."""
        return read_update(payload)

    async def introduce(self, address: str) -> Introduced:
        """Telegram knows no e-mail addresses."""
        return Introduced()

    async def fetch(self, reference: str, most: int) -> bytes | Later | Refused:
        """What somebody sent, by Telegram's id of it."""
        return await fetch(self._api, reference, most)

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Show, change or remove one message, if this database may speak through this bot."""
        try:
            await self._bind()
        except BoundToAnotherBot:
            reason = "this database belongs to another bot"
            return Later(reason, after=self._pace.slow_retry, whole_channel=True)
        except SQLAlchemyError:
            return Later("the database does not answer", whole_channel=True)
        return await self._delivery.deliver(parcel)

    async def say(self, address: str, text: str) -> None:
        """Best effort, past inbox and outbox; whether it arrived is not known."""
        try:
            await self._delivery.say(address, text)
        except TelegramError as error:
            log.warning("telegram.not_said", error=type(error).__name__)

    async def username(self) -> str | None:
        """The bot's name without the @, once Telegram has told it."""
        name: str | None = await self._database.read(partial(read_fact, name=USERNAME))
        return name

    async def close(self) -> None:
        """Close the connections, when nothing is to be delivered any more."""
        await self._background.stop()
        await self._api.disconnect()

    async def _bind(self) -> None:
        if not self._bound:
            await self._database.write(partial(bind_bot, bot_id=self._bot_id))
            self._bound = True

    async def _poll(self, intake: Intake) -> None:
        lease = PollingLease(self._database, self._clock, bot_id=self._bot_id, pace=self._pace)
        await Poller(self._api, intake, lease, self._pace, self._pulse).run()

    async def _serve(self, intake: Intake) -> None:
        secret = self._access.webhook_secret.get_secret_value()
        announce = partial(
            self._api.set_webhook,
            self._access.webhook_url,
            secret_token=secret,
            allowed_updates=ALLOWED_UPDATES,
        )
        self._background.start(keep_trying("setWebhook", announce, self._pace))
        await serve(webhook_app(intake, secret), self._access.webhook_listen)


def _bot_id(token: str) -> str:
    parts = TOKEN.fullmatch(token)
    if parts is None:
        raise TokenMisspelt(
            "The Telegram token is not complete. It looks like 123456:ABC-def, "
            "and BotFather shows it under /mybots."
        )
    return parts[1]
