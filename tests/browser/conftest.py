"""A real browser in front of a served practice page."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.browser.served import Served, serving

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = (1280, 800)
NARROW = (360, 740)


def find_chromium() -> str:
    """The browser of this machine, or a skip that says what is missing."""
    named = (os.environ.get("CHROMIUM", ""), "/usr/bin/chromium", "/usr/bin/google-chrome")
    for path in named:
        if path and Path(path).is_file():
            return path
    pytest.skip("No Chromium found. Install it, or set CHROMIUM to where it is.")


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(f"sqlite:///{tmp_path}/practice.db") as running:
        yield running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        yield opened
        await opened.close()


@asynccontextmanager
async def open_page(
    browser: Browser, served: Served | str, size: tuple[int, int] = WIDE, *, quiet: bool = True
) -> AsyncIterator[Page]:
    """The page in a fresh browser profile; where `quiet`, a word on the console is a failure."""
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(served if isinstance(served, str) else served.url)
    yield page
    await context.close()
    assert not quiet or said == []
