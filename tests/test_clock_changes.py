"""The nights on which the clocks change, and the 29th of February, as people at work mean them."""

from datetime import UTC, date, datetime, time, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

import pytest

from flows.away import back_on
from flows.duration import Duration
from flows.kindly import Quiet, kind_time
from flows.roles import Role
from flows.times import end_of, morning_of, understand_ahead, understand_day
from storage import people
from tests.test_story_briefing import everybody_else_reads, shares, states
from tests.world import World

LONDON = ZoneInfo("Europe/London")
NIGHT = Quiet(time(22), time(7))
SPRING, AUTUMN, LEAP = date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hour", "long"), [(SPRING, 6, 8), (AUTUMN, 7, 10), (LEAP, 7, 9)])
def test_quiet_hours_end_by_the_clock_on_the_wall(day: date, hour: int, long: int) -> None:
    began = datetime.combine(day - timedelta(days=1), time(22), LONDON).astimezone(UTC)
    ends = NIGHT.end_after(began, LONDON)
    assert ends is not None
    assert ends.astimezone(UTC) == utc(day, hour)
    assert ends.astimezone(UTC) - began == timedelta(hours=long)


@pytest.mark.parametrize("minutes", range(0, 240, 30))
@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_every_moment_of_such_a_night_is_quiet(day: date, minutes: int) -> None:
    now = utc(day, 0) + timedelta(minutes=minutes)
    when = kind_time(now, LONDON, NIGHT, on_duty=True, waited=False)
    assert when is not None
    assert when.astimezone(UTC) == utc(day, 6 if day == SPRING else 7)


@pytest.mark.parametrize(("day", "nine"), [(SPRING, 8), (AUTUMN, 9), (LEAP, 9)])
def test_at_home_nobody_is_told_before_nine(day: date, nine: int) -> None:
    when = kind_time(utc(day, 3), LONDON, None, on_duty=False, waited=True)
    assert when is not None
    assert when.astimezone(UTC) == utc(day, nine)


@pytest.mark.parametrize(("day", "shift"), [(SPRING, 1), (AUTUMN, 0), (LEAP, 0)])
def test_a_time_that_somebody_says_is_the_one_on_the_wall(day: date, shift: int) -> None:
    evening = datetime.combine(day - timedelta(days=1), time(20), LONDON)
    for said in (9, 17):
        meant = understand_ahead(f"tomorrow {said:02}:00", evening, LONDON)
        assert meant.astimezone(UTC) == utc(day, said - shift)
    assert understand_day(f"{day.day}/{day.month}", evening, LONDON) == day
    assert back_on(day, LONDON).astimezone(UTC) == utc(day, 6 - shift)


@pytest.mark.parametrize("day", [SPRING, AUTUMN, LEAP])
def test_a_day_begins_in_its_morning_and_ends_in_its_evening(day: date) -> None:
    begins, ends = morning_of(day, LONDON), end_of(day, LONDON)
    assert begins < ends
    assert {moment.astimezone(LONDON).date() for moment in (begins, ends)} == {day}


@pytest.mark.parametrize(
    ("began", "ends"),
    [
        (datetime(2028, 2, 28, 17), datetime(2028, 2, 29, 17)),
        (datetime(2028, 2, 29, 9), datetime(2028, 3, 1, 9)),
        (datetime(2026, 3, 27, 17), datetime(2026, 3, 30, 17)),
        (datetime(2026, 10, 23, 9), datetime(2026, 10, 26, 9)),
    ],
)
def test_a_working_day_ends_at_the_same_time_by_the_clock(began: datetime, ends: datetime) -> None:
    over = Duration(working_days=1).after(began.replace(tzinfo=LONDON), LONDON)
    assert over == ends.replace(tzinfo=LONDON)


def test_a_briefing_waits_through_the_night_on_which_the_clocks_go_forward(world: World) -> None:
    worker = world.care_worker
    with world.moment() as moment:
        people.set_quiet(moment.db, worker.id, str(NIGHT))
    eve = utc(SPRING - timedelta(days=1), 23)
    world.sleep(seconds=(eve - world.clock.now()).total_seconds())
    shares(world)
    world.forward(hours=6, minutes=59)
    assert states(world)[worker.name] == "due"
    world.forward(minutes=1)
    worker.expects("Check the pot")
    everybody_else_reads(world)


def test_who_works_on_two_units_gets_what_is_for_both_of_them_once(world: World) -> None:
    both = world.hire("both", "Bea Long", Role.CARE_WORKER, units=("Rose", "Ivy"))
    units = [f"{crc32(unit.encode()):08x}" for unit in world.service.units]
    shares(world, whom="units", units=units)
    both.expects("Check the pot")
    both.hears_nothing()
    everybody_else_reads(world)
