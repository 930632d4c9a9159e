"""The practice home: invented staff for every role, in a database of their own."""

from datetime import datetime

from sqlalchemy import Connection

from flows import staff
from flows.moment import Moment
from flows.roles import Role
from flows.service import Service
from storage import people
from storage.facts import read_fact, write_fact

NAME = "Willow House"

STAFF: tuple[tuple[str, tuple[Role, ...], tuple[int, ...], bool], ...] = (
    ("Asha Begum", (Role.CARE_WORKER,), (0,), True),
    ("Tom Price", (Role.CARE_WORKER,), (1,), True),
    ("Sam Okoro", (Role.SENIOR,), (0,), True),
    ("Joanna Lind", (Role.SENIOR,), (1,), False),
    ("Ruth Adeyemi", (Role.TEAM_LEADER,), (), True),
    ("Dee Walsh", (Role.DEPUTY_MANAGER,), (), True),
    ("Maya Fernando", (Role.REGISTERED_MANAGER,), (), True),
    ("Noor Haddad", (Role.AUDIT_LEAD,), (), False),
    ("Ken Oyelaran", (Role.QUALITY_LEAD,), (), False),
    ("Helen Marsh", (Role.NOMINATED_INDIVIDUAL,), (), False),
)
"""Name, roles, units (by place in the home's list), and whether on duty at the start."""


def furnish(db: Connection, service: Service, now: datetime) -> None:
    """Put the staff in, once; everybody has a practice phone."""
    if read_fact(db, "furnished"):
        return
    moment = Moment(db, service, now)
    for name, roles, places, on_duty in STAFF:
        units = [service.units[place] for place in places if place < len(service.units)]
        person = staff.add_person(moment, name, roles, units)
        people.link_account(
            db, person_id=person.id, channel="practice", address=str(person.id), now=now
        )
        if on_duty:
            staff.go_on_duty(moment, person)
    write_fact(db, "furnished", True)
