"""Walking a form: which question is next, what an answer changes. Pure; answers are plain JSON.

A skipped question is kept as None, so that it is not asked again. An answer that belonged to a
branch no longer taken is dropped. The entries of a group are asked one after the other, each
behind a question whether there is another: "timeline.0.what", then "timeline.1", and if that is
answered yes "timeline.1.what".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from pydantic import TypeAdapter, ValidationError

from flows.question import Ask, Form, More, Question, When

Answers = Mapping[str, Any]

MOST_ENTRIES = 20
"""As many entries as a group may have."""

_MORE = TypeAdapter(More)
_YES_NO = tuple((member.value, member.label) for member in More)


class NotAsked(LookupError):
    """The form has no such question, or not on this branch."""


class MoreThanAll(ValueError):
    """A figure of people above the figure for all of them."""


def walk(form: Form, answers: Answers) -> Iterator[Question]:
    """Every question that is asked, offered or worked out on this branch, in the form's order.

    It looks at `answers` as it goes, so that they may be filled in on the way.
    """
    for question in form.questions.values():
        if not _applies(question, answers):
            continue
        if question.kind == "group":
            yield from _entries(question, answers)
        else:
            yield question


def _entries(group: Question, answers: Answers) -> Iterator[Question]:
    worked_out = bool(group.ask.computed)
    for number in count() if worked_out else range(MOST_ENTRIES):
        if worked_out or number >= group.least:
            gate = _gate(group, number)
            yield gate
            if answers.get(gate.name) != More.YES:
                return
        for part in group.parts.values():
            question = _in_entry(group, number, part)
            if _applies(question, answers):
                yield question


def _gate(group: Question, number: int) -> Question:
    prompt = group.ask.prompt if number else group.ask.first
    ask = Ask(
        prompt,
        short=f"{group.ask.short}: more",
        show=group.ask.show,
        extra=group.ask.extra,
        computed=group.ask.computed,
    )
    return Question(
        f"{group.name}.{number}", ask, "one", _YES_NO, optional=False, adapter=_MORE, gate=True
    )


def _in_entry(group: Question, number: int, part: Question) -> Question:
    """The question of a part as it is asked for one entry of its group."""
    when = part.ask.when
    if when is not None:
        when = When(f"{group.name}.{number}.{when.field}", when.values)
    short = f"{group.ask.short} {number + 1}: {part.ask.short}"
    computed = part.ask.computed or ("" if group.ask.each else group.ask.computed)
    ask = replace(part.ask, short=short, when=when, computed=computed)
    return replace(part, name=f"{group.name}.{number}.{part.name}", ask=ask)


def line(form: Form, answers: Answers) -> list[Question]:
    """The questions asked one after the other, as far as the answers so far decide it."""
    return [q for q in walk(form, answers) if not (q.ask.extra or q.ask.computed)]


def extras(form: Form, answers: Answers) -> list[Question]:
    """The questions offered from the summary."""
    return [q for q in walk(form, answers) if q.ask.extra and not q.ask.computed]


def answered(form: Form, answers: Answers) -> list[Question]:
    """The questions that have an answer to show or to file."""
    given = (q for q in walk(form, answers) if answers.get(q.name) is not None)
    return [q for q in given if not (q.gate or q.ask.steers)]


def next_question(form: Form, answers: Answers) -> Question | None:
    """The first question of the line without an answer; None when the form is finished."""
    return next((q for q in line(form, answers) if q.name not in answers), None)


def finished(form: Form, answers: Answers) -> bool:
    """Whether every question that must be answered has been."""
    return next_question(form, answers) is None


def find(form: Form, answers: Answers, name: str) -> Question | None:
    """The question, if it is asked or offered on this branch."""
    question = form.questions.get(name)
    if question is not None and question.kind != "group":
        asked = _applies(question, answers) and not question.ask.computed
        return question if asked else None
    return next((q for q in walk(form, answers) if q.name == name and not q.ask.computed), None)


def asked_as(form: Form, name: str) -> Question | None:
    """The question of this name, on whatever branch, also of an entry of a group."""
    group, *rest = name.split(".")
    question = form.questions.get(group)
    return question.parts.get(rest[-1]) if question is not None and rest else question


def question_named(form: Form, answers: Answers, name: str) -> Question:
    """The question, if it is asked or offered on this branch; raises NotAsked."""
    question = find(form, answers, name)
    if question is None:
        raise NotAsked(name)
    return question


def with_answer(form: Form, answers: Answers, name: str, value: Any) -> dict[str, Any]:
    """The answers with this one; raises NotAsked, MoreThanAll, or pydantic's ValidationError."""
    question = question_named(form, answers, name)
    given = without_stale(form, {**answers, name: question.check(value)})
    _check_figures(form, given)
    return given


