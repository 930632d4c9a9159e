"""A real channel against the small Slack, on a real database, with an inbox that remembers."""

import asyncio
import socket
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
from bot.slack import SlackAccess, SlackChannel
from bot.slack_pace import Pace
from flows.screen import Button, Heard, Later, Outcome, Parcel, Refused, Screen, Sent
from storage.database import Database
from storage.tables import metadata
from tests.databases import open_database
from tests.fake_slack import FakeSlack
from tests.fake_slack_methods import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET

QUICK = Pace(
    first_retry=0.01,
    slow_retry=0.02,
    tell_after=0,
    ping=1,
    look=0.02,
    patience=5,
    routine=0,
    routine_in_chat=0,
)
ROSE = "U7ROSE"
SAM = "U7SAM"
MODES = ("socket", "http")
CARD = Screen("Near miss", "Rose", ("Medicine",), ((Button("I've got this", "t:1"),),))
NEXT = Screen("You have this")


class Inbox:
    """Takes arrivals like the real one: each once, or not at all."""

    def __init__(self, fake: FakeSlack) -> None:
        self._fake = fake
        self.rows: dict[str, Arrival] = {}
        self.failure: Exception | None = None
        self.stall: asyncio.Event | None = None
        self.acknowledged_before: list[bool] = []

    async def receive(self, channel: str, arrivals: Sequence[Arrival]) -> None:
        """Store, noting whether Slack had been told yes before."""
        assert channel == "slack"
        brought = self._fake.deliveries[-1:]
        self.acknowledged_before += [delivery.acknowledged for delivery in brought]
        if self.stall is not None:
            await self.stall.wait()
        if self.failure is not None:
            raise self.failure
        self.rows |= {each.update_id: each for each in arrivals if each.update_id not in self.rows}
        self._fake.changed()


class Alarms(LogCapture):
    """What was logged; whoever waits for something looks again when a line is added."""

    def __init__(self, fake: FakeSlack) -> None:
        super().__init__()
        self._fake = fake

    def __call__(self, logger: Any, method: str, event: Any) -> Any:
        try:
            return super().__call__(logger, method, event)
        finally:
            self._fake.changed()


class Home:
    """One database, one fake, and as many channels as a test starts."""

    def __init__(self, fake: FakeSlack, database: Database) -> None:
        self.fake = fake
        self.database = database
        self.inbox = Inbox(fake)
        self.capture = Alarms(fake)
        self.alarms = self.capture.entries
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def access(self, **changes: Any) -> SlackAccess:
        """Settings that lead to the fake."""
        access = SlackAccess(
            SecretStr(BOT_TOKEN),
            SecretStr(APP_TOKEN),
            SecretStr(SIGNING_SECRET),
            self.fake.base_url,
        )
        return replace(access, **changes)

    def channel(self, *, pace: Pace = QUICK, **access: Any) -> SlackChannel:
        """A channel that talks to the fake."""
        settings = self.access(**access)
        return SlackChannel(settings, self.database, lambda: self.clock(), pace=pace)

    @asynccontextmanager
    async def running(self, mode: str = "socket", **settings: Any) -> AsyncIterator[SlackChannel]:
        """A channel bringing in deliveries until the block ends."""
        listen = f"127.0.0.1:{free_port()}"
        self.fake.request_url = f"http://{listen}/slack/events"
        channel = self.channel(mode=mode, listen=listen, **settings)
        task = asyncio.create_task(channel.run(self.inbox.receive))
        try:
            await self._up(mode, task)
            yield channel
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await channel.close()

    async def _up(self, mode: str, task: asyncio.Task[None]) -> None:
        task.add_done_callback(lambda _: self.fake.changed())
        if mode == "socket":
            await self.fake.wait_for(lambda: self.fake.sockets or task.done())
        else:
            await self.fake.wait_for(lambda: self._said("slack.listening") or task.done())

    def _said(self, event: str) -> Any:
        return next((each for each in self.alarms if each["event"] == event), None)

    def heard(self) -> list[Heard | None]:
        """What was stored, as the channel reads it."""
        channel = self.channel()
        return [channel.read(row.payload) for row in self.inbox.rows.values()]

    async def stored(self, count: int = 1) -> None:
        """Wait until the inbox has this many."""
        await self.fake.wait_for(lambda: len(self.inbox.rows) >= count)

    async def alarm(self, event: str) -> Any:
        """Wait for a line in the log."""

        return await self.fake.wait_for(lambda: self._said(event))


@asynccontextmanager
async def slack_home(folder: Path) -> AsyncIterator[Home]:
    """A home with an empty database and people who can be played."""
    fake = FakeSlack()
    await fake.start()
    fake.join(ROSE)
    try:
        async with another_home(folder, fake) as home:
            yield home
    finally:
        await fake.stop()


@asynccontextmanager
async def another_home(folder: Path, fake: FakeSlack) -> AsyncIterator[Home]:
    """A home with a database of its own, in a Slack that is there already."""
    database = open_database(f"sqlite:///{folder / 'home.db'}")
    with database.transaction() as db:
        metadata.create_all(db)
    home = Home(fake, database)
    structlog.configure(processors=[home.capture])
    try:
        yield home
    finally:
        structlog.reset_defaults()
        database.close()


def quick(**changes: Any) -> Pace:
    """The quick pace with some of it changed."""
    return replace(QUICK, **changes)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def parcel(screen: Screen | None = CARD, number: int = 1, **more: object) -> Parcel:
    """A card for Rose."""
    return Parcel(number, ROSE, screen, **more)  # type: ignore[arg-type]


async def shown(channel: SlackChannel, screen: Screen = CARD) -> str:
    """Show Rose a card; where it is now."""
    outcome = await channel.deliver(parcel(screen))
    assert isinstance(outcome, Sent)
    assert outcome.message_id is not None
    return outcome.message_id


def ids(home: Home, user: str = ROSE) -> list[str]:
    """Where the cards are, oldest first."""
    return [f"D{user[1:]}:{message.ts}" for message in home.fake.shown(user)]


def without_reason(outcome: Outcome) -> Outcome:
    """What an outcome decides, without the words for it."""
    match outcome:
        case Later(_, after, whole):
            return Later("", after, whole)
        case Refused(_, unreachable):
            return Refused("", unreachable)
    return outcome
