"""Reading a case: where it stands, its records one by one, and what may be added to it."""

from flows.access import BESIDE_RECORDS, may_add, may_read
from flows.alerts import who_has
from flows.drafting import begin, begun_beside, show_draft
from flows.moment import Moment
from flows.promptness import late_words
from flows.records import RECORDS, title_of
from flows.screen import MAX_TEXT, Button, Screen, fitted
from flows.sealing import who_spoke_up
from flows.showing import file_rows
from flows.small_groups import shown_answers
from flows.talk import NotForYou, Talk, number
from flows.times import said
from flows.words import KINDS, STATES, joined, sentence, step_name, where
from storage import cases, drafts, records
from storage.cases import Case, Step
from storage.people import Person
from storage.records import Record

MOST_RECORDS = 8


def case_tapped(
    talk: Talk, case_id: str, record: str = "", page: str = "0", where: str = ""
) -> None:
    """Show where a case stands, or one of its records; raises NotForYou.

    From the card of a step it comes "below": at the end of the chat, where the person is looking.
    """
    case = _case(talk, case_id)
    if not may_read(talk.moment, talk.person, case):
        raise NotForYou
    drafts.put_by(talk.moment.db, talk.person.id)
    if record:
        screen = _record_screen(talk.moment, case, number(record), number(page))
    else:
        screen = case_screen(talk.moment, case, talk.person, number(page))
    cases.note(talk.moment.db, case.id, "opened_details", talk.moment.now, person_id=talk.person.id)
    rest = Screen(title=case.reference, rows=((Button("Menu", "m"),),))
    talk.show(screen, rest=rest, repost=where == "below")


def add_tapped(talk: Talk, case_id: str, kind: str) -> None:
    """Begin a record beside a case; raises NotForYou where this person may not."""
    case = _case(talk, case_id)
    if not may_add(talk.moment, talk.person, case, kind):
        raise NotForYou
    draft = begun_beside(talk, kind, case.id) or begin(talk, kind, {}, case_id=case.id)
    show_draft(talk, draft, repost=True)


def case_screen(moment: Moment, case: Case, person: Person, page: int) -> Screen:
    """Where a case stands: what is open and who has it; its records as buttons."""
    open_steps = cases.open_steps_of(moment.db, case.id)
    lines = [
        f"{STATES[case.state]}. Reported {said(case.opened_at, moment.now, moment.service.zone)}.",
        *((f"Who spoke up: {who_spoke_up(moment, case, person)}.",) if case.sealed else ()),
        *(f"{_step_head(moment, s)} {who_has(moment, case, s)}" for s in open_steps),
    ]
    filed = records.records_of(moment.db, case.id)
    shown = filed[page * MOST_RECORDS : (page + 1) * MOST_RECORDS]
    rows = [(Button(fitted(headline(moment, r)), f"v:{case.id}:{r.id}"),) for r in shown]
    if len(filed) > MOST_RECORDS:
        following = page + 1 if (page + 1) * MOST_RECORDS < len(filed) else 0
        rows.append((Button("More records", f"v:{case.id}::{following}"),))
    rows += file_rows(moment, case, person)
    verbs = [kind for kind in BESIDE_RECORDS if may_add(moment, person, case, kind)]
    rows += [(Button(RECORDS[kind].action, f"i:{case.id}:{kind}"),) for kind in verbs]
    return Screen(
        head=f"{KINDS[case.kind]}{where(case)}",
        title=case.reference,
        lines=tuple(lines),
        rows=(*rows, (Button("Menu", "m"),)),
    )


def _step_head(moment: Moment, step: Step) -> str:
    name = sentence(step_name(moment, step))
    return name if name.endswith("?") else f"{name}:"


def _record_screen(moment: Moment, case: Case, record_id: int, page: int) -> Screen:
    """One record in full, over as many screens as it needs."""
    found = [r for r in records.records_of(moment.db, case.id) if r.id == record_id]
    if not found:
        raise NotForYou
    pages = in_pages(answer_texts(found[0]))
    page = page % len(pages)
    late = late_words(cases.timeline_of(moment.db, case.id), found[0])
    rows: list[tuple[Button, ...]] = []
    if len(pages) > 1:
        rows.append((Button("Read on", f"v:{case.id}:{record_id}:{page + 1}"),))
    return Screen(
        head=case.reference,
        title=headline(moment, found[0]),
        lines=tuple(line for line in (late, pages[page]) if line),
        rows=(*rows, (Button("Back to the case", f"v:{case.id}"),)),
    )


def answer_texts(record: Record) -> list[str]:
    """ "What: Medicine" for every answer of a filed record."""
    return [f"{item['short']}: {joined(item['label'])}" for item in shown_answers(record)]


def headline(moment: Moment, record: Record) -> str:
    """A record by what it is called and when it was filed."""
    title = title_of(record.kind, record.answers)
    return f"{title}, {said(record.filed_at, moment.now, moment.service.zone)}"


def in_pages(texts: list[str]) -> list[str]:
    """The texts put together to as few screens as they fit; one that is too long is parted."""
    room = MAX_TEXT - 200
    pieces = [text[at : at + room] for text in texts for at in range(0, len(text), room)]
    pages = [""]
    for piece in pieces:
        if pages[-1] and len(pages[-1]) + len(piece) + 1 > room:
            pages.append("")
        pages[-1] += f"\n{piece}" if pages[-1] else piece
    return pages


def _case(talk: Talk, case_id: str) -> Case:
    case = cases.get_case(talk.moment.db, number(case_id))
    if case is None:
        raise NotForYou
    return case
