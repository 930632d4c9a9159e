"""The Web API: one client, one way to call it, and three ways in which a call can fail."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

CONNECTIONS = 128
LOOPBACK = ("localhost", "127.0.0.1", "::1")
FOUND = 200
CHUNK = 64 * 1024
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500
LIMITED = ("ratelimited", "rate_limited")
PASSING = ("internal_error", "fatal_error", "service_unavailable", "request_timeout")

# Their debug and info lines would hold what people typed.
LIBRARY_LOG = logging.getLogger("slack")
LIBRARY_LOG.setLevel(logging.WARNING)
logging.getLogger("slack_sdk").setLevel(logging.WARNING)
logging.getLogger("slack_bolt").setLevel(logging.WARNING)


class SlackTrouble(Exception):
    """A call that came to nothing, as far as is known."""


class NoAnswer(SlackTrouble):
    """No answer, or none that Slack would give: whether it was carried out is unknown."""


class TooManyRequests(SlackTrouble):
    """Slack asks to wait: `seconds`, at least one."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Slack asks to wait {seconds:g} s")
        self.seconds = seconds


class TooBig(SlackTrouble):
    """A file has more bytes than were wanted; the rest of it was not read."""


class Refusal(SlackTrouble):
    """Slack says no: `error` is its word for why."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Api:
    """Calls as the app. Nothing is tried again here: only the outbox knows what may be."""

    def __init__(self, token: str, *, base_url: str, seconds: float) -> None:
        self.client = AsyncWebClient(token, base_url, retry_handlers=[], logger=LIBRARY_LOG)
        self._base = urlsplit(base_url)
        # A house's web proxy stands between us and Slack, never between us and this computer.
        self.proxied = self._base.hostname not in LOOPBACK
        if not self.proxied:
            self.client.proxy = None
        self._seconds = seconds

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call `method` with JSON arguments; raises SlackTrouble and nothing else."""
        return await self._asked(method, json=arguments)

    async def ask(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method that only reads, and takes no JSON; raises SlackTrouble."""
        return await self._asked(method, data=arguments)

    async def scopes(self) -> frozenset[str] | None:
        """What the bot's token may do; None where Slack does not say."""
        response = await self._response("auth.test", data={})
        told = next((v for k, v in response.headers.items() if k.lower() == "x-oauth-scopes"), None)
        return None if told is None else frozenset(told.replace(" ", "").split(","))

    async def socket_address(self, app_token: str) -> str:
        """Where to open the next socket."""
        headers = {"Authorization": f"Bearer {app_token}"}
        answer = await self._asked("apps.connections.open", headers=headers)
        address = answer.get("url")
        if not isinstance(address, str):
            raise NoAnswer("the answer names no address")
        return address

    async def download(self, address: str, most: int, *, seconds: float) -> bytes:
        """A file of at most `most` bytes, from Slack itself; raises SlackTrouble."""
        headers = {"Authorization": f"Bearer {self.client.token}"}
        async with self._transfer("GET", address, seconds, headers=headers) as response:
            content = bytearray()
            async for piece in response.content.iter_chunked(CHUNK):
                content += piece
                if len(content) > most:
                    raise TooBig
            return bytes(content)

    async def upload(self, address: str, content: bytes, *, seconds: float) -> None:
        """Bring a file where Slack has said that it takes it; raises SlackTrouble."""
        async with self._transfer("POST", address, seconds, data=content):
            pass

    @asynccontextmanager
    async def _transfer(
        self, method: str, address: str, seconds: float, **what: Any
    ) -> AsyncIterator[ClientResponse]:
        """A request outside the Web API, to nobody but Slack, who alone may see the token."""
        if not self._is_slack(address):
            raise NoAnswer("the answer names a place elsewhere")
        limit = ClientTimeout(total=seconds)
        how = {"timeout": limit, "allow_redirects": False, "proxy": self.client.proxy, **what}
        try:
            async with self._session().request(method, address, **how) as response:
                if response.status == TOO_MANY_REQUESTS:
                    raise TooManyRequests(_asked_pause(response.headers))
                # Whoever is not let in gets a page to sign in on, with a yes.
                if response.status != FOUND or response.content_type == "text/html":
                    raise NoAnswer(f"the answer ({response.status}) is no file")
                yield response
        except (ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(f"the transfer failed: {type(error).__name__}") from None

    def _is_slack(self, address: str) -> bool:
        try:
            place = urlsplit(address)
        except ValueError:
            return False
        host, ours = place.hostname or "", self._base.hostname
        return place.scheme == self._base.scheme and (host == ours or host.endswith(f".{ours}"))

    async def close(self) -> None:
        """Close every connection; the next call opens new ones."""
        session, self.client.session = self.client.session, None
        if session is not None:
            await session.close()

    async def _asked(self, method: str, **how: Any) -> dict[str, Any]:
        data = (await self._response(method, **how)).data
        if not isinstance(data, dict):
            raise NoAnswer("the answer was not one of the Web API")
        return data

    async def _response(self, method: str, **how: Any) -> Any:
        self._session()
        try:
            return await self.client.api_call(method, **how)
        except SlackApiError as error:
            raise _understood(error.response) from None
        except Exception as error:
            # A library error may carry the request, and the request carries the token.
            raise NoAnswer(f"the call failed: {type(error).__name__}") from None

    def _session(self) -> ClientSession:
        if self.client.session is None:
            self.client.session = ClientSession(
                connector=TCPConnector(limit=CONNECTIONS),
                cookie_jar=DummyCookieJar(),
                timeout=ClientTimeout(total=self._seconds),
            )
        return self.client.session


def _understood(response: Any) -> SlackTrouble:
    """What an answer other than yes means: by status first, then by Slack's word for it."""
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    error = data.get("error") if isinstance(data, dict) and data.get("ok") is False else None
    if status == TOO_MANY_REQUESTS or error in LIMITED:
        return TooManyRequests(_asked_pause(response.headers))
    if status >= SERVER_ERROR or not isinstance(error, str) or not error or error in PASSING:
        return NoAnswer(f"the answer ({status}) decides nothing")
    return Refusal(error)


def _asked_pause(headers: Any) -> float:
    told = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
    try:
        return max(1.0, float(told))
    except ValueError:
        return 1.0
