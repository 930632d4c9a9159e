"""A few people a week get one short question, and nobody is shown up by it."""

from datetime import datetime

from flows.roles import Role
from flows.spot_checks import EVERY
from storage import briefings, people, spot_checks
from tests.test_story_briefing import everybody_else_reads, off_duty, shares
from tests.world import Member, World


def understands(member: Member) -> None:
    member.expects("Check the pot")
    member.taps("I've read this")
    member.taps("Check the chart and ask")


def rights(world: World) -> list[bool | None]:
    with world.moment() as moment:
        briefing = briefings.current_briefings(moment.db)[-1]
        return [check.right for check in spot_checks.spot_checks_of(moment.db, briefing.id)]


def test_a_week_later_a_few_are_asked_and_rested(world: World) -> None:
    shares(world)
    understands(world.care_worker)
    understands(world.senior)
    everybody_else_reads(world)
    world.forward(days=8)
    world.care_worker.expects("One short question", "What first?")
    world.senior.expects("One short question")
    world.care_worker.taps("Give the dose")
    world.care_worker.sees("Not quite. Check the chart and ask.")
    world.senior.taps("Check the chart and ask")
    world.senior.sees("That's right")
    assert sorted(rights(world), key=str) == [False, True]
    world.forward(days=26)
    world.care_worker.hears_nothing()
    world.forward(days=2)
    world.care_worker.expects("One short question")
    for member in world.members.values():
        for message in member.messages:
            message.unread = False


def test_whoever_works_at_another_time_is_asked_too(world: World) -> None:
    """Where nobody is at work another hour of the day is tried, and each round has another one."""
    shares(world)
    understands(world.care_worker)
    everybody_else_reads(world)
    off_duty(world, world.care_worker)
    off_duty(world, world.senior)
    for member in (world.deputy, world.manager):
        off_duty(world, member)
    world.forward(days=9)
    assert rights(world) == []
    world.care_worker.says("/duty")
    world.forward(hours=7)
    world.care_worker.expects("One short question")
    for member in world.members.values():
        for message in member.messages:
            message.unread = False


def test_whoever_has_no_chat_takes_nobodys_turn(world: World) -> None:
    """They know it because it was explained to them."""
    unasked = [
        world.hire(f"new{n}", f"Nia Bell {n}", Role.CARE_WORKER, phone=False) for n in range(3)
    ]
    shares(world)
    understands(world.care_worker)
    everybody_else_reads(world)
    with world.moment() as moment:
        (briefing,) = briefings.current_briefings(moment.db)
        for reading in briefings.readings_of(moment.db, briefing.id):
            if reading.person_id in {each.id for each in unasked}:
                briefings.change_reading(moment.db, reading.id, state="understood")
    world.forward(days=8)
    world.care_worker.expects("One short question")
    world.forward(days=31)
    world.care_worker.expects("One short question")
    for member in world.members.values():
        for message in member.messages:
            message.unread = False


def test_the_rounds_go_through_the_hours_of_the_day_and_the_days_of_the_week() -> None:
    rounds = [datetime(2026, 3, 10, 14) + EVERY * number for number in range(24)]
    assert {at.hour for at in rounds} == set(range(24))
    assert {at.weekday() for at in rounds} == set(range(7))


def test_the_first_answer_counts_and_only_ones_own(world: World) -> None:
    shares(world)
    understands(world.care_worker)
    everybody_else_reads(world)
    world.forward(days=8)
    world.care_worker.expects("One short question")
    address = world.care_worker.button("Give the dose")
    world.senior.sends_data(address)
    world.senior.sees("That button is not for you")
    world.care_worker.taps("Give the dose")
    world.care_worker.sends_data(address[:-1] + "0")
    assert rights(world) == [False]
    for member in world.members.values():
        for message in member.messages:
            message.unread = False


def test_whoever_did_not_understand_yet_is_not_tested(world: World) -> None:
    """Nor is whoever has their own quiet hours when the question comes, at work as well."""
    shares(world)
    understands(world.care_worker)
    with world.moment() as moment:
        people.set_quiet(moment.db, world.care_worker.id, "20:00-08:00")
    everybody_else_reads(world)
    world.forward(days=7, hours=7)
    assert rights(world) == []
    for member in world.members.values():
        for message in member.messages:
            message.unread = False
