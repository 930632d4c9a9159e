"""The HTTP client for Telegram: python-telegram-bot's request layer on aiohttp.

Two things are decided here, before the library sees an answer: a 429 is a 429 whatever its body
says, and an answer that is not the Bot API's is nobody's answer, so nothing is concluded from it.
"""

import json
from typing import Any

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    FormData,
    TCPConnector,
)
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

HEADERS = {"Content-Type": "application/json"}
FOUND = 200
CHUNK = 64 * 1024
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500


class NotTelegram(NetworkError):
    """Something answered that is not the Bot API: a sign-in page, half an answer."""


class TooManyRequests(TelegramError):
    """Telegram asks to wait: `seconds`, at least one."""

    seconds: float

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Telegram asks to wait {seconds:g} s")
        self.seconds = seconds


class TooBig(TelegramError):
    """A file has more bytes than were wanted; the rest of it was not read."""

    def __init__(self) -> None:
        super().__init__("the file is too big")


class AiohttpRequest(BaseRequest):
    """A client that opens itself on first use and can be opened anew after `shutdown`.

    `proxied`: the proxy that the environment names is used.
    """

    __slots__ = ("_connections", "_proxied", "_seconds", "_session")

    def __init__(self, *, connections: int, seconds: float, proxied: bool) -> None:
        self._connections = connections
        self._proxied = proxied
        self._seconds = seconds
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """The seconds a whole call may take."""
        return self._seconds

    async def initialize(self) -> None:
        """Nothing to do: the first call opens the connections."""

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        *_unused: Any,
        **_other_limits: Any,
    ) -> tuple[int, bytes]:
        """Make one call; `read_timeout` limits the whole of it, the other limits are not used."""
        body = _body(request_data)
        seconds = read_timeout if isinstance(read_timeout, int | float) else self._seconds
        status, answer = await self._exchange(url, method, body, seconds)
        if status == TOO_MANY_REQUESTS:
            raise TooManyRequests(_asked_pause(answer))
        if status >= SERVER_ERROR:
            raise NetworkError(f"Telegram answered with {status}")
        return status, answer

    async def download(self, url: str, most: int, *, seconds: float) -> bytes:
        """The file at `url`; raises TooBig as soon as it has more bytes than `most`."""
        status, content = await self._exchange(url, "GET", None, seconds, most)
        if status != FOUND:
            raise NetworkError(f"Telegram answered with {status} instead of a file")
        return content

    async def _exchange(
        self,
        url: str,
        method: str,
        body: bytes | FormData | None,
        seconds: float,
        most: int | None = None,
    ) -> tuple[int, bytes]:
        session = self._session or self._open()
        try:
            async with session.request(
                method,
                url,
                data=body,
                headers=HEADERS if isinstance(body, bytes) else None,
                timeout=ClientTimeout(total=seconds),
                allow_redirects=False,
            ) as answer:
                if most is None or answer.status != FOUND:
                    return answer.status, await answer.read()
                return answer.status, await _at_most(most, answer)
        except TimeoutError:
            raise TimedOut("no answer in time, so the outcome is unknown") from None
        except (ClientError, OSError) as error:
            # The error itself may hold the address, and the address holds the token.
            raise NetworkError(f"the connection failed: {type(error).__name__}") from None

    def _open(self) -> ClientSession:
        self._session = ClientSession(
            connector=TCPConnector(limit=self._connections),
            cookie_jar=DummyCookieJar(),
            trust_env=self._proxied,
        )
        return self._session

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer of the Bot API. Nothing of it is logged: it may hold what was typed."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            raise NotTelegram("the answer was not JSON") from None
        if not isinstance(answer, dict) or "ok" not in answer:
            raise NotTelegram("the answer was not one of the Bot API")
        return answer


def _body(data: RequestData | None) -> bytes | FormData:
    """JSON, or a form where there are files in it."""
    if data is None or not data.contains_files:
        return json.dumps(data.parameters if data else {}).encode()
    form = FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


async def _at_most(most: int, answer: ClientResponse) -> bytes:
    """The body; raises TooBig before more than `most` bytes of it have been kept."""
    if (answer.content_length or 0) > most:
        raise TooBig
    content = bytearray()
    async for piece in answer.content.iter_chunked(CHUNK):
        content += piece
        if len(content) > most:
            raise TooBig
    return bytes(content)


def _asked_pause(answer: bytes) -> float:
    try:
        return max(1.0, float(json.loads(answer)["parameters"]["retry_after"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return 1.0
