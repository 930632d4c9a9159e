"""Rows read into frozen values, and written.

The statements are built once: building one anew takes longer than running it.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, Table, bindparam, insert, select, update
from sqlalchemy.sql.selectable import TypedReturnsRows

Value = TypeVar("Value")


def read(kind: type[Value], row: Row[Any]) -> Value:
    """One row as a `kind`, whose fields stand in the order of the table's columns."""
    make: Callable[..., Value] = kind
    return make(*row)


def one(
    db: Connection, kind: type[Value], query: TypedReturnsRows[Any], **given: Any
) -> Value | None:
    """The first row of `query` as a `kind`, or None; `given` are its parameters."""
    row = db.execute(query, given).first()
    return None if row is None else read(kind, row)


def many(db: Connection, kind: type[Value], query: Select[Any], **given: Any) -> list[Value]:
    """Every row of `query` as a `kind`; `given` are its parameters."""
    return [read(kind, row) for row in db.execute(query, given)]


def with_id(
    db: Connection, kind: type[Value], table: Table, row_id: int, *, lock: bool = False
) -> Value | None:
    """The row of this id, or None; `lock` keeps others from changing it meanwhile."""
    return one(db, kind, _select(table, lock), row_id=row_id)


def inserted(db: Connection, table: Table, /, **values: Any) -> int:
    """Add a row and return its id."""
    key = db.execute(_insert(table), values).inserted_primary_key
    if key is None:
        raise LookupError("The row was not inserted.")
    return int(key[0])


def added(db: Connection, kind: type[Value], table: Table, /, **values: Any) -> Value:
    """Add a row and return it as a `kind`, as it is stored."""
    return read(kind, db.execute(_adding(table), values).one())


def changed(db: Connection, table: Table, row_id: int, /, **values: Any) -> None:
    """Change these columns of the row of this id."""
    db.execute(_update(table), {"row_id": row_id, **values})


@cache
def _select(table: Table, lock: bool) -> Select[Any]:
    query = select(table).where(table.c.id == bindparam("row_id"))
    return query.with_for_update() if lock else query


@cache
def _insert(table: Table) -> Any:
    return insert(table)


@cache
def _adding(table: Table) -> Any:
    return insert(table).returning(table)


@cache
def _update(table: Table) -> Any:
    return update(table).where(table.c.id == bindparam("row_id"))
