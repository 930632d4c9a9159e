"""Before and after: exact figures, and never more said than they can carry."""

import json
import math
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.before_after import Comparison, Window, compared, lines, suggested, windows
from flows.rates import Count, rate_ratio
from flows.scales import Verdict
from flows.similar import CaseFacts

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
    return Comparison(Count(before, 90), Count(after, days), before + others, after + kept)


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
    assert "too early" in lines(comparison(12, 0, days=0))[-1].lower()


def test_fell_is_not_said_where_people_stopped_reporting() -> None:
    silent = Comparison(Count(12, 90), Count(3, 90), all_before=52, all_after=3 + 31)
    holding = Comparison(Count(12, 90), Count(3, 90), all_before=52, all_after=3 + 32)
    assert suggested(silent) is Verdict.LOWER
    assert suggested(holding) is Verdict.FELL
    assert suggested(holding, holds=False) is Verdict.LOWER
    assert any("less reporting" in line for line in lines(silent))
    assert not any("less reporting" in line for line in lines(holding))


def case(day: date, category: str = "medicine", unit: str = "Rose", hour: int = 12) -> CaseFacts:
    at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return CaseFacts("NM-26-0001", category, unit, None, "", None, (), opened_at=at)


def test_the_day_of_the_change_belongs_to_neither_window() -> None:
    before, after = windows(CHANGED, 90, date(2026, 5, 30))
    assert (before.last, after.first) == (date(2026, 2, 28), date(2026, 3, 2))
    assert (before.days, after.days) == (90, 90)
    found = [case(CHANGED + timedelta(days=days)) for days in (-91, -90, -1, 0, 1, 90, 91)]
    counted = compared(found, before, after, LONDON, category="medicine")
    assert (counted.before.events, counted.after.events) == (2, 2)


def test_only_the_same_type_and_the_unit_asked_for_are_counted() -> None:
    day = CHANGED - timedelta(days=1)
    found = [case(day), case(day, "fall"), case(day, unit="Ivy")]
    whole = compared(found, *windows(CHANGED, 30, CHANGED), LONDON, category="medicine")
    unit = compared(found, *windows(CHANGED, 30, CHANGED), LONDON, category="medicine", unit="Rose")
    assert (whole.before.events, whole.all_before) == (2, 3)
    assert (unit.before.events, unit.all_before) == (1, 2)


def test_a_day_is_a_day_of_the_home() -> None:
    """Half past eleven at night by Greenwich is the next day in a British summer."""
    late = case(date(2026, 6, 30), hour=23)
    window = Window(date(2026, 7, 1), date(2026, 7, 1))
    counted = compared([late], window, window, LONDON, category="medicine")
    assert counted.before.events == 1


def test_the_lines_give_raw_counts_first_and_the_words_last() -> None:
    said = lines(comparison(9, 3))
    assert said[0] == "Before: 9 in 90 days. After: 3 in 90 days."
    assert said[1] == "All reports: 49 before, 43 after."
    assert said[2].startswith("Rate after divided by rate before: 0.33 (95 % interval 0.06 to 1.34")
    assert "3 or fewer would come with a chance of 0.073" in said[3]
    assert said[-1] == "These numbers allow: Lower, could be chance."
