"""How long Telegram is waited for, and how soon it is asked again; seconds throughout."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """The defaults are for the real service; tests bring shorter ones."""

    call: float = 10
    poll: int = 25
    """One long poll. Telegram answers sooner when something arrives."""
    poll_margin: float = 5
    first_retry: float = 0.5
    longest_retry: float = 15
    slow_retry: float = 30
    """When trying again cannot help until a person has put something right."""
    renew_after: int = 3
    """Failures in a row before the polling connection is thrown away."""
    conflict_alarm: float = 60
    lease: float = 45
    """Longer than a long poll and the renewal before it, so that a live holder keeps it."""
    lease_renewal: float = 10
    standby: float = 5
    store: float = 10
    store_retry: float = 1
    routine: float = 1 / 25
    """Between two messages that nobody waits for: Telegram takes 30 a second, and of those some
    are left for alerts and answers."""
    routine_in_chat: float = 1
    tell_after: float = 5
    """Failing to store for this long, the people concerned are told."""
