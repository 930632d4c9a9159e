"""Bringing the database to this version of Handrail, in one transaction.

A migration's file is named after its revision, and revisions are numbered: so whether there is
anything to do is known without Alembic, which is a tenth of the memory of a running home.
"""

from enum import Enum
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.database import Database, DatabaseUnusable

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7405_7270
"""An arbitrary number that every Handrail process on one PostgreSQL database agrees on."""


class Fit(Enum):
    """How a database fits this version of Handrail."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


def fit(db: Connection) -> Fit:
    """Look at the revision the database says it has; changes nothing."""
    version = None
    if inspect(db).has_table("alembic_version"):
        version = db.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    known = sorted(file.name.partition("_")[0] for file in MIGRATIONS.glob("versions/[0-9]*.py"))
    if version is None:
        return Fit.EMPTY
    if version not in known:
        return Fit.NEWER
    return Fit.CURRENT if version == known[-1] else Fit.OLDER


def upgrade(database: Database) -> None:
    """Make or migrate the tables, or change nothing.

    Raises DatabaseUnusable where this version is not the one for it, and whatever the database
    itself says.
    """
    with database.transaction() as db:
        if not database.on_sqlite:
            db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        _bring_up(db)


def _bring_up(db: Connection) -> None:
    match fit(db):
        case Fit.NEWER:
            raise DatabaseUnusable(
                "This database belongs to a newer Handrail. Nothing was changed. "
                "Install that version again, or restore the backup made before it."
            )
        case Fit.EMPTY | Fit.OLDER:
            _migrate(db)


def _migrate(db: Connection) -> None:
    # Only a database that is not up to date needs it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = db
    command.upgrade(config, "head")
