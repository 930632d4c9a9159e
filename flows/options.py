"""The answers a question offers at this moment, and how many fit on a screen."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zlib import crc32

from flows import obligations
from flows.access import EVENTS, SENIOR_UP
from flows.duration import Duration
from flows.moment import Moment
from flows.pathway import planned
from flows.question import Question
from flows.roles import Role
from flows.rungs import may_know
from flows.times import (
    TimePast,
    TimeToCome,
    TimeTooFar,
    TimeUnclear,
    understand,
    understand_ahead,
    understand_day,
)
from storage import cases, people
from storage.drafts import Draft
from storage.people import Person

Option = tuple[str, str]
PAGE = 8

AGO: tuple[tuple[str, str, int], ...] = (
    ("m0", "Just now", 0),
    ("m30", "Half an hour ago", 30),
    ("m60", "1 hour ago", 60),
    ("m120", "2 hours ago", 120),
    ("m240", "4 hours ago", 240),
    ("m480", "8 hours ago", 480),
)

AHEAD: tuple[tuple[str, str, int], ...] = (
    ("m15", "In 15 minutes", 15),
    ("m30", "In half an hour", 30),
    ("m60", "In 1 hour", 60),
    ("m120", "In 2 hours", 120),
    ("m240", "In 4 hours", 240),
    ("m720", "In 12 hours", 720),
    ("m1440", "Tomorrow, this time", 1440),
)

DAYS: tuple[tuple[str, str, int], ...] = (
    ("d0", "Today", 0),
    ("d1", "Tomorrow", 1),
    ("d3", "In 3 days", 3),
    ("d7", "In a week", 7),
    ("d14", "In 2 weeks", 14),
    ("d28", "In 4 weeks", 28),
    ("d91", "In 3 months", 91),
)

TAPPED_NUMBERS = 8
"""As many numbers as may be tapped; a wider range is typed."""

USUAL = "usual"
"""The code of the day that the home has set for what comes next."""

RECENT_CASES = 40

NAMED_BY_LABEL = ("units", "residents")
"""Sources whose entries are their own names; their buttons carry a short sum of the name, so that
a list that changes between showing and tapping cannot make one name into another."""


ACTED_ON = ("cases", "duties", "duty_steps")
"""Sources whose entries come and go, and by which the home then acts. Whoever is named in a
report stays named there, also when they have left."""


class NoSuchAnswer(ValueError):
    """What was tapped or typed is not an answer to this question."""


def options_of(moment: Moment, draft: Draft, question: Question) -> Sequence[Option]:
    """(code, label) of everything that can be tapped; empty where the answer is typed."""
    if question.name == "outcome" and draft.step_id is not None:
        return _with_a_target(moment, draft.step_id, question)
    if question.ask.source == "cases":
        return _other_cases(moment, draft, question)
    if question.ask.source:
        return _listed(moment, draft, question.ask.source)
    if question.kind == "time":
        return [(code, label) for code, label, _ in (AHEAD if question.ask.ahead else AGO)]
    if question.kind == "date":
        usual = usual_wait(moment, draft, question)
        first = [(USUAL, f"In {usual}, as usual")] if usual else []
        return [*first, *((code, label) for code, label, _ in DAYS)]
    if question.kind == "number" and question.bounds is not None:
        least, most = question.bounds
        numbers = range(least, most + 1)
        return [(str(n), str(n)) for n in numbers] if len(numbers) <= TAPPED_NUMBERS else []
    return question.choices


def page_of(options: Sequence[Option], page: int) -> tuple[Sequence[Option], int]:
    """The options of one page, and how many pages there are.

    "Not sure" stands on every page: it must never be hard to find.
    """
    if len(options) <= PAGE:
        return options, 1
    rest, always = _parted(options)
    size = PAGE - 1 - len(always)
    pages = -(-len(rest) // size)
    start = (page % pages) * size
    return [*rest[start : start + size], *always], pages


def page_with(options: Sequence[Option], code: str) -> int:
    """The page on which this option is."""
    rest, always = _parted(options)
    known = [each for each, _ in rest]
    if len(options) <= PAGE or code not in known:
        return 0
    return known.index(code) // (PAGE - 1 - len(always))


def _parted(options: Sequence[Option]) -> tuple[list[Option], list[Option]]:
    always = [option for option in options if option[0] == "not_sure"]
    return [option for option in options if option[0] != "not_sure"], always


def tapped_value(moment: Moment, draft: Draft, question: Question, code: str) -> Any:
    """The answer behind a tapped code; raises NoSuchAnswer for one that was not offered."""
    label = dict(options_of(moment, draft, question)).get(code)
    if label is None:
        raise NoSuchAnswer
    if question.kind == "time" and question.ask.ahead:
        return moment.now + timedelta(minutes=_amount(AHEAD, code))
    if question.kind == "time":
        return moment.now - timedelta(minutes=_amount(AGO, code))
    if question.kind == "date":
        return _day_tapped(moment, draft, question, code)
    return kept_as(question, (code, label))


def _day_tapped(moment: Moment, draft: Draft, question: Question, code: str) -> date:
    usual, zone = usual_wait(moment, draft, question), moment.service.zone
    if code == USUAL and usual is not None:
        return usual.after(moment.now, zone).astimezone(zone).date()
    return moment.now.astimezone(zone).date() + timedelta(days=_amount(DAYS, code))


def usual_wait(moment: Moment, draft: Draft, question: Question) -> Duration | None:
    """The home's own wait before the step that this day is for, where the day is for one."""
    step = cases.get_step(moment.db, draft.step_id) if draft.step_id else None
    case = cases.get_case(moment.db, step.case_id) if step else None
    if step is None or case is None:
        return None
    target = planned(case.plan, step.name)["then"].get(draft.answers.get("outcome", ""))
    following = next((row for row in case.plan if row["name"] == target), None)
    if following is None or following["begins_on"] != question.name:
        return None
    return moment.service.limits[following["begins"]]


