"""Files on the practice page: sent from a phone, shown in its chat and nowhere else."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest

from bot.channel import Arrival
from bot.practice import PracticeChannel, practice_app
from bot.practice.page import MAX_FILE
from bot.practice.uploads import MOST_WAITING, Uploads
from flows.charts import Bars, Chart
from flows.screen import Attached, Heard, Media, Parcel, Refused, Screen, Sent
from storage.files import Files, hash_of
from storage.tables import metadata
from tests.browser.scripted import AMINA, SAM, STARTED, ScriptedHome
from tests.databases import open_database
from tests.pictures import photo
from tests.recordings import recording

MARKED = {"X-Handrail-Page": "1"}


class Desk:
    """A channel, its page, and what the home heard."""

    def __init__(self, folder: Path) -> None:
        self.database = open_database(f"sqlite:///{folder}/practice.db")
        with self.database.transaction() as db:
            metadata.create_all(db)
        self.files = Files(folder / "kept")
        self.sent = folder / "sent"
        self.channel = PracticeChannel(self.database, lambda: STARTED, Uploads(self.sent))
        self.heard: list[Heard | None] = []
        app = practice_app(
            self.channel,
            database=self.database,
            clock=lambda: STARTED,
            home=ScriptedHome(self.channel).as_home(),
            files=self.files,
        )
        self.page = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8765"
        )

    async def receive(self, _name: str, arrivals: Sequence[Arrival]) -> None:
        self.heard += [self.channel.read(each.payload) for each in arrivals]

    async def sends(self, content: bytes, kind: str = "image/jpeg", **headers: str) -> int:
        marked = (headers or MARKED) | {"Content-Type": kind}
        answer = await self.page.post(f"/phones/{AMINA}/file", content=content, headers=marked)
        return answer.status_code

    async def keeps(self, content: bytes) -> Media:
        sha256 = hash_of(content)
        self.files.place(self.files.write(content), sha256)
        return Media("photo", "image/jpeg", sha256)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(tmp_path)
    running = asyncio.create_task(desk.channel.run(desk.receive))
    await asyncio.sleep(0)  # it begins to listen
    yield desk
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await desk.page.aclose()
    desk.database.close()


async def test_a_photo_is_on_its_way_and_can_be_fetched(desk: Desk) -> None:
    assert await desk.sends(photo()) == 204
    (heard,) = desk.heard
    assert heard is not None
    attached = heard.happening
    assert isinstance(attached, Attached)
    assert (attached.kind, attached.size) == ("photo", len(photo()))
    assert await desk.channel.fetch(attached.reference, 10**6) == photo()
    assert await desk.channel.fetch(attached.reference, 100) == Refused("too_big")
    chat = (await desk.page.get(f"/phones/{AMINA}")).json()["messages"]
    assert [str(each["id"]) for each in chat if each["mine"]] == [attached.message_id]
    await desk.channel.deliver(Parcel(1, str(AMINA), removes=attached.message_id))
    assert await desk.channel.fetch(attached.reference, 10**6) == Refused("gone")
    assert list(desk.sent.iterdir()) == []


@pytest.mark.parametrize("mime", ["audio/ogg", "audio/mp4", "audio/x-m4a"])
async def test_a_recording_from_this_computer_is_on_its_way(desk: Desk, mime: str) -> None:
    assert await desk.sends(recording(), mime) == 204
    (heard,) = desk.heard
    assert heard is not None
    assert isinstance(heard.happening, Attached)
    assert heard.happening.kind == "voice"
    assert await desk.channel.fetch(heard.happening.reference, 10**6) == recording()


@pytest.mark.parametrize("name", ["../practice.db", "..", "", "x" * 32])
async def test_nothing_else_can_be_fetched(desk: Desk, name: str) -> None:
    assert await desk.channel.fetch(name, 10**6) == Refused("gone")


async def test_what_the_page_should_not_have_sent_is_refused(desk: Desk) -> None:
    assert await desk.sends(b"<html>", "text/html") == 400
    assert await desk.sends(b"") == 400
    assert await desk.sends(b"x" * (MAX_FILE + 1)) == 413
    assert await desk.sends(photo(), Origin="https://elsewhere.example") == 403
    assert desk.heard == []


async def test_a_page_left_to_itself_does_not_fill_the_disk(desk: Desk) -> None:
    for _ in range(MOST_WAITING + 3):
        assert await desk.sends(b"x") == 204
    assert len(list(desk.sent.iterdir())) == MOST_WAITING


async def test_a_kept_photo_is_shown_in_one_chat_until_it_leaves_it(desk: Desk) -> None:
    media = await desk.keeps(photo())
    outcome = await desk.channel.deliver(Parcel(1, str(SAM), Screen("Photo 1"), media=media))
    assert isinstance(outcome, Sent)
    answer = await desk.page.get(f"/phones/{SAM}/media/{outcome.message_id}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.content == photo()
    assert answer.headers["cache-control"] == "no-store"
    other = await desk.page.get(f"/phones/{AMINA}/media/{outcome.message_id}")
    assert other.status_code == 404
    desk.files.path(media.sha256).write_bytes(b"another")
    changed = await desk.page.get(f"/phones/{SAM}/media/{outcome.message_id}")
    assert changed.status_code == 404
    await desk.channel.deliver(Parcel(2, str(SAM), removes=outcome.message_id))
    gone = await desk.page.get(f"/phones/{SAM}/media/{outcome.message_id}")
    assert gone.status_code == 404


async def test_a_chart_is_drawn_when_it_is_looked_at(desk: Desk) -> None:
    chart = Chart("Medicine", STARTED.date(), 15, (Bars("Incidents", (3, 2), (0, 1)),))
    media = Media("photo", "image/png", "", figures=chart.as_json())
    outcome = await desk.channel.deliver(Parcel(1, str(SAM), Screen("Medicine"), media=media))
    assert isinstance(outcome, Sent)
    answer = await desk.page.get(f"/phones/{SAM}/media/{outcome.message_id}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    broken = Media("photo", "image/png", "", figures={**chart.as_json(), "series": []})
    shown = await desk.channel.deliver(Parcel(2, str(SAM), Screen("Medicine"), media=broken))
    assert isinstance(shown, Sent)
    refused = await desk.page.get(f"/phones/{SAM}/media/{shown.message_id}")
    assert (refused.status_code, refused.json()) == (
        404,
        {"error": "The chart could not be drawn."},
    )
