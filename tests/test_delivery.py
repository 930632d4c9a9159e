"""Who gets a message is decided when it leaves, by how things stand then."""

import pytest

from flows import duty, staff
from flows.roles import Role
from flows.screen import Later
from storage import people
from tests.conftest import staff_the_home
from tests.kill.houses import owed_rows
from tests.world import NEAR_MISS, Member, World


@pytest.fixture
def home(url: str) -> World:
    """Two seniors, of whom the second has no line at the moment the alert is owed."""
    story = World(url)
    staff_the_home(story)
    story.hire("other_senior", "Jo Lind", Role.SENIOR)
    story.phones.chat(story.other_senior.address).trouble = [Later("no line", after=60)]
    return story


def _alerts_of(home: World, member: Member) -> list[str]:
    rows = owed_rows(home).values()
    return [row.state for row in rows if row.about == "alert" and row.person_id == member.id]


def test_taken_before_it_left_it_does_not_leave(home: World) -> None:
    home.care_worker.files(NEAR_MISS)
    home.senior.taps("I've got this")
    home.forward(minutes=2)
    home.other_senior.hears_nothing()
    assert _alerts_of(home, home.other_senior) == ["superseded"]


def test_taken_after_it_left_it_says_who_has_it(home: World) -> None:
    home.care_worker.files(NEAR_MISS)
    home.forward(minutes=2)
    home.other_senior.expects("Near miss NM-26-0001")
    home.senior.taps("I've got this")
    home.other_senior.sees("Senior has this: Sam Okoro")


def test_who_has_left_the_home_gets_nothing_that_was_still_owed(home: World) -> None:
    home.care_worker.files(NEAR_MISS)
    with home.moment() as moment:
        person = people.get_person(moment.db, home.other_senior.id)
        assert person is not None
        staff.leave(moment, person)
    home.forward(minutes=2)
    home.other_senior.hears_nothing()
    assert _alerts_of(home, home.other_senior) == ["superseded"]


def test_who_went_off_duty_gets_nothing_that_was_still_owed(home: World) -> None:
    home.care_worker.files(NEAR_MISS)
    with home.moment() as moment:
        duty.end(moment, home.other_senior.id, moment.now)
    home.forward(minutes=2)
    home.other_senior.hears_nothing()
    assert _alerts_of(home, home.other_senior) == ["superseded"]


def test_nobody_but_the_ladder_is_ever_told(home: World) -> None:
    """A step is told to named people, and never to a channel or to everybody."""
    for number in range(30):
        home.hire(f"worker_{number}", f"Worker {number}", Role.CARE_WORKER)
    home.care_worker.files(NEAR_MISS)
    home.forward(hours=3)
    told = {row.person_id for row in owed_rows(home).values() if row.about == "alert"}
    ladder = (home.senior, home.other_senior, home.deputy, home.manager)
    assert told == {member.id for member in ladder}
