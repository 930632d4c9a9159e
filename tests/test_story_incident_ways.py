"""Every way an incident can go from the senior's call to its end, and who may walk it."""

from dataclasses import replace
from typing import Any

import pytest

from flows.duration import parse_duration
from flows.limits import LIMITS
from flows.options import options_of
from flows.records import form_of
from flows.roles import Role
from storage import cases, drafts
from tests.chain import NO_ADVICE, decides, does, goes_on, open_steps, reports, state, to_decision
from tests.fills import fills, fills_to_summary
from tests.taps import what_happened
from tests.world import NEAR_MISS, Member, World

NOT_SURE = (*NEAR_MISS[:2], "Not sure", "Medicine", "Not bad", "Stayed with them", "Luck", "Send")
CLEAR = {**NO_ADVICE, "harm": "none"}


def offered(world: World, reference: str, who: Member, field: str) -> list[str]:
    """What a question of the manager's decision offers this person."""
    with world.moment() as moment:
        case = cases.case_by_reference(moment.db, reference)
        assert case is not None
        form = form_of("incident_management_decision")
        draft = drafts.begin_draft(
            moment.db,
            person_id=who.id,
            kind=form.kind,
            answers={},
            at="",
            now=moment.now,
            case_id=case.id,
        )
        return [label for _, label in options_of(moment, draft, form.questions[field])]


def test_no_review_goes_straight_to_the_look_back(world: World) -> None:
    auditor = world.hire("auditor", "Ada Cole", Role.AUDIT_LEAD)
    reference = to_decision(world, calls={"harm": "moderate", "potential": "not_bad"})
    world.manager.sees("manager's decision", "hurt, as known now")
    world.manager.sees_no("would not have been bad")
    assert world.account(reference)["harm"] == "moderate"
    decides(world, reference, outcome="none", controls=["watched", "other", "plan"])
    world.forward(days=30)
    does(auditor, reference, "governance summary", outcome="close")
    told = world.care_worker.expects(f"{reference} has been looked at")
    assert "In place now: closer watch, care plan changed." in told.shown


def test_a_quick_review_sent_back_and_opened_again_stays_with_its_investigator(
    world: World,
) -> None:
    """What comes back is what it was, and its author's; opened again it is a full one, and the
    named investigator's."""
    auditor = world.hire("auditor", "Ada Cole", Role.AUDIT_LEAD)
    named = world.hire("named", "Noor Shah", Role.SENIOR, units=("Ivy",))
    reference = to_decision(world)
    decides(world, reference, outcome="quick", investigator=str(named.id))
    world.care_worker.expects("It is being looked into")
    world.deputy.hears_nothing()
    does(named, reference, "quick review")
    does(world.manager, reference, "sign-off", outcome="send_back", missing=["person"])
    world.care_worker.expects("It is being looked into")
    world.deputy.hears_nothing()
    does(named, reference, "Your step: quick review")
    does(world.manager, reference, "sign-off", outcome="accept")
    world.forward(days=30)
    world.manager.expects(reference, "An offer", "is still open.")
    does(auditor, reference, "governance summary", outcome="again", next_on="d14")
    world.forward(days=13)
    auditor.hears_nothing()
    world.forward(days=1)
    does(auditor, reference, "did it help", outcome="reopen")
    world.care_worker.expects("It is being looked into")
    named.expects(reference, "Your step: investigation")
    assert state(world, reference) == "open"


@pytest.mark.parametrize(("limit", "days"), [("60 days", 60), ("3 weeks", 21)])
def test_the_homes_own_wait_is_the_first_day_offered(world: World, limit: str, days: int) -> None:
    """For the second look back; with the first, after 30 days, it comes on day 90."""
    limits = {**LIMITS, "governance_effect": parse_duration(limit)}
    world.service = replace(world.service, limits=limits)
    auditor = world.hire("auditor", "Ada Cole", Role.AUDIT_LEAD)
    reference = to_decision(world)
    decides(world, reference, outcome="none")
    world.forward(days=30)
    auditor.expects(reference, "governance summary")
    auditor.taps("I've got this")
    auditor.taps("Look back and decide")
    fills_to_summary(auditor, outcome="again", next_on="usual")
    auditor.taps("Change an answer")
    auditor.taps("Next date")
    assert auditor.messages[-1].labels[0] == f"In {days} days, as usual"
    auditor.taps(f"In {days} days, as usual")
    auditor.taps("Send")
    world.forward(days=days - 1)
    auditor.hears_nothing()
    world.forward(days=1)
    auditor.expects(reference, "did it help")


