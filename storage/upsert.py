"""Insert or update, on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def inserting(dialect: str, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT as this dialect has it."""
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)


def upsert(db: Connection, table: Table, values: Mapping[str, Any], *, on: Sequence[str]) -> Any:
    """Insert `values`, or where the `on` columns are taken, change the others."""
    changed = {name: value for name, value in values.items() if name not in on}
    return (
        inserting(db.dialect.name, table)
        .values(**values)
        .on_conflict_do_update(index_elements=list(on), set_=changed)
    )
