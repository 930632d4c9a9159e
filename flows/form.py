"""Walking a form: which question is next, what an answer changes. Pure; answers are plain JSON.

A skipped question is kept as None, so that it is not asked again. An answer that belonged to a
branch no longer taken is dropped.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from flows.question import Form, Question

Answers = Mapping[str, Any]


class NotAsked(LookupError):
    """The form has no such question, or not on this branch."""


def line(form: Form, answers: Answers) -> list[Question]:
    """The questions asked one after the other, as far as the answers so far decide it."""
    return [q for q in form.questions.values() if not q.ask.extra and _applies(q, answers)]


def extras(form: Form, answers: Answers) -> list[Question]:
    """The questions offered from the summary."""
    return [q for q in form.questions.values() if q.ask.extra and _applies(q, answers)]


def next_question(form: Form, answers: Answers) -> Question | None:
    """The first question of the line without an answer; None when the form is finished."""
    return next((q for q in line(form, answers) if q.name not in answers), None)


def finished(form: Form, answers: Answers) -> bool:
    """Whether every question that must be answered has been."""
    return next_question(form, answers) is None


def question_named(form: Form, answers: Answers, name: str) -> Question:
    """The question, if it is asked or offered on this branch; raises NotAsked."""
    question = form.questions.get(name)
    if question is None or not _applies(question, answers):
        raise NotAsked(name)
    return question


def with_answer(form: Form, answers: Answers, name: str, value: Any) -> dict[str, Any]:
    """The answers with this one; raises NotAsked, or pydantic's ValidationError."""
    question = question_named(form, answers, name)
    return without_stale(form, {**answers, name: question.check(value)})


def skipped(form: Form, answers: Answers, name: str) -> dict[str, Any]:
    """The answers with this question passed over; raises NotAsked if it may not be."""
    question = question_named(form, answers, name)
    if not may_skip(question):
        raise NotAsked(name)
    return without_stale(form, {**answers, name: None})


def may_skip(question: Question) -> bool:
    """A question in the line may be skipped only if nothing but the person decides that."""
    return question.optional and (question.ask.extra or question.ask.when is None)


def previous_question(form: Form, answers: Answers, name: str) -> Question | None:
    """The question asked before this one; None at the start."""
    before = None
    for question in line(form, answers):
        if question.name == name:
            return before
        before = question
    return before


def without_stale(form: Form, answers: Answers) -> dict[str, Any]:
    """Only the answers whose questions are still asked, in the form's order."""
    kept: dict[str, Any] = {}
    for name, question in form.questions.items():
        if name in answers and _applies(question, kept):
            kept[name] = answers[name]
    return kept


def still_good(form: Form, answers: Answers) -> dict[str, Any]:
    """Only the answers that the form as it is now would take."""
    return without_stale(form, {k: v for k, v in answers.items() if _takes(form, k, v)})


def _takes(form: Form, name: str, value: Any) -> bool:
    question = form.questions.get(name)
    if question is None:
        return False
    if value is None:
        return question.optional
    try:
        question.check(value)
    except ValidationError:
        return False
    return True


def progress(form: Form, answers: Answers, name: str) -> tuple[int, int]:
    """(number of this question, how many there are), leaving out the safety question.

    A fork that is not decided yet counts as one question, so that the count does not jump.
    """
    counted = [q.name for q in line(form, answers) if not q.ask.alarm]
    number = counted.index(name) + 1 if name in counted else 0
    return number, len(counted) + len(_open_forks(form, answers))


def _open_forks(form: Form, answers: Answers) -> set[str]:
    whens = [q.ask.when for q in form.questions.values() if not q.ask.extra]
    forks = {when.field for when in whens if when is not None and when.field not in answers}
    return {name for name in forks if _applies(form.questions[name], answers)}


def _applies(question: Question, answers: Answers) -> bool:
    return question.ask.when is None or question.ask.when.holds(answers)
