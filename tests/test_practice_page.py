"""The practice page's addresses, over a real connection on this computer."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.practice.page import MAX_BODY, NOT_MOVED, NOT_SAVED, STATIC
from flows.screen import Tapped, Typed
from tests.browser.scripted import AMINA, FORM, RUTH, SAM, STARTED
from tests.browser.served import Served, serving

MARKED = {"X-Handrail-Page": "1"}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(f"sqlite:///{tmp_path}/practice.db") as running:
        yield running


@pytest.fixture
async def browser(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=served.url, timeout=10) as client:
        yield client


async def post(
    browser: httpx.AsyncClient, path: str, body: object, headers: dict[str, str] | None = None
) -> httpx.Response:
    return await browser.post(path, json=body, headers=MARKED if headers is None else headers)


async def titles(browser: httpx.AsyncClient, address: str) -> list[str]:
    chat = (await browser.get(f"/phones/{address}")).json()
    return [message["content"].get("title") for message in chat["messages"]]


@pytest.mark.parametrize("path", ["/", "/home", "/static/app.js", "/phones/1", "/nowhere"])
async def test_every_answer_is_sealed(browser: httpx.AsyncClient, path: str) -> None:
    headers = (await browser.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


async def test_every_file_the_page_names_is_served_from_here(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/")).text
    assert "Nothing here is real." in page
    named = re.findall(r'(?:src|href)="([^"#]+)"', page)
    assert named
    for path in named:
        assert path.startswith("/static/")
        assert (await browser.get(path)).status_code == 200


def test_the_page_holds_nothing_inline_and_names_no_other_host() -> None:
    for file in STATIC.iterdir():
        text = file.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "innerHTML" not in text
        assert re.search(r"https?://|//cdn", text) is None
        assert re.search(r'\sstyle="|\son\w+="|<script>|<style>', text) is None


@pytest.mark.parametrize(
    "host", ["handrail.example", "127.0.0.1.example.com", "10.0.0.7", "x@localhost", ""]
)
async def test_a_name_that_only_leads_here_is_refused(
    browser: httpx.AsyncClient, host: str
) -> None:
    answer = await browser.get("/home", headers={"Host": host})
    assert answer.status_code in (400, 403)
    assert "Amina" not in answer.text


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1", "[::1]:8765"])
async def test_this_computers_own_names_are_answered(browser: httpx.AsyncClient, host: str) -> None:
    assert (await browser.get("/home", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        MARKED | {"Origin": "https://elsewhere.example"},
        MARKED | {"Origin": "http://127.0.0.1:1"},
        MARKED | {"Origin": "null"},
        MARKED | {"Sec-Fetch-Site": "cross-site"},
        MARKED | {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_sites_page_can_do_nothing(
    browser: httpx.AsyncClient, served: Served, headers: dict[str, str]
) -> None:
    for path, body in (
        (f"/phones/{AMINA}/tap", {"data": "danger"}),
        (f"/phones/{AMINA}/text", {"text": "hello"}),
        (f"/phones/{AMINA}/switch", {"off": True}),
        ("/clock", {"minutes": 5}),
    ):
        assert (await post(browser, path, body, headers)).status_code == 403
    assert served.home.heard == []
    assert served.home.now == STARTED


async def test_the_page_itself_may(browser: httpx.AsyncClient, served: Served) -> None:
    own = MARKED | {"Origin": served.url, "Sec-Fetch-Site": "same-origin"}
    answer = await post(browser, f"/phones/{AMINA}/tap", {"data": "danger"}, own)
    assert answer.status_code == 204


async def test_a_body_that_is_too_large_is_refused(browser: httpx.AsyncClient) -> None:
    answer = await post(browser, f"/phones/{AMINA}/text", {"text": "x" * MAX_BODY})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("text", {"text": ""}),
        ("text", {"text": "x" * 4001}),
        ("text", ["hello"]),
        ("tap", {"data": "x" * 65}),
        ("tap", {}),
        ("switch", {"off": True, "more": 1}),
    ],
)
async def test_what_it_cannot_read_is_refused_in_words(
    browser: httpx.AsyncClient, served: Served, path: str, body: object
) -> None:
    answer = await post(browser, f"/phones/{AMINA}/{path}", body)
    assert answer.status_code == 400
    assert answer.json() == {"error": "The page sent something I cannot read."}
    assert served.home.heard == []


async def test_the_first_phones_are_people_who_would_meet(browser: httpx.AsyncClient) -> None:
    home = (await browser.get("/home")).json()
    assert home["name"] == "Rosebank House"
    assert home["phones"] == [AMINA, SAM, RUTH]
    assert home["now"] == STARTED.isoformat()


async def test_a_tap_changes_the_card(browser: httpx.AsyncClient, served: Served) -> None:
    await post(browser, f"/phones/{AMINA}/tap", {"data": "danger"})
    assert served.home.heard[0].happening == Tapped("danger")
    assert await titles(browser, AMINA) == [FORM["danger"].title]


async def test_what_is_typed_reaches_the_home(browser: httpx.AsyncClient, served: Served) -> None:
    answer = await post(browser, f"/phones/{AMINA}/text", {"text": "<b>The pot</b> was empty"})
    assert answer.status_code == 204
    happening = served.home.heard[0].happening
    assert isinstance(happening, Typed)
    assert happening.text == "<b>The pot</b> was empty"
    assert await titles(browser, AMINA) == [FORM["ready"].title]


async def test_what_could_not_be_saved_is_said(browser: httpx.AsyncClient, served: Served) -> None:
    served.home.broken = True
    for path, body in (("tap", {"data": "danger"}), ("text", {"text": "hello"})):
        answer = await post(browser, f"/phones/{AMINA}/{path}", body)
        assert answer.status_code == 503
        assert answer.json() == {"error": NOT_SAVED}


@pytest.mark.parametrize("address", ["99", "practice", "1%2F2"])
async def test_nobody_has_a_phone_that_no_person_owns(
    browser: httpx.AsyncClient, address: str
) -> None:
    assert (await browser.get(f"/phones/{address}")).status_code == 404
    answer = await post(browser, f"/phones/{address}/tap", {"data": "danger"})
    assert answer.status_code == 404


async def test_a_phone_can_be_turned_off(browser: httpx.AsyncClient) -> None:
    await post(browser, f"/phones/{SAM}/switch", {"off": True})
    assert (await browser.get(f"/phones/{SAM}")).json()["off"] is True
    await post(browser, f"/phones/{SAM}/switch", {"off": False})
    assert (await browser.get(f"/phones/{SAM}")).json()["off"] is False


@pytest.mark.parametrize("minutes", [5, 60, 1440])
async def test_the_clock_moves_on(browser: httpx.AsyncClient, served: Served, minutes: int) -> None:
    answer = await post(browser, "/clock", {"minutes": minutes})
    moved = STARTED + timedelta(minutes=minutes)
    assert answer.json() == {"now": moved.isoformat()}
    assert served.home.now == moved


async def test_the_clock_makes_no_other_steps(browser: httpx.AsyncClient, served: Served) -> None:
    assert (await post(browser, "/clock", {"minutes": -5})).status_code == 400
    assert served.home.now == STARTED


async def test_a_clock_that_did_not_move_is_said(
    browser: httpx.AsyncClient, served: Served
) -> None:
    served.home.now = STARTED.replace(year=9999, month=12, day=31)
    answer = await post(browser, "/clock", {"minutes": 1440})
    assert answer.status_code == 503
    assert answer.json() == {"error": NOT_MOVED}


async def test_a_case_is_shown_as_it_is_stored(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/cases")).json()["cases"] == []
    await post(browser, f"/phones/{AMINA}/tap", {"data": "send"})
    [case] = (await browser.get("/cases")).json()["cases"]
    found = (await browser.get(f"/cases/{case['reference']}")).json()
    assert found["account"]["records"][0]["title"] == "Near miss log"
    assert (await browser.get("/cases/NM-26-9999")).status_code == 404
