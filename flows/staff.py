"""Who works here: added, given a code, on and off duty, leaving."""

from collections.abc import Sequence

from flows import joining, ladder, telling
from flows.errors import Refusal
from flows.moment import Moment
from flows.normal import normal_text
from flows.roles import Role
from storage import cases, outbox, people
from storage.people import Person


class NameTaken(Refusal):
    """Somebody of that name works here already."""


class NoSuchPerson(Refusal):
    """Nobody of that name works here."""


class UnknownUnit(Refusal):
    """A word that names no unit."""


class NotAName(Refusal):
    """Text that cannot be a person's name."""


def add_person(
    moment: Moment, name: str, roles: Sequence[Role], units: Sequence[str] = ()
) -> Person:
    """Add a member of staff; raises NameTaken, NotAName or UnknownUnit."""
    name = " ".join(normal_text(name).split())
    if not name or len(name) > 80:
        raise NotAName("A name has between 1 and 80 letters.")
    if people.person_named(moment.db, name) is not None:
        raise NameTaken(f"There is already somebody called {name}. Add a middle name or initial.")
    person_id = people.add_person(
        moment.db,
        name=name,
        roles=[role.value for role in roles] or [Role.CARE_WORKER.value],
        units=[_unit(moment, unit) for unit in units],
        now=moment.now,
    )
    return _person(moment, person_id)


def new_code(moment: Moment, person: Person) -> str:
    """A new one-time join code; raises NoSuchPerson for somebody who has left."""
    if person.state != "active":
        raise NoSuchPerson(
            f"{person.name} has left. Add them again under a new name to let them in."
        )
    return joining.new_code(moment, person)


def find_person(moment: Moment, name: str) -> Person:
    """The person of that name, in any case of letters; raises NoSuchPerson."""
    person = people.person_named(moment.db, " ".join(name.split()))
    if person is None:
        raise NoSuchPerson(
            f'Nobody here is called "{name}". `handrail staff list` shows the names.'
        )
    return person


def all_people(moment: Moment) -> list[Person]:
    return people.everyone(moment.db)


def reach(moment: Moment) -> dict[int, list[str]]:
    """The channels by which each person can be reached, by person id."""
    found: dict[int, list[str]] = {}
    for account in people.reachable_accounts(moment.db):
        found.setdefault(account.person_id, []).append(account.channel)
    return found


def on_duty(moment: Moment) -> set[int]:
    return people.on_shift(moment.db)


def go_on_duty(moment: Moment, person: Person) -> None:
    """Begin a shift; a second tap changes nothing."""
    if person.id not in people.on_shift(moment.db):
        people.start_shift(moment.db, person.id, moment.now)
        ladder.welcome(moment, person)


def go_off_duty(moment: Moment, person: Person) -> None:
    """End the shift; where only this person was told, and nobody has it, the next rung hears."""
    people.end_shift(moment.db, person.id, moment.now)
    retell_without(moment, person.id)


def leave(moment: Moment, person: Person) -> None:
    """Access ends at once, and what this person had goes to the ladder."""
    if person.state != "active":
        return
    held = cases.steps_held_by(moment.db, person.id)
    for case_id in sorted({step.case_id for step in held}):
        cases.lock_case(moment.db, case_id)
    telling.say_goodbye(moment, person.id)
    people.mark_left(moment.db, person.id, moment.now)
    people.end_shift(moment.db, person.id, moment.now)
    people.close_accounts(moment.db, person.id)
    for step in held:
        case, step = ladder.lock_step(moment, step.id)
        ladder.reopen(moment, case, step, "left", f"{person.name} no longer works here.")
    retell_without(moment, person.id)


def cannot_be_reached(moment: Moment, person: Person) -> None:
    """Their chat is blocked or gone: managers hear of it, and what waited on them climbs."""
    if person.id in reach(moment):
        return
    telling.tell_unreachable(moment, [person])
    retell_without(moment, person.id)


def retell_without(moment: Moment, person_id: int) -> None:
    """Somebody has gone home or cannot be reached: where no one else was told, climb at once."""
    reachable, present = set(reach(moment)), people.on_shift(moment.db)
    for step in cases.steps_owed(moment.db):
        gone = person_id not in reachable or step.rung == "on duty"
        ever = ladder.told_ever(moment, step)
        if not gone or person_id not in ever:
            continue
        outbox.supersede_alerts(moment.db, step.id, person_id)
        others = (ladder.told_people(moment, step) - {person_id}) & reachable
        if step.rung == "on duty":
            others &= present
        if not others:
            ladder.climb_on(moment, step.id, besides=ever)


def _unit(moment: Moment, unit: str) -> str:
    for known in moment.service.units:
        if known.casefold() == unit.strip().casefold():
            return known
    listed = ", ".join(moment.service.units) or "none yet"
    raise UnknownUnit(f'"{unit}" is not a unit here. The units are: {listed}.')


def _person(moment: Moment, person_id: int) -> Person:
    person = people.get_person(moment.db, person_id)
    if person is None:
        raise NoSuchPerson("That person is not here.")
    return person
