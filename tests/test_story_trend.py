"""Whoever compares near misses sees how often the like was reported over a year."""

from io import BytesIO

from PIL import Image

from tests.chain import does
from tests.fills import fills_to_summary
from tests.world import NEAR_MISS, World

FALL = ("Near miss", NEAR_MISS[1], NEAR_MISS[2], "Fall", *NEAR_MISS[4:])


def test_the_deputy_sees_the_year_as_a_chart_and_it_is_in_the_record(world: World) -> None:
    """A year and a day ago is not in it, nor is another kind of event; today is."""
    forgotten = world.care_worker.files(NEAR_MISS)
    does(world.senior, forgotten, outcome="accept", worst="not_bad")
    world.care_worker.expects("has been looked at")
    world.forward(days=361)
    for member in (world.care_worker, world.senior, world.deputy, world.manager):
        member.expects("You are off duty now.")
        member.says("/start")
        member.taps("I'm on duty")
    for taps in (FALL, NEAR_MISS):
        seen = world.care_worker.files(taps)
        does(world.senior, seen, outcome="accept", worst="not_bad")
        world.care_worker.expects("has been looked at")
    reference = world.care_worker.files(NEAR_MISS)
    does(world.senior, reference, outcome="deputy")
    world.care_worker.expects("The deputy is looking for others like it.")
    deputy = world.deputy
    deputy.expects(reference)
    deputy.taps("I've got this")
    deputy.taps("Fill in the quality tracking entry")
    assert "Show the chart" not in deputy.messages[-1].labels
    deputy.taps("No")
    deputy.taps("Show the chart")
    told = "Near misses in each 30 days, the newest last: 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2"
    chart = deputy.sees("Medicine: over a year", told)
    with Image.open(BytesIO(chart.media.data)) as picture:
        assert picture.width == 1080
    fills_to_summary(deputy, outcome="close")
    deputy.taps("Send")
    world.care_worker.expects("has been looked at")
    filed = world.account(reference)["records"][-1]
    kept = next(each["answer"] for each in filed["answers"] if each["field"] == "trend")
    assert kept == [f"{told} (mean 0.2)."]
