"""Filling in a form: one question at a time, on one living card, never losing an answer."""

from typing import Any

from pydantic import ValidationError

from flows import cases, screens, telling
from flows import form as forms
from flows.access import may_start
from flows.calling import HELP
from flows.changing import change_screen
from flows.drafting import (
    OFFER,
    SUMMARY,
    begin,
    begun,
    go_to_next,
    keep,
    mine,
    move_to,
    next_at,
    show_draft,
    show_screen,
    take_up,
    untouched,
)
from flows.elsewhere import cover_elsewhere
from flows.form import MoreThanAll, NotAsked
from flows.home import show_home
from flows.options import NoSuchAnswer, options_of, page_with, tapped_value
from flows.pathways import REPORTS
from flows.question import Question
from flows.records import form_of
from flows.sending import end
from flows.showing import show_chart
from flows.talk import NotForYou, Talk, number
from storage import cases as stored
from storage import drafts
from storage.cases import Case, Step
from storage.drafts import Draft


class NotTaken(Exception):
    """An answer that its form cannot take; in words for the person, and none of theirs."""


ANSWERED = "That one is already answered."
NOTHING_CHOSEN = "Nothing is chosen yet. Please tap at least one first."


def start(talk: Talk, kind: str, *, repost: bool = False) -> None:
    """Begin a report, or go on with one that has just been begun."""
    if kind not in REPORTS or not may_start(talk.person, REPORTS[kind]):
        raise NotForYou
    draft = begun(talk, kind) or begin(talk, kind, {})
    show_draft(talk, draft, repost=repost)


def danger(talk: Talk) -> None:
    """Someone is in danger: the seniors hear it on this one tap. A second tap is the same call."""
    for calling in drafts.unfinished_drafts(talk.moment.db, talk.person.id):
        if calling.at == HELP and _call_waits(talk, calling):
            go_on(talk, str(calling.id))
            return
    draft = begun(talk, "near_miss_log") or begin(talk, "near_miss_log", {})
    accept(talk, draft, form_of(draft.kind).questions["in_danger"], "yes")


def start_step(talk: Talk, case: Case, step: Step) -> None:
    """Begin, or go on with, the record of a step this person has."""
    draft = drafts.draft_for_step(talk.moment.db, talk.person.id, step.id)
    if draft is None:
        draft = begin(talk, step.record, {}, case_id=case.id, step_id=step.id)
    draft = take_up(talk, draft)
    cover_elsewhere(talk, draft)
    if _stands_at_a_chart(draft):
        show_chart(talk, draft)
    show_draft(talk, draft, repost=True)


def _stands_at_a_chart(draft: Draft) -> bool:
    """The chart of the question they begin with comes by itself; others at a tap."""
    question = form_of(draft.kind).questions.get(draft.at)
    return question is not None and bool(question.ask.chart)


def answer(talk: Talk, draft_id: str, name: str, code: str) -> None:
    """A tapped answer. A second tap, or one on an old card, changes nothing."""
    draft = _standing_on(talk, draft_id, name, answer=code)
    if draft is None:
        return
    question = _question(draft, name)
    try:
        value = tapped_value(talk.moment, draft, question, code)
    except NoSuchAnswer:
        raise NotForYou from None
    if question.kind == "many":
        _toggle(talk, draft, question, code, value)
        return
    try:
        accept(talk, draft, question, value)
    except NotTaken as why:
        show_draft(talk, draft, note=str(why))


def skip(talk: Talk, draft_id: str, name: str, how: str = "") -> None:
    """Pass over a question; an answer that is there stays, unless it is to be taken `out`."""
    draft = _standing_on(talk, draft_id, name)
    if draft is None:
        return
    if draft.answers.get(name) is not None and how != "out":
        go_to_next(talk, draft, draft.answers)
        return
    try:
        answers = forms.skipped(form_of(draft.kind), draft.answers, name)
    except NotAsked:
        raise NotForYou from None
    go_to_next(talk, drafts.note_refused(talk.moment.db, draft, name, ""), answers)


def back(talk: Talk, draft_id: str, name: str) -> None:
    """To the question before; from a change, to the summary; from the first, to the menu."""
    draft = mine(talk, draft_id)
    if draft is None:
        return
    form = form_of(draft.kind)
    if draft.at != name or forms.finished(form, draft.answers):
        move_to(talk, draft, SUMMARY if forms.finished(form, draft.answers) else draft.at)
        return
    before = forms.previous_question(form, draft.answers, name)
    if before is not None:
        move_to(talk, draft, before.name)
        return
    if untouched(talk.moment, draft):
        end(talk, draft, "dropped")
    show_home(talk)


def page(talk: Talk, draft_id: str, name: str, wanted: str) -> None:
    draft = _standing_on(talk, draft_id, name)
    if draft is None:
        return
    show_draft(talk, draft, page=number(wanted))


def done_choosing(talk: Talk, draft_id: str, name: str) -> None:
    """Done, on a question that takes several answers."""
    draft = _standing_on(talk, draft_id, name)
    if draft is None:
        return
    if next_at(draft, draft.answers) == name:
        show_draft(talk, draft, note=NOTHING_CHOSEN)
        return
    go_to_next(talk, draft, draft.answers)


