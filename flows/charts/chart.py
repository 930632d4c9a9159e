"""A chart of events, before and after a change or up to a day: the figures, and the same figures
in words. Pure.

It holds counts and days and nobody's name, so that it may be drawn anew whenever it is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Self

LENGTHS: Final = (15, 30, 90)
"""Days that one bar may stand for; each divides a block of days."""

MOST_BARS: Final = 12


@dataclass(frozen=True, slots=True)
class Bars:
    """One kind of event: a count for every bar before the change and after it."""

    name: str
    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def mean(self) -> float | None:
        """Of the bars before; None where there are none."""
        return sum(self.before) / len(self.before) if self.before else None

    def words(self, length: int, *, trend: bool = False) -> str:
        """Every figure that is drawn, the mean included."""
        if self.mean is None:
            return f"{self.name}: nothing to compare with before. After: {_listed(self.after)}."
        counts = f"{_listed(self.before)} (mean {short(self.mean)})."
        if trend:
            return f"{self.name} in each {length} days, the newest last: {counts}"
        after = f" After: {_listed(self.after)}." if self.after else ""
        return f"{self.name} in each {length} days. Before: {counts}{after}"


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of equal length, counted from the day of the change, which is in none of them.

    A `trend` leads up to that day, and nothing changed on it.
    """

    title: str
    changed: date
    length: int
    series: tuple[Bars, ...]
    trend: bool = False

    def words(self) -> tuple[str, ...]:
        """The text alternative: what the picture shows, for whoever cannot see it."""
        return tuple(bars.words(self.length, trend=self.trend) for bars in self.series)

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "changed": self.changed.isoformat(),
            "length": self.length,
            "series": [[bars.name, list(bars.before), list(bars.after)] for bars in self.series],
            "trend": self.trend,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            stored["title"],
            date.fromisoformat(stored["changed"]),
            int(stored["length"]),
            tuple(Bars(name, tuple(b), tuple(a)) for name, b, a in stored["series"]),
            stored.get("trend", False),
        )


def length_for(before: int, after: int) -> int:
    """The shortest bars that are still few enough to be read on a phone."""
    fits = (each for each in LENGTHS if before // each + after // each <= MOST_BARS)
    return next(fits, LENGTHS[-1])


def bars_of(
    name: str, days: Iterable[date], changed: date, *, before: int, after: int, length: int
) -> Bars:
    """Events by the day, put into whole bars outwards from the change; what is left is left out."""
    away = [(day - changed).days for day in days]
    return Bars(
        name,
        tuple(_in_bar([-each for each in away], n, length) for n in range(before // length))[::-1],
        tuple(_in_bar(away, n, length) for n in range(after // length)),
    )


def first_days(chart: Chart) -> list[date]:
    """The first day of every bar, before and after."""
    day, (bars, *_) = timedelta(days=1), chart.series
    earlier = [chart.changed - n * chart.length * day for n in range(len(bars.before), 0, -1)]
    return earlier + [chart.changed + (n * chart.length + 1) * day for n in range(len(bars.after))]


def _in_bar(away: list[int], number: int, length: int) -> int:
    return sum(number * length < each <= (number + 1) * length for each in away)


def short(mean: float) -> str:
    """As it is written: "1.8", "2"."""
    return f"{mean:.1f}".removesuffix(".0")


def _listed(counts: tuple[int, ...]) -> str:
    return ", ".join(map(str, counts)) or "no whole bar yet"
