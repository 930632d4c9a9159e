"""A draft between two answers: begun, put by, taken up, moved to a question, shown."""

from dataclasses import replace
from typing import Any

from flows import form as forms
from flows import screens, telling
from flows.calling import HELP, help_card
from flows.home import show_home
from flows.moment import Moment
from flows.noticing import asking
from flows.nudging import first_nudge
from flows.options import still_offered
from flows.panels import worked_out
from flows.records import form_of
from flows.screen import Screen
from flows.talk import NotForYou, Talk, number
from storage import attachments, drafts
from storage import cases as stored
from storage.drafts import Draft

SUMMARY, OFFER = "summary", "offer"
"""Where a draft can stand besides on a question and on HELP."""


def mine(talk: Talk, draft_id: str) -> Draft | None:
    """The draft, if it is this person's (else NotForYou) and unfinished (else None, answered)."""
    draft = drafts.get_draft(talk.moment.db, number(draft_id))
    if draft is None or draft.person_id != talk.person.id:
        raise NotForYou
    if draft.state == "dropped":
        show_home(talk, note="That draft was thrown away.")
        return None
    if draft.state == "filed":
        case = stored.get_case(talk.moment.db, draft.case_id) if draft.case_id else None
        if case is not None and draft.step_id is None:
            telling.refresh_receipt(talk.moment, case)
        return None
    return take_up(talk, draft) if draft.state == "saved" else readable(talk.moment, draft)


def readable(moment: Moment, draft: Draft) -> Draft:
    """The draft without answers that its form, or a list it offers, no longer takes."""
    answers = forms.still_good(form_of(draft.kind), _still_offered(moment, draft))
    return replace(draft, answers=answers, at=_where(draft, answers))


def _where(draft: Draft, answers: dict[str, Any]) -> str:
    """Where the draft stands; the next question, if what it stood on is no longer asked."""
    if draft.at in (SUMMARY, HELP, OFFER) or forms.find(form_of(draft.kind), answers, draft.at):
        return draft.at
    return next_at(draft, answers)


def _still_offered(moment: Moment, draft: Draft) -> dict[str, Any]:
    gone = {
        question.name
        for question in forms.answered(form_of(draft.kind), draft.answers)
        if not still_offered(moment, draft, question, draft.answers[question.name])
    }
    return {name: value for name, value in draft.answers.items() if name not in gone}


def begin(
    talk: Talk,
    kind: str,
    answers: dict[str, Any],
    *,
    at: str = "",
    case_id: int | None = None,
    step_id: int | None = None,
) -> Draft:
    moment = talk.moment
    drafts.put_by(moment.db, talk.person.id)
    known = {**answers, **_known_already(talk, kind)}
    draft = drafts.begin_draft(
        moment.db,
        person_id=talk.person.id,
        kind=kind,
        answers=known,
        at=at,
        now=moment.now,
        case_id=case_id,
        step_id=step_id,
    )
    first_nudge(moment, draft.id)
    known = worked_out(moment, draft, known)
    return keep(talk, draft, known, at or next_at(draft, known))


def begun(talk: Talk, kind: str) -> Draft | None:
    """A draft that was opened and not yet answered: a second tap must not make a second one."""
    for draft in drafts.unfinished_drafts(talk.moment.db, talk.person.id):
        if draft.kind == kind and draft.step_id is None and untouched(talk.moment, draft):
            return take_up(talk, draft)
    return None


def begun_beside(talk: Talk, kind: str, case_id: int) -> Draft | None:
    """What this person has begun to add to a case, and not sent."""
    for draft in drafts.unfinished_drafts(talk.moment.db, talk.person.id):
        if (draft.kind, draft.case_id, draft.step_id) == (kind, case_id, None):
            return take_up(talk, draft)
    return None


def take_up(talk: Talk, draft: Draft) -> Draft:
    """From now on this is what the person sees; returns it as far as it can still be taken.

    Raises NotForYou where it has ended in another chat of theirs meanwhile.
    """
    drafts.put_by(talk.moment.db, talk.person.id)
    taken = drafts.take_up(talk.moment.db, draft.id)
    if taken is None:
        raise NotForYou
    draft = readable(talk.moment, taken)
    fresh = worked_out(talk.moment, draft, draft.answers)
    if fresh == draft.answers:
        return draft
    return keep(talk, draft, fresh, _where(draft, fresh))


def keep(talk: Talk, draft: Draft, answers: dict[str, Any], at: str) -> Draft:
    """Save these answers, and where the person stands; returns the draft as it is now."""
    return drafts.save_draft(talk.moment.db, draft, answers=answers, at=at, now=talk.moment.now)


def move_to(talk: Talk, draft: Draft, at: str) -> None:
    show_draft(talk, keep(talk, draft, draft.answers, at))


def go_to_next(
    talk: Talk, draft: Draft, answers: dict[str, Any], *, typed: str = "", note: str = ""
) -> None:
    answers = worked_out(talk.moment, draft, answers)
    draft = keep(talk, draft, answers, next_at(draft, answers))
    show_draft(talk, draft, typed=typed, note=note)


def next_at(draft: Draft, answers: dict[str, Any]) -> str:
    following = forms.next_question(form_of(draft.kind), answers)
    return following.name if following else SUMMARY


def show_draft(
    talk: Talk,
    draft: Draft,
    *,
    note: str = "",
    page: int = 0,
    repost: bool = False,
    typed: str = "",
) -> None:
    """The card of the draft, as it stands. `typed` names the question just answered in words."""
    screen = _screen(talk, draft, note, page)
    if typed and draft.at != HELP:
        screen = asking(talk.moment, draft, typed, screen, first=draft.at == SUMMARY)
    show_screen(talk, draft, screen, repost=repost)


def show_screen(talk: Talk, draft: Draft, screen: Screen, *, repost: bool = False) -> None:
    form = form_of(draft.kind)
    private = any(question.ask.private for question in forms.answered(form, draft.answers))
    talk.show(screen, repost=repost, rest=screens.resting_screen(draft) if private else None)


def untouched(moment: Moment, draft: Draft) -> bool:
    """Whether nothing would be lost with it: no answer in the line, no words, no files."""
    if attachments.of_draft(moment.db, draft.id):
        return False
    in_line = forms.line(form_of(draft.kind), draft.answers)
    return "words" not in draft.answers and not any(q.name in draft.answers for q in in_line)


def _known_already(talk: Talk, kind: str) -> dict[str, Any]:
    """What need not be asked: the unit somebody works in."""
    if "unit" not in form_of(kind).questions:
        return {}
    units = talk.person.units or talk.moment.service.units
    return {"unit": units[0]} if len(units) == 1 else {}


def _screen(talk: Talk, draft: Draft, note: str, page: int) -> Screen:
    moment = talk.moment
    if draft.at == OFFER:
        return screens.offer_screen(moment, draft, note=note)
    if draft.at == HELP:
        return help_card(moment, draft, note)
    question = forms.find(form_of(draft.kind), draft.answers, draft.at)
    if question is None:
        return screens.summary_screen(moment, draft, note=note)
    return screens.question_screen(moment, draft, question, page=page, note=note)