def change(talk: Talk, draft_id: str, name: str) -> None:
    """Go to one question from the summary, to answer it or to change the answer."""
    draft = mine(talk, draft_id)
    if draft is not None:
        _question(draft, name)
        move_to(talk, draft, name)


def choose_change(talk: Talk, draft_id: str, wanted: str = "0") -> None:
    draft = mine(talk, draft_id)
    if draft is not None:
        show_screen(talk, draft, change_screen(talk.moment, draft, number(wanted)))


def go_on(talk: Talk, draft_id: str) -> None:
    """Continue a draft exactly where it was left."""
    draft = mine(talk, draft_id)
    if draft is None:
        return
    take_up(talk, draft)
    cover_elsewhere(talk, draft)
    if draft.at == OFFER:
        go_to_next(talk, draft, draft.answers)
    elif draft.at == SUMMARY:
        move_to(talk, draft, next_at(draft, draft.answers))
    else:
        show_draft(talk, draft)


def safe_now(talk: Talk, draft_id: str) -> None:
    """The danger is over: the helpers hear it, and the report goes on."""
    draft = mine(talk, draft_id)
    if draft is None:
        return
    if draft.at == HELP and draft.call_id is not None:
        _say_safe(talk, draft.call_id)
    go_to_next(talk, draft, draft.answers)


def _say_safe(talk: Talk, call_id: int) -> None:
    case = stored.lock_case(talk.moment.db, call_id)
    stored.note(talk.moment.db, case.id, "said_safe", talk.moment.now, person_id=talk.person.id)
    step = stored.steps_of(talk.moment.db, case.id)[-1]
    telling.refresh(talk.moment, case.id, step.id)


def save_for_later(talk: Talk, draft_id: str) -> None:
    draft = mine(talk, draft_id)
    if draft is not None:
        show_home(talk, note="Saved. It waits here until you come back.")


def ask_drop(talk: Talk, draft_id: str) -> None:
    draft = mine(talk, draft_id)
    if draft is not None:
        show_screen(talk, draft, screens.drop_screen(draft))


def drop(talk: Talk, draft_id: str) -> None:
    draft = mine(talk, draft_id)
    if draft is not None:
        end(talk, draft, "dropped")
        show_home(talk, note="The draft is gone.")


def _standing_on(talk: Talk, draft_id: str, name: str, answer: str = "") -> Draft | None:
    """The draft, if it stands on this question; else its card is shown as it is, and None."""
    draft = mine(talk, draft_id)
    if draft is None or draft.at == name:
        return draft
    same = bool(answer) and draft.answers.get(name) == answer
    show_draft(talk, draft, note="" if same else ANSWERED)
    return None


def _question(draft: Draft, name: str) -> Question:
    try:
        return forms.question_named(form_of(draft.kind), draft.answers, name)
    except NotAsked:
        raise NotForYou from None


def accept(talk: Talk, draft: Draft, question: Question, value: Any) -> None:
    """Take an answer and go on; raises NotTaken, with nothing changed, if the form cannot."""
    try:
        answers = forms.with_answer(form_of(draft.kind), draft.answers, question.name, value)
    except (ValidationError, NotAsked, MoreThanAll) as error:
        raise NotTaken(_what_is_wrong(error)) from None
    draft = drafts.note_refused(talk.moment.db, draft, question.name, "")
    if answers[question.name] in question.ask.alarm:
        _raise_alarm(talk, draft, answers)
    else:
        go_to_next(talk, draft, answers, typed=question.name if question.kind == "text" else "")


def _what_is_wrong(error: Exception) -> str:
    """A form's own words for what it cannot take, where it has some; never what was written."""
    if isinstance(error, ValidationError):
        for detail in error.errors(include_input=False, include_url=False):
            if detail["type"] == "value_error":
                return str(detail["ctx"]["error"])
    if isinstance(error, MoreThanAll):
        return str(error)
    return "I could not take that answer. Please try again."


def _raise_alarm(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    """The senior is pinged before the form goes on; not twice while a call waits to be taken."""
    draft = keep(talk, draft, answers, HELP)
    if not _call_waits(talk, draft):
        case = cases.call_for_help(talk.moment, talk.person, draft)
        draft = drafts.note_call(talk.moment.db, draft, case.id)
    show_draft(talk, draft)


def _call_waits(talk: Talk, draft: Draft) -> bool:
    """Whether a call for help was made from this draft that nobody has taken yet."""
    if draft.call_id is None:
        return False
    return stored.steps_of(talk.moment.db, draft.call_id)[-1].state == "owed"


def _toggle(talk: Talk, draft: Draft, question: Question, code: str, value: str) -> None:
    given = list(draft.answers.get(question.name) or ())
    chosen = [item for item in given if item != value] if value in given else [*given, value]
    answers = {name: value for name, value in draft.answers.items() if name != question.name}
    if chosen:
        answers = forms.with_answer(form_of(draft.kind), answers, question.name, chosen)
    draft = keep(talk, draft, answers, draft.at)
    show_draft(talk, draft, page=page_with(options_of(talk.moment, draft, question), code))
