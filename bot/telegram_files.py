"""Files between Telegram and us: what somebody sent is fetched, what is kept is shown."""

import re
from typing import Any

from telegram import InputFile, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.telegram_api import Api, understood
from bot.telegram_request import NotTelegram, TooBig, TooManyRequests
from bot.telegram_view import as_html, keyboard
from flows.screen import Later, Media, Refused, Screen

UPLOAD_SECONDS = 18
"""Less than a message may take to be sent."""
DOWNLOAD_SECONDS = 35
PLACE = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
"""A path as Telegram names one: below the bot's own files, and nowhere else."""

TOO_BIG = "file is too big"
FOR_A_WHILE = "temporarily unavailable"


async def fetch(api: Api, reference: str, most: int) -> bytes | Later | Refused:
    """The file of this id; whatever Telegram answers becomes an outcome."""
    try:
        return await _fetched(api, reference, most)
    except TooBig:
        return Refused("too_big")
    except TooManyRequests as wait:
        return Later(wait.message, after=wait.seconds)
    except BadRequest as error:
        return _refused(error)
    except TelegramError as error:
        return Later(error.message)


async def _fetched(api: Api, reference: str, most: int) -> bytes:
    found = await api.call("getFile", {"file_id": reference})
    if not isinstance(found, dict) or not isinstance(found.get("file_path"), str):
        raise NotTelegram("the answer names no file")
    size, path = found.get("file_size"), found["file_path"]
    if isinstance(size, int) and size > most:
        raise TooBig
    if PLACE.fullmatch(path) is None or ".." in path:
        raise NotTelegram("the answer names a file elsewhere")
    return await api.download(path, most, seconds=DOWNLOAD_SECONDS)


def _refused(error: BadRequest) -> Later | Refused:
    said = error.message.lower()
    if FOR_A_WHILE in said:
        return Later(error.message)
    return Refused("too_big" if TOO_BIG in said else "gone")


async def show(api: Api, chat: int, media: Media, screen: Screen, *, quiet: bool) -> int:
    """Show a kept file, which can be neither passed on nor saved; where it stands now."""
    more: dict[str, Any] = {
        "chat_id": chat,
        "caption": as_html(screen),
        "parse_mode": ParseMode.HTML,
        "reply_markup": keyboard(screen),
        "protect_content": True,
        "disable_notification": quiet,
        "read_timeout": UPLOAD_SECONDS,
    }
    if media.kind == "photo":
        sending = api.send_photo(photo=InputFile(media.data, media.name), **more)
    else:
        sending = api.send_voice(voice=InputFile(media.data, media.name), **more)
    message: Message = await understood(sending)
    return message.message_id
