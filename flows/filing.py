"""Filing a record: the answers held against the whole form, kept as they were asked, and the
facts of the case that follow from them."""

from datetime import datetime
from typing import Any

from flows import form as forms
from flows.form import Answers
from flows.labels import lasting_label
from flows.moment import Moment
from flows.promptness import lateness
from flows.question import Form
from flows.records import RECORDS, form_of
from flows.severity import severity_of, worse
from storage import cases, records
from storage.cases import Case, Step
from storage.drafts import Draft
from storage.people import Person


def complete(draft: Draft) -> dict[str, Any]:
    """The answers, held against the whole record; raises pydantic's ValidationError."""
    RECORDS[draft.kind].model_validate(forms.nested(form_of(draft.kind), draft.answers))
    return draft.answers


def file(
    moment: Moment, case: Case, step: Step | None, person: Person, draft: Draft, channel: str
) -> None:
    """Add the record to the case's others; it is never changed again."""
    form = form_of(draft.kind)
    records.file_record(
        moment.db,
        case_id=case.id,
        step_id=step.id if step else None,
        kind=form.kind,
        edition=form.edition,
        answers=as_asked(moment, form, draft.answers),
        author_id=person.id,
        author_role=author_role(person, step),
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
        step_id=step.id if step else None,
        person_id=person.id,
        detail={"record": form.kind, **lateness(moment, case, step, draft.answers)},
    )


def as_asked(moment: Moment, form: Form, answers: Answers) -> list[dict[str, Any]]:
    """Each answer with the question as it was asked, the code, and the label that was read."""
    return [
        {
            "field": question.name,
            "asked": question.ask.prompt,
            "short": question.ask.short,
            "answer": answers[question.name],
            "label": lasting_label(moment, question, answers[question.name]),
        }
        for question in forms.answered(form, answers)
    ]


def facts_of(form: Form, answers: Answers) -> dict[str, Any]:
    """The columns of the case that these answers decide."""
    facts: dict[str, Any] = {}
    for question in form.questions.values():
        value = answers.get(question.name)
        if not question.ask.fact or value is None:
            continue
        if question.ask.fact == "concerns":
            facts["concerns"] = [int(value)]
        elif question.kind == "time":
            facts[question.ask.fact] = datetime.fromisoformat(value)
        else:
            facts[question.ask.fact] = value
    return facts


def at_once(form: Form, answers: Answers) -> bool:
    """Whether an answer was given that must be looked at at once."""
    return any(
        code in question.ask.severe
        for question in form.questions.values()
        for code in _codes(answers.get(question.name))
    )


def note_facts(moment: Moment, case: Case, draft: Draft, person: Person) -> None:
    """A later record may know better: how bad it was is kept with every change of it."""
    form = form_of(draft.kind)
    facts = facts_of(form, draft.answers)
    if "concerns" in facts:
        facts["concerns"] = sorted({*case.concerns, *facts["concerns"]})
    changed = {name: value for name, value in facts.items() if value != getattr(case, name)}
    if not changed:
        return
    harm, potential = changed.get("harm", case.harm), changed.get("potential", case.potential)
    found = severity_of(case.kind, potential, harm, at_once=at_once(form, draft.answers))
    cases.change_case(moment.db, case.id, **changed, severity=worse(case.severity, found))
    if "harm" in changed:
        detail = {"before": case.harm, "after": changed["harm"]}
        cases.note(moment.db, case.id, "harm", moment.now, person_id=person.id, detail=detail)


def _codes(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def author_role(person: Person, step: Step | None) -> str:
    if step is not None and (step.role in person.roles or not person.roles):
        return step.role
    return person.roles[0] if person.roles else "care_worker"
