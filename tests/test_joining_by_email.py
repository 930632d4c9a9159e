"""Joining by the e-mail address that a channel vouches for, where the home allows it."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from bot.inbox import NOT_KNOWN
from flows import staff
from flows.joining import SENTENCE
from flows.roles import Role
from flows.screen import Introduced, Later
from handrail.house import House
from storage.database import Database
from storage.tables import inbox, people, strangers
from tests.phones import Phones
from tests.world import NEAR_MISS, Member, World

EMAIL = "bo@willow.example"
DOWN = Later("the platform does not answer")


@pytest.fixture
def home(world: World) -> World:
    """A home that lets its channel vouch, and Bo, of whom it does."""
    world.service = replace(world.service, vouching=frozenset({"phones"}))
    return world


@pytest.fixture
def newcomer(home: World) -> Member:
    return hired(home, EMAIL)


def hired(world: World, email: str) -> Member:
    """Bo Tran, in the staff list with this address, and with no chat yet."""
    bo = world.hire("newcomer", "Bo Tran", Role.CARE_WORKER, phone=False)
    with world.moment() as moment:
        staff.change_email(moment, staff.find_person(moment, "Bo Tran"), email)
    world.phones.emails[bo.address] = email
    return bo


def answers_to(member: Member) -> list[str]:
    shown = [message.shown.strip() for message in member.messages if message.screen]
    member.messages.clear()
    return shown


def attempts(world: World) -> int:
    """How often a stranger is known to have spoken."""
    with world.moment() as moment:
        return sum(moment.db.execute(select(strangers.c.spoke)).scalars())


def test_the_address_in_the_staff_list_opens_the_door(home: World, newcomer: Member) -> None:
    newcomer.says("/start")
    newcomer.sees("You have joined. Welcome.")
    newcomer.sees("Hello Bo")
    newcomer.files(NEAR_MISS)
    home.senior.expects("Near miss")
    assert home.phones.asked == [newcomer.address], "asked once, and known ever after"


def test_what_the_newcomer_said_is_not_lost(home: World, newcomer: Member) -> None:
    newcomer.says("Found two tablets in the pot")
    newcomer.sees("You have joined. Welcome.")
    newcomer.sees("I have kept what you wrote. Is it a report?")
    assert not any(message.text for message in newcomer.messages), "it leaves the chat"
    newcomer.taps("Yes, start a report")
    newcomer.sees("Is anyone in danger right now?")


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (" Bo@Willow.Example ", "bo@willow.example"),
        ("zoë@willow.example", "ZOE\u0308@willow.example"),
        ("straße@willow.example", "STRASSE@willow.example"),
    ],
)
def test_an_address_is_the_same_in_any_spelling(home: World, listed: str, told: str) -> None:
    bo = hired(home, listed)
    home.phones.emails[bo.address] = told
    bo.says("/start")
    bo.sees("Hello Bo")


@pytest.mark.parametrize("email", ["", "somebody@willow.example", "bo@willow.example.evil"])
def test_any_other_address_is_a_strangers(home: World, newcomer: Member, email: str) -> None:
    home.phones.emails[newcomer.address] = email
    newcomer.says("hello")
    assert answers_to(newcomer) == [SENTENCE]
    assert attempts(home) == 1


def test_who_has_left_is_a_stranger(home: World, newcomer: Member) -> None:
    with home.moment() as moment:
        staff.leave(moment, staff.find_person(moment, "Bo Tran"))
    newcomer.says("hello")
    assert answers_to(newcomer) == [SENTENCE]
    with home.moment() as moment:
        moment.db.execute(update(people).where(people.c.name == "Bo Tran").values(email=EMAIL))
    newcomer.says("hello")
    assert answers_to(newcomer) == [SENTENCE]


def test_nobody_is_asked_about_unless_the_home_allows_it(world: World) -> None:
    bo = hired(world, EMAIL)
    bo.says("hello")
    assert answers_to(bo) == [SENTENCE]
    assert world.phones.asked == []


def test_a_code_needs_no_word_of_the_channel(home: World, newcomer: Member) -> None:
    home.phones.silent = [DOWN] * 9
    with home.moment() as moment:
        code = staff.new_code(moment, staff.find_person(moment, "Bo Tran"))
    newcomer.says(code)
    newcomer.sees("You have joined", "Hello Bo")
    assert home.phones.asked == []


def test_a_stranger_who_goes_on_is_not_asked_about_for_ever(home: World) -> None:
    stranger = Member(home, 0, "a stranger", "666")
    for _ in range(8):
        stranger.says("hello")
    assert answers_to(stranger) == [SENTENCE] * 5
    assert home.phones.asked == ["666"] * 5


def test_a_failure_is_tried_again_and_makes_nobody_a_stranger(
    home: World, newcomer: Member
) -> None:
    home.phones.silent = [DOWN, DOWN, DOWN]
    newcomer.says("/start")
    assert answers_to(newcomer) == []
    for _ in range(3):
        home.forward(seconds=6)
    newcomer.expects("You have joined. Welcome.")
    newcomer.expects("Hello Bo")
    assert attempts(home) == 0


def test_the_channel_is_given_the_time_it_asks_for(home: World, newcomer: Member) -> None:
    home.phones.silent = [Later("too many", after=40)]
    newcomer.says("/start")
    home.forward(seconds=39)
    assert home.phones.asked == [newcomer.address]
    home.forward(seconds=1)
    newcomer.expects("You have joined. Welcome.")
    newcomer.expects("Hello Bo")


def test_a_failure_that_stays_is_told_and_looked_at(home: World, newcomer: Member) -> None:
    home.phones.silent = [DOWN] * 4
    newcomer.says("/start")
    for _ in range(3):
        home.forward(seconds=6)
    assert NOT_KNOWN in answers_to(newcomer)[0]
    with home.moment() as moment:
        states = moment.db.execute(select(inbox.c.state, inbox.c.error)).all()
    assert ("aside", "WhoIsThis") in [tuple(row) for row in states]
    assert attempts(home) == 0
    newcomer.says("/start")
    newcomer.sees("Hello Bo")


def test_what_was_asked_by_a_process_that_died_is_asked_again(
    home: World, newcomer: Member
) -> None:
    asked = asyncio.Event()

    class Never(Phones):
        async def introduce(self, address: str) -> Introduced | Later:
            asked.set()
            await asyncio.get_running_loop().create_future()
            raise AssertionError

    async def dies(house: House) -> None:
        await house.inbox.work()
        await asked.wait()
        await house.inbox.stop()

    phones, never = home.phones, Never()
    vars(never).update(vars(phones))  # the same phones, on which the answer never comes
    home.phones = never
    home.settle = lambda: home.act(dies)  # type: ignore[method-assign]
    newcomer.says("/start")
    home.phones = phones
    del home.settle  # type: ignore[method-assign]
    home.forward(seconds=29)
    assert phones.asked == []
    home.forward(seconds=1)
    assert phones.asked == [newcomer.address]
    newcomer.expects("You have joined. Welcome.")
    newcomer.expects("Hello Bo")


def test_nothing_is_held_while_the_channel_is_asked(home: World, newcomer: Member) -> None:
    """Another process writes, and another person is answered, in the meantime."""

    class Slow(Phones):
        async def introduce(self, address: str) -> Introduced | Later:
            other = Database(home.url)
            with other.transaction() as db:
                db.execute(update(people).where(people.c.name == "Bo Tran").values(units=["Ivy"]))
            other.close()
            return await super().introduce(address)

    async def both(house: House) -> None:
        await house.inbox.work()
        await house.inbox.work()
        with_asha = home.phones.chat(home.care_worker.address).messages
        await house._postman.work()
        await house._postman.settled()
        assert any("Hello" in message.shown for message in with_asha)
        await house.settle()

    slow = Slow()
    vars(slow).update(vars(home.phones))
    home.phones = slow
    home.settle = lambda: home.act(both)  # type: ignore[method-assign]
    home.receive(
        {"kind": "text", "text": "/start", "message": None, "from": newcomer.address},
        {"kind": "text", "text": "/start", "message": None, "from": home.care_worker.address},
    )
    newcomer.sees("Hello Bo")
    for member in (newcomer, home.care_worker):
        answers_to(member)
