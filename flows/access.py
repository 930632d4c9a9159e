"""Who may read a case, and who may add what to it. Asked again at every tap."""

from flows.changed import kept_case
from flows.moment import Moment
from flows.pathway import Pathway, planned
from flows.roles import Role
from flows.rungs import may_know, told_ever
from flows.sealing import OPENED, may_open
from flows.taught import DECLINED, waiting
from storage import cases, records
from storage.cases import Case
from storage.people import Person
from storage.records import Record

SHARERS = frozenset({Role.DEPUTY_MANAGER, Role.REGISTERED_MANAGER})
SENIOR_UP = frozenset(Role) - {Role.CARE_WORKER}
MANAGERS = frozenset({Role.REGISTERED_MANAGER, Role.NOMINATED_INDIVIDUAL})

EVENTS = ("near_miss", "incident")
"""Pathways whose cases are events: two of them may turn out to be one."""

LEARNING_RECORDS = ("briefing", "attendance")
"""Records by which a deputy or manager shares what was learned."""

CHECK = "practice_check"
"""A look at the work, by anybody from senior up while such looks are asked for."""

BESIDE_RECORDS = (
    *LEARNING_RECORDS,
    CHECK,
    DECLINED,
    "addendum",
    "question_to_author",
    "raising",
    "duplicate_note",
    OPENED,
)
"""Records that may be added to an open case beside its steps."""


WHEN_CLOSED = ("addendum", DECLINED, "raising", "question_to_author")
"""Records that may be added to a case that is closed as well."""


def may_start(person: Person, pathway: Pathway) -> bool:
    """Whether this person may begin such a case: what care workers begin, anybody may."""
    first = pathway.steps[0].role
    return first is Role.CARE_WORKER or first in person.roles


def may_read(moment: Moment, person: Person, case: Case) -> bool:
    """Whether this person may read the whole case.

    From senior up, anyone whom it does not concern; where the reporter's name is sealed, only
    who has or had a step of it, and never whoever spoke up: a question put back to them opens
    nothing else.
    """
    if not may_know(case, person):
        return False
    if not case.sealed:
        return bool(SENIOR_UP & set(person.roles))
    return person.id != case.reporter_id and any(
        person.id in {step.acknowledged_by, step.acted_by, *told_ever(moment, step)}
        for step in cases.steps_of(moment.db, case.id)
    )


def readable(moment: Moment, person: Person, case: Case) -> list[Record]:
    """What of a case this person may read: all of it, or their own and what they are asked."""
    filed = records.records_of(moment.db, case.id)
    if may_read(moment, person, case):
        return filed
    asked = {
        step.detail["question"]
        for step in cases.steps_of(moment.db, case.id)
        if step.name == "question" and step.owner_id == person.id
    }
    return [record for record in filed if record.author_id == person.id or record.id in asked]


def _may_decline(moment: Moment, person: Person, case: Case) -> bool:
    """Learning is offered to the registered managers, so they say why there is none."""
    manages = Role.REGISTERED_MANAGER in person.roles
    return manages and may_read(moment, person, case) and case.id in waiting(moment)


def _asked_for(moment: Moment, case: Case, kind: str) -> bool:
    """Whether a step has begun that this record leads to."""
    begun = [s for s in cases.open_steps_of(moment.db, case.id) if s.state != "waiting"]
    return any(kind in planned(case.plan, step.name)["helps"] for step in begun)


def may_see_file(moment: Moment, person: Person, case: Case, sender_id: int) -> bool:
    """Whether this person may see a file kept with the case: its readers, and whoever reported it
    what they sent themselves."""
    own = person.state == "active" and person.id == sender_id == case.reporter_id
    return own or may_read(moment, person, case)


def may_add(moment: Moment, person: Person, case: Case, kind: str) -> bool:
    """Whether this person may add such a record: news, also the reporter; the rest, seniors up.

    The name of whoever spoke up is opened by one person alone.
    """
    if kind not in BESIDE_RECORDS or case.pathway == "call_for_help":
        return False
    if kind == "addendum" and person.id == case.reporter_id:
        return True
    if kind == OPENED:
        return may_open(moment, person, case) and may_read(moment, person, case)
    if kind == "duplicate_note" and not _may_join(person, case):
        return False
    if kind in LEARNING_RECORDS and not (
        case.pathway == "learning" and SHARERS & set(person.roles)
    ):
        return False
    if case.state != "open" and kind not in WHEN_CLOSED:
        return False
    if kind == "raising" and case.state == "closed" and kept_case(moment, case) is not None:
        return False
    if kind == CHECK and not _asked_for(moment, case, kind):
        return False
    if kind == DECLINED:
        return _may_decline(moment, person, case)
    return may_read(moment, person, case) and bool(SENIOR_UP & set(person.roles))


def _may_join(person: Person, case: Case) -> bool:
    """Whether this person may end the case as the same event as another.

    It takes the case off its pathway, so a severe or a limited one is for a manager to end.
    """
    weighty = case.severity == "severe" or bool(case.limited)
    return case.pathway in EVENTS and (not weighty or bool(MANAGERS & set(person.roles)))
