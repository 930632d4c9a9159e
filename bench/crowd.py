"""A light Bot API and the crowd behind it: everybody taps the first button of what they see.

It runs in a process of its own and checks nothing (the tests' fake Telegram is strict; this one
must not be what is measured). A turn is one tap or message and the answer in that person's chat.
"""

import asyncio
import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

FIRST_PERSON = 1000


@dataclass
class Crowd:
    """`people` chats, each making `turns` turns after the first message."""

    people: int
    turns: int
    others: dict[int, list[float]] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    receipts: int = 0
    began: float = 0.0
    ended: float = 0.0

    def __post_init__(self) -> None:
        self._updates: deque[dict[str, Any]] = deque()
        self._given: deque[dict[str, Any]] = deque()
        self._arrived = asyncio.Event()
        self._next_update = 1
        self._next_message = 1
        self._left = dict.fromkeys(range(FIRST_PERSON, FIRST_PERSON + self.people), self.turns)
        self._asked: dict[int, float] = {}
        self.finished = asyncio.Event()
        self.polled = asyncio.Event()
        self.overheard = asyncio.Event()

    def start(self) -> None:
        """Everybody writes /start at once, and then takes their turns."""
        self.finished.clear()
        self.overheard.clear()
        self.others.clear()
        self._left = dict.fromkeys(self._left, self.turns)
        self.began = time.perf_counter()
        for chat in self._left:
            self._push(chat, {"message": _message(chat, self._number(), "/start")})

    async def get_updates(self, offset: int | None, seconds: float) -> list[dict[str, Any]]:
        self.polled.set()
        if offset is not None:
            while self._given and self._given[0]["update_id"] < offset:
                self._given.popleft()
        if not self._updates and not self._given:
            self._arrived.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._arrived.wait()
            except TimeoutError:
                return []
        while self._updates and len(self._given) < 100:
            self._given.append(self._updates.popleft())
        return list(self._given)

    def shown(self, chat: int, text: str, markup: Any, message: int | None) -> int:
        """A message was sent or changed: if it answers somebody, their turn is over."""
        now = time.perf_counter()
        number = message if message is not None else self._number()
        asked = self._asked.pop(chat, None)
        if asked is None:
            self.others.setdefault(chat, []).append(now)
            self.overheard.set()
            return number
        self.waits.append(now - asked)
        self.receipts += "Thank you" in text
        self._left[chat] -= 1
        if self._left[chat] > 0:
            self._tap(chat, number, _first_button(markup))
        elif not any(self._left.values()):
            self.ended = now
            self.finished.set()
        return number

    def _tap(self, chat: int, message: int, data: str) -> None:
        query = {
            "id": str(self._next_update),
            "from": _user(chat),
            "chat_instance": "1",
            "data": data,
            "message": _message(chat, message, "card", bot=True),
        }
        self._push(chat, {"callback_query": query})

    def _push(self, chat: int, update: dict[str, Any]) -> None:
        self._asked[chat] = time.perf_counter()
        self._updates.append({"update_id": self._next_update, **update})
        self._next_update += 1
        self._arrived.set()

    def _number(self) -> int:
        self._next_message += 1
        return self._next_message


def _user(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "P"}


def _message(chat: int, number: int, text: str, *, bot: bool = False) -> dict[str, Any]:
    sender = {"id": 42, "is_bot": True, "first_name": "B"} if bot else _user(chat)
    message: dict[str, Any] = {
        "message_id": number,
        "date": int(time.time()),
        "from": sender,
        "chat": {"id": chat, "type": "private", "first_name": "P"},
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return message


def _first_button(markup: Any) -> str:
    keyboard = json.loads(markup) if isinstance(markup, str) else markup
    data: str = keyboard["inline_keyboard"][0][0]["callback_data"]
    return data


def app(crowd: Crowd) -> web.Application:
    """The Bot API methods that the bots under measurement use."""

    async def handle(request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        if request.content_type == "application/json":
            given = await request.json()
        else:
            given = dict(await request.post())
        return _ok(await _answer(crowd, method, given))

    application = web.Application()
    application.router.add_route("*", "/bot{token}/{method}", handle)
    return application


async def _answer(crowd: Crowd, method: str, given: dict[str, Any]) -> Any:
    if method == "getupdates":
        offset = given.get("offset")
        return await crowd.get_updates(
            int(offset) if offset else None, float(given.get("timeout", 0))
        )
    if method in ("sendmessage", "editmessagetext"):
        chat, message = int(given["chat_id"]), given.get("message_id")
        number = crowd.shown(
            chat, given["text"], given.get("reply_markup"), int(message) if message else None
        )
        return _message(chat, number, "card", bot=True)
    if method == "getme":
        return {"id": 42, "is_bot": True, "first_name": "B", "username": "bench_bot"}
    return True


def _ok(result: Any) -> web.Response:
    return web.Response(
        body=json.dumps({"ok": True, "result": result}).encode(),
        content_type="application/json",
    )
