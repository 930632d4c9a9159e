"""Who hears of it, who has it, and what happens when nobody does."""

import asyncio

import pytest

from flows import staff
from flows.roles import Role
from handrail.house import House
from tests.phones import Later, Refused
from tests.taps import REVIEW, at, no_errors, taps, what_happened
from tests.world import NEAR_MISS, World, _arrival


def off_duty(world: World, *names: str) -> None:
    with world.moment() as moment:
        for name in names:
            staff.go_off_duty(moment, staff.find_person(moment, name))


def test_nobody_on_duty_is_no_reason_to_tell_nobody(world: World) -> None:
    off_duty(world, "Sam Okoro")
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss NM-26-0001 · Rose")
    world.deputy.hears_nothing()


def test_a_home_without_a_senior_tells_whoever_stands_above(world: World) -> None:
    with world.moment() as moment:
        staff.leave(moment, staff.find_person(moment, "Sam Okoro"))
    world.care_worker.files(NEAR_MISS)
    world.deputy.expects("Near miss NM-26-0001")
    world.care_worker.sees("Dee Walsh (deputy manager)")


def test_the_unit_hears_before_the_other_unit(world: World) -> None:
    ivy = world.hire("ivy", "Jo Lind", Role.SENIOR, units=("Ivy",))
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    ivy.hears_nothing()
    off_duty(world, "Sam Okoro")
    world.settle()
    ivy.expects("Near miss NM-26-0001 · Rose")
    world.care_worker.files(NEAR_MISS)
    ivy.expects("Near miss NM-26-0002 · Rose")
    world.senior.hears_nothing()


def test_a_senior_who_reports_does_not_review_it(world: World) -> None:
    reference = world.senior.files(NEAR_MISS)
    world.deputy.expects(f"Near miss {reference}")
    step = world.deputy.button("I've got this")
    world.senior.sends_data(step)
    world.senior.sees("That button is not for you")
    assert world.account(reference)["steps"][1]["state"] == "owed"


def test_unless_there_is_nobody_else_at_all(world: World) -> None:
    for member in (world.deputy, world.manager):
        world.phones.chat(member.address).off = True
        member.blocks()
    reference = world.senior.files(NEAR_MISS)
    world.manager.expects("Dee Walsh cannot be reached here.")
    world.senior.sees(f"Near miss {reference}")
    taps(world.senior, *REVIEW)
    assert world.account(reference)["state"] == "closed"
    world.senior.sees(f"{reference} has been looked at")


def test_who_cannot_be_reached_is_skipped_at_once_and_told_upwards_once_a_day(
    world: World,
) -> None:
    world.hire("phoneless", "Jo Lind", Role.SENIOR, phone=False)
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss", "Jo Lind could not be reached")
    world.deputy.expects("Jo Lind cannot be reached here.")
    world.manager.expects("Jo Lind cannot be reached here.")
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss NM-26-0002")
    world.deputy.hears_nothing()
    assert "Could not be reached" in what_happened(world, "NM-26-0002")
    taps(world.senior, "I've got this")
    world.senior.says("/start")
    taps(world.senior, "NM-26-0001")
    taps(world.senior, "I've got this")
    world.sleep(hours=11)
    world.senior.expects("NM-26-0001")
    world.senior.expects("NM-26-0002")
    world.deputy.expects("Jo Lind cannot be reached here.")
    world.manager.expects("Jo Lind cannot be reached here.")


def test_blocking_while_an_alert_waits_makes_it_climb_at_once(world: World) -> None:
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    world.senior.blocks()
    world.deputy.expects("Sam Okoro cannot be reached here.")
    world.deputy.expects(f"Near miss {reference}")
    world.manager.expects("Sam Okoro cannot be reached here.")
    assert at(world.account(reference)["timeline"][-1]["at"]).minute == 0, "not a minute later"


