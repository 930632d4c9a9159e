"""Every pathway there is: no answer leads nowhere, and no step is forgotten."""

import json
from collections.abc import Iterator

import pytest

from flows.pathway import CLOSE, Pathway, Step, after, planned
from flows.pathways import PATHWAYS, REPORTS
from flows.records import RECORDS, form_of
from flows.roles import Role
from flows.service import RUNGS, SEVERITIES
from flows.severity import severity_of
from flows.words import KINDS, POTENTIALS, STEPS

ALL = [pytest.param(pathway, id=name) for name, pathway in PATHWAYS.items()]
STEPS_OF_ALL = [
    pytest.param(pathway, step, id=f"{name}-{step.name}")
    for name, pathway in PATHWAYS.items()
    for step in pathway.steps
]


def outcomes(step: Step) -> set[str]:
    """What the step's record may say should happen next; {""} if it does not say."""
    question = form_of(step.record).questions.get("outcome")
    return {code for code, _ in question.choices} if question else {""}


@pytest.mark.parametrize(("pathway", "step"), STEPS_OF_ALL)
def test_every_outcome_leads_somewhere_and_every_target_exists(
    pathway: Pathway, step: Step
) -> None:
    assert set(step.then) == outcomes(step)
    assert set(step.then.values()) <= {CLOSE, *(s.name for s in pathway.steps)}
    assert set(step.raises) <= set(step.then)


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
def test_every_step_is_reached_and_every_way_ends(pathway: Pathway) -> None:
    ways = list(_ways(pathway, pathway.steps[0].name, ()))
    assert {name for way in ways for name in way} == {s.name for s in pathway.steps}
    assert all(len(way) == len(set(way)) for way in ways)


def _ways(pathway: Pathway, name: str, before: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    assert name not in before, f"{pathway.name} can go round for ever at {name}"
    step = next(step for step in pathway.steps if step.name == name)
    for following in step.then.values():
        if following == CLOSE:
            yield (*before, name)
        else:
            yield from _ways(pathway, following, (*before, name))


@pytest.mark.parametrize("pathway", ALL)
def test_every_kind_it_makes_has_a_name_and_a_prefix_of_its_own(pathway: Pathway) -> None:
    kinds = set(pathway.kinds.values()) or {pathway.name}
    assert kinds == set(pathway.prefixes)
    assert kinds <= set(KINDS)
    for prefix in pathway.prefixes.values():
        assert prefix.isalpha()
        assert prefix.isupper()


def test_a_prefix_is_one_kind_of_case_in_the_whole_house() -> None:
    prefixes = [prefix for pathway in PATHWAYS.values() for prefix in pathway.prefixes.values()]
    assert len(set(prefixes)) == len(prefixes)


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
    plan = json.loads(json.dumps(pathway.plan()))
    for step in pathway.steps:
        row = planned(plan, step.name)
        assert (row["role"], row["record"]) == (step.role.value, step.record)
        for outcome, following in step.then.items():
            assert after(row, outcome) == following


def test_a_plan_says_so_when_it_does_not_know() -> None:
    plan = PATHWAYS["near_miss"].plan()
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


def test_every_rung_of_the_ladder_names_people() -> None:
    roles = {role.value for role in Role}
    assert all(
        rung in ("on duty", "whole role") or rung.replace(" ", "_") in roles for rung in RUNGS
    )
