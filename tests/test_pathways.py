"""Every pathway there is: no answer leads nowhere, and no step is forgotten."""

import json

import pytest

from flows.limits import LIMITS
from flows.pathway import (
    AUTHOR,
    BACK,
    CHANGE,
    CLOSE,
    END,
    LIVE,
    REPORTER,
    SAME,
    Pathway,
    Step,
    after,
    planned,
    up,
)
from flows.pathways import PATHWAYS, REPORTS
from flows.pathways.beside import BESIDE
from flows.pathways.speak_up import GUARDIAN
from flows.promptness import WORDS
from flows.records import RECORDS, form_of
from flows.roles import Role
from flows.service import RUNGS, SEVERITIES
from flows.severity import severity_of
from flows.words import KINDS, POTENTIALS, STEPS

ALL = [pytest.param(pathway, id=name) for name, pathway in PATHWAYS.items()]
STEPS_OF_ALL = [
    pytest.param(pathway, step, id=f"{name}-{step.name}")
    for name, pathway in PATHWAYS.items()
    for step in (*pathway.steps, *BESIDE)
]
LIMITED = ("within", "promptly", "if_alike", "begins")


def outcomes(step: Step) -> set[str]:
    """What the step's record may say should happen next; "" if it does not, or need not, say."""
    question = form_of(step.record).questions.get("outcome")
    if question is None:
        return {""}
    return {*(code for code, _ in question.choices), *([""] if question.optional else [])}


def _alike(pathway: Pathway, step: Step) -> list[Step]:
    """The steps of one record, each of which may leave out an outcome that another has."""
    return [s for s in (*pathway.steps, *BESIDE) if s.record == step.record]


def begins_it(pathway: Pathway, step: Step) -> bool:
    """The first record of a case decides its kind, and goes on by that."""
    return step is pathway.steps[0] and pathway.name != "call_for_help"


@pytest.mark.parametrize(("pathway", "step"), STEPS_OF_ALL)
def test_every_outcome_leads_somewhere_and_every_target_exists(
    pathway: Pathway, step: Step
) -> None:
    kinds = set(pathway.prefixes)
    beside = step in BESIDE
    if begins_it(pathway, step):
        assert set(step.then) == kinds
    else:
        together = {o for s in _alike(pathway, step) for o in s.then}
        assert set(step.then) <= together == outcomes(step)
    for target in step.then.values():
        other, name = up(target)
        steps = PATHWAYS[other].steps if other else pathway.steps
        following = {END, step.name} if beside else {CLOSE, BACK, *(s.name for s in steps)}
        assert name in following


@pytest.mark.parametrize(("pathway", "step"), STEPS_OF_ALL)
def test_every_name_in_a_row_exists(pathway: Pathway, step: Step) -> None:
    known = {s.name for s in (*pathway.steps, *BESIDE)}
    assert {getattr(step, cell) for cell in LIMITED} - {""} <= set(LIMITS)
    assert {step.promptly} - {""} <= set(WORDS)
    assert {*step.also, *step.apart_from} <= known
    cells = ((step.owner, {"source"}), (step.begins_on, {"date"}), (step.due_on, {"date", "time"}))
    for field, kinds in cells:
        if field not in ("", AUTHOR, CHANGE, GUARDIAN, LIVE, REPORTER, SAME):
            before = [s for s in (*pathway.steps, *BESIDE) if step.name in s.then.values()]
            asked = [form_of(s.record).questions.get(field) for s in before]
            assert any(q is not None and q.kind in kinds for q in asked), field


@pytest.mark.parametrize(("pathway", "step"), STEPS_OF_ALL)
def test_every_step_can_be_shown_and_filed(pathway: Pathway, step: Step) -> None:
    assert step.record in RECORDS
    assert step.name in STEPS
    assert Role(step.role).label


@pytest.mark.parametrize("pathway", ALL)
def test_step_names_are_used_once(pathway: Pathway) -> None:
    found = [step.name for step in pathway.steps]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("pathway", ALL)
def test_every_step_is_reached_and_can_end(pathway: Pathway) -> None:
    """It may go round as often as somebody decides so, and from everywhere there is a way out."""
    reached = _reached_from(pathway, pathway.steps[0].name)
    assert reached >= {s.name for s in pathway.steps}
    for step in pathway.steps:
        assert CLOSE in _reached_from(pathway, step.name), step.name


