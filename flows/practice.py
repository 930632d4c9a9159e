"""Practice checks as they come in: what is to be seen, what has been, and what is still missing.

Those count that were noted since the last practice record: each round of a learning has its own.
Whoever looks notes it; the record is put together from all of them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from flows.belonging import case_of
from flows.duration import SATURDAY
from flows.form import Answers
from flows.moment import Moment
from flows.pathway import planned
from flows.records.practice_check import PracticeCheck
from flows.records.practice_monitoring_record import (
    FEWEST,
    Observation,
    PracticeMonitoringRecord,
)
from flows.times import shift_of
from storage import records
from storage.cases import Case, Step
from storage.drafts import Draft
from storage.records import Record

TO_SEE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "a day": frozenset({"day", "morning", "evening", "weekend_day"}),
        "a night": frozenset({"night", "weekend_night"}),
        "a weekend": frozenset({"weekend_day", "weekend_night"}),
    }
)
"""What must have been seen, and the shifts that show it."""


NIGHT_BEGAN: Final = timedelta(hours=8)
"""So long ago it was the day on which a night began: that of a Sunday ends on a Monday."""


def still_needs(moment: Moment, case: Case, step: Step) -> bool:
    """Whether the step's own record waits for more of the records that lead to it."""
    needs = planned(case.plan, step.name)["needs"]
    return bool(needs) and len(looks(moment, case)) < needs


def how_far(moment: Moment, case: Case, step: Step) -> str:
    """How far a step has come that takes several records; nothing of any other."""
    return stands(moment, case) if planned(case.plan, step.name)["needs"] else ""


def stands(moment: Moment, case: Case) -> str:
    """ "3 of 5. Still to see: a night, a weekend." """
    found = looks(moment, case)
    many = f"{len(found)} of {FEWEST}." if len(found) < FEWEST else f"{len(found)} checks."
    left = still_to_see(found, moment.service.zone)
    if left:
        return f"{many} Still to see: {', '.join(left)}."
    return f"{many} Day, night and weekend are seen."


def still_to_see(found: Iterable[Mapping[str, Any]], zone: ZoneInfo) -> tuple[str, ...]:
    """What of the day, the night and the weekend nobody has looked at yet. Pure."""
    seen = {_shown_by(each, zone) for each in found}
    return tuple(name for name, shown_by in TO_SEE.items() if not seen & shown_by)


def _shown_by(look: Mapping[str, Any], zone: ZoneInfo) -> str:
    """What was asked or looked up is of the shift that was tapped. What was seen must fit the time
    at which it was seen: nobody sees a night in the afternoon, or a weekend on a Monday."""
    tapped = str(look["shift"])
    if look["how"] != "seen":
        return tapped
    at = datetime.fromisoformat(look["at"]).astimezone(zone)
    shift = "night" if "night" in tapped and shift_of(at, zone) == "night" else "day"
    began = at - NIGHT_BEGAN if shift == "night" else at
    return f"weekend_{shift}" if max(at.weekday(), began.weekday()) >= SATURDAY else shift


def looks(moment: Moment, case: Case) -> list[dict[str, Any]]:
    """The checks of this round, as the practice record has them, in the order of their time."""
    found: list[dict[str, Any]] = []
    for record in records.records_of(moment.db, case.id):
        if record.kind == PracticeMonitoringRecord.kind:
            found = []
        elif record.kind == PracticeCheck.kind:
            given = _answers(record)
            found.append({name: given.get(name) for name in Observation.model_fields})
    return sorted(found, key=lambda look: str(look["at"]))


def criterion(moment: Moment, case: Case) -> str | None:
    """What should be seen: as the learning log says, or what the briefing or the log asks for."""
    said: dict[str, Any] = {}
    for record in records.records_of(moment.db, case.id):
        given = _answers(record)
        if record.kind == "service_learning_log":
            said |= {"log": given.get("criterion"), "behaviour": given.get("behaviour")}
        elif record.kind == "briefing":
            said["briefing"] = given.get("changes")
    return said.get("log") or said.get("briefing") or said.get("behaviour")


def panel(moment: Moment, draft: Draft) -> tuple[str, ...]:
    """What should be seen, and how far the checks have come."""
    case = case_of(moment, draft)
    wanted = criterion(moment, case)
    return (*((f"To be seen: {wanted}",) if wanted else ()), stands(moment, case))


def criterion_rule(moment: Moment, draft: Draft, _answers: Answers) -> Any:
    return criterion(moment, case_of(moment, draft))


def looks_rule(moment: Moment, draft: Draft, _answers: Answers) -> Any:
    return looks(moment, case_of(moment, draft))


def others_rule(_moment: Moment, _draft: Draft, _answers: Answers) -> Any:
    """Every check says so of itself, or it would not have been taken."""
    return "yes"


def coverage_rule(moment: Moment, draft: Draft, _answers: Answers) -> Any:
    seen = looks(moment, case_of(moment, draft))
    return "no" if still_to_see(seen, moment.service.zone) else "yes"


def _answers(record: Record) -> dict[str, Any]:
    return {item["field"]: item["answer"] for item in record.answers}
