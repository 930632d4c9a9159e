"""What came in is kept before it is confirmed, handled once and in order, or said to be unsaved."""

import asyncio
import json
import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bot.channel import Arrival
from handrail.house import House
from storage.database import Database, TransactionLost
from storage.inbox import KEEP
from storage.tables import inbox, outbox
from tests.conftest import staff_the_home
from tests.kill.full_disk import FullDisk
from tests.kill.houses import OddPhones, answers_in, count_of, houses, photo
from tests.world import NEAR_MISS, Member, World

UNSAVED = "I could not save that. Your other answers are safe."


@pytest.fixture
def home(url: str) -> World:
    """A home in which not every message need be expected."""
    story = World(url)
    story.phones = OddPhones()
    staff_the_home(story)
    return story


def _rows(world: World) -> list[tuple[str, str]]:
    with world.moment() as moment:
        query = select(inbox.c.update_id, inbox.c.state).order_by(inbox.c.id)
        return [(row.update_id, row.state) for row in moment.db.execute(query)]


async def test_what_is_confirmed_is_on_disk(home: World) -> None:
    other = Database(home.url)
    async with houses(home, 1) as (house,):
        await house.inbox.receive("phones", [photo("1001", 1)])
        with other.transaction() as db:
            assert count_of(db, inbox, inbox.c.state == "waiting") == 1
    other.close()


async def test_what_could_not_be_kept_is_not_confirmed(home: World) -> None:
    with home.moment() as moment:
        moment.db.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))
    async with houses(home, 1) as (house,):
        with pytest.raises(DBAPIError):
            await house.inbox.receive("phones", [photo("1001", 1)])


@pytest.mark.parametrize("seed", range(3))
def test_each_update_counts_once_however_often_it_is_delivered(home: World, seed: int) -> None:
    arrivals = [photo(home.care_worker.address, number) for number in range(12)] * 3
    random.Random(seed).shuffle(arrivals)

    async def deliver() -> None:
        async with houses(home, 2) as pair:
            await asyncio.gather(
                *(
                    pair[number % 2].inbox.receive("phones", arrivals[number : number + 3])
                    for number in range(0, len(arrivals), 3)
                )
            )
            await asyncio.gather(*(house.settle() for house in pair))

    asyncio.run(deliver())
    home.settle()
    assert sorted(answers_in(home.phones, home.care_worker.address)) == list(range(12))
    assert {state for _, state in _rows(home)} == {"done"}
    assert len(_rows(home)) == 12


def test_an_update_delivered_again_after_it_was_handled_changes_nothing(home: World) -> None:
    home.care_worker.says("/start")
    for label in NEAR_MISS[:-1]:
        home.care_worker.taps(label)
    send = home.care_worker.button("Send")
    for _ in range(3):
        home.care_worker.sends_data(send, update_id="the same")
    assert [case["reference"] for case in home.cases()] == ["NM-26-0001"]


def test_a_button_tapped_twice_at_once_files_one_report(home: World) -> None:
    """Two updates, two processes, one draft."""
    home.care_worker.says("/start")
    for label in NEAR_MISS[:-1]:
        home.care_worker.taps(label)
    tap = {"kind": "tap", "from": home.care_worker.address, "data": home.care_worker.button("Send")}

    async def both() -> None:
        async with houses(home, 2) as pair:
            for number, house in enumerate(pair):
                arrival = Arrival(f"tap {number}", f"phones:{number}", json.dumps(tap))
                await house.inbox.receive("phones", [arrival])
            await asyncio.gather(*(house.settle() for house in pair))

    asyncio.run(both())
    home.forward(seconds=2)
    assert len(home.cases()) == 1
    assert sum("Thank you. NM-26-0001" in m.shown for m in home.care_worker.messages) == 1


def test_what_was_handled_is_erased_and_only_its_id_is_kept(home: World) -> None:
    home.care_worker.says("found two tablets in the pot")
    with home.moment() as moment:
        kept = moment.db.execute(select(inbox.c.payload, inbox.c.update_id)).one()
    assert kept.payload is None
    assert kept.update_id


