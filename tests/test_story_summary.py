"""Before Send: what can be added, what can be changed, and what becomes of it."""

import pytest

from flows.roles import Role
from storage import records
from tests.fills import fills
from tests.taps import answers, at, card, labels, no_errors, taps, title, to_summary, unfinished
from tests.world import NEAR_MISS, World


def test_everything_that_may_be_added(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    assert [label for label in labels(asha) if label.startswith("+")] == [
        "+ When",
        "+ Who",
        "+ Which medicine",
        "+ In your own words",
        "+ What made it easier",
        "+ How often",
        "+ Keep it from",
    ]
    taps(asha, "+ Who", "More", "R08")
    asha.taps("+ Which medicine")
    asha.says("Warfarin 5 mg")
    asha.taps("+ In your own words")
    asha.says("Two tablets were in the pot.")
    taps(asha, "+ What made it easier", "Busy or interrupted", "More")
    taps(asha, "Tired or unwell", "✓ Tired or unwell", "Tired or unwell", "Done")
    taps(asha, "Change an answer", "What made it easier: Busy or…")
    assert "Keep it" not in labels(asha), "Done keeps it"
    assert "Take it out" in labels(asha)
    asha.taps("Done")
    taps(asha, "+ How often", "Sometimes")
    taps(asha, "+ Keep it from", "Maya Fernando")
    taps(asha, "+ When", "2 hours ago")
    asha.sees("Who: R08", "Warfarin 5 mg", "Busy or interrupted, Tired or unwell", "Sometimes")
    asha.sees("When: today 12:00", "Keep it from: Maya Fernando", "Two tablets were in the pot.")
    assert not any(label.startswith("+") for label in labels(asha))
    asha.taps("Send")
    world.senior.expects("Near miss")

    given = answers(world, "NM-26-0001")
    assert given["factors"] == {
        "field": "factors",
        "asked": "What made it easier to happen?",
        "short": "What made it easier",
        "answer": ["busy", "tired"],
        "label": ["Busy or interrupted", "Tired or unwell"],
    }
    assert given["resident"]["answer"] == "R08"
    assert given["concerns"] == {**given["concerns"], "answer": "4", "label": "Maya Fernando"}
    told = world.account("NM-26-0001")
    assert (told["resident"], told["unit"], told["shift"]) == ("R08", "Rose", "day")
    assert at(told["happened_at"]) == at("2026-03-10T12:00:00+00:00")


def test_which_medicine_is_asked_only_about_medicine(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.taps("+ Which medicine")
    asha.says("Warfarin")
    taps(asha, "Change an answer", "What: Medicine", "Fall")
    assert "+ Which medicine" not in labels(asha)
    asha.sees_no("Warfarin")
    asha.taps("Send")
    world.senior.expects("Fall")
    assert "medicine" not in answers(world, "NM-26-0001")


def test_any_answer_can_be_changed_and_back_changes_nothing(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.taps("Change an answer")
    assert labels(asha) == [
        "Reached the person: No, we stopped it",
        "What: Medicine",
        "Could have been: Very bad",
        "Stopped by: Checked the chart",
        "Noticed: I noticed",
        "Where: Rose",
        "Back to summary",
    ]
    asha.taps("Back to summary")
    taps(asha, "Change an answer", "Noticed: I noticed", "Back")
    asha.sees("Ready to send", "Noticed: I noticed")
    taps(asha, "Change an answer", "Noticed: I noticed", "Luck")
    taps(asha, "Change an answer", "Could have been: Very bad", "Not bad")
    taps(asha, "Change an answer", "Where: Rose", "Ivy")
    asha.sees("Noticed: Luck", "Could have been: Not bad", "Where: Ivy")
    asha.taps("Send")
    world.senior.expects("Near miss NM-26-0001 · Ivy")
    assert world.account("NM-26-0001")["severity"] == "low"


def test_an_extra_that_is_answered_is_kept_unless_it_is_taken_out(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.taps("+ How often")
    skip = asha.button("Skip")
    asha.taps("Sometimes")
    taps(asha, "Change an answer", "How often: Sometimes")
    asha.sees("Does this happen often?", "Your answer: Sometimes")
    assert "Skip" not in labels(asha), "it would not say what becomes of the answer"
    asha.taps("Keep it")
    asha.sees("Ready to send", "How often: Sometimes")
    taps(asha, "Change an answer", "How often: Sometimes")
    asha.sends_data(skip)
    asha.sees("Ready to send", "How often: Sometimes")
    taps(asha, "Change an answer", "How often: Sometimes", "Take it out")
    asha.sees("Ready to send", "Add more if you like")
    assert "+ How often" in labels(asha)
    asha.taps("Send")
    world.senior.expects("Near miss")


def test_an_extra_may_be_skipped_and_is_offered_again(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    taps(asha, "+ How often", "Skip")
    asha.sees("Ready to send")
    assert "+ How often" in labels(asha)
    taps(asha, "+ How often", "Back")
    asha.taps("Send")
    world.senior.expects("Near miss")
    assert "often" not in answers(world, "NM-26-0001")


def test_what_was_chosen_can_be_unchosen_and_none_is_no_answer(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    taps(asha, "+ What made it easier", "Busy or interrupted")
    asha.sees("Tap all that fit, then Done.")
    taps(asha, "✓ Busy or interrupted", "Done")
    assert "+ What made it easier" in labels(asha)
    asha.sees_no("What made it easier:")
    taps(asha, "+ What made it easier", "More", "Tired or unwell")
    asha.says("busy or interrupted")
    asha.sees("What made it easier: Tired or unwell, Busy or interrupted")
    asha.taps("Send")
    world.senior.expects("Near miss")
    assert answers(world, "NM-26-0001")["factors"]["answer"] == ["tired", "busy"]


@pytest.mark.parametrize(
    ("typed", "shown"), [("yesterday 21:30", "yesterday 21:30"), ("9/3 07:15", "yesterday 07:15")]
)
def test_a_time_can_be_typed(world: World, typed: str, shown: str) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.taps("+ When")
    asha.says(typed)
    asha.sees("Ready to send", f"When: {shown}")
    asha.taps("Send")
    world.senior.expects("Near miss")
    told = world.account("NM-26-0001")
    assert told["shift"] == "night"
    assert at(told["happened_at"]).day == 9


def test_a_time_to_come_is_refused_kindly_and_left_in_the_chat(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.taps("+ When")
    asha.says("23:59")
    asha.sees("When did it happen?", "That time has not come yet")
    asha.sees("23:59")
    asha.says("just after lunch")
    asha.sees("When did it happen?", "I have kept that in your own words")
    asha.says("13:45")
    asha.sees("When: today 13:45", "just after lunch")
    assert title(asha) == "Ready to send"
    asha.taps("Send")
    world.senior.expects("Near miss")
    assert answers(world, "NM-26-0001")["words"]["answer"] == "just after lunch"


def test_confirmed_twice_it_is_filed_once(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    send = asha.button("Send")
    asha.sends_data(send)
    asha.sends_data(send)
    world.receive(
        {"kind": "tap", "data": send, "from": asha.address, "id": "same"},
        {"kind": "tap", "data": send, "from": asha.address, "id": "same"},
    )
    world.senior.expects("Near miss NM-26-0001")
    world.senior.hears_nothing()
    assert [case["reference"] for case in world.cases()] == ["NM-26-0001"]
    with world.moment() as moment:
        assert records.count_records(moment.db) == 1
        assert records.broken_links(moment.db) == []
    assert title(asha) == "Thank you. NM-26-0001"


def test_a_senior_who_confirms_twice_files_once(world: World) -> None:
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    taps(
        world.senior,
        "I've got this",
        "Fill in the risk review sheet",
        "No",
        "Very bad",
        "Only this once",
        "Told the team",
        "Level 1: watch it",
        "It is dealt with",
        "It is made safe for good",
        "None of these",
        "Done",
    )
    send = world.senior.button("Send")
    world.senior.sends_data(send)
    world.senior.sends_data(send)
    world.care_worker.expects(f"{reference} has been looked at")
    world.care_worker.hears_nothing()
    assert len(world.account(reference)["records"]) == 2
    no_errors(world)


def test_the_receipt_says_who_knows_and_nothing_of_what_was_said(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.taps("+ Which medicine")
    asha.says("Warfarin")
    asha.taps("+ In your own words")
    asha.says("The blue pot by bed 4")
    taps(asha, "+ Who", "R03", "Send")
    world.senior.expects("Near miss")
    asha.sees("Thank you. NM-26-0001", "Sent Tuesday 10 March 14:00", "Sam Okoro (senior)")
    for secret in ("Warfarin", "blue pot", "R03", "Very bad", "Medicine"):
        asha.sees_no(secret)
    assert unfinished(world, asha) == []
    for phone in world.phones.sent[-2:]:
        shown = phone.screen.title if phone.screen else ""
        assert "Warfarin" not in shown


def test_the_unit_is_known_and_asked_only_where_it_cannot_be(world: World) -> None:
    to_summary(world.care_worker)
    world.care_worker.sees("Where: Rose")
    world.care_worker.taps("Save for later")
    roaming = world.hire("roaming", "Bo Tran", Role.CARE_WORKER, units=())
    to_summary(roaming)
    assert "+ Where" in labels(roaming)
    taps(roaming, "+ Where", "Ivy", "Send")
    world.senior.expects("· Ivy")


def test_it_reached_the_person_is_said_at_the_top_of_every_alert(world: World) -> None:
    world.care_worker.files(
        (*NEAR_MISS[:2], "Not sure", "Fall", "Not bad", *("Stopped it",), "Luck", "Send")
    )
    world.senior.expects("Incident INC-26-0001", "It reached the person, or may have")
    assert card(world.care_worker).shown.strip().startswith("Thank you. INC-26-0001")
    assert world.account("INC-26-0001")["severity"] == "moderate"


def test_an_incident_that_was_stopped_is_told_as_it_was_answered(world: World) -> None:
    world.care_worker.says("/start")
    world.care_worker.taps("Incident")
    said = fills(
        world.care_worker,
        in_danger="no",
        condition="nobody",
        what="medicine",
        reached="stopped",
        harm="none",
    )
    assert "INC-26-0001" in said
    shown = world.senior.expects("INC-26-0001", "Did it reach the person? No, we stopped it.")
    assert "or may have" not in shown.shown
