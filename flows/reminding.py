"""When somebody is reminded of a limit: once, some time before it, and at a kind time."""

from datetime import datetime

from flows.kindly import OFF_DUTY, Quiet, kind_reminder
from flows.moment import Moment
from storage import deadlines, people


def remind_at(
    moment: Moment,
    person_id: int,
    limit: datetime,
    *,
    urgent: bool,
    promptly: datetime | None = None,
) -> datetime:
    """Never before three quarters of the time have gone by, but to spare somebody's night, or
    where something is wanted `promptly`, before its limit.

    What is urgent waits for no hour.
    """
    usual = moment.service.limits["remind_before"].before(limit, moment.service.zone)
    wanted = max(usual, limit - (limit - moment.now) / 4)
    wanted = min(wanted, promptly or wanted)
    quiet = None if urgent else _quiet_hours(moment, person_id, wanted)
    if quiet is None:
        return wanted
    return kind_reminder(wanted, limit, moment.now, moment.service.zone, quiet)


def _quiet_hours(moment: Moment, person_id: int, then: datetime) -> Quiet | None:
    """Their own, which hold at work too; the night for whoever is not at work then."""
    person = people.get_person(moment.db, person_id)
    if person is not None and person.quiet:
        return Quiet.read(person.quiet)
    until = deadlines.duty_until(moment.db, person_id)
    return None if until is not None and then <= until else OFF_DUTY
