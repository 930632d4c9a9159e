"""Two that want the same at once on PostgreSQL: one waits, or is ended and does its work again."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from threading import Event

import pytest
from sqlalchemy import Connection, select, text

from bot.channel import Arrival
from flows import staff
from flows.moment import Moment
from handrail.house import House
from storage.shifts import on_shift
from storage.tables import cases
from tests.conftest import staff_the_home
from tests.kill.houses import houses
from tests.world import NEAR_MISS, Member, World

WAITING = text(
    "SELECT count(*) FROM pg_locks WHERE NOT granted "
    "AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
)


@pytest.fixture
def home(postgres_url: str) -> World:
    """Two reports that one senior has been told of, and nobody has taken."""
    story = World(postgres_url)
    staff_the_home(story)
    for _ in range(2):
        story.care_worker.files(NEAR_MISS)
    return story


def _lock(db: Connection, case_id: int) -> None:
    db.execute(select(cases.c.id).where(cases.c.id == case_id).with_for_update()).one()


def _against(db: Connection, first: int, then: int, ready: Callable[[], object]) -> None:
    """Hold one case, and want the other as soon as somebody who holds that waits for ours.

    It never looks for a deadlock itself, so it is not the one that PostgreSQL ends.
    """
    db.execute(text("SET LOCAL deadlock_timeout = '1min'"))
    _lock(db, first)
    ready()
    while _waiting(db) == 0:
        pass
    _lock(db, then)


async def _deadlocked(home: World, work: Callable[[House], Awaitable[object]]) -> None:
    """Whoever finds the deadlock is the one that PostgreSQL ends: the work, and not its rival."""
    loop = asyncio.get_running_loop()
    async with houses(home, 2) as (house, rival), asyncio.timeout(20):
        ready = asyncio.Event()
        holds = partial(loop.call_soon_threadsafe, ready.set)
        other = asyncio.create_task(
            rival.database.write(lambda db: _against(db, first=2, then=1, ready=holds))
        )
        await ready.wait()
        await work(house)
        await other


def _rung_of(home: World, reference: str) -> str:
    told = [e for e in home.account(reference)["timeline"] if e["what"] == "Told"]
    return str(told[-1]["detail"])


def test_who_leaves_while_they_take_it_does_not_keep_it(home: World) -> None:
    """Their tap waits for the case; meanwhile the manager takes them out of the staff list."""
    take = home.senior.button("I've got this")
    tap = Arrival("take", "phones:sam", json.dumps(_tap(home.senior, take)))
    locked, let_go = Event(), Event()

    def hold(db: Connection) -> None:
        _lock(db, 2)
        locked.set()
        assert let_go.wait(20)

    def leave(db: Connection) -> None:
        moment = Moment(db, home.service, home.clock.now())
        staff.leave(moment, staff.find_person(moment, home.senior.name))

    async def at_once() -> None:
        async with houses(home, 3) as (acting, leaving, other), asyncio.timeout(20):
            await acting.inbox.receive("phones", [tap])
            holding = asyncio.create_task(other.database.write(hold))
            await asyncio.to_thread(locked.wait)
            turn = asyncio.create_task(acting.inbox.work())
            while await other.database.read(_waiting) < 1:
                pass
            gone = asyncio.create_task(leaving.database.write(leave))
            while not gone.done() and await other.database.read(_waiting) < 2:
                pass
            let_go.set()
            await asyncio.gather(holding, turn, gone)

    asyncio.run(at_once())
    home.settle()
    assert home.account("NM-26-0002")["steps"][1]["state"] == "owed"
    home.deputy.expects("NM-26-0002", "Sam Okoro no longer works here")


def _tap(member: Member, data: str) -> dict[str, str]:
    return {"kind": "tap", "from": member.address, "data": data}


def _waiting(db: Connection) -> int:
    return int(db.execute(WAITING).scalar_one())


def test_a_turn_that_lost_a_deadlock_is_handled_a_second_later(home: World) -> None:
    """Going off duty takes both cases, one after the other."""
    home.senior.says("/start")
    tap = _tap(home.senior, "d:off")

    async def off_duty(house: House) -> None:
        arrival = Arrival("off", f"phones:{home.senior.address}", json.dumps(tap))
        await house.inbox.receive("phones", [arrival])
        await house.inbox.work()

    asyncio.run(_deadlocked(home, off_duty))
    assert ("errors", {"where": "turn"}) in home.counts, "there was a deadlock, and we lost it"
    with home.moment() as moment:
        assert home.senior.id in on_shift(moment.db), "nothing of it is left"
    home.forward(seconds=1)
    with home.moment() as moment:
        assert home.senior.id not in on_shift(moment.db)
    for number in (1, 2):
        assert "on duty" not in _rung_of(home, f"NM-26-000{number}")
