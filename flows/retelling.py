"""Others hear at once what was put to somebody who cannot take it now."""

from flows import ladder
from flows.moment import Moment
from flows.rungs import is_away, is_for, told_ever, told_people
from storage import cases, outbox, people, shifts
from storage.cases import Step


def retell_without(moment: Moment, person_id: int) -> None:
    """Somebody has gone home, is away, cannot be reached or has another role: where no one else was
    told, climb at once."""
    reachable, present = _here(moment), shifts.on_shift(moment.db)
    for step in cases.steps_owed(moment.db):
        ever = told_ever(moment, step)
        if person_id not in ever or not _is_gone(moment, person_id, step, reachable, present):
            continue
        outbox.supersede_alerts(moment.db, step.id, person_id)
        others = (told_people(moment, step) - {person_id}) & reachable
        if step.rung == "on duty":
            others &= present
        if not others:
            ladder.climb_on(moment, step.id, besides=ever)


def _is_gone(
    moment: Moment, person_id: int, step: Step, reachable: set[int], present: set[int]
) -> bool:
    """Whether the step, of which they were told, cannot be left with them."""
    if person_id not in reachable or (step.rung == "on duty" and person_id not in present):
        return True
    person = people.get_person(moment.db, person_id)
    case = cases.get_case(moment.db, step.case_id)
    return person is None or case is None or not is_for(moment, person, case, step)


def _here(moment: Moment) -> set[int]:
    """Ids of those who can be reached and are not away."""
    away = {person.id for person in people.everyone(moment.db) if is_away(moment, person)}
    reachable = {account.person_id for account in people.reachable_accounts(moment.db)}
    return reachable - away
