"""A database opened for a test, that knows how each statement reads from the tests before it.

Handrail opens one database and writes out each of its statements once. A test run opens thousands,
and would do it for each anew. Connections, and all that a database remembers, are each one's own.
"""

from typing import Any

from sqlalchemy import Dialect

from storage.database import Database

_DIALECTS: dict[str, Dialect] = {}
_WRITTEN_OUT: dict[Any, Any] = {}


def open_database(url: str) -> Database:
    database = Database(url)
    engine = database.engine
    engine.dialect = _DIALECTS.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=_WRITTEN_OUT)
    return database
