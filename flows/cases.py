"""The verbs of a case: report, call for help, file a step, close. Each is one event."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flows import ladder, telling
from flows.form import Answers
from flows.moment import Moment
from flows.pathway import CLOSE, Pathway, after, planned
from flows.pathways import PATHWAYS, REPORTS
from flows.question import Form, Question
from flows.records import RECORDS, form_of
from flows.roles import Role
from flows.severity import severity_of
from flows.times import said, shift_of
from storage import cases, deadlines, drafts, people, records
from storage.cases import Case, Step
from storage.drafts import Draft
from storage.people import Person


def report(moment: Moment, person: Person, draft: Draft, channel: str) -> Case:
    """File the first record of a new case and tell whoever is next."""
    pathway = REPORTS[draft.kind]
    first = pathway.steps[0]
    answers = _complete(draft)
    kind = pathway.kind_for(answers)
    case = _open(moment, pathway, person, kind, answers, draft.begun_at, draft.call_id)
    step = _step(moment, case, first.name, state="acted", by=person)
    _file(moment, case, step, person, draft, channel)
    _go_on(moment, case, planned(case.plan, first.name), "")
    return case


def call_for_help(moment: Moment, person: Person, draft: Draft) -> Case:
    """Somebody is in danger: the seniors are pinged before anything is written down."""
    case = _open(
        moment, PATHWAYS["call_for_help"], person, "call_for_help", draft.answers, moment.now
    )
    _enter(moment, case, "help")
    return case


def file_step(moment: Moment, person: Person, draft: Draft, channel: str) -> Case | None:
    """File the record of a step this person has; None if it is no longer theirs to file.

    A step that has opened again while they were writing is theirs once more, if nobody was faster.
    """
    if draft.step_id is None:
        return None
    case, step = ladder.lock_step(moment, draft.step_id)
    if step.state == "owed" and ladder.may_take(moment, person, case, step):
        ladder.acknowledge(moment, person, case, step)
    elif step.state != "acknowledged" or step.acknowledged_by != person.id:
        return None
    answers = _complete(draft)
    _file(moment, case, step, person, draft, channel)
    cases.change_step(moment.db, step.id, state="acted", acted_at=moment.now, acted_by=person.id)
    deadlines.meet_step_deadlines(moment.db, step.id, moment.now)
    drafts.end_drafts_for_step(moment.db, step.id, moment.now)
    row = planned(case.plan, step.name)
    outcome = answers.get("outcome", "")
    if outcome in row["raises"]:
        _raise_to_incident(moment, case, person)
    _go_on(moment, _again(moment, case), row, outcome)
    telling.refresh(moment, case.id, step.id)
    return _again(moment, case)


def _complete(draft: Draft) -> dict[str, Any]:
    """The answers, held against the whole record; raises pydantic's ValidationError."""
    RECORDS[draft.kind].model_validate(draft.answers)
    return draft.answers


def _open(
    moment: Moment,
    pathway: Pathway,
    reporter: Person,
    kind: str,
    answers: Answers,
    seen_at: datetime,
    parent_id: int | None = None,
) -> Case:
    """Open a case. Where nobody says when it happened, it was by the time they sat down to it."""
    facts = _facts(moment, pathway, answers, seen_at)
    severity = "severe" if kind == "call_for_help" else severity_of(kind, facts["potential"])
    case_id = cases.add_case(
        moment.db,
        reference=_reference(moment, pathway.prefixes[kind]),
        kind=kind,
        pathway=pathway.name,
        plan=pathway.plan(),
        severity=severity,
        state="open",
        reporter_id=reporter.id,
        parent_id=parent_id,
        opened_at=moment.now,
        found_at=seen_at,
        **facts,
    )
    cases.note(moment.db, case_id, "opened", moment.now, person_id=reporter.id)
    found = cases.get_case(moment.db, case_id)
    if found is None:
        raise LookupError(f"Case {case_id} has just been opened and is not there.")
    telling.put_up(moment, found, "was reported")
    return found


def _reference(moment: Moment, prefix: str) -> str:
    """NM-26-0042: short, and easy to read out on the phone."""
    year = moment.now.astimezone(moment.service.zone).year
    number = cases.next_number(moment.db, f"{prefix}-{year}")
    return f"{prefix}-{year % 100:02d}-{number:04d}"


