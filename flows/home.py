"""The menu: report first, then what waits for this person."""

from flows.screen import Screen
from flows.screens import home_screen
from flows.talk import PAGE, Talk
from flows.tasks import tasks_of
from storage import drafts, people, shifts


def show_home(talk: Talk, note: str = "", *, duty_said: str = "", repost: bool = False) -> None:
    """Show the menu; a form that was open is put by, with every answer kept."""
    drafts.put_by(talk.moment.db, talk.person.id)
    talk.show(_menu(talk, note, duty_said), repost=repost)


def show_page(talk: Talk) -> None:
    """Show the same on the person's own page; the chat stays as it is."""
    talk.show(_menu(talk), card=PAGE)


def _menu(talk: Talk, note: str = "", duty_said: str = "") -> Screen:
    moment = talk.moment
    person = people.get_person(moment.db, talk.person.id) or talk.person
    return home_screen(
        moment,
        person,
        drafts=drafts.unfinished_drafts(moment.db, person.id),
        tasks=tasks_of(moment, person),
        on_duty=person.id in shifts.on_shift(moment.db),
        note=note,
        duty_said=duty_said,
    )
