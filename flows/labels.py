"""Answers as people read them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flows.duties.book import task_words
from flows.moment import Moment
from flows.question import Question
from flows.roles import Role
from flows.times import dated, day_dated, day_said, said
from flows.words import joined
from storage import cases, people

NONE = "None"
"""What an answer says that was worked out, and is empty."""


def label_of(moment: Moment, question: Question, value: Any) -> str | list[str]:
    """An answer as people read it now, "today 14:05"."""
    if question.kind == "time":
        return said(datetime.fromisoformat(value), moment.now, moment.service.zone)
    if question.kind == "date":
        today = moment.now.astimezone(moment.service.zone).date()
        return day_said(date.fromisoformat(value), today)
    return lasting_label(moment, question, value)


def label_text(moment: Moment, question: Question, value: Any) -> str:
    """The same, several put together."""
    return joined(label_of(moment, question, value))


def lasting_label(moment: Moment, question: Question, value: Any) -> str | list[str]:
    """An answer as it is kept, for whoever reads it on another day; several for a question that
    takes several."""
    labels: Mapping[str, str] = dict(question.choices)
    if question.kind == "many":
        return [labels.get(code) or _from_source(moment, question, code) for code in value] or [
            NONE
        ]
    if question.kind == "one":
        return labels[value]
    if question.kind == "time":
        return dated(datetime.fromisoformat(value), moment.service.zone)
    if question.kind == "date":
        return day_dated(date.fromisoformat(value))
    return _from_source(moment, question, str(value))


def _from_source(moment: Moment, question: Question, value: str) -> str:
    match question.ask.source:
        case "staff" | "apart":
            person = people.get_person(moment.db, int(value))
            return person.name if person else "somebody"
        case "roles":
            return Role(value).label
        case "duties":
            return next((d.title for d in moment.service.duties if d.code == value), value)
        case "duty_steps":
            return task_words(moment.service.duties, value)
        case "cases":
            case = cases.get_case(moment.db, int(value))
            return case.reference if case else "a case"
        case _:
            return value
