"""Answers as people read them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flows.duties.book import task_words
from flows.moment import Moment
from flows.question import Question
from flows.roles import Role
from flows.times import day_said, said
from storage import cases, people


def label_of(moment: Moment, question: Question, value: Any) -> str | list[str]:
    """An answer as people read it; several for a question that takes several."""
    labels: Mapping[str, str] = dict(question.choices)
    if question.kind == "many":
        return [labels.get(code) or _from_source(moment, question, code) for code in value]
    if question.kind == "one":
        return labels[value]
    if question.kind == "time":
        return said(datetime.fromisoformat(value), moment.now, moment.service.zone)
    if question.kind == "date":
        today = moment.now.astimezone(moment.service.zone).date()
        return day_said(date.fromisoformat(value), today)
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
