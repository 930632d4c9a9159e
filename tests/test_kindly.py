"""A kind time: at work, or at home by day; never in somebody's quiet hours."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows.kindly import OFF_DUTY, Quiet, kind_reminder, kind_time
from flows.screen import Screen
from storage import people
from tests.fills import fills
from tests.test_story_briefing import (
    again,
    everybody_else_reads,
    goes_away,
    off_duty,
    shares,
    states,
)
from tests.test_story_digest import owes
from tests.world import NEAR_MISS, World

LONDON = ZoneInfo("Europe/London")
NIGHT = Quiet(time(22), time(7))


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (at(10, 21, 59), None),
        (at(10, 22), at(11, 7)),
        (at(10, 23, 30), at(11, 7)),
        (at(11, 0), at(11, 7)),
        (at(11, 6, 59), at(11, 7)),
        (at(11, 7), None),
        (at(28, 23), at(29, 7)),
        (at(24, 23, month=10), at(25, 7, month=10)),
    ],
)
def test_quiet_hours_go_over_midnight_and_over_a_clock_change(
    now: datetime, end: datetime | None
) -> None:
    assert NIGHT.end_after(now, LONDON) == end


def test_quiet_hours_within_a_day() -> None:
    day = Quiet.read("08:00-16:00")
    assert day.end_after(at(10, 12), LONDON) == at(10, 16)
    assert day.end_after(at(10, 16), LONDON) is None
    assert Quiet.read(str(day)) == day


@pytest.mark.parametrize(
    ("on_duty", "waited", "hour", "expected"),
    [
        (True, False, 3, "now"),
        (False, False, 12, None),
        (False, True, 12, "now"),
        (False, True, 3, at(10, 9)),
    ],
)
def test_at_work_at_any_hour_and_at_home_by_day(
    on_duty: bool, waited: bool, hour: int, expected: object
) -> None:
    now = at(10, hour)
    found = kind_time(now, LONDON, None, on_duty=on_duty, waited=waited)
    assert found == (now if expected == "now" else expected)


def test_ones_own_quiet_hours_hold_at_work_too() -> None:
    assert kind_time(at(10, 23), LONDON, NIGHT, on_duty=True, waited=False) == at(11, 7)


def test_quiet_hours_are_chosen_by_tap_and_kept_to(world: World) -> None:
    worker = world.care_worker
    worker.says("/start")
    worker.taps("More")
    worker.taps("Quiet hours")
    worker.taps("08:00 to 16:00")
    worker.sees("Yours are 08:00 to 16:00.")
    shares(world)
    assert states(world)[worker.name] == "due"
    worker.hears_nothing()
    world.forward(hours=2)
    worker.expects("Check the pot")
    everybody_else_reads(world)
    worker.sends_data("qh:0000-2359")
    worker.sees("That button is not for you")
    with world.moment() as moment:
        person = people.get_person(moment.db, worker.id)
        assert person is not None
        assert person.quiet == "08:00-16:00"


def test_nothing_routine_leaves_in_somebodys_quiet_hours(world: World) -> None:
    """Whatever it is, and whoever owes it: it waits for their end, over midnight and a change of
    the clocks, and comes then as one message. What is urgent does not wait, and says so."""
    eve = datetime(2026, 3, 28, 21, 50, tzinfo=LONDON)
    world.sleep(seconds=(eve - world.clock.now()).total_seconds())
    shares(world)
    everybody_else_reads(world)
    worker, deputy = world.care_worker, world.deputy
    for member in (worker, deputy):
        with world.moment() as moment:
            people.set_quiet(moment.db, member.id, "22:00-07:00")
    world.forward(minutes=20)
    worker.taps("Explain it to me")
    owes(world, worker, Screen(title="You said, we did."))
    owes(world, deputy, Screen(title="An offer."))
    again(world, heading="Ask before you lift", urgent="yes")
    worker.expects("Ask before you lift", "It is urgent, so it comes at once.")
    until = datetime(2026, 3, 29, 6, 59, tzinfo=LONDON)
    world.forward(seconds=(until - world.clock.now()).total_seconds())
    for member in (worker, deputy):
        member.hears_nothing()
    world.forward(minutes=1)
    worker.expects("You said, we did.")
    deputy.expects("2 things", "Asha Begum asks you to explain this.", "An offer.")
    everybody_else_reads(world)


@pytest.mark.parametrize(
    ("then", "comes"), [("None", True), ("20:00 to 08:00", True), ("10:00 to 18:00", False)]
)
def test_what_waited_for_hours_that_are_changed_goes_by_the_new_ones(
    world: World, then: str, comes: bool
) -> None:
    """A message that was held, and a briefing that was not sent yet; at 14:00."""
    worker = world.care_worker
    with world.moment() as moment:
        people.set_quiet(moment.db, worker.id, "08:00-16:00")
    owes(world, worker, Screen(title="An outcome."))
    shares(world)
    everybody_else_reads(world)
    worker.hears_nothing()
    worker.says("/start")
    worker.taps("More")
    worker.taps("Quiet hours")
    worker.taps(then)
    if not comes:
        worker.hears_nothing()
        world.forward(hours=3, minutes=59)
        worker.hears_nothing()
        world.forward(minutes=1)
    together = [m for m in worker.messages if "An outcome." in m.shown or "Check the" in m.shown]
    assert "An outcome." in str([m.shown for m in together])
    assert "Check the pot" in str([m.shown for m in together])
    assert states(world)[worker.name] == "sent"
    everybody_else_reads(world)


def test_other_quiet_hours_bring_nothing_to_whoever_is_away(world: World) -> None:
    worker = world.care_worker
    off_duty(world, worker)
    with world.moment() as moment:
        people.set_quiet(moment.db, worker.id, "08:00-16:00")
    shares(world)
    everybody_else_reads(world)
    goes_away(world, worker, world.clock.now() + timedelta(days=20))
    world.forward(days=8)
    everybody_else_reads(world)
    worker.sends_data("qh:none")
    world.forward(minutes=5)
    worker.sees_no("Check the pot")
    assert states(world)[worker.name] == "due"
    world.forward(days=12)
    worker.expects("Check the pot")
    for member in world.members.values():
        for message in member.messages:
            message.unread = False


def test_who_sleeps_by_day_is_not_in_the_way_of_others(world: World) -> None:
    with world.moment() as moment:
        people.set_quiet(moment.db, world.care_worker.id, "08:00-16:00")
    for member in (world.care_worker, world.senior):
        owes(world, member, Screen(title="An outcome."))
    world.senior.expects("An outcome.")
    world.care_worker.hears_nothing()
    world.forward(hours=2)
    world.care_worker.expects("An outcome.")


@pytest.mark.parametrize(
    ("now", "wanted", "limit", "kind"),
    [
        (at(10, 8), at(10, 18), at(10, 21), at(10, 18)),
        (at(10, 14), at(11, 8), at(11, 14), at(11, 9)),
        (at(10, 14), at(11, 8), at(11, 10), at(11, 9)),
        (at(10, 14), at(11, 8), at(11, 9, 59), at(10, 20)),
        (at(10, 8, 50), at(11, 2, 50), at(11, 8, 50), at(10, 20)),
        (at(10, 20), at(11, 4, 30), at(11, 7, 30), at(11, 4, 30)),
        (at(28, 14), at(29, 8), at(29, 14), at(29, 9)),
    ],
    ids=["day", "after", "time_enough", "too_late_then", "before", "at_night", "clocks_go_on"],
)
def test_a_reminder_spares_the_night_and_still_comes_in_time(
    now: datetime, wanted: datetime, limit: datetime, kind: datetime
) -> None:
    assert kind_reminder(wanted, limit, now, LONDON, OFF_DUTY) == kind


@pytest.mark.parametrize(
    ("goes_home", "own", "first", "then"),
    [
        (True, None, 18, 1),
        (False, None, 17, 1),
        (False, "22:00-09:00", 18, 1),
        (True, "10:00-18:00", 17, 1),
    ],
    ids=["at_home", "at_work", "own_hours_at_work", "sleeps_by_day"],
)
def test_whoever_is_at_home_is_reminded_by_day(
    world: World, goes_home: bool, own: str | None, first: int, then: int
) -> None:
    """A question put to the author at 14:00 is to be answered in a day."""
    reference = world.care_worker.files(NEAR_MISS)
    with world.moment() as moment:
        people.set_quiet(moment.db, world.care_worker.id, own)
    if goes_home:
        world.care_worker.says("/duty")
    world.senior.expects(reference)
    world.senior.taps("I've got this")
    world.senior.taps("Open")
    world.senior.taps("The whole case")
    world.senior.taps("Ask the author")
    fills(world.senior, words="Which pot was it?")
    world.care_worker.expects(reference, "question for you")
    world.senior.sends_data(world.senior.button("Fill in the risk review sheet"))
    fills(world.senior, outcome="accept")
    world.forward(hours=first)
    world.care_worker.hears_nothing()
    world.forward(hours=then)
    world.care_worker.expects(reference, "question for you")
