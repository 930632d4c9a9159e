"""The day of a change, from which everything is counted that is compared with before it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from flows.duration import Duration
from flows.moment import Moment
from flows.times import morning_of
from storage import records
from storage.cases import Case
from storage.records import Record

LOOK: Final = "reassessment_report"


def changed_on(moment: Moment, case: Case, filed: Sequence[Record]) -> date:
    """The day from which it is done in the new way, fixed when the change is written down: the day
    that this record names, or the one it was filed on. Opened again, the newest counts."""
    zone = moment.service.zone
    for record in reversed(filed):
        said = {item["field"]: item["answer"] for item in record.answers}
        named = said.get("starts") or said.get("since") or said.get("from_day")
        if record.kind in ("service_learning_log", "team_communication_record") and named:
            return _day(str(named), moment)
        begins_anew = record.kind == "governance_summary" and said.get("outcome") == "reopen"
        if begins_anew or record.kind in ("service_learning_log", "team_communication_record"):
            return record.filed_at.astimezone(zone).date()
    return case.opened_at.astimezone(zone).date()


def look_back_at(moment: Moment, case: Case, wait: Duration) -> datetime:
    """When so much time has gone by since the change that it can be compared with as much before:
    the day after it, for the day of the change is in neither. Where somebody has looked by then,
    when as much again has gone by."""
    zone = moment.service.zone
    filed = records.records_of(moment.db, case.id)
    looked = [record.filed_at for record in filed if record.kind == LOOK]
    first = morning_of(changed_on(moment, case, filed) + timedelta(days=1), zone)
    at = wait.after(first, zone)
    while looked and at <= max(looked):
        at = wait.after(at, zone)
    return at


def _day(named: str, moment: Moment) -> date:
    """A day as a date question keeps it, or a time question."""
    if "T" in named:
        return datetime.fromisoformat(named).astimezone(moment.service.zone).date()
    return date.fromisoformat(named)
