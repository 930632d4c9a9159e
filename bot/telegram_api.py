"""The Bot API through python-telegram-bot's `Bot`, with a lean way in for the busy calls."""

import logging
from collections.abc import Awaitable, Mapping
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.telegram_request import AiohttpRequest, NotTelegram

CONNECTIONS = 128
LOOPBACK = ("localhost", "127.0.0.1", "::1")
POLLING = "getUpdates"

# Its debug lines would hold the token and what people typed.
logging.getLogger("telegram").setLevel(logging.INFO)


class Api(Bot):
    """`Bot` for the rare calls, `call` for the rest; both fail with a TelegramError only."""

    def __init__(self, token: str, *, base_url: str, file_base_url: str, seconds: float) -> None:
        # A house's web proxy stands between us and Telegram, never between us and this computer.
        proxied = urlsplit(base_url).hostname not in LOOPBACK
        client = AiohttpRequest(connections=CONNECTIONS, seconds=seconds, proxied=proxied)
        super().__init__(
            token,
            base_url=_ending_in_bot(base_url),
            base_file_url=_ending_in_bot(file_base_url),
            request=client,
            get_updates_request=AiohttpRequest(connections=1, seconds=seconds, proxied=proxied),
        )
        self._files = client

    async def call(
        self, method: str, parameters: Mapping[str, Any], *, seconds: float | None = None
    ) -> Any:
        """Call `method` with plain JSON values; its result is returned as it came.

        The library's own methods turn parameters and results into objects, which costs more than
        all else on the way of a tap.
        """
        client = self._request[0] if method == POLLING else self._request[1]
        data = RequestData([RequestParameter(*each, None) for each in parameters.items()])
        limit = client.read_timeout if seconds is None else seconds
        url = f"{self._base_url}/{method}"
        return await understood(client.post(url, data, read_timeout=limit))

    async def download(self, path: str, most: int, *, seconds: float) -> bytes:
        """A file of at most `most` bytes, where getFile said that it lies."""
        url = f"{self._base_file_url}/{path}"
        return await self._files.download(url, most, seconds=seconds)

    async def _do_post(self, *args: Any, **kwargs: Any) -> Any:
        return await understood(super()._do_post(*args, **kwargs))

    async def renew_polling(self) -> None:
        """Drop the polling connection, which may be dead without knowing it."""
        await self._request[0].shutdown()

    async def disconnect(self) -> None:
        """Close every connection."""
        await self._request[0].shutdown()
        await self._request[1].shutdown()


async def understood(answer: Awaitable[Any]) -> Any:
    """Await an answer; one of a shape Telegram does not send is nobody's answer."""
    try:
        return await answer
    except (KeyError, TypeError, AttributeError, ValueError):
        raise NotTelegram("the answer had no result") from None
    except Exception as error:
        if isinstance(error.__cause__, NotTelegram):
            raise error.__cause__ from None
        raise


def _ending_in_bot(url: str) -> str:
    url = url.rstrip("/")
    return url if url.endswith("/bot") else f"{url}/bot"
