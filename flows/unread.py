"""Who has not come to a briefing: said to whoever leads them, so that they can be helped."""

from collections.abc import Iterator, Sequence
from typing import Final

from flows import post
from flows.briefing_screens import unread_screen
from flows.moment import Moment
from flows.post import Place
from flows.roles import Role
from flows.rungs import first_here, is_away
from storage import briefings, deadlines, people, shifts
from storage.briefings import ASKED, Briefing, Reading
from storage.outbox import Priority
from storage.people import Person

REMINDERS = 2
"""As often is somebody reminded; then whoever leads them hears of it."""


FIRST: Final = deadlines.LISTS[0]
THEN: Final = deadlines.LISTS[1]
TOLD: Final = {
    FIRST: (Role.TEAM_LEADER,),
    THEN: (Role.DEPUTY_MANAGER, Role.REGISTERED_MANAGER, Role.NOMINATED_INDIVIDUAL),
}
"""Who hears of it: the team leaders; where that did not help the deputy, or who stands in."""


def one_more(moment: Moment, briefing: Briefing, count: int) -> None:
    """Somebody is late. Whoever leads them hears of it with all the others who are: the list is
    worked out once, after them, and not for each of them."""
    which = FIRST if count == REMINDERS + 1 else THEN
    if not deadlines.is_open(moment.db, which, briefing.case_id):
        deadlines.set_deadline(moment.db, which, moment.now, moment.now, case_id=briefing.case_id)


def tell_leaders(moment: Moment, which: str, case_id: int, event: int) -> None:
    """One living card for each leader: who is not done with it, with the reason where one is
    known."""
    found = briefings.briefings_of(moment.db, case_id)
    if found and found[-1].state == "current":
        _tell(moment, found[-1], which, event)


def _tell(moment: Moment, briefing: Briefing, which: str, event: int) -> None:
    least = REMINDERS + (1 if which == FIRST else 2)
    late = {
        reading.person_id: reading
        for reading in briefings.readings_of(moment.db, briefing.id)
        if reading.state in ASKED and reading.reminders >= least
    }
    left = [p for p in people.everyone(moment.db) if p.id in late and p.state == "active"]
    why = _reasons(moment, left, late)
    for leader, place, theirs in _who_hears(moment, TOLD[which], left):
        post.show(
            moment,
            place,
            unread_screen(briefing, [f"{p.name}{why[p.id]}" for p in theirs]),
            key=f"unread:{event}:{leader.id}",
            about="unread",
            card=f"unread:{briefing.id}",
            priority=Priority.ROUTINE,
            repost=True,
            quiet=True,
        )


def _who_hears(
    moment: Moment, roles: Sequence[Role], left: Sequence[Person]
) -> Iterator[tuple[Person, Place, list[Person]]]:
    """Each leader who is here, with those they lead; of whom none leads, the next role hears."""
    for role in roles:
        told: set[int] = set()
        for leader, place in first_here(moment, (role,)):
            theirs = [p for p in left if p.id != leader.id and _leads(leader, p)]
            told |= {p.id for p in theirs}
            if theirs:
                yield leader, place, theirs
        left = [p for p in left if p.id not in told]


def _reasons(moment: Moment, left: Sequence[Person], late: dict[int, Reading]) -> dict[int, str]:
    """What is known to have been in the way; none of it is a refusal."""
    reachable = post.places(moment, [person.id for person in left])
    since = min((reading.made_at for reading in late.values()), default=moment.now)
    worked = shifts.worked_since(moment.db, late, since)

    def reason(person: Person) -> str:
        if is_away(moment, person):
            return " (away)"
        if person.id not in reachable:
            return " (has no chat here)"
        if late[person.id].state == "read":
            return " (has read it; the question is open)"
        return "" if person.id in worked else " (not on duty since)"

    return {person.id: reason(person) for person in left}


def _leads(leader: Person, person: Person) -> bool:
    return not leader.units or not person.units or bool({*leader.units} & {*person.units})
