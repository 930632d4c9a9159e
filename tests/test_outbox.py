"""Nothing is sent that was not owed, and nothing that was owed is forgotten."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from flows.post import Place, show
from flows.screen import Later, Outcome, Parcel, Refused, Screen
from storage.outbox import Priority
from storage.tables import outbox
from tests.conftest import staff_the_home
from tests.kill.houses import OddPhones, count_of, houses
from tests.phones import Phones
from tests.world import NEAR_MISS, Member, World

LEASE = 61
"""Seconds after which the claim of a sender that died has run out."""


@pytest.fixture
def home(url: str) -> World:
    """A home in which not every message need be expected."""
    story = World(url)
    story.phones = OddPhones()
    staff_the_home(story)
    return story


def _owe(home: World, to: Member, title: str, **row: Any) -> None:
    with home.moment() as moment:
        at = row.pop("in_seconds", None)
        show(
            moment,
            Place("phones", to.address, to.id),
            Screen(title=title),
            key=row.pop("key", f"{to.id}:{title}"),
            about="answer",
            at=None if at is None else moment.now + timedelta(seconds=at),
            **row,
        )


def _shown(member: Member) -> list[str]:
    return [message.shown.strip() for message in member.messages]


def _rows(home: World) -> dict[str, Any]:
    with home.moment() as moment:
        return {row.key: row for row in moment.db.execute(select(outbox).order_by(outbox.c.id))}


def test_what_an_event_owes_is_undone_with_the_event(home: World) -> None:
    with pytest.raises(RuntimeError), home.moment() as moment:
        _owed_and_then_failing(moment, home.senior)
    home.settle()
    assert _rows(home) == {}
    assert _shown(home.senior) == []


def _owed_and_then_failing(moment: Any, to: Member) -> None:
    show(moment, Place("phones", to.address), Screen(title="Hello"), key="k", about="answer")
    raise RuntimeError


def test_what_is_owed_twice_under_one_key_is_sent_once(home: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        owing = [
            pool.submit(_owe, home, home.senior, "Hello", key="escalation:17:2") for _ in range(8)
        ]
        for one in owing:
            one.result()
    home.settle()
    home.settle()
    assert _shown(home.senior) == ["Hello"]


def test_messages_in_one_chat_come_in_the_order_they_were_owed(home: World) -> None:
    for number in range(8):
        _owe(home, home.senior, f"Message {number}")
    home.settle()
    assert _shown(home.senior) == [f"Message {number}" for number in range(8)]


def test_a_message_that_must_wait_holds_its_own_chat_and_no_other(home: World) -> None:
    home.phones.chat(home.senior.address).trouble = [Later("timeout")]
    for number in range(3):
        _owe(home, home.senior, f"Message {number}")
        _owe(home, home.deputy, f"Message {number}")
    home.settle()
    assert _shown(home.deputy) == ["Message 0", "Message 1", "Message 2"]
    assert _shown(home.senior) == []
    home.forward(seconds=2)
    assert _shown(home.senior) == ["Message 0", "Message 1", "Message 2"]


def test_a_chat_the_platform_holds_waits_as_long_as_it_says(home: World) -> None:
    home.phones.chat(home.senior.address).trouble = [Later("429", after=30)]
    for number in range(3):
        _owe(home, home.senior, f"Message {number}")
        _owe(home, home.deputy, f"Message {number}")
    home.settle()
    home.forward(seconds=29)
    assert _shown(home.senior) == []
    assert len(_shown(home.deputy)) == 3
    home.forward(seconds=1)
    assert _shown(home.senior) == ["Message 0", "Message 1", "Message 2"]
    assert len(home.phones.sent) == 6


def test_urgent_goes_first_and_overtakes_what_waits(home: World) -> None:
    home.phones.chat(home.senior.address).trouble = [Later("timeout")]
    _owe(home, home.senior, "Routine", priority=Priority.ROUTINE)
    home.settle()
    _owe(home, home.senior, "Reply")
    _owe(home, home.senior, "Urgent", priority=Priority.URGENT)
    home.settle()
    assert _shown(home.senior) == ["Urgent"]
    home.forward(seconds=2)
    assert _shown(home.senior) == ["Urgent", "Reply", "Routine"]


def test_one_urgent_message_passes_five_hundred_routine_ones(home: World) -> None:
    with home.moment() as moment:
        for number in range(500):
            show(
                moment,
                Place("phones", str(5000 + number)),
                Screen(title="Please read"),
                key=f"routine:{number}",
                about="answer",
                priority=Priority.ROUTINE,
            )
    _owe(home, home.senior, "Urgent", priority=Priority.URGENT)
    home.settle()
    assert len(home.phones.sent) == 501
    assert home.phones.sent[0].address == home.senior.address


def test_a_newer_screen_of_a_card_takes_the_place_of_an_unsent_one(home: World) -> None:
    for number in range(3):
        _owe(home, home.senior, f"Screen {number}", card="main")
        _owe(home, home.deputy, f"Screen {number}", card="main")
    _owe(home, home.senior, "Another card", card="other")
    home.settle()
    assert _shown(home.senior) == ["Screen 2", "Another card"]
    assert _shown(home.deputy) == ["Screen 2"]
    assert [row.state for row in _rows(home).values()].count("superseded") == 4


def test_what_is_owed_for_later_holds_up_nothing_and_comes_in_time(home: World) -> None:
    _owe(home, home.senior, "In an hour", in_seconds=3600)
    _owe(home, home.senior, "Now")
    home.settle()
    assert _shown(home.senior) == ["Now"]
    home.forward(seconds=3599)
    assert _shown(home.senior) == ["Now"]
    home.forward(seconds=1)
    assert _shown(home.senior) == ["Now", "In an hour"]


def test_content_is_erased_once_a_message_is_settled(home: World) -> None:
    home.phones.chat(home.deputy.address).trouble = [Refused("too odd")]
    _owe(home, home.senior, "Sent")
    _owe(home, home.deputy, "Refused")
    _owe(home, home.manager, "Superseded", card="main")
    _owe(home, home.manager, "Newer", card="main")
    home.settle()
    states = {row.state for row in _rows(home).values()}
    assert states == {"sent", "refused", "superseded"}
    with home.moment() as moment:
        assert count_of(moment.db, outbox, outbox.c.payload.is_not(None)) == 0


def test_while_the_whole_channel_is_down_nothing_is_held_against_a_message(
    home: World,
) -> None:
    """Five minutes of refused tokens, then all is well again: every message comes, once."""
    people = (home.senior, home.deputy, home.manager)
    down = Later("the token is refused", after=30, whole_channel=True)
    for member in people:
        home.phones.chat(member.address).trouble = [down] * 10
        _owe(home, member, "Hello")
    home.settle()
    for _ in range(9):
        home.forward(seconds=30)
    assert [_shown(member) for member in people] == [[], [], []]
    assert {(row.state, row.attempts) for row in _rows(home).values()} == {("owed", 0)}
    home.forward(seconds=30)
    assert [_shown(member) for member in people] == [["Hello"]] * 3


@pytest.mark.parametrize("attempts", [40, 1100, 1_000_000])
def test_after_a_night_without_a_line_it_is_still_tried(home: World, attempts: int) -> None:
    _owe(home, home.senior, "Hello")
    with home.moment() as moment:
        moment.db.execute(update(outbox).values(attempts=attempts))
    home.phones.chat(home.senior.address).trouble = [Later("unreachable")] * 3
    home.settle()
    for _ in range(3):
        home.forward(seconds=120)
    assert _shown(home.senior) == ["Hello"]


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
    _owe(home, home.senior, "Hello")
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
    assert len(_shown(home.senior)) == already
    home.forward(seconds=2)
    assert len(_shown(home.senior)) == already + 1
    home.forward(hours=1)
    assert len(_shown(home.senior)) == already + 1
    assert [row.state for row in _rows(home).values()] == ["sent"]


def test_of_two_senders_only_the_one_that_holds_the_lease_settles(home: World) -> None:
    """A slow sender wakes up after another has done its work: what it says is no longer asked."""
    _owe(home, home.senior, "Hello", card="main")
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
    (row,) = _rows(home).values()
    assert (row.state, row.message_id, row.attempts) == ("sent", "1", 2)
    with home.moment() as moment:
        shown = text("SELECT message_id FROM cards")
        assert moment.db.execute(shown).scalar_one() == "1"


def test_many_senders_send_each_message_once(home: World) -> None:
    for number in range(60):
        _owe(home, home.senior, f"Message {number}", key=str(number))
        _owe(home, home.deputy, f"Message {number}", key=f"d{number}")

    async def three() -> None:
        async with houses(home, 3) as senders:
            await asyncio.gather(*(house.settle() for house in senders))

    asyncio.run(three())
    home.settle()
    expected = [f"Message {number}" for number in range(60)]
    assert (_shown(home.senior), _shown(home.deputy)) == (expected, expected)


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
    _owe(home, home.senior, "Hello")
    _owe(home, home.deputy, "Hello")
    home.settle()
    assert (_shown(home.senior), _shown(home.deputy)) == ([], ["Hello"])
    home.phones.victim = ""
    home.forward(seconds=LEASE)
    assert _shown(home.senior) == ["Hello"]


def test_what_cannot_be_worked_out_about_one_message_holds_up_no_other(home: World) -> None:
    """The last look at an alert, and what follows when it cannot arrive, are work that may fail."""
    home.phones.chat(home.senior.address).trouble = [Later("timeout"), Refused("blocked", True)]
    home.care_worker.files(NEAR_MISS)
    with home.moment() as moment:
        _refuse_timeline(moment.db)
    home.forward(seconds=2)
    _owe(home, home.deputy, "Hello")
    _owe(home, home.manager, "Hello")
    home.settle()
    assert "Hello" in _shown(home.deputy)
    assert {row.state for key, row in _rows(home).items() if key.endswith("Hello")} == {"sent"}


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
