"""The records of the learning chain and of speaking up: what they hold and how short they are."""

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

from flows.form import (
    NotAsked,
    answered,
    as_answers,
    entries_of,
    extras,
    line,
    nested,
    next_question,
    question_named,
    with_answer,
    without_stale,
)
from flows.question import Form, Question, Record
from flows.records.addendum import Addendum
from flows.records.answer_to_question import AnswerToQuestion
from flows.records.duplicate_note import DuplicateNote
from flows.records.practice_check import PracticeCheck
from flows.records.practice_monitoring_record import (
    FEWEST,
    Observation,
    PracticeMonitoringRecord,
)
from flows.records.question_to_author import QuestionToAuthor
from flows.records.raising import Raising
from flows.records.reassessment_report import ReassessmentReport
from flows.records.service_learning_log import ServiceLearningLog
from flows.records.speak_up_report import SpeakUpReport
from flows.records.speak_up_review import SpeakUpReview
from flows.records.staff_communication_register import StaffCommunicationRegister

Answers = dict[str, Any]

RECORDS: tuple[type[Record], ...] = (
    ServiceLearningLog,
    StaffCommunicationRegister,
    PracticeCheck,
    PracticeMonitoringRecord,
    ReassessmentReport,
    SpeakUpReport,
    SpeakUpReview,
    Addendum,
    QuestionToAuthor,
    AnswerToQuestion,
    Raising,
    DuplicateNote,
)

HOLDS: Mapping[type[Record], tuple[str, ...]] = {
    ServiceLearningLog: [
        "finding",
        "traceable",
        "behaviour",
        "control",
        "roles",
        "units",
        "sources",
        "priority",
        "checks",
        "criterion",
        "what",
        "counted",
        "starts",
        "owner",
    ],
    StaffCommunicationRegister: [
        "message",
        "routes",
        "version",
        "due",
        "sent",
        "read",
        "understood",
        "scenarios",
        "people",
        "why_not",
        "next_try",
        "trainer",
    ],
    PracticeCheck: [
        "others",
        "criterion",
        "at",
        "shift",
        "how",
        "met",
        "gap",
        "support",
        "follows",
        "actions",
    ],
    PracticeMonitoringRecord: [
        "criterion",
        "others",
        "seen",
        "coverage",
        "not_seen",
        "chances",
        "well",
    ],
    ReassessmentReport: [
        "counts",
        "per",
        "per_before",
        "per_after",
        "chart",
        "reporting",
        "practice",
        "confounders",
        "verdict",
        "outcome",
    ],
    SpeakUpReport: ["at_risk", "worry", "about", "words", "use_name", "contact", "reach"],
    SpeakUpReview: ["done", "must_know", "protected", "outcome", "passed_to", "look_again", "tell"],
    Addendum: ["news", "words", "heard_at", "harm"],
    QuestionToAuthor: ["words"],
    AnswerToQuestion: ["words"],
    Raising: ["to", "people", "reason"],
    DuplicateNote: ["case", "why"],
}
"""What the guidance asks of each, field by field."""

PARTS = {
    "people": ["person", "route", "reached", "right", "retries", "why_not"],
    "scenarios": ["question", "answer"],
    "seen": ["at", "shift", "how", "met", "gap", "support"],
}

SHORTEST = {
    "service_learning_log": 10,
    "staff_communication_register": 6,
    "practice_check": 5,
    "practice_monitoring_record": 1,
    "reassessment_report": 3,
    "speak_up_report": 6,
    "speak_up_review": 4,
    "addendum": 2,
    "question_to_author": 1,
    "answer_to_question": 1,
    "raising": 2,
    "duplicate_note": 2,
}
"""Answers on the shortest way; the practice record is put together from its checks."""


def answer_to(question: Question) -> Any:
    samples = {
        "one": lambda: "no" if question.gate else question.choices[0][0],
        "many": lambda: [code for code, _ in question.choices[:2]] or ["1"],
        "time": lambda: "2026-03-10T13:30:00+00:00",
        "date": lambda: "2026-03-12",
        "number": lambda: question.bounds[0] if question.bounds else 0,
        "source": lambda: "1",
        "text": lambda: "The chart was checked before each dose.",
    }
    return samples[question.kind]()


def filled(form: Form, chosen: Answers) -> Answers:
    """The line from its start to its end, with these answers where they are asked for."""
    answers: Answers = {}
    while (question := next_question(form, answers)) is not None:
        value = chosen.get(question.name, answer_to(question))
        answers = with_answer(form, answers, question.name, value)
    return answers


def with_extras(form: Form, answers: Answers) -> Answers:
    """The same, with one entry of every group and everything else that is offered."""
    known = answers
    for question in extras(form, answers):
        value = "yes" if question.gate else answer_to(question)
        known = with_answer(form, known, question.name, value)
    while (question := next_question(form, known)) is not None:
        known = with_answer(form, known, question.name, answer_to(question))
    return known


def branches(form: Form) -> list[Answers]:
    """Every way the deciding questions outside the groups can be answered."""
    fields = {q.ask.when.field for q in form.questions.values() if q.ask.when}
    deciding = [form.questions[name] for name in fields]
    codes = product(*([code for code, _ in q.choices] for q in deciding))
    names = [question.name for question in deciding]
    return [dict(zip(names, chosen, strict=True)) for chosen in codes]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.kind)
