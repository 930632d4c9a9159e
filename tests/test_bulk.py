"""A briefing to very many: as fast as Telegram wants it, behind everything else, once each."""

import signal
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.telegram import TelegramAccess, TelegramChannel
from flows import post
from flows.moment import Moment
from flows.post import Place
from flows.screen import Screen
from handrail.house import House
from handrail.settings import service_of
from handrail.settings_file import load_settings
from storage.database import Database
from storage.outbox import Priority
from tests.channel_rig_telegram import TelegramRig
from tests.channel_world import ChannelWorld
from tests.conftest import staff_the_home
from tests.fake_telegram import TOKEN
from tests.kill.rig import SENIOR, Town, town

CROWD = range(20_000, 20_070)
SECOND = timedelta(seconds=1)


class PacedRig(TelegramRig):
    """Telegram at the pace of the real service."""

    def channel(
        self, database: Database, clock: Callable[[], datetime], token: str = TOKEN
    ) -> TelegramChannel:
        access = TelegramAccess(SecretStr(token), api_base_url=self.fake.base_url)
        return TelegramChannel(access, database, clock)


class PacedWorld(ChannelWorld):
    """Notes when each message arrived, by the clock of the story."""

    def __init__(self, url: str) -> None:
        self.arrived: list[tuple[datetime, int]] = []
        super().__init__(url, PacedRig())

    def goes_on(self, span: timedelta) -> None:
        self.act(lambda house: self._go_on(house, self.clock.now() + span))

    async def _go_on(self, house: House, end: datetime) -> None:
        await self._settled(house)
        while (due := await house.next_event()) is not None and due <= end:
            await self.clock.move_to(due)
            await self._settled(house)

    async def _settled(self, house: House) -> None:
        sent = self.rig.fake.accepted("sendMessage")
        await house.settle()
        fresh = self.rig.fake.accepted("sendMessage")[len(sent) :]
        self.arrived += [(self.clock.now(), call["chat_id"]) for call in fresh]


def owe(moment: Moment, address: str, number: int, priority: Priority = Priority.ROUTINE) -> None:
    screen = Screen(title=f"Message {number}")
    key = f"{address}:{number}:{priority}"
    place = Place("telegram", address)
    post.show(moment, place, screen, key=key, about="briefing", priority=priority)


@pytest.fixture
def paced(url: str) -> Any:
    home = PacedWorld(url)
    staff_the_home(home)
    for chat in CROWD:
        home.rig.join(str(chat))
    yield home
    home.close()


def test_bulk_leaves_within_the_limits_and_everything_else_overtakes_it(paced: PacedWorld) -> None:
    with paced.moment() as moment:
        for chat in CROWD:
            owe(moment, str(chat), 0)
    paced.goes_on(SECOND)
    assert 0 < len(paced.arrived) < len(CROWD)
    before = len(paced.arrived)
    with paced.moment() as moment:
        owe(moment, paced.senior.address, 1, Priority.URGENT)
        owe(moment, paced.deputy.address, 2, Priority.REPLY)
    paced.goes_on(timedelta(0))
    at_once = {chat for at, chat in paced.arrived[before:] if at == paced.clock.now()}
    assert {int(paced.senior.address), int(paced.deputy.address)} <= at_once
    paced.goes_on(timedelta(seconds=5))
    copies = Counter(chat for _, chat in paced.arrived if chat in CROWD)
    assert copies == dict.fromkeys(CROWD, 1)
    times = [at for at, _ in paced.arrived]
    assert max(sum(at <= other < at + SECOND for other in times) for at in times) <= 30


def test_what_can_wait_comes_once_a_second_in_one_chat(paced: PacedWorld) -> None:
    chat = str(CROWD[0])
    for number in range(3):
        with paced.moment() as moment:
            owe(moment, chat, number)
        paced.goes_on(timedelta(milliseconds=100))
    paced.goes_on(timedelta(seconds=5))
    times = [at for at, _ in paced.arrived]
    assert len(times) == 3
    assert all(after - before >= SECOND for before, after in pairwise(times))


async def test_killed_half_way_nobody_gets_it_twice_but_the_one_in_flight(
    url: str, tmp_path: Path
) -> None:
    async with town(tmp_path, url, 1) as home:
        with home.database() as database, database.transaction() as db:
            service = service_of(load_settings(home.config))
            for chat in CROWD:
                home.fake.chats[chat]
                owe(Moment(db, service, datetime.now(UTC)), str(chat), 0)
        home.fake.chats[SENIOR]
        await home.start()
        await home.fake.wait_for(lambda: len(told(home)) >= len(CROWD) // 2, seconds=60)
        assert await home.stop(signal.SIGKILL) == -signal.SIGKILL
        home.let_leases_run_out()
        await home.start()
        home.fake.text(SENIOR, "/start")
        await home.fake.wait_for(lambda: home.fake.last(SENIOR), seconds=60)
        assert len(told(home)) < len(CROWD)
        await home.quiet()
        copies = Counter(told(home))
        assert set(copies) == set(CROWD)
        assert copies.total() <= len(CROWD) + 1
        assert await home.stop(signal.SIGTERM) == 0


def told(home: Town) -> list[int]:
    sent = home.fake.accepted("sendMessage")
    return [call["chat_id"] for call in sent if call["chat_id"] in CROWD]
