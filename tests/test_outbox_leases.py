"""Claims, leases, refusals: a message has one sender at a time, and never none for ever."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from bot.channel import Arrival
from flows.screen import Later, Outcome, Parcel, Refused, Spacing
from handrail.house import House
from scheduler.outbox import Postman
from storage.outbox import Priority
from storage.tables import accounts, cards, outbox
from tests.conftest import staff_the_home
from tests.kill.houses import OddPhones, houses, owe, owed_rows, shown
from tests.phones import Phones
from tests.world import NEAR_MISS, World

LEASE = 16
"""Seconds after which the claim of a sender that died has run out."""


@pytest.fixture
def home(url: str) -> World:
    """A home in which not every message need be expected."""
    story = World(url)
    story.phones = OddPhones()
    staff_the_home(story)
    return story


class Stalling(OddPhones):
    """The first message is on its way until it is let go."""

    def __init__(self, there_first: Callable[[], bool] = lambda: False) -> None:
        super().__init__()
        self.let_go = asyncio.Event()
        self.on_its_way = asyncio.Event()
        self._arrives_before = there_first

    async def deliver(self, parcel: Parcel) -> Outcome:
        """As ever, but the first to come waits on the way there, or on the way back."""
        if self.on_its_way.is_set():
            return await super().deliver(parcel)
        self.on_its_way.set()
        outcome = await super().deliver(parcel) if self._arrives_before() else None
        await self.let_go.wait()
        return outcome or await super().deliver(parcel)


@pytest.mark.parametrize("there_first", [True, False])
def test_what_a_dead_sender_had_claimed_is_sent_by_another_when_its_lease_has_run_out(
    home: World, there_first: bool
) -> None:
    owe(home, home.senior, "Hello")
    home.phones = Stalling(lambda: there_first)

    async def die_while_sending() -> None:
        async with houses(home, 1) as (house,):
            settling = asyncio.create_task(house.settle())
            await home.phones.on_its_way.wait()
            settling.cancel()
            await asyncio.gather(settling, return_exceptions=True)

    asyncio.run(die_while_sending())
    already = 1 if there_first else 0
    home.forward(seconds=LEASE - 2)
    assert len(shown(home.senior)) == already
    home.forward(seconds=2)
    assert len(shown(home.senior)) == already + 1
    home.forward(hours=1)
    assert len(shown(home.senior)) == already + 1
    assert [row.state for row in owed_rows(home).values()] == ["sent"]


def test_of_two_senders_only_the_one_that_holds_the_lease_settles(home: World) -> None:
    """A slow sender wakes up after another has done its work: what it says is no longer asked."""
    owe(home, home.senior, "Hello", card="main")
    home.phones = Stalling()

    async def both() -> None:
        async with houses(home, 2) as (slow, quick):
            settling = asyncio.create_task(slow.settle())
            await home.phones.on_its_way.wait()
            await home.clock.move_to(home.clock.now() + timedelta(seconds=LEASE))
            await quick.settle()
            home.phones.chat(home.senior.address).trouble = [Refused("gone", unreachable=True)]
            home.phones.let_go.set()
            await settling

    asyncio.run(both())
    (row,) = owed_rows(home).values()
    assert (row.state, row.message_id, row.attempts) == ("sent", "1", 2)
    with home.moment() as moment:
        assert moment.db.execute(select(cards.c.message_id)).scalar_one() == "1"
        states = select(accounts.c.state).where(accounts.c.address == home.senior.address)
        assert moment.db.execute(states).scalar_one() == "linked"


def test_a_slow_sender_that_lives_keeps_its_claim(home: World) -> None:
    owe(home, home.senior, "Hello")
    home.phones = Stalling()

    async def slowly() -> None:
        async with houses(home, 1) as (other,):
            slow = _postman(home, other)
            for _ in range(4):
                await slow.work()
                await home.clock.move_to(home.clock.now() + timedelta(seconds=LEASE - 2))
                await other.settle()
            home.phones.let_go.set()
            await slow.settled()

    asyncio.run(slowly())
    assert shown(home.senior) == ["Hello"]
    assert [row.attempts for row in owed_rows(home).values()] == [1]


def test_many_senders_send_each_message_once(home: World) -> None:
    for number in range(60):
        owe(home, home.senior, f"Message {number}", key=str(number))
        owe(home, home.deputy, f"Message {number}", key=f"d{number}")

    async def three() -> None:
        async with houses(home, 3) as senders:
            await asyncio.gather(*(house.settle() for house in senders))

    asyncio.run(three())
    home.settle()
    expected = [f"Message {number}" for number in range(60)]
    assert (shown(home.senior), shown(home.deputy)) == (expected, expected)


class Crashing(Phones):
    """A channel with a fault: it raises, which no channel should."""

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Raise, for one chat."""
        if parcel.address == self.victim:
            raise self.error
        return await super().deliver(parcel)

    victim = ""
    error: BaseException = RuntimeError()


