"""The menu: report first, then what waits for this person."""

from flows.moment import Moment
from flows.screen import Screen
from flows.screens import home_screen
from flows.talk import PAGE, Talk
from storage import cases, drafts, people
from storage.cases import Case, Step


def show_home(talk: Talk, note: str = "", *, repost: bool = False) -> None:
    """Show the menu; a form that was open is put by, with every answer kept."""
    moment, person = talk.moment, talk.person
    drafts.put_by(moment.db, person.id)
    talk.show(_menu(talk, note), repost=repost)


def show_page(talk: Talk) -> None:
    """Show the same on the person's own page; the chat stays as it is."""
    talk.show(_menu(talk, ""), card=PAGE)


def _menu(talk: Talk, note: str) -> Screen:
    moment, person = talk.moment, talk.person
    return home_screen(
        moment,
        person,
        drafts=drafts.unfinished_drafts(moment.db, person.id),
        held=_with_cases(moment, cases.steps_held_by(moment.db, person.id)),
        waiting=_waiting(talk),
        on_duty=person.id in people.on_shift(moment.db),
        note=note,
    )


def _waiting(talk: Talk) -> list[tuple[Case, Step]]:
    """Steps nobody has taken and of which this person has been told."""
    owed = _with_cases(talk.moment, cases.steps_awaiting(talk.moment.db, talk.person.id))
    return [(case, step) for case, step in owed if talk.person.id not in case.concerns]


def _with_cases(moment: Moment, steps: list[Step]) -> list[tuple[Case, Step]]:
    found = [(cases.get_case(moment.db, step.case_id), step) for step in steps]
    return [(case, step) for case, step in found if case is not None]