def _check_figures(form: Form, answers: Answers) -> None:
    """No figure of people is above the one for how many they are in all, whichever came first."""
    if any(_is_more_than_all(question, answers) for question in form.questions.values()):
        raise MoreThanAll("More people cannot have it than should have it.")


def _is_more_than_all(question: Question, answers: Answers) -> bool:
    part, whole = answers.get(question.name), answers.get(question.ask.counts)
    return part is not None and whole is not None and part > whole


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
    for question in walk(form, kept):
        if question.name in answers:
            kept[question.name] = answers[question.name]
    return kept


def still_good(form: Form, answers: Answers) -> dict[str, Any]:
    """Only the answers that the form as it is now would take."""
    kept: dict[str, Any] = {}
    for question in walk(form, kept):
        if question.name in answers and _takes(question, answers[question.name]):
            kept[question.name] = answers[question.name]
        if _is_more_than_all(question, kept):
            del kept[question.name]
    return kept


def _takes(question: Question, value: Any) -> bool:
    if value is None:
        return question.optional
    try:
        question.check(value)
    except ValidationError:
        return False
    return True


def nested(form: Form, answers: Answers) -> dict[str, Any]:
    """The answers as the record class takes them, the entries of a group in a list."""
    whole: dict[str, Any] = {}
    for question in walk(form, answers):
        if question.gate or question.name not in answers:
            continue
        group, *rest = question.name.split(".")
        if not rest:
            whole[group] = answers[group]
            continue
        entries = whole.setdefault(group, [])
        if int(rest[0]) == len(entries):
            entries.append({})
        entries[int(rest[0])][rest[1]] = answers[question.name]
    return whole


def entries_of(form: Form, answers: Answers, group: str) -> list[dict[str, Any]]:
    """The finished or begun entries of a group."""
    found: list[dict[str, Any]] = nested(form, answers).get(group, [])
    return found


def as_answers(group: Question, entries: Sequence[Answers]) -> dict[str, Any]:
    """The entries of a group that is worked out, as its answers."""
    answers: dict[str, Any] = {}
    for number, entry in enumerate(entries):
        name = f"{group.name}.{number}"
        answers |= {name: More.YES.value} | {f"{name}.{part}": v for part, v in entry.items()}
    return answers | {f"{group.name}.{len(entries)}": More.NO.value}


def progress(form: Form, answers: Answers, name: str) -> tuple[int, int]:
    """(number of this question, how many there are), leaving out the safety question.

    A fork that is not decided yet counts as one question, so that the count does not jump.
    """
    counted = [q.name for q in line(form, answers) if not q.ask.alarm]
    number = counted.index(name) + 1 if name in counted else 0
    return number, len(counted) + len(_open_forks(form, answers))


def _open_forks(form: Form, answers: Answers) -> set[str]:
    asked = [q for q in form.questions.values() if not (q.ask.extra or q.ask.computed)]
    whens = [q.ask.when for q in asked]
    forks = {when.field for when in whens if when is not None and when.field not in answers}
    return {name for name in forks if _is_open(form.questions[name], answers)}


def _is_open(question: Question, answers: Answers) -> bool:
    return not question.ask.computed and _applies(question, answers)


def _applies(question: Question, answers: Answers) -> bool:
    return question.ask.when is None or question.ask.when.holds(answers)
