"""The forms from the investigation to the last look back: what they ask, and what they let pass."""

from typing import Any

import pytest

from flows.form import (
    as_answers,
    finished,
    line,
    may_skip,
    nested,
    next_question,
    skipped,
    with_answer,
)
from flows.investigating import BY_FACTOR, Flag
from flows.question import Form, Record
from flows.records.action_done import ActionDone, Evidence
from flows.records.action_line import ActionLine
from flows.records.governance_summary import Evidence as Seen
from flows.records.governance_summary import GovernanceSummary
from flows.records.governance_tracker_entry import GovernanceTrackerEntry
from flows.records.investigation_report import InvestigationReport
from flows.records.quality_tracking_entry import QualityTrackingEntry
from flows.records.report_sign_off import ReportSignOff
from flows.records.team_communication_record import TeamCommunicationRecord
from flows.scales import Factor
from flows.strength import (
    HIERARCHY,
    ActionKind,
    Strength,
    chosen,
    strength_lines,
    strength_of,
    strongest,
)
from tests.walks import sample

ALL: tuple[type[Record], ...] = (
    ActionDone,
    GovernanceSummary,
    GovernanceTrackerEntry,
    InvestigationReport,
    QualityTrackingEntry,
    ReportSignOff,
    TeamCommunicationRecord,
)


def filled(form: Form, wanted: dict[str, Any], computed: dict[str, Any] | None = None) -> Any:
    """The line answered to its end: with what is wanted, else skipped, else with a sample.

    What is worked out is put in beforehand, where a test says what it would be.
    """
    answers: dict[str, Any] = dict(computed or {})
    while (question := next_question(form, answers)) is not None:
        if question.name in wanted:
            answers = with_answer(form, answers, question.name, wanted[question.name])
        elif question.gate:
            answers = with_answer(form, answers, question.name, "no")
        elif may_skip(question):
            answers = skipped(form, answers, question.name)
        else:
            answers = with_answer(form, answers, question.name, sample(question))
    return answers


def asked(form: Form, answers: dict[str, Any]) -> set[str]:
    return {question.name for question in line(form, answers)}


@pytest.mark.parametrize("record", ALL)
def test_every_form_can_be_answered_by_the_shortest_way(record: type[Record]) -> None:
    answers = filled(record.form, {})
    assert finished(record.form, answers)
    assert record.model_validate(nested(record.form, answers))


@pytest.mark.parametrize("record", ALL)
def test_no_form_asks_for_somebody_to_blame(record: type[Record]) -> None:
    words = " ".join(
        f"{q.ask.prompt} {' '.join(label for _, label in q.choices)}"
        for question in record.form.questions.values()
        for q in (question, *question.parts.values())
    ).lower()
    for word in ("blame", "fault", "mistake", "careless", "failed", "culprit", "disciplin"):
        assert word not in words


@pytest.mark.parametrize(
    ("record", "outcomes"),
    [
        (ActionDone, {"done", "not_done"}),
        (ReportSignOff, {"accept", "send_back"}),
        (QualityTrackingEntry, {"action", "watch", "close"}),
        (GovernanceTrackerEntry, {"second", "continue", "close", "reopen"}),
        (GovernanceSummary, {"close", "again", "reopen"}),
    ],
)
def test_the_outcomes_are_those_the_pathways_know(record: type[Record], outcomes: set[str]) -> None:
    assert {code for code, _ in record.form.questions["outcome"].choices} == outcomes


def test_a_quick_review_is_a_handful_of_answers() -> None:
    answers = filled(InvestigationReport.form, {})
    given = [name for name, value in answers.items() if value is not None]
    assert len(given) <= 20
    assert "actions.0.what" not in answers


def test_what_stands_weak_wants_a_reason_before_it_is_sent() -> None:
    form = InvestigationReport.form
    answers = filled(form, {})
    assert "why_file_anyway" not in asked(form, answers)
    for flag in Flag:
        weak = {**answers, "flags": [flag.value]}
        question = next_question(form, weak)
        assert question is not None
        assert question.name == "why_file_anyway"
        assert not may_skip(question)
    other = with_answer(form, {**answers, "flags": ["weak"]}, "why_file_anyway", "other")
    assert (question := next_question(form, other)) is not None
    assert question.name == "why_words"


def test_the_flags_are_kept_with_the_record() -> None:
    form = InvestigationReport.form
    weak = {**filled(form, {}), "flags": ["weak", "well"]}
    whole = InvestigationReport.model_validate(
        nested(form, with_answer(form, weak, "why_file_anyway", "small"))
    )
    assert whole.flags == (Flag.WEAK, Flag.WELL)


def test_an_action_has_an_owner_and_a_date_or_is_none() -> None:
    parts = ActionLine.questions
    assert {name for name, part in parts.items() if not part.optional} == {
        "what",
        "way",
        "owner",
        "due",
        "measure",
    }
    assert parts["owner"].ask.source == "staff"
    assert parts["due"].kind == "date"


def test_actions_are_read_back_as_they_were_given() -> None:
    form = InvestigationReport.form
    wanted = {"actions.0": "yes", "actions.0.way": "layout", "actions.1": "no"}
    answers = filled(form, wanted)
    report = InvestigationReport.model_validate(nested(form, answers))
    assert [action.way for action in report.actions] == [ActionKind.LAYOUT]
    assert chosen(answers) == ["layout"]