@pytest.mark.parametrize("error", [RuntimeError(), asyncio.CancelledError()], ids=repr)
def test_a_channel_that_raises_fails_one_message_and_only_for_now(
    home: World, error: BaseException
) -> None:
    home.phones = Crashing()
    home.phones.victim, home.phones.error = home.senior.address, error
    owe(home, home.senior, "Hello")
    owe(home, home.deputy, "Hello")
    home.settle()
    assert (shown(home.senior), shown(home.deputy)) == ([], ["Hello"])
    home.phones.victim = ""
    home.forward(seconds=LEASE)
    assert shown(home.senior) == ["Hello"]


def test_a_refusal_that_cannot_be_dealt_with_takes_no_other_outcome_with_it(home: World) -> None:
    """What follows from a refusal may fail; then the refusal is tried again with it."""
    home.phones.chat(home.senior.address).trouble = [Refused("blocked", unreachable=True)] * 2
    home.care_worker.says("/start")
    for label in NEAR_MISS[:-1]:
        home.care_worker.taps(label)
    tap = {"kind": "tap", "from": home.care_worker.address, "data": home.care_worker.button("Send")}

    async def send() -> None:
        async with houses(home, 1) as (house,):
            arrival = Arrival("send", f"phones:{home.care_worker.address}", json.dumps(tap))
            await house.inbox.receive("phones", [arrival])
            await house.inbox.work()
            await house.database.write(_refuse_timeline)
            await house.settle()
            await house.database.write(_allow_timeline)

    asyncio.run(send())
    home.care_worker.sees("Thank you. NM-26-0001")
    receipts = [row for row in owed_rows(home).values() if row.person_id == home.care_worker.id]
    assert {row.state for row in receipts} == {"sent"}
    home.deputy.hears_nothing()
    home.forward(seconds=LEASE)
    home.deputy.expects("Near miss NM-26-0001")
    home.deputy.expects("Sam Okoro cannot be reached here.")


def test_an_alert_whose_last_look_fails_goes_all_the_same(home: World) -> None:
    home.phones.chat(home.senior.address).trouble = [Later("timeout")]
    home.care_worker.files(NEAR_MISS)
    with home.moment() as moment:
        moment.db.execute(text("ALTER TABLE shifts RENAME TO elsewhere"))
    owe(home, home.deputy, "Hello")
    home.forward(seconds=2)
    assert shown(home.deputy) == ["Hello"]
    home.senior.expects("Near miss NM-26-0001")
    assert ("errors", {"where": "claim"}) in home.counts


def test_an_alert_that_nobody_can_read_climbs_at_once(home: World) -> None:
    home.phones.chat(home.senior.address).trouble = [Later("timeout")]
    home.care_worker.files(NEAR_MISS)
    with home.moment() as moment:
        alerts = update(outbox).where(outbox.c.about == "alert")
        moment.db.execute(alerts.values(payload={}))
    home.senior.hears_nothing()
    home.forward(seconds=2)
    home.senior.expects("Near miss NM-26-0001")
    assert {row.state for row in owed_rows(home).values() if row.about == "alert"} == {
        "refused",
        "sent",
    }


def _refuse_timeline(db: Any) -> None:
    """From here on, whatever wants to note something in a timeline fails."""
    if db.dialect.name == "sqlite":
        db.execute(
            text(
                "CREATE TRIGGER fails BEFORE INSERT ON timeline "
                "BEGIN SELECT RAISE(ABORT, 'on purpose'); END"
            )
        )
    else:
        db.execute(text("ALTER TABLE timeline ADD CONSTRAINT fails CHECK (false) NOT VALID"))


def _allow_timeline(db: Any) -> None:
    if db.dialect.name == "sqlite":
        db.execute(text("DROP TRIGGER fails"))
    else:
        db.execute(text("ALTER TABLE timeline DROP CONSTRAINT fails"))


def test_where_there_is_a_pace_one_message_is_on_its_way_at_a_time(home: World) -> None:
    """So a process that is killed leaves one in doubt, and not a hundred."""
    home.phones = Stalling()
    home.phones.spacing = Spacing(timedelta(milliseconds=40), timedelta(seconds=1))
    for member in (home.senior, home.deputy, home.manager):
        owe(home, member, "Routine", priority=Priority.ROUTINE)

    async def with_no_answer() -> None:
        async with houses(home, 1) as (house,):
            postman = _postman(home, house)
            for _ in range(4):
                await postman.work()
                await home.clock.move_to(home.clock.now() + timedelta(seconds=1))
            states = [row.state for row in owed_rows(home).values()]
            assert sorted(states) == ["owed", "owed", "sending"]
            home.phones.let_go.set()
            await postman.settled()

    asyncio.run(with_no_answer())
    home.forward(seconds=3)
    assert {row.state for row in owed_rows(home).values()} == {"sent"}


def _postman(home: World, house: House) -> Postman:
    return Postman(
        house.database,
        {"phones": home.phones},
        home.service,
        clock=home.clock.now,
        wake=lambda: None,
        count=lambda *_, **__: None,
        files=home.files,
    )
