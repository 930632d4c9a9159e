"""A worry goes to the person whom the home names, and to nobody else; and so does the name of
whoever spoke up, which opens to that person alone and only with a reason that is filed."""

from collections.abc import Collection
from dataclasses import replace

from flows.moment import Moment
from flows.roles import Role
from storage import cases, people, records
from storage.cases import Case
from storage.people import Person

OPENED = "seal_opened"
"""The record by which a name is opened."""


def hearers(moment: Moment, skip: Collection[int] = ()) -> list[Person]:
    """Who hears worries: the named person, else the nominated individual, else the manager.

    `skip` holds ids of those it is about, and of whoever speaks up.
    """
    return next((group for group in _groups(moment, skip) if group), [])


def circle(moment: Moment, concerns: Collection[int], reporter_id: int) -> list[int]:
    """The only people who may ever see a worry: who hears it, who stands in for them, and whoever
    spoke up. The line of managers is not among them, unless there is nobody else."""
    named, nominated, managers = _groups(moment, {*concerns, reporter_id})
    return sorted({reporter_id, *(p.id for p in [*named, *nominated] or managers)})


def heard_still(moment: Moment, case: Case) -> Case:
    """The case; a worry all of whose hearers have left goes to those who hear worries now.

    To a manager only if a manager heard it before: whoever spoke up was told who would.
    """
    if not case.sealed:
        return case
    skip = {case.reporter_id, *case.concerns}
    then = people.these(moment.db, {*case.limited} - skip)
    named, nominated, managers = _groups(moment, skip)
    by_manager = any(Role.REGISTERED_MANAGER in person.roles for person in then)
    following = [*named, *nominated] or (managers if by_manager else [])
    if not following or any(person.state == "active" for person in then):
        return case
    now = sorted({case.reporter_id, *(person.id for person in following)})
    cases.change_case(moment.db, case.id, limited=now)
    cases.note(moment.db, case.id, "limited", moment.now)
    return replace(case, limited=now)


def may_open(moment: Moment, person: Person, case: Case) -> bool:
    """Whether this person is the one who may open the name of whoever spoke up."""
    heard_by = hearers(moment, {*case.concerns, case.reporter_id})
    return case.sealed and person.id in {hearer.id for hearer in heard_by}


def who_spoke_up(moment: Moment, case: Case, viewer: Person) -> str:
    """The reporter's name for who has opened it, and may; for anybody else it is sealed."""
    reporter = people.get_person(moment.db, case.reporter_id)
    filed = records.records_of(moment.db, case.id)
    opened = any(r.kind == OPENED and r.author_id == viewer.id for r in filed)
    if reporter is None or not (opened and may_open(moment, viewer, case)):
        return "sealed"
    return reporter.name


def _groups(
    moment: Moment, skip: Collection[int]
) -> tuple[list[Person], list[Person], list[Person]]:
    """The named person, the nominated individuals, the registered managers; without `skip`."""
    named = people.person_named(moment.db, moment.service.guardian)
    groups = (
        [named] if named is not None and named.state == "active" else [],
        people.holders_of(moment.db, {Role.NOMINATED_INDIVIDUAL}),
        people.holders_of(moment.db, {Role.REGISTERED_MANAGER}),
    )
    first, second, third = ([p for p in group if p.id not in skip] for group in groups)
    return first, second, third
