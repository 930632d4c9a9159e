"""The window for writing: opened at the tap, titled with what the card asked."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import structlog

from bot.slack_api import Api, SlackTrouble
from bot.slack_view import unescaped, writing_view

TAP_AGAIN = "I could not open the window for writing. Please tap Write again."

log = structlog.get_logger()


async def open_writing(
    api: Api, say: Callable[[str, str], Coroutine[Any, Any, None]], tap: Mapping[str, Any]
) -> None:
    """Open the window; Slack allows three seconds for it, and after that asks for a new tap."""
    message = tap.get("message") or {}
    title = unescaped(str(message.get("text") or ""))
    writes, _, hint = unescaped(str(tap["actions"][0].get("value") or "")).partition(" ")
    view = writing_view(title, hint, writes)
    try:
        await api.call("views.open", trigger_id=str(tap.get("trigger_id")), view=view)
    except SlackTrouble as error:
        log.warning("slack.window_not_opened", error=type(error).__name__)
        user = tap.get("user") or {}
        await say(str(user.get("id")), TAP_AGAIN)
