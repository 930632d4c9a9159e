"""Filling in a form: one question at a time, on one living card, never losing an answer."""

from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from flows import alerts, cases, screens
from flows import form as forms
from flows.form import NotAsked
from flows.home import show_home
from flows.moment import Moment
from flows.options import NoSuchAnswer, tapped_value, typed_value
from flows.pathways import REPORTS
from flows.post import places, show
from flows.question import Question
from flows.records import form_of
from flows.screen import Button, Screen
from flows.talk import MAIN, NotForYou, Talk
from storage import cases as stored
from storage import deadlines, drafts
from storage.cases import Case, Step
from storage.drafts import Draft

SUMMARY, HELP, OFFER = "summary", "help", "offer"
"""Where a draft can stand besides on a question."""

NUDGES = (timedelta(hours=1), timedelta(days=1))
"""How long a draft may lie still before its owner is asked, once and once more."""

ANSWERED = "That one is already answered."
PUT_IN_WORDS = "I have kept that in your own words."


def start(talk: Talk, kind: str, *, repost: bool = False) -> None:
    """Begin a report, or go on with one that has just been begun."""
    if kind not in REPORTS:
        raise NotForYou
    draft = _begun(talk, kind) or _begin(talk, kind, {})
    _show(talk, draft, repost=repost)


def danger(talk: Talk) -> None:
    """Someone is in danger: the seniors hear it on this one tap."""
    draft = _begun(talk, "near_miss_log") or _begin(talk, "near_miss_log", {})
    answer(talk, str(draft.id), "in_danger", "yes")


def start_step(talk: Talk, case: Case, step: Step) -> None:
    """Begin, or go on with, the record of a step this person has."""
    draft = drafts.draft_for_step(talk.moment.db, talk.person.id, step.id)
    if draft is None:
        draft = _begin(talk, step.record, {}, case_id=case.id, step_id=step.id)
    _take_up(talk, draft)
    _show(talk, draft, repost=True)


def answer(talk: Talk, draft_id: str, name: str, code: str) -> None:
    """A tapped answer. A second tap, or one on an old card, changes nothing."""
    draft = _mine(talk, draft_id)
    if draft is None:
        return
    if draft.at != name:
        same = draft.answers.get(name) == code
        _show(talk, draft, note="" if same else ANSWERED)
        return
    question = _question(draft, name)
    try:
        value = tapped_value(talk.moment, question, code)
    except NoSuchAnswer:
        raise NotForYou from None
    if question.kind == "many":
        _toggle(talk, draft, question, code)
    else:
        _accept(talk, draft, question, value)


def skip(talk: Talk, draft_id: str, name: str) -> None:
    draft = _mine(talk, draft_id)
    if draft is None:
        return
    if draft.at != name:
        _show(talk, draft, note=ANSWERED)
        return
    try:
        answers = forms.skipped(form_of(draft.kind), draft.answers, name)
    except NotAsked:
        raise NotForYou from None
    _go_to_next(talk, draft, answers)


def back(talk: Talk, draft_id: str, name: str) -> None:
    """To the question before; from a change, to the summary; from the first, to the menu."""
    draft = _mine(talk, draft_id)
    if draft is None:
        return
    form = form_of(draft.kind)
    if draft.at != name or forms.finished(form, draft.answers):
        _move(talk, draft, SUMMARY if forms.finished(form, draft.answers) else draft.at)
        return
    before = forms.previous_question(form, draft.answers, name)
    if before is not None:
        _move(talk, draft, before.name)
        return
    if not _line_answers(draft):
        drafts.end_draft(talk.moment.db, draft.id, "dropped", talk.moment.now)
    show_home(talk)


def page(talk: Talk, draft_id: str, name: str, number: str) -> None:
    draft = _mine(talk, draft_id)
    if draft is None:
        return
    if draft.at != name:
        _show(talk, draft, note=ANSWERED)
        return
    _show(talk, draft, page=int(number))


def done_choosing(talk: Talk, draft_id: str, name: str) -> None:
    """Done, on a question that takes several answers."""
    draft = _mine(talk, draft_id)
    if draft is None:
        return
    if draft.at != name:
        _show(talk, draft, note=ANSWERED)
        return
    _go_to_next(talk, draft, draft.answers)


