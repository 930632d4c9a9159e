"""Sending a form that is finished: the record is filed, and a receipt takes the card."""

from flows import alerts, cases
from flows import form as forms
from flows.access import may_add, may_read
from flows.drafting import go_to_next, mine
from flows.elsewhere import end_elsewhere
from flows.home import show_home
from flows.pathway import planned
from flows.practice import how_far
from flows.records import form_of
from flows.screen import Button, Screen
from flows.talk import NotForYou, Talk
from storage import cases as stored
from storage import deadlines, drafts
from storage.cases import Case
from storage.drafts import Draft


def send(talk: Talk, draft_id: str) -> None:
    """Confirm: the record is filed, the next person is told, and a receipt takes the card."""
    draft = mine(talk, draft_id)
    if draft is None:
        return
    if not forms.finished(form_of(draft.kind), draft.answers):
        go_to_next(talk, draft, draft.answers, note="This cannot be chosen any more.")
    elif draft.step_id is not None:
        _send_step(talk, draft)
    elif draft.case_id is not None:
        _send_beside(talk, draft)
    else:
        _send_report(talk, draft)


def _send_report(talk: Talk, draft: Draft) -> None:
    case = cases.report(talk.moment, talk.person, draft, talk.place.channel)
    end(talk, draft, "filed", case)
    talk.show(alerts.receipt_screen(talk.moment, case), becomes=f"case:{case.id}")


def _send_step(talk: Talk, draft: Draft) -> None:
    case = cases.file_step(talk.moment, talk.person, draft, talk.place.channel)
    if case is None:
        show_home(talk, note="Somebody else has this now. Your draft is kept.")
        return
    _thank(talk, draft, case, _what_next(talk, case))


def _send_beside(talk: Talk, draft: Draft) -> None:
    """A record that belongs to no step: an addendum, a question, raising the case."""
    begun_for = stored.lock_case(talk.moment.db, draft.case_id or 0)
    if not may_add(talk.moment, talk.person, begun_for, draft.kind):
        _not_needed(talk, draft, begun_for)
        return
    case = cases.file_beside(talk.moment, talk.person, draft, talk.place.channel)
    _thank(talk, draft, case, _far(talk, case, draft) or "It is kept with the case.")


def _not_needed(talk: Talk, draft: Draft, case: Case) -> None:
    """Somebody was faster: the case has ended, or is graver. Raises NotForYou where it is shut."""
    if not may_read(talk.moment, talk.person, case):
        raise NotForYou
    end(talk, draft, "dropped")
    note = f"{case.reference} has changed since. Your form is no longer needed, and is gone."
    show_home(talk, note=note)


def _far(talk: Talk, case: Case, draft: Draft) -> str:
    """How far the step has come that this record leads to, if it leads to one."""
    open_steps = stored.open_steps_of(talk.moment.db, case.id)
    leads_to = (s for s in open_steps if draft.kind in planned(case.plan, s.name)["helps"])
    return next((how_far(talk.moment, case, step) for step in leads_to), "")


def _thank(talk: Talk, draft: Draft, case: Case, what_next: str) -> None:
    end(talk, draft, "filed", case)
    talk.show(
        Screen(
            title=f"Thank you. {case.reference}",
            lines=(f"{form_of(draft.kind).title} sent. {what_next}",),
            rows=(*alerts.next_row(talk.moment, case, talk.person.id), (Button("Menu", "m"),)),
        ),
        becomes=f"filed:{draft.id}",
    )


def _what_next(talk: Talk, case: Case) -> str:
    if case.state == "closed":
        return "Nothing more is needed. Whoever reported it hears how it ended."
    following = stored.open_steps_of(talk.moment.db, case.id)
    now = talk.moment.now
    if owed := [step for step in following if step.state == "owed" and step.owed_at >= now]:
        return alerts.being_told(talk.moment, case, owed[-1])
    held = sum(step.acknowledged_by == talk.person.id for step in following)
    return f"{held} things for it are yours now." if held > 1 else "It is kept with the case."


def end(talk: Talk, draft: Draft, state: str, case: Case | None = None) -> None:
    """The draft is over, filed or dropped, and nothing reminds of it any more."""
    case_id = case.id if case else None
    drafts.end_draft(talk.moment.db, draft.id, state, talk.moment.now, case_id=case_id)
    deadlines.meet_draft_deadlines(talk.moment.db, draft.id, talk.moment.now)
    end_elsewhere(talk, draft, state)
