"""A shift: begun by a tap, ended by a tap or, when that is forgotten, by itself."""

from datetime import datetime, timedelta
from typing import Final

from flows import post
from flows.access import SENIOR_UP
from flows.moment import Moment
from flows.screen import Button, Screen
from flows.times import standing
from flows.words import at
from storage import cases, deadlines, people, shifts
from storage.outbox import Priority
from storage.shifts import Shift

ASK_BEFORE = timedelta(minutes=30)
"""How long before duty ends by itself the person is asked."""

LONGER = timedelta(hours=4)
"""How long somebody stays on duty who says that they still are."""

CARD = "duty"
QUESTION: Final = "duty_question"
END: Final = "duty_end"


def begin(moment: Moment, person_id: int) -> None:
    """On duty from this moment on, for as long as the home has set."""
    shift_id = shifts.start_shift(moment.db, person_id, moment.now)
    _end_at(moment, shift_id, moment.now + moment.service.duty_ends_after)


def stay(moment: Moment, shift: Shift) -> None:
    """Somebody says that they are still on duty: it never ends the sooner for that."""
    until = moment.now + LONGER
    ends = deadlines.shift_ends(moment.db, shift.id)
    if ends is None or ends < until:
        deadlines.meet_shift_deadlines(moment.db, shift.id, moment.now)
        _end_at(moment, shift.id, until)


def end(moment: Moment, person_id: int, ended_at: datetime) -> None:
    """Off duty from `ended_at` on; without an open shift, nothing changes."""
    shift = shifts.open_shift(moment.db, person_id)
    if shift is not None:
        shifts.end_shift(moment.db, shift.id, ended_at)
        deadlines.meet_shift_deadlines(moment.db, shift.id, moment.now)


def ask(moment: Moment, shift_id: int) -> None:
    """A quiet question, whose card says what became of it afterwards."""
    shift = shifts.get_shift(moment.db, shift_id)
    ends = deadlines.shift_ends(moment.db, shift_id)
    if shift is None or shift.ended_at is not None or ends is None or ends <= moment.now:
        return
    screen = Screen(
        title="Are you still on duty?",
        lines=(f"If I hear nothing, it ends {standing(ends, moment.now, moment.service.zone)}.",),
        rows=((Button("Yes", "d:yes"), Button("No, I am off", "d:no")),),
    )
    _show(moment, shift, screen, f"duty_question:{shift.id}:{ends.isoformat()}", until=ends)


def tell_ended(moment: Moment, shift: Shift, ended_at: datetime) -> None:
    """Whoever is still at work must know that alerts go to others now."""
    off = state_screen(moment, shift.person_id)
    ended = f"It ended by itself, {standing(ended_at, moment.now, moment.service.zone)}."
    if _is_alerted(moment, shift.person_id):
        ended += " Alerts go to others."
    screen = Screen(
        title=off.title,
        lines=(ended, *off.lines),
        rows=((Button("I'm still on duty", "d:yes"),),),
    )
    _show(moment, shift, screen, f"duty_end:{shift.id}")


def state_screen(moment: Moment, person_id: int) -> Screen:
    """On duty until when, or off, and what that means."""
    shift = shifts.open_shift(moment.db, person_id)
    if shift is not None:
        until = at(moment, deadlines.shift_ends(moment.db, shift.id))
        alerts = _is_alerted(moment, person_id)
        line = f"Alerts come to you until {until}." if alerts else f"It ends by itself, {until}."
        return Screen(title="You are on duty now.", lines=(line,))
    held = cases.steps_held_by(moment.db, person_id)
    still = "Something is still yours: finish it, or hand it over."
    return Screen(title="You are off duty now.", lines=(still if held else "Rest well.",))


def _is_alerted(moment: Moment, person_id: int) -> bool:
    """Whether alerts come to this person on duty; a care worker is put nothing of others'."""
    person = people.get_person(moment.db, person_id)
    return person is not None and bool(SENIOR_UP & set(person.roles))


def _end_at(moment: Moment, shift_id: int, ends: datetime) -> None:
    """Ask before, but not before half of the time is over."""
    asked = max(ends - ASK_BEFORE, moment.now + (ends - moment.now) / 2)
    for purpose, due in ((QUESTION, asked), (END, ends)):
        deadlines.set_deadline(moment.db, purpose, due, moment.now, shift_id=shift_id)


def _show(
    moment: Moment, shift: Shift, screen: Screen, key: str, *, until: datetime | None = None
) -> None:
    place = post.place_of(moment, shift.person_id)
    if place is not None:
        post.show(
            moment,
            place,
            screen,
            key=key,
            about="duty",
            card=CARD,
            priority=Priority.ROUTINE,
            repost=True,
            quiet=True,
            until=until,
        )
