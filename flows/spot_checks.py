"""Spot checks: about once a week a few of those at work get one short question of a briefing.

So the home knows what an inspector would hear. It is no examination: a wrong answer teaches, the
figures are for the lesson and never for a person, and below five answers none is shown.
"""

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from flows import post
from flows.briefing_screens import numbered_answers
from flows.kindly import Quiet
from flows.moment import Moment
from flows.post import Place
from flows.screen import Button, Screen
from flows.small_groups import enough
from flows.talk import NotForYou, Talk, number
from storage import briefings, deadlines, people, shifts, spot_checks
from storage.briefings import Briefing
from storage.outbox import Priority
from storage.people import Person
from storage.spot_checks import SpotCheck

PURPOSE: Final = "spot_check"
EVERY = timedelta(days=7, hours=7)
"""A week, and some hours: at another time of day each round, so that nights are asked as well."""

SOON = timedelta(hours=7)
"""Where nobody at work could be asked, another hour of the day is tried."""

PEOPLE = 3
REST = timedelta(days=28)
"""Nobody is asked more often."""

NEVER = datetime.min.replace(tzinfo=UTC)


def arrange(moment: Moment) -> None:
    """From the first briefing on there is a round about every week."""
    if not deadlines.is_open(moment.db, PURPOSE):
        deadlines.set_deadline(moment.db, PURPOSE, moment.now + EVERY, moment.now)


def ask_some(moment: Moment) -> None:
    """Ask a few who are at work and understood a briefing; the longest not asked come first."""
    asked = spot_checks.last_asked(moment.db)
    reachable = post.places(moment, shifts.on_shift(moment.db))
    rested = [
        person
        for person in people.everyone(moment.db)
        if person.id in reachable
        and asked.get(person.id, NEVER) <= moment.now - REST
        and not _in_quiet_hours(moment, person)
    ]
    rested.sort(key=lambda person: (asked.get(person.id, NEVER), person.id))
    found = ((person, _understood(moment, person)) for person in rested)
    chosen = list(islice(((p, b) for p, b in found if b is not None), PEOPLE))
    for person, briefing in chosen:
        _ask(moment, reachable[person.id][0], person, briefing)
    following = moment.now + (EVERY if chosen else SOON)
    deadlines.set_deadline(moment.db, PURPOSE, following, moment.now)


def spot_tapped(talk: Talk, check_id: str, answer: str) -> None:
    """An answer; the first one counts. "show" shows the question. Raises NotForYou."""
    check = spot_checks.get_spot_check(talk.moment.db, number(check_id))
    if check is None or check.person_id != talk.person.id:
        raise NotForYou
    briefing = briefings.get_briefing(talk.moment.db, check.briefing_id)
    if briefing is None:
        raise NotForYou
    if answer == "show" and check.right is None:
        talk.show(_question_screen(briefing, check), card=_card(check), repost=True)
        return
    right = number(answer) == 0
    if check.right is None:
        spot_checks.answer_spot_check(talk.moment.db, check.id, talk.moment.now, right=right)
    talk.show(_answer_screen(briefing, check, right=check.right or right), card=_card(check))


def figures(moment: Moment, briefing: Briefing) -> str:
    """How many answers were right; nothing while there are too few."""
    asked = spot_checks.spot_checks_of(moment.db, briefing.id)
    answered = [check for check in asked if check.right is not None]
    if not enough(len(answered)):
        return ""
    return f"Spot checks: {sum(bool(c.right) for c in answered)} of {len(answered)} right."


def _in_quiet_hours(moment: Moment, person: Person) -> bool:
    """Their own, which hold at work too: whoever has them now is asked another week."""
    zone = moment.service.zone
    return bool(person.quiet and Quiet.read(person.quiet).end_after(moment.now, zone))


def _understood(moment: Moment, person: Person) -> Briefing | None:
    """A briefing that still holds and that this person has understood, the newest."""
    for reading in reversed(briefings.asked_of(moment.db, person.id, ("understood",))):
        briefing = briefings.get_briefing(moment.db, reading.briefing_id)
        if briefing is not None and briefing.state == "current":
            return briefing
    return None


def _ask(moment: Moment, place: Place, person: Person, briefing: Briefing) -> None:
    check = spot_checks.add_spot_check(
        moment.db,
        person_id=person.id,
        briefing_id=briefing.id,
        scenario=person.id % len(briefing.content["scenarios"]),
        now=moment.now,
    )
    post.show(
        moment,
        place,
        _question_screen(briefing, check),
        key=f"spot:{check.id}",
        about="spot_check",
        card=_card(check),
        priority=Priority.ROUTINE,
        repost=True,
        quiet=True,
        until=moment.now + EVERY,
        opens=f"sp:{check.id}:show",
    )


def _question_screen(briefing: Briefing, check: SpotCheck) -> Screen:
    scenario = briefing.content["scenarios"][check.scenario]
    answers = numbered_answers(scenario)
    buttons = [Button(text, f"sp:{check.id}:{number}") for number, text in answers]
    first = check.id % len(buttons)
    return Screen(
        head="One short question",
        title=scenario["question"],
        lines=("It helps us see whether our briefings are clear.",),
        rows=tuple((button,) for button in buttons[first:] + buttons[:first]),
    )


def _answer_screen(briefing: Briefing, check: SpotCheck, *, right: bool) -> Screen:
    scenario = briefing.content["scenarios"][check.scenario]
    title = "That's right. Thank you." if right else f"Not quite. {scenario['right']}."
    return Screen(title=title, lines=(scenario["because"],), rows=((Button("Menu", "m"),),))


def _card(check: SpotCheck) -> str:
    return f"spot:{check.id}"
