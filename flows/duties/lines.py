"""A duty as the manager reads it: on its card, and in full. Pure.

What the law says, the home's own target and the law's own number stand apart. Guidance is never
called law, and guidance whose source has not been read says so.
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.duration import Duration
from flows.duties.clocks import Times, limit_at, target_at
from flows.duties.duty import Clock, Duty
from flows.times import dated, standing

NO_ADVICE = "This is a help to remember, not legal advice."
CHOSEN = "you chose it"

_FROM: dict[Clock, str] = {
    "happened": "after it happened",
    "known": "after you knew of it",
    "decided": "after you decide",
}


def card_lines(
    duty: Duty, reason: str, times: Times, now: datetime, zone: ZoneInfo
) -> tuple[str, ...]:
    """What stands on the card: the duty, why it is asked, what the law says, by when."""
    return (
        duty.title,
        f"Why it is asked: {reason or CHOSEN}.",
        *_wording(duty),
        *_by_when(duty, times, now, zone),
    )


def rule_lines(
    duty: Duty, reason: str, times: Times, now: datetime, zone: ZoneInfo
) -> tuple[str, ...]:
    """The whole rule, with what it turns on and where it was read."""
    return (
        *card_lines(duty, reason, times, now, zone),
        f"It is meant for this: {duty.trigger}",
        f"Told: {duty.to}.",
        *_opinion(duty),
        *(f"Where it stands: {basis}." for basis in (duty.basis,) if basis),
        _sources(duty),
        NO_ADVICE,
    )


def task_lines(duty: Duty, done: frozenset[str] | set[str] = frozenset()) -> tuple[str, ...]:
    """The checklist, with what is done ticked."""
    return tuple(f"{'✓' if code in done else '·'} {words}" for code, words in duty.tasks.items())


def kept_law(duty: Duty, times: Times, zone: ZoneInfo) -> str | None:
    """What the law says, as a record keeps it; nothing where there is no law."""
    limit = limit_at(duty, times, zone)
    parts = (duty.law, f"Its limit: {dated(limit, zone)}." if limit else "", f"{duty.basis}.")
    return " ".join(part for part in parts if part) if duty.law else None


def kept_target(duty: Duty, times: Times, zone: ZoneInfo) -> str:
    """The home's own target, as a record keeps it."""
    target = target_at(duty, times, zone)
    return f"{dated(target, zone)}, {target_words(duty)}" if target else target_words(duty)


def target_words(duty: Duty) -> str:
    """As in: "24 hours after you knew of it", "5 working days after you decide"."""
    return f"{_length(duty.target)} {_FROM[duty.clock]}"


def _wording(duty: Duty) -> Iterator[str]:
    if duty.law:
        yield f"The law says: {duty.law}"
    if duty.advice:
        yield f"Guidance says: {duty.advice}"
    yield from (f"Guidance, check: {each}" for each in duty.check)


def _by_when(duty: Duty, times: Times, now: datetime, zone: ZoneInfo) -> Iterator[str]:
    target = target_at(duty, times, zone)
    if target is None:
        yield f"Your target: {target_words(duty)}."
    else:
        yield f"Your target: {standing(target, now, zone)} ({target_words(duty)})."
    limit = limit_at(duty, times, zone)
    if limit is not None:
        yield f"The law's limit: {standing(limit, now, zone)}."


def _opinion(duty: Duty) -> Iterator[str]:
    if duty.professional:
        yield "It turns on a health professional's opinion. Staff cannot give it for them."


def _sources(duty: Duty) -> str:
    if not duty.sources:
        return "Source: none read yet. Check it before you rely on it."
    return "Source: " + "; ".join(f"{each.label}, {each.address}" for each in duty.sources) + "."


def _length(length: Duration) -> str:
    """ "24 hours", "10 days, weekends counted", "5 working days"."""
    if length.amount is None:
        return str(length)
    if length.calendar:
        return f"{length}, weekends counted,"
    hours, rest = divmod(length.amount.total_seconds(), 3600)
    if rest:
        return str(length)
    if hours <= 72:
        return "1 hour" if hours == 1 else f"{hours:.0f} hours"
    return f"{length}, weekends counted,"
