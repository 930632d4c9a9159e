"""Who works here: added, given a code, on and off duty, away, leaving."""

import re
from collections.abc import Sequence
from datetime import datetime

from flows import briefings, duty, joining, ladder, telling
from flows.errors import Refusal
from flows.escalation import may_act
from flows.moment import Moment
from flows.normal import normal_email, normal_text
from flows.retelling import retell_without
from flows.roles import Role
from flows.rungs import is_away, told_people
from flows.unsent import erase_unsent
from flows.words import known_as
from storage import cases, people, shifts
from storage.cases import Case, Step
from storage.drafts import Draft
from storage.people import Account, Person


class NameTaken(Refusal):
    """Somebody of that name works here already."""


class NoSuchPerson(Refusal):
    """Nobody of that name works here."""


class UnknownUnit(Refusal):
    """A word that names no unit."""


class NotAName(Refusal):
    """Text that cannot be a person's name."""


class NotAnEmail(Refusal):
    """Text that cannot be an e-mail address."""


class EmailTaken(Refusal):
    """Somebody else who works here has that e-mail address."""


EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
LONGEST_EMAIL = 254


def add_person(
    moment: Moment, name: str, roles: Sequence[Role], units: Sequence[str] = (), email: str = ""
) -> Person:
    """Add a member of staff; raises NameTaken, NotAName, UnknownUnit, NotAnEmail or EmailTaken."""
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
        email=_free_email(moment, email),
        now=moment.now,
    )
    person = _person(moment, person_id)
    briefings.catch_up(moment, person)
    return person


def change_email(moment: Moment, person: Person, email: str) -> Person:
    """Set or, with "", take out an e-mail address; raises as add_person, or NoSuchPerson."""
    _still_here(person)
    if normal_email(email) != person.email:
        people.set_email(moment.db, person.id, _free_email(moment, email))
    return _person(moment, person.id)


def change_units(moment: Moment, person: Person, units: Sequence[str]) -> Person:
    """They work there from now on, or everywhere; raises NoSuchPerson or UnknownUnit."""
    _still_here(person)
    people.set_units(moment.db, person.id, [_unit(moment, unit) for unit in units])
    return _settled_in(moment, person)


def change_roles(moment: Moment, person: Person, roles: Sequence[Role]) -> Person:
    """They hold these roles from now on; what they have by another goes to others. Raises
    NoSuchPerson."""
    _still_here(person)
    _lock_what_is_theirs(moment, person)
    people.set_roles(moment.db, person.id, [role.value for role in roles])
    person = _settled_in(moment, person)
    ladder_now = moment.service.escalation.ladder
    for step in cases.steps_held_by(moment.db, person.id):
        owned = step.owner_id == person.id or step.rounds == 0
        if not (owned or may_act(person, step.role, ladder_now, set())):
            ladder.hand_over(moment, person, step.id)
    retell_without(moment, person.id)
    return person


def _settled_in(moment: Moment, person: Person) -> Person:
    """What they are there for now is put to them: briefings, and what waits where they work."""
    fresh = _person(moment, person.id)
    briefings.catch_up(moment, fresh)
    if fresh.id in shifts.on_shift(moment.db):
        ladder.welcome(moment, fresh)
    return fresh


def _still_here(person: Person) -> None:
    if person.state != "active":
        raise NoSuchPerson(f"{person.name} has left.")


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
    return _by_person(people.reachable_accounts(moment.db))


def blocked(moment: Moment) -> dict[int, list[str]]:
    """The channels on which each person has blocked Handrail, by person id."""
    return _by_person(people.blocked_accounts(moment.db))


