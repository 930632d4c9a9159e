"""Looking back from a case: others like it, and everything that was reported."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from flows.access import may_read
from flows.moment import Moment
from flows.pathways import REPORTS
from flows.similar import YEAR, CaseFacts, Found, look_back
from storage.cases import Case
from storage.people import Person
from storage.similar import Event, events_since, first_opened, reported_since

PATHWAYS: Final = ("near_miss", "incident")
"""Whatever else is a case (a call for help, a worry about a colleague) is compared with nothing."""

KINDS: Final = tuple(kind for kind, opened in REPORTS.items() if opened.name in PATHWAYS)
SUPPLIES: Final = ("medicine", "equipment")
"""The answers that name a thing."""

NO_THING: Final = frozenset({"none", "other", "not_sure"})


def others_like(moment: Moment, case: Case, person: Person) -> Found:
    """Earlier cases like this one, of those that this person may read."""
    since = min(moment.now - YEAR, case.happened_at or case.opened_at)
    everything = reported_since(moment.db, since, pathways=PATHWAYS, kinds=KINDS)
    facts = {each.id: case_facts(each, told, moment.service.zone) for each, told in everything}
    known = [facts[each.id] for each, _ in everything if may_read(moment, person, each)]
    own = facts.get(case.id) or case_facts(case, [], moment.service.zone)
    return look_back(own, known, moment.now)


def reported(moment: Moment, since: datetime) -> list[Event]:
    """Everything reported that happened since then."""
    return events_since(moment.db, since, pathways=PATHWAYS)


def counted_since(moment: Moment) -> date | None:
    """The day after the first report there is: before it nobody could have told Handrail, and a
    time that begins with an event has more of them than it should."""
    opened = first_opened(moment.db, PATHWAYS)
    return opened.astimezone(moment.service.zone).date() + timedelta(days=1) if opened else None


def case_facts(case: Case, answers: list[dict[str, Any]], zone: ZoneInfo) -> CaseFacts:
    """A case and its report's stored answers, as facts."""
    given: Mapping[str, dict[str, Any]] = {each["field"]: each for each in answers}
    happened = case.happened_at
    return CaseFacts(
        reference=case.reference,
        category=case.category,
        unit=case.unit,
        shift=case.shift,
        supply=" ".join(_thing(given[name]) for name in SUPPLIES if name in given),
        hour=happened.astimezone(zone).hour if happened else None,
        factors=tuple(given["factors"]["answer"] or ()) if "factors" in given else (),
        opened_at=case.opened_at,
        happened_at=happened,
        kind=case.kind,
    )


def _thing(answer: Mapping[str, Any]) -> str:
    """The thing as typed, or the label of the one that was tapped."""
    if answer["answer"] in NO_THING:
        return ""
    return str(answer.get("label") or answer["answer"] or "")
