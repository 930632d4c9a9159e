"""Deadlines are rows: each is acted on once, whoever was away, whoever fails, however many look."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from flows import cases as flow
from storage import deadlines, drafts, people
from storage.tables import deadlines as table
from storage.tables import outbox, steps
from tests.conftest import staff_the_home
from tests.kill.houses import houses
from tests.world import NEAR_MISS, World


@pytest.fixture
def home(url: str) -> World:
    """A home in which not every message need be expected."""
    story = World(url)
    staff_the_home(story)
    return story


def _rounds(home: World) -> list[int]:
    with home.moment() as moment:
        query = select(steps.c.rounds).where(steps.c.state == "owed").order_by(steps.c.id)
        return list(moment.db.execute(query).scalars())


def _due(home: World, purpose: str, **row: Any) -> int:
    with home.moment() as moment:
        return deadlines.set_deadline(moment.db, purpose, moment.now, moment.now, **row)


@pytest.mark.parametrize(
    "away", [timedelta(minutes=5, seconds=2), timedelta(hours=8), timedelta(weeks=1)], ids=str
)
def test_what_fell_due_while_handrail_was_away_is_acted_on_once_at_the_start(
    home: World, away: timedelta
) -> None:
    home.care_worker.files(NEAR_MISS)
    assert _rounds(home) == [1]
    home.sleep(seconds=away.total_seconds())
    assert _rounds(home) == [2]
    home.settle()
    assert _rounds(home) == [2]
    home.forward(minutes=5)
    assert _rounds(home) == [3]


@pytest.mark.parametrize("jump", [timedelta(minutes=10), timedelta(hours=8), timedelta(days=1)])
def test_after_a_jump_of_the_clock_the_ladder_keeps_its_spacing(
    home: World, jump: timedelta
) -> None:
    """However far the clock went on, each rung still has its time before the next is told."""
    home.care_worker.files(NEAR_MISS)
    home.sleep(seconds=jump.total_seconds())
    rounds = _rounds(home)
    home.forward(minutes=4, seconds=59)
    assert _rounds(home) == rounds
    home.forward(seconds=1)
    assert _rounds(home) == [rounds[0] + 1]


def test_a_clock_that_goes_back_undoes_nothing_and_repeats_nothing(home: World) -> None:
    home.care_worker.files(NEAR_MISS)
    home.forward(minutes=5)
    sent = len(home.phones.sent)
    home.clock._now -= timedelta(hours=1)
    home.settle()
    assert len(home.phones.sent) == sent
    assert _rounds(home) == [2]
    home.forward(hours=1, minutes=5)
    assert _rounds(home) == [3]


def test_one_that_cannot_be_acted_on_holds_up_no_other_and_is_tried_again(home: World) -> None:
    broken = _due(home, "nobody knows this")
    home.care_worker.files(NEAR_MISS)
    home.sleep(minutes=5)
    assert _rounds(home) == [2]
    with home.moment() as moment:
        kept = deadlines.get_deadline(moment.db, broken)
    assert kept is not None
    assert (kept.state, kept.attempts) == ("open", 2)
    assert home.clock.now() < kept.due <= home.clock.now() + timedelta(seconds=4)
    assert ("errors", {"where": "deadline"}) in home.counts


def test_it_is_tried_again_for_ever_and_never_faster_than_it_should(home: World) -> None:
    broken = _due(home, "nobody knows this")
    with home.moment() as moment:
        moment.db.execute(update(table).values(attempts=100_000))
    home.settle()
    with home.moment() as moment:
        kept = deadlines.get_deadline(moment.db, broken)
    assert kept is not None
    assert kept.due == home.clock.now() + timedelta(minutes=5)


def test_a_deadline_that_was_met_is_not_acted_on(home: World) -> None:
    home.care_worker.files(NEAR_MISS)
    home.senior.taps("I've got this")
    home.forward(minutes=30)
    with home.moment() as moment:
        alerts = select(outbox.c.round).where(outbox.c.about == "alert")
        assert set(moment.db.execute(alerts).scalars()) == {1}


def _call_for_help(home: World, times: int) -> None:
    with home.moment() as moment:
        person = people.get_person(moment.db, home.care_worker.id)
        assert person is not None
        for _ in range(times):
            draft = drafts.begin_draft(
                moment.db,
                person_id=person.id,
                kind="near_miss_log",
                answers={"in_danger": "yes", "unit": "Rose"},
                at="help",
                now=moment.now,
            )
            flow.call_for_help(moment, person, draft)


def test_three_processes_act_on_each_of_two_hundred_once(home: World) -> None:
    _call_for_help(home, 200)
    asyncio.run(home.clock.move_to(home.clock.now() + timedelta(minutes=5)))

    async def three() -> None:
        async with houses(home, 3) as all_of_them:
            await asyncio.gather(*(house.settle() for house in all_of_them))

    asyncio.run(three())
    home.settle()
    assert _rounds(home) == [2] * 200
    assert ("errors", {"where": "deadline"}) not in home.counts
    with home.moment() as moment:
        open_ones = select(table.c.step_id).where(table.c.state == "open")
        step_ids = [step for step in moment.db.execute(open_ones).scalars() if step]
    assert len(step_ids) == len(set(step_ids)) == 200


def test_taking_it_in_the_very_moment_it_falls_due_ends_in_one_of_the_two(home: World) -> None:
    """Whichever was first: it is taken in the end, and only its holder is waited for."""
    _call_for_help(home, 20)
    home.settle()
    taps = [
        {"kind": "tap", "from": home.senior.address, "data": button.data}
        for message in home.senior.messages
        if message.screen
        for row in message.screen.rows
        for button in row
        if button.label == "I've got this"
    ]
    assert len(taps) == 20
    asyncio.run(home.clock.move_to(home.clock.now() + timedelta(minutes=5)))
    home.receive(*taps)
    for _ in range(4):
        home.forward(seconds=10)
    with home.moment() as moment:
        states = list(moment.db.execute(select(steps.c.state)).scalars())
        waiting = select(table.c.purpose).where(
            table.c.state == "open", table.c.step_id.is_not(None)
        )
        purposes = list(moment.db.execute(waiting).scalars())
    assert states == ["acknowledged"] * 20
    assert sorted(purposes) == ["act"] * 20 + ["remind"] * 20
