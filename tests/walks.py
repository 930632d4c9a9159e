"""Ways through a form: used by the tests that walk every record there is."""

from collections.abc import Iterator
from typing import Any

from flows.form import extras, line, next_question, with_answer
from flows.question import Form, Question

Answers = dict[str, Any]
Opened = frozenset[str]


def forks(form: Form) -> list[Question]:
    """The questions whose answer decides what else is asked."""
    fields = {q.ask.when.field for q in form.questions.values() if q.ask.when}
    return [question for name, question in form.questions.items() if name in fields]


def walks(form: Form, begun: Answers | None = None) -> Iterator[Answers]:
    """The answers of every branch: at each fork, one answer for each set of questions it opens.

    A group is walked with two entries, and without any where it may be empty.
    """
    answers = begun or {}
    question = next_question(form, answers)
    if question is None:
        yield answers
        return
    for value in _ways_on(form, question):
        yield from walks(form, with_answer(form, answers, question.name, value))


def with_everything(form: Form, answers: Answers) -> Answers:
    """The same walk, with everything added that may be added, and what that asks in its turn."""
    while (question := _not_yet_added(form, answers)) is not None:
        answers = with_answer(form, answers, question.name, _ways_on(form, question)[0])
    return answers


def _not_yet_added(form: Form, answers: Answers) -> Question | None:
    offered = (q for q in extras(form, answers) if q.name not in answers)
    return next_question(form, answers) or next(offered, None)


def _ways_on(form: Form, question: Question) -> list[Any]:
    """Answers to try: each that leads somewhere else, or the sample where none does."""
    if question.gate:
        return _ways_through(question)
    ways: dict[Opened, str] = {}
    for code, _ in question.choices:
        ways.setdefault(_opened(form, question.name, code), code)
    if len(ways) < 2:
        return [sample(question)]
    return [[code] if question.kind == "many" else code for code in ways.values()]


def _ways_through(gate: Question) -> list[Any]:
    """Another entry, or none: the first may be left out, the second is there, the third is not."""
    return [["yes", "no"], ["yes"], ["no"]][min(int(gate.name.split(".")[1]), 2)]


def _opened(form: Form, name: str, code: str) -> Opened:
    """The questions that this answer opens."""
    group, _, field = name.partition(".")
    asked = form.questions[group].parts if field else form.questions
    looked_at = field.partition(".")[2] if field else name
    return frozenset(
        q.name
        for q in asked.values()
        if q.ask.when and q.ask.when.field == looked_at and code in q.ask.when.values
    )


def sample(question: Question) -> Any:
    """An answer that this question takes."""
    match question.kind:
        case "one":
            return question.choices[0][0]
        case "many":
            return [code for code, _ in question.choices[:2]] or ["1"]
        case "time":
            return "2026-03-10T13:30:00+00:00"
        case "date":
            return "2026-03-24"
        case "number":
            return question.bounds[0] if question.bounds else 0
        case "source":
            return "1"
        case _:
            return "Two tablets were in the pot."


def names(form: Form, answers: Answers) -> list[str]:
    return [question.name for question in line(form, answers)]
