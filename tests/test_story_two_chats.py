"""Somebody with two chats: the one used last hears first, the other when half the time is gone.

What is begun in one is ended in either.
"""

import asyncio
import json
from uuid import uuid4

import pytest

from bot.channel import Arrival
from flows.drafting import keep, take_up
from flows.post import Place
from flows.talk import NotForYou, Talk
from storage import drafts, people, records
from tests.phones import Message, Phones
from tests.taps import taps, unfinished
from tests.world import NEAR_MISS, Member, World

DESK = "D1"


class Desk(Phones):
    """A second way of reaching people."""

    name = "desk"

    def does(self, world: World, **update: str) -> None:
        """Whoever sits at the desk does something there."""
        payload = json.dumps({"from": DESK, "message": None, **update})
        arrival = Arrival(uuid4().hex, f"desk:{DESK}", payload)
        world.act(lambda house: house.inbox.receive("desk", [arrival]))
        world.settle()

    def taps(self, world: World, label: str) -> None:
        rows = [row for m in self.chat(DESK).messages if m.screen for row in m.screen.rows]
        found = [button.data for row in rows for button in row if button.label == label]
        self.does(world, kind="tap", data=found[-1])


def with_desk(world: World, member: Member | None = None) -> Desk:
    """Sam, or somebody else, has a second chat on another channel, used before the first."""
    desk, member = Desk(), member or world.senior
    world.channels["desk"] = desk
    with world.moment() as moment:
        people.link_account(
            moment.db, person_id=member.id, channel="desk", address=DESK, now=moment.now
        )
    asyncio.run(world.clock.move_to(world.clock.now().replace(minute=5)))
    member.says("/start")
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
    assert read(desk.chat(DESK).messages) == []
    world.forward(minutes=1)
    (shown,) = read(desk.chat(DESK).messages)
    assert "Near miss NM-26-0001" in shown
    assert "Reported 30 minutes ago" in shown


def test_taken_in_one_chat_the_other_is_left_alone(world: World) -> None:
    desk = with_desk(world)
    world.care_worker.files((*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:]))
    world.senior.expects("Near miss NM-26-0001")
    world.senior.taps("I've got this")
    world.forward(minutes=45)
    assert read(desk.chat(DESK).messages) == []


def test_it_is_the_chat_used_last_that_hears_first(world: World) -> None:
    desk = with_desk(world)
    world.forward(minutes=1)
    desk.does(world, kind="text", text="/start")
    read(desk.chat(DESK).messages)
    world.care_worker.files((*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:]))
    assert any("Near miss NM-26-0001" in shown for shown in read(desk.chat(DESK).messages))
    world.senior.hears_nothing()
    world.forward(minutes=30)
    world.senior.expects("Near miss NM-26-0001")


def test_whoever_goes_to_and_fro_hears_where_they_were_last(world: World) -> None:
    desk = with_desk(world)
    world.forward(seconds=20)
    desk.does(world, kind="text", text="/start")
    world.forward(seconds=20)
    world.senior.says("/start")
    world.care_worker.files((*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:]))
    world.senior.expects("Near miss NM-26-0001")


def test_a_draft_begun_in_one_chat_is_ended_in_the_other(world: World) -> None:
    worker = world.care_worker
    desk = with_desk(world, worker)
    taps(worker, *NEAR_MISS[:4])
    desk.does(world, kind="text", text="/start")
    desk.taps(world, "Continue: near miss, 3 of 5")
    worker.sees("Your draft is saved.")
    worker.sees_no("how bad could it have been")
    go_on = worker.button("Continue")
    for label in NEAR_MISS[4:]:
        desk.taps(world, label)
    receipt = next(shown for shown in read(desk.chat(DESK).messages) if "Thank you. NM-" in shown)
    world.senior.expects("Near miss NM-26-0001")
    assert "NM-26-0001" in receipt
    worker.sees("You have sent this from your other chat.")
    worker.sees_no("Your draft is saved.")
    worker.sends_data(go_on)
    worker.sees("Thank you. NM-26-0001")
    with world.moment() as moment:
        assert len(records.all_records(moment.db)) == 1


def test_a_draft_thrown_away_in_one_chat_is_not_offered_in_the_other(world: World) -> None:
    worker = world.care_worker
    desk = with_desk(world, worker)
    taps(worker, *NEAR_MISS[:4])
    desk.does(world, kind="text", text="/start")
    desk.taps(world, "Continue: near miss, 3 of 5")
    (draft,) = unfinished(world, worker)
    desk.does(world, kind="tap", data=f"y:{draft.id}")
    worker.sees("This has ended in your other chat, and is gone.")


@pytest.mark.parametrize("by", ["text", "window"])
def test_words_that_came_from_the_other_chat_leave_no_stale_card(world: World, by: str) -> None:
    """Else [Send] there would send words that are not on the card."""
    worker = world.care_worker
    desk = with_desk(world, worker)
    taps(worker, *NEAR_MISS[:7])
    worker.sees("Ready to send")
    (draft,) = unfinished(world, worker)
    desk.does(world, kind=by, text="by bed 4", writes=f"{draft.id}:words")
    assert any("by bed 4" in shown for shown in read(desk.chat(DESK).messages))
    worker.sees("Your draft is saved.")
    worker.sees_no("Ready to send")
    worker.taps("Continue")
    worker.sees("Ready to send", "by bed 4")
    assert not any("by bed 4" in shown for shown in read(desk.chat(DESK).messages))


def test_what_was_answered_in_the_other_chat_meanwhile_stays(world: World) -> None:
    """A form is taken up as it stands, and not as it stood when it was looked for."""
    asha = world.care_worker
    asha.says("/nearmiss")
    with world.moment() as moment:
        person = people.get_person(moment.db, asha.id)
        assert person is not None
        talk = Talk(moment, person, Place("phones", asha.address, person.id), "test")
        (looked_for,) = drafts.unfinished_drafts(moment.db, asha.id)
        keep(talk, looked_for, {"in_danger": "no"}, "reached")
        assert take_up(talk, looked_for).answers["in_danger"] == "no"
        drafts.end_draft(moment.db, looked_for.id, "dropped", moment.now)
        with pytest.raises(NotForYou):
            take_up(talk, looked_for)