def _by_person(accounts: Sequence[Account]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for account in accounts:
        found.setdefault(account.person_id, []).append(account.channel)
    return found


def on_duty(moment: Moment) -> set[int]:
    return shifts.on_shift(moment.db)


def go_on_duty(moment: Moment, person: Person) -> None:
    """Begin a shift; whoever is on duty already stays on for some hours at least.

    Whoever comes on duty is not away.
    """
    come_back(moment, person)
    shift = shifts.open_shift(moment.db, person.id)
    if shift is not None:
        duty.stay(moment, shift)
    else:
        duty.begin(moment, person.id)
        ladder.welcome(moment, person)
        briefings.offer_what_waits(moment, person)


def go_off_duty(moment: Moment, person: Person) -> None:
    """End the shift; where only this person was told, and nobody has it, the next rung hears."""
    duty.end(moment, person.id, moment.now)
    retell_without(moment, person.id)


def duty_ran_out(moment: Moment, shift_id: int, ended_at: datetime) -> None:
    """Nobody tapped it off: the shift has ended by itself, and the same follows."""
    shift = shifts.get_shift(moment.db, shift_id)
    if shift is not None and shift.ended_at is None:
        duty.end(moment, shift.person_id, ended_at)
        duty.tell_ended(moment, shift, ended_at)
        retell_without(moment, shift.person_id)


def go_away(moment: Moment, person: Person, until: datetime) -> list[str]:
    """Until then others do what was this person's, and nothing new is put to them.

    Returns the references of cases about which nobody else could be told. Raises NoSuchPerson.
    """
    _still_here(person)
    _lock_what_is_theirs(moment, person)
    people.set_away_until(moment.db, person.id, until)
    duty.end(moment, person.id, moment.now)
    passed_on = _pass_on(moment, person, "away", "is away.")
    retell_without(moment, person.id)
    return [case.reference for case, step in passed_on if not told_people(moment, step)]


def come_back(moment: Moment, person: Person) -> None:
    """From now on things are put to them again; nothing is sent anew for what went to others."""
    if is_away(moment, person):
        people.set_away_until(moment.db, person.id, moment.now)


def leave(moment: Moment, person: Person) -> list[Draft]:
    """Access ends at once, and what this person had goes to the ladder.

    What they had begun and not sent is erased. Returns the reports among it, for somebody to ask.
    """
    if person.state != "active":
        return []
    _lock_what_is_theirs(moment, person)
    unsent = erase_unsent(moment, person)
    telling.say_goodbye(moment, person.id)
    people.mark_left(moment.db, person.id, moment.now)
    duty.end(moment, person.id, moment.now)
    people.close_accounts(moment.db, person.id)
    _pass_on(moment, person, "left", "no longer works here.")
    retell_without(moment, person.id)
    return unsent


def _theirs(moment: Moment, person: Person) -> list[Step]:
    held = cases.steps_held_by(moment.db, person.id)
    return [*held, *cases.steps_owned_by(moment.db, person.id)]


def _lock_what_is_theirs(moment: Moment, person: Person) -> None:
    """First the person: what they take at this moment is theirs then as well."""
    people.hold(moment.db, person.id)
    for case_id in sorted({step.case_id for step in _theirs(moment, person)}):
        cases.lock_case(moment.db, case_id)


def _pass_on(moment: Moment, person: Person, what: str, words: str) -> list[tuple[Case, Step]]:
    """Everything that is this person's is put to others, who read why; of whoever spoke up they
    do not read that, for it would say who it is."""
    passed_on = []
    for each in _theirs(moment, person):
        case, step = ladder.lock_step(moment, each.id)
        known = known_as(case, person)
        because = f"{known} {words if known == person.name else 'cannot do this now.'}"
        ladder.reopen(moment, case, step, what, because, {person.id})
        passed_on.append(ladder.lock_step(moment, each.id))
    return passed_on


def cannot_be_reached(moment: Moment, person: Person) -> None:
    """Their chat is blocked or gone: managers hear of it, and what waited on them climbs."""
    if person.id in reach(moment):
        return
    telling.tell_unreachable(moment, [person])
    retell_without(moment, person.id)


def _unit(moment: Moment, unit: str) -> str:
    for known in moment.service.units:
        if known.casefold() == unit.strip().casefold():
            return known
    listed = ", ".join(moment.service.units) or "none yet"
    raise UnknownUnit(f'"{unit}" is not a unit here. The units are: {listed}.')


def _free_email(moment: Moment, email: str) -> str | None:
    """The address as it is kept; None for none."""
    wanted = normal_email(email)
    if not wanted:
        return None
    if EMAIL.fullmatch(wanted) is None or len(wanted) > LONGEST_EMAIL:
        raise NotAnEmail("An e-mail address looks like sam@example.org.")
    holder = people.person_with_email(moment.db, wanted)
    if holder is not None:
        raise EmailTaken(f"{holder.name} has that e-mail address already.")
    return wanted


def _person(moment: Moment, person_id: int) -> Person:
    person = people.get_person(moment.db, person_id)
    if person is None:
        raise NoSuchPerson("That person is not here.")
    return person
