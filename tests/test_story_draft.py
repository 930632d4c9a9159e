"""A form is left and taken up again, in every way an ordinary shift can think of."""

from tests.taps import (
    LINE,
    REVIEW,
    answers,
    card,
    labels,
    no_errors,
    taps,
    title,
    to_summary,
    unfinished,
)
from tests.world import NEAR_MISS, World

QUESTIONS = (
    "Is anyone in danger right now?",
    "Did it reach the person?",
    "What is it about?",
    "If nobody had noticed, how bad could it have been?",
    "What did you do to stop it?",
    "How was it noticed?",
)


def test_back_goes_over_every_question_and_on_again(world: World) -> None:
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Near miss", *LINE[:-1])
    for question in reversed(QUESTIONS):
        assert title(asha) == question
        asha.taps("Back")
    assert title(asha).startswith("Hello Asha")

    taps(asha, "Continue")
    assert title(asha) == QUESTIONS[0]
    asha.taps(LINE[0])
    assert title(asha) == QUESTIONS[-1], "what was answered before is not asked again"
    taps(asha, LINE[-1], "Send")
    world.senior.expects("Near miss NM-26-0001")


def test_another_branch_drops_what_belonged_to_the_first(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.sees("Stopped by: Checked the chart")
    taps(asha, "Change an answer", "Reached the person: No, we stopped it", "Yes")
    assert title(asha) == "What did you do first?"
    asha.taps("Checked the person")
    asha.sees("Ready to send", "Done first: Checked the person", "Noticed: I noticed")
    asha.sees_no("Stopped by")
    asha.taps("Send")
    world.senior.expects("Incident INC-26-0001", "It reached the person, or may have")
    assert "stopped" not in answers(world, "INC-26-0001")


def test_back_in_the_middle_of_a_branch_and_another_way_on(world: World) -> None:
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Near miss", *LINE[:4], "Back", "Back", "Back", "Not yet, but it could")
    assert title(asha) == "What have you done about it?"
    taps(asha, "Fixed it", "A check", "Send")
    world.senior.expects("Hazard HZ-26-0001")
    given = answers(world, "HZ-26-0001")
    assert (given["what"]["answer"], given["made_safe"]["answer"]) == ("medicine", "fixed")
    assert "stopped" not in given


def test_the_count_shows_how_far_there_is_to_go(world: World) -> None:
    asha = world.care_worker
    asha.says("/nearmiss")
    heads = []
    for label in LINE:
        heads.append(card(asha).shown.splitlines()[0])
        asha.taps(label)
    counts = [f"Near miss · {number} of 5" for number in range(1, 6)]
    assert heads == ["Near miss", *counts]


def test_a_first_question_left_again_leaves_nothing_behind(world: World) -> None:
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Near miss", "Back")
    assert title(asha).startswith("Hello Asha")
    assert unfinished(world, asha) == []
    assert not any(label.startswith("Continue") for label in labels(asha))
    world.forward(days=2)


def test_saved_for_later_it_waits_on_its_exact_question(world: World) -> None:
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Near miss", *LINE[:3], "Save for later")
    asha.sees("Saved. It waits here until you come back.")
    assert "Continue: near miss, 3 of 5" in labels(asha)
    world.sleep(days=3)
    asha.expects("You have begun something that is not sent yet", "Begun Tuesday 10 March 14:00")
    asha.says("/start")
    asha.taps("Continue: near miss, 3 of 5")
    assert title(asha) == "If nobody had noticed, how bad could it have been?"
    taps(asha, *LINE[3:], "Send")
    world.senior.expects("Near miss NM-26-0001")


def test_several_drafts_wait_side_by_side(world: World) -> None:
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Near miss", *LINE[:2], "Fall", "Save for later")
    taps(asha, "Near miss", *LINE[:2], "Save for later")
    found = [label for label in labels(asha) if label.startswith("Continue")]
    assert found == ["Continue: near miss, 2 of 5", "Continue: near miss, 3 of 5"]
    asha.taps(found[1])
    taps(asha, *LINE[3:])
    asha.sees("Ready to send", "What: Fall")
    asha.taps("Send")
    world.senior.expects("Fall")
    asha.taps("Menu")
    asha.taps(found[0])
    assert title(asha) == "What is it about?"


def test_a_second_tap_on_near_miss_is_the_same_draft(world: World) -> None:
    asha = world.care_worker
    asha.says("/start")
    near_miss = asha.button("Near miss")
    asha.sends_data(near_miss)
    asha.sends_data(near_miss)
    asha.says("/nearmiss")
    assert len(unfinished(world, asha)) == 1


def test_an_alert_in_the_middle_of_a_report_is_taken_and_the_report_goes_on(world: World) -> None:
    sam = world.senior
    sam.says("/start")
    taps(sam, "Near miss", *LINE[:3])
    world.care_worker.files((*NEAR_MISS[:3], "Fall", *NEAR_MISS[4:]))
    sam.expects("Near miss NM-26-0001", "Fall")
    sam.taps("I've got this")
    sam.sees("NM-26-0001 · You have this")
    assert title(sam) == "If nobody had noticed, how bad could it have been?"
    taps(sam, *LINE[3:], "Send")
    sam.sees("Thank you. NM-26-0002")
    world.deputy.expects("Near miss NM-26-0002", "Medicine")
    taps(sam, *REVIEW[1:])
    world.care_worker.expects("NM-26-0001 has been looked at")
    no_errors(world)


def test_two_forms_at_once_keep_their_answers_apart(world: World) -> None:
    sam = world.senior
    reference = world.care_worker.files(NEAR_MISS)
    sam.expects("Near miss")
    taps(sam, *REVIEW[:4])
    sam.says("/start")
    taps(sam, "Near miss", *LINE[:2], "Save for later")
    assert sum("risk review" in label for label in sam.sees("Hello Sam").labels) == 1
    sam.taps("Continue: risk review sheet")
    assert title(sam) == "Could it happen to others?"
    taps(sam, *REVIEW[4:])
    world.care_worker.expects(f"{reference} has been looked at")
    sam.taps("Menu")
    sam.taps("Continue: near miss, 2 of 5")
    assert title(sam) == "What is it about?"


def test_a_tap_on_an_old_copy_takes_up_the_form_it_belongs_to(world: World) -> None:
    """A card may come twice, so an old copy may be tapped: what is typed then belongs there."""
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Near miss", *LINE[:2])
    old = asha.button("Fall")
    taps(asha, "Save for later", "Near miss", *LINE[:2], "Medicine")
    first = int(old.split(":")[1])
    asha.sends_data(old)
    asha.says("She slipped by the window")
    kept = {draft.id: draft.answers for draft in unfinished(world, asha)}
    assert kept.pop(first)["words"] == "She slipped by the window"
    assert all("words" not in given for given in kept.values())


def test_a_report_is_told_as_it_was_begun_and_not_as_it_was_sent(world: World) -> None:
    """Begun in the day and sent in the night, it is a thing of the day."""
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Near miss", *LINE[:-1])
    world.sleep(hours=13)
    asha.expects("not sent yet")
    taps(asha, "Continue", LINE[-1], "Send")
    world.senior.expects("Near miss")
    told = world.account("NM-26-0001")
    assert (told["shift"], told["happened_at"]) == ("day", None)


def test_back_goes_a_page_back_before_it_leaves_the_question(world: World) -> None:
    asha = world.care_worker
    asha.says("/nearmiss")
    taps(asha, *LINE[:2])
    first = labels(asha)
    asha.taps("More")
    assert labels(asha) != first
    asha.taps("Back")
    assert (title(asha), labels(asha)) == ("What is it about?", first)
    asha.taps("More")
    while labels(asha) != first:
        asha.taps("More")
    asha.taps("Back")
    assert title(asha) == "Did it reach the person?", "after the last page comes the first"


def test_thrown_away_only_when_asked_twice(world: World) -> None:
    asha = world.care_worker
    asha.says("/nearmiss")
    taps(asha, *LINE[:3])
    world.forward(hours=1)
    asha.expects("You have begun something that is not sent yet")
    taps(asha, "Throw it away", "Keep it")
    assert title(asha) == "If nobody had noticed, how bad could it have been?"
    asha.says("/start")
    world.forward(hours=23)
    asha.expects("You have begun something that is not sent yet")
    taps(asha, "Throw it away")
    assert title(asha) == "Throw this draft away?"
    asha.taps("Throw it away")
    asha.sees("The draft is gone.")
    assert unfinished(world, asha) == []
    world.forward(days=3)


def test_done_with_nothing_chosen_says_what_is_missing(world: World) -> None:
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Incident", "No, everyone is safe", "OK, as usual", "Fall")
    while "Done" not in labels(asha):
        taps(asha, next(each for each in labels(asha) if each not in ("Back", "Save for later")))
    asked = title(asha)
    asha.taps("Done")
    assert title(asha) == asked
    asha.sees("Nothing is chosen yet.")
    taps(asha, labels(asha)[0], "Done")
    assert title(asha) != asked
