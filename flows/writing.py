"""What people write: an answer, words of their own, or the beginning of a report."""

from pydantic import ValidationError

from flows import form as forms
from flows.drafting import OFFER, begin, keep, readable, show_draft
from flows.filling import accept
from flows.options import NoSuchAnswer, typed_value
from flows.records import form_of
from flows.talk import Talk
from flows.times import TimeToCome
from storage import drafts
from storage.drafts import Draft

TO_COME = "That time has not come yet. Please write when it happened, like yesterday 21:30."
PUT_IN_WORDS = "I have kept that in your own words."


def typed(talk: Talk, text: str) -> bool:
    """Text: the answer to the open question, or kept in words, or the start of a report.

    False if it could not be taken, so that it is left where the person wrote it.
    """
    draft = drafts.open_draft(talk.moment.db, talk.person.id)
    if draft is None:
        draft = begin(talk, "near_miss_log", {"words": text}, at=OFFER)
        show_draft(talk, draft, repost=True)
        return True
    draft = readable(draft)
    question = form_of(draft.kind).questions.get(draft.at)
    if question is not None:
        try:
            value = typed_value(talk.moment, question, text)
        except NoSuchAnswer:
            return _keep_in_words(talk, draft, text)
        except TimeToCome:
            show_draft(talk, draft, note=TO_COME)
            return False
        if question.kind == "many":
            value = tuple(dict.fromkeys((*(draft.answers.get(question.name) or ()), *value)))
        return accept(talk, draft, question, value)
    return _keep_in_words(talk, draft, text)


def _keep_in_words(talk: Talk, draft: Draft, text: str) -> bool:
    """Text that answers nothing is not lost: it is added to the person's own words."""
    form = form_of(draft.kind)
    if "words" not in form.questions:
        show_draft(talk, draft, note="Please tap one of the answers.")
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
    draft = keep(talk, draft, answers, draft.at)
    asked = draft.at in form.questions
    note = f"{PUT_IN_WORDS} Please tap an answer too." if asked else PUT_IN_WORDS
    show_draft(talk, draft, note=note)
    return True
