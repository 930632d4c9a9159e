"""Several Handrails at work on one database, as several processes would be."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Table, func, select

from bot.channel import Arrival
from flows.post import Place, show
from flows.screen import Heard, Screen, Unreadable
from handrail.house import House
from storage.database import Database
from storage.tables import outbox
from tests.databases import open_database
from tests.phones import Phones
from tests.world import Member, World


class OddPhones(Phones):
    """Phones that also send photographs, each with a number, and what nobody can read."""

    def __init__(self) -> None:
        super().__init__()
        self.trouble_with: dict[str, BaseException] = {}

    def read(self, payload: str) -> Heard | None:
        """`trouble_with` names addresses of which every update cannot be handled."""
        update = json.loads(payload)
        if (error := self.trouble_with.get(update["from"])) is not None:
            raise error
        if update["kind"] == "photo":
            return Heard(update["from"], Unreadable(update["what"]))
        return super().read(payload)


def photo(address: str, number: int) -> Arrival:
    """An update that is answered with a message of its own, which names its number."""
    update = {"kind": "photo", "from": address, "what": f"photo {number}"}
    return Arrival(f"{address}:{number}", f"phones:{address}", json.dumps(update))


def answers_in(phones: Phones, address: str) -> list[int]:
    """The numbers of the photographs that were answered in this chat, in the order shown."""
    shown = [message.shown for message in phones.chat(address).messages]
    return [int(text.split("photo ")[1].split()[0]) for text in shown if "photo " in text]


def house_of(world: World, database: Database) -> House:
    """One process's worth of Handrail in this world."""
    return House(
        database,
        world.service,
        {"phones": world.phones},
        clock=world.clock.now,
        count=lambda what, **labels: world.counts.append((what, labels)),
        gauge=lambda what, value: world.gauges.update({what: value}),
        files=world.files,
    )


@asynccontextmanager
async def houses(world: World, count: int) -> AsyncIterator[list[House]]:
    """`count` Handrails on the database of this world, none of them working by itself."""
    async with AsyncExitStack() as stack:
        opened = [open_database(world.url) for _ in range(count)]
        for database in opened:
            stack.callback(database.close)
        yield [house_of(world, database) for database in opened]


@asynccontextmanager
async def working(at_work: Iterable[House]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """They work until the block ends; one that ended before is an error."""
    tasks = [asyncio.create_task(house.run()) for house in at_work]
    try:
        yield tasks
        assert not [task for task in tasks if task.done()]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def count_of(db: Connection, table: Table, *conditions: Any) -> int:
    """How many rows there are of which all this is true."""
    query = select(func.count()).select_from(table).where(*conditions)
    return int(db.execute(query).scalar_one())


def owe(home: World, to: Member, title: str, **row: Any) -> None:
    """Owe this person a message."""
    with home.moment() as moment:
        at = row.pop("in_seconds", None)
        show(
            moment,
            Place("phones", to.address, to.id),
            Screen(title=title),
            key=row.pop("key", f"{to.id}:{title}"),
            about="answer",
            at=None if at is None else moment.now + timedelta(seconds=at),
            **row,
        )


def shown(member: Member) -> list[str]:
    """What is on this phone."""
    return [message.shown.strip() for message in member.messages]


def owed_rows(home: World) -> dict[str, Any]:
    """Every row of the outbox under its key."""
    with home.moment() as moment:
        return {row.key: row for row in moment.db.execute(select(outbox).order_by(outbox.c.id))}
