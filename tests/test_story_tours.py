"""Every pathway and every outcome, walked: on both databases, and through the practice page."""

from collections.abc import Callable

import pytest

from tests.channel_rig_practice import PracticeRig
from tests.channel_world import ChannelWorld
from tests.conftest import staff_the_home
from tests.touring import staff_for_tours, walk
from tests.tours import TOURS, every_turn
from tests.world import World

PLACES: dict[str, tuple[str, Callable[[str], World]]] = {
    "practice page on sqlite": ("sqlite_url", lambda url: ChannelWorld(url, PracticeRig())),
    "phones on postgresql": ("postgres_url", World),
}


def test_the_tours_take_every_turn_there_is() -> None:
    taken = {turn for tour in TOURS.values() for turn in tour.taken()}
    assert taken == every_turn()


@pytest.mark.parametrize("name", TOURS)
@pytest.mark.parametrize("place", PLACES)
def test_a_tour_goes_where_the_pathway_says(
    name: str, place: str, request: pytest.FixtureRequest
) -> None:
    fixture, home = PLACES[place]
    world = home(request.getfixturevalue(fixture))
    try:
        staff_the_home(world)
        staff_for_tours(world)
        walk(world, TOURS[name])
        assert not world.phones.wrong
    finally:
        world.close()
