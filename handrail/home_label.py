"""Each database belongs to the live home or to the practice home, and says which."""

from typing import Literal

from sqlalchemy import Connection

from storage.database import DatabaseUnusable
from storage.facts import read_fact, write_fact

LABEL = "home"
Kind = Literal["live", "practice"]

_WRONG = {
    "live": "This database belongs to the practice home: nothing in it is real, and real staff and "
    "reports stay out of it. Nothing was changed. Name another file or database in database.url.",
    "practice": "This database belongs to the live home: it is for real reports, and practice "
    "stays out of it. Nothing was changed. Name another file in practice.database.",
}


def label(db: Connection, kind: Kind) -> None:
    """Make the database this home's, if it is nobody's yet; raises DatabaseUnusable."""
    refuse_other(db, kind)
    if read_fact(db, LABEL) is None:
        write_fact(db, LABEL, kind)


def refuse_other(db: Connection, kind: Kind) -> None:
    """Raise DatabaseUnusable if the database belongs to the other home."""
    if read_fact(db, LABEL) not in (None, kind):
        raise DatabaseUnusable(_WRONG[kind])