def _facts(moment: Moment, pathway: Pathway, answers: Answers, seen_at: datetime) -> dict[str, Any]:
    """The columns of the case that the first record decides."""
    facts: dict[str, Any] = {
        "category": None,
        "potential": None,
        "unit": answers.get("unit"),
        "resident": None,
        "happened_at": None,
    }
    concerns: list[int] = []
    for question in form_of(pathway.steps[0].record).questions.values():
        value = answers.get(question.name)
        if question.ask.fact == "concerns":
            concerns = [int(value)] if value else []
        elif question.ask.fact:
            facts[question.ask.fact] = value
    happened = facts["happened_at"]
    facts["happened_at"] = datetime.fromisoformat(happened) if happened else seen_at
    facts["shift"] = shift_of(facts["happened_at"], moment.service.zone)
    return {**facts, "concerns": concerns}


def _file(
    moment: Moment, case: Case, step: Step, person: Person, draft: Draft, channel: str
) -> None:
    form = form_of(draft.kind)
    records.file_record(
        moment.db,
        case_id=case.id,
        step_id=step.id,
        kind=form.kind,
        edition=form.edition,
        answers=_as_asked(moment, form, draft.answers),
        author_id=person.id,
        author_role=_author_role(person, step),
        channel=channel,
        begun_at=draft.begun_at,
        filed_at=moment.now,
        corrects_id=None,
    )
    cases.note(
        moment.db,
        case.id,
        "filed",
        moment.now,
        step_id=step.id,
        person_id=person.id,
        detail={"record": form.kind},
    )


def _as_asked(moment: Moment, form: Form, answers: Answers) -> list[dict[str, Any]]:
    """Each answer with the question as it was asked, the code, and the label that was read."""
    return [
        {
            "field": name,
            "asked": question.ask.prompt,
            "short": question.ask.short,
            "answer": answers[name],
            "label": label_of(moment, question, answers[name]),
        }
        for name, question in form.questions.items()
        if answers.get(name) is not None
    ]


def label_of(moment: Moment, question: Question, value: Any) -> str | list[str]:
    """An answer as people read it."""
    labels: Mapping[str, str] = dict(question.choices)
    if question.kind == "many":
        return [labels[code] for code in value]
    if question.kind == "one":
        return labels[value]
    if question.kind == "time":
        return said(datetime.fromisoformat(value), moment.now, moment.service.zone)
    if question.ask.source == "staff":
        person = people.get_person(moment.db, int(value))
        return person.name if person else "somebody"
    return str(value)


def _author_role(person: Person, step: Step) -> str:
    if step.role in person.roles or not person.roles:
        return step.role
    return person.roles[0]


def _step(moment: Moment, case: Case, name: str, *, state: str, by: Person | None = None) -> Step:
    row = planned(case.plan, name)
    done = {"acted_at": moment.now, "acted_by": by.id} if by else {}
    step_id = cases.add_step(
        moment.db,
        case_id=case.id,
        position=_names(case.plan).index(name),
        name=name,
        role=Role(row["role"]).value,
        record=row["record"],
        state=state,
        rung="",
        rounds=0,
        opened_after=0,
        owed_at=moment.now,
        **done,
    )
    found = cases.get_step(moment.db, step_id)
    if found is None:
        raise LookupError(f"Step {step_id} has just been made and is not there.")
    return found


def _names(plan: Sequence[Mapping[str, Any]]) -> list[str]:
    return [row["name"] for row in plan]


def _enter(moment: Moment, case: Case, name: str) -> None:
    step = _step(moment, case, name, state="owed")
    ladder.tell(moment, case, step)


def _go_on(moment: Moment, case: Case, row: Mapping[str, Any], outcome: str) -> None:
    following = after(row, outcome)
    if following == CLOSE:
        _close(moment, case)
    else:
        _enter(moment, case, following)


def _close(moment: Moment, case: Case) -> None:
    cases.change_case(moment.db, case.id, state="closed", closed_at=moment.now)
    cases.note(moment.db, case.id, "closed", moment.now)
    telling.put_up(moment, case, "is closed")
    if case.pathway != "call_for_help":
        telling.tell_outcome(moment, case, _what_changed(moment, case))


def _what_changed(moment: Moment, case: Case) -> str:
    for record in records.records_of(moment.db, case.id):
        for item in record.answers:
            if item["field"] == "control" and item["answer"] not in ("none", "other"):
                return str(item["label"]).lower()
    return ""


def _raise_to_incident(moment: Moment, case: Case, person: Person) -> None:
    cases.change_case(
        moment.db, case.id, kind="incident", severity=severity_of("incident", case.potential)
    )
    cases.note(moment.db, case.id, "raised", moment.now, person_id=person.id)


def _again(moment: Moment, case: Case) -> Case:
    return cases.get_case(moment.db, case.id) or case
