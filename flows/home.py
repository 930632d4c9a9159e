"""The menu: report first, then what waits for this person."""

from dataclasses import replace

from flows.moment import Moment
from flows.reading_list import rows_to_read
from flows.rungs import is_away
from flows.screen import Screen
from flows.screens import MOST_LISTED, home_screen
from flows.talk import PAGE, Talk
from flows.tasks import task_lines, tasks_of
from flows.times import day_said
from flows.words import listed
from storage import briefings, drafts, people, shifts
from storage.people import Person


def show_home(talk: Talk, note: str = "", *, duty_said: str = "", repost: bool = False) -> None:
    """Show the menu; a form that was open is put by, with every answer kept.

    `duty_said` is what a tap has just changed about somebody's duty: it is not said twice.
    """
    drafts.put_by(talk.moment.db, talk.person.id)
    talk.show(_menu(talk, note, duty_said), repost=repost)


def show_page(talk: Talk) -> None:
    """Show the person's own page: the same, with what waits and what to read; the chat stays."""
    menu = _menu(talk)
    person = people.get_person(talk.moment.db, talk.person.id) or talk.person
    waiting = task_lines(talk.moment, tasks_of(talk.moment, person)[:MOST_LISTED])
    *rows, more = menu.rows
    page = replace(
        menu, lines=(*menu.lines, *waiting), rows=(*rows, *rows_to_read(talk.moment, person), more)
    )
    talk.show(page, card=PAGE)


def _menu(talk: Talk, note: str = "", duty_said: str = "") -> Screen:
    moment = talk.moment
    person = people.get_person(moment.db, talk.person.id) or talk.person
    on_duty = person.id in shifts.on_shift(moment.db)
    tasks = tasks_of(moment, person)
    waiting = _waiting(len(tasks), len(briefings.asked_of(moment.db, person.id)))
    duty = "" if duty_said else f"You are {'on' if on_duty else 'off'} duty. "
    lines = (note, duty_said, _away_line(moment, person) or f"{duty}{waiting}")
    return home_screen(
        moment,
        person,
        drafts=drafts.unfinished_drafts(moment.db, person.id),
        tasks=tasks,
        on_duty=on_duty,
        lines=[line for line in lines if line],
    )


def _away_line(moment: Moment, person: Person) -> str:
    if person.away_until is None or not is_away(moment, person):
        return ""
    zone = moment.service.zone
    back = person.away_until.astimezone(zone).date()
    return f"You are away until {day_said(back, moment.now.astimezone(zone).date())}."


def _waiting(tasks: int, unread: int) -> str:
    counts = ((tasks, "thing"), (unread, "briefing"))
    said = [f"{many} {what}{'' if many == 1 else 's'}" for many, what in counts if many]
    verb = "are" if tasks + unread > 1 else "is"
    return f"{listed(said) or 'Nothing'} {verb} waiting for you."
