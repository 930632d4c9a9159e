"""Rows read into frozen values."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, Table, insert

Value = TypeVar("Value")


def read(kind: type[Value], row: Row[Any]) -> Value:
    """One row as a `kind`, whose fields stand in the order of the table's columns."""
    make: Callable[..., Value] = kind
    return make(*row)


def one(db: Connection, kind: type[Value], query: Select[Any]) -> Value | None:
    """The first row of `query` as a `kind`, or None."""
    row = db.execute(query).first()
    return None if row is None else read(kind, row)


def many(db: Connection, kind: type[Value], query: Select[Any]) -> list[Value]:
    """Every row of `query` as a `kind`."""
    return [read(kind, row) for row in db.execute(query)]


def inserted(db: Connection, table: Table, /, **values: Any) -> int:
    """Add a row and return its id."""
    key = db.execute(insert(table), values).inserted_primary_key
    if key is None:
        raise LookupError("The row was not inserted.")
    return int(key[0])
