"""A kind time: what can wait comes at work, and never in somebody's quiet hours. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which only what is urgent comes; they may go over midnight."""

    begins: time
    ends: time

    @classmethod
    def read(cls, text: str) -> Self:
        """The hours written as "22:00-07:00"; raises ValueError."""
        begins, _, ends = text.partition("-")
        return cls(time.fromisoformat(begins), time.fromisoformat(ends))

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"

    def end_after(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours that hold at `now` are over; None where none hold."""
        held = self.round_about(now, zone)
        return held[1] if held else None

    def round_about(self, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """From when to when the quiet hours go that hold at `now`; None where none hold."""
        local = now.astimezone(zone)
        clock = local.time().replace(tzinfo=None)
        over_midnight = self.begins > self.ends
        inside = self.begins <= clock < self.ends
        if over_midnight:
            inside = clock >= self.begins or clock < self.ends
        if not inside:
            return None
        first = last = local.date()
        if over_midnight and clock >= self.begins:
            last += timedelta(days=1)
        elif over_midnight:
            first -= timedelta(days=1)
        return datetime.combine(first, self.begins, zone), datetime.combine(last, self.ends, zone)


OFF_DUTY = Quiet(time(20, 0), time(9, 0))
"""Whoever is at home is told by day only."""

TIME_LEFT = timedelta(hours=1)
"""With less left, a reminder comes too late to be of use."""


def kind_time(
    now: datetime, zone: ZoneInfo, own: Quiet | None, *, on_duty: bool, waited: bool
) -> datetime | None:
    """When to tell somebody: now, or once their quiet hours are over; None: on their next shift.

    `waited` says that no shift has come for too long, so that they are told at home, by day.
    """
    if not (on_duty or waited):
        return None
    ends = [own.end_after(now, zone)] if own else []
    if not on_duty:
        ends.append(OFF_DUTY.end_after(now, zone))
    return max((end for end in ends if end is not None), default=now)


def kind_reminder(
    wanted: datetime, limit: datetime, now: datetime, zone: ZoneInfo, quiet: Quiet
) -> datetime:
    """When to remind of a limit: as wanted; where that is in quiet hours, after them while there
    is time left, else before them. Whoever took it in those hours and owes it in them is awake."""
    held = quiet.round_about(wanted, zone)
    if held is None:
        return wanted
    begins, ends = held
    if ends + TIME_LEFT <= limit:
        return ends
    return begins if begins > now else wanted
