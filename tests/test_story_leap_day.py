"""Stories over a 29th of February: times and limits have the days that the calendar has."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.chain import decides, to_decision
from tests.conftest import staff_the_home
from tests.measured import happened, is_watched, learns, quiet
from tests.world import Member, World

OPENED = datetime(2027, 12, 1, 14, tzinfo=UTC)
"""Ninety days after it end on 29 February 2028, and not on 1 March."""

BEFORE = (2, 10, 20, 33, 40, 70, 90, 91)
FALLS = (5, 30, 60, 88)


@pytest.fixture
def home(url: str) -> Iterator[World]:
    """A home that nobody has told anything yet, at a time before the leap day."""
    story = World(url)
    yield story
    story.close()


def opens(world: World, then: datetime) -> None:
    """Its staff begin to use it then."""
    world.sleep(seconds=(then - world.clock.now()).total_seconds())
    staff_the_home(world)


def comes(world: World, then: datetime) -> None:
    """Let time pass until then."""
    world.forward(seconds=(then - world.clock.now()).total_seconds())


def quality_lead(world: World) -> Member:
    return world.members["quality"]


def test_ninety_days_after_a_change_end_on_the_leap_day(home: World) -> None:
    opens(home, OPENED)
    happened(home, BEFORE)
    happened(home, FALLS, category="fall")
    learns(home)
    is_watched(home, *["met"] * 5)
    comes(home, datetime(2028, 2, 29, 23, 30, tzinfo=UTC))
    happened(home, (0,))
    happened(home, FALLS, category="fall")
    comes(home, datetime(2028, 3, 1, 8, 59, tzinfo=UTC))
    quiet(home)
    happened(home, (0,))
    quality = quality_lead(home)
    quality.hears_nothing()
    home.forward(minutes=1)
    quality.expects("before and after")
    quality.taps("I've got this")
    quality.sees("Please finish it before Wednesday 8 March 09:00.")
    quality.taps("Say whether it worked")
    quality.sees(
        "2 September to 30 November 2027 (90 days), and 2 December 2027 to 29 February 2028",
        "(90 days)",
        "Before: 7 in 90 days. After: 1 in 90 days.",
    )
    quiet(home)


def test_limits_in_days_and_in_working_days_count_the_leap_day(home: World) -> None:
    """Five working days from a Thursday: Friday, Monday, the leap day, Wednesday, Thursday."""
    opens(home, datetime(2028, 2, 24, 14, tzinfo=UTC))
    reference = to_decision(home)
    decides(home, reference, level="quick")
    home.deputy.sees(reference).unread = False
    home.deputy.taps("I've got this")
    home.deputy.sees(reference, "Please finish it before Thursday 2 March 14:00.")
    learns(home)
    comes(home, datetime(2028, 3, 9, 13, 59, tzinfo=UTC))
    quiet(home)
    home.leader.hears_nothing()
    home.forward(minutes=1)
    home.leader.expects("practice checks")
    quiet(home)
