"""What follows from a filed record besides the next step: duties, actions, a question put back,
a case raised. Which record has which effect is one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from flows import (
    briefings,
    deciding,
    ladder,
    news,
    offering,
    opening,
    post,
    reporters,
    spot_checks,
    telling,
)
from flows import form as forms
from flows.alerts import covered_screen
from flows.going import drop_pathway, go_up
from flows.moment import Moment
from flows.opening import Particulars
from flows.pathway import planned
from flows.records import form_of
from flows.roles import Role
from flows.severity import worse
from flows.talk import MAIN
from flows.times import end_of
from storage import cases, drafts, people, records
from storage.cases import Case, Step
from storage.drafts import Draft
from storage.people import Person

DECISION = "incident_management_decision"


@dataclass(frozen=True, slots=True)
class Filed:
    """A record that has just been filed, and the step it was filed for, if any."""

    moment: Moment
    case: Case
    step: Step | None
    person: Person
    draft: Draft

    @property
    def answers(self) -> Mapping[str, Any]:
        return self.draft.answers


def follow_up(filed: Filed) -> None:
    """Everything that follows from the record."""
    _open_actions(filed)
    effect = EFFECTS.get(filed.draft.kind)
    if effect is not None:
        effect(filed)
    if filed.draft.kind != DECISION:
        deciding.ask_anew(filed.moment, _again(filed))


def _open_actions(filed: Filed) -> None:
    """Every action of the record is owed by its owner until its date."""
    form = form_of(filed.draft.kind)
    for line in forms.entries_of(form, filed.answers, "actions"):
        opening.open_step(
            filed.moment,
            filed.case,
            "action",
            Particulars(
                owner_id=int(line["owner"]),
                detail=line,
                due=end_of(date.fromisoformat(line["due"]), filed.moment.service.zone),
            ),
        )


def _open_duties(filed: Filed) -> None:
    chosen = filed.answers.get("other_duties") or ()
    deciding.put_to(filed.moment, filed.case, filed.person, chosen)


def _duty_decided(filed: Filed) -> None:
    if filed.step is not None:
        decision = filed.answers["decision"]
        deciding.decided(filed.moment, filed.case, filed.step, filed.person, decision)


def _put_back(filed: Filed) -> None:
    """The author is asked this question and no other; whoever asked hears the answer."""
    asked = records.records_of(filed.moment.db, filed.case.id)[-1]
    detail = {"asked_by": filed.person.id, "question": asked.id}
    particulars = Particulars(owner_id=_author_of(filed), detail=detail)
    opening.open_step(filed.moment, filed.case, "question", particulars)


def _author_of(filed: Filed) -> int:
    """Whoever wrote the last record that is not the asker's own; at first that is the reporter."""
    others = [
        record.author_id
        for record in records.records_of(filed.moment.db, filed.case.id)
        if record.author_id != filed.person.id
    ]
    return others[-1] if others else filed.case.reporter_id


def _answered(filed: Filed) -> None:
    asked_by = filed.step.detail.get("asked_by") if filed.step else None
    if asked_by is not None:
        telling.tell_news(filed.moment, filed.case, {asked_by}, "Your question was answered.")


def _news(filed: Filed) -> None:
    news.take_in(
        filed.moment,
        filed.case,
        filed.person,
        harm=filed.answers.get("harm") or "",
        hospital=filed.answers["news"] == "hospital",
    )


def _raised(filed: Filed) -> None:
    match filed.answers["to"]:
        case "incident":
            _up_to_incident(filed)
        case "safeguarding":
            _limit(filed)
            _to_safeguarding(filed)
            _up_to_incident(filed)
        case "limited":
            _limit(filed)


def _reviewed(filed: Filed) -> None:
    """What the senior flags has no manager's decision to wait for, so it is put to them now."""
    if filed.answers["outcome"] == "safeguarding":
        _to_safeguarding(filed)
    elif filed.answers.get("flags"):
        deciding.ask(filed.moment, filed.case)


def _to_safeguarding(filed: Filed) -> None:
    """It cannot wait for the manager's decision: the duty to tell the council is asked at once."""
    moment, code = filed.moment, "safeguarding"
    cases.change_case(moment.db, filed.case.id, severity="severe")
    if code not in {step.about for step in cases.open_steps_of(moment.db, filed.case.id)}:
        opening.open_step(moment, _again(filed), "duty", Particulars(about=code))


def _up_to_incident(filed: Filed) -> None:
    """To the manager's decision; a case that is past it stays where it is."""
    if filed.case.pathway != "incident":
        go_up(filed.moment, _again(filed), "incident/decision", filed.person)


