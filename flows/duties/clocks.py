"""By when a duty is to be done, and when to ask again. Pure."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.duration import Duration
from flows.duties.duty import Clock, Duty


@dataclass(frozen=True, slots=True)
class Times:
    """When it happened, when the home came to know of it, when the manager decided on the duty."""

    happened: datetime | None
    known: datetime
    decided: datetime | None = None


def due(duty: Duty, times: Times, zone: ZoneInfo) -> datetime | None:
    """The earlier of the home's target and the law's number; None while neither clock has begun."""
    both = (target_at(duty, times, zone), limit_at(duty, times, zone))
    return min((each for each in both if each is not None), default=None)


def target_at(duty: Duty, times: Times, zone: ZoneInfo) -> datetime | None:
    """The home's own target; None while its clock has not begun."""
    begun = _begun(duty.clock, times)
    return duty.target.after(begun, zone) if begun else None


def limit_at(duty: Duty, times: Times, zone: ZoneInfo) -> datetime | None:
    """The last moment by the law's own number; None where it has none, or it has not begun."""
    begun = _begun(duty.limit_clock, times)
    return duty.limit.after(begun, zone) if duty.limit and begun else None


def ask_again_at(
    duty: Duty, times: Times, now: datetime, zone: ZoneInfo, *, again: Duration, first: bool
) -> datetime:
    """When to ask after "Not known yet", answered `now`; `first` if it is the first such answer.

    Once after `again`; then at the time when it can be known, if that is to come; from then on,
    and where there is no such time, after `again` each time.
    """
    happened = _begun("happened", times)
    if duty.test_at and happened and not first:
        test = duty.test_at.after(happened, zone)
        if test > now:
            return test
    return again.after(now, zone)


def _begun(clock: Clock, times: Times) -> datetime | None:
    """When this clock began. What is not known to have happened earlier counts from when known."""
    match clock:
        case "happened":
            return times.happened or times.known
        case "known":
            return times.known
        case "decided":
            return times.decided