def change(talk: Talk, draft_id: str, name: str) -> None:
    """Go to one question from the summary, to answer it or to change the answer."""
    draft = _mine(talk, draft_id)
    if draft is not None:
        _question(draft, name)
        _move(talk, draft, name)


def choose_change(talk: Talk, draft_id: str) -> None:
    draft = _mine(talk, draft_id)
    if draft is not None:
        _show_screen(talk, draft, screens.change_screen(talk.moment, draft))


def go_on(talk: Talk, draft_id: str) -> None:
    """Continue a draft exactly where it was left."""
    draft = _mine(talk, draft_id)
    if draft is None:
        return
    _take_up(talk, draft)
    if draft.at == OFFER:
        _go_to_next(talk, draft, draft.answers)
    elif draft.at == SUMMARY:
        _move(talk, draft, _next_at(draft, draft.answers))
    else:
        _show(talk, draft)


def safe_now(talk: Talk, draft_id: str) -> None:
    """The danger is over: the helpers hear it, and the report goes on."""
    draft = _mine(talk, draft_id)
    if draft is None:
        return
    if draft.at == HELP and draft.call_id is not None:
        stored.note(
            talk.moment.db,
            draft.call_id,
            "said_safe",
            talk.moment.now,
            person_id=talk.person.id,
        )
    _go_to_next(talk, draft, draft.answers)


def save_for_later(talk: Talk, draft_id: str) -> None:
    draft = _mine(talk, draft_id)
    if draft is not None:
        show_home(talk, note="Saved. It waits here until you come back.")


def send(talk: Talk, draft_id: str) -> None:
    """Confirm: the record is filed, the next person is told, and a receipt takes the card."""
    draft = _mine(talk, draft_id)
    if draft is None:
        return
    if not forms.finished(form_of(draft.kind), draft.answers):
        _go_to_next(talk, draft, draft.answers)
    elif draft.step_id is None:
        _send_report(talk, draft)
    else:
        _send_step(talk, draft)


def ask_drop(talk: Talk, draft_id: str) -> None:
    draft = _mine(talk, draft_id)
    if draft is not None:
        _show_screen(talk, draft, screens.drop_screen(draft))


def drop(talk: Talk, draft_id: str) -> None:
    draft = _mine(talk, draft_id)
    if draft is not None:
        drafts.end_draft(talk.moment.db, draft.id, "dropped", talk.moment.now)
        deadlines.meet_draft_deadlines(talk.moment.db, draft.id, talk.moment.now)
        show_home(talk, note="The draft is gone.")


def typed(talk: Talk, text: str) -> bool:
    """Text: the answer to the open question, or kept in words, or the start of a report.

    False if it could not be taken, so that it is left where the person wrote it.
    """
    draft = drafts.open_draft(talk.moment.db, talk.person.id)
    if draft is None:
        draft = _begin(talk, "near_miss_log", {"words": text}, at=OFFER)
        _show(talk, draft, repost=True)
        return True
    question = form_of(draft.kind).questions.get(draft.at)
    if question is not None:
        try:
            value = typed_value(talk.moment, question, text)
        except NoSuchAnswer:
            return _keep_in_words(talk, draft, text)
        _accept(talk, draft, question, value)
        return True
    return _keep_in_words(talk, draft, text)


def nudge(moment: Moment, draft_id: int) -> None:
    """A draft has lain still: ask its owner, twice at most, in a quiet message."""
    draft = drafts.get_draft(moment.db, draft_id)
    if draft is None or draft.state not in drafts.UNFINISHED:
        return
    idle = moment.now - draft.touched_at
    if idle < NUDGES[0]:
        _remind_at(moment, draft.id, draft.touched_at + NUDGES[0])
        return
    place = places(moment).get(draft.person_id)
    if place is not None:
        show(
            moment,
            place,
            screens.nudge_screen(moment, draft),
            key=f"nudge:{draft.id}:{moment.now:%Y%m%d%H%M}",
            about="nudge",
            card=MAIN,
            repost=True,
            quiet=True,
        )
    if idle < NUDGES[1]:
        _remind_at(moment, draft.id, draft.touched_at + NUDGES[1])


