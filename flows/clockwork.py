"""What the clock does: a deadline has passed, and nobody did what was waited for."""

from flows import briefings, duty, ladder, nudging, offering, opening, spot_checks, staff, unread
from flows.moment import Moment
from storage import cases, deadlines
from storage.deadlines import Deadline

_WAITS_FOR = {"waiting": "begin", "owed": "acknowledge", "acknowledged": "act"}
"""The deadline that every step in these states has."""


def deadline_passed(moment: Moment, deadline: Deadline) -> None:
    """Act on one deadline; raises LookupError for a purpose nobody knows."""
    match deadline.purpose:
        case "acknowledge" if deadline.step_id is not None:
            ladder.climb_on(moment, deadline.step_id)
        case "act" if deadline.step_id is not None:
            ladder.not_acted(moment, deadline.step_id)
        case "remind" if deadline.step_id is not None:
            ladder.remind(moment, deadline.step_id)
        case "begin" if deadline.step_id is not None:
            opening.begin(moment, deadline.step_id)
        case nudging.FIRST | nudging.LAST if deadline.draft_id is not None:
            nudging.nudge(moment, deadline.draft_id, deadline.purpose)
        case briefings.PURPOSE if deadline.reading_id is not None:
            briefings.follow(moment, deadline.reading_id)
        case unread.FIRST | unread.THEN if deadline.case_id is not None:
            unread.tell_leaders(moment, deadline.purpose, deadline.case_id, deadline.id)
        case offering.PURPOSE if deadline.case_id is not None:
            offering.remind(moment, deadline.case_id)
        case spot_checks.PURPOSE:
            spot_checks.ask_some(moment)
        case duty.QUESTION if deadline.shift_id is not None:
            duty.ask(moment, deadline.shift_id)
        case duty.END if deadline.shift_id is not None:
            staff.duty_ran_out(moment, deadline.shift_id, deadline.due)
        case _:
            raise LookupError(f"Nobody knows what to do about {deadline.purpose}.")


def wind_up(moment: Moment) -> list[str]:
    """Give every step that nothing is waiting for a deadline again: due now.

    There should never be one; returns the references of their cases, for the alarm.
    """
    found = []
    for step_id in deadlines.unwatched_steps(moment.db):
        step = cases.get_step(moment.db, step_id)
        case = cases.get_case(moment.db, step.case_id) if step else None
        if step is None or case is None:
            continue
        purpose = _WAITS_FOR[step.state]
        deadlines.set_deadline(
            moment.db, purpose, moment.now, moment.now, case_id=case.id, step_id=step.id
        )
        found.append(case.reference)
    return found + [ref for ref in deadlines.unwatched_cases(moment.db) if ref not in found]
