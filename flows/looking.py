"""What the bot looks up for a person: cases alike, actions, weak places.

The rules themselves are pure and stand elsewhere; here they are given what is stored.
"""

from typing import Any

from flows import similar, strength, weak
from flows.belonging import case_of, step_of
from flows.care_entry import care_entry as drafted_entry
from flows.contacts import before_speaking_up
from flows.first_aid import first_aid as first_aid_lines
from flows.first_aid import high_alert as high_alert_lines
from flows.form import Answers
from flows.looking_back import others_like
from flows.moment import Moment
from flows.scales import Potential
from flows.sealing import hearers
from flows.similar import YEAR, Found
from flows.times import day_said
from flows.weak import InvestigationFacts
from flows.words import listed
from storage import cases, people, records
from storage.cases import Case, Step
from storage.drafts import Draft
from storage.records import Record


def similar_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    return similar.similar_lines(_alike(moment, draft))


def similar_references(moment: Moment, draft: Draft, _answers: Answers) -> Any:
    """The references of the cases found, for the record."""
    return _alike(moment, draft).references


def strength_panel(_moment: Moment, draft: Draft) -> tuple[str, ...]:
    return strength.strength_lines(strength.chosen(draft.answers))


def weak_flags(moment: Moment, draft: Draft, answers: Answers) -> Any:
    """The weak places of an investigation report as it stands."""
    return weak.weak_flags(answers, _investigation(moment, draft), moment.now)


def weak_panel(_moment: Moment, draft: Draft) -> tuple[str, ...]:
    return weak.flag_lines(tuple(draft.answers.get("flags") or ()))


def actions_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """Every action of the case by number: what, whose, by when, and how it stands."""
    found = enumerate(_actions(moment, draft), start=1)
    lines = tuple(f"{n}. {_action_line(moment, step)}" for n, step in found)
    return lines or ("No action was agreed.",)


def actions_to_see(moment: Moment, draft: Draft, _given: Answers) -> Any:
    """An entry for every action of the case: no summary passes one over."""
    return [{"action": step.detail.get("what", "An action")} for step in _actions(moment, draft)]


def this_action_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """The action that is looked at now, and how it stands."""
    _, number, _ = draft.at.split(".")
    return (_action_line(moment, _actions(moment, draft)[int(number)]),)


def closes_unseen(_moment: Moment, _draft: Draft, given: Answers) -> Any:
    """Whether a case is to be closed although nothing could be seen for one of its actions."""
    unseen = any(
        name.endswith(".evidence") and "nothing" in (answer or ()) for name, answer in given.items()
    )
    return "yes" if unseen and given.get("outcome") == "close" else "no"


def ends_very_bad(_moment: Moment, _draft: Draft, given: Answers) -> Any:
    """Whether the senior lets end what could have been very bad, and nobody else looks."""
    ends = given.get("worst") == Potential.VERY_BAD and given.get("outcome") == "accept"
    return "yes" if ends else "no"


def own_action_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """What the owner of an action has agreed to do."""
    return (f"The action: {own_action(moment, draft, {})}",)


def own_action(moment: Moment, draft: Draft, _given: Answers) -> Any:
    return step_of(moment, draft).detail["what"]


def question_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """What the author of a record is asked."""
    return (f"You are asked: {own_question(moment, draft, {})}",)


def own_question(moment: Moment, draft: Draft, _given: Answers) -> Any:
    step = step_of(moment, draft)
    filed = records.records_of(moment.db, step.case_id)
    asked = next(record for record in filed if record.id == step.detail["question"])
    return _answers(asked)["words"]


def care_entry_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """The entry for the care system, drafted from the report, for the worker to copy."""
    first = records.records_of(moment.db, case_of(moment, draft).id)[0]
    return ("\n".join(drafted_entry(first.answers, moment.service.zone)),)


def first_aid_panel(_moment: Moment, draft: Draft) -> tuple[str, ...]:
    return first_aid_lines(draft.answers)


def contacts_panel(moment: Moment, _draft: Draft) -> tuple[str, ...]:
    heard_by = listed([person.name for person in hearers(moment)])
    return before_speaking_up(moment.service.contacts, heard_by)


def high_alert_panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    return high_alert_lines(draft.answers, moment.service.high_alert)


def _actions(moment: Moment, draft: Draft) -> list[Step]:
    """The actions of the case, each as it stood last, in the order in which they were agreed."""
    steps = cases.steps_of(moment.db, case_of(moment, draft).id)
    return list({str(step.detail): step for step in steps if step.name == "action"}.values())


def _action_line(moment: Moment, step: Step) -> str:
    owner = people.get_person(moment.db, step.owner_id) if step.owner_id else None
    zone = moment.service.zone
    today = moment.now.astimezone(zone).date()
    by = f", by {day_said(step.due.astimezone(zone).date(), today)}" if step.due else ""
    done = "done" if step.state == "acted" else "not done yet"
    return (
        f"{step.detail.get('what', 'An action')} ({owner.name if owner else 'nobody'}{by}): {done}"
    )


def _alike(moment: Moment, draft: Draft) -> Found:
    """Cases alike that the writer of the draft may read."""
    case = case_of(moment, draft)
    reader = people.get_person(moment.db, draft.person_id)
    if reader is None:
        raise LookupError(f"Draft {draft.id} belongs to nobody.")
    return others_like(moment, case, reader)


def _answers(record: Record | None) -> dict[str, Any]:
    return {item["field"]: item["answer"] for item in record.answers} if record else {}


def _investigation(moment: Moment, draft: Draft) -> InvestigationFacts:
    case = case_of(moment, draft)
    step = cases.get_step(moment.db, draft.step_id) if draft.step_id else None
    asked_at = step.owed_at if step else case.opened_at
    limits = moment.service.limits
    duties = [s for s in cases.open_steps_of(moment.db, case.id) if s.name == "duty"]
    return InvestigationFacts(
        begun_at=draft.begun_at,
        begin_by=limits["review_begins"].after(asked_at, moment.service.zone),
        not_before=limits["review_at_least"].after(asked_at, moment.service.zone),
        severity=case.severity,
        first_harm=case.harm,
        investigator_involved=draft.person_id in {case.reporter_id, *case.concerns},
        duties_decided=all(duty.state == "waiting" for duty in duties),
        look_back=len(_alike(moment, draft).matches),
        earlier_texts=_earlier_texts(moment, case),
    )


def _earlier_texts(moment: Moment, case: Case) -> tuple[str, ...]:
    """What was written in the investigations of other cases, over the last year."""
    filed = records.records_of_kind(moment.db, "investigation_report", moment.now - YEAR)
    others = (record for record in filed if record.case_id != case.id)
    return tuple(text for record in others for text in weak.written(_answers(record)))
