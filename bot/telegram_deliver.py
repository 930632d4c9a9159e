"""One owed message on its way into a Telegram chat, and what Telegram's answer means."""

from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    TelegramError,
)

from bot.telegram_api import Api
from bot.telegram_files import show
from bot.telegram_request import NotTelegram, TooManyRequests
from bot.telegram_view import as_html, as_plain, keyboard
from flows.screen import Later, Outcome, Parcel, Refused, Screen, Sent

SLOW_RETRY = 30.0
NO_PREVIEW = LinkPreviewOptions(is_disabled=True).to_dict()

UNREADABLE_MARKUP = ("can't parse entities",)
UNCHANGED = ("message is not modified",)
NOT_EDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
)
NOT_REMOVABLE = (
    "message to delete not found",
    "message can't be deleted",
    "message_id_invalid",
)
UNREACHABLE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "bot was kicked",
    "bot was blocked",
    "peer_id_invalid",
    "have no rights to send",
)

Background = Callable[[Coroutine[Any, Any, None]], None]
log = structlog.get_logger()


class Delivery:
    """Delivers parcels; `background` runs what nobody needs to wait for."""

    def __init__(self, api: Api, background: Background) -> None:
        self._api = api
        self._background = background

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Show, change or remove one message; whatever Telegram answers becomes an outcome."""
        if not _is_chat(parcel.address):
            return Refused("this is not the address of a Telegram chat", unreachable=True)
        try:
            if parcel.removes is not None:
                return await self._remove(int(parcel.address), int(parcel.removes))
            return await self._present(parcel)
        except TelegramError as error:
            return outcome_of(error)

    async def say(self, address: str, text: str) -> None:
        """Send plain text and nothing more; raises TelegramError when that fails."""
        if not _is_chat(address):
            raise BadRequest("not the address of a Telegram chat")
        call = {"chat_id": int(address), "text": text, "protect_content": True}
        await self._api.call("sendMessage", call)

    async def _present(self, parcel: Parcel) -> Outcome:
        chat, screen = int(parcel.address), parcel.screen
        if screen is None:
            return Refused("there is nothing to show")
        if parcel.media is not None:
            quiet = parcel.quiet
            return Sent(str(await show(self._api, chat, parcel.media, screen, quiet=quiet)))
        earlier = None if parcel.replaces is None else int(parcel.replaces)
        if earlier is not None and not parcel.repost:
            if await self._change(chat, earlier, screen):
                return Sent(str(earlier))
            log.info("telegram.card_gone", outbox_id=parcel.outbox_id)
        sent = await self._send(chat, screen, quiet=parcel.quiet)
        if earlier is not None and parcel.repost:
            self._background(self._tidy(chat, earlier))
        return sent

    async def _send(self, chat: int, screen: Screen, *, quiet: bool) -> Sent:
        call = {"chat_id": chat, "protect_content": True, "disable_notification": quiet}
        message = await self._show("sendMessage", call, screen)
        number = message.get("message_id") if isinstance(message, dict) else None
        if not isinstance(number, int):
            raise NotTelegram("the answer names no message, so the outcome is unknown")
        return Sent(str(number))

    async def _change(self, chat: int, message: int, screen: Screen) -> bool:
        """Change a message in place; False when it is not there to be changed any more."""
        try:
            answer = await self._show(
                "editMessageText", {"chat_id": chat, "message_id": message}, screen
            )
        except BadRequest as error:
            if _says(error, NOT_EDITABLE):
                return False
            if _says(error, UNCHANGED):
                return True
            raise
        if answer is True or isinstance(answer, dict):
            return True
        raise NotTelegram("the answer names no message, so the outcome is unknown")

    async def _show(self, method: str, target: dict[str, Any], screen: Screen) -> Any:
        call = {
            **target,
            "link_preview_options": NO_PREVIEW,
            "reply_markup": keyboard(screen),
        }
        marked = {**call, "text": as_html(screen), "parse_mode": ParseMode.HTML.value}
        try:
            return await self._api.call(method, marked)
        except BadRequest as error:
            if not _says(error, UNREADABLE_MARKUP):
                raise
        log.error("telegram.markup_refused")
        return await self._api.call(method, {**call, "text": as_plain(screen)})

    async def _remove(self, chat: int, message: int) -> Sent:
        call = {"chat_id": chat, "message_id": message}
        try:
            answer = await self._api.call("deleteMessage", call)
        except BadRequest as error:
            if not _says(error, NOT_REMOVABLE):
                raise
            log.info("telegram.not_removable", message_id=message)
            return Sent()
        if answer is True:
            return Sent()
        raise NotTelegram("the answer is not yes, so the outcome is unknown")

    async def _tidy(self, chat: int, message: int) -> None:
        """Best effort: the new card is up, and a tap on the old one is still understood."""
        try:
            await self._remove(chat, message)
        except TelegramError as error:
            log.info("telegram.old_card_stays", message_id=message, error=type(error).__name__)


def outcome_of(error: TelegramError) -> Outcome:
    """What a failed call means for the message: by type, then by what Telegram says."""
    match error:
        case TooManyRequests():
            return Later(error.message, after=error.seconds)
        case InvalidToken():
            return Later("Telegram refuses the token", after=SLOW_RETRY, whole_channel=True)
        case Forbidden() | ChatMigrated():
            return Refused(error.message, unreachable=True)
        case BadRequest():
            return Refused(error.message, unreachable=_says(error, UNREACHABLE))
        case _:
            return Later(error.message)


def _is_chat(address: str) -> bool:
    return address.removeprefix("-").isdecimal()


def _says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    said = error.message.lower()
    return any(phrase in said for phrase in phrases)
