"""Somebody who works in two homes: a database and a bot each, and the same chat address in both.

A private chat of Telegram has the same number with every bot. Nothing of one home is known in the
other, also where one program serves both.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.roles import Role
from storage import people, shifts
from tests.conftest import staff_the_home
from tests.test_story_briefing import everybody_else_reads, off_duty, shares, states
from tests.world import NEAR_MISS, World


@pytest.fixture
def homes(url: str, sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[World, World]]:
    path = tmp_path / "second.db"
    shutil.copy(sqlite_template, path)
    both = World(url), World(f"sqlite:///{path}")
    both[1].service = replace(both[1].service, name="Elm Court")
    for home in both:
        staff_the_home(home)
    yield both
    for home in both:
        home.nobody_waits()
        home.close()


def test_duty_quiet_hours_and_readings_of_two_homes_stay_apart(homes: tuple[World, World]) -> None:
    willow, elm = homes
    assert willow.care_worker.address == elm.care_worker.address
    off_duty(elm, elm.care_worker)
    with willow.moment() as moment:
        people.set_quiet(moment.db, willow.care_worker.id, "08:00-16:00")
    for home in homes:
        shares(home)
    assert [states(home)[home.care_worker.name] for home in homes] == ["due", "due"]
    elm.care_worker.says("/duty")
    elm.care_worker.taps("I've read this")
    assert [states(home)[home.care_worker.name] for home in homes] == ["due", "read"]
    willow.care_worker.hears_nothing()
    with elm.moment() as moment:
        person = people.get_person(moment.db, elm.care_worker.id)
        assert person is not None
        assert person.quiet is None
    with willow.moment() as moment:
        assert shifts.open_shift(moment.db, willow.care_worker.id) is not None
    elm.senior.files(NEAR_MISS)
    assert willow.cases()[0]["reference"] == "LRN-26-0001"
    assert len(willow.cases()) == 1
    for home in homes:
        everybody_else_reads(home)
        for message in home.deputy.messages:
            message.unread = False


def test_the_same_database_under_another_name_is_the_same_home(world: World) -> None:
    """It was renamed: everybody, and what is theirs, is there as before."""
    world.service = replace(world.service, name="Elm Court")
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss NM-26-0001")
    world.hire("new", "Nia Bell", Role.CARE_WORKER)
    assert len(world.cases()) == 1