def test_every_branch_ends_in_a_valid_record(record: type[Record]) -> None:
    for chosen in branches(record.form):
        answers = filled(record.form, chosen)
        record.model_validate(nested(record.form, answers))
        whole = with_extras(record.form, answers)
        record.model_validate(nested(record.form, whole))
        assert set(answers) <= set(whole)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.kind)
def test_it_holds_what_the_guidance_asks(record: type[Record]) -> None:
    questions = record.form.questions
    assert set(HOLDS[record]) <= set(questions)
    for name, parts in PARTS.items():
        if name in questions and questions[name].kind == "group":
            assert list(questions[name].parts) == parts


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.kind)
def test_it_asks_no_more_than_it_must(record: type[Record]) -> None:
    form = record.form
    ways = [line(form, filled(form, chosen)) for chosen in branches(form)]
    assert min(sum(not q.gate for q in way) for way in ways) == SHORTEST[record.kind]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.kind)
def test_what_is_typed_is_private_and_all_have_room_for_own_words(record: type[Record]) -> None:
    for question in record.form.questions.values():
        for asked in (question, *question.parts.values()):
            assert asked.kind != "text" or asked.ask.private, asked.name
    assert record.form.questions["words"].kind == "text"


def test_practice_is_seen_five_times_before_anything_is_said() -> None:
    look = nested(PracticeCheck.form, filled(PracticeCheck.form, {}))
    seen = [{name: look[name] for name in Observation.model_fields if name in look}] * FEWEST
    assert len(PracticeMonitoringRecord.model_validate({"seen": seen}).seen) == FEWEST
    with pytest.raises(ValidationError):
        PracticeMonitoringRecord.model_validate({"seen": seen[1:]})


def test_nobody_is_asked_for_the_checks_again() -> None:
    form = PracticeMonitoringRecord.form
    look = {"at": "2026-03-10T13:30:00+00:00", "shift": "day", "how": "seen", "met": "met"}
    answers = as_answers(form.questions["seen"], [look] * 25)
    assert without_stale(form, answers) == answers
    assert len(entries_of(form, answers, "seen")) == 25
    assert [q.name for q in answered(form, answers)][:2] == ["seen.0.at", "seen.0.shift"]
    assert [q.name for q in line(form, answers)] == ["well"]
    with pytest.raises(NotAsked):
        with_answer(form, answers, "seen.0.met", "not")


def test_a_look_at_ones_own_work_is_not_taken() -> None:
    with pytest.raises(ValidationError, match="Your own work does not count here"):
        with_answer(PracticeCheck.form, {}, "others", "no")


def test_a_gap_is_described_helped_and_followed_up_only_where_there_was_one() -> None:
    form = PracticeCheck.form
    whole = filled(form, {"met": "partly"})
    assert {"gap", "support", "follows"} <= set(whole)
    with pytest.raises(NotAsked):
        question_named(form, filled(form, {}), "gap")


def test_whoever_was_watched_is_never_named() -> None:
    for form in (PracticeCheck.form, PracticeMonitoringRecord.form):
        named = [q for q in form.questions.values() if q.ask.source == "staff"]
        named += [
            part
            for name, question in form.questions.items()
            if name != "actions"
            for part in question.parts.values()
            if part.ask.source == "staff"
        ]
        assert not named


def test_a_gap_that_wants_an_action_has_one() -> None:
    form = PracticeCheck.form
    assert not entries_of(form, filled(form, {"met": "not", "follows": "put_right"}), "actions")
    whole = filled(form, {"met": "not", "follows": "action"})
    assert set(entries_of(form, whole, "actions")[0]) >= {"what", "owner", "due"}


@pytest.mark.parametrize(
    ("reached", "asked", "passed_over"),
    [
        ("understood", ["right", "retries"], "why_not"),
        ("read", ["right", "retries"], "why_not"),
        ("not_yet", ["why_not"], "right"),
        ("refused", ["why_not"], "right"),
    ],
)
def test_read_and_understood_are_two_things(
    reached: str, asked: list[str], passed_over: str
) -> None:
    form = StaffCommunicationRegister.form
    answers = filled(form, {})
    told = {"people.0": "yes", "people.0.person": "1", "people.0.route": "aloud"}
    for name, value in {**told, "people.0.reached": reached}.items():
        answers = with_answer(form, answers, name, value)
    for name in asked:
        assert question_named(form, answers, f"people.0.{name}")
    with pytest.raises(NotAsked):
        question_named(form, answers, f"people.0.{passed_over}")


def test_a_worry_goes_round_the_line() -> None:
    """The usual alarm would ring with the very people whom the worry may be about."""
    questions = SpeakUpReport.form.questions
    assert not any(question.ask.alarm for question in questions.values())
    assert questions["at_risk"].ask.severe == ("yes", "not_sure")
    assert questions["about"].ask.fact == "concerns"
    assert questions["about"].ask.private
    assert questions["about"].optional
    assert questions["at_risk"].ask.show == "contacts"


def test_a_case_is_limited_to_somebody() -> None:
    form = Raising.form
    assert "people" in filled(form, {"to": "limited"})
    assert "people" in filled(form, {"to": "safeguarding"})
    assert "people" not in filled(form, {"to": "incident"})
