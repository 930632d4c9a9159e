"""Somebody is away: others have what was theirs at once, and no pile waits when they are back."""

from datetime import UTC, datetime, timedelta

from flows import opening, staff
from flows.opening import Particulars
from flows.roles import Role
from storage import cases as stored
from storage import people, shifts
from tests.taps import REVIEW, card, labels, no_errors, taps, what_happened
from tests.world import NEAR_MISS, Member, World

MILD = (*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:])


def goes_away(member: Member, when: str = "In a week") -> None:
    member.says("/start")
    taps(member, "More", "I'm away", when, "Yes, I'm away")
    assert "You are away until" in card(member).shown


def tasks(member: Member) -> str:
    member.says("/tasks")
    return card(member).shown


def until(world: World, member: Member) -> datetime | None:
    with world.moment() as moment:
        person = people.get_person(moment.db, member.id)
    assert person is not None
    return person.away_until


def on_duty(world: World, member: Member) -> bool:
    with world.moment() as moment:
        return member.id in shifts.on_shift(moment.db)


def test_it_is_asked_once_more_and_says_what_follows(world: World) -> None:
    world.care_worker.files(MILD)
    world.senior.expects("Near miss")
    world.senior.taps("I've got this")
    world.senior.says("/start")
    taps(world.senior, "More", "I'm away", "Tomorrow")
    assert "Are you away until tomorrow?" in card(world.senior).shown
    assert "1 task goes to others now. You are off duty then." in card(world.senior).shown
    taps(world.senior, "No", "Menu")
    assert until(world, world.senior) is None
    assert on_duty(world, world.senior)


def test_what_they_held_goes_to_others_at_once(world: World) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects("Near miss")
    world.senior.taps("I've got this")
    goes_away(world.senior)
    world.deputy.expects(reference, "Sam Okoro is away.")
    assert not on_duty(world, world.senior)
    assert until(world, world.senior) == datetime(2026, 3, 17, 6, 0, tzinfo=UTC)
    assert "Away: opened again for others" in what_happened(world, reference)
    taps(world.deputy, *REVIEW)
    world.care_worker.expects("has been looked at")
    no_errors(world)


def test_a_colleague_of_the_same_role_comes_before_the_next_role(world: World) -> None:
    jo = world.hire("jo", "Jo Lind", Role.SENIOR)
    reference = world.care_worker.files(MILD)
    world.senior.expects(reference)
    jo.expects(reference)
    world.senior.taps("I've got this")
    goes_away(world.senior)
    jo.expects(reference, "Sam Okoro is away.")
    world.deputy.hears_nothing()


def test_an_alert_that_waited_for_them_alone_climbs_at_once(world: World) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects(reference)
    goes_away(world.senior)
    world.deputy.expects(reference)


def test_it_climbs_too_where_they_were_told_off_duty(world: World) -> None:
    world.senior.says("/start")
    world.senior.taps("I'm going off duty")
    reference = world.care_worker.files(MILD)
    world.senior.expects(reference)
    goes_away(world.senior)
    world.deputy.expects(reference)


def test_nothing_new_is_put_to_whoever_is_away(world: World) -> None:
    goes_away(world.senior)
    reference = world.care_worker.files(MILD)
    world.deputy.expects(reference)
    for _ in range(3):
        world.forward(hours=1)
        world.manager.expects(reference)
    world.senior.hears_nothing()
    assert reference not in tasks(world.senior)


def test_what_they_own_goes_to_others_and_is_theirs_again_if_nobody_took_it(world: World) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects(reference)
    world.senior.taps("I've got this")
    owns_an_action(world, reference, world.care_worker)
    world.care_worker.expects("Your step: action.")
    assert "You are the owner" in tasks(world.care_worker)
    goes_away(world.care_worker, "Tomorrow")
    world.deputy.expects(reference, "Asha Begum is away.")
    world.forward(hours=17)
    assert f"1. {reference} · action\nYou are the owner." in tasks(world.care_worker)
    taps(world.care_worker, f"1. {reference}: action", "I've got this")
    world.deputy.sees("Care worker has this: Asha Begum")


def owns_an_action(world: World, reference: str, owner: Member) -> None:
    with world.moment() as moment:
        case = stored.case_by_reference(moment.db, reference)
        assert case is not None
        due = moment.now + timedelta(days=14)
        opening.open_step(moment, case, "action", Particulars(owner_id=owner.id, due=due))
    world.settle()


def test_no_pile_waits_when_the_day_has_come(world: World) -> None:
    taken = world.care_worker.files(MILD)
    waiting = world.care_worker.files(MILD)
    world.senior.expects(taken)
    world.senior.expects(waiting)
    world.senior.taps("I've got this")
    goes_away(world.senior, "Tomorrow")
    world.deputy.expects(taken)
    world.deputy.expects(waiting)
    taps(world.deputy, "I've got this")
    world.forward(minutes=60)
    world.manager.expects("Nobody has acknowledged")
    world.manager.taps("I've got this")
    world.forward(hours=17)
    world.senior.hears_nothing()
    assert "You have no tasks now." in tasks(world.senior)
    world.senior.taps("Menu")
    world.senior.sees("You are off duty. Nothing is waiting for you.")
    world.senior.taps("I'm on duty")
    world.senior.hears_nothing()
    world.deputy.expects("Please finish it before 14:00.")


def test_back_again_by_a_tap_new_things_come_and_old_ones_do_not(world: World) -> None:
    old = world.care_worker.files(MILD)
    world.senior.expects(old)
    goes_away(world.senior)
    world.deputy.expects(old)
    world.forward(minutes=10)
    world.senior.says("/start")
    taps(world.senior, "I'm back", "I'm on duty")
    assert "You have no tasks now." in tasks(world.senior)
    new = world.care_worker.files(MILD)
    world.senior.expects(new)
    assert new in tasks(world.senior)
    assert old not in tasks(world.senior)


def test_whoever_comes_on_duty_is_not_away(world: World) -> None:
    goes_away(world.senior)
    with world.moment() as moment:
        staff.go_on_duty(moment, staff.find_person(moment, "Sam Okoro"))
    reference = world.care_worker.files(MILD)
    world.senior.expects(reference)


def test_another_day_is_chosen_by_taps(world: World) -> None:
    world.senior.says("/start")
    taps(world.senior, "More", "I'm away", "Another day")
    assert labels(world.senior)[:2] == ["Wed 11 Mar", "Thu 12 Mar"]
    world.senior.taps("Later")
    assert labels(world.senior)[0] == "Thu 19 Mar"
    taps(world.senior, "Fri 20 Mar", "Yes, I'm away")
    world.senior.sees("You are away until Friday 20 March.")
    assert until(world, world.senior) == datetime(2026, 3, 20, 6, 0, tzinfo=UTC)


def test_a_day_that_has_come_is_refused(world: World) -> None:
    for day in ("2026-03-10", "2026-03-01", "2028-03-10", "soon"):
        world.senior.sends_data(f"f:{day}:yes")
        world.senior.sees("That button is not for you")
    assert until(world, world.senior) is None


def test_when_nobody_else_can_be_told_it_is_said(world: World) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects(reference)
    world.senior.taps("I've got this")
    for member in (world.deputy, world.manager):
        member.blocks()
    world.manager.expects("Dee Walsh cannot be reached here.")
    world.senior.says("/start")
    taps(world.senior, "More", "I'm away", "Tomorrow", "Yes, I'm away")
    world.senior.sees(f"I could not reach anyone else about {reference}.")
    world.care_worker.expects("I could not reach anyone")
