"""The core stories again on every real channel, started anew for each step of them."""

from collections.abc import Callable

import pytest

from flows import joining
from tests import test_story_draft as draft
from tests import test_story_identifiers as identifiers
from tests import test_story_near_miss as near_miss
from tests.channel_cases import CHANNELS
from tests.channel_world import ChannelWorld
from tests.conftest import staff_the_home
from tests.world import Member

Story = Callable[[ChannelWorld], None]
CORE: tuple[Story, ...] = (
    near_miss.test_a_near_miss_reaches_the_senior,
    near_miss.test_silence_climbs_and_never_stops,
    draft.test_back_goes_over_every_question_and_on_again,
    draft.test_another_branch_drops_what_belonged_to_the_first,
    draft.test_saved_for_later_it_waits_on_its_exact_question,
    draft.test_an_alert_in_the_middle_of_a_report_is_taken_and_the_report_goes_on,
    identifiers.test_a_name_is_taken_out_when_the_worker_says_so,
)


@pytest.fixture(params=CHANNELS)
def on(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def told_on(on: str, url: str, story: Story) -> None:
    world = ChannelWorld(url, CHANNELS[on]())
    try:
        staff_the_home(world)
        story(world)
        world.nobody_waits()
    finally:
        world.close()


@pytest.mark.parametrize("story", CORE, ids=lambda story: story.__name__.removeprefix("test_"))
def test_the_story(on: str, story: Story, sqlite_url: str) -> None:
    told_on(on, sqlite_url, story)


def test_a_whole_near_miss_on_the_other_database(on: str, postgres_url: str) -> None:
    told_on(on, postgres_url, near_miss.test_a_near_miss_reaches_the_senior)


def test_a_stranger_hears_one_sentence(on: str, sqlite_url: str) -> None:
    def story(world: ChannelWorld) -> None:
        stranger = Member(world, 0, "Nobody", world.address(99))
        world.rig.join(stranger.address)
        world.members["stranger"] = stranger
        for words in ("hello", "Mrs Patel fell", "/start"):
            stranger.says(words)
        heard = [message for message in stranger.messages if message.screen]
        assert {message.shown.strip() for message in heard} == {joining.SENTENCE}
        assert [message.labels for message in heard] == [[]] * 3

    told_on(on, sqlite_url, story)
