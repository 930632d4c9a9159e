"""What people write: an answer, words of their own, or the beginning of a report."""

from pydantic import ValidationError
from sqlalchemy import Connection

from flows import form as forms
from flows.drafting import OFFER, begin, keep, mine, readable, show_draft, take_up
from flows.elsewhere import cover_elsewhere
from flows.filling import ANSWERED, NotTaken, accept
from flows.finding import named
from flows.identifiers import without
from flows.noticing import noticed
from flows.options import NoSuchAnswer, typed_value
from flows.panels import worked_out
from flows.records import form_of
from flows.talk import NotForYou, Talk, number
from flows.times import TimePast, TimeToCome, TimeTooFar
from storage import drafts
from storage.drafts import Draft

TO_COME = "That time has not come yet. Please write when it happened, like yesterday 21:30."
GONE_BY = "That has gone by already. Please write a time to come, like tomorrow 14:05."
TOO_FAR = "That is more than two years away. Please choose a day that is nearer."
PUT_IN_WORDS = "I have kept that in your own words."
PUT_WITH_ITS_QUESTION = "You had moved on. What you wrote is kept with its own question."
NOT_KEPT = f"{ANSWERED} What you wrote just now is not kept."
ENDED = "That form is finished, and what you wrote is not in it."
TOO_MUCH = (
    "That would be longer than 4,000 letters, so I have not taken the last part. "
    "Please write it again, shorter."
)
STILL_THERE = "Tap Write: your words are still there."
TAKEN_OUT = "I have taken it out. The rest is as you wrote it."
TOO_LONG = "That would make it too long. It is as you wrote it."


def typed(talk: Talk, text: str) -> bool:
    """Text: the answer to the open question; a reference; or the start of a report.

    False if it could not be taken, so that it is left where the person wrote it.
    """
    draft = drafts.open_draft(talk.moment.db, talk.person.id)
    if draft is None:
        return named(talk, text) or _offer(talk, text)
    draft = readable(talk.moment, draft)
    cover_elsewhere(talk, draft)
    try:
        _answer(talk, draft, text)
    except NotTaken as why:
        show_draft(talk, draft, note=str(why))
        return False
    return True


def started_with(talk: Talk, text: str) -> bool:
    """Text that came with the wish to report is in the report's own words; it answers nothing.

    False if it could not be taken.
    """
    draft = drafts.open_draft(talk.moment.db, talk.person.id)
    if draft is None:
        return _offer(talk, text)
    try:
        _keep_in_words(talk, draft, text)
    except NotTaken as why:
        show_draft(talk, draft, note=str(why))
        return False
    return True


def written(talk: Talk, text: str, writes: str) -> bool:
    """Text from a window that was opened for one question: it goes there, or is kept apart.

    Whatever is open by now, it is never taken for an answer to that.
    """
    draft_id, _, name = writes.partition(":")
    draft = _unfinished(talk, draft_id)
    if draft is None:
        return _offer(talk, text, note=ENDED)
    draft = take_up(talk, draft)
    cover_elsewhere(talk, draft)
    question = forms.find(form_of(draft.kind), draft.answers, name)
    moved_on = name not in (draft.at, "words")
    if moved_on and (question is None or question.kind != "text"):
        show_draft(talk, draft, note=NOT_KEPT)
        return False
    try:
        if moved_on:
            _add(talk, draft, name, text, note=PUT_WITH_ITS_QUESTION)
        else:
            _answer(talk, draft, text) if draft.at == name else _keep_in_words(talk, draft, text)
    except NotTaken as why:
        draft = drafts.note_refused(talk.moment.db, draft, name, text)
        show_draft(talk, draft, note=f"{why} {STILL_THERE}")
        return False
    drafts.note_refused(talk.moment.db, draft, name, "")
    return True


def refused(db: Connection, channel: str, address: str, writes: str) -> str:
    """What whoever is at this address wrote in that window and was not taken: it opens with it."""
    draft_id, _, name = writes.partition(":")
    try:
        return drafts.refused_in(db, channel, address, number(draft_id)).get(name, "")
    except NotForYou:
        return ""


def _unfinished(talk: Talk, draft_id: str) -> Draft | None:
    """This person's draft of that number, if there is one and it has not ended."""
    try:
        draft = drafts.get_draft(talk.moment.db, number(draft_id))
    except NotForYou:
        return None
    if draft is None or draft.person_id != talk.person.id or draft.state not in drafts.UNFINISHED:
        return None
    return draft


def _offer(talk: Talk, text: str, note: str = "") -> bool:
    draft = begin(talk, "near_miss_log", {"words": text}, at=OFFER)
    show_draft(talk, draft, note=note, repost=True, typed="words")
    return True


def _answer(talk: Talk, draft: Draft, text: str) -> None:
    question = forms.find(form_of(draft.kind), draft.answers, draft.at)
    if question is None:
        _keep_in_words(talk, draft, text)
        return
    try:
        value = typed_value(talk.moment, draft, question, text)
    except NoSuchAnswer:
        _keep_in_words(talk, draft, text)
        return
    except TimeToCome:
        raise NotTaken(TO_COME) from None
    except TimePast:
        raise NotTaken(GONE_BY) from None
    except TimeTooFar:
        raise NotTaken(TOO_FAR) from None
    if question.kind == "many":
        value = tuple(dict.fromkeys((*(draft.answers.get(question.name) or ()), *value)))
    accept(talk, draft, question, value)


def _keep_in_words(talk: Talk, draft: Draft, text: str) -> None:
    """Text that answers nothing is not lost: it is added to the person's own words."""
    form = form_of(draft.kind)
    if "words" not in form.questions:
        raise NotTaken("Please tap one of the answers.")
    asked = forms.find(form, draft.answers, draft.at) is not None
    note = f"{PUT_IN_WORDS} Please tap an answer too." if asked else PUT_IN_WORDS
    _add(talk, draft, "words", text, note=note)


def _add(talk: Talk, draft: Draft, name: str, text: str, *, note: str) -> None:
    """Put the text below what stands there; the person stays where they are.

    The card may say the same as before, so it comes anew: else nothing would be seen to happen.
    """
    before = draft.answers.get(name)
    whole = f"{before}\n{text}" if before else text
    try:
        answers = forms.with_answer(form_of(draft.kind), draft.answers, name, whole)
    except ValidationError:
        raise NotTaken(TOO_MUCH) from None
    added = keep(talk, draft, answers, draft.at)
    show_draft(talk, added, note=note, typed=name, repost=True)


def take_out(talk: Talk, draft_id: str, name: str, how: str = "") -> None:
    """Names and numbers noticed in an answer go out of it, or, to `leave` them, nothing changes."""
    draft = mine(talk, draft_id)
    if draft is None:
        return
    text = _typed_answer(draft, name)
    spans = noticed(talk.moment, draft, name, text) if how != "leave" else ()
    if not spans:
        show_draft(talk, draft)
        return
    try:
        answers = forms.with_answer(form_of(draft.kind), draft.answers, name, without(text, spans))
    except ValidationError:
        show_draft(talk, draft, note=TOO_LONG)
        return
    answers = worked_out(talk.moment, draft, answers)
    show_draft(talk, keep(talk, draft, answers, draft.at), note=TAKEN_OUT)


def _typed_answer(draft: Draft, name: str) -> str:
    """What was written to a question; nothing if it was taken back since."""
    question = forms.find(form_of(draft.kind), draft.answers, name)
    if question is None or question.kind != "text":
        raise NotForYou
    return draft.answers.get(name) or ""