@pytest.mark.parametrize("gone", [True, False])
def test_an_alert_refused_at_sending_climbs_at_once(world: World, gone: bool) -> None:
    """Where the chat is there and refuses this message, it is tried once more on the next rung."""
    refusals = [Refused("400", unreachable=gone)] * (1 if gone else 2)
    world.phones.chat(world.senior.address).trouble.extend(refusals)
    world.care_worker.files(NEAR_MISS)
    world.senior.hears_nothing()
    world.deputy.expects("Near miss NM-26-0001")
    if gone:
        world.deputy.expects("Sam Okoro cannot be reached here.")
        world.manager.expects("Sam Okoro cannot be reached here.")


def test_one_of_two_refused_leaves_the_other_in_peace(world: World) -> None:
    other = world.hire("other", "Jo Lind", Role.SENIOR)
    world.phones.chat(world.senior.address).trouble.append(Refused("403", unreachable=True))
    world.care_worker.files(NEAR_MISS)
    other.expects("Near miss")
    for manager in (world.deputy, world.manager):
        manager.expects("Sam Okoro cannot be reached here.")
        manager.hears_nothing()


def test_who_went_home_before_it_left_is_not_called_back(world: World) -> None:
    world.phones.chat(world.senior.address).trouble.append(Later("busy", after=60))
    world.care_worker.files((*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:]))
    off_duty(world, "Sam Okoro")
    world.settle()
    world.deputy.expects("NM-26-0001")
    world.forward(minutes=1)
    world.senior.hears_nothing()


def test_when_everybody_on_duty_has_gone_home_the_whole_role_is_called(world: World) -> None:
    other = world.hire("other", "Jo Lind", Role.SENIOR)
    for member in (world.senior, other):
        world.phones.chat(member.address).trouble.append(Later("busy", after=60))
    world.care_worker.files((*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:]))
    off_duty(world, "Sam Okoro", "Jo Lind")
    world.forward(minutes=1)
    heard = [m for m in world.members.values() if any(one.unread for one in m.messages)]
    assert heard, "it does not lie until the hour has passed"
    for member in heard:
        member.expects("NM-26-0001")


def test_a_phone_that_is_slow_gets_it_later(world: World) -> None:
    world.phones.chat(world.senior.address).trouble.append(Later("busy", after=60))
    world.care_worker.files(NEAR_MISS)
    world.senior.hears_nothing()
    world.forward(minutes=1)
    world.senior.expects("Near miss NM-26-0001")
    world.deputy.hears_nothing()


def test_nobody_at_all_can_be_reached_and_it_says_so_and_keeps_trying(world: World) -> None:
    for member in (world.manager, world.deputy, world.senior):
        world.phones.chat(member.address).off = True
        member.blocks()
    world.deputy.expects("Maya Fernando cannot be reached here.")
    reference = world.care_worker.files(NEAR_MISS)
    world.care_worker.sees(f"I could not reach anyone about {reference}", "Please phone the senior")
    world.care_worker.sees(f"Thank you. {reference}", "Please phone the senior")
    world.forward(minutes=10)
    world.care_worker.hears_nothing()
    world.forward(hours=1)
    world.care_worker.expects("I could not reach anyone", "I keep trying")
    world.phones.chat(world.deputy.address).off = False
    world.receive({"kind": "unblocked", "from": world.deputy.address})
    world.forward(minutes=2)
    world.deputy.expects(reference, "Sam Okoro could not be reached")
    world.deputy.expects("Sam Okoro cannot be reached here.")
    world.deputy.taps("I've got this")
    world.care_worker.sees("Deputy manager has this: Dee Walsh")


def test_whoever_writes_can_be_reached_again(world: World) -> None:
    world.phones.chat(world.senior.address).trouble.append(Refused("403", unreachable=True))
    world.care_worker.files(NEAR_MISS)
    world.deputy.expects("Near miss NM-26-0001")
    for manager in (world.deputy, world.manager):
        manager.expects("Sam Okoro cannot be reached here.", "until they write here again")
    world.senior.says("/start")
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss NM-26-0002")


