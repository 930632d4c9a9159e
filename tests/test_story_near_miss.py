"""A near miss, from the first tap to the last word to the person who reported it."""

import pytest

from flows.roles import Role
from tests.chain import (
    NO_ADVICE,
    decides,
    does,
    goes_on,
    next_label,
    open_steps,
    quietly,
    rings,
    state,
)
from tests.world import NEAR_MISS, World


def test_a_near_miss_reaches_the_senior(world: World) -> None:
    reference = world.care_worker.files(NEAR_MISS)
    assert reference == "NM-26-0001"
    world.care_worker.sees(
        "Thank you. NM-26-0001", "Sent Tuesday 10 March 14:00", "Sam Okoro (senior)"
    )
    world.senior.expects("Near miss NM-26-0001 · Rose", "Medicine · could have been very bad")

    world.senior.taps("I've got this")
    world.senior.sees("You have this, 14:00", "before 15:00")
    world.care_worker.sees("Senior has this: Sam Okoro, 14:00")

    for label in (
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
        "Send",
    ):
        world.senior.taps(label)
    world.care_worker.expects("NM-26-0001 has been looked at", "told the team")

    told = world.account(reference)
    assert told["state"] == "closed"
    assert [record["kind"] for record in told["records"]] == ["near_miss_log", "risk_review_sheet"]
    assert [step["state"] for step in told["steps"]] == ["acted", "acted"]


def test_eight_taps_from_menu_to_receipt_and_no_typing(world: World) -> None:
    world.care_worker.files(NEAR_MISS)
    assert len(NEAR_MISS) <= 8
    world.senior.expects("Near miss")


def test_silence_climbs_and_never_stops(world: World) -> None:
    world.care_worker.files((*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:]))
    world.senior.expects("Near miss", "Medicine")
    world.forward(minutes=59)
    world.deputy.hears_nothing()
    world.forward(minutes=1)
    world.deputy.expects("Nobody has acknowledged NM-26-0001 for 1 hour", "now with you")
    world.forward(minutes=15)
    world.manager.expects("Nobody has acknowledged NM-26-0001 for 1 hour 15 minutes")
    for _ in range(10):
        world.forward(minutes=15)
        world.manager.expects("Nobody has acknowledged NM-26-0001 for")
    world.senior.taps("I've got this")
    world.deputy.sees("Senior has this: Sam Okoro")
    world.manager.sees("Senior has this: Sam Okoro")


@pytest.mark.parametrize(
    ("answer", "minutes"), [("Very bad", 5), ("Some harm", 15), ("Not sure", 15), ("Not bad", 60)]
)
def test_how_bad_it_could_have_been_decides_how_long_it_may_wait(
    world: World, answer: str, minutes: int
) -> None:
    world.care_worker.files((*NEAR_MISS[:4], answer, *NEAR_MISS[5:]))
    world.senior.expects("Near miss")
    world.forward(minutes=minutes - 1)
    world.deputy.hears_nothing()
    world.forward(minutes=1)
    world.deputy.expects("Nobody has acknowledged")


def test_all_seniors_hear_before_the_deputy(world: World) -> None:
    other = world.hire("other_senior", "Jo Lind", Role.SENIOR, units=("Ivy",), on_duty=False)
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    other.hears_nothing()
    world.forward(minutes=5)
    other.expects("Nobody has acknowledged")
    world.deputy.hears_nothing()
    world.forward(minutes=5)
    world.deputy.expects("Nobody has acknowledged")


def test_acknowledged_and_then_nothing_opens_again(world: World) -> None:
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    world.senior.taps("I've got this")
    world.forward(minutes=59)
    world.forward(minutes=1)
    world.senior.expects("Near miss NM-26-0001", "It was taken, and it is not finished yet")
    world.forward(minutes=5)
    world.deputy.expects("Nobody has acknowledged")


def test_handing_over_tells_somebody_else(world: World) -> None:
    other = world.hire("other_senior", "Jo Lind", Role.SENIOR)
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    other.expects("Near miss")
    world.senior.taps("I've got this")
    other.sees("Senior has this: Sam Okoro")
    world.senior.taps("Hand over")
    other.expects("Near miss NM-26-0001", "This is being handed over")
    world.senior.sees("Others are being told")
    other.taps("I've got this")
    world.senior.sees("Senior has this: Jo Lind")


