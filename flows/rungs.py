"""Who stands on the ladder of a step, and who may take it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flows import post
from flows.escalation import Climb, Staff, climb, may_act
from flows.moment import Moment
from flows.pathway import planned
from flows.post import Place
from flows.roles import Role
from storage import cases, outbox, people, shifts
from storage.cases import Case, Step
from storage.people import Person

OWNER = "owner"
"""The foot of the ladder of a step that is somebody's own."""

NAMED = "named people"
"""Whom a case is limited to, where nobody on its ladder is among them."""

NOBODY_REACHED = timedelta(minutes=2)
"""How soon the ladder is tried again when nobody on it could be reached."""


@dataclass(frozen=True, slots=True)
class Move:
    """The next rung, where each of its people can be reached, and whether it had to be somebody
    who should rather not: nobody else is there."""

    climb: Climb
    where: dict[int, list[Place]]
    for_want_of_others: bool


def rungs_of(moment: Moment, step: Step) -> tuple[str, ...]:
    """The ladder of a step: its owner first; what is not urgent is not only for those on duty."""
    ladder = moment.service.escalation.ladder
    rungs = ladder if step.urgent else tuple(rung for rung in ladder if rung != "on duty")
    return (OWNER, *rungs) if step.owner_id else rungs


def staff_for(moment: Moment, case: Case, step: Step) -> tuple[Staff, dict[int, list[Place]]]:
    """Whoever the step may ever be put to, and where they can be reached now.

    Nobody who is away, or who may not see the case.
    """
    rungs = {rung.replace(" ", "_") for rung in moment.service.escalation.ladder}
    holders = people.holders_of(moment.db, {step.role, *rungs & set(Role)})
    by_name = {*case.limited, *([step.owner_id] if step.owner_id else [])}
    holders += [p for p in people.these(moment.db, by_name) if p not in holders]
    here = [p for p in holders if not is_away(moment, p) and may_know(case, p)]
    where = post.places(moment, [person.id for person in here])
    on_duty = shifts.on_shift(moment.db)
    return Staff(here, on_duty, where.keys(), step.owner_id, case.limited), where


def next_move(moment: Moment, case: Case, step: Step, told: set[int]) -> Move:
    """The reporter does not review their own report, nor the investigator their own work, unless
    there is nobody else at all."""
    staff, where = staff_for(moment, case, step)
    rather_not = _rather_not(moment, case, step)
    others, all_but_concerned = {*case.concerns, *rather_not}, set(case.concerns)
    rungs = rungs_of(moment, step)
    for ladder, skip in ((rungs, others), ((NAMED,), others), (rungs, all_but_concerned)):
        move = climb(
            ladder,
            role=step.role,
            unit=case.unit,
            staff=staff,
            skip=skip,
            told=told,
            rung=step.rung,
        )
        if move.tell:
            break
    wanting = any(person.id in rather_not for person in move.tell)
    return Move(move, where, for_want_of_others=wanting)


def told_people(moment: Moment, step: Step) -> set[int]:
    """Ids of the people told of this step since it was last owed."""
    return outbox.told_about(moment.db, step.id, after=step.opened_after)


def told_ever(moment: Moment, step: Step) -> set[int]:
    """The same, with those whose alert never arrived."""
    return outbox.told_about(moment.db, step.id, after=step.opened_after, states=outbox.EVERY)


def may_take(moment: Moment, person: Person, case: Case, step: Step) -> bool:
    """Whether this person may see and take the step: its owner, told of it, or on its ladder.

    A step that was never put to anybody (a report is filed as it is opened) is nobody's to take.
    """
    if not may_know(case, person):
        return False
    if person.id == step.acknowledged_by:
        return True
    if step.rounds == 0:
        return False
    if person.id == step.owner_id:
        return True
    if person.id in told_people(moment, step):
        return is_for(moment, person, case, step)
    ladder = moment.service.escalation.ladder
    return may_act(person, step.role, ladder, _rather_not(moment, case, step))


def is_for(moment: Moment, person: Person, case: Case, step: Step) -> bool:
    """Whether the step can be put to this person as they are now: it is their own, they are named
    for the case, or they hold its role or one further up. Somebody who was told may hold it no
    more."""
    if person.id == step.owner_id or person.id in case.limited:
        return True
    return may_act(person, step.role, moment.service.escalation.ladder, set())


def may_know(case: Case, person: Person) -> bool:
    """Whether the case may be put to this person at all."""
    if person.state != "active" or person.id in case.concerns:
        return False
    return not case.limited or person.id in case.limited


def done_by(moment: Moment, case: Case, names: Sequence[str]) -> set[int]:
    """Who did these steps of the case."""
    if not names:
        return set()
    done = (step for step in cases.steps_of(moment.db, case.id) if step.name in names)
    return {step.acted_by for step in done if step.acted_by}


def _rather_not(moment: Moment, case: Case, step: Step) -> set[int]:
    apart = done_by(moment, case, planned(case.plan, step.name)["apart_from"])
    return ({case.reporter_id} | apart) - {step.owner_id or 0}


def patience(moment: Moment, case: Case, step: Step, move: Climb, *, first: bool) -> timedelta:
    """The severity's limit at first, then the shorter step; little while nobody can be reached.

    What is not urgent waits its own time at each rung.
    """
    rules = moment.service.escalation
    if not step.urgent:
        routine = moment.service.limits["routine"].after(moment.now, moment.service.zone)
        return routine - moment.now
    limit = rules.acknowledge_within[case.severity]
    if not move.tell:
        return min(limit, rules.repeat_every, NOBODY_REACHED)
    return limit if first else min(limit, rules.repeat_every)


def first_here(
    moment: Moment, roles: Sequence[Role], *, but: int = 0
) -> list[tuple[Person, Place]]:
    """Those who hold the first of these roles that anybody holds who is not away and has a chat;
    `but` one person."""
    for role in roles:
        held = people.holders_of(moment.db, {role})
        here = [p for p in held if p.id != but and not is_away(moment, p)]
        where = post.places(moment, [person.id for person in here])
        if where:
            return [(person, where[person.id][0]) for person in here if person.id in where]
    return []


def is_away(moment: Moment, person: Person) -> bool:
    """Whether this person has said that they are away, and the day has not come."""
    return person.away_until is not None and person.away_until > moment.now


def sounds_with_another(moment: Moment, step: Step) -> bool:
    """Of several like it that one event has put to the same people, the first still owed rings."""
    return any(
        each.state == "owed" and each.owed_at == step.owed_at and each.id < step.id
        for each in cases.open_steps_of(moment.db, step.case_id)
        if (each.name, each.owner_id) == (step.name, step.owner_id)
    )
