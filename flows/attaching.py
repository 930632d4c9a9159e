"""A photo or a voice message has come: whether it is taken, and with which report it goes.

Nothing is fetched here. That a file is wanted is written down with the turn, and whoever works
for the clock fetches it afterwards.
"""

from flows import writing
from flows.drafting import OFFER, begin, show_draft
from flows.files import WORDS, let_go, show_files
from flows.normal import MAX_TYPED, normal_text
from flows.screen import Attached
from flows.talk import NotForYou, Talk, number
from storage import attachments, drafts
from storage.drafts import Draft

MOST_FILES = 10
"""As many as an album has; nobody looks through more."""


def cannot_take(talk: Talk, what: str) -> None:
    """Something came that Handrail takes from nobody."""
    _decline(talk, f"I cannot take a {what} yet, so it is not recorded.")


def _decline(talk: Talk, why: str) -> None:
    talk.say(why, "Please tell me in words. If it shows a person, delete it from this chat.")


def attached(talk: Talk, sent: Attached) -> None:
    """Take it with the report that is open; with none open, it is offered as the start of one."""
    rules, word = talk.moment.service.attachments, WORDS[sent.kind]
    if not rules.takes(sent.kind):
        _decline(talk, f"This home does not take {word}s, so it is not recorded.")
    elif sent.size > rules.most:
        talk.say(
            f"That {word} is too big for me, so it is not recorded.",
            f"I can take {rules.most // 1_000_000} MB. Please send a smaller one.",
        )
    else:
        _take(talk, sent)


def _take(talk: Talk, sent: Attached) -> None:
    written = _with_caption(talk, sent.caption)
    draft = drafts.open_draft(talk.moment.db, talk.person.id) or _offered(talk)
    if len(attachments.of_draft(talk.moment.db, draft.id)) >= MOST_FILES:
        talk.say(
            f"This report has {MOST_FILES} files already, so I have not taken that one.",
            "Take some out, or send it with another report.",
        )
        return
    attachments.want(
        talk.moment.db,
        now=talk.moment.now,
        draft_id=draft.id,
        person_id=talk.person.id,
        kind=sent.kind,
        channel=talk.place.channel,
        address=talk.place.address,
        remote=sent.reference,
        message_id=sent.message_id if written else None,
        mime=sent.mime,
        size=sent.size,
    )
    show_files(talk.moment, talk.place, draft.id, draft.state, key=talk.next_key())


def _with_caption(talk: Talk, caption: str) -> bool:
    """What was written below it is taken like anything written. False: it must stay in the chat."""
    text = normal_text(caption).strip()
    return not text or (len(text) <= MAX_TYPED and writing.typed(talk, text))


def _offered(talk: Talk) -> Draft:
    draft = begin(talk, "near_miss_log", {}, at=OFFER)
    show_draft(talk, draft, repost=True)
    return draft


def take_out(talk: Talk, draft_id: str) -> None:
    """Everything that was sent with a draft goes out of it; what is filed stays."""
    draft = drafts.get_draft(talk.moment.db, number(draft_id))
    if draft is None or draft.person_id != talk.person.id:
        raise NotForYou
    if draft.state not in drafts.UNFINISHED:
        talk.say("That form has ended, and what came with it stays as it is.")
        return
    for each in attachments.of_draft(talk.moment.db, draft.id):
        let_go(talk.moment, each.id)
