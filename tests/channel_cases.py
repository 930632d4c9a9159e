"""One channel opened for one shared test, and which channels there are."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from flows.screen import Later, Outcome, Parcel, Refused, Screen, Sent
from storage.database import Database
from tests.channel_rig_practice import PracticeRig
from tests.channel_rig_slack import SlackRig
from tests.channel_rig_telegram import TelegramRig
from tests.channel_rigs import Rig
from tests.databases import open_database

ROSE, SAM = 7001, 7002

CHANNELS: dict[str, Callable[[], Rig]] = {
    "telegram": TelegramRig,
    "slack": SlackRig,
    "practice": PracticeRig,
}
DOORS: dict[str, Callable[[], Rig]] = CHANNELS | {
    "telegram webhook": lambda: TelegramRig("webhook"),
    "slack http": lambda: SlackRig("http"),
}
"""Every way by which something can come in."""


def needs(rig: Rig, what: object) -> None:
    """Leave the test out where the channel has no such thing, for the reason its rig gives."""
    if what in rig.lacks:
        pytest.skip(f"{rig.name}: {rig.lacks[what]}")


class Line:
    """A channel, its rig, and two people who have a chat with us."""

    def __init__(self, rig: Rig, database: Database) -> None:
        self.rig = rig
        self.database = database
        for number in (ROSE, SAM):
            rig.join(rig.address(number))
        self.channel = rig.channel(database, self.clock)

    def clock(self) -> datetime:
        return datetime(2026, 1, 9, 14, 5, tzinfo=UTC)

    def address(self, number: int) -> str:
        return self.rig.address(number)

    async def deliver(self, screen: Screen | None, number: int = 1, **more: Any) -> Outcome:
        """Something for Rose."""
        outcome: Outcome = await self.channel.deliver(
            Parcel(number, self.address(ROSE), screen, **more)
        )
        return outcome

    async def shows(self, screen: Screen, **more: Any) -> str:
        """Rose is shown this; where it stands."""
        outcome = await self.deliver(screen, **more)
        assert isinstance(outcome, Sent), outcome
        assert outcome.message_id is not None
        return outcome.message_id

    async def hears_of_it(self, number: int) -> None:
        """The person is told, once, that it was not saved, and whom to turn to."""
        while not (told := await self._unsaved(number)):
            await self.rig.next_change()
        assert len(told) == 1
        assert "phone the senior" in told[0]

    async def _unsaved(self, number: int) -> list[str]:
        told = await self.rig.told(self.address(number))
        return [words for words in told if "not save" in words]


@asynccontextmanager
async def opened(rig: Rig, url: str) -> AsyncIterator[Line]:
    database = open_database(url)
    await rig.start()
    line = Line(rig, database)
    try:
        yield line
    finally:
        await rig.close(line.channel)
        await rig.stop()
        database.close()


def without_reason(outcome: Outcome) -> Outcome:
    """What an outcome decides, without the words for it."""
    match outcome:
        case Later(_, after, whole):
            return Later("", after, whole)
        case Refused(_, unreachable):
            return Refused("", unreachable)
    return outcome
