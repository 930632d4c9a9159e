"""Briefings: a lesson reaches each person at a kind time, and is followed until it is understood.

How far each person is has its times: sent is owed to their chat, delivered is taken by it, opened
is the first tap on it, then read and understood. A chat does not tell who has looked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flows import post
from flows.briefing_screens import briefing_screen, question_screen
from flows.kindly import Quiet, kind_time
from flows.moment import Moment
from flows.rungs import is_away
from flows.screen import Screen
from flows.unread import REMINDERS, one_more
from storage import briefings, deadlines, people, shifts
from storage.briefings import ASKED, Briefing, Reading
from storage.cases import Case
from storage.outbox import Priority
from storage.people import Person

PURPOSE = "reading"

READ_IT = "A reminder: this still waits for you."
ANSWER_IT = "A reminder: one question is still open."
ASKED_AGAIN = "Here is the question again, as I said."
"""Why the same card comes another time."""


def share(moment: Moment, case: Case, author: Person, content: Mapping[str, Any]) -> Briefing:
    """Send a briefing to everybody it is for. One that is changed takes the place of the last."""
    before = briefings.briefings_of(moment.db, case.id)
    for old in before:
        deadlines.meet_briefing_deadlines(moment.db, old.id, moment.now)
        briefings.replace_briefing(moment.db, old.id)
    briefing = briefings.add_briefing(
        moment.db,
        case_id=case.id,
        version=len(before) + 1,
        content=dict(content),
        roles=list(content.get("roles") or ()),
        units=list(content.get("units") or ()),
        urgent=content["urgent"] == "yes",
        author_id=author.id,
        made_at=moment.now,
    )
    _ask(moment, briefing, people.everyone(moment.db))
    return briefing


def catch_up(moment: Moment, person: Person) -> None:
    """Somebody new, or with another unit or role: the briefings that still hold there are theirs
    to read, and those that are not for them any more are not asked of them."""
    for briefing in briefings.current_briefings(moment.db):
        if is_for(briefing, person):
            again = briefings.readmit(moment.db, briefing.id, person.id, moment.now)
            deadlines.set_reading_deadlines(moment.db, PURPOSE, again, moment.now)
            _ask(moment, briefing, [person])
        else:
            _excuse(moment, briefing, person)


def _excuse(moment: Moment, briefing: Briefing, person: Person) -> None:
    for reading in briefings.asked_of(moment.db, person.id):
        if reading.briefing_id == briefing.id:
            briefings.change_reading(moment.db, reading.id, state="excused", way=briefings.MOVED)
            deadlines.meet_reading_deadlines(moment.db, reading.id, moment.now)


def offer_what_waits(moment: Moment, person: Person) -> None:
    """Somebody has come on duty, or has a chat or other quiet hours now: what waits for them comes
    as soon as it is kind, and nothing while they are away."""
    person = people.get_person(moment.db, person.id) or person
    if is_away(moment, person):
        return
    for reading in briefings.asked_of(moment.db, person.id, ("due",)):
        _offer(moment, reading, person)


def follow(moment: Moment, reading_id: int) -> None:
    """A deadline of a reading has passed: it is sent now, or reminded of, or asked again."""
    reading = briefings.get_reading(moment.db, reading_id)
    person = people.get_person(moment.db, reading.person_id) if reading else None
    if reading is None or person is None or reading.state not in ASKED:
        return
    if person.state != "active":
        briefings.change_reading(moment.db, reading.id, state="excused", way="left")
    elif is_away(moment, person) and person.away_until is not None:
        _look_again(moment, reading, person.away_until)
    elif reading.state == "due":
        _offer(moment, reading, person)
    else:
        _remind(moment, reading, person)


def heard_in_person(
    moment: Moment, case: Case, person_ids: Sequence[int], way: str, *, understood: bool
) -> None:
    """The deputy notes who was told at handover, in supervision, or otherwise in person."""
    for briefing in briefings.briefings_of(moment.db, case.id):
        if briefing.state != "current":
            continue
        briefings.add_readings(moment.db, briefing.id, person_ids, moment.now)
        for reading in briefings.readings_of(moment.db, briefing.id):
            if reading.person_id in person_ids and reading.state in ASKED:
                _heard(moment, reading, way, understood=understood)


def end_of(moment: Moment, reading: Reading) -> None:
    """It was understood: nothing more is asked."""
    briefings.change_reading(moment.db, reading.id, state="understood", understood_at=moment.now)
    deadlines.meet_reading_deadlines(moment.db, reading.id, moment.now)


def ask_again(moment: Moment, reading: Reading) -> None:
    """A wrong answer: the question comes again another day. Whoever answered was no non-reader, so
    the reminders begin anew."""
    briefings.change_reading(moment.db, reading.id, wrong=reading.wrong + 1, reminders=0)
    _look_again(moment, reading, _in(moment, "briefing_again"))


def show(
    moment: Moment,
    reading: Reading,
    screen: Screen,
    key: str,
    *,
    anew: bool,
    priority: Priority = Priority.REPLY,
    urgent: bool = False,
) -> None:
    """Show the card of a reading in the chat that its person used last.

    What is urgent comes by itself and can be heard, though at the pace of all that is routine.
    """
    place = post.place_of(moment, reading.person_id)
    if place is None:
        return
    post.show(
        moment,
        place,
        screen,
        key=key,
        about="urgent_briefing" if urgent else "briefing",
        card=f"{briefings.CARD}{reading.id}",
        priority=priority,
        repost=anew,
        quiet=anew and not urgent,
        alone=urgent,
        opens=f"br:{reading.id}:show",
    )


def is_for(briefing: Briefing, person: Person) -> bool:
    """Whether a briefing is for this person: by role, by unit, or for everybody."""
    if person.state != "active" or person.id == briefing.author_id:
        return False
    if briefing.roles and not set(briefing.roles) & set(person.roles):
        return False
    return not briefing.units or not person.units or bool({*briefing.units} & {*person.units})


def _ask(moment: Moment, briefing: Briefing, those: Sequence[Person]) -> None:
    """Theirs to read from now on. Each is offered it by the clock, in a turn of their own: for
    two thousand at once nobody else could be served."""
    theirs = [person.id for person in those if is_for(briefing, person)]
    asked = briefings.add_readings(moment.db, briefing.id, theirs, moment.now)
    deadlines.set_reading_deadlines(moment.db, PURPOSE, asked, moment.now)


def _offer(moment: Moment, reading: Reading, person: Person) -> None:
    """Send it now, at the end of quiet hours, or on the next shift; never all at once later."""
    briefing = _briefing(moment, reading)
    waits_until = _limit(moment, "briefing_waits", reading.made_at)
    when = _kind_time(moment, person, waited=waits_until <= moment.now)
    if briefing.urgent:
        when = moment.now
    if when is None:
        _look_again(moment, reading, waits_until)
    elif when > moment.now:
        _look_again(moment, reading, when)
    else:
        _send(moment, briefing, reading)


def _send(moment: Moment, briefing: Briefing, reading: Reading) -> None:
    """Nobody has it who has no chat: whoever leads them is asked to tell them in person."""
    if post.place_of(moment, reading.person_id) is None:
        _count(moment, briefing, reading)
        return
    briefings.change_reading(moment.db, reading.id, state="sent", sent_at=moment.now, reminders=0)
    show(
        moment,
        reading,
        briefing_screen(moment, briefing, reading),
        _key(reading),
        anew=True,
        priority=Priority.ROUTINE,
        urgent=briefing.urgent,
    )
    _look_again(moment, reading, _in(moment, "briefing_reminder"))


def _key(reading: Reading) -> str:
    """Who is asked anew, having moved away and back, gets all of it anew."""
    return f"briefing:{reading.id}:{reading.made_at.isoformat()}"


def _remind(moment: Moment, reading: Reading, person: Person) -> None:
    """Kindly, and twice at the most; of the lesson, or of the question where that was read."""
    briefing = _briefing(moment, reading)
    when = _kind_time(moment, person, waited=True)
    if when is not None and when > moment.now:
        _look_again(moment, reading, when)
        return
    if reading.reminders < REMINDERS:
        screen = briefing_screen(moment, briefing, reading, READ_IT)
        if reading.state == "read":
            screen = question_screen(briefing, reading, _why_again(reading))
        key = f"{_key(reading)}:{reading.wrong}:{reading.reminders + 1}"
        show(moment, reading, screen, key, anew=True, priority=Priority.ROUTINE)
    _count(moment, briefing, reading)


def _why_again(reading: Reading) -> str:
    """After a wrong answer it was said that the question comes again."""
    return ASKED_AGAIN if reading.wrong and not reading.reminders else ANSWER_IT


def _count(moment: Moment, briefing: Briefing, reading: Reading) -> None:
    """Once more nothing came of it. After two reminders others are asked to help."""
    count = reading.reminders + 1
    briefings.change_reading(moment.db, reading.id, reminders=count)
    if count > REMINDERS:
        one_more(moment, briefing, count)
    _look_again(moment, reading, _in(moment, "briefing_reminder"))


def _heard(moment: Moment, reading: Reading, way: str, *, understood: bool) -> None:
    briefings.change_reading(
        moment.db,
        reading.id,
        state="read",
        read_at=reading.read_at or moment.now,
        way=way,
    )
    if understood:
        end_of(moment, reading)
    else:
        _look_again(moment, reading, _in(moment, "briefing_again"))


def _look_again(moment: Moment, reading: Reading, at: datetime) -> None:
    """One deadline for each reading: what was set before is met."""
    deadlines.meet_reading_deadlines(moment.db, reading.id, moment.now)
    deadlines.set_deadline(moment.db, PURPOSE, at, moment.now, reading_id=reading.id)


def _kind_time(moment: Moment, person: Person, *, waited: bool) -> datetime | None:
    own = Quiet.read(person.quiet) if person.quiet else None
    on_duty = shifts.open_shift(moment.db, person.id) is not None
    return kind_time(moment.now, moment.service.zone, own, on_duty=on_duty, waited=waited)


def _in(moment: Moment, limit: str) -> datetime:
    return _limit(moment, limit, moment.now)


def _limit(moment: Moment, limit: str, since: datetime) -> datetime:
    return moment.service.limits[limit].after(since, moment.service.zone)


def _briefing(moment: Moment, reading: Reading) -> Briefing:
    found = briefings.get_briefing(moment.db, reading.briefing_id)
    if found is None:
        raise LookupError(f"There is no briefing {reading.briefing_id}.")
    return found