def _reached_from(pathway: Pathway, name: str) -> set[str]:
    """Every step that can follow this one, and CLOSE where that can."""
    then = {step.name: _targets(pathway, step) for step in pathway.steps}
    found, waiting = {name}, [name]
    while waiting:
        for target in then[waiting.pop()]:
            other, following = up(target)
            following = CLOSE if other else following
            if following not in found:
                found.add(following)
                waiting += [following] if following != CLOSE else []
    return found


def _targets(pathway: Pathway, step: Step) -> set[str]:
    """Where a step may lead; what goes back goes to any that leads to it."""
    before = {each.name for each in pathway.steps if step.name in each.then.values()}
    targets = set(step.then.values())
    return targets - {BACK} | before if BACK in targets else targets


@pytest.mark.parametrize("pathway", ALL)
def test_every_kind_it_makes_has_a_name_and_a_prefix_of_its_own(pathway: Pathway) -> None:
    kinds = set(pathway.kinds.values()) or {pathway.name}
    assert kinds == set(pathway.prefixes)
    assert kinds <= set(KINDS)
    for prefix in pathway.prefixes.values():
        assert prefix.isalpha()
        assert prefix.isupper()


def test_a_prefix_is_one_kind_of_case_in_the_whole_house() -> None:
    prefixes = {(p, kind) for each in PATHWAYS.values() for kind, p in each.prefixes.items()}
    assert len({prefix for prefix, _ in prefixes}) == len(prefixes)


@pytest.mark.parametrize("pathway", [p for p in PATHWAYS.values() if p.classify_by])
def test_the_one_question_sorts_every_answer(pathway: Pathway) -> None:
    first = form_of(pathway.steps[0].record)
    question = first.questions[pathway.classify_by]
    assert set(pathway.kinds) == {code for code, _ in question.choices}
    assert not question.optional
    for code in pathway.kinds:
        assert pathway.kind_for({pathway.classify_by: code}) == pathway.kinds[code]


def test_doubt_is_an_incident_until_somebody_senior_decides() -> None:
    """An omission reaches the person, and so may whatever nobody is sure of."""
    kinds = PATHWAYS["near_miss"].kinds
    assert kinds == {
        "stopped": "near_miss",
        "not_yet": "hazard",
        "yes": "incident",
        "not_sure": "incident",
    }


def test_every_report_opens_a_pathway_that_begins_with_it() -> None:
    for kind, pathway in REPORTS.items():
        assert pathway.steps[0].record == kind
        assert PATHWAYS[pathway.name] is pathway


@pytest.mark.parametrize("pathway", ALL)
def test_the_plan_is_a_copy_of_names(pathway: Pathway) -> None:
    """A case keeps the rules it began with, so they must be storable and complete."""
    plan = json.loads(json.dumps(pathway.plan(BESIDE)))
    for step in (*pathway.steps, *BESIDE):
        row = planned(plan, step.name)
        assert (row["role"], row["record"]) == (step.role.value, step.record)
        for outcome, following in step.then.items():
            assert after(row, outcome) == following


def test_a_plan_says_so_when_it_does_not_know() -> None:
    plan = PATHWAYS["near_miss"].plan(BESIDE)
    with pytest.raises(LookupError, match="no step named"):
        planned(plan, "audit")
    with pytest.raises(LookupError, match="does not say what follows"):
        after(planned(plan, "review"), "perhaps")


def test_every_answer_about_harm_has_a_severity_and_words() -> None:
    codes = {code for code, _ in form_of("near_miss_log").questions["potential"].choices}
    assert codes == set(POTENTIALS)
    for kind in KINDS:
        for potential in (*codes, None):
            assert severity_of(kind, potential) in SEVERITIES
    assert severity_of("near_miss", "not_bad") == "low"
    assert severity_of("incident", "not_bad") == "moderate"
    assert severity_of("near_miss", "very_bad") == "severe"
    assert severity_of("incident", None, "none") == "moderate"
    assert severity_of("incident", "not_bad", "severe") == "severe"
    assert severity_of("incident", "not_bad", "none", at_once=True) == "severe"
    assert severity_of("learning", None) == "low"


def test_every_rung_of_the_ladder_names_people() -> None:
    roles = {role.value for role in Role}
    assert all(
        rung in ("on duty", "whole role") or rung.replace(" ", "_") in roles for rung in RUNGS
    )
