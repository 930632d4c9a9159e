"""Handrail was not running for a time: what fell due happens once, in order, without a flood."""

import pytest

from storage import deadlines, outbox
from tests.taps import no_errors
from tests.world import NEAR_MISS, World


def test_a_week_off_and_everything_due_happens_once(world: World) -> None:
    """Nobody is flooded: one rung is climbed, and from there the ladder goes on in its own time."""
    for _ in range(3):
        world.care_worker.files(NEAR_MISS)
    for number in (1, 2, 3):
        world.senior.expects(f"NM-26-000{number}")
    world.senior.taps("I've got this")
    world.sleep(days=7)
    world.senior.expects("NM-26-0003", "It was taken, and it is not finished yet")
    world.deputy.expects("Nobody has acknowledged NM-26-0001 for 7 days")
    world.deputy.expects("Nobody has acknowledged NM-26-0002 for 7 days")
    for member in (world.senior, world.deputy, world.manager, world.care_worker):
        member.hears_nothing()
    world.forward(minutes=5)
    world.manager.expects("NM-26-0001")
    world.manager.expects("NM-26-0002")
    world.deputy.expects("NM-26-0003")


@pytest.mark.parametrize("hours", [8, 170])
def test_what_falls_due_while_handrail_is_off_comes_in_order(world: World, hours: int) -> None:
    world.care_worker.says("/start")
    world.care_worker.taps("Someone is in danger")
    world.senior.expects("Call for help")
    world.deputy.files(NEAR_MISS)
    world.senior.expects("Near miss")
    world.sleep(hours=hours)
    world.deputy.expects("HELP-26-0001")
    world.manager.expects("NM-26-0001")
    world.care_worker.expects("not sent yet")
    for member in world.members.values():
        member.hears_nothing()
    with world.moment() as moment:
        assert outbox.unsent(moment.db, moment.now) == (0, None)
        assert deadlines.overdue_count(moment.db, moment.now) == 0
    no_errors(world)