@pytest.mark.parametrize(
    ("answer", "prefix", "what_was_done"),
    [
        ("Not yet, but it could", "HZ", "Fixed it"),
        ("Yes", "INC", "Checked the person"),
        ("Not sure", "INC", "Stayed with them"),
    ],
)
def test_did_it_reach_the_person_sorts_it(
    world: World, answer: str, prefix: str, what_was_done: str
) -> None:
    taps = (*NEAR_MISS[:2], answer, "Medicine", "Not bad", what_was_done, "Luck", "Send")
    reference = world.care_worker.files(taps)
    assert reference == f"{prefix}-26-0001"
    flagged = ("It reached the person, or may have",) if prefix == "INC" else ()
    world.senior.expects(reference, *flagged)
    assert world.account(reference)["severity"] == ("moderate" if prefix == "INC" else "low")


def test_the_deputy_gets_what_the_senior_sends_up(world: World) -> None:
    """Compared with others, put right, told to the team, looked back on twice, closed."""
    worker = world.care_worker
    leader = world.hire("leader", "Tam Reid", Role.TEAM_LEADER)
    auditor = world.hire("auditor", "Ada Cole", Role.AUDIT_LEAD, on_duty=False)
    reference = worker.files(NEAR_MISS)
    assert not quietly(world.senior)
    does(world.senior, reference, control="watched", outcome="deputy")
    worker.expects("The deputy is looking for others like it")
    assert quietly(world.deputy)
    assert quietly(worker)
    does(world.deputy, reference, "quality tracking", outcome="action")
    world.manager.expects(f"{reference} · An offer", "It keeps happening.")
    worker.expects("Something is being changed because of it")
    assert len([m for m in worker.messages if m.shown.strip().startswith(f"{reference}: ")]) == 1
    does(leader, reference, "telling the team", way="layout", not_had=["nobody"])
    world.forward(days=29)
    auditor.hears_nothing()
    world.manager.expects(f"{reference} · An offer", "is still open.")
    world.forward(days=1)
    does(auditor, reference, "look back, 30 days", outcome="second")
    shown = [str(p.screen) for p in world.phones.sent if p.address == auditor.address]
    assert not any("Close it" in screen for screen in shown), "thirty days are too few"
    world.forward(days=59)
    auditor.hears_nothing()
    world.forward(days=1)
    does(auditor, reference, "look back, 90 days", outcome="close")
    worker.expects(f"{reference} has been looked at", "closer watch, room, storage or layout")
    assert state(world, reference) == "closed"


def test_a_change_that_begins_later_is_looked_back_on_later(world: World) -> None:
    """Thirty days after it was written down say nothing about what is done so for two of them."""
    leader = world.hire("leader", "Tam Reid", Role.TEAM_LEADER)
    auditor = world.hire("auditor", "Ada Cole", Role.AUDIT_LEAD, on_duty=False)
    reference = world.care_worker.files(NEAR_MISS)
    does(world.senior, reference, control="watched", outcome="deputy")
    world.care_worker.expects("The deputy is looking")
    does(world.deputy, reference, "quality tracking", outcome="action", recurring="no")
    world.care_worker.expects("Something is being changed")
    told = {"in_place": "no", "from_day": "d28", "not_had": ["nobody"]}
    does(leader, reference, "telling the team", **told)
    world.forward(days=57)
    auditor.hears_nothing()
    world.forward(days=1)
    auditor.expects(reference, "look back, 30 days")


def test_what_did_not_work_is_opened_again(world: World) -> None:
    auditor = world.hire("auditor", "Ada Cole", Role.AUDIT_LEAD)
    reference = world.care_worker.files(NEAR_MISS)
    does(world.senior, reference, outcome="deputy")
    world.care_worker.expects("The deputy is looking")
    does(world.deputy, reference, "quality tracking", outcome="watch", recurring="unclear")
    world.forward(days=30)
    does(auditor, reference, "look back, 30 days", outcome="reopen")
    world.care_worker.expects("The deputy is looking")
    does(world.deputy, reference, "quality tracking", outcome="close", recurring="no")
    world.care_worker.expects("has been looked at")


