"""Duties of a case: flagged by what was filed, asked again, ticked step by step."""

from datetime import timedelta
from typing import Any

from flows import cases as verbs
from flows import obligations
from flows.labels import label_of
from flows.options import options_of
from flows.panels import worked_out
from flows.records import form_of
from storage import cases, drafts, people
from storage.cases import Case, Step
from storage.drafts import Draft
from tests.world import Member, World

HURT = {
    "in_danger": "no",
    "condition": "hurt",
    "what": "fall",
    "injury": "broken_bone",
    "told": ["senior"],
    "harm": "not_sure",
}
CALL = {
    "state": "ok",
    "checked": ["none"],
    "advice": "none",
    "why_none": "as_usual",
    "harm": "low",
    "potential": "not_bad",
    "flags": ["none"],
    "outcome": "accept",
}
DECIDED = {"harm": "low", "controls": ["none"], "outcome": "none", "why_none": "known"}


def draft(world: World, who: Member, kind: str, answers: dict[str, Any], **place: Any) -> Draft:
    with world.moment() as moment:
        return drafts.begin_draft(
            moment.db,
            person_id=who.id,
            kind=kind,
            answers=answers,
            at="",
            now=moment.now,
            **place,
        )


def files(world: World, who: Member, kind: str, answers: dict[str, Any], step: Step) -> None:
    begun = draft(world, who, kind, answers, case_id=step.case_id, step_id=step.id)
    with world.moment() as moment:
        person = people.get_person(moment.db, who.id)
        assert person is not None
        assert verbs.file_step(moment, person, begun, "phones")


def decided(world: World, **more: Any) -> Case:
    """A fall with a maybe broken bone, decided on by the manager."""
    begun = draft(world, world.care_worker, "incident_report", HURT)
    with world.moment() as moment:
        person = people.get_person(moment.db, world.care_worker.id)
        assert person is not None
        case = verbs.report(moment, person, begun, "phones")
    files(world, world.senior, "clinical_communication_log", CALL, last(world, case, "clinical"))
    decision = {**DECIDED, **more}
    files(world, world.manager, "incident_management_decision", decision, last(world, case))
    return case


def steps(world: World, case: Case) -> list[Step]:
    with world.moment() as moment:
        return cases.steps_of(moment.db, case.id)


def last(world: World, case: Case, name: str = "decision", about: str = "") -> Step:
    return [s for s in steps(world, case) if s.name == name and s.about == about][-1]


def decides(world: World, case: Case, code: str, decision: str) -> None:
    reasons = {"yes": {}, "no": {"reason": "told"}, "unknown": {"waiting": "hospital"}}
    answers = {"decision": decision, **reasons[decision]}
    files(world, world.manager, "duty_decision", answers, last(world, case, "duty", code))


def test_what_was_answered_puts_the_duties_on_the_manager(world: World) -> None:
    case = decided(world, other_duties=["insurer", "family"])
    asked = [step.about for step in steps(world, case) if step.name == "duty"]
    assert asked == ["cqc_injury", "candour_open", "candour", "family", "insurer"]


def test_the_decision_shows_what_will_be_asked_anyway(world: World) -> None:
    begun = draft(world, world.care_worker, "incident_report", HURT)
    with world.moment() as moment:
        person = people.get_person(moment.db, world.care_worker.id)
        assert person is not None
        case = verbs.report(moment, person, begun, "phones")
    files(world, world.senior, "clinical_communication_log", CALL, last(world, case, "clinical"))
    step = last(world, case)
    writing = draft(
        world,
        world.manager,
        "incident_management_decision",
        {"harm": "died"},
        case_id=case.id,
        step_id=step.id,
    )
    with world.moment() as moment:
        shown = obligations.flagged_panel(moment, writing)
    assert shown[0] == "You will be asked about these anyway:"
    assert "Tell CQC about a death?" in shown


def test_the_rule_says_why_it_is_asked(world: World) -> None:
    case = decided(world, other_duties=["insurer"])
    for code, why in (
        ("cqc_injury", 'Why it is asked: the incident report says "Injury: Maybe a broken bone".'),
        ("insurer", "Why it is asked: you chose it."),
    ):
        step = last(world, case, "duty", code)
        writing = draft(world, world.manager, "duty_decision", {}, case_id=case.id, step_id=step.id)
        with world.moment() as moment:
            assert why in obligations.rule_panel(moment, writing)