def test_an_id_is_forgotten_after_days_and_taken_again(home: World) -> None:
    """Telegram may begin its numbers anew after a week of silence."""

    def hand_in() -> list[int]:
        async def receive() -> None:
            async with houses(home, 1) as (house,):
                await house.inbox.receive("phones", [photo(home.care_worker.address, 17)])
                await house.settle()
                await house.watch()

        asyncio.run(receive())
        return answers_in(home.phones, home.care_worker.address)

    assert hand_in() == [17]
    home.sleep(seconds=KEEP.total_seconds() - 1)
    assert hand_in() == [17]
    home.sleep(seconds=2)
    home.act(lambda house: house.watch())
    assert hand_in() == [17, 17]


def test_what_nobody_can_read_is_set_aside_and_the_others_go_on(home: World) -> None:
    home.receive(
        {"kind": "text", "from": home.senior.address, "text": "hello", "message": "1"},
        {"kind": "broken", "from": home.care_worker.address, "id": "broken"},
        {"kind": "text", "from": home.deputy.address, "text": "hello", "message": "2"},
    )
    assert [state for _, state in _rows(home)] == ["done", "aside", "done"]
    home.care_worker.expects(UNSAVED, "phone the senior")
    home.senior.sees_no(UNSAVED)
    assert ("turns", {"channel": "phones", "outcome": "aside"}) in home.counts


@pytest.mark.parametrize(
    "error", [RuntimeError("x"), asyncio.CancelledError(), SystemExit(0), KeyError("x")], ids=repr
)
def test_what_fails_is_tried_again_and_after_ten_seconds_the_person_hears(
    home: World, error: BaseException
) -> None:
    home.phones.trouble_with[home.care_worker.address] = error
    home.receive({"kind": "photo", "what": "photo 1", "from": home.care_worker.address})
    for wait in (1, 3):
        home.care_worker.hears_nothing()
        home.forward(seconds=wait)
    home.care_worker.hears_nothing()
    home.forward(seconds=6)
    assert [state for _, state in _rows(home)] == ["aside"]
    home.care_worker.expects(UNSAVED, "phone the senior")


def test_what_fails_once_is_handled_on_the_next_try(home: World) -> None:
    home.phones.trouble_with[home.care_worker.address] = OSError()
    home.receive({"kind": "photo", "what": "photo 1", "from": home.care_worker.address})
    del home.phones.trouble_with[home.care_worker.address]
    home.forward(seconds=1)
    assert answers_in(home.phones, home.care_worker.address) == [1]
    home.care_worker.sees_no(UNSAVED)


def test_a_person_s_next_words_wait_for_those_before_and_other_people_do_not(
    home: World,
) -> None:
    asha, sam = home.care_worker.address, home.senior.address
    home.phones.trouble_with[asha] = OSError()
    home.receive({"kind": "photo", "what": "photo 1", "from": asha})
    del home.phones.trouble_with[asha]
    home.receive({"kind": "photo", "what": "photo 2", "from": asha})
    home.receive({"kind": "photo", "what": "photo 3", "from": sam})
    assert answers_in(home.phones, asha) == []
    assert answers_in(home.phones, sam) == [3]
    home.forward(seconds=1)
    assert answers_in(home.phones, asha) == [1, 2]


def test_what_was_set_aside_is_kept_as_it_came(home: World) -> None:
    home.receive({"kind": "broken", "from": home.care_worker.address, "id": "broken"})
    home.sleep(days=30)
    home.act(lambda house: house.watch())
    with home.moment() as moment:
        payload = moment.db.execute(select(inbox.c.payload)).scalar_one()
    assert json.loads(payload)["kind"] == "broken"


