"""Somebody leaves: their access ends at once, and nothing they had is forgotten."""

from flows import staff
from flows.joining import SENTENCE
from flows.roles import Role
from tests.phones import Later
from tests.taps import LINE, REVIEW, taps, what_happened
from tests.world import NEAR_MISS, Member, World


def leaves(world: World, name: str) -> None:
    with world.moment() as moment:
        staff.leave(moment, staff.find_person(moment, name))
    world.settle()


def test_access_ends_at_once(world: World) -> None:
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    take = world.senior.button("I've got this")
    leaves(world, "Sam Okoro")
    world.deputy.expects("Near miss NM-26-0001")
    before = len(world.phones.chat(world.senior.address).messages)
    world.senior.sends_data(take)
    world.senior.says("/start")
    shown = world.senior.messages[before:]
    assert {message.shown.strip() for message in shown if message.screen} == {SENTENCE}
    assert world.account("NM-26-0001")["steps"][1]["state"] == "owed"


def test_what_they_held_goes_back_to_the_ladder_at_once(world: World) -> None:
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    taps(world.senior, *REVIEW[:4])
    leaves(world, "Sam Okoro")
    world.deputy.expects(f"Near miss {reference}", "Sam Okoro no longer works here")
    world.care_worker.sees("Dee Walsh (deputy manager)")
    taps(world.deputy, *REVIEW)
    world.care_worker.expects("has been looked at")
    assert "No longer works here: opened again" in what_happened(world, reference)
    world.forward(days=3)


def test_what_they_were_owed_is_dropped(world: World) -> None:
    phone = world.phones.chat(world.senior.address)
    phone.trouble.append(Later("busy", after=600))
    world.care_worker.files((*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:]))
    leaves(world, "Sam Okoro")
    world.deputy.expects("NM-26-0001")
    world.forward(minutes=11)
    assert phone.messages == []


def test_what_they_had_not_sent_is_asked_about_no_more(world: World) -> None:
    bo = world.hire("bo", "Bo Tran", Role.CARE_WORKER)
    bo.says("/nearmiss")
    taps(bo, *LINE[:3])
    leaves(world, "Bo Tran")
    world.forward(days=3)
    bo.hears_nothing()


def test_the_records_they_wrote_stay_theirs(world: World) -> None:
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    leaves(world, "Asha Begum")
    taps(world.senior, *REVIEW)
    told = world.account(reference)
    assert (told["state"], told["reporter"]) == ("closed", "Asha Begum")
    assert told["records"][0]["author"] == "Asha Begum"


def test_the_same_phone_may_come_back_as_somebody_else(world: World) -> None:
    """A phone of the home is passed on: nothing of the one before is shown to the next."""
    world.senior.says("/start")
    taps(world.senior, "Near miss", *LINE[:3])
    leaves(world, "Sam Okoro")
    world.hire("next", "Jo Lind", Role.SENIOR, phone=False)
    with world.moment() as moment:
        code = staff.new_code(moment, staff.find_person(moment, "Jo Lind"))
    jo = Member(world, 0, "Jo Lind", world.senior.address)
    jo.says(code)
    jo.sees("You have joined. Welcome.", "Hello Jo")
    assert not any(label.startswith("Continue") for label in jo.messages[-1].labels)
    world.care_worker.files(NEAR_MISS)
    jo.expects("Near miss NM-26-0001")


def test_leaving_twice_is_leaving_once(world: World) -> None:
    leaves(world, "Sam Okoro")
    leaves(world, "Sam Okoro")
    world.care_worker.files(NEAR_MISS)
    world.deputy.expects("Near miss")


def test_a_role_that_is_taken_away_takes_nothing_any_more(world: World) -> None:
    """Also not what they were told of while they held it: the next hear of that at once."""
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects(reference)
    with world.moment() as moment:
        staff.change_roles(moment, staff.find_person(moment, "Sam Okoro"), [Role.CARE_WORKER])
    world.settle()
    world.deputy.expects(reference)
    for verb in ("take", "open", "start"):
        world.senior.sends_data(f"t:2:{verb}")
        world.senior.sees("That button is not for you, or no longer in use.")
    assert world.account(reference)["steps"][1]["state"] == "owed"
    world.senior.says("/tasks")
    world.senior.sees("You have no tasks now.")
