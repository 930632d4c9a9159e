"""Practice is looked at, one check after the other, over days and nights and weekends."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.practice import still_to_see
from flows.roles import Role
from flows.staff import go_off_duty
from storage import people, records
from tests.chain import does, open_steps
from tests.fills import fills, fills_to_summary
from tests.world import NEAR_MISS, Member, World

AS_AGREED = {"others": "yes", "shift": "day", "how": "seen", "met": "met"}
GAP = {
    "met": "partly",
    "gap": "The named person was on a break.",
    "support": "talked",
    "follows": "action",
    "actions__0__what": "The rota names a stand-in.",
}
LEARNED = {"behaviour": "Check the pot before signing."}


@pytest.fixture
def leader(world: World) -> Member:
    return world.hire("leader", "Lee Marsh", Role.TEAM_LEADER)


def comes(world: World, day: str, clock: str) -> None:
    """Let time pass until then."""
    then = datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=UTC)
    world.forward(hours=(then - world.clock.now()).total_seconds() / 3600)


def to_practice(world: World, leader: Member) -> None:
    """A lesson is written and told on Tuesday 10 March; two weeks later practice is looked at."""
    world.manager.says("/start")
    world.manager.taps("More")
    world.manager.taps("Start learning")
    fills(world.manager, **LEARNED)
    does(world.deputy, "LRN-26-0001", "telling staff", due="3", read="3", understood="3")
    leader.hears_nothing()
    world.forward(days=14)
    leader.expects("LRN-26-0001", "practice checks")
    leader.taps("I've got this")


def looks(member: Member, **answers: Any) -> str:
    """Note one check of the first case."""
    return sees(member, "i:1:practice_check", **answers)


def sees(member: Member, data: str, **answers: Any) -> str:
    member.sends_data(data)
    return fills(member, **{**AS_AGREED, **answers})


def filed(world: World) -> list[dict[str, Any]]:
    """The answers of every practice record, as they are kept."""
    with world.moment() as moment:
        return [
            {item["field"]: item["answer"] for item in record.answers}
            for record in records.all_records(moment.db)
            if record.kind == "practice_monitoring_record"
        ]


def test_each_check_is_noted_when_it_is_seen(world: World, leader: Member) -> None:
    to_practice(world, leader)
    leader.sees("You have this", "0 of 5. Still to see: a day, a night, a weekend.")
    leader.taps("Note what you see")
    leader.sees("Is it somebody else's work?", "To be seen: Check the pot before signing.")
    assert "1 of 5. Still to see: a night, a weekend." in fills(leader, **AS_AGREED)
    comes(world, "03-26", "02:00")
    assert "2 of 5. Still to see: a weekend." in looks(leader, shift="night")
    comes(world, "03-28", "10:00")
    looks(leader)
    card = leader.sees("You have this", "3 of 5. Day, night and weekend are seen.")
    assert "Put the checks together" not in str(card.labels)
    comes(world, "03-30", "10:00")
    looks(leader)
    assert "5 checks." in looks(leader, how="records")
    leader.sees("You have this", "5 checks. Day, night and weekend are seen.")
    leader.taps("Put the checks together")
    assert "Practice monitoring record sent" in fills(leader)
    (record,) = filed(world)
    assert [record[f"seen.{n}.shift"] for n in range(5)] == [
        "day",
        "night",
        "day",
        "day",
        "day",
    ]
    assert record["criterion"] == "Check the pot before signing."
    assert (record["others"], record["coverage"]) == ("yes", "yes")
    assert open_steps(world, "LRN-26-0001") == ["before and after"]


@pytest.mark.parametrize(
    ("at", "shift", "how", "left"),
    [
        ("2028-03-04T14:00", "day", "seen", ("a night",)),
        ("2028-03-06T14:00", "weekend_day", "seen", ("a night", "a weekend")),
        ("2028-03-06T14:00", "weekend_night", "seen", ("a night", "a weekend")),
        ("2028-03-06T14:00", "weekend_night", "records", ("a day",)),
        ("2028-03-05T23:00", "night", "seen", ("a day",)),
        ("2028-03-06T02:00", "weekend_night", "seen", ("a day",)),
        ("2028-03-07T02:00", "weekend_night", "seen", ("a day", "a weekend")),
        ("2028-03-07T07:40", "morning", "seen", ("a night", "a weekend")),
    ],
)
def test_what_was_seen_is_of_the_time_at_which_it_was_seen(
    at: str, shift: str, how: str, left: tuple[str, ...]
) -> None:
    look = {"at": f"{at}+00:00", "shift": shift, "how": how}
    assert still_to_see([look], ZoneInfo("Europe/London")) == left


def test_a_shift_that_nobody_could_see_wants_a_reason(world: World, leader: Member) -> None:
    to_practice(world, leader)
    for _ in range(5):
        looks(leader)
    leader.sees("5 checks. Still to see: a night, a weekend.")
    leader.taps("Put the checks together")
    leader.sees("Why could some shifts not be seen?", "Still to see: a night, a weekend.")
    fills(leader, not_seen="No rounds at night on this floor.")
    (record,) = filed(world)
    assert (record["coverage"], record["not_seen"]) == ("no", "No rounds at night on this floor.")


def test_a_check_that_comes_late_is_in_the_record(world: World, leader: Member) -> None:
    """The record was begun and saved for later; whoever goes on with it finds every check in it."""
    to_practice(world, leader)
    for _ in range(5):
        looks(leader, shift="night", how="asked")
    leader.taps("Put the checks together")
    leader.sees("Why could some shifts not be seen?", "Still to see: a day, a weekend.")
    leader.taps("Save for later")
    looks(world.senior, shift="weekend_day", how="records")
    leader.taps("Put the checks together")
    leader.sees("What goes well?")
    fills(leader)
    (record,) = filed(world)
    assert record["seen.5.shift"] == "weekend_day"
    assert record["coverage"] == "yes"


def test_a_gap_becomes_an_action_at_once(world: World, leader: Member) -> None:
    to_practice(world, leader)
    looks(leader, **GAP, actions__0__owner=str(world.senior.id))
    world.senior.expects("LRN-26-0001", "action")
    assert open_steps(world, "LRN-26-0001") == ["practice checks", "action"]


def test_ones_own_work_does_not_count(world: World, leader: Member) -> None:
    to_practice(world, leader)
    leader.taps("Note what you see")
    leader.taps("No")
    leader.sees("Is it somebody else's work?", "Your own work does not count here.")
    leader.taps("Yes")
    leader.sees("When did you look?")


def test_a_colleague_may_add_a_check_and_whoever_comes_after_goes_on(
    world: World, leader: Member
) -> None:
    other = world.hire("other", "Ola Dean", Role.TEAM_LEADER)
    to_practice(world, leader)
    other.expects("Team leader has this: Lee Marsh")
    world.senior.sends_data("v:1")
    world.senior.taps("Note what you see")
    assert "1 of 5" in fills(world.senior, **AS_AGREED)
    leader.sees("You have this", "1 of 5")
    looks(leader, shift="night", how="asked")
    leader.taps("Hand over")
    other.expects("LRN-26-0001", "practice checks")
    other.taps("I've got this")
    other.sees("You have this", "2 of 5. Still to see: a weekend.")


def test_nobody_looks_before_its_time_or_after(world: World, leader: Member) -> None:
    world.manager.says("/start")
    world.manager.taps("More")
    world.manager.taps("Start learning")
    fills(world.manager)
    does(world.deputy, "LRN-26-0001", "telling staff", due="3", read="3", understood="3")
    leader.sends_data("i:1:practice_check")
    leader.sees("That button is not for you")
    world.forward(days=14)
    leader.expects("LRN-26-0001")
    world.care_worker.sends_data("i:1:practice_check")
    world.care_worker.sees("That button is not for you")


def test_a_quiet_reminder_and_then_the_ladder(world: World, leader: Member) -> None:
    to_practice(world, leader)
    looks(leader)
    comes(world, "04-06", "15:00")
    reminder = leader.expects("You have this", "1 of 5. Still to see: a night, a weekend.")
    assert "before" in reminder.shown
    world.forward(days=1)
    leader.expects("It was taken, and it is not finished yet.")
    leader.sees("Still to see: a night, a weekend.")


def test_whoever_reported_it_hears_every_turn_and_what_stays(world: World, leader: Member) -> None:
    world.hire("quality", "Qadir Noor", Role.QUALITY_LEAD)
    worker = world.care_worker
    world.care_worker.files(NEAR_MISS)
    does(world.senior, "Near miss", outcome="accept")
    worker.expects("NM-26-0001 has been looked at")
    world.manager.says("/start")
    world.manager.taps("More")
    world.manager.taps("Start learning")
    fills_to_summary(world.manager, **LEARNED)
    draft = world.manager.button("Send").split(":")[1]
    world.manager.sends_data(f"q:{draft}:sources")
    world.manager.taps("NM-26-0001")
    world.manager.taps("Done")
    world.manager.taps("Send")
    worker.expects("NM-26-0001: We are sharing what was learned from it.")
    does(world.deputy, "LRN-26-0001", "telling staff", due="3", read="3", understood="3")
    world.forward(days=14)
    worker.expects("NM-26-0001: We are looking whether the change holds.")
    leader.expects("LRN-26-0001", "practice checks")
    leader.taps("I've got this")
    for shift in ("day", "night", "weekend_day", "day", "day"):
        sees(leader, "i:2:practice_check", shift=shift)
    leader.taps("Put the checks together")
    fills(leader)
    for member in world.members.values():
        off_duty(world, member)
    comes(world, "06-09", "15:00")
    worker.expects("NM-26-0001: We are counting whether it happens less often.")
    does(world.quality, "LRN-26-0001", "before and after", outcome="embed")
    does(world.manager, "LRN-26-0001", "conclusion", outcome="close")
    worker.expects("You told us about NM-26-0001", "it holds", "Check the pot before signing.")


def off_duty(world: World, member: Member) -> None:
    with world.moment() as moment:
        person = people.get_person(moment.db, member.id)
        assert person is not None
        go_off_duty(moment, person)


def test_the_next_round_begins_anew(world: World, leader: Member) -> None:
    """On the day that the manager names; and it is looked back at when there is as much to compare
    again, however long the checks took."""
    world.hire("quality", "Qadir Noor", Role.QUALITY_LEAD)
    to_practice(world, leader)
    for shift in ("day", "night", "weekend_day", "day", "day"):
        looks(leader, shift=shift)
    leader.taps("Put the checks together")
    fills(leader)
    for member in world.members.values():
        off_duty(world, member)
    comes(world, "06-09", "07:59")
    assert open_steps(world, "LRN-26-0001") == ["before and after"]
    world.quality.hears_nothing()
    comes(world, "06-09", "15:00")
    does(world.quality, "LRN-26-0001", "before and after", outcome="retry")
    does(world.manager, "LRN-26-0001", "conclusion", outcome="again", next_on="d1")
    comes(world, "06-10", "15:00")
    leader.expects("LRN-26-0001", "practice checks")
    leader.taps("I've got this")
    leader.sees("You have this", "0 of 5")
    for shift in ("day", "night", "weekend_day", "day", "day"):
        looks(leader, shift=shift)
    leader.taps("Put the checks together")
    fills(leader)
    comes(world, "09-06", "15:00")
    world.quality.hears_nothing()
    comes(world, "09-07", "15:00")
    world.quality.expects("LRN-26-0001", "before and after")
