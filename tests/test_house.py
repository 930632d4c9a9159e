"""Never deaf and green: a part that dies takes the house with it, and says so."""

import asyncio
import gc
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event

from bot.channel import Receive
from flows.screen import Outcome, Parcel
from handrail.house import House
from scheduler import timetable
from storage.database import Database
from tests.conftest import staff_the_home
from tests.kill.houses import OddPhones, house_of, houses, owe, owed_rows, photo, shown, working
from tests.phones import Phones
from tests.world import World


@pytest.fixture
def home(sqlite_url: str) -> World:
    """A home in which not every message need be expected."""
    story = World(sqlite_url)
    staff_the_home(story)
    return story


class Ending(Phones):
    """A channel that stops bringing in updates, in one way or another."""

    def __init__(self, error: BaseException | None) -> None:
        super().__init__()
        self._error = error

    async def run(self, receive: Receive) -> None:
        await asyncio.sleep(0)
        if self._error is not None:
            raise self._error


@pytest.fixture(autouse=True)
def _what_ended_is_collected_here() -> Iterator[None]:
    """A task that ended the program is told of when it is collected: not in another test."""
    yield
    gc.collect()


def _run(home: World, clock: Callable[[], datetime] | None = None) -> None:
    """Run a house until it ends by itself."""

    async def once() -> None:
        database = Database(home.url)
        house = house_of(home, database)
        if clock is not None:
            house = House(
                database,
                home.service,
                {"phones": home.phones},
                clock=clock,
                count=lambda _what, **_labels: None,
                gauge=lambda _what, _value: None,
                files=home.files,
            )
        try:
            async with asyncio.timeout(30):
                await house.run()
        finally:
            database.close()

    asyncio.run(once())


ENDINGS = [RuntimeError("x"), MemoryError(), asyncio.CancelledError(), GeneratorExit(), None]


@pytest.mark.parametrize("error", ENDINGS, ids=repr)
def test_a_channel_that_ends_ends_the_house(home: World, error: BaseException | None) -> None:
    home.phones = Ending(error)
    with pytest.raises(BaseExceptionGroup) as ended:
        _run(home)
    assert not ended.group_contains(TimeoutError)


def test_a_channel_that_ends_the_program_ends_the_program(home: World) -> None:
    home.phones = Ending(SystemExit(3))
    with pytest.raises((SystemExit, BaseExceptionGroup)):
        _run(home)


def _clock(home: World, error: BaseException, good: int) -> Callable[[], datetime]:
    """What every round asks for in the loop itself; it fails after so many good answers."""
    readings: Iterator[int] = iter(range(good))

    def now() -> datetime:
        if next(readings, None) is None:
            raise error
        return home.clock.now()

    return now


@pytest.mark.parametrize("error", [asyncio.CancelledError(), GeneratorExit()], ids=repr)
def test_a_round_that_is_ended_from_within_ends_the_house(
    home: World, error: BaseException
) -> None:
    with pytest.raises(BaseExceptionGroup) as ended:
        _run(home, _clock(home, error, good=5))
    assert not ended.group_contains(TimeoutError)


def test_a_round_that_keeps_failing_ends_the_house(
    home: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timetable, "STUCK_SECONDS", 0.1)
    with pytest.raises(BaseExceptionGroup) as ended:
        _run(home, _clock(home, RuntimeError(), good=5))
    assert ended.group_contains(timetable.Stuck)


async def test_stopping_is_no_error_and_finishes_what_is_on_its_way(home: World) -> None:
    class Slow(Phones):
        on_its_way = asyncio.Event()
        let_go = asyncio.Event()

        async def deliver(self, parcel: Parcel) -> Outcome:
            self.on_its_way.set()
            await self.let_go.wait()
            return await super().deliver(parcel)

    home.phones = Slow()
    owe(home, home.senior, "Hello")
    async with houses(home, 1) as (house,):
        running = asyncio.create_task(house.run())
        await home.phones.on_its_way.wait()
        running.cancel()
        home.phones.let_go.set()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert shown(home.senior) == ["Hello"]
    assert [row.state for row in owed_rows(home).values()] == ["sent"]


async def test_stopping_gives_back_what_was_claimed_and_not_yet_sent(home: World) -> None:
    """The next process need not wait for a lease that nobody uses."""
    owe(home, home.senior, "Hello")
    loop, claiming, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def hold(_db: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE outbox") and not go_on.is_set():
            loop.call_soon_threadsafe(claiming.set)
            go_on.wait(10)

    async with houses(home, 1) as (house,):
        event.listen(house.database.engine, "before_cursor_execute", hold)
        running = asyncio.create_task(house.run())
        await claiming.wait()
        running.cancel()
        loop.call_soon(go_on.set)
        with pytest.raises(asyncio.CancelledError):
            await running
    assert shown(home.senior) == []
    assert [row.state for row in owed_rows(home).values()] == ["owed"]


async def test_stopping_does_not_wait_for_a_platform_that_never_answers(
    home: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it arrived is not known, so its lease is left to run out."""
    monkeypatch.setattr("scheduler.outbox.STOP_SECONDS", 0.01)

    class Deaf(Phones):
        on_its_way = asyncio.Event()

        async def deliver(self, parcel: Parcel) -> Outcome:
            self.on_its_way.set()
            await asyncio.Event().wait()
            raise AssertionError

    home.phones = Deaf()
    owe(home, home.senior, "Hello")
    async with houses(home, 1) as (house,), asyncio.timeout(10):
        running = asyncio.create_task(house.run())
        await home.phones.on_its_way.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert [row.state for row in owed_rows(home).values()] == ["sending"]


async def test_what_arrives_is_answered_without_waiting_for_a_tick(
    home: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in timetable.TICKS:
        monkeypatch.setitem(timetable.TICKS, name, 3600)
    answered = asyncio.Event()

    class Watched(OddPhones):
        async def deliver(self, parcel: Parcel) -> Outcome:
            answered.set()
            return await super().deliver(parcel)

    home.phones = Watched()
    async with houses(home, 1) as (house,), working([house]), asyncio.timeout(10):
        await house.inbox.receive("phones", [photo(home.senior.address, 1)])
        await answered.wait()


def test_every_part_says_whether_it_is_well(home: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def look(house: House) -> dict[str, bool]:
        return house.alive()

    rounds = ("handle", "deliver", "sweep", "fetch", "watch")
    assert home.act(look) == dict.fromkeys((*rounds, "phones"), True)
    home.phones.connected = False
    assert home.act(look) == {**dict.fromkeys(rounds, True), "phones": False}
    home.phones.connected = True
    monkeypatch.setattr(timetable, "STUCK_SECONDS", -1)
    assert home.act(look) == {**dict.fromkeys(rounds, False), "phones": True}
