"""Did it help: a learning case to its look back, with the chart on the phone."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from flows.screen import Later, Refused
from storage import cases
from tests.conftest import staff_the_home
from tests.fills import fills
from tests.measured import (
    DAYS_SINCE,
    LRN,
    comes_to_look_back,
    happened,
    is_watched,
    learns,
    quiet,
)
from tests.world import World

BEFORE = (2, 10, 20, 33, 40, 55, 70, 85)
FALLS = (5, 30, 60, 88, 100)
FELL = "These numbers allow: Fell, good evidence."
LOWER = "These numbers allow: Lower, could be chance."


def said(world: World, field: str) -> Any:
    """What the look back says in this field, as it is kept."""
    record = next(r for r in world.account(LRN)["records"] if r["kind"] == "reassessment_report")
    return next(item["answer"] for item in record["answers"] if item["field"] == field)


def test_a_learning_is_measured_and_the_chart_is_on_the_phone(world: World) -> None:
    happened(world, BEFORE)
    happened(world, FALLS, category="fall")
    learns(world)
    is_watched(world, *["met"] * 5)
    happened(world, (3,))
    happened(world, (3, 5, 7, 9), category="fall")
    quality, _ = comes_to_look_back(world)
    chart = quality.sees("Medicine: before and after", "Before: 1, 1, 1, 2, 1, 2 (mean 1.3)")
    assert "After: 1, 0, 0, 0, 0, 0." in chart.shown
    assert chart.media is not None
    with Image.open(BytesIO(chart.media.data)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1080, 810))
    quality.sees(
        "Medicine in Rose, 10 December 2025 to 9 March 2026 (90 days)",
        "Before: 8 in 90 days. After: 1 in 90 days.",
        "Other reports: 4 before, 4 after. People go on reporting.",
        "Practice: as agreed in 5 of 5 checks. It held up.",
        FELL,
    )
    fills(quality, per="days", confounders=["none"], outcome="embed")
    assert said(world, "verdict") == "fell"
    world.forward(minutes=15)
    assert chart.id not in {message.id for message in quality.messages}
    quiet(world)


@pytest.fixture
def home(sqlite_url: str) -> Iterator[World]:
    """What was reported is counted the same on either database."""
    world = World(sqlite_url)
    staff_the_home(world)
    yield world
    world.close()


def test_too_few_before_and_silence_since_can_never_show_a_fall(home: World) -> None:
    """Each guard by itself, in one story: first both hold it back, then one, then none."""
    happened(home, BEFORE[:4])
    happened(home, FALLS, category="fall")
    learns(home)
    is_watched(home, *["met"] * 5)
    quality, start = comes_to_look_back(home)
    quality.sees("Fewer than 5 came before", "Nothing else was reported", LOWER)
    happened(home, (DAYS_SINCE + 1,))
    quality.sends_data(start)
    quality.sees("Before: 5 in 90 days. After: 0", "Nothing else was reported", LOWER)
    quality.sees_no("Fewer than 5")
    happened(home, (20, 30, 40, 50), category="fall")
    quality.sends_data(start)
    quality.sees("Before: 5 in 90 days. After: 0", "People go on reporting", FELL)


def test_a_chart_is_not_sent_to_whom_the_case_has_come_to_concern(home: World) -> None:
    happened(home, BEFORE)
    learns(home)
    is_watched(home, *["met"] * 5)
    quality, _ = comes_to_look_back(home)
    before = len([parcel for parcel in home.phones.sent if parcel.media is not None])
    chart = quality.button("Show the chart")
    home.phones.chat(quality.address).trouble.append(Later("busy", after=5))
    quality.sends_data(chart)
    with home.moment() as moment:
        case = cases.case_by_reference(moment.db, LRN)
        assert case is not None
        cases.change_case(moment.db, case.id, concerns=[quality.id])
    home.forward(seconds=10)
    assert len([parcel for parcel in home.phones.sent if parcel.media is not None]) == before == 1


def test_practice_that_dropped_is_no_good_evidence(home: World) -> None:
    happened(home, BEFORE)
    happened(home, FALLS, category="fall")
    learns(home)
    is_watched(home, "met", "met", "met", "partly", "not")
    happened(home, (3, 5, 7, 9), category="fall")
    quality, _ = comes_to_look_back(home)
    quality.sees("People go on reporting", "as agreed in 3 of 5 checks. That is too few", LOWER)
    fills(quality, per="days", confounders=["none"], outcome="extend")
    assert said(home, "verdict") == "lower"


def test_incidents_and_near_misses_stay_apart_and_the_home_knows_its_beds(home: World) -> None:
    """And who cannot be shown the picture has its words."""
    happened(home, BEFORE)
    happened(home, FALLS, category="fall")
    happened(home, (4, 8), kind="near_miss")
    learns(home, counted="each")
    is_watched(home, *["met"] * 5)
    happened(home, (3, 5, 7, 9), category="fall")
    happened(home, (3, 4, 5, 6, 7, 8, 9), kind="near_miss")
    quality, _ = comes_to_look_back(home)
    quality.sees("Near misses: Recognition up.", FELL)
    chart = quality.button("Show the chart")
    home.phones.chat(quality.address).trouble.append(Refused("no pictures here"))
    quality.sends_data(chart)
    words = quality.sees(
        "I cannot show the picture in this chat.", "Incidents in", "Near misses in"
    )
    assert words.media is None
    home.leader.sends_data(chart)
    home.leader.sees("That button is not for you")
    fills(quality, per="bed_days", per_before="3000", per_after="2000", confounders=["definition"])
    assert said(home, "verdict") == "lower", "whoever doubts the count cannot say that it fell"
    counts = " ".join(said(home, "counts"))
    assert "8 in 3,000 occupied bed-days" in counts
    assert "0 in 2,000 occupied bed-days" in counts
