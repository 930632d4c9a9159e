"""Before and after: exact figures, and never more said than they can carry."""

import json
import math
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.before_after import (
    INCIDENTS,
    NEAR_MISSES,
    Comparison,
    Counted,
    Exposure,
    Window,
    compared,
    count_lines,
    reporting_line,
    suggested,
    windows,
)
from flows.rates import Count, rate_ratio
from flows.scales import Verdict
from storage.similar import Event

RATES = Path(__file__).parents[2] / "shared" / "reference" / "rates.json"
LONDON = ZoneInfo("Europe/London")
CHANGED = date(2026, 3, 1)


def reference() -> list[Any]:
    if not RATES.exists():
        return [pytest.param(None, marks=pytest.mark.skip(f"the reference {RATES} is not here"))]
    cases = json.loads(RATES.read_text())["cases"]
    return [pytest.param(case, id=case["id"]) for case in cases]


def close(found: float | None, wanted: float | None) -> bool:
    if found is None or wanted is None:
        return found is wanted
    return math.isclose(found, wanted, rel_tol=1e-6, abs_tol=1e-30)


@pytest.mark.parametrize("case", reference())
def test_what_was_computed_elsewhere_is_found_here_too(case: dict[str, Any]) -> None:
    later, earlier = Count(**case["a"]), Count(**case["b"])
    wanted, found = case["expected"], rate_ratio(earlier, later)
    assert close(found.ratio, wanted["rate_ratio"])
    assert close(found.p, wanted["p_exact_central"])
    assert close(found.low, wanted["ci95_exact"]["lower"])
    assert close(found.high, wanted["ci95_exact"]["upper"])


@pytest.mark.parametrize(
    ("before", "after", "chance"),
    [(9, 3, 0.073), (12, 3, 0.018), (8, 2, 0.055), (6, 0, 0.016), (5, 0, 0.031), (4, 0, 0.063)],
)
def test_equal_windows_have_the_chances_that_governance_knows(
    before: int, after: int, chance: float
) -> None:
    found = rate_ratio(Count(before, 90), Count(after, 90))
    assert found.p_lower == pytest.approx(chance, abs=0.0005001)


def test_a_longer_time_before_is_taken_into_account() -> None:
    assert round(rate_ratio(Count(12, 180), Count(2, 90)).p_lower, 3) == 0.105


def test_nothing_before_has_no_ratio_and_no_upper_limit() -> None:
    found = rate_ratio(Count(0, 90), Count(4, 90))
    assert (found.ratio, found.high) == (None, None)
    assert found.low > 0


@pytest.mark.parametrize(("before", "after"), [((3, 0), (1, 90)), ((3, 90), (-1, 90))])
def test_a_rate_of_nothing_is_refused(before: tuple[int, int], after: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"exposure|fewer"):
        rate_ratio(Count(*before), Count(*after))


def comparison(before: int, after: int, *, days: int = 90, others: int = 40) -> Comparison:
    """So many of one type in 90 days and in `days`; others are reported at one rate throughout."""
    kept = others * days // 90
    counts = Count(before, 90), Count(after, days)
    return Comparison(*counts, before + others, after + kept, days)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (12, 3, Verdict.FELL),
        (5, 0, Verdict.FELL),
        (4, 0, Verdict.LOWER),
        (9, 3, Verdict.LOWER),
        (10, 9, Verdict.NO_CHANGE),
        (10, 11, Verdict.NO_CHANGE),
        (0, 0, Verdict.NO_CHANGE),
        (4, 6, Verdict.HIGHER),
        (0, 9, Verdict.HIGHER),
    ],
)
def test_the_counts_decide_what_may_be_said(before: int, after: int, verdict: Verdict) -> None:
    assert suggested(comparison(before, after)) is verdict


def test_a_near_miss_reported_more_often_is_recognised_more_often() -> None:
    assert suggested(comparison(4, 9), near_miss=True) is Verdict.RECOGNITION


def test_before_four_weeks_it_is_too_early() -> None:
    assert suggested(comparison(12, 0, days=27)) is Verdict.TOO_EARLY
    assert suggested(comparison(12, 0, days=28)) is Verdict.FELL
    assert suggested(comparison(12, 0, days=0)) is Verdict.TOO_EARLY


def test_fewer_than_five_before_never_fell_however_long_it_is_quiet_after() -> None:
    quiet = comparison(4, 0, days=360)
    assert quiet.measured is not None
    assert quiet.measured.p_lower < 0.01
    assert suggested(quiet) is Verdict.LOWER
    assert any("So few can never show a fall" in line for line in count_lines(quiet))
    assert not any("So few" in line for line in count_lines(comparison(5, 0)))


