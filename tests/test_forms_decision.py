"""The manager's forms: the decision on an incident, on one duty, and what was done for it."""

from typing import Any

import pytest

from flows import form as forms
from flows.question import MAX_WORDS, Form, Question
from flows.records.duty_decision import DutyDecision
from flows.records.duty_done import DutyDone
from flows.records.incident_management_decision import IncidentManagementDecision

DECISION = IncidentManagementDecision.form
DUTY = DutyDecision.form
DONE = DutyDone.form

NOW = "2026-07-10T12:30:00+00:00"
SAMPLES = {"text": "One line.", "time": NOW, "source": "1"}


def filled(form: Form, **given: Any) -> dict[str, Any]:
    """The line answered with these, computed ones among them, and samples for the rest."""
    worked_out = {q.name for q in form.questions.values() if q.ask.computed}
    answers: dict[str, Any] = {name: given[name] for name in worked_out & given.keys()}
    while (question := forms.next_question(form, answers)) is not None:
        value = given.get(question.name, _sample(question))
        kept = {name: given[name] for name in worked_out & given.keys()}
        answers = forms.without_stale(
            form, {**answers, **kept, question.name: question.check(value)}
        )
    return answers


def _sample(question: Question) -> Any:
    if question.kind == "many":
        return [question.choices[0][0] if question.choices else "1"]
    return question.choices[0][0] if question.choices else SAMPLES[question.kind]


def asked(form: Form, **given: Any) -> list[str]:
    return [q.name for q in forms.line(form, filled(form, **given))]


def offered(form: Form, **given: Any) -> set[str]:
    return {q.name for q in forms.extras(form, filled(form, **given))}


@pytest.mark.parametrize("form", [DECISION, DUTY, DONE])
def test_every_question_is_short_and_kind(form: Form) -> None:
    for question in form.questions.values():
        assert len(question.ask.prompt.split()) <= MAX_WORDS
        assert not {"blame", "fault", "fail"} & {*question.ask.prompt.lower().split()}


def test_what_only_steers_the_form_is_neither_shown_nor_filed() -> None:
    """Nobody reads "Several steps: No" as if somebody had been asked."""
    answers = filled(DONE, has_steps="no", left_out="yes")
    assert answers["left_out"] == "yes"
    shown = {question.name for question in forms.answered(DONE, answers)}
    assert "why_left" in shown
    assert not {"has_steps", "left_out"} & shown


@pytest.mark.parametrize(
    ("outcome", "then"),
    [
        ("none", ["why_none"]),
        ("quick", ["investigator"]),
        ("full", ["investigator"]),
    ],
)
def test_each_level_of_response_asks_its_own(outcome: str, then: list[str]) -> None:
    line = asked(DECISION, outcome=outcome)
    assert line == ["harm", "controls", "outcome", *then, "other_duties"]


def test_no_review_for_another_reason_says_why() -> None:
    assert "why_none_words" in asked(DECISION, outcome="none", why_none="other")


def test_a_severe_harm_makes_the_case_severe() -> None:
    harm = DECISION.questions["harm"].ask
    assert harm.severe == ("severe", "died")
    assert harm.fact == "harm"


def test_the_rest_of_a_good_decision_is_offered() -> None:
    wanted = {"candour_lead", "told", "support", "review_on", "words"}
    assert offered(DECISION, outcome="quick") == wanted


def test_the_other_duties_may_be_passed_over() -> None:
    assert forms.may_skip(DECISION.questions["other_duties"])


def test_a_filed_decision_is_a_record() -> None:
    for outcome in ("none", "quick", "full"):
        answers = filled(DECISION, outcome=outcome)
        assert IncidentManagementDecision(**forms.nested(DECISION, answers)).outcome == outcome


def test_a_plain_yes_is_one_tap() -> None:
    assert asked(DUTY, decision="yes", turns_on_opinion="no") == ["decision"]


def test_a_no_needs_a_reason_and_some_need_a_line() -> None:
    no: dict[str, Any] = {"decision": "no", "turns_on_opinion": "no"}
    assert asked(DUTY, **no, reason="told") == ["decision", "reason"]
    for reason in ("not_met", "others", "other"):
        assert asked(DUTY, **no, reason=reason) == ["decision", "reason", "reason_words"]


def test_not_known_yet_says_what_it_waits_for() -> None:
    unknown: dict[str, Any] = {"decision": "unknown", "turns_on_opinion": "yes"}
    assert asked(DUTY, **unknown) == ["decision", "waiting"]
    assert asked(DUTY, **unknown, waiting="other")[-1] == "waiting_words"


@pytest.mark.parametrize("decision", ["yes", "no"])
def test_who_gave_the_opinion_and_when_is_kept_where_the_law_rests_on_it(decision: str) -> None:
    given: dict[str, Any] = {"decision": decision, "turns_on_opinion": "yes", "reason": "advised"}
    assert asked(DUTY, **given, said_by="nurse")[-2:] == ["said_by", "said_at"]
    assert {"said_name", "said_words"} <= offered(DUTY, **given, said_by="nurse")
    assert asked(DUTY, **given, said_by="nobody")[-1] == "said_by"


def test_typed_words_about_people_are_private() -> None:
    public = {"reference"}
    for form in (DECISION, DUTY, DONE):
        for question in form.questions.values():
            if question.kind == "text" and not question.ask.computed:
                assert question.ask.private == (question.name not in public), question.name


def test_a_duty_without_a_checklist_is_three_answers() -> None:
    plain = asked(DONE, has_steps="no", outcome="done", left_out="no")
    assert plain == ["done_at", "how", "outcome"]


def test_a_checklist_is_ticked_and_what_is_left_out_says_why() -> None:
    whole = asked(DONE, has_steps="yes", outcome="done", left_out="no")
    assert whole == ["done_at", "how", "steps", "outcome"]
    some = asked(DONE, has_steps="yes", outcome="done", left_out="yes")
    assert some == [*whole, "why_left", "tried"]
    assert asked(DONE, has_steps="yes", outcome="partly", left_out="yes") == whole


def test_the_reference_number_is_offered_and_the_rule_is_shown() -> None:
    assert "reference" in offered(DONE, has_steps="no", outcome="done", left_out="no")
    for question in (DONE.questions["done_at"], DUTY.questions["decision"]):
        assert (question.ask.show, question.ask.more) == ("duty_card", "duty_rule")
    assert DONE.questions["steps"].ask.show == "duty_steps"
