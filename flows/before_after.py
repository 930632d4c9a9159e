"""Before and after a change: raw counts first, then what they can and cannot show. Pure.

The day of the change belongs to neither time; both are fixed by that day alone, and the same is
counted in both. "Fell" is said only if chance is unlikely and people go on reporting and doing it
as agreed (domain: section 5).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flows.rates import Count, RateRatio, rate_ratio
from flows.scales import Verdict
from storage.similar import Event

UNLIKELY = 0.05
SHORTEST = 28
"""Days after a change before anything but "too early" is said."""

LOWER, HIGHER = 0.8, 1.25
"""Between these a rate counts as unchanged, where chance alone could have made the difference."""

STILL_REPORTING = 0.8
"""Reporting as a whole has not dropped as long as it keeps to this share of what it was."""

FEWEST_BEFORE = 5
"""Of fewer events before, none after can show a fall, however long the time after is."""

BLOCK: Final = 90
"""Days before a change, and after it the days that are added at a time."""

DAYS: Final = "days"
INCIDENTS: Final = frozenset({"incident"})
NEAR_MISSES: Final = frozenset({"near_miss", "hazard"})
"""Kinds of case. What reached the person and what did not are never one number."""


@dataclass(frozen=True, slots=True)
class Window:
    """Whole days of the home, the first and the last one included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return max(0, (self.last - self.first).days + 1)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted, before as after: these kinds of case, of one category, in these units.

    No units means the whole home.
    """

    category: str | None
    kinds: frozenset[str]
    units: frozenset[str] = frozenset()

    def takes(self, event: Event) -> bool:
        return event.kind in self.kinds and event.category == self.category

    def is_near(self, event: Event) -> bool:
        return not self.units or event.unit in self.units


@dataclass(frozen=True, slots=True)
class Exposure:
    """What the events are held against in both times, and what it is made of."""

    before: float
    after: float
    per: str = DAYS


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts of one kind of event in both times, and of everything that was reported.

    `days` are those of the time after, `per` is what the counts are held against.
    """

    before: Count
    after: Count
    all_before: int
    all_after: int
    days: int
    per: str = DAYS

    @property
    def measured(self) -> RateRatio | None:
        """The rate ratio; None while one of the times has no day yet."""
        if min(self.before.exposure, self.after.exposure) <= 0:
            return None
        return rate_ratio(self.before, self.after)

    @property
    def others(self) -> tuple[int, int]:
        """What else was reported before and after."""
        return self.all_before - self.before.events, self.all_after - self.after.events

    @property
    def reporting_holds(self) -> bool:
        """Whether of everything else there is something, and as much as before for its length."""
        before, after = self.others
        expected = before * self.after.exposure / max(1.0, self.before.exposure)
        return after > 0 and after >= STILL_REPORTING * expected


def windows(changed: date, today: date, since: date | None = None) -> tuple[Window, Window]:
    """The time before a change and the time after it.

    Before it: a block of days, or those `since` Handrail has been told. After it: whole blocks
    up to yesterday; until the first is full, the days so far.
    """
    day = timedelta(days=1)
    over = max(0, (today - changed).days - 1)
    after = over if over < BLOCK else over // BLOCK * BLOCK
    first = max(changed - BLOCK * day, since or date.min)
    return Window(first, changed - day), Window(changed + day, changed + after * day)


def compared(
    found: Iterable[Event],
    what: Counted,
    before: Window,
    after: Window,
    zone: ZoneInfo,
    exposure: Exposure | None = None,
) -> Comparison:
    """What is counted, in both times, by the day on which it happened."""
    held_against = exposure or Exposure(before.days, after.days)
    reported = [each for each in found if what.is_near(each)]
    everything = days_of(reported, zone)
    same = days_of((each for each in reported if what.takes(each)), zone)
    return Comparison(
        before=Count(within(same, before), held_against.before),
        after=Count(within(same, after), held_against.after),
        all_before=within(everything, before),
        all_after=within(everything, after),
        days=after.days,
        per=held_against.per,
    )


def days_of(found: Iterable[Event], zone: ZoneInfo) -> list[date]:
    """The day of each, where the home is."""
    return [event.at.astimezone(zone).date() for event in found]


def within(days: Iterable[date], window: Window) -> int:
    return sum(window.first <= day <= window.last for day in days)


def suggested(comparison: Comparison, *, holds: bool = True, near_miss: bool = False) -> Verdict:
    """The words that these counts allow.

    `holds`: practice held up, and whoever knows the home has no doubt about reporting. It can
    forbid "fell", never allow it.
    """
    measured = comparison.measured
    if measured is None or comparison.days < SHORTEST:
        return Verdict.TOO_EARLY
    if measured.p_lower < UNLIKELY:
        healthy = holds and comparison.reporting_holds
        enough = comparison.before.events >= FEWEST_BEFORE
        return Verdict.FELL if healthy and enough else Verdict.LOWER
    if measured.p_higher < UNLIKELY or (measured.ratio or 0) >= HIGHER:
        return Verdict.RECOGNITION if near_miss else Verdict.HIGHER
    if measured.ratio is not None and measured.ratio <= LOWER:
        return Verdict.LOWER
    return Verdict.NO_CHANGE


def count_lines(comparison: Comparison) -> tuple[str, ...]:
    """Counts, ratio and chance in words."""
    before, after = (_counted(each, comparison.per) for each in _both(comparison))
    said = [f"Before: {before}. After: {after}."]
    measured = comparison.measured
    if measured is not None:
        said += [_ratio_line(measured), *_chance_lines(comparison, measured)]
    if comparison.before.events < FEWEST_BEFORE:
        said.append(f"Fewer than {FEWEST_BEFORE} came before. So few can never show a fall.")
    return tuple(said)


def reporting_line(comparison: Comparison) -> str:
    """Whether people go on reporting, with the figures it is read from."""
    before, after = comparison.others
    said = f"Other reports: {before} before, {after} after."
    if comparison.reporting_holds:
        return f"{said} People go on reporting."
    if after == 0:
        return f"{said} Nothing else was reported, so fewer may only mean less reporting."
    return f"{said} They fell too, so fewer may only mean less reporting."


def _both(comparison: Comparison) -> tuple[Count, Count]:
    return comparison.before, comparison.after


def _counted(count: Count, per: str) -> str:
    if per == DAYS:
        return f"{count.events} in {count.exposure:g} day{'s' if count.exposure != 1 else ''}"
    rate = 1000 * count.events / count.exposure
    return f"{count.events} in {count.exposure:,.0f} {per} ({rate:.1f} in 1,000)"


def _ratio_line(measured: RateRatio) -> str:
    high = "no upper limit" if measured.high is None else f"{measured.high:.2f}"
    span = f"95 % interval {measured.low:.2f} to {high}, p = {measured.p:.3f}"
    if measured.ratio is None:
        return f"There were none before, so no ratio{f' ({span})' if measured.low else ''}."
    return f"Rate after divided by rate before: {measured.ratio:.2f} ({span})."


def _chance_lines(comparison: Comparison, measured: RateRatio) -> tuple[str, ...]:
    """How surprising so few would be; with none before, none after are no surprise at all."""
    if not comparison.before.events:
        return ()
    events = comparison.after.events
    few = "none" if events == 0 else f"{events} or fewer"
    chance = f"{measured.p_lower:.3f}"
    return (f"If nothing had changed, {few} would come with a chance of {chance}.",)
