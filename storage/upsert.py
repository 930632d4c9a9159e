"""Insert or update, on both databases."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def inserting(dialect: str, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT as this dialect has it."""
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)


def upsert(db: Connection, table: Table, *rows: Mapping[str, Any], on: Sequence[str]) -> None:
    """Insert `rows`, all of the same columns; where the `on` columns are taken, change the rest."""
    if rows:
        db.execute(_upserting(db.dialect.name, table, tuple(rows[0]), tuple(on)), rows)


@cache
def _upserting(dialect: str, table: Table, names: Sequence[str], on: Sequence[str]) -> Any:
    statement = inserting(dialect, table)
    changed = {name: statement.excluded[name] for name in names if name not in on}
    return statement.on_conflict_do_update(index_elements=list(on), set_=changed)