def kept_as(question: Question, option: Option) -> str:
    """What an option is kept as: its code, or its name where that is all there is of it."""
    code, label = option
    return label if question.ask.source in NAMED_BY_LABEL else code


def still_offered(moment: Moment, draft: Draft, question: Question, value: Any) -> bool:
    """Whether an answer given before could be given now, where something follows from it."""
    if question.ask.source not in ACTED_ON:
        return True
    offered = {code for code, _ in options_of(moment, draft, question)}
    return {*value} <= offered if question.kind == "many" else value in offered


def _amount(options: Sequence[tuple[str, str, int]], code: str) -> int:
    return next(amount for known, _, amount in options if known == code)


def typed_value(moment: Moment, draft: Draft, question: Question, text: str) -> Any:
    """The answer meant by typed text; raises NoSuchAnswer, TimeToCome, TimePast or
    TimeTooFar."""
    if question.kind == "text":
        return text
    for code, label in options_of(moment, draft, question):
        if text.strip().casefold() == label.casefold():
            value = tapped_value(moment, draft, question, code)
            return (value,) if question.kind == "many" else value
    if question.kind == "number" and text.strip().isdecimal():
        return text.strip()
    if question.kind in ("time", "date"):
        return _typed_time(moment, question, text)
    raise NoSuchAnswer


def _typed_time(moment: Moment, question: Question, text: str) -> datetime | date:
    zone = moment.service.zone
    try:
        if question.kind == "date":
            return understand_day(text, moment.now, zone)
        if question.ask.ahead:
            return understand_ahead(text, moment.now, zone)
        return understand(text, moment.now, zone)
    except (TimeToCome, TimePast, TimeTooFar):
        raise
    except TimeUnclear:
        raise NoSuchAnswer from None


def _with_a_target(moment: Moment, step_id: int, question: Question) -> Sequence[Option]:
    """What may come next from this step, by the plan that its case began with."""
    step = cases.get_step(moment.db, step_id)
    case = cases.get_case(moment.db, step.case_id) if step else None
    if step is None or case is None:
        return question.choices
    then = planned(case.plan, step.name)["then"]
    return [option for option in question.choices if option[0] in then]


def _listed(moment: Moment, draft: Draft, source: str) -> Sequence[Option]:
    if source == "units":
        return [(_sum(unit), unit) for unit in moment.service.units]
    if source == "residents":
        return [(_sum(code), code) for code in moment.service.residents]
    if source == "roles":
        return [(role.value, role.label) for role in Role]
    if source == "duties":
        return [(duty.code, duty.title) for duty in moment.service.duties]
    if source == "duty_steps":
        return obligations.steps_offered(moment, draft)
    staff = [p for p in people.everyone(moment.db) if p.state == "active"]
    if source == "apart":
        staff = _apart(moment, draft, staff)
    return [(str(person.id), person.name) for person in staff]


def _apart(moment: Moment, draft: Draft, staff: Sequence[Person]) -> list[Person]:
    """Those who may look into the case: who may read one, and have no part in this one.

    Where nobody else is there, whoever reported it is better than nobody.
    """
    case = cases.get_case(moment.db, draft.case_id) if draft.case_id else None
    readers = [p for p in staff if SENIOR_UP & set(p.roles) and (not case or may_know(case, p))]
    others = [p for p in readers if not case or p.id != case.reporter_id]
    return others or readers or list(staff)


def _other_cases(moment: Moment, draft: Draft, question: Question) -> list[Option]:
    """Other cases that whoever writes may know of, and that do not themselves end in this one:
    the newest, and those that were chosen already."""
    writer = people.get_person(moment.db, draft.person_id)
    given = draft.answers.get(question.name) or ()
    chosen = [cases.get_case(moment.db, int(each)) for each in _each(given)]
    newest = cases.all_cases(moment.db, limit=RECENT_CASES)
    found = {case.id: case for case in (*newest, *chosen) if case is not None}
    return [
        (str(case.id), case.reference)
        for case in found.values()
        if writer is not None
        and case.pathway in EVENTS
        and may_know(case, writer)
        and draft.case_id not in (case.id, *cases.parents_of(moment.db, case))
    ]


def _each(given: Any) -> list[str]:
    """The ids in an answer that takes one or several."""
    return [given] if isinstance(given, str) else [*given]


def _sum(name: str) -> str:
    return f"{crc32(name.encode()):08x}"