def test_updates_of_a_channel_that_is_gone_hold_up_nobody(home: World) -> None:
    """The home changed its channel while something still waited."""

    async def take_in() -> None:
        async with houses(home, 1) as (house,):
            await house.inbox.receive("smoke", [Arrival("1", "smoke:1", "{}")])
            await house.inbox.receive("phones", [photo(home.senior.address, 1)])

    asyncio.run(take_in())
    for seconds in (1, 3, 6, 10):
        home.forward(seconds=seconds)
    assert answers_in(home.phones, home.senior.address) == [1]
    assert {state for _, state in _rows(home)} == {"done", "aside"}


@pytest.mark.parametrize("error", [RuntimeError, SystemExit, asyncio.CancelledError])
def test_a_channel_that_can_never_read_holds_up_nobody(
    home: World, error: type[BaseException]
) -> None:
    """Even telling the person fails then, for it cannot be seen who it was."""
    home.phones.trouble_with[home.care_worker.address] = error()
    home.receive({"kind": "photo", "what": "photo 1", "from": home.care_worker.address})
    for number in range(5):
        home.receive({"kind": "photo", "what": f"photo {number}", "from": home.senior.address})
        home.forward(seconds=5)
    assert answers_in(home.phones, home.senior.address) == list(range(5))
    assert _rows(home)[0][1] == "aside"


def test_nothing_is_owed_by_a_turn_that_failed(home: World) -> None:
    home.receive({"kind": "broken", "from": home.care_worker.address, "id": "broken"})
    with home.moment() as moment:
        keys = moment.db.execute(select(outbox.c.key)).scalars().all()
    assert keys == ["unsaved:1"]


def test_a_full_disk_in_a_turn_loses_nothing_of_those_handled_with_it(sqlite_url: str) -> None:
    """SQLite then ends the transaction of all of them by itself; none of them may pass as done."""
    home = World(sqlite_url)
    home.phones = OddPhones()
    staff_the_home(home)

    async def full() -> None:
        async with houses(home, 1) as (house,):
            arrivals = [photo(str(1001 + number % 4), number) for number in range(40)]
            await house.inbox.receive("phones", arrivals)
            with FullDisk(house.database), suppress(DBAPIError, TransactionLost):
                for _ in range(20):
                    await house.inbox.work()

    asyncio.run(full())
    home.settle()
    for seconds in (1, 3, 6, 10):
        home.forward(seconds=seconds)
    answered = [answers_in(home.phones, str(1001 + chat)) for chat in range(4)]
    assert answered == [list(range(chat, 40, 4)) for chat in range(4)]


TEN_SECONDS_ON = datetime(2026, 3, 10, 14, 0, 10, tzinfo=UTC)
STANDS_STILL = "I have kept that. I cannot go on now, and nobody has been told."


def test_on_a_full_disk_whoever_waits_hears_it_once_and_the_work_goes_on_afterwards(
    sqlite_url: str,
) -> None:
    home = World(sqlite_url)
    home.phones = OddPhones()
    staff_the_home(home)
    asha, sam = home.care_worker, home.senior

    async def full() -> None:
        async with houses(home, 1) as (house,):
            arrivals = [photo(member.address, 1) for member in (asha, sam) for _ in range(30)]
            unread = [Arrival(f"u{n}", a.conversation, a.payload) for n, a in enumerate(arrivals)]
            await house.inbox.receive("phones", unread)
            with FullDisk(house.database):
                for seconds in (0, 9, 1, 1):
                    await home.clock.move_to(home.clock.now() + timedelta(seconds=seconds))
                    await _stuck(house)
                    told = [_said(member, STANDS_STILL) for member in (asha, sam)]
                    assert told == ([0, 0] if home.clock.now() < TEN_SECONDS_ON else [1, 1])

    asyncio.run(full())
    home.settle()
    assert answers_in(home.phones, asha.address) == [1] * 30
    assert answers_in(home.phones, sam.address) == [1] * 30
    assert {state for _, state in _rows(home)} == {"done"}


def _said(member: Member, words: str) -> int:
    return sum(words in message.shown for message in member.messages)


async def _stuck(house: House) -> None:
    """Work until a turn does not fit on the disk any more."""
    with suppress(DBAPIError, TransactionLost):
        while await house.inbox.work():
            pass