@pytest.mark.parametrize(("limit", "flagged"), [("24h", True), ("1h", False)])
def test_how_soon_is_too_soon_is_the_homes_to_say(
    world: World, limit: str, *, flagged: bool
) -> None:
    """A report of more than low harm, finished two hours after it was asked for."""
    limits = {**LIMITS, "review_at_least": parse_duration(limit)}
    world.service = replace(world.service, limits=limits)
    reference = to_decision(world, calls={"harm": "moderate"})
    decides(world, reference, outcome="quick", harm="moderate", investigator=str(world.deputy.id))
    world.care_worker.expects("It is being looked into")
    world.forward(hours=2)
    does(world.deputy, reference, "quick review")
    world.manager.expects(reference, "sign-off")
    report = world.account(reference)["records"][-1]["answers"]
    flags = next(answer["answer"] for answer in report if answer["field"] == "flags")
    assert ("timing" in flags) is flagged


def test_who_took_part_is_not_offered_and_does_not_get_it(world: World) -> None:
    """Neither whoever reported it, nor a colleague it is about, looks into it."""
    about = world.hire("about", "Abe Lund", Role.DEPUTY_MANAGER, units=())
    reference = reports(world.deputy)
    goes_on(world.deputy, "care record entry")
    with world.moment() as moment:
        case = cases.case_by_reference(moment.db, reference)
        assert case is not None
        cases.change_case(moment.db, case.id, concerns=[about.id])
    does(world.senior, reference, "advice and checks", **NO_ADVICE)
    world.deputy.expects("The manager is deciding")
    names = offered(world, reference, world.manager, "investigator")
    assert sorted(names) == ["Maya Fernando", "Sam Okoro"], "and no care worker"
    decides(world, reference, outcome="full", investigator=str(world.senior.id))
    world.deputy.expects("It is being looked into")
    world.senior.expects(reference, "Your step: investigation")
    world.forward(hours=18)
    world.senior.expects(reference, "Reported 18 hours ago")
    world.forward(hours=6)
    world.manager.expects("Nobody has acknowledged", reference)
    world.deputy.hears_nothing()
    about.hears_nothing()


def test_an_investigator_whom_it_turns_out_to_be_about_gets_it_no_more(world: World) -> None:
    reference = to_decision(world)
    decides(world, reference, outcome="full", investigator=str(world.senior.id))
    world.care_worker.expects("It is being looked into")
    does(world.senior, reference, "Your step: investigation")
    with world.moment() as moment:
        case = cases.case_by_reference(moment.db, reference)
        assert case is not None
        cases.change_case(moment.db, case.id, concerns=[world.senior.id])
    does(world.manager, reference, "sign-off", outcome="send_back")
    world.care_worker.expects("It is being looked into")
    world.deputy.expects(reference, "Your step: investigation")


def test_whoever_looked_into_it_does_not_audit_it(world: World) -> None:
    both = world.hire("both", "Bo Grant", Role.DEPUTY_MANAGER, Role.AUDIT_LEAD, units=())
    other = world.hire("other", "Ola Reyes", Role.AUDIT_LEAD)
    reference = to_decision(world)
    decides(world, reference, outcome="full", investigator=str(both.id))
    world.care_worker.expects("It is being looked into")
    does(both, reference, "Your step: investigation")
    does(world.manager, reference, "sign-off", outcome="accept")
    world.forward(days=30)
    world.manager.expects(reference, "An offer", "is still open.")
    other.expects(reference, "governance summary")
    both.hears_nothing()
    assert "Nobody else there to do it: an exception" not in what_happened(world, reference)


def test_where_nobody_else_is_there_it_is_done_and_noted(url: str) -> None:
    """A home of two: the exception stands in the timeline."""
    world = World(url)
    world.hire("care_worker", "Asha Begum", Role.CARE_WORKER)
    world.hire("manager", "Una Ash", Role.REGISTERED_MANAGER, Role.SENIOR, Role.AUDIT_LEAD)
    world.senior = world.manager
    reference = to_decision(world)
    decides(world, reference, outcome="full", investigator=str(world.manager.id))
    world.care_worker.expects("It is being looked into")
    does(world.manager, reference, "Your step: investigation")
    exception = "Nobody else there to do it: an exception"
    assert what_happened(world, reference).count(exception) == 1
    does(world.manager, reference, "sign-off", outcome="accept")
    world.forward(days=30)
    world.manager.expects(reference, "An offer", "is still open.")
    does(world.manager, reference, "governance summary", outcome="close")
    assert what_happened(world, reference).count(exception) == 2
    world.care_worker.expects("has been looked at")
    world.nobody_waits()


