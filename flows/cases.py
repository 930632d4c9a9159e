"""The verbs of a case: report, call for help, file a step, add to it, close. Each is one event."""

from datetime import datetime
from typing import Any

from flows import ladder, news, opening, sealing, telling
from flows.effects import Filed, follow_up
from flows.filing import at_once, complete, facts_of, file, note_facts
from flows.form import Answers
from flows.going import again, close_if_done, go_on
from flows.moment import Moment
from flows.pathway import Pathway
from flows.pathways import PATHWAYS, REPORTS
from flows.pathways.beside import BESIDE
from flows.records import form_of
from flows.rungs import may_take
from flows.severity import severity_of
from flows.times import shift_of
from storage import cases, deadlines, drafts
from storage.cases import Case
from storage.drafts import Draft
from storage.people import Person


def report(moment: Moment, person: Person, draft: Draft, channel: str) -> Case:
    """File the first record of a new case and tell whoever is next."""
    pathway = REPORTS[draft.kind]
    first = pathway.steps[0]
    answers = complete(draft)
    kind = pathway.kind_for(answers)
    case = _open(moment, pathway, person, kind, answers, draft.begun_at, draft.call_id)
    step = opening.add_step(moment, case, first.name, state="acted", by=person)
    file(moment, case, step, person, draft, channel)
    news.tell_if_serious(moment, case, person, answers)
    return go_on(moment, case, step, kind, person, answers)


def call_for_help(moment: Moment, person: Person, draft: Draft) -> Case:
    """Somebody is in danger: the seniors are pinged before anything is written down."""
    case = _open(
        moment, PATHWAYS["call_for_help"], person, "call_for_help", draft.answers, moment.now
    )
    opening.open_step(moment, case, "help")
    return case


def file_step(moment: Moment, person: Person, draft: Draft, channel: str) -> Case | None:
    """File the record of a step this person has; None if it is no longer theirs to file.

    A step that has opened again while they were writing is theirs once more, if nobody was faster.
    """
    if draft.step_id is None:
        return None
    case, step = ladder.lock_step(moment, draft.step_id)
    if step.state == "owed" and may_take(moment, person, case, step):
        ladder.acknowledge(moment, person, case, step)
    elif step.state != "acknowledged" or step.acknowledged_by != person.id:
        return None
    answers = complete(draft)
    file(moment, case, step, person, draft, channel)
    cases.change_step(moment.db, step.id, state="acted", acted_at=moment.now, acted_by=person.id)
    deadlines.meet_step_deadlines(moment.db, step.id, moment.now)
    drafts.end_drafts_for_step(moment.db, step.id, moment.now)
    note_facts(moment, case, draft, person)
    case = again(moment, case)
    follow_up(Filed(moment, case, step, person, draft))
    outcome = answers.get("outcome", "")
    case = go_on(moment, again(moment, case), step, outcome, person, answers)
    telling.refresh(moment, case.id, step.id)
    return case


def file_beside(moment: Moment, person: Person, draft: Draft, channel: str) -> Case:
    """File a record that belongs to no step: an addendum, a question, raising the case."""
    if draft.case_id is None:
        raise LookupError("This draft belongs to no case.")
    case = cases.lock_case(moment.db, draft.case_id)
    complete(draft)
    file(moment, case, None, person, draft, channel)
    note_facts(moment, case, draft, person)
    follow_up(Filed(moment, again(moment, case), None, person, draft))
    return close_if_done(moment, again(moment, case))


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
    form = form_of(pathway.steps[0].record)
    facts: dict[str, Any] = {
        "unit": answers.get("unit"),
        "happened_at": seen_at,
        "found_at": seen_at,
        "concerns": [],
        **facts_of(form, answers),
    }
    severity = severity_of(
        kind, facts.get("potential"), facts.get("harm"), at_once=at_once(form, answers)
    )
    case = cases.add_case(
        moment.db,
        reference=_reference(moment, pathway.prefixes[kind]),
        kind=kind,
        pathway=pathway.name,
        plan=pathway.plan(BESIDE),
        severity=severity,
        limited=sealing.circle(moment, facts["concerns"], reporter.id) if pathway.sealed else [],
        sealed=pathway.sealed,
        state="open",
        reporter_id=reporter.id,
        parent_id=parent_id,
        opened_at=moment.now,
        shift=shift_of(facts["happened_at"], moment.service.zone),
        **facts,
    )
    cases.note(moment.db, case.id, "opened", moment.now, person_id=reporter.id)
    telling.put_up(moment, case, "was reported")
    return case


def _reference(moment: Moment, prefix: str) -> str:
    """NM-26-0042: short, and easy to read out on the phone."""
    year = moment.now.astimezone(moment.service.zone).year
    number = cases.next_number(moment.db, f"{prefix}-{year}")
    return f"{prefix}-{year % 100:02d}-{number:04d}"
