"""The practice page's live line, and how the page is served and stopped."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.practice import PracticeChannel, practice_app, serve_practice
from bot.practice.page import NOT_SAVED
from bot.practice.uploads import Uploads
from bot.serving import CannotListen, host_and_port
from flows.screen import Parcel, Screen
from storage.database import Database
from storage.files import Files
from tests.browser.scripted import AMINA, RUTH, SAM, STARTED, ScriptedHome
from tests.browser.served import Served, serving


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(f"sqlite:///{tmp_path}/practice.db") as running:
        yield running


@pytest.fixture
async def browser(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=served.url, timeout=10) as client:
        yield client


async def next_event(lines: AsyncIterator[str]) -> tuple[str, dict[str, str]]:
    """The next event of a line, past heartbeats."""
    kind = ""
    async with asyncio.timeout(10):
        async for line in lines:
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                return kind, json.loads(line.removeprefix("data: "))
    raise AssertionError("The line has ended.")


async def test_a_page_hears_of_the_phones_it_shows_and_no_others(
    browser: httpx.AsyncClient, served: Served
) -> None:
    async with browser.stream("GET", "/live", params={"phone": [AMINA, SAM]}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()
        assert (await next_event(lines))[0] == "ready"
        await served.home.channel.deliver(Parcel(1, RUTH, screen=Screen(title="For Ruth")))
        await served.home.channel.deliver(Parcel(2, SAM, screen=Screen(title="For Sam")))
        assert await next_event(lines) == ("changed", {"phone": SAM, "text": ""})
        await served.home.channel.say(AMINA, NOT_SAVED)
        assert await next_event(lines) == ("notice", {"phone": AMINA, "text": NOT_SAVED})
        await browser.post("/clock", json={"minutes": 5}, headers={"X-Handrail-Page": "1"})
        assert (await next_event(lines))[0] == "clock"


async def test_a_page_that_has_gone_is_forgotten(
    browser: httpx.AsyncClient, served: Served
) -> None:
    switchboard = served.home.channel.switchboard
    async with browser.stream("GET", "/live", params={"phone": SAM}) as answer:
        await next_event(answer.aiter_lines())
        assert switchboard.open_lines == 1
    async with asyncio.timeout(10):
        while switchboard.open_lines:
            await browser.get("/static/mark.svg")


async def test_stopping_ends_open_lines_cleanly(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with httpx.AsyncClient(timeout=20) as client:
        running = serving(f"sqlite:///{tmp_path}/practice.db")
        served = await running.__aenter__()
        async with client.stream("GET", f"{served.url}/live", params={"phone": SAM}) as answer:
            lines = answer.aiter_lines()
            await next_event(lines)
            stopping = asyncio.create_task(running.__aexit__(None, None, None))
            assert [line async for line in lines if line.startswith("event")] == []
            await stopping
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("listen", ["0.0.0.0:8765", "192.168.1.4:0", "[::]:8765", "example.com:80"])
async def test_the_page_is_served_to_this_computer_only(tmp_path: Path, listen: str) -> None:
    with pytest.raises(CannotListen, match="only for this computer"):
        await serve_once(tmp_path, listen)


async def test_a_taken_port_is_said_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"127.0.0.1:{port}.*another port"):
            await serve_once(tmp_path, f"127.0.0.1:{port}")


async def serve_once(tmp_path: Path, listen: str) -> None:
    database = Database(f"sqlite:///{tmp_path}/practice.db")
    kept = Files(tmp_path / "attachments")
    channel = PracticeChannel(database, lambda: STARTED, Uploads(tmp_path / "sent"))
    home = ScriptedHome(channel).as_home()
    app = practice_app(channel, database=database, clock=lambda: STARTED, home=home, files=kept)
    await serve_practice(app, channel, listen)


@pytest.mark.parametrize("listen", ["8765", "127.0.0.1", "127.0.0.1:99999", "::1:80", "a b:1", ""])
def test_an_address_that_makes_no_sense_is_refused(listen: str) -> None:
    with pytest.raises(CannotListen, match=r"Write one like 127\.0\.0\.1:8765"):
        host_and_port(listen)


def test_an_address_has_two_halves() -> None:
    assert host_and_port("127.0.0.1:8765") == ("127.0.0.1", 8765)
    assert host_and_port("[::1]:80") == ("::1", 80)