def _send_report(talk: Talk, draft: Draft) -> None:
    case = cases.report(talk.moment, talk.person, draft, talk.place.channel)
    _end(talk, draft, case)
    found = stored.get_case(talk.moment.db, case.id) or case
    talk.show(alerts.receipt_screen(talk.moment, found), becomes=f"case:{case.id}")


def _send_step(talk: Talk, draft: Draft) -> None:
    case = cases.file_step(talk.moment, talk.person, draft, talk.place.channel)
    if case is None:
        show_home(talk, note="Somebody else has this now. Your draft is kept.")
        return
    _end(talk, draft, case)
    what = form_of(draft.kind).title
    talk.show(
        Screen(
            title=f"Thank you. {case.reference}",
            lines=(f"{what} sent. {_what_next(case)}",),
            rows=((Button("Menu", "m"),),),
        ),
        becomes=f"step:{draft.step_id}",
    )


def _what_next(case: Case) -> str:
    if case.state == "closed":
        return "Nothing more is needed. Whoever reported it hears how it ended."
    return "The next person is being told."


def _end(talk: Talk, draft: Draft, case: Case) -> None:
    drafts.end_draft(talk.moment.db, draft.id, "filed", talk.moment.now, case_id=case.id)
    deadlines.meet_draft_deadlines(talk.moment.db, draft.id, talk.moment.now)


def _mine(talk: Talk, draft_id: str) -> Draft | None:
    """The draft, if it is this person's (else NotForYou) and unfinished (else None, answered)."""
    draft = drafts.get_draft(talk.moment.db, int(draft_id))
    if draft is None or draft.person_id != talk.person.id:
        raise NotForYou
    if draft.state == "dropped":
        show_home(talk, note="That draft was thrown away.")
        return None
    if draft.state == "filed":
        case = stored.get_case(talk.moment.db, draft.case_id) if draft.case_id else None
        if case is not None and draft.step_id is None:
            alerts.refresh_receipt(talk.moment, case)
        return None
    return draft


def _question(draft: Draft, name: str) -> Question:
    try:
        return forms.question_named(form_of(draft.kind), draft.answers, name)
    except NotAsked:
        raise NotForYou from None


