"""How long something may take: by the clock ("10m", "24h") or in working days."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

HOW_TO_WRITE = 'Write a length of time like "10m", "24h", "7 days" or "5 working days".'

LONGEST_DAYS = 3660
SATURDAY = 5

_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_CALENDAR = ("d", "w")
_CLOCK = re.compile(
    r"([0-9]{1,9}) ?(s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|w|weeks?)", re.ASCII
)
_WORKING = re.compile(r"([0-9]{1,9}) working days?", re.ASCII)


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays in `year`."""
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def is_bank_holiday(day: date) -> bool:
    return day in bank_holidays(day.year)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, or a number of working days: one of the two, above nought.

    Where it was written in days or weeks it is counted on the `calendar`, else by the clock.
    """

    amount: timedelta | None = None
    calendar: bool = False
    working_days: int | None = None

    def __post_init__(self) -> None:
        if (self.amount is None) == (self.working_days is None):
            raise ValueError("A duration is either a length of time or a number of working days.")
        if not timedelta(0) < self._length() <= timedelta(days=LONGEST_DAYS):
            raise ValueError("A length of time must be more than nothing and at most ten years.")

    def after(
        self,
        moment: datetime,
        zone: ZoneInfo,
        is_holiday: Callable[[date], bool] = is_bank_holiday,
    ) -> datetime:
        """The aware UTC time at which it is over, counted from `moment`.

        Working days are Monday to Friday in `zone` without holidays. The day it starts is not
        counted. Days end at the same time of day as they began, also where the clocks change.
        """
        return self._counted(moment, zone, is_holiday, 1)

    def before(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The same, counted back: the time from which so much is left until `moment`."""
        return self._counted(moment, zone, is_bank_holiday, -1)

    def _counted(
        self, moment: datetime, zone: ZoneInfo, is_holiday: Callable[[date], bool], way: int
    ) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("A time without a time zone cannot be counted from.")
        local = moment.astimezone(zone)
        if self.amount is not None:
            # Python adds to a local time what goes by on the wall.
            begun = local if self.calendar else moment.astimezone(UTC)
            return (begun + way * self.amount).astimezone(UTC)
        left = self.working_days or 0
        while left:
            local += timedelta(days=way)
            left -= local.weekday() < SATURDAY and not is_holiday(local.date())
        return local.astimezone(UTC)

    def __str__(self) -> str:
        if self.amount is None:
            return f"{self.working_days} working day{'' if self.working_days == 1 else 's'}"
        if self.calendar:
            return f"{self.amount.days} day{'' if self.amount.days == 1 else 's'}"
        for unit in ("h", "m"):
            if self.amount % _UNITS[unit] == timedelta(0):
                return f"{self.amount // _UNITS[unit]}{unit}"
        return f"{self.amount // _UNITS['s']}s"

    def _length(self) -> timedelta:
        try:
            return self.amount if self.amount is not None else timedelta(self.working_days or 0)
        except OverflowError:
            return timedelta.max


def parse_duration(text: str) -> Duration:
    """The duration somebody wrote; raises ValueError with a sentence on how to write one."""
    words = " ".join(text.lower().split())
    if working := _WORKING.fullmatch(words):
        return Duration(working_days=int(working[1]))
    if clock := _CLOCK.fullmatch(words):
        unit = clock[2][0]
        return Duration(amount=_by_the_clock(int(clock[1]), unit), calendar=unit in _CALENDAR)
    raise ValueError(HOW_TO_WRITE)


def _by_the_clock(count: int, unit: str) -> timedelta:
    try:
        return count * _UNITS[unit]
    except OverflowError:
        return timedelta.max