@pytest.mark.parametrize(
    ("other_before", "other_after", "verdict", "said"),
    [
        (40, 31, Verdict.LOWER, "They fell too"),
        (40, 32, Verdict.FELL, "People go on reporting"),
        (0, 0, Verdict.LOWER, "Nothing else was reported"),
        (0, 1, Verdict.FELL, "People go on reporting"),
    ],
)
def test_fell_is_not_said_where_people_stopped_reporting(
    other_before: int, other_after: int, verdict: Verdict, said: str
) -> None:
    counts = Count(12, 90), Count(3, 90)
    found = Comparison(*counts, 12 + other_before, 3 + other_after, 90)
    assert suggested(found) is verdict
    assert suggested(found, holds=False) is Verdict.LOWER
    assert said in reporting_line(found)


MEDICINE = Counted("medicine", INCIDENTS)


def case(
    day: date,
    category: str = "medicine",
    unit: str = "Rose",
    hour: int = 12,
    kind: str = "incident",
) -> Event:
    at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return Event(at, kind, category, unit)


def test_the_day_of_the_change_belongs_to_neither_time() -> None:
    before, after = windows(CHANGED, date(2026, 5, 31))
    assert (before.last, after.first) == (date(2026, 2, 28), date(2026, 3, 2))
    assert (before.days, after.days) == (90, 90)
    found = [case(CHANGED + timedelta(days=days)) for days in (-91, -90, -1, 0, 1, 90, 91)]
    counted = compared(found, MEDICINE, before, after, LONDON)
    assert (counted.before.events, counted.after.events) == (2, 2)


@pytest.mark.parametrize(
    ("passed", "days"), [(0, 0), (1, 0), (30, 29), (90, 89), (91, 90), (180, 90), (181, 180)]
)
def test_the_time_after_grows_by_whole_blocks_whoever_looks_when(passed: int, days: int) -> None:
    before, after = windows(CHANGED, CHANGED + timedelta(days=passed))
    assert (before.days, after.days) == (90, days)
    assert before == windows(CHANGED, CHANGED)[0]


def test_no_time_is_counted_in_which_handrail_was_not_there_yet() -> None:
    opened = CHANGED - timedelta(days=20)
    assert windows(CHANGED, CHANGED + timedelta(days=91), opened)[0].days == 20
    assert windows(CHANGED, CHANGED + timedelta(days=91), CHANGED)[0].days == 0


def test_only_what_was_named_is_counted() -> None:
    day = CHANGED - timedelta(days=1)
    other = [case(day, "fall"), case(day, unit="Ivy"), case(day, kind="near_miss")]
    found, times = [case(day), *other, case(day, kind="hazard")], windows(CHANGED, CHANGED)
    rose = frozenset({"Rose"})
    for what, events, reported in (
        (MEDICINE, 2, 5),
        (Counted("medicine", NEAR_MISSES), 2, 5),
        (Counted("medicine", INCIDENTS, rose), 1, 4),
    ):
        counted = compared(found, what, *times, LONDON)
        assert (counted.before.events, counted.all_before) == (events, reported)


def test_a_day_is_a_day_of_the_home() -> None:
    """Half past eleven at night by Greenwich is the next day in a British summer."""
    late = case(date(2026, 6, 30), hour=23)
    window = Window(date(2026, 7, 1), date(2026, 7, 1))
    assert compared([late], MEDICINE, window, window, LONDON).before.events == 1


def test_what_the_home_counted_is_used_and_said() -> None:
    """Twice the bed-days after: the same count is half the rate."""
    found = [case(CHANGED + timedelta(days=days)) for days in (-3, -2, 2, 3)]
    times = windows(CHANGED, CHANGED + timedelta(days=91))
    beds = Exposure(1600, 3200, "occupied bed-days")
    counted = compared(found, MEDICINE, *times, LONDON, beds)
    assert counted.measured is not None
    assert counted.measured.ratio == 0.5
    assert counted.days == 90
    assert count_lines(counted)[0] == (
        "Before: 2 in 1,600 occupied bed-days (1.2 in 1,000). "
        "After: 2 in 3,200 occupied bed-days (0.6 in 1,000)."
    )


def test_the_lines_give_raw_counts_first() -> None:
    said = count_lines(comparison(9, 3))
    assert said[0] == "Before: 9 in 90 days. After: 3 in 90 days."
    assert said[1].startswith("Rate after divided by rate before: 0.33 (95 % interval 0.06 to 1.34")
    assert "3 or fewer would come with a chance of 0.073" in said[2]
    nothing, rise = count_lines(comparison(0, 0)), count_lines(comparison(0, 9))
    assert nothing[1:] == ("There were none before, so no ratio.", said_of_few())
    assert rise[1].startswith("There were none before, so no ratio (95 % interval 1.97 to no")


def said_of_few() -> str:
    return "Fewer than 5 came before. So few can never show a fall."
