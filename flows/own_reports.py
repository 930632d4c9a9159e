"""My reports: whoever reported reads what they wrote, at any time, and where it stands."""

from flows.access import may_add
from flows.alerts import state_for_reporter
from flows.changed import what_changed
from flows.moment import Moment
from flows.reading import answer_texts, headline, in_pages
from flows.records import RECORDS
from flows.screen import Button, Screen
from flows.showing import file_rows
from flows.talk import NotForYou, Talk, number
from flows.times import said
from flows.words import KINDS
from storage import cases, drafts, records
from storage.cases import Case
from storage.people import Person

PAGE = 8


def own_tapped(talk: Talk, case_id: str = "", page: str = "0") -> None:
    """Show what this person reported, or one of these cases; raises NotForYou for any other."""
    if case_id:
        _show_report(talk, number(case_id), number(page))
        return
    drafts.put_by(talk.moment.db, talk.person.id)
    reported = cases.reported_by(talk.moment.db, talk.person.id)
    talk.show(reports_screen(talk.moment, reported, number(page)))


def _show_report(talk: Talk, case_id: int, page: int) -> None:
    """Show what this person wrote, and not for long: it is not to lie open in a chat."""
    case = cases.get_case(talk.moment.db, case_id)
    if case is None or case.reporter_id != talk.person.id:
        raise NotForYou
    drafts.put_by(talk.moment.db, talk.person.id)
    talk.show(
        report_screen(talk.moment, case, talk.person, page),
        rest=Screen(
            title=case.reference,
            rows=((Button("My reports", "o"), Button("Menu", "m")),),
        ),
    )


def reports_screen(moment: Moment, reported: list[Case], page: int) -> Screen:
    """One page of a person's own cases."""
    pages = max(1, -(-len(reported) // PAGE))
    start = page % pages * PAGE
    shown = reported[start : start + PAGE]
    rows = [(Button(_label(moment, case), f"o:{case.id}"),) for case in shown]
    if pages > 1:
        rows.append((Button("More reports", f"o::{(page + 1) % pages}"),))
    return Screen(
        head="My reports",
        title="What you reported, the newest first." if shown else "You have reported nothing yet.",
        rows=(*rows, (Button("Menu", "m"),)),
    )


def report_screen(moment: Moment, case: Case, person: Person, page: int) -> Screen:
    """What this person wrote in the case, and nobody else; where it stands; a way to add news."""
    written = in_pages(
        [
            text
            for record in records.records_of(moment.db, case.id)
            if record.author_id == person.id
            for text in (headline(moment, record), *answer_texts(record))
        ]
    )
    page = page % len(written)
    rows: list[tuple[Button, ...]] = []
    if len(written) > 1:
        rows.append((Button("Read on", f"o:{case.id}:{page + 1}"),))
    rows += file_rows(moment, case, person)
    if may_add(moment, person, case, "addendum"):
        rows.append((Button(RECORDS["addendum"].action, f"i:{case.id}:addendum"),))
    return Screen(
        head=f"{KINDS[case.kind]} {case.reference}",
        title=state_for_reporter(moment, case),
        lines=tuple(line for line in (_changed(moment, case), written[page]) if line),
        rows=(*rows, (Button("My reports", "o"), Button("Menu", "m"))),
    )


def _label(moment: Moment, case: Case) -> str:
    when = said(case.opened_at, moment.now, moment.service.zone)
    return f"{case.reference}: {KINDS[case.kind].lower()}, {when}"


def _changed(moment: Moment, case: Case) -> str:
    changed = what_changed(moment, case) if case.state == "closed" else ""
    return f"In place now: {changed}." if changed else ""