def test_a_senior_raises_it_to_an_incident(world: World) -> None:
    """It keeps its reference, and goes on by the other pathway, to the manager's decision."""
    reference = world.care_worker.files(NEAR_MISS)
    does(world.senior, reference, outcome="incident", why="reached")
    does(world.senior, f"Incident {reference}", "advice and checks", **NO_ADVICE)
    world.care_worker.expects("The manager is deciding")
    world.manager.expects(reference, "manager's decision")
    told = world.account(reference)
    assert told["kind"] == "Incident"
    assert "Near miss to incident" in [entry["detail"] for entry in told["timeline"]]


def test_a_senior_raises_it_to_safeguarding(world: World) -> None:
    """The council's duty is asked at once, and not again with the manager's decision."""
    reference = world.care_worker.files((*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:]))
    does(world.senior, reference, outcome="safeguarding")
    world.care_worker.expects("The manager is deciding")
    assert world.account(reference)["severity"] == "severe"
    council = "Raise a safeguarding concern?"
    does(world.manager, reference, council, decision="no", reason="advised")
    decides(world, reference, outcome="none", other_duties=["safeguarding"])
    names = [step["name"] for step in world.account(reference)["steps"]]
    assert names.count(council) == 1, names


def test_what_reached_the_person_goes_to_the_senior_as_an_incident(world: World) -> None:
    taps = (*NEAR_MISS[:2], "Yes", "Medicine", "Not bad", "Stayed with them", "Luck", "Send")
    reference = world.care_worker.files(taps)
    does(
        world.senior, f"Incident {reference}", "advice and checks", **{**NO_ADVICE, "harm": "none"}
    )
    world.care_worker.expects("The manager is deciding")
    world.manager.expects(reference, "manager's decision")


def test_a_near_miss_that_somebody_outside_must_hear_of_is_put_to_the_manager(world: World) -> None:
    """A hoist that failed with nobody in it: one card a duty, of which one rings, and no others."""
    reference = world.care_worker.files(NEAR_MISS)
    does(world.senior, reference, outcome="accept", flags=["equipment"])
    world.manager.sees(reference, "Report a dangerous occurrence to HSE?")
    assert rings(world.manager) == [True, False], "the second comes with the first"
    duties = ["Report a dangerous occurrence to HSE?", "Send the MHRA a Yellow Card?"]
    assert open_steps(world, reference) == duties
    does(world.manager, reference, duties[1], decision="no", reason="advised")
    does(world.manager, reference, duties[0], decision="yes")
    assert state(world, reference) == "open"
    goes_on(world.manager, next_label(world.manager), outcome="done")
    world.care_worker.expects("has been looked at")
    assert state(world, reference) == "closed"


@pytest.mark.parametrize(
    ("worst", "answers"), [("Not bad", {}), ("Very bad", {"why_ends": "in_time"})]
)
def test_what_could_have_been_very_bad_ends_at_the_senior_only_with_a_reason(
    world: World, worst: str, answers: dict[str, str]
) -> None:
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects(reference)
    for label in ("I've got this", "Fill in the risk review sheet", "No", worst):
        world.senior.taps(label)
    for label in ("Only this once", "Told the team", "Level 1: watch it", "It is dealt with"):
        world.senior.taps(label)
    if answers:
        world.senior.sees("It could have been very bad. Why end here?")
        world.senior.taps("It was stopped well in time")
    for label in ("None of these", "Done", "Send"):
        world.senior.taps(label)
    world.care_worker.expects("has been looked at")
    (_, review) = world.account(reference)["records"]
    kept = {each["field"]: each["answer"] for each in review["answers"]}
    assert {name: kept.get(name) for name in answers} == answers
    assert ("why_ends" in kept) == bool(answers)


def test_what_keeps_happening_is_compared_sooner(world: World) -> None:
    """Three days where another is like it, and seven where none is."""
    first = world.care_worker.files(NEAR_MISS)
    does(world.senior, first, outcome="deputy")
    again = world.care_worker.files(NEAR_MISS)
    does(world.senior, again, outcome="deputy")
    for reference, day in ((first, "Tuesday 17 March"), (again, "Friday 13 March")):
        world.care_worker.expects(reference, "The deputy is looking")
        card = world.deputy.expects(reference, "quality tracking")
        world.deputy.sends_data(next(b.data for row in card.screen.rows for b in row))
        world.deputy.sees(reference, "You have this", f"before {day}")
