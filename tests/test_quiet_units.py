"""Whoever goes home from a unit that has been quiet for long is asked, once and lightly."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.quiet_units import quiet_for_long
from storage import people
from tests.world import NEAR_MISS, World

NOW = datetime(2026, 3, 10, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days_ago", "quiet"),
    [
        ((), True),
        ((13,), False),
        ((15,), True),
        ((40, 30, 20, 10), False),
        ((51, 41, 31, 21), True),
        ((4, 3, 2, 1), False),
        ((6, 5, 4, 3), True),
    ],
)
def test_quiet_is_twice_the_usual(days_ago: tuple[int, ...], quiet: bool) -> None:
    reported = [NOW - timedelta(days=days) for days in days_ago]
    assert quiet_for_long(reported, NOW) is quiet


def test_two_taps_to_go_home_and_say_no(world: World) -> None:
    world.care_worker.says("/start")
    world.care_worker.taps("I'm going off duty")
    world.care_worker.sees("Did anything nearly go wrong on your shift?")
    world.care_worker.taps("No")
    world.care_worker.sees("Thank you. Rest well.")
    world.care_worker.sees_no("Did anything nearly go wrong")


def test_a_night_shift_is_one_shift_and_its_end_comes_in_quiet_hours_too(world: World) -> None:
    """It began yesterday. What answers one's own tap is not held back by one's own hours."""
    worker = world.care_worker
    with world.moment() as moment:
        people.set_quiet(moment.db, worker.id, "22:00-08:00")
    worker.says("/start")
    worker.taps("I'm going off duty")
    world.sleep(hours=7, minutes=45)
    worker.says("/duty")
    world.forward(hours=9, minutes=30)
    worker.says("/duty")
    worker.sees("Did anything nearly go wrong on your shift?")


def test_whoever_has_something_to_tell_is_in_the_form_at_once(world: World) -> None:
    world.care_worker.says("/start")
    world.care_worker.taps("I'm going off duty")
    world.care_worker.taps("Yes, tell it")
    world.care_worker.sees("Is anyone in danger right now?")


def test_a_unit_that_was_heard_of_is_left_in_peace(world: World) -> None:
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    world.care_worker.says("/start")
    world.care_worker.taps("I'm going off duty")
    world.care_worker.sees_no("Did anything nearly go wrong")
