"""The window for writing: opened at the tap, labelled with what the card asked."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.slack_api import Api, SlackTrouble
from bot.slack_view import unescaped, writing_view

TAP_AGAIN = "I could not open the window for writing. Please tap Write again."

LOOKING = 1.5
"""Seconds to look for what was refused; the rest of the three is for opening the window."""

Say = Callable[[str, str], Coroutine[Any, Any, None]]
Refused = Callable[[str, str], Coroutine[Any, Any, str]]
"""What somebody wrote in a window and was not taken: from their address, and what it writes."""

log = structlog.get_logger()


async def open_writing(api: Api, say: Say, refused: Refused, tap: Mapping[str, Any]) -> None:
    """Open the window, with what was refused in it before; Slack allows three seconds for that,

    and after them the person is asked for a new tap.
    """
    user = str((tap.get("user") or {}).get("id"))
    message = tap.get("message") or {}
    value, _, asks = unescaped(str(tap["actions"][0].get("value") or "")).partition("\n")
    title = asks or unescaped(str(message.get("text") or ""))
    writes, _, hint = value.partition(" ")
    try:
        async with asyncio.timeout(LOOKING):
            words = await refused(user, writes)
        view = writing_view(title, hint, writes, words)
        await api.call("views.open", trigger_id=str(tap.get("trigger_id")), view=view)
    except (SlackTrouble, SQLAlchemyError, TimeoutError) as error:
        log.warning("slack.window_not_opened", error=type(error).__name__)
        await say(user, TAP_AGAIN)