@pytest.mark.parametrize("outcome", ["done", "not_done"])
def test_an_action_says_what_shows_it_or_what_it_waits_for(outcome: str) -> None:
    answers = filled(ActionDone.form, {"outcome": outcome})
    done = {"what", "done_at", "evidence"}
    assert asked(ActionDone.form, answers) - {"outcome"} == (
        done if outcome == "done" else {"why", "new_due"}
    )


def test_to_be_told_is_evidence_for_nobody_who_looks_back() -> None:
    assert "told" in [evidence.value for evidence in Evidence]
    assert "told" not in [evidence.value for evidence in Seen]


def test_sent_back_says_what_is_missing() -> None:
    form = ReportSignOff.form
    assert asked(form, filled(form, {"outcome": "accept"})) == {"outcome"}
    assert asked(form, filled(form, {"outcome": "send_back"})) == {"outcome", "missing", "wanted"}


@pytest.mark.parametrize(("outcome", "kept"), [("action", True), ("watch", True), ("close", False)])
def test_what_is_not_closed_has_an_owner_and_a_day(outcome: str, kept: bool) -> None:
    form = QualityTrackingEntry.form
    found = asked(form, filled(form, {"outcome": outcome}))
    assert ({"owner", "review_on"} <= found) is kept


def test_whoever_has_not_heard_is_not_forgotten() -> None:
    form = TeamCommunicationRecord.form
    everybody = filled(form, {"not_had": ["nobody"]})
    assert "plan" not in asked(form, everybody)
    some = filled(form, {"not_had": ["night", "away"]})
    assert some["plan"]


def test_how_far_a_message_came_is_told_person_by_person() -> None:
    """Of whoever has it nothing more is asked; of the others, what was in the way."""
    form = TeamCommunicationRecord.form
    first = {"people.0": "yes", "people.0.person": "1"}
    for reached, wanted in (("understood", False), ("not_yet", True), ("refused", True)):
        answers = {**filled(form, {}), **first, "people.0.reached": reached}
        assert ("people.0.why_not" in asked(form, answers)) is wanted


def test_a_change_is_in_place_since_or_from() -> None:
    form = TeamCommunicationRecord.form
    assert "since" in filled(form, {"in_place": "yes"})
    assert "from_day" in filled(form, {"in_place": "no"})


@pytest.mark.parametrize(
    ("outcome", "wanted"),
    [("close", set()), ("continue", {"more", "next_on"}), ("reopen", {"more", "why"})],
)
def test_the_tracker_goes_on_with_a_plan(outcome: str, wanted: set[str]) -> None:
    form = GovernanceTrackerEntry.form
    found = asked(form, filled(form, {"outcome": outcome}))
    assert found & {"more", "next_on", "why"} == wanted


@pytest.mark.parametrize(
    ("outcome", "wanted"), [("close", set()), ("again", {"next_on"}), ("reopen", {"why"})]
)
def test_the_summary_concludes_or_goes_on(outcome: str, wanted: set[str]) -> None:
    form = GovernanceSummary.form
    found = asked(form, filled(form, {"outcome": outcome}))
    assert found & {"next_on", "why"} == wanted


def test_evidence_is_asked_for_each_action_and_none_is_passed_over() -> None:
    form = GovernanceSummary.form
    agreed = [{"action": "Cover at lunch."}, {"action": "A photo on the chart."}]
    known = as_answers(form.questions["seen"], agreed)
    assert [q.name for q in line(form, known)][2:4] == ["seen.0.evidence", "seen.1.evidence"]
    seen = {"seen.0.evidence": ["photo"], "seen.1.evidence": ["seen"]}
    answers = filled(form, seen, known)
    summary = GovernanceSummary.model_validate(nested(form, answers))
    assert [(each.action, each.evidence) for each in summary.seen] == [
        ("Cover at lunch.", (Seen.PHOTO,)),
        ("A photo on the chart.", (Seen.SEEN,)),
    ]


def test_every_kind_of_action_has_a_strength_and_an_example() -> None:
    assert set(HIERARCHY) == set(ActionKind)
    assert {row.strength for row in HIERARCHY.values()} == set(Strength)
    assert all(row.example for row in HIERARCHY.values())


@pytest.mark.parametrize(
    ("kind", "strength"),
    [
        ("layout", Strength.STRONG),
        ("block", Strength.STRONG),
        ("simpler", Strength.STRONG),
        ("checklist", Strength.INTERMEDIATE),
        ("read_back", Strength.INTERMEDIATE),
        ("training", Strength.WEAK),
        ("double_check", Strength.WEAK),
        ("other", Strength.WEAK),
    ],
)
def test_what_changes_the_surroundings_holds_better_than_memory(
    kind: str, strength: Strength
) -> None:
    assert strength_of(kind) is strength


def test_the_strongest_action_counts() -> None:
    assert strongest(["training", "layout", "checklist"]) is Strength.STRONG
    assert strongest(["training", "checklist"]) is Strength.INTERMEDIATE
    assert strongest([]) is None
    with pytest.raises(KeyError):
        strongest(["prayer"])


def test_the_meter_offers_something_better_where_all_is_weak() -> None:
    weak = strength_lines(["training", "reminder"])
    assert weak[0] == "Actions so far: 2 weak alone."
    assert "does not rest on memory" in weak[1]
    assert strength_lines(["training", "layout"]) == ("Actions so far: 1 strong, 1 weak alone.",)
    assert "insulin" in strength_lines([])[0]


def test_what_the_worker_tapped_is_found_among_the_causes() -> None:
    assert set(BY_FACTOR) == set(Factor) - {Factor.OTHER, Factor.NOT_SURE}
