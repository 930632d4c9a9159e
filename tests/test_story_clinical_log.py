"""The call for advice: written down while it is fresh, and kept with who answered it."""

from dataclasses import replace
from typing import Any

import pytest

from flows.duration import parse_duration
from flows.limits import LIMITS
from flows.roles import Role
from handrail.account_text import told_account
from storage import cases
from tests.chain import quietly, reports
from tests.fills import fills, fills_to_summary
from tests.world import Member, World

FRESH = "Please write down any call while it is fresh."
FORM = "Fill in the clinical communication log"
CALLED = {
    "state": "ok",
    "checked": ["none"],
    "advice": "gp",
    "harm": "low",
    "potential": "not_bad",
    "flags": ["none"],
}


def taken(world: World, **report: Any) -> str:
    """An incident that the senior has just taken; returns its reference."""
    reference = reports(world.care_worker, **report)
    world.senior.expects(reference, "advice and checks").unread = False
    world.senior.taps("I've got this")
    return reference


def files(world: World, **answers: Any) -> None:
    world.senior.taps(FORM)
    fills(world.senior, **{**CALLED, **answers})
    world.manager.expects("manager's decision")
    world.care_worker.expects("The manager is deciding")


def set_to(world: World, limit: str) -> None:
    limits = {**LIMITS, "clinical_log": parse_duration(limit)}
    world.service = replace(world.service, limits=limits)


def log_of(world: World, reference: str) -> dict[str, Any]:
    found: dict[str, Any] = world.account(reference)["records"][-1]
    assert found["title"] == "Clinical communication log"
    return found


@pytest.fixture
def other(world: World) -> Member:
    """Another senior on duty, who was told as well."""
    return world.hire("other", "Ben Hall", Role.SENIOR)


def test_whoever_has_it_is_reminded_once_and_quietly(world: World, other: Member) -> None:
    reference = taken(world)
    other.expects(reference)
    world.forward(minutes=14)
    world.senior.hears_nothing()
    world.forward(minutes=1)
    reminder = world.senior.expects(reference, "You have this, 14:00", FRESH)
    assert quietly(world.senior)
    assert FORM in reminder.labels
    world.forward(hours=7, minutes=44)
    for member in (world.senior, other, world.deputy, world.manager):
        member.hears_nothing()
    files(world)


def test_after_it_the_ladder_is_the_limit_as_ever(world: World) -> None:
    reference = taken(world, condition="emergency")
    world.manager.expects(reference)
    world.forward(minutes=15)
    world.senior.expects(reference, FRESH, "before 15:00.")
    world.forward(minutes=44)
    world.senior.hears_nothing()
    world.forward(minutes=1)
    world.senior.expects(reference, "It was taken, and it is not finished yet.")


@pytest.mark.parametrize("minutes", [0, 14])
def test_nothing_is_sent_for_what_is_written_by_then(world: World, minutes: int) -> None:
    taken(world)
    world.forward(minutes=minutes)
    files(world)
    world.forward(hours=2)
    world.senior.hears_nothing()


def test_the_home_sets_how_soon(world: World) -> None:
    set_to(world, "40m")
    reference = taken(world)
    world.forward(minutes=39)
    world.senior.hears_nothing()
    world.forward(minutes=1)
    world.senior.expects(reference, FRESH)


def test_a_limit_as_long_as_the_ladders_brings_the_usual_reminder(world: World) -> None:
    set_to(world, "2h")
    reference = taken(world, condition="emergency")
    world.manager.expects(reference)
    world.forward(minutes=45)
    assert FRESH not in world.senior.expects(reference, "Please finish it before 15:00.").shown


def test_whoever_is_writing_it_is_not_told_to(world: World) -> None:
    """A reminder comes once the draft has lain still as long as the limit, and only one."""
    reference = taken(world)
    world.forward(minutes=10)
    world.senior.taps(FORM)
    world.forward(minutes=14)
    world.senior.hears_nothing()
    world.forward(minutes=1)
    world.senior.expects(reference, FRESH)
    world.forward(minutes=30)
    world.senior.hears_nothing()