def test_only_a_test_of_a_professional_asks_who_said_so(world: World) -> None:
    case = decided(world)
    for code, turns in (("cqc_injury", "yes"), ("family", "no")):
        step = last(world, case, "duty", code)
        answers = {"decision": "yes"}
        writing = draft(
            world, world.manager, "duty_decision", answers, case_id=case.id, step_id=step.id
        )
        with world.moment() as moment:
            assert worked_out(moment, writing, answers)["turns_on_opinion"] == turns


def test_a_yes_is_owed_by_its_own_clock(world: World) -> None:
    case = decided(world, other_duties=["insurer"])
    with world.moment() as moment:
        earlier = moment.now - timedelta(hours=3)
        cases.change_case(moment.db, case.id, found_at=earlier)
    decides(world, case, "cqc_injury", "yes")
    decides(world, case, "insurer", "yes")
    assert last(world, case, "notify", "cqc_injury").due == earlier + timedelta(hours=24)
    insurer = last(world, case, "notify", "insurer")
    assert insurer.due is not None
    assert insurer.due > world.clock.now() + timedelta(days=6)
    writing = draft(world, world.manager, "duty_done", {}, case_id=case.id, step_id=insurer.id)
    with world.moment() as moment:
        rule = obligations.rule_panel(moment, writing)
    assert f"Your target: {insurer.due:%A} {insurer.due.day} " in " ".join(rule)


def test_not_known_yet_is_asked_after_a_day_and_then_on_day_28(world: World) -> None:
    case = decided(world)
    began = world.clock.now()
    decides(world, case, "cqc_injury", "unknown")
    again = last(world, case, "duty", "cqc_injury")
    assert again.begins_at == began + timedelta(days=1)
    with world.moment() as moment:
        found = cases.get_case(moment.db, case.id)
        assert found is not None
        assert obligations.asked_again(moment, found, again) == began + timedelta(days=28, hours=-1)


def test_the_checklist_offers_what_is_not_done_yet(world: World) -> None:
    case = decided(world)
    decides(world, case, "candour", "yes")
    step = last(world, case, "notify", "candour")
    some: dict[str, Any] = {
        "done_at": "2026-07-10T12:30:00+00:00",
        "how": "in_person",
        "has_steps": "yes",
        "steps": ["in_person", "sorry"],
        "outcome": "partly",
    }
    files(world, world.manager, "duty_done", some, step)
    owed = last(world, case, "notify", "candour")
    assert owed.id == step.id
    answers = {**some, "steps": ["facts"], "outcome": "done"}
    writing = draft(world, world.manager, "duty_done", answers, case_id=case.id, step_id=owed.id)
    question = form_of("duty_done").questions["steps"]
    with world.moment() as moment:
        offered = [code for code, _ in options_of(moment, writing, question)]
        assert len(offered) == 7
        assert not {"in_person", "sorry"} & {*offered}
        assert "✓ Told in person" in obligations.steps_panel(moment, writing)
        assert label_of(moment, question, ["facts"]) == ["A true account of the facts known now"]
        assert worked_out(moment, writing, answers)["left_out"] == "yes"
        whole = {**answers, "steps": offered}
        assert worked_out(moment, writing, whole)["left_out"] == "no"


def test_a_duty_without_a_checklist_asks_for_no_steps(world: World) -> None:
    case = decided(world)
    decides(world, case, "cqc_injury", "yes")
    step = last(world, case, "notify", "cqc_injury")
    writing = draft(world, world.manager, "duty_done", {}, case_id=case.id, step_id=step.id)
    with world.moment() as moment:
        assert worked_out(moment, writing, {})["has_steps"] == "no"


def test_the_same_step_of_two_duties_is_done_once_for_each(world: World) -> None:
    case = decided(world, other_duties=["riddor_death", "riddor_specified"])
    some = {
        "done_at": "2026-07-10T12:30:00+00:00",
        "how": "phone",
        "has_steps": "yes",
        "steps": ["quick"],
        "outcome": "partly",
    }
    offered = {}
    for code in ("riddor_death", "riddor_specified"):
        decides(world, case, code, "yes")
    files(world, world.manager, "duty_done", some, last(world, case, "notify", "riddor_death"))
    for code in ("riddor_death", "riddor_specified"):
        step = last(world, case, "notify", code)
        writing = draft(world, world.manager, "duty_done", {}, case_id=case.id, step_id=step.id)
        with world.moment() as moment:
            offered[code] = [each for each, _ in obligations.steps_offered(moment, writing)]
    assert offered == {"riddor_death": ["report"], "riddor_specified": ["quick", "report"]}
