"""Of many processes one polls; the row in the database says which."""

from datetime import UTC, datetime, timedelta
from functools import partial

from storage.database import Database
from storage.leases import hold_lease, release_lease, seize_lease


def test_a_lease_goes_to_who_asks_when_it_is_free(database: Database) -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    later = noon + timedelta(seconds=45)
    with database.transaction() as db:
        hold = partial(hold_lease, db, "poller", until=later)
        assert hold(holder="a", now=noon) == 1
        assert hold(holder="a", now=noon) == 1
        assert hold(holder="b", now=noon) is None
        assert hold(holder="b", now=later) == 2
        assert seize_lease(db, "poller", holder="a", until=later) == 3
        release_lease(db, "poller", holder="b", now=noon)
        assert hold(holder="b", now=noon) is None
        release_lease(db, "poller", holder="a", now=noon)
        assert hold(holder="b", now=noon) == 4
