"""What becomes of a photo or a voice message: kept, refused, dropped; and that it is in the chain.

Everything here is one event, in the transaction of whoever has fetched the file. The draft it was
sent with is locked first, as by whoever answers in it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from flows import post
from flows.filing import author_role
from flows.moment import Moment
from flows.post import Place
from flows.screen import Button, Screen
from flows.words import listed
from storage import attachments, cases, drafts, people, records
from storage.attachments import Attachment

WORDS: Mapping[str, str] = {"photo": "photo", "voice": "voice message"}

LEFT_IN_THE_CHAT = "It is still in this chat. If it shows or names a person, delete it there."

WHY: Mapping[str, str] = {
    "too_big": "It is too big for me.",
    "too_many_points": "The picture is too big for me. Please send a smaller one.",
    "no_photo": "I could not read it as a photo.",
    "no_voice": "I can only take what is recorded with the microphone button.",
    "not_fetched": "I tried for a day and could not get it. Please send it again.",
    "gone": "It is not there any more. Please send it again.",
}
"""Why a file is not kept, for the person who sent it."""


def files_screen(sent: Sequence[Attachment], draft_id: int, state: str) -> Screen:
    """What has become of all that was sent with a draft, on a card of its own."""
    coming = [each for each in sent if each.state == "wanted"]
    kept = [each for each in sent if each.state == "kept"]
    if state == "dropped":
        return Screen(title=f"{_counted(sent)} thrown away with the draft.")
    lines = (f"{_counted(coming)} on the way.",) if coming and kept else ()
    row = (Button("Take it out" if len(coming + kept) == 1 else "Take all out", f"$:{draft_id}"),)
    rows = (row,) if coming + kept and state in drafts.UNFINISHED else ()
    if kept:
        return Screen(title=f"{_counted(kept)} kept with your report.", lines=lines, rows=rows)
    if coming:
        return Screen(title=f"{_counted(coming)} on the way to me.", rows=rows)
    return Screen(title=f"{_counted(sent)} not kept.")


def _counted(sent: Sequence[Attachment]) -> str:
    """ "The photo is", "2 photos and 1 voice message are"."""
    count = Counter(each.kind for each in sent)
    if len(sent) == 1:
        return f"The {WORDS[sent[0].kind]} is"
    kinds = [f"{n} {WORDS[kind]}{'s' if n > 1 else ''}" for kind, n in sorted(count.items())]
    return f"{listed(kinds)} are"


def show_files(moment: Moment, place: Place, draft_id: int, state: str, *, key: str) -> None:
    """Bring the card up to date on which the person sees what became of their files."""
    sent = attachments.of_draft(moment.db, draft_id)
    screen = files_screen(sent, draft_id, state)
    post.show(moment, place, screen, key=key, about="screen", card=f"files:{draft_id}")


def keep(moment: Moment, attachment_id: int, *, sha256: str, size: int, mime: str) -> bool:
    """The file is stripped and on disk. False if it is not wanted any more, or was kept before."""
    found = _waiting(moment, attachment_id)
    if found is None:
        return False
    attachments.settle(moment.db, found.id, "kept", sha256=sha256, size=size, mime=mime)
    _out_of_the_chat(moment, found)
    _show(moment, found, "kept")
    return True


def refuse(moment: Moment, attachment_id: int, why: str) -> None:
    """It is not taken: the person reads why, and that it still lies in the chat."""
    found = _waiting(moment, attachment_id)
    if found is None:
        return
    attachments.settle(moment.db, found.id, "refused")
    post.show(
        moment,
        _place(found),
        Screen(
            title=f"I have not kept the {WORDS[found.kind]}.", lines=(WHY[why], LEFT_IN_THE_CHAT)
        ),
        key=f"file:{found.id}:refused",
        about="answer",
    )
    _show(moment, found, "not")


def let_go(moment: Moment, attachment_id: int) -> None:
    """Its draft was thrown away, or the person took it out: it belongs to nobody."""
    found = attachments.get_attachment(moment.db, attachment_id)
    if found is None or found.state not in ("wanted", "kept"):
        return
    attachments.settle(moment.db, found.id, "dropped")
    if found.state == "wanted":
        _out_of_the_chat(moment, found)
    _show(moment, found, "dropped")


def record(moment: Moment, attachment_id: int) -> None:
    """Put the hash of a file that is kept with a case into the chain of records, once."""
    found = attachments.get_attachment(moment.db, attachment_id)
    draft = drafts.get_draft(moment.db, found.draft_id) if found else None
    if found is None or draft is None or draft.case_id is None:
        raise LookupError("A file that is kept with a case has a draft with a case.")
    case = cases.lock_case(moment.db, draft.case_id)
    found = attachments.get_attachment(moment.db, attachment_id)
    person = people.get_person(moment.db, draft.person_id)
    if found is None or person is None or found.record_id is not None:
        return
    record_id = records.file_record(
        moment.db,
        case_id=case.id,
        step_id=draft.step_id,
        kind=records.ATTACHMENT,
        edition=1,
        answers=_as_answers(found),
        author_id=person.id,
        author_role=author_role(person, None),
        channel=found.channel,
        begun_at=found.sent_at,
        filed_at=moment.now,
        corrects_id=None,
    )
    attachments.note_record(moment.db, found.id, record_id)
    cases.note(moment.db, case.id, "file_kept", moment.now, person_id=person.id)


def _as_answers(kept: Attachment) -> list[dict[str, object]]:
    """The facts of the file in the shape in which every record keeps what it says."""
    facts = {
        "kind": ("What", WORDS[kept.kind].capitalize()),
        "sha256": ("SHA-256 of the file", kept.sha256),
        "size": ("Bytes", str(kept.size)),
        "mime": ("Type", kept.mime),
    }
    return [
        {"field": field, "asked": short, "short": short, "answer": value, "label": value}
        for field, (short, value) in facts.items()
    ]


def _waiting(moment: Moment, attachment_id: int) -> Attachment | None:
    """The attachment, if it is wanted still; where its draft has been thrown away, it is let go."""
    found = attachments.get_attachment(moment.db, attachment_id)
    draft = drafts.get_draft(moment.db, found.draft_id) if found else None
    found = attachments.get_attachment(moment.db, attachment_id)
    if found is None or draft is None or found.state != "wanted":
        return None
    if draft.state == "dropped":
        let_go(moment, found.id)
        return None
    return found


def _show(moment: Moment, changed: Attachment, how: str) -> None:
    draft = drafts.get_draft(moment.db, changed.draft_id)
    state = draft.state if draft else "dropped"
    key = f"file:{changed.id}:{how}"
    show_files(moment, _place(changed), changed.draft_id, state, key=key)


def _out_of_the_chat(moment: Moment, settled: Attachment) -> None:
    """A message may have brought several files: it stays until none of them is waited for."""
    if settled.message_id is not None and not attachments.is_waited_for(moment.db, settled):
        key = f"file:{settled.id}:removed"
        post.remove(moment, _place(settled), settled.message_id, key=key)


def _place(sent: Attachment) -> Place:
    return Place(sent.channel, sent.address, sent.person_id)
