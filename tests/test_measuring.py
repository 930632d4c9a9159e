"""When a change began, and since when there is anything to count: one definition for all."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from flows.measuring import changed_on, measured
from storage.database import Database
from storage.records import Record, file_record
from tests.test_similar import NOW, Cases

FILED = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
"""Half an hour before midnight; in summer time it would be the next day."""

LOG = "service_learning_log"


@pytest.fixture
def home(sqlite_url: str) -> Iterator[Cases]:
    database = Database(sqlite_url)
    with database.transaction() as db:
        yield Cases(db)
    database.close()


def filed(kind: str, days: int = 0, **said: Any) -> Record:
    at = FILED + timedelta(days=days)
    answers = [{"field": field, "answer": answer} for field, answer in said.items()]
    return Record(1, 1, None, kind, 1, answers, 1, "deputy_manager", "phones", at, at, None, "", "")


@pytest.mark.parametrize(
    ("records", "changed"),
    [
        ([], NOW.date() - timedelta(days=10)),
        ([filed(LOG)], date(2026, 3, 10)),
        ([filed(LOG, days=60)], date(2026, 5, 10)),
        ([filed(LOG, starts="2026-03-16")], date(2026, 3, 16)),
        ([filed(LOG), filed("briefing", days=5, from_day="2026-04-01")], date(2026, 3, 10)),
        ([filed(LOG), filed("governance_summary", 9, outcome="again")], date(2026, 3, 10)),
        ([filed(LOG), filed("governance_summary", 9, outcome="reopen")], date(2026, 3, 19)),
        ([filed("team_communication_record", from_day="2026-03-12")], date(2026, 3, 12)),
        (
            [filed("team_communication_record", since="2026-03-08T23:30:00+00:00")],
            date(2026, 3, 8),
        ),
        ([filed("team_communication_record", n) for n in (0, 9)], date(2026, 3, 19)),
    ],
)
def test_the_day_of_the_change_is_fixed_when_it_is_written_down(
    home: Cases, records: list[Record], changed: date
) -> None:
    case = home.add("LRN-26-0001")
    assert changed_on(home.moment, case, records) == changed


def test_the_time_before_the_first_report_is_no_time_without_events(home: Cases) -> None:
    """Nor does the time before begin with that report: it would have one more by that alone."""
    case = home.add("NM-26-0009", days=100)
    home.add("NM-26-0001", days=120)
    home.add("NM-26-0003", days=119)
    found = measured(home.moment, case, {})
    before = found.series[0].comparison.before
    assert (found.before.days, before.exposure, before.events) == (19, 19, 1)
    home.add("NM-26-0002", days=300)
    assert measured(home.moment, case, {}).before.days == 90


def test_a_change_before_the_first_report_has_all_that_came_after_it(home: Cases) -> None:
    """Also what was reported on that first day, from which no time before can be counted."""
    case = home.add("NM-26-0009", days=10)
    home.add("NM-26-0001", days=9)
    since = {"field": "since", "answer": (NOW - timedelta(days=12)).isoformat()}
    file_record(
        home.db,
        case_id=case.id,
        step_id=None,
        kind="team_communication_record",
        edition=1,
        answers=[since],
        author_id=home.people[0],
        author_role="team_leader",
        channel="phones",
        begun_at=NOW,
        filed_at=NOW,
        corrects_id=None,
    )
    found = measured(home.moment, case, {})
    assert found.before.days == 0
    assert found.series[0].comparison.after.events == 2


def test_whoever_sees_that_reporting_fell_can_say_so(home: Cases) -> None:
    case = home.add("NM-26-0009", days=100)
    for number in range(9):
        home.add(f"NM-26-010{number}", days=110 + 9 * number)
    home.add("NM-26-0200", days=50, category="fall")
    for answers, verdict in (({}, "fell"), ({"reporting": "no"}, "lower")):
        assert measured(home.moment, case, answers).verdict == verdict