def _begin(
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
    form = form_of(kind)
    known = {**answers, **_known_already(talk, kind)}
    first = forms.next_question(form, known)
    draft_id = drafts.begin_draft(
        moment.db,
        person_id=talk.person.id,
        kind=kind,
        answers=known,
        at=at or (first.name if first else SUMMARY),
        now=moment.now,
        case_id=case_id,
        step_id=step_id,
    )
    _remind_at(moment, draft_id, moment.now + NUDGES[0])
    return _fresh(talk, draft_id)


def _known_already(talk: Talk, kind: str) -> dict[str, Any]:
    """What need not be asked: the unit somebody works in."""
    if "unit" not in form_of(kind).questions:
        return {}
    units = talk.person.units or talk.moment.service.units
    return {"unit": units[0]} if talk.person.units or len(units) == 1 else {}


def _begun(talk: Talk, kind: str) -> Draft | None:
    """A draft that was opened and not yet answered: a second tap must not make a second one."""
    for draft in drafts.unfinished_drafts(talk.moment.db, talk.person.id):
        untouched = not _line_answers(draft) and "words" not in draft.answers
        if draft.kind == kind and draft.step_id is None and untouched:
            _take_up(talk, draft)
            return draft
    return None


def _line_answers(draft: Draft) -> set[str]:
    form = form_of(draft.kind)
    return {name for name in draft.answers if not form.questions[name].ask.extra}


def _take_up(talk: Talk, draft: Draft) -> None:
    drafts.put_by(talk.moment.db, talk.person.id)
    drafts.take_up(talk.moment.db, draft.id)


def _fresh(talk: Talk, draft_id: int) -> Draft:
    draft = drafts.get_draft(talk.moment.db, draft_id)
    if draft is None:
        raise NotForYou
    return draft


def _accept(talk: Talk, draft: Draft, question: Question, value: Any) -> None:
    try:
        answers = forms.with_answer(form_of(draft.kind), draft.answers, question.name, value)
    except (ValidationError, NotAsked):
        _show(talk, draft, note="I could not take that answer. Please try again.")
        return
    if answers[question.name] in question.ask.alarm:
        _raise_alarm(talk, draft, answers)
    else:
        _go_to_next(talk, draft, answers)


def _raise_alarm(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    """Once for each draft: the senior is pinged before the form goes on."""
    drafts.save_draft(talk.moment.db, draft.id, answers=answers, at=HELP, now=talk.moment.now)
    if draft.call_id is None:
        case = cases.call_for_help(talk.moment, talk.person, _fresh(talk, draft.id))
        drafts.note_call(talk.moment.db, draft.id, case.id)
    _show(talk, _fresh(talk, draft.id))


def _toggle(talk: Talk, draft: Draft, question: Question, code: str) -> None:
    given = list(draft.answers.get(question.name) or ())
    chosen = [item for item in given if item != code] if code in given else [*given, code]
    answers = forms.with_answer(form_of(draft.kind), draft.answers, question.name, chosen)
    drafts.save_draft(talk.moment.db, draft.id, answers=answers, at=draft.at, now=talk.moment.now)
    _show(talk, _fresh(talk, draft.id))


def _keep_in_words(talk: Talk, draft: Draft, text: str) -> bool:
    """Text that answers nothing is not lost: it is added to the person's own words."""
    form = form_of(draft.kind)
    if "words" not in form.questions:
        _show(talk, draft, note="Please tap one of the answers.")
        return False
    before = draft.answers.get("words")
    whole = f"{before}\n{text}" if before else text
    try:
        answers = forms.with_answer(form, draft.answers, "words", whole)
    except ValidationError:
        talk.say(
            "Your own words are now longer than 4,000 letters.",
            "I have not taken the last part. It is still here in the chat.",
        )
        return False
    drafts.save_draft(talk.moment.db, draft.id, answers=answers, at=draft.at, now=talk.moment.now)
    asked = draft.at in form.questions
    note = f"{PUT_IN_WORDS} Please tap an answer too." if asked else PUT_IN_WORDS
    _show(talk, _fresh(talk, draft.id), note=note)
    return True


def _go_to_next(talk: Talk, draft: Draft, answers: dict[str, Any]) -> None:
    drafts.save_draft(
        talk.moment.db,
        draft.id,
        answers=answers,
        at=_next_at(draft, answers),
        now=talk.moment.now,
    )
    _show(talk, _fresh(talk, draft.id))


def _next_at(draft: Draft, answers: dict[str, Any]) -> str:
    following = forms.next_question(form_of(draft.kind), answers)
    return following.name if following else SUMMARY


def _move(talk: Talk, draft: Draft, at: str) -> None:
    drafts.save_draft(talk.moment.db, draft.id, answers=draft.answers, at=at, now=talk.moment.now)
    _show(talk, _fresh(talk, draft.id))


def _show(talk: Talk, draft: Draft, *, note: str = "", page: int = 0, repost: bool = False) -> None:
    """The card of the draft, as it stands."""
    _show_screen(talk, draft, _screen(talk, draft, note, page), repost=repost)


def _screen(talk: Talk, draft: Draft, note: str, page: int) -> Screen:
    moment = talk.moment
    if draft.at == OFFER:
        return screens.offer_screen(moment, draft)
    if draft.at == HELP:
        return _help(talk, draft)
    question = form_of(draft.kind).questions.get(draft.at)
    if question is None:
        return screens.summary_screen(moment, draft, note=note)
    return screens.question_screen(moment, draft, question, page=page, note=note)


def _help(talk: Talk, draft: Draft) -> Screen:
    case = stored.get_case(talk.moment.db, draft.call_id) if draft.call_id else None
    if case is None:
        raise NotForYou
    step = stored.steps_of(talk.moment.db, case.id)[-1]
    return screens.help_screen(
        talk.moment, draft, case.reference, alerts.being_told(talk.moment, step)
    )


def _show_screen(talk: Talk, draft: Draft, screen: Screen, *, repost: bool = False) -> None:
    form = form_of(draft.kind)
    private = any(
        draft.answers.get(name) is not None and question.ask.private
        for name, question in form.questions.items()
    )
    talk.show(screen, repost=repost, rest=screens.resting_screen(draft) if private else None)


def _remind_at(moment: Moment, draft_id: int, due: Any) -> None:
    deadlines.set_deadline(moment.db, "draft", due, moment.now, draft_id=draft_id)
