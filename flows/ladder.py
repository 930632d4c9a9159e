"""A step that is owed: told to people, climbing until one of them acknowledges it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from flows import alerts, post, telling
from flows.escalation import Climb, people_on
from flows.moment import Moment
from flows.post import Place
from flows.promptness import prompt_by, writing_until
from flows.reminding import remind_at
from flows.rungs import (
    OWNER,
    next_move,
    patience,
    sounds_with_another,
    staff_for,
    told_people,
)
from flows.sealing import heard_still
from flows.words import known_as
from storage import cases, deadlines
from storage.cases import Case, Step
from storage.outbox import Priority
from storage.people import Person


def tell(
    moment: Moment, case: Case, step: Step, *, because: str = "", besides: set[int] | None = None
) -> None:
    """Tell the next rung and set the time by which somebody must have acknowledged.

    `besides` names people who are not told on this round (who has just handed it over).
    """
    case = heard_still(moment, case)
    heard = told_people(moment, step)
    found = next_move(moment, case, step, heard | (besides or set()))
    move, rounds = found.climb, step.rounds + 1
    cases.change_step(moment.db, step.id, rung=move.rung, rounds=rounds)
    step = replace(step, rung=move.rung, rounds=rounds)
    _note_move(moment, case, step, move, for_want_of_others=found.for_want_of_others)
    wait = patience(moment, case, step, move, first=not heard)
    _owe_alerts(moment, case, step, move, found.where, because, wait)
    if not move.tell:
        telling.tell_nobody_reached(moment, case, step)
    named = [person for person in move.unreachable if known_as(case, person) == person.name]
    telling.tell_unreachable(moment, named)
    deadlines.meet_step_deadlines(moment.db, step.id, moment.now)
    by = moment.now + wait
    due = [("acknowledge", by)]
    if move.rung == OWNER and not step.urgent:
        due.append(("remind", remind_at(moment, step.owner_id or 0, by, urgent=False)))
    for purpose, at in due:
        deadlines.set_deadline(moment.db, purpose, at, moment.now, case_id=case.id, step_id=step.id)


def welcome(moment: Moment, person: Person) -> None:
    """Somebody has come on duty: what waits for their role is put to them as well."""
    for owed in cases.steps_owed(moment.db):
        case, step = lock_step(moment, owed.id)
        skip = {*case.concerns, case.reporter_id}
        if step.state != "owed" or not step.urgent or person.id in skip | told_people(moment, step):
            continue
        if not told_people(moment, step):
            tell(moment, case, step)
        elif _stands_by(moment, case, step, person, skip):
            _tell_newcomer(moment, case, step, person)


def _stands_by(moment: Moment, case: Case, step: Step, person: Person, skip: set[int]) -> bool:
    """Whether this person is one of those on duty for the step's role and unit."""
    staff, _ = staff_for(moment, case, step)
    return person in people_on("on duty", step.role, case.unit, staff, skip)


def _tell_newcomer(moment: Moment, case: Case, step: Step, person: Person) -> None:
    """One more person hears of it; the deadline stays as it is."""
    where = post.places(moment, [person.id])
    if person.id not in where:
        return
    step = replace(step, rounds=step.rounds + 1)
    cases.change_step(moment.db, step.id, rounds=step.rounds)
    move = Climb(step.rung, (person,), ())
    _note_move(moment, case, step, move)
    wait = patience(moment, case, step, move, first=False)
    _owe_alerts(moment, case, step, move, where, "", wait)


def climb_on(moment: Moment, step_id: int, *, besides: set[int] | None = None) -> None:
    """Nobody has acknowledged in time, or nobody told can be reached: the next rung hears of it."""
    found = cases.get_step(moment.db, step_id)
    if found is None:
        return
    case = cases.lock_case(moment.db, found.case_id)
    step = cases.get_step(moment.db, step_id)
    if step is not None and step.state == "owed" and case.state == "open":
        tell(moment, case, step, besides=besides)


def acknowledge(moment: Moment, person: Person, case: Case, step: Step) -> bool:
    """This person, who may, takes the step; False if somebody has it already.

    `case` is locked and `step` read after that (`lock_step`): the first tap counts.
    """
    if step.state != "owed":
        return False
    take(moment, person, case, step)
    telling.refresh(moment, case.id, step.id)
    return True


def take(moment: Moment, person: Person, case: Case, step: Step) -> None:
    """From now on it is theirs, until the time by which it must be done."""
    cases.change_step(
        moment.db,
        step.id,
        state="acknowledged",
        acknowledged_at=moment.now,
        acknowledged_by=person.id,
    )
    _hold(moment, person, case, step)
    cases.note(moment.db, case.id, "acknowledged", moment.now, step_id=step.id, person_id=person.id)


def keep(moment: Moment, person: Person, case: Case, step: Step, due: datetime | None) -> None:
    """They have said how it stands, and it is not over: theirs still, until its new limit."""
    cases.change_step(
        moment.db, step.id, state="acknowledged", due=due, acted_at=None, acted_by=None
    )
    _hold(moment, person, case, replace(step, due=due))
    cases.note(
        moment.db,
        case.id,
        "owed_still",
        moment.now,
        step_id=step.id,
        person_id=person.id,
    )


