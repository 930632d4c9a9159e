"""Single facts about this database: which home it belongs to, the practice clock."""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from storage.tables import facts
from storage.upsert import upsert

_VALUE = select(facts.c.value).where(facts.c.name == bindparam("name"))


def read_fact(db: Connection, name: str) -> Any:
    """The value stored under `name`, or None."""
    return db.execute(_VALUE, {"name": name}).scalar()


def write_fact(db: Connection, name: str, value: Any) -> None:
    """Store a JSON value under `name`, replacing what was there."""
    upsert(db, facts, {"name": name, "value": value}, on=["name"])
