"""I'm away: by taps, until the day somebody is back. Others do what was theirs."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows import staff
from flows.home import show_home
from flows.moment import Moment
from flows.screen import Button, Screen
from flows.screens import in_rows
from flows.talk import NotForYou, Talk, number
from flows.times import day_said
from flows.words import listed
from storage import cases, drafts

BACK_AT = time(6, 0)
"""From when on, on the day they are back, things are put to a person again."""

SOON = (("Tomorrow", 1), ("In 3 days", 3), ("In a week", 7), ("In 2 weeks", 14))
DAYS = 8
"""How many days one screen of days offers."""

LONGEST = timedelta(days=366)


def away_tapped(talk: Talk, what: str = "", more: str = "") -> None:
    """Choose the day; say yes to it; or be back. Raises NotForYou for a day that has come."""
    match what:
        case "":
            drafts.put_by(talk.moment.db, talk.person.id)
            talk.show(_soon_screen(talk.moment))
        case "days":
            drafts.put_by(talk.moment.db, talk.person.id)
            talk.show(_days_screen(talk.moment, number(more)))
        case "back":
            staff.come_back(talk.moment, talk.person)
            show_home(talk, note="Welcome back.")
        case _:
            _chosen(talk, _day(talk.moment, what), sure=more == "yes")


def back_on(day: date, zone: ZoneInfo) -> datetime:
    """Until when somebody is away who is back on that day."""
    return datetime.combine(day, BACK_AT, zone)


def _chosen(talk: Talk, day: date, *, sure: bool) -> None:
    if not sure:
        drafts.put_by(talk.moment.db, talk.person.id)
        talk.show(_sure_screen(talk, day))
        return
    untold = staff.go_away(talk.moment, talk.person, back_on(day, talk.moment.service.zone))
    note = "Rest well."
    if untold:
        note = f"I could not reach anyone else about {listed(untold)}. Please tell a colleague."
    show_home(talk, note=note)


def _soon_screen(moment: Moment) -> Screen:
    today = _today(moment)
    soon = [Button(label, f"f:{today + timedelta(days=days)}") for label, days in SOON]
    return Screen(
        head="I'm away",
        title="When are you back?",
        lines=("Others do what is yours until then.",),
        rows=(*in_rows(soon), (Button("Another day", "f:days:0"),), (Button("Menu", "m"),)),
    )


def _days_screen(moment: Moment, page: int) -> Screen:
    """Days one by one, the nearest first."""
    today = _today(moment)
    last = (LONGEST.days - 1) // DAYS
    first = page % (last + 1) * DAYS + 1
    days = [today + timedelta(days=first + number) for number in range(DAYS)]
    return Screen(
        head="I'm away",
        title="When are you back?",
        rows=(
            *in_rows([Button(_short(day), f"f:{day}") for day in days]),
            (Button("Later", f"f:days:{page + 1}"), Button("Back", "f")),
        ),
    )


def _sure_screen(talk: Talk, day: date) -> Screen:
    """What follows is said before it is done: others are told at once."""
    held = len(cases.steps_held_by(talk.moment.db, talk.person.id))
    things = "1 task goes" if held == 1 else f"{held} tasks go" if held else "Nothing goes"
    return Screen(
        head="I'm away",
        title=f"Are you away until {day_said(day, _today(talk.moment))}?",
        lines=(f"{things} to others now. You are off duty then.",),
        rows=((Button("Yes, I'm away", f"f:{day}:yes"), Button("No", "f")),),
    )


def _day(moment: Moment, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotForYou from None
    if not timedelta(0) < day - _today(moment) <= LONGEST:
        raise NotForYou
    return day


def _today(moment: Moment) -> date:
    return moment.now.astimezone(moment.service.zone).date()


def _short(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