def test_what_reached_nobody_after_all_goes_on_as_a_near_miss(world: World) -> None:
    """Where nobody was sure, the senior decides; the manager is not asked."""
    reference = world.care_worker.files(NOT_SURE)
    does(world.senior, reference, "advice and checks", **CLEAR, outcome="near_miss")
    does(world.senior, f"Near miss {reference}", outcome="accept", control="told_team")
    world.care_worker.expects("has been looked at", "told the team")
    assert world.account(reference)["kind"] == "Near miss"
    assert open_steps(world, reference) == []


@pytest.mark.parametrize(
    ("report", "call"),
    [
        ({"condition": "unwell"}, CLEAR),
        ({"condition": "nobody"}, {**CLEAR, "harm": "low"}),
        ({"condition": "nobody"}, {**CLEAR, "flags": ["safeguarding"]}),
        ({"condition": "ok"}, CLEAR),
    ],
    ids=["hurt", "harmed", "flagged", "left_open_by_nobody"],
)
def test_what_reached_somebody_never_goes_past_the_manager(
    world: World, report: dict[str, Any], call: dict[str, Any]
) -> None:
    """The senior is not asked, and a tap that was made up changes nothing."""
    reference = reports(world.care_worker, **{"harm": "none", **report})
    world.senior.expects(reference)
    world.senior.taps("I've got this")
    world.senior.taps("Fill in the clinical communication log")
    draft = world.senior.messages[-1].screen
    assert draft is not None
    number = next(b.data.split(":")[1] for row in draft.rows for b in row if b.data[:2] == "a:")
    world.senior.sends_data(f"a:{number}:outcome:near_miss")
    fills(world.senior, **call, outcome="near_miss")
    world.care_worker.expects("The manager is deciding")
    world.manager.expects(reference, "manager's decision")


@pytest.mark.parametrize(("days", "late"), [(2, False), (6, True)])
def test_an_investigation_that_was_begun_late_says_so(world: World, days: int, late: bool) -> None:
    reference = to_decision(world)
    decides(world, reference, outcome="full")
    world.care_worker.expects("It is being looked into")
    world.deputy.expects(reference)
    world.deputy.taps("I've got this")
    world.sleep(days=days)
    goes_on(world.deputy, "Look into it")
    world.manager.expects(reference, "sign-off")
    (report,) = [
        record
        for record in world.account(reference)["records"]
        if record["kind"] == "investigation_report"
    ]
    given = {answer["field"]: answer["answer"] for answer in report["answers"]}
    assert ("timing" in given["flags"]) is late


def test_each_action_is_looked_at_and_none_is_closed_over_in_silence(world: World) -> None:
    """What the investigation agreed comes up one by one; to close it all the same wants a reason,
    and the record names the action and not a number."""
    auditor = world.hire("auditor", "Ada Cole", Role.AUDIT_LEAD)
    reference = to_decision(world)
    decides(world, reference, outcome="quick", investigator=str(world.deputy.id))
    world.care_worker.expects("It is being looked into")
    agreed = {"what": "A photo on every chart.", "owner": str(world.senior.id), "due": "d7"}
    named = {f"actions__0__{name}": value for name, value in agreed.items()}
    does(world.deputy, reference, "quick review", actions__0="yes", **named)
    does(world.manager, reference, "sign-off", outcome="accept")
    does(world.senior, reference, "action", outcome="done")
    world.forward(days=30)
    world.manager.expects(reference, "An offer", "is still open.")
    why = "The charts are at the pharmacy. The deputy has seen them."
    does(
        auditor,
        reference,
        "governance summary",
        seen__0__evidence=["nothing"],
        outcome="close",
        why_unseen=why,
    )
    assert state(world, reference) == "closed"
    world.care_worker.expects(f"{reference} has been looked at")
    summary = world.account(reference)["records"][-1]["answers"]
    said = {answer["short"]: answer["label"] for answer in summary}
    assert said["Action 1: Agreed"] == "A photo on every chart."
    assert said["Action 1: Evidence seen"] == ["Nothing to see yet"]
    assert said["Closed all the same"] == why
