"""Ways through a form: used by the tests that walk every record there is."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from flows.form import extras, line, next_question, with_answer
from flows.question import Form, Question

Answers = dict[str, Any]


def forks(form: Form) -> list[Question]:
    """The questions whose answer decides what else is asked."""
    fields = {q.ask.when.field for q in form.questions.values() if q.ask.when}
    return [question for name, question in form.questions.items() if name in fields]


def walks(form: Form) -> Iterator[Answers]:
    """The answers of every branch, taking the first choice where nothing depends on it."""
    deciding = forks(form)
    for codes in product(*([code for code, _ in q.choices] for q in deciding)):
        chosen = dict(zip((q.name for q in deciding), codes, strict=True))
        yield walk(form, chosen)


def walk(form: Form, chosen: Answers) -> Answers:
    """Answer the line from its start to its end."""
    answers: Answers = {}
    while (question := next_question(form, answers)) is not None:
        value = chosen.get(question.name, sample(question))
        answers = with_answer(form, answers, question.name, value)
    return answers


def with_everything(form: Form, answers: Answers) -> Answers:
    """The same walk, with everything added that may be added."""
    for question in extras(form, answers):
        answers = with_answer(form, answers, question.name, sample(question))
    return answers


def sample(question: Question) -> Any:
    """An answer that this question takes."""
    match question.kind:
        case "one":
            return question.choices[0][0]
        case "many":
            return [code for code, _ in question.choices[:2]]
        case "time":
            return "2026-03-10T13:30:00+00:00"
        case "source":
            return "1"
        case _:
            return "Two tablets were in the pot."


def names(form: Form, answers: Answers) -> list[str]:
    return [question.name for question in line(form, answers)]
