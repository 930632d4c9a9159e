"""A home for one demo: a database of its own that is gone afterwards, one person for each role."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from flows import staff
from flows.moment import Moment
from flows.roles import Role
from flows.service import Service
from handrail import practice_home
from handrail.demo.phones import NAME, Phones
from handrail.home_label import label
from handrail.house import House
from handrail.settings import Settings, service_of
from storage import people
from storage.database import Database
from storage.files import Files
from storage.people import Person
from storage.upgrade import upgrade


class DemoClock:
    """Time moves only as the script says."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    async def move_to(self, moment: datetime) -> None:
        self._now = max(self._now, moment)


@dataclass(frozen=True)
class DemoHome:
    """The home with everything in it, and the loop in which it works."""

    service: Service
    database: Database
    phones: Phones
    clock: DemoClock
    house: House
    people: dict[Role, Person]
    runner: asyncio.Runner

    def moment(self, db: Connection) -> Moment:
        return Moment(db, self.service, self.clock.now())


@contextmanager
def demo_home(start: datetime) -> Iterator[DemoHome]:
    """A furnished home at `start`. Nothing of it is left behind."""
    with tempfile.TemporaryDirectory(prefix="handrail-demo-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'demo.db'}")
        try:
            upgrade(database)
            with asyncio.Runner() as runner:
                yield _furnished(database, Path(folder), DemoClock(start), runner)
        finally:
            database.close()


def _furnished(
    database: Database, folder: Path, clock: DemoClock, runner: asyncio.Runner
) -> DemoHome:
    phones = Phones()
    service = _standard_rules()
    with database.transaction() as db:
        label(db, "practice")
        staffed = _hire(Moment(db, service, clock.now()))
    house = House(
        database,
        service,
        {phones.name: phones},
        clock=clock.now,
        count=_uncounted,
        gauge=_unmeasured,
        files=Files(folder / "files"),
    )
    return DemoHome(service, database, phones, clock, house, staffed, runner)


def _standard_rules() -> Service:
    """Every setting as Handrail brings it, whatever is set on this computer."""
    return replace(service_of(Settings.model_construct(), practice=True), name=practice_home.NAME)


def _hire(moment: Moment) -> dict[Role, Person]:
    """The first of each role in the practice home, each with a phone; nobody is on duty yet."""
    hired: dict[Role, Person] = {}
    for name, roles, places, _ in practice_home.STAFF:
        if roles[0] in hired:
            continue
        units = [moment.service.units[place] for place in places]
        person = staff.add_person(moment, name, roles, units)
        people.link_account(
            moment.db,
            person_id=person.id,
            channel=NAME,
            address=str(person.id),
            now=moment.now,
        )
        hired[roles[0]] = person
    return hired


def _uncounted(what: str, **labels: str) -> None:
    """Nobody watches the figures of a demo."""


def _unmeasured(what: str, value: float) -> None:
    """Nor these."""
