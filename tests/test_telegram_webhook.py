"""A webhook takes what Telegram sends, from Telegram alone, and says 200 only once it is kept."""

import asyncio
import json
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.serving import CannotListen
from bot.telegram_webhook import BODY_LIMIT, SECRET_HEADER, WebhookMisconfigured
from tests.fake_telegram import Fault
from tests.telegram_rig import ROSE, Home, telegram_home

SECRET = "s" * 32


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Door:
    """The endpoint as the outside sees it."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self._session = session
        self.url = url

    async def post(self, body: Any, *, secret: str | None = SECRET, kind: str = "") -> int:
        data = BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
        headers = {"Content-Type": kind or "application/json"}
        if secret is not None:
            headers[SECRET_HEADER] = secret
        async with self._session.post(self.url, data=data, headers=headers) as answer:
            return answer.status


@asynccontextmanager
async def webhook(home: Home, **more: Any) -> AsyncIterator[Door]:
    listen = f"127.0.0.1:{free_port()}"
    settings = {
        "mode": "webhook",
        "webhook_url": f"http://{listen}/telegram",
        "webhook_listen": listen,
        "webhook_secret": SecretStr(SECRET),
    }
    async with home.running(**settings | more), ClientSession() as session:
        await home.fake.wait_for(lambda: home.fake.webhook)
        yield Door(session, f"http://{listen}/telegram")


def update(number: int = 7, text: str = "hello") -> dict[str, Any]:
    chat = {"id": ROSE, "type": "private"}
    return {"update_id": number, "message": {"chat": chat, "from": {"id": ROSE}, "text": text}}


async def test_updates_are_committed_and_then_confirmed(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        waiting = [home.fake.text(ROSE, "sent while away")]
        home.fake.fault("setWebhook", Fault.says(500, "Internal Server Error"))
        async with webhook(home):
            waiting.append(home.fake.tap_data(ROSE, "a:1"))
            await home.fake.wait_for(lambda: home.fake.confirmed == waiting)
            await home.fake.wait_for(lambda: home.fake.accepted("answerCallbackQuery"))
        assert home.inbox.confirmed_before == [[], waiting[:1]]
        asked = home.fake.accepted("setWebhook")[0]
        assert asked["secret_token"] == SECRET
        assert "callback_query" in asked["allowed_updates"]
        assert not asked.get("drop_pending_updates")


@pytest.mark.parametrize("secret", [None, "", "s", "s" * 31, "s" * 33, "S" * 32, "é" * 32])
async def test_nobody_without_the_secret_is_heard(tmp_path: Path, secret: str | None) -> None:
    async with telegram_home(tmp_path) as home, webhook(home) as door:
        assert await door.post(update(), secret=secret) == 403
        assert await door.post(b"not even JSON", secret=secret) == 403
        assert home.inbox.rows == {}


@pytest.mark.parametrize(
    "kind",
    ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"],
)
async def test_a_proxy_may_add_to_the_media_type(tmp_path: Path, kind: str) -> None:
    async with telegram_home(tmp_path) as home, webhook(home) as door:
        assert await door.post(update(), kind=kind) == 200
        assert home.inbox.numbers() == [7]


async def test_what_is_no_update_is_not_confirmed(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home, webhook(home) as door:
        for body in (b"", b"{", b"[]", b"7", b'{"message": {}}', b"[" * 100_000):
            assert await door.post(body) == 400
        assert await door.post(b" " * (BODY_LIMIT + 1)) == 413
        assert await door.post(update()) == 200
        assert home.inbox.numbers() == [7]


async def test_updates_at_once_are_all_kept(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home, webhook(home) as door:
        bodies = [update(number) for number in range(50)]
        assert set(await asyncio.gather(*map(door.post, bodies + bodies))) == {200}
        assert sorted(home.inbox.numbers()) == list(range(50))


async def test_signals_and_stopping_belong_to_the_program(tmp_path: Path) -> None:
    async with telegram_home(tmp_path) as home:
        before = signal.getsignal(signal.SIGTERM)
        async with webhook(home) as door:
            assert signal.getsignal(signal.SIGTERM) is before
            assert await door.post(update()) == 200
        with socket.socket() as gone:
            port = int(door.url.rsplit(":", 1)[1].split("/")[0])
            assert gone.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"webhook_secret": SecretStr("")}, "32"),
        ({"webhook_secret": SecretStr("s" * 31)}, "32"),
        ({"webhook_secret": SecretStr("s" * 257)}, "32"),
        ({"webhook_secret": SecretStr("with a blank " * 4)}, "32"),
        ({"webhook_url": ""}, "public address"),
    ],
)
async def test_an_unsafe_webhook_does_not_start(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    settings = {
        "mode": "webhook",
        "webhook_url": "https://example.org/telegram",
        "webhook_secret": SecretStr(SECRET),
    }
    async with telegram_home(tmp_path) as home:
        with pytest.raises(WebhookMisconfigured, match=said) as refused:
            home.channel(**settings | changed)
        assert "blank" not in str(refused.value)
        with pytest.raises(CannotListen):
            home.channel(**settings, webhook_listen="8443 please")
