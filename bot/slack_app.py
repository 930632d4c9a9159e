"""Bolt, with one thing to do before all others: commit what came in, and only then say yes."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack_api import LIBRARY_LOG
from bot.slack_intake import Intake


class Keeper(AsyncMiddleware):
    """Answers every request itself, so that no listener of Bolt can acknowledge before it."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def async_process(self, *, req: AsyncBoltRequest, **_rest: Any) -> BoltResponse:
        return await self._intake.take(req.body)


def bolt_app(client: AsyncWebClient, intake: Intake) -> AsyncApp:
    """The app for both modes. Its keeper stands before the step that would ask Slack who we are:

    when Slack did not answer that, Bolt would acknowledge what nobody had kept.
    """
    return AsyncApp(
        client=client,
        logger=LIBRARY_LOG,
        process_before_response=True,
        before_authorize=Keeper(intake),
        # Done by the door, before anything of the body is read.
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
    )
