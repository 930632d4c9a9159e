"""Single facts about this database: which home it belongs to, the practice clock."""

from typing import Any

from sqlalchemy import Connection, select

from storage.tables import facts
from storage.upsert import upsert


def read_fact(db: Connection, name: str) -> Any:
    """The value stored under `name`, or None."""
    return db.execute(select(facts.c.value).where(facts.c.name == name)).scalar()


def write_fact(db: Connection, name: str, value: Any) -> None:
    """Store a JSON value under `name`, replacing what was there."""
    db.execute(upsert(db, facts, {"name": name, "value": value}, on=["name"]))
