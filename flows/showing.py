"""Showing a kept file, or a chart, to somebody who may; it leaves their chat again by itself."""

from flows import post
from flows.access import may_see_file
from flows.files import WORDS
from flows.moment import Moment
from flows.panels import chart_of
from flows.post import REST_AFTER
from flows.screen import Button, Media, Screen
from flows.talk import NotForYou, Talk, number
from storage import attachments, cases, drafts
from storage.attachments import Attachment
from storage.cases import Case
from storage.drafts import Draft
from storage.people import Person

Rows = tuple[tuple[Button], ...]


def file_rows(moment: Moment, case: Case, person: Person) -> Rows:
    """A button for every file kept with a case that this person may see."""
    kept = attachments.of_case(moment.db, case.id)
    return tuple(
        (Button(_name(each, kept), f"@:{each.id}"),)
        for each in kept
        if may_see_file(moment, person, case, each.person_id)
    )


def file_tapped(talk: Talk, attachment_id: str) -> None:
    """Show one file, and note who looked; raises NotForYou."""
    moment = talk.moment
    found = attachments.get_attachment(moment.db, number(attachment_id))
    case = _case_of(moment, found) if found else None
    if found is None or case is None:
        raise NotForYou
    if not may_see_file(moment, talk.person, case, found.person_id):
        raise NotForYou
    cases.note(moment.db, case.id, "opened_file", moment.now, person_id=talk.person.id)
    minutes = REST_AFTER.seconds // 60
    screen = Screen(
        title=f"{case.reference} · {_name(found, attachments.of_case(moment.db, case.id))}",
        lines=(f"It leaves this chat in {minutes} minutes.",),
    )
    media = Media(found.kind, found.mime, found.sha256 or "")
    post.show_file(moment, talk.place, screen, media, key=talk.next_key(), case_id=case.id)


def show_chart(talk: Talk, draft: Draft) -> bool:
    """Show the chart that goes with a draft; False where none does."""
    chart = chart_of(talk.moment, draft)
    if chart is None or draft.case_id is None:
        return False
    media = Media("photo", "image/png", "", figures=chart.as_json())
    screen = Screen(title=chart.title, lines=chart.words())
    place, key = talk.place, talk.next_key()
    post.show_file(talk.moment, place, screen, media, key=key, case_id=draft.case_id)
    return True


def chart_tapped(talk: Talk, draft_id: str) -> None:
    """Bring the chart of one's own draft to the end of the chat; raises NotForYou."""
    draft = drafts.get_draft(talk.moment.db, number(draft_id))
    if draft is None or draft.person_id != talk.person.id or draft.state not in drafts.UNFINISHED:
        raise NotForYou
    if not show_chart(talk, draft):
        raise NotForYou


def _case_of(moment: Moment, kept: Attachment) -> Case | None:
    """The case it is kept with; what is not sent yet, or not kept, belongs to none."""
    draft = drafts.get_draft(moment.db, kept.draft_id)
    if kept.state != "kept" or draft is None or draft.state != "filed" or draft.case_id is None:
        return None
    return cases.get_case(moment.db, draft.case_id)


def _name(one: Attachment, kept: list[Attachment]) -> str:
    """ "Photo 2": the second of its kind."""
    alike = [each.id for each in kept if each.kind == one.kind]
    return f"{WORDS[one.kind].capitalize()} {alike.index(one.id) + 1}"