def test_an_older_copy_can_still_be_taken_after_it_has_climbed(world: World) -> None:
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    world.forward(minutes=10)
    world.deputy.expects("Nobody has acknowledged")
    world.manager.expects("Nobody has acknowledged")
    world.senior.taps("I've got this")
    for other in (world.deputy, world.manager):
        other.sees("Senior has this: Sam Okoro, 14:10")
        assert not other.messages[-1].labels
    world.forward(minutes=59)
    world.deputy.hears_nothing()
    world.senior.expects("You have this", "before 15:10")


@pytest.mark.parametrize("first", ["senior", "other"])
def test_two_tap_at_once_and_one_has_it(world: World, first: str) -> None:
    other = world.hire("other", "Jo Lind", Role.SENIOR)
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    other.expects("Near miss")
    pair = [world.senior, other] if first == "senior" else [other, world.senior]
    updates = [
        {"kind": "tap", "data": one.button("I've got this"), "from": one.address} for one in pair
    ]

    async def at_once(house: House) -> None:
        await house.inbox.receive("phones", [_arrival(update) for update in updates])
        await asyncio.gather(*(house.inbox.work() for _ in range(4)))
        await house.settle()

    world.act(at_once)
    told = world.account(reference)
    holder = told["steps"][1]["acknowledged_by"]
    assert [entry["what"] for entry in told["timeline"]].count("Acknowledged") == 1
    for one in pair:
        mine = "You have this" if one.name == holder else f"Senior has this: {holder}"
        one.sees(reference, mine)
    no_errors(world)


def test_taken_handed_over_and_back_again(world: World) -> None:
    other = world.hire("other", "Jo Lind", Role.SENIOR)
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    other.expects("Near miss")
    taps(world.senior, "I've got this", "Hand over")
    other.expects("This is being handed over")
    world.senior.taps("I've got this")
    other.sees("Senior has this: Sam Okoro")
    world.senior.taps("Hand over")
    other.expects("This is being handed over")
    world.forward(minutes=5)
    world.senior.expects("Nobody has acknowledged")
    world.forward(minutes=5)
    world.deputy.expects("Nobody has acknowledged")
    assert what_happened(world, reference).count("Handed over") == 2
    assert what_happened(world, reference).count("Acknowledged") == 2


def test_not_finished_in_time_a_half_filled_sheet_waits_and_somebody_else_may_finish(
    world: World,
) -> None:
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    taps(world.senior, *REVIEW[:-1])
    send = world.senior.button("Send")
    world.forward(minutes=60)
    world.senior.expects("It was taken, and it is not finished yet")
    world.senior.expects("You have begun something that is not sent yet")
    world.forward(minutes=5)
    world.deputy.expects("Nobody has acknowledged")
    world.deputy.taps("I've got this")
    world.senior.sends_data(send)
    world.senior.sees("Somebody else has this now. Your draft is kept.")
    taps(world.deputy, *REVIEW[1:])
    world.care_worker.expects(f"{reference} has been looked at")
    assert len(world.account(reference)["records"]) == 2


def test_every_state_has_its_time_in_the_account(world: World) -> None:
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    world.forward(minutes=3)
    world.senior.taps("I've got this")
    world.forward(minutes=4)
    taps(world.senior, *REVIEW[1:])
    world.care_worker.expects("has been looked at")
    told = world.account(reference)
    step = told["steps"][1]
    times = [at(step[name]) for name in ("owed_at", "acknowledged_at", "acted_at", "act_by")]
    assert [time.strftime("%H:%M") for time in times] == ["14:00", "14:03", "14:07", "15:03"]
    assert (step["acknowledged_by"], step["acted_by"]) == ("Sam Okoro", "Sam Okoro")
    alert = next(row for row in told["messages"] if row["about"] == "alert")
    assert (alert["state"], alert["to"], alert["attempts"]) == ("sent", "Sam Okoro", 1)
    assert at(alert["sent_at"]) == at(alert["owed_at"])
    assert [entry["what"] for entry in told["timeline"]] == [
        "Reported",
        "Filed",
        "Told",
        "Acknowledged",
        "Filed",
        "Closed",
    ]
