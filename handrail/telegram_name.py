"""Asking Telegram who the bot is: whether its token works, and the name that join links need."""

import asyncio
from urllib.parse import urlsplit

import aiohttp

from handrail.setting_sections import TelegramSection
from handrail.setting_types import is_loopback
from handrail.troubles import NotDone

PATIENCE = aiohttp.ClientTimeout(total=8)
REFUSALS = (401, 404)


class TokenRefused(NotDone):
    """Telegram answered that this token belongs to no bot."""


class TelegramSilent(NotDone):
    """Telegram could not be asked, so nothing is known."""


def ask_bot_name(telegram: TelegramSection) -> str:
    """The bot's username; raises TokenRefused or TelegramSilent."""
    return asyncio.run(_ask(telegram))


async def _ask(telegram: TelegramSection) -> str:
    # The address holds the token, so no error of the library's may be shown or chained.
    address = f"{telegram.api_base_url}{telegram.token.get_secret_value()}/getMe"
    through_proxy = not is_loopback(urlsplit(telegram.api_base_url).hostname or "")
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE, trust_env=through_proxy) as session,
            session.get(address) as answer,
        ):
            status = answer.status
            said = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        raise _silent() from None
    if status in REFUSALS:
        raise TokenRefused(
            "Telegram does not accept the bot token (telegram.token). Copy it whole from "
            "@BotFather, or ask @BotFather for a new one."
        )
    try:
        return str(said["result"]["username"])
    except (KeyError, TypeError):
        raise _silent() from None


def _silent() -> TelegramSilent:
    return TelegramSilent(
        "Telegram cannot be reached from here. Check this computer's internet connection, "
        "and telegram.api_base_url."
    )
