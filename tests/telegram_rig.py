"""A real channel against the small Bot API, on a real database, with an inbox that remembers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from pydantic import SecretStr
from structlog.testing import LogCapture

from bot.channel import Arrival
from bot.telegram import TelegramAccess, TelegramChannel
from bot.telegram_pace import Pace
from storage.database import Database
from storage.tables import metadata
from tests.databases import open_database
from tests.fake_telegram import TOKEN, FakeTelegram

QUICK = Pace(
    first_retry=0.01,
    longest_retry=0.05,
    slow_retry=0.02,
    standby=0.02,
    store_retry=0.01,
    tell_after=0,
    routine=0,
    routine_in_chat=0,
)
ROSE = 7001
SAM = 7002


class Inbox:
    """Takes arrivals like the real one: each once, or not at all."""

    def __init__(self, fake: FakeTelegram) -> None:
        self._fake = fake
        self.rows: dict[str, Arrival] = {}
        self.failure: Exception | None = None
        self.confirmed_before: list[list[int]] = []
        self.answered_before: list[int] = []
        self.before: Callable[[], Any] | None = None
        self.after: Callable[[], Any] | None = None

    async def receive(self, channel: str, arrivals: Sequence[Arrival]) -> None:
        """Store, noting what Telegram had been told until then."""
        assert channel == "telegram"
        self.confirmed_before.append(list(self._fake.confirmed))
        self.answered_before.append(len(self._fake.accepted("answerCallbackQuery")))
        if self.failure is not None:
            raise self.failure
        self.rows |= {each.update_id: each for each in arrivals if each.update_id not in self.rows}
        self._fake.changed()
        if self.after is not None:
            self.after()

    def numbers(self) -> list[int]:
        """The ids Telegram gave, in the order they were stored."""
        return [int(update_id.partition(":")[2]) for update_id in self.rows]


class Alarms(LogCapture):
    """What was logged; whoever waits for something looks again when a line is added."""

    def __init__(self, fake: FakeTelegram) -> None:
        super().__init__()
        self._fake = fake

    def __call__(self, logger: Any, method: str, event: Any) -> Any:
        try:
            return super().__call__(logger, method, event)
        finally:
            self._fake.changed()


class Home:
    """One database, one fake, and as many channels as a test starts."""

    def __init__(self, fake: FakeTelegram, database: Database) -> None:
        self.fake = fake
        self.database = database
        self.inbox = Inbox(fake)
        self.capture = Alarms(fake)
        self.alarms = self.capture.entries
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def channel(self, *, token: str = TOKEN, pace: Pace = QUICK, **access: Any) -> TelegramChannel:
        """A channel that talks to the fake."""
        bases = {"api_base_url": self.fake.base_url, "file_base_url": self.fake.file_base_url}
        settings = TelegramAccess(SecretStr(token), **bases, **access)
        return TelegramChannel(settings, self.database, lambda: self.clock(), pace=pace)

    @asynccontextmanager
    async def running(
        self, channel: TelegramChannel | None = None, **settings: Any
    ) -> AsyncIterator[asyncio.Task[None]]:
        """A channel bringing in updates until the block ends."""
        channel = channel or self.channel(**settings)
        task = asyncio.create_task(channel.run(self.inbox.receive))
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await channel.close()

    async def stored(self, *numbers: int) -> None:
        """Wait until the inbox has these updates."""
        await self.fake.wait_for(lambda: set(numbers) <= set(self.inbox.numbers()))

    async def alarm(self, event: str) -> Any:
        """Wait for a line in the log."""

        def raised() -> Any:
            return next((each for each in self.alarms if each["event"] == event), None)

        return await self.fake.wait_for(raised)


@asynccontextmanager
async def telegram_home(folder: Path) -> AsyncIterator[Home]:
    """A home with an empty database and people who can be played."""
    database = open_database(f"sqlite:///{folder / 'home.db'}")
    with database.transaction() as db:
        metadata.create_all(db)
    fake = FakeTelegram()
    await fake.start()
    home = Home(fake, database)
    structlog.configure(processors=[home.capture])
    try:
        yield home
    finally:
        structlog.reset_defaults()
        await fake.stop()
        database.close()


def quick(**changes: Any) -> Pace:
    """The quick pace with some of it changed."""
    return replace(QUICK, **changes)