def _hold(moment: Moment, person: Person, case: Case, step: Step) -> None:
    act_by = _act_by(moment, case, step)
    soon = prompt_by(moment, case, step, moment.now)
    reminded = remind_at(moment, person.id, act_by, urgent=step.urgent, promptly=soon)
    cases.change_step(moment.db, step.id, act_by=act_by)
    deadlines.meet_step_deadlines(moment.db, step.id, moment.now)
    for purpose, at in (("act", act_by), ("remind", reminded)):
        deadlines.set_deadline(moment.db, purpose, at, moment.now, case_id=case.id, step_id=step.id)


def hand_over(moment: Moment, person: Person, step_id: int) -> bool:
    """Give a step back, so that somebody else takes it; False if it is not theirs to give."""
    case, step = lock_step(moment, step_id)
    if step.state != "acknowledged" or step.acknowledged_by != person.id:
        return False
    reopen(moment, case, step, "handed_over", "This is being handed over.", {person.id})
    return True


def reopen(
    moment: Moment,
    case: Case,
    step: Step,
    what: str,
    because: str,
    besides: set[int] | None = None,
) -> None:
    """The step is owed again, from the bottom of the ladder."""
    cases.note(
        moment.db, case.id, what, moment.now, step_id=step.id, person_id=step.acknowledged_by
    )
    cases.change_step(
        moment.db,
        step.id,
        state="owed",
        owed_at=moment.now,
        rung="",
        opened_after=step.rounds,
        acknowledged_at=None,
        acknowledged_by=None,
        act_by=None,
    )
    fresh = cases.get_step(moment.db, step.id)
    if fresh is None:
        raise LookupError(f"There is no step {step.id}.")
    tell(moment, case, fresh, because=because, besides=besides)
    telling.refresh(moment, case.id, step.id)


def not_acted(moment: Moment, step_id: int) -> None:
    """Somebody took it and has not finished in time: it opens again.

    An owner has been reminded before; now it is for those above.
    """
    case, step = lock_step(moment, step_id)
    if step.state != "acknowledged" or step.acknowledged_by is None:
        return
    besides = {step.owner_id} if step.acknowledged_by == step.owner_id else None
    because = "It was taken, and it is not finished yet."
    reopen(moment, case, step, "not_acted", because, besides)


def lock_step(moment: Moment, step_id: int) -> tuple[Case, Step]:
    """The case, locked, and its step as it is now; raises LookupError for a made-up id."""
    found = cases.get_step(moment.db, step_id)
    if found is None:
        raise LookupError(f"There is no step {step_id}.")
    case = cases.lock_case(moment.db, found.case_id)
    step = cases.get_step(moment.db, step_id)
    return case, step or found


def _act_by(moment: Moment, case: Case, step: Step) -> datetime:
    """By the step's own limit; where it has none, or that has gone by, by the severity's."""
    if step.due is not None and step.due > moment.now:
        return step.due
    return moment.now + moment.service.escalation.act_within[case.severity]


def remind(moment: Moment, step_id: int) -> None:
    """The limit is near: whoever has the step, or owns it, is reminded, once and quietly."""
    case, step = lock_step(moment, step_id)
    if step.state == "acknowledged" and step.acknowledged_by is not None and step.act_by:
        later = writing_until(moment, case, step)
        if later is not None and moment.now < later < step.act_by:
            deadlines.set_deadline(
                moment.db, "remind", later, moment.now, case_id=case.id, step_id=step.id
            )
        else:
            telling.remind(moment, case, step, step.acknowledged_by, step.act_by)
    elif step.state == "owed" and step.owner_id is not None:
        telling.remind(moment, case, step, step.owner_id, moment.now)


def _note_move(
    moment: Moment, case: Case, step: Step, move: Climb, *, for_want_of_others: bool = False
) -> None:
    for person in move.unreachable:
        cases.note(
            moment.db, case.id, "unreachable", moment.now, step_id=step.id, person_id=person.id
        )
    cases.note(
        moment.db,
        case.id,
        "told" if move.tell else "nobody_reached",
        moment.now,
        step_id=step.id,
        detail={"rung": move.rung, "people": [person.id for person in move.tell]},
    )
    if for_want_of_others:
        cases.note(moment.db, case.id, "nobody_else", moment.now, step_id=step.id)


def _owe_alerts(
    moment: Moment,
    case: Case,
    step: Step,
    move: Climb,
    where: Mapping[int, Sequence[Place]],
    because: str,
    wait: timedelta,
) -> None:
    """In the chat each person used last; in their others once half the wait has gone by, as it
    stands then."""
    quiet = not step.urgent or sounds_with_another(moment, step)
    for person in move.tell:
        for number, place in enumerate(where[person.id]):
            at = moment.now + wait / 2 if number else None
            then = replace(moment, now=at or moment.now)
            post.show(
                moment,
                place,
                alerts.alert_screen(
                    then, case, step, person, because=because, unreachable=move.unreachable
                ),
                key=f"escalation:{step.id}:{step.rounds}:{person.id}:{place.channel}",
                about="alert",
                card=f"alert:{step.id}",
                priority=Priority.URGENT if step.urgent else Priority.ROUTINE,
                repost=True,
                quiet=quiet,
                at=at,
                opens=f"t:{step.id}:show",
                case_id=case.id,
                step_id=step.id,
                round=step.rounds,
            )
