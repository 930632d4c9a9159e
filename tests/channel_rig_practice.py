"""The practice page for the shared tests: what its buttons and its text box send, and get."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

import httpx
from sqlalchemy import inspect

from bot.practice import PracticeChannel, PracticeHome, practice_app
from bot.practice.uploads import Uploads
from flows.screen import Screen
from storage import practice
from storage.database import Database
from storage.files import Files, hash_of
from tests.channel_rigs import Deed, Rig, Seen, Trouble, Value
from tests.folders import somewhere

PAGE = "http://127.0.0.1:8765"
MARKED = {"X-Handrail-Page": "1"}


@dataclass
class Request(Deed):
    """A request of the page's; when it is refused, the person is told and does it again."""

    task: "asyncio.Task[httpx.Response]"
    repeat: Callable[[], "asyncio.Task[httpx.Response]"]

    @property
    def confirmed(self) -> bool:
        return self.task.done() and self.task.result().status_code == 204


class PracticeRig(Rig):
    """The page's addresses, called as the page calls them."""

    name = "practice"
    lacks: ClassVar = {
        Trouble.REFUSED: "a row in a table takes every message",
        Trouble.BUSY: "a row in a table asks nobody to wait",
        Trouble.SHUT_OUT: "there is no token",
        Trouble.LOST: "an answer that gets lost is a commit that gets lost: Trouble.FAILING",
        "again": "nobody brings a request again but the person, who then means it",
        "group": "a practice phone has one chat",
        "preview": "the page sends no notification: a dot on a tab says that there is news",
        "introduce": "practice phones have no e-mail address",
        "another": "there is no token that a copy of the database could speak with",
        "fetch": "what was sent from the page lies in a folder beside us",
        "nowhere": "the page lists the phones there are; every other address is refused by it",
    }

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._people: list[str] = []
        self._notices: list[tuple[str, str]] = []
        self._client: httpx.AsyncClient | None = None
        self.kept = Files(somewhere())
        super().__init__()

    def address(self, number: int) -> str:
        return str(number)

    def join(self, address: str) -> None:
        self._people.append(address)

    def channel(self, database: Database, clock: Callable[[], datetime]) -> PracticeChannel:
        self._database = database
        channel = PracticeChannel(database, clock, Uploads(self.kept.folder / "sent"))
        home = self._home()
        app = practice_app(channel, database=database, clock=clock, home=home, files=self.kept)
        transport = httpx.ASGITransport(app)
        self._client = httpx.AsyncClient(transport=transport, base_url=PAGE, headers=MARKED)
        self._line = asyncio.create_task(self._open_line(channel))
        return channel

    async def close(self, channel: PracticeChannel) -> None:
        self._line.cancel()
        await asyncio.gather(self._line, return_exceptions=True)
        await self._page.aclose()

    async def writes(self, address: str, text: str) -> Request:
        return self._does(address, "text", {"text": text})

    async def sends(self, address: str, content: bytes) -> Request:
        return self._does(address, "file", content=content, headers={"Content-Type": "image/jpeg"})

    async def asks(self, address: str, command: str, argument: str = "") -> Request:
        return await self.writes(address, f"/{command} {argument}".strip())

    async def presses(self, address: str, data: str) -> Request:
        assert any(data in dict(map(reversed, seen.buttons)) for seen in await self.shown(address))
        return self._does(address, "tap", {"data": data})

    def keeps(self, content: bytes) -> None:
        self.kept.place(self.kept.write(content), hash_of(content))

    async def brings_nonsense(self) -> None:
        answer = await self._does(self._people[0], "text", {"words": "nobody sent it"}).task
        assert answer.status_code == 400

    async def confirmed(self, deed: Request) -> None:
        while not deed.confirmed:
            answer = await deed.task
            if answer.status_code != 204:
                deed.task = deed.repeat()

    async def chat(self, address: str) -> list[Seen]:
        answer = await self._page.get(f"/phones/{address}")
        messages = answer.json()["messages"]
        return [_seen(each, await self._file(address, each)) for each in messages]

    async def _file(self, address: str, message: dict[str, Any]) -> bytes:
        """What the page fetches for a message that has a file to show."""
        if message["mine"] or "media" not in message["content"]:
            return b""
        return (await self._page.get(f"/phones/{address}/media/{message['id']}")).content

    async def told(self, address: str) -> list[str]:
        """The page puts a notice below the chat."""
        return [words for who, words in self._notices if who == address]

    async def lose(self, address: str, message_id: str) -> None:
        gone = partial(practice.remove_message, address=address, message_id=int(message_id))
        await self._database.write(gone)

    async def trouble(self, kind: Trouble, address: str = "") -> None:
        if kind is Trouble.GONE:
            for phone in [address] if address else self._people:
                await self._switch(phone, off=True)
        else:
            await self._rename("practice_messages", "elsewhere")

    async def heal(self) -> None:
        for phone in self._people:
            await self._switch(phone, off=False)
        await self._rename("elsewhere", "practice_messages")

    def changed(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def wait_for(self, condition: Callable[[], Value]) -> Value:
        async with asyncio.timeout(10):
            while True:
                event = self._event
                if value := condition():
                    return value
                await event.wait()

    @property
    def _page(self) -> httpx.AsyncClient:
        assert self._client is not None
        return self._client

    def _does(
        self, address: str, what: str, body: dict[str, Any] | None = None, **raw: Any
    ) -> Request:
        def act() -> "asyncio.Task[httpx.Response]":
            sending = self._page.post(f"/phones/{address}/{what}", json=body, **raw)
            task = asyncio.create_task(sending)
            task.add_done_callback(partial(self._answered, address))
            return task

        return Request(act(), act)

    def _answered(self, address: str, task: "asyncio.Task[httpx.Response]") -> None:
        answer = task.result()
        if answer.status_code != 204:
            self._notices.append((address, answer.json()["error"]))
        self.changed()

    async def _open_line(self, channel: PracticeChannel) -> None:
        """The line by which an open page hears of news."""
        async for text in channel.switchboard.events(self._people):
            for event in text.split("\n\n"):
                if event.startswith("event: notice\ndata: "):
                    told = json.loads(event.partition("data: ")[2])
                    self._notices.append((told["phone"], told["text"]))
            self.changed()

    async def _switch(self, phone: str, *, off: bool) -> None:
        await self._database.write(partial(practice.switch_phone, address=phone, off=off))

    async def _rename(self, old: str, new: str) -> None:
        rename = f"ALTER TABLE {old} RENAME TO {new}"
        await self._database.write(lambda db: _exists(db, old) and db.exec_driver_sql(rename))

    def _home(self) -> PracticeHome:
        async def people() -> list[dict[str, Any]]:
            return [{"id": address} for address in self._people]

        return PracticeHome("Willow House", people, _nothing, _nothing, _nothing)


async def _nothing(*_asked: Any) -> Any:
    raise AssertionError("The page was asked for more than its phones.")


def _exists(db: Any, table: str) -> bool:
    return bool(inspect(db).has_table(table))


def _seen(message: dict[str, Any], file: bytes) -> Seen:
    content, id = message["content"], str(message["id"])
    if message["mine"]:
        return Seen(id, Screen(content.get("text", "a file")), mine=True)
    return Seen(id, Screen.from_json(content), file=file)
