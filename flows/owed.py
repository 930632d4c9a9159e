"""The last look at an alert before it leaves, and what follows when it cannot arrive."""

from flows import ladder, staff
from flows.moment import Moment
from storage import people
from storage.outbox import Owed


def still_wanted(moment: Moment, row: Owed) -> bool:
    """Whether an owed message should still go to this person, by who is on duty now.

    An alert on the way to somebody who has gone off duty goes to the next rung instead.
    """
    if row.about != "alert" or row.step_id is None or row.person_id is None:
        return True
    case, step = ladder.lock_step(moment, row.step_id)
    if step.state != "owed" or case.state != "open":
        return False
    person = people.get_person(moment.db, row.person_id)
    if person is None or person.state != "active":
        return False
    rungs = moment.service.escalation.ladder
    went_home = (
        0 <= step.rung < len(rungs)
        and rungs[step.rung] == "on duty"
        and person.id not in people.on_shift(moment.db)
    )
    if went_home:
        staff.retell_without(moment, person.id)
    return not went_home


def not_reached(moment: Moment, row: Owed, *, chat_gone: bool) -> None:
    """A message was refused for good: the address is dead, or this alert cannot be shown there."""
    if row.person_id is None:
        return
    if chat_gone:
        people.set_account_state(moment.db, row.channel, row.address, "blocked")
        person = people.get_person(moment.db, row.person_id)
        if person is not None:
            staff.cannot_be_reached(moment, person)
    elif row.about == "alert" and row.step_id is not None:
        ladder.climb_on(moment, row.step_id)
