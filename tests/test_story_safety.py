"""Somebody may be in danger: help is called first, and the report can wait."""

import pytest

from flows.roles import Role
from tests.taps import HELP_GIVEN, LINE, answers, no_errors, taps, title, what_happened
from tests.world import World


def test_the_safety_question_comes_before_anything_else(world: World) -> None:
    world.care_worker.says("/start")
    world.care_worker.taps("Near miss")
    assert title(world.care_worker) == "Is anyone in danger right now?"
    world.care_worker.taps("No, everyone is safe")
    assert title(world.care_worker) == "Did it reach the person?"
    world.senior.hears_nothing()


@pytest.mark.parametrize("answer", ["Yes", "Not sure"])
def test_danger_or_doubt_pings_the_senior_before_the_form_goes_on(
    world: World, answer: str
) -> None:
    world.care_worker.says("/start")
    taps(world.care_worker, "Near miss", answer)
    world.care_worker.sees("Call 999 if someone could die", "Sam Okoro (senior)", "can wait")
    world.senior.expects("Call for help HELP-26-0001 · Rose", "in danger now")
    assert [case["kind"] for case in world.cases()] == ["Call for help"]

    taps(world.care_worker, "They are safe now", *LINE[1:], "Send")
    world.care_worker.sees("Thank you. NM-26-0001")
    world.senior.expects("Near miss NM-26-0001")
    assert "Said that everyone is safe now" in what_happened(world, "HELP-26-0001")
    assert answers(world, "NM-26-0001")["in_danger"]["label"] == answer


def test_one_tap_from_the_menu_calls_for_help_and_no_form_stands_before_it(world: World) -> None:
    world.care_worker.says("/start")
    world.care_worker.taps("Someone is in danger")
    world.senior.expects("Call for help HELP-26-0001")
    world.care_worker.sees("Call 999 if someone could die")

    world.senior.taps("I've got this")
    world.care_worker.expects("HELP-26-0001", "Senior has this: Sam Okoro, 14:00")
    world.forward(minutes=10)
    taps(world.senior, *HELP_GIVEN)
    world.senior.sees("Thank you. HELP-26-0001")
    world.care_worker.sees("HELP-26-0001 · Done by Sam Okoro, 14:10")
    told = world.account("HELP-26-0001")
    assert (told["state"], told["records"][0]["kind"]) == ("closed", "help_given")
    world.care_worker.sees_no("has been looked at")


def test_a_call_for_help_climbs_every_five_minutes_until_somebody_has_it(world: World) -> None:
    world.care_worker.says("/start")
    world.care_worker.taps("Someone is in danger")
    world.senior.expects("Call for help")
    world.forward(minutes=5)
    world.deputy.expects("Nobody has acknowledged HELP-26-0001 for 5 minutes")
    world.forward(minutes=5)
    world.manager.expects("Nobody has acknowledged HELP-26-0001 for 10 minutes")
    for minutes in (15, 20, 25):
        world.forward(minutes=5)
        world.manager.expects(f"for {minutes} minutes")
    world.deputy.taps("I've got this")
    world.care_worker.expects("Deputy manager has this: Dee Walsh, 14:25")
    world.senior.sees("Deputy manager has this: Dee Walsh")


def test_help_taken_and_then_forgotten_opens_again(world: World) -> None:
    world.care_worker.says("/start")
    world.care_worker.taps("Someone is in danger")
    world.senior.expects("Call for help")
    world.senior.taps("I've got this")
    world.care_worker.expects("Senior has this")
    world.forward(minutes=60)
    world.care_worker.expects("not sent yet")
    world.senior.expects("HELP-26-0001", "It was taken, and it is not finished yet")
    world.care_worker.sees("HELP-26-0001 · Being told now: Sam Okoro (senior)")


def test_a_second_tap_in_panic_is_the_same_call(world: World) -> None:
    world.care_worker.says("/start")
    danger = world.care_worker.button("Someone is in danger")
    world.care_worker.sends_data(danger)
    world.care_worker.sends_data(danger)
    world.senior.expects("Call for help HELP-26-0001")
    assert len(world.cases()) == 1
    world.care_worker.sees("Call 999 if someone could die")


def test_danger_that_comes_back_is_called_again(world: World) -> None:
    """The first call was seen to and closed: the second must not be taken for it."""
    world.care_worker.says("/start")
    taps(world.care_worker, "Near miss", "Yes")
    world.senior.expects("HELP-26-0001")
    taps(world.senior, "I've got this", *HELP_GIVEN)
    world.care_worker.expects("Done by Sam Okoro")
    taps(world.care_worker, "They are safe now", "Back")
    assert title(world.care_worker) == "Is anyone in danger right now?"
    world.care_worker.taps("Yes")
    world.senior.expects("Call for help HELP-26-0002")
    world.care_worker.sees("HELP-26-0002", "Call 999 if someone could die")


def test_the_help_card_says_who_has_it_at_once_and_when_it_is_shown_again(world: World) -> None:
    world.care_worker.says("/start")
    world.care_worker.taps("Someone is in danger")
    world.senior.expects("Call for help")
    world.senior.taps("I've got this")
    world.care_worker.expects("Senior has this")
    world.care_worker.sees("Call 999", "Senior has this: Sam Okoro")
    world.care_worker.says("/start")
    world.care_worker.taps("Continue")
    world.care_worker.sees("Call 999", "Senior has this: Sam Okoro")


def test_words_typed_while_help_is_coming_are_kept_and_that_is_said(world: World) -> None:
    world.care_worker.says("/start")
    world.care_worker.taps("Someone is in danger")
    world.senior.expects("Call for help")
    world.care_worker.says("She is on the bathroom floor")
    world.care_worker.sees("Call 999", "I have kept that in your own words")
    world.care_worker.sees_no("bathroom floor")


def test_a_senior_who_calls_is_not_the_one_who_is_called(world: World) -> None:
    world.senior.says("/start")
    world.senior.taps("Someone is in danger")
    world.deputy.expects("Call for help HELP-26-0001")
    assert not any("Call for help" in message.shown for message in world.senior.messages)


def test_typed_yes_is_a_call_for_help_too(world: World) -> None:
    world.care_worker.says("/nearmiss")
    world.care_worker.says("yes")
    world.senior.expects("Call for help")
    no_errors(world)


def test_everyone_on_duty_is_called(world: World) -> None:
    other = world.hire("other", "Jo Lind", Role.SENIOR)
    world.care_worker.says("/start")
    world.care_worker.taps("Someone is in danger")
    world.senior.expects("Call for help")
    other.expects("Call for help")
    world.care_worker.sees("Sam Okoro (senior) and Jo Lind (senior)")


def test_the_helpers_hear_that_everyone_is_safe_now(world: World) -> None:
    world.care_worker.says("/start")
    taps(world.care_worker, "Someone is in danger")
    world.senior.expects("Call for help")
    world.senior.taps("I've got this")
    world.care_worker.expects("Senior has this")
    world.care_worker.taps("They are safe now")
    world.senior.sees("HELP-26-0001", "safe now")
