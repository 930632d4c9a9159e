"""Telegram for the shared tests: python-telegram-bot against the small Bot API on loopback."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from pydantic import SecretStr

from bot.channel import Receive
from bot.telegram import TelegramAccess, TelegramChannel
from flows.screen import Button, Screen
from storage.database import Database
from tests.channel_rigs import ALWAYS, PAUSE, Deed, Rig, Seen, Trouble, Value
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.fake_telegram_methods import Message
from tests.fake_telegram_script import Fault
from tests.slack_rig import free_port
from tests.telegram_rig import QUICK

MOODS = {
    Trouble.GONE: Fault.says(403, "Forbidden: bot was blocked by the user"),
    Trouble.REFUSED: Fault.says(400, "Bad Request: something new"),
    Trouble.BUSY: Fault.says(429, "Too Many Requests", retry_after=PAUSE),
    Trouble.FAILING: Fault(502, b"Bad Gateway"),
    Trouble.SHUT_OUT: Fault.says(401, "Unauthorized"),
    Trouble.LOST: Fault(cut=True, happens=True),
}
OURS = ("b", "i")
"""The markup that is meant: the strong title, and the hint for typing."""


@dataclass
class Update(Deed):
    """An update the platform holds until it is told that we have it."""

    fake: FakeTelegram
    number: int
    raw: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.raw = self.fake.pending[self.number]

    @property
    def confirmed(self) -> bool:
        return self.number in self.fake.confirmed and self.number not in self.fake.pending


class TelegramRig(Rig):
    """Updates are fetched, or brought to a webhook."""

    name = "telegram"
    lacks: ClassVar = {"introduce": "Telegram knows no e-mail addresses"}
    nowhere = ("", "U123", "@rose", "7 or 8")

    def __init__(self, mode: str = "polling") -> None:
        self.fake = FakeTelegram()
        self.mode = mode
        super().__init__()

    async def start(self) -> None:
        await super().start()
        await self.fake.start()

    async def stop(self) -> None:
        await self.fake.stop()
        await super().stop()

    def address(self, number: int) -> str:
        return str(number)

    def join(self, address: str) -> None:
        self.fake.chats[int(address)]

    def channel(
        self, database: Database, clock: Callable[[], datetime], token: str = TOKEN
    ) -> TelegramChannel:
        listen = f"127.0.0.1:{free_port()}"
        access = TelegramAccess(
            SecretStr(token),
            api_base_url=self.fake.base_url,
            file_base_url=self.fake.file_base_url,
            mode=self.mode,
            webhook_url=f"http://{listen}/telegram",
            webhook_listen=listen,
            webhook_secret=SecretStr("s" * 32),
        )
        return TelegramChannel(access, database, clock, pace=QUICK)

    def another(self, database: Database, clock: Callable[[], datetime]) -> TelegramChannel:
        """A channel that speaks as somebody else."""
        return self.channel(database, clock, token="5151:another")

    @asynccontextmanager
    async def listening(self, channel: Any, receive: Receive | None = None) -> AsyncIterator[None]:
        self.fake.webhook = {}
        async with super().listening(channel, receive):
            yield

    def up(self) -> bool:
        return self.mode == "polling" or bool(self.fake.webhook)

    async def writes(self, address: str, text: str) -> Update:
        return Update(self.fake, self.fake.text(int(address), text))

    async def sends(self, address: str, content: bytes) -> Update:
        number = self.fake.photo(int(address), f"file-{uuid4().hex}", content)
        return Update(self.fake, number)

    async def asks(self, address: str, command: str, argument: str = "") -> Update:
        return await self.writes(address, f"/{command} {argument}".strip())

    async def presses(self, address: str, data: str) -> Update:
        for message in reversed(self.fake.shown(int(address))):
            if data in [each for _, each in message.buttons()]:
                number = self.fake.tap_data(int(address), data, message_id=message.id)
                return Update(self.fake, number)
        raise AssertionError(f"No button of {address} says {data!r}")

    async def again(self, deed: Update) -> Update:
        self.fake.push_raw(deed.number, deed.raw)
        return deed

    async def says_in_a_group(self, text: str) -> Update:
        number = self.fake.text(7009, text, chat={"id": -5, "type": "group"})
        return Update(self.fake, number)

    async def brings_nonsense(self) -> None:
        number = self.fake.push({"message": {"text": "nobody sent it"}})
        await self.confirmed(Update(self.fake, number))

    async def chat(self, address: str) -> list[Seen]:
        return [_seen(message) for message in self.fake.chats[int(address)].values()]

    async def lose(self, address: str, message_id: str) -> None:
        del self.fake.chats[int(address)][int(message_id)]

    async def trouble(self, kind: Trouble, address: str = "") -> None:
        chat = int(address) if address else None
        times = 1 if kind is Trouble.LOST else ALWAYS
        for method in ("sendMessage", "editMessageText", "sendPhoto", "getFile"):
            self.fake.fault(method, MOODS[kind], times=times, chat=chat)

    async def heal(self) -> None:
        self.fake.heal()

    def changed(self) -> None:
        self.fake.changed()

    async def wait_for(self, condition: Callable[[], Value]) -> Value:
        return await self.fake.wait_for(condition)


def _seen(message: Message) -> Seen:
    strong = [text for tag, text in message.entities if tag == "b"]
    if message.mine or not strong:
        marks = tuple(tag for tag, _ in message.entities)
        shown = Screen(message.text)
        return Seen(str(message.id), shown, message.text, marks, message.mine, message.file)
    before, _, after = message.text.partition(strong[0])
    hint = next((text for tag, text in message.entities if tag == "i"), "")
    rows = tuple(tuple(Button(*button) for button in row) for row in message.rows)
    lines = after.removesuffix(hint).strip("\n").split("\n")
    screen = Screen(strong[0], before.strip("\n"), tuple(filter(None, lines)), rows, hint)
    first = message.text.split("\n")[0]
    return Seen(str(message.id), screen, first, _marks(message), file=message.file)


def _marks(message: Message) -> tuple[str, ...]:
    extra = [tag for tag, _ in message.entities if tag not in OURS]
    return (*extra, *(["preview"] if message.preview and not message.file else []))
