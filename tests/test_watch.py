"""Nothing may stand still without somebody hearing of it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from flows.screen import Later
from storage.deadlines import unwatched_cases
from storage.tables import deadlines
from tests.conftest import staff_the_home
from tests.kill.houses import owe
from tests.taps import no_errors
from tests.world import NEAR_MISS, World

NIGHT = timedelta(hours=8)


@pytest.fixture
def home(url: str) -> World:
    """A home in which not every message need be expected."""
    story = World(url)
    staff_the_home(story)
    return story


def _lose_every_deadline(home: World) -> None:
    with home.moment() as moment:
        moment.db.execute(update(deadlines).values(state="met"))
        assert unwatched_cases(moment.db) == ["NM-26-0001"]


def test_a_case_that_nothing_waits_for_is_wound_up_again(home: World) -> None:
    home.care_worker.files(NEAR_MISS)
    home.senior.expects("Near miss")
    _lose_every_deadline(home)
    home.act(lambda house: house.watch())
    assert home.gauges["cases_without_deadline"] == 1
    home.settle()
    home.deputy.expects("NM-26-0001")
    home.act(lambda house: house.watch())
    assert home.gauges["cases_without_deadline"] == 0


def test_one_that_was_taken_and_then_lost_its_deadline_opens_again(home: World) -> None:
    home.care_worker.files(NEAR_MISS)
    home.senior.taps("I've got this")
    _lose_every_deadline(home)
    home.act(lambda house: house.watch())
    home.settle()
    home.senior.expects("NM-26-0001", "not finished")


def test_what_is_owed_and_late_is_measured(home: World) -> None:
    home.act(lambda house: house.watch())
    home.gauges.pop("write_ahead_log_bytes")
    assert home.gauges == {
        "cases_without_deadline": 0,
        "clock_behind_seconds": 0,
        "owed_messages": 0,
        "oldest_owed_seconds": 0,
        "overdue_deadlines": 0,
    }
    home.phones.chat(home.senior.address).trouble = [Later("held", after=3600)]
    owe(home, home.senior, "Hello")
    home.care_worker.files(NEAR_MISS)
    home.clock._now += NIGHT
    home.act(lambda house: house.watch())
    assert home.gauges["owed_messages"] >= 1
    assert home.gauges["oldest_owed_seconds"] > 3600
    assert home.gauges["overdue_deadlines"] >= 1
    home.settle()
    home.act(lambda house: house.watch())
    assert home.gauges["owed_messages"] == 0
    assert home.gauges["overdue_deadlines"] == 0


def test_a_clock_that_was_set_back_is_reported_and_stops_nothing(
    home: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Until it has caught up with what is stored; what happens in between is done and told."""
    home.act(lambda house: house.watch())
    home.care_worker.files(NEAR_MISS)
    home.senior.expects("Near miss NM-26-0001")
    home.clock._now -= timedelta(hours=2)
    home.act(lambda house: house.watch())
    assert home.gauges["clock_behind_seconds"] == 7200
    assert capsys.readouterr().out.count("clock_is_behind") == 1
    home.senior.taps("I've got this")
    home.care_worker.files(NEAR_MISS)
    home.senior.expects("Near miss NM-26-0002")
    home.forward(minutes=5)
    home.deputy.expects("Nobody has acknowledged NM-26-0002")
    home.act(lambda house: house.watch())
    home.forward(hours=2)
    home.act(lambda house: house.watch())
    assert home.gauges["clock_behind_seconds"] == 0
    no_errors(home)


def test_two_computers_whose_clocks_differ_a_little_are_no_alarm(home: World) -> None:
    home.act(lambda house: house.watch())
    home.clock._now -= timedelta(seconds=59)
    home.act(lambda house: house.watch())
    assert home.gauges["clock_behind_seconds"] == 59