def test_writing_on_and_on_does_not_outlast_the_limit(world: World) -> None:
    """With less left than the limit, the one reminder comes while they write."""
    reference = taken(world, condition="emergency")
    world.manager.expects(reference)
    world.senior.taps(FORM)
    draft = world.senior.button("OK, as usual")
    for _ in range(5):
        world.forward(minutes=10)
        world.senior.hears_nothing()
        world.senior.sends_data(draft)
        world.senior.taps("Back")
    world.forward(minutes=9)
    world.senior.expects(reference, "Please finish it before 15:00.")


def test_who_takes_it_over_has_the_whole_time(world: World, other: Member) -> None:
    reference = taken(world)
    other.expects(reference)
    world.forward(minutes=10)
    world.senior.taps("Hand over")
    other.expects(reference, "This is being handed over.")
    other.taps("I've got this")
    world.forward(minutes=14)
    other.hears_nothing()
    world.forward(minutes=1)
    other.expects(reference, "You have this, 14:10", FRESH)
    world.senior.hears_nothing()


def test_a_case_that_began_before_there_was_such_a_limit_goes_on_as_it_was(world: World) -> None:
    reference = reports(world.care_worker)
    world.senior.expects(reference)
    with world.moment() as moment:
        case = cases.case_by_reference(moment.db, reference)
        assert case is not None
        plan = [{k: v for k, v in row.items() if k != "promptly"} for row in case.plan]
        cases.change_case(moment.db, case.id, plan=plan)
    world.senior.taps("I've got this")
    world.forward(minutes=60)
    world.senior.hears_nothing()
    files(world, called_at="m60")
    assert log_of(world, reference)["late"] == ""


def test_a_call_written_down_late_says_so(world: World) -> None:
    reference = taken(world)
    files(world, called_at="m60")
    late = "Written down 1 hour after the call; the home's limit is 15 minutes."
    assert log_of(world, reference)["late"] == late
    assert f"    {late}" in list(told_account(world.account(reference), world.service.zone))
    for label in ("Open", "The whole case", "Clinical communication log"):
        world.manager.taps(label)
    world.manager.sees(late)
    set_to(world, "2h")
    assert log_of(world, reference)["late"] == late


@pytest.mark.parametrize(
    ("limit", "answers"),
    [
        ("15m", {"called_at": "m0"}),
        ("30m", {"called_at": "m30"}),
        ("15m", {"advice": "none"}),
    ],
)
def test_what_was_in_time_says_nothing(world: World, limit: str, answers: dict[str, str]) -> None:
    set_to(world, limit)
    reference = taken(world)
    files(world, **answers)
    assert log_of(world, reference)["late"] == ""


def test_it_counts_from_the_answer_where_that_is_known(world: World) -> None:
    """An hour on the phone before anybody answers makes nothing late."""
    reference = taken(world)
    world.senior.taps(FORM)
    fills_to_summary(world.senior, **CALLED, called_at="m60")
    for label in ("Answered at", "Just now", "Send"):
        world.senior.taps(label)
    world.manager.expects("manager's decision")
    world.care_worker.expects("The manager is deciding")
    assert log_of(world, reference)["late"] == ""


def test_who_answered_is_kept_where_it_is_added(world: World) -> None:
    """Their name or role, beside what was tapped; on no alert, and only where there was a call."""
    reference = taken(world)
    world.senior.taps(FORM)
    fills_to_summary(world.senior, **CALLED)
    world.senior.taps("Who answered")
    world.senior.sees("Who was that? Their name, or their role.")
    world.senior.says("Dr Mehta, the duty doctor")
    world.senior.taps("Send")
    alert = world.manager.expects("manager's decision")
    assert "Mehta" not in alert.shown
    world.care_worker.expects("The manager is deciding")
    kept = {a["field"]: (a["short"], a["label"]) for a in log_of(world, reference)["answers"]}
    assert kept["answered_by"] == ("Who answered", "Dr Mehta, the duty doctor")
    assert kept["spoke_to"] == ("Spoke to", "Doctor")
    for label in ("Open", "The whole case", "Clinical communication log"):
        world.manager.taps(label)
    world.manager.sees("Who answered: Dr Mehta, the duty doctor")


def test_where_nobody_was_called_nobody_answered(world: World) -> None:
    taken(world)
    world.senior.taps(FORM)
    fills_to_summary(world.senior, **{**CALLED, "advice": "none"})
    assert "Who answered" not in "".join(world.senior.messages[-1].labels)
