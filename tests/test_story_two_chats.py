"""Somebody with two chats: the one used last hears first, the other when half the time is gone."""

import asyncio

from storage import people
from tests.phones import Message, Phones
from tests.world import NEAR_MISS, World


class Desk(Phones):
    """A second way of reaching people."""

    name = "desk"


def with_desk(world: World) -> Desk:
    """Sam has a second chat, on another channel, used less lately than the first."""
    desk = Desk()
    world.channels["desk"] = desk
    with world.moment() as moment:
        people.link_account(
            moment.db, person_id=world.senior.id, channel="desk", address="D1", now=moment.now
        )
    asyncio.run(world.clock.move_to(world.clock.now().replace(minute=5)))
    world.senior.says("/start")
    return desk


def read(messages: list[Message]) -> list[str]:
    for message in messages:
        message.unread = False
    return [message.shown for message in messages]


def test_the_other_chat_hears_half_way(world: World) -> None:
    desk = with_desk(world)
    world.care_worker.files((*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:]))
    world.senior.expects("Near miss NM-26-0001")
    world.forward(minutes=29)
    assert read(desk.chat("D1").messages) == []
    world.forward(minutes=1)
    assert any("Near miss NM-26-0001" in shown for shown in read(desk.chat("D1").messages))


def test_taken_in_one_chat_the_other_is_left_alone(world: World) -> None:
    desk = with_desk(world)
    world.care_worker.files((*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:]))
    world.senior.expects("Near miss NM-26-0001")
    world.senior.taps("I've got this")
    world.forward(minutes=45)
    assert read(desk.chat("D1").messages) == []
