"""Before and after a change: raw counts first, then what they can and cannot show. Pure.

The day of the change belongs to neither window, both are fixed beforehand and count the same
thing. "Fell" is said only if chance is unlikely and people go on reporting (domain: section 5).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flows.rates import Count, RateRatio, rate_ratio
from flows.scales import Verdict
from flows.similar import CaseFacts

UNLIKELY = 0.05
SHORTEST = 28
"""Days after a change before anything but "too early" is said."""

LOWER, HIGHER = 0.8, 1.25
"""Between these a rate counts as unchanged, where chance alone could have made the difference."""

STILL_REPORTING = 0.8
"""Reporting as a whole has not dropped as long as it keeps to this share of what it was."""


@dataclass(frozen=True, slots=True)
class Window:
    """Whole days of the home, the first and the last one included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return max(0, (self.last - self.first).days + 1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts of one kind of event in both windows, and of everything that was reported."""

    before: Count
    after: Count
    all_before: int
    all_after: int

    @property
    def measured(self) -> RateRatio | None:
        """The rate ratio; None while one of the windows has no day yet."""
        if min(self.before.exposure, self.after.exposure) <= 0:
            return None
        return rate_ratio(self.before, self.after)

    @property
    def reporting_holds(self) -> bool:
        """Whether as much is reported as before, for its length, of everything else."""
        other_before = self.all_before - self.before.events
        other_after = self.all_after - self.after.events
        expected = other_before * self.after.exposure / max(1.0, self.before.exposure)
        return other_after >= STILL_REPORTING * expected


def windows(changed: date, before_days: int, until: date) -> tuple[Window, Window]:
    """So many days before the change, and all days after it up to and including `until`."""
    day = timedelta(days=1)
    return Window(changed - before_days * day, changed - day), Window(changed + day, until)


def compared(
    found: Iterable[CaseFacts],
    before: Window,
    after: Window,
    zone: ZoneInfo,
    *,
    category: str | None,
    unit: str | None = None,
) -> Comparison:
    """The events of one category (of one unit, if it is given) in both windows, by their day."""
    events = [(facts, facts.at.astimezone(zone).date()) for facts in found]
    everything = [(facts, day) for facts, day in events if unit in (None, facts.unit)]
    same = [(facts, day) for facts, day in everything if facts.category == category]
    return Comparison(
        before=Count(_within(same, before), before.days),
        after=Count(_within(same, after), after.days),
        all_before=_within(everything, before),
        all_after=_within(everything, after),
    )


def _within(events: Iterable[tuple[CaseFacts, date]], window: Window) -> int:
    return sum(window.first <= day <= window.last for _, day in events)


def suggested(comparison: Comparison, *, holds: bool = True, near_miss: bool = False) -> Verdict:
    """The words that these counts allow.

    `holds` is the reader's own view of reporting and practice; it can forbid "fell", never
    allow it.
    """
    measured = comparison.measured
    if measured is None or comparison.after.exposure < SHORTEST:
        return Verdict.TOO_EARLY
    if measured.p_lower < UNLIKELY:
        healthy = holds and comparison.reporting_holds
        return Verdict.FELL if healthy else Verdict.LOWER
    if measured.p_higher < UNLIKELY or (measured.ratio or 0) >= HIGHER:
        return Verdict.RECOGNITION if near_miss else Verdict.HIGHER
    if measured.ratio is not None and measured.ratio <= LOWER:
        return Verdict.LOWER
    return Verdict.NO_CHANGE


def lines(comparison: Comparison, *, near_miss: bool = False) -> tuple[str, ...]:
    """Counts, ratio and chance in words, ending with what may be said."""
    before, after = comparison.before, comparison.after
    said = [
        f"Before: {before.events} in {_days(before)}. After: {after.events} in {_days(after)}.",
        f"All reports: {comparison.all_before} before, {comparison.all_after} after.",
    ]
    measured = comparison.measured
    if measured is not None:
        said += [_ratio_line(measured), _chance_line(after, measured)]
        if not comparison.reporting_holds:
            said.append("Other reports fell too, so fewer may only mean less reporting.")
    verdict = suggested(comparison, near_miss=near_miss)
    return (*said, f"These numbers allow: {verdict.label}.")


def _days(count: Count) -> str:
    return "1 day" if count.exposure == 1 else f"{count.exposure:g} days"


def _ratio_line(measured: RateRatio) -> str:
    high = "no upper limit" if measured.high is None else f"{measured.high:.2f}"
    span = f"95 % interval {measured.low:.2f} to {high}, p = {measured.p:.3f}"
    if measured.ratio is None:
        return f"There were none before, so no ratio ({span})."
    return f"Rate after divided by rate before: {measured.ratio:.2f} ({span})."


def _chance_line(after: Count, measured: RateRatio) -> str:
    few = "none" if after.events == 0 else f"{after.events} or fewer"
    return f"If nothing had changed, {few} would come with a chance of {measured.p_lower:.3f}."
