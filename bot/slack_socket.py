"""Socket Mode, kept alive: a socket that the SDK does not bring back is replaced by a new one."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import structlog
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bot.pulse import Pulse
from bot.slack_api import LIBRARY_LOG, Api, Refusal, SlackTrouble, TooManyRequests
from bot.slack_pace import Pace

GOODBYE_SECONDS = 2

log = structlog.get_logger()


class SocketDead(Exception):
    """Slack answers, and yet no socket has come to life for long: only a new start may help."""


class Socket:
    """One socket at a time, for as long as the program runs.

    `opened` is told of each new one: how many Slack counts, and how many of ours it replaces.
    """

    def __init__(
        self,
        app: AsyncApp,
        api: Api,
        app_token: SecretStr,
        *,
        opened: Callable[[int, int], None],
        pulse: Pulse,
        pace: Pace,
    ) -> None:
        self._app = app
        self._api = api
        self._app_token = app_token.get_secret_value()
        self._opened = opened
        self._pulse = pulse
        self._greetings = 0
        self._pace = pace

    async def run(self) -> None:
        """Never returns; raises SocketDead when one socket after the other stays silent."""
        stillborn = 0
        while True:
            client = self._client(await self._address())
            try:
                lived = await self._watch(client)
            finally:
                await _close(client)
            log.error("slack.socket_lost")
            stillborn = 0 if lived else stillborn + 1
            if stillborn >= self._pace.give_up:
                raise SocketDead(f"No socket to Slack came to life, {stillborn} times in a row.")

    async def _address(self) -> str:
        """Ask until Slack names one; an outage or a refusal is waited for, with an alarm."""
        pause = self._pace.first_retry
        while True:
            try:
                return await self._api.socket_address(self._app_token)
            except TooManyRequests as wait:
                pause = wait.seconds
            except Refusal as refusal:
                log.error("slack.app_token_refused", reason=refusal.error)
                pause = self._pace.slow_retry
            except SlackTrouble as trouble:
                log.error("slack.no_connection", error=type(trouble).__name__)
                pause = min(pause * 2, self._pace.slow_retry)
            await asyncio.sleep(pause)

    def _client(self, address: str) -> SocketModeClient:
        handler = AsyncSocketModeHandler(
            self._app, self._app_token, logger=LIBRARY_LOG, ping_interval=self._pace.ping
        )
        client = handler.client
        client.wss_uri = address
        if not self._api.proxied:
            client.proxy = None
        client.message_listeners.append(self._greeted)
        return client

    async def _greeted(
        self, _client: Any, message: Mapping[str, Any], _raw: str | None = None
    ) -> None:
        if message.get("type") == "hello":
            connections = message.get("num_connections")
            log.info("slack.socket_open", connections=connections)
            self._opened(connections if isinstance(connections, int) else 0, self._greetings)
            self._greetings = 1

    async def _watch(self, client: SocketModeClient) -> bool:
        """Return once it has been down for too long; whether it ever was up."""
        connecting = asyncio.create_task(client.connect())  # type: ignore[no-untyped-call]
        lived, up_at, tried_at = False, _now(), -self._pace.ping
        try:
            while _now() - up_at < self._pace.patience:
                if await client.is_connected() and not _is_deaf(client):
                    lived, up_at = True, _now()
                    self._pulse.beat()
                elif connecting.done() and _now() - tried_at > self._pace.ping:
                    connecting, tried_at = asyncio.create_task(_connect_again(client)), _now()
                await asyncio.sleep(self._pace.look)
        finally:
            connecting.cancel()
        return lived


async def _connect_again(client: SocketModeClient) -> None:
    """Once, and at once: the SDK itself looks at every ping, and goes on trying after this."""
    try:
        await client.connect_to_new_endpoint()
    except Exception as error:
        # It may carry the request, and the request carries the token.
        log.info("slack.not_connected_again", error=type(error).__name__)


def _is_deaf(client: SocketModeClient) -> bool:
    """Whether one of the tasks that bring messages has ended."""
    tasks = (client.message_processor, client.message_receiver, client.current_session_monitor)
    return any(task is not None and task.done() for task in tasks)


async def _close(client: SocketModeClient) -> None:
    """Say goodbye if there is anybody to say it to, and leave nothing running."""
    tasks = [client.message_processor, client.message_receiver, client.current_session_monitor]
    with suppress(Exception):  # a broken one cannot say goodbye, and is closed below all the same
        async with asyncio.timeout(GOODBYE_SECONDS):
            await client.close()  # type: ignore[no-untyped-call]
    left = [task for task in tasks if task is not None]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await client.aiohttp_client_session.close()


def _now() -> float:
    return asyncio.get_running_loop().time()
