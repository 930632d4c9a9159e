"""Over HTTP only Slack is heard: by its signature, and only for as long as that is good."""

import asyncio
import json
import signal
import socket
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.serving import CannotListen
from bot.slack import SlackMisconfigured
from bot.slack_http import BODY_LIMIT
from tests.fake_slack import signature
from tests.fake_slack_methods import SIGNING_SECRET
from tests.slack_rig import ROSE, Home, slack_home

EVENT = json.dumps(
    {
        "type": "event_callback",
        "event_id": "Ev1",
        "event": {
            "type": "message",
            "channel_type": "im",
            "channel": "D7ROSE",
            "user": ROSE,
            "ts": "17.1",
            "text": "found tablets",
        },
    }
)


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with slack_home(tmp_path) as home:
        yield home


async def post(home: Home, body: str | bytes, **headers: str | None) -> int:
    """Post something signed now, with these headers replaced or left out."""
    text = body if isinstance(body, str) else body.decode("latin-1")
    signed = {"Content-Type": "application/json"} | signature(text, str(int(time.time())))
    signed |= {name: value for name, value in headers.items() if value is not None}
    for name in [name for name, value in headers.items() if value is None]:
        del signed[name]
    data = BytesIO(body.encode() if isinstance(body, str) else body)
    async with (
        ClientSession() as session,
        session.post(home.fake.request_url, data=data, headers=signed) as answer,
    ):
        return answer.status


async def test_slack_is_heard(home: Home) -> None:
    async with home.running("http"):
        assert await post(home, EVENT) == 200
        assert list(home.inbox.rows) == ["message:D7ROSE:17.1"]


async def test_slack_can_see_whose_address_it_is(home: Home) -> None:
    async with home.running("http"):
        asked = home.fake.bring("events_api", {"type": "url_verification", "challenge": "abc"})
        await home.fake.wait_for(lambda: asked.acknowledged)
        assert asked.reply == {"challenge": "abc"}
    assert home.inbox.rows == {}


@pytest.mark.parametrize(
    "given", [None, "", "v0=", "v0=" + "0" * 64, "v1=" + "0" * 64, "v0=é", "nonsense"]
)
async def test_nobody_else_is_heard(home: Home, given: str | None) -> None:
    async with home.running("http"):
        header = {"X-Slack-Signature": given}
        for body in (EVENT, "", "not even JSON", "payload=%7B"):
            assert await post(home, body, **header) == 401
        wrong = signature(EVENT, str(int(time.time())), secret="another")
        assert await post(home, EVENT, **wrong) == 401
    assert home.inbox.rows == {}


@pytest.mark.parametrize("stamp", [None, "", "now", "-5", "1e9", "٣", "9" * 400, "0x10", " 17 "])
async def test_a_time_that_is_none_is_refused(home: Home, stamp: str | None) -> None:
    async with home.running("http"):
        assert await post(home, EVENT, **{"X-Slack-Request-Timestamp": stamp}) == 401


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
async def test_an_old_request_and_a_wrong_clock_are_refused_and_told(
    home: Home, seconds: int
) -> None:
    async with home.running("http"):
        home.clock = lambda: datetime.now(UTC) + timedelta(seconds=seconds)
        assert await post(home, EVENT) == 401
        await home.alarm("slack.clock_wrong")
        home.clock = lambda: datetime.now(UTC) + timedelta(seconds=298)
        assert await post(home, EVENT) == 200


async def test_what_is_no_delivery_changes_nothing(home: Home) -> None:
    async with home.running("http"):
        for body in ("[]", "7", "{", "[" * 100_000, '{"authorizations": 7}', '{"event": {'):
            assert await post(home, body) == 400
        for body in ("", "{}", '{"type": "tomorrow"}', '{"event": 7, "user": []}'):
            assert await post(home, body) == 200
        assert await post(home, b"\xff\xfe") == 401
        assert await post(home, " " * (BODY_LIMIT + 1)) == 413
        assert await post(home, EVENT) == 200
    assert len(home.inbox.rows) == 1


async def test_signals_and_stopping_belong_to_the_program(home: Home) -> None:
    before = signal.getsignal(signal.SIGTERM)
    async with home.running("http"):
        assert signal.getsignal(signal.SIGTERM) is before
    with socket.socket() as gone:
        port = int(home.fake.request_url.rsplit(":", 1)[1].split("/")[0])
        assert gone.connect_ex(("127.0.0.1", port)) != 0


async def test_requests_at_once_are_all_kept(home: Home) -> None:
    async with home.running("http"):
        bodies = [EVENT.replace("17.1", f"17.{number}") for number in range(40)]
        statuses = await asyncio.gather(*(post(home, body) for body in bodies + bodies))
        assert set(statuses) == {200}
        assert len(home.inbox.rows) == 40


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"bot_token": SecretStr("")}, "xoxb-"),
        ({"bot_token": SecretStr("xapp-1")}, "xoxb-"),
        ({"app_token": SecretStr("")}, "xapp-"),
        ({"mode": "http", "signing_secret": SecretStr(" ")}, "signing secret"),
    ],
)
async def test_unsafe_settings_do_not_start(
    home: Home, changed: dict[str, object], said: str
) -> None:
    with pytest.raises(SlackMisconfigured, match=said) as refused:
        home.channel(**changed)
    assert SIGNING_SECRET not in str(refused.value)
    with pytest.raises(CannotListen):
        home.channel(mode="http", listen="3000 please")
