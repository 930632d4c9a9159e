"""Two rates compared exactly: few events need no normal curve (domain: section 5). Pure.

Given how many events there were in all, those of the second window follow a binomial whose
chance is that window's share of the exposure.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

HALVINGS = 200
"""Enough for the interval's ends to stand still in a double."""


@dataclass(frozen=True, slots=True)
class Count:
    """Events in a window, and what they are counted against (days, bed-days, visits, doses)."""

    events: int
    exposure: float


@dataclass(frozen=True, slots=True)
class RateRatio:
    """The later rate divided by the earlier one; None stands for infinite or undefined.

    `p_lower` is the chance of as few or fewer later events if nothing had changed, `p_higher` of
    as many or more; `p` is the central two-sided one, which agrees with the 95 % interval.
    """

    ratio: float | None
    low: float
    high: float | None
    p: float
    p_lower: float
    p_higher: float


def rate_ratio(before: Count, after: Count, confidence: float = 0.95) -> RateRatio:
    """The exact comparison (Clopper-Pearson); raises ValueError where there is no exposure."""
    if min(before.exposure, after.exposure) <= 0:
        raise ValueError("A rate needs an exposure above nothing.")
    if min(before.events, after.events) < 0:
        raise ValueError("There cannot be fewer than no events.")
    events, total = after.events, before.events + after.events
    share = after.exposure / (before.exposure + after.exposure)
    p_lower, p_higher = _at_most(events, total, share), _at_least(events, total, share)
    low, high = _interval(events, total, (1 - confidence) / 2)
    return RateRatio(
        ratio=_ratio(before, after),
        low=_odds(low) * before.exposure / after.exposure,
        high=None if high == 1 else _odds(high) * before.exposure / after.exposure,
        p=min(1.0, 2 * min(p_lower, p_higher)),
        p_lower=p_lower,
        p_higher=p_higher,
    )


def _ratio(before: Count, after: Count) -> float | None:
    if before.events == 0:
        return None
    return (after.events / after.exposure) / (before.events / before.exposure)


def _odds(chance: float) -> float:
    return chance / (1 - chance)


def _interval(events: int, total: int, tail: float) -> tuple[float, float]:
    """The least and the greatest chance that these events do not rule out."""
    low = 0.0 if events == 0 else _crossing(lambda p: _at_least(events, total, p) < tail)
    high = 1.0 if events == total else _crossing(lambda p: _at_most(events, total, p) >= tail)
    return low, high


def _crossing(below: Callable[[float], bool]) -> float:
    """Where a condition that holds for small chances stops to hold."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2


def _at_most(events: int, total: int, chance: float) -> float:
    return min(1.0, math.fsum(_exactly(k, total, chance) for k in range(events + 1)))


def _at_least(events: int, total: int, chance: float) -> float:
    return min(1.0, math.fsum(_exactly(k, total, chance) for k in range(events, total + 1)))


def _exactly(events: int, total: int, chance: float) -> float:
    if chance in (0.0, 1.0):
        return float(events == total * chance)
    ways = math.lgamma(total + 1) - math.lgamma(events + 1) - math.lgamma(total - events + 1)
    return math.exp(ways + events * math.log(chance) + (total - events) * math.log1p(-chance))