def _limit(filed: Filed) -> None:
    """From now on only these people see the case: those named, whoever raised it, the managers;
    where it was limited before, those who saw it before in place of the managers."""
    named = {int(person) for person in filed.answers.get("people") or ()}
    top = people.holders_of(filed.moment.db, {Role.REGISTERED_MANAGER, Role.NOMINATED_INDIVIDUAL})
    before = filed.case.limited or [person.id for person in top]
    allowed = {*named, filed.person.id, *before} - {*filed.case.concerns}
    cases.change_case(filed.moment.db, filed.case.id, limited=sorted(allowed))
    case = _again(filed)
    _end_what_others_began(filed.moment, case)
    for step in cases.steps_of(filed.moment.db, case.id):
        holder = step.acknowledged_by
        if step.state in ("owed", "acknowledged") and (holder is None or holder not in allowed):
            ladder.reopen(filed.moment, case, step, "limited", "Only named people see this now.")
        else:
            telling.refresh(filed.moment, case.id, step.id)


def _end_what_others_began(moment: Moment, case: Case) -> None:
    """Whoever may no longer know of the case has nothing open of it, and sees nothing of it."""
    shut_out = drafts.end_drafts_of_others(moment.db, case.id, case.limited, moment.now)
    for person_id, chats in post.places(moment, shut_out).items():
        post.show(
            moment,
            chats[0],
            covered_screen(case),
            key=f"covered:{case.id}:{person_id}:{moment.now.isoformat()}",
            about="card",
            card=MAIN,
            quiet=True,
            case_id=case.id,
        )


def _seal_opened(filed: Filed) -> None:
    telling.tell_news(filed.moment, filed.case, {filed.person.id}, "The name is open to you.")


def _duplicate(filed: Filed) -> None:
    """Two cases of one event: this one ends, and says where it goes on.

    What is owed beside it, a duty to somebody outside above all, is owed still. Two of them never
    end in each other, also where both are marked at the same moment.
    """
    moment, case = filed.moment, filed.case
    drop_pathway(moment, case)
    other = cases.lock_case(moment.db, int(filed.answers["case"]))
    if case.id in cases.parents_of(moment.db, other):
        raise LookupError(f"Case {other.reference} has just ended in {case.reference}.")
    cases.change_case(moment.db, case.id, concluded_at=moment.now, parent_id=other.id)
    cases.change_case(moment.db, other.id, severity=worse(other.severity, case.severity))
    cases.note(
        moment.db,
        case.id,
        "duplicate",
        moment.now,
        person_id=filed.person.id,
        detail={"of": other.id, "reference": other.reference},
    )
    if not case.limited:
        cases.note(moment.db, other.id, "joined", moment.now, detail={"reference": case.reference})


def _share(filed: Filed) -> None:
    """The briefing goes to everybody it is for."""
    content = forms.nested(form_of(filed.draft.kind), filed.answers)
    briefings.share(filed.moment, filed.case, filed.person, content)
    spot_checks.arrange(filed.moment)
    reporters.tell_what_we_did(filed.moment, filed.case, content["changes"])


def _taught(filed: Filed) -> None:
    """Where there is something to learn, the registered manager is offered to write it down."""
    offering.offer(filed.moment, filed.case)


def _no_learning(filed: Filed) -> None:
    offering.decline(filed.moment, filed.case)


def _looked(filed: Filed) -> None:
    """The card of whoever gathers the checks says how many there are now."""
    for step in cases.open_steps_of(filed.moment.db, filed.case.id):
        if filed.draft.kind in planned(filed.case.plan, step.name)["helps"]:
            telling.refresh(filed.moment, filed.case.id, step.id)


def _told_in_part(filed: Filed) -> None:
    """Whoever has not had it is tried again on the day that was named, until everybody has it."""
    if filed.answers["everyone"] == "no":
        again = datetime.fromisoformat(filed.answers["next_try"])
        particulars = Particulars(owner_id=filed.person.id, begins_at=again)
        opening.open_step(filed.moment, filed.case, "catch_up", particulars)


def _heard_in_person(filed: Filed) -> None:
    briefings.heard_in_person(
        filed.moment,
        filed.case,
        [int(person) for person in filed.answers["people"]],
        filed.answers["way"],
        understood=filed.answers["showed"] == "yes",
    )


def _again(filed: Filed) -> Case:
    return cases.get_case(filed.moment.db, filed.case.id) or filed.case


EFFECTS: Mapping[str, Callable[[Filed], None]] = MappingProxyType(
    {
        DECISION: _open_duties,
        "duty_decision": _duty_decided,
        "question_to_author": _put_back,
        "answer_to_question": _answered,
        "addendum": _news,
        "raising": _raised,
        "risk_review_sheet": _reviewed,
        "duplicate_note": _duplicate,
        "briefing": _share,
        "attendance": _heard_in_person,
        "staff_communication_register": _told_in_part,
        "practice_check": _looked,
        "report_sign_off": _taught,
        "quality_tracking_entry": _taught,
        "learning_declined": _no_learning,
        "seal_opened": _seal_opened,
    }
)
