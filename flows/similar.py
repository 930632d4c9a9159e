"""Others like this one: what a case shares with earlier ones, over 90 days and 12 months. Pure.

It only points at cases; whether they are a pattern is for the deputy to say.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Final

QUARTER: Final = timedelta(days=90)
YEAR: Final = timedelta(days=365)
NEAR_HOURS: Final = 2
"""Times of the day that lie this near count as the same."""

MOST_SHOWN: Final = 5
SPELT_ALIKE: Final = 0.85
MOST_READ: Final = 200
MOST_NAMES: Final = 12
LONGEST_NAME: Final = 40
UNTOLD: Final = frozenset({"other", "not_sure"})
"""Answers that two cases may share without having anything in common."""

NOT_A_NAME: Final = frozenset(
    {
        "tablet",
        "tablets",
        "capsule",
        "capsules",
        "liquid",
        "patch",
        "patches",
        "drops",
        "cream",
        "inhaler",
        "spray",
        "dose",
        "doses",
        "blister",
        "pack",
        "packs",
        "bottle",
        "morning",
        "lunch",
        "lunchtime",
        "evening",
        "night",
        "bedtime",
        "daily",
        "once",
        "twice",
        "medicine",
        "medicines",
        "medication",
        "equipment",
        "room",
        "with",
        "from",
        "after",
        "before",
        "about",
        "unknown",
        "sure",
        "other",
        "something",
        "else",
        "none",
    }
)
"""Words beside the name of a medicine or a thing."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of a case for finding its like; `hour` is of the day, where the home is.

    `supply` is the medicine or the equipment as it was typed.
    """

    reference: str
    category: str | None
    unit: str | None
    shift: str | None
    supply: str
    hour: int | None
    factors: tuple[str, ...]
    opened_at: datetime
    happened_at: datetime | None = None
    kind: str = ""

    @property
    def at(self) -> datetime:
        """When it happened, or else when it was reported."""
        return self.happened_at or self.opened_at


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier case and the traits it shares, in words."""

    reference: str
    at: datetime
    traits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What looking back found. `matches` come closest first, then newest first."""

    quarter: int
    year: int
    same_type_quarter: int
    same_type_year: int
    matches: tuple[Match, ...]

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(match.reference for match in self.matches)


def look_back(case: CaseFacts, others: Iterable[CaseFacts], now: datetime) -> Found:
    """Cases of the last 12 months that share the type or the thing, and one more trait."""
    earlier = [each for each in others if each.reference != case.reference and each.at <= now]
    recent = [each for each in earlier if each.at > now - YEAR]
    same_type = [each for each in recent if _same(case.category, each.category)]
    matches = [match for each in recent if (match := matched(case, each)) is not None]
    matches.sort(key=lambda match: (len(match.traits), match.at), reverse=True)
    return Found(
        quarter=sum(match.at > now - QUARTER for match in matches),
        year=len(matches),
        same_type_quarter=sum(each.at > now - QUARTER for each in same_type),
        same_type_year=len(same_type),
        matches=tuple(matches),
    )


def matched(case: CaseFacts, other: CaseFacts) -> Match | None:
    """The traits they share, if the type or the thing is among them and it is not alone."""
    same_type, same_thing = _same(case.category, other.category), alike(case.supply, other.supply)
    shared = {
        "type": same_type,
        "unit": _same(case.unit, other.unit),
        "shift": _same(case.shift, other.shift),
        "medicine or equipment": same_thing,
        "time of day": _same_time(case.hour, other.hour),
        "what made it easier": bool({*case.factors} & {*other.factors} - UNTOLD),
    }
    traits = tuple(trait for trait, holds in shared.items() if holds)
    if not (same_type or same_thing) or len(traits) < 2:
        return None
    return Match(other.reference, other.at, traits)


def similar_lines(found: Found) -> tuple[str, ...]:
    """What was found, in words: how many, and the closest with what they share."""
    counted = (
        f"Same type: {found.same_type_quarter} in 90 days, {found.same_type_year} in 12 months.",
        f"Alike in two ways or more: {found.quarter} in 90 days, {found.year} in 12 months.",
    )
    closest = tuple(
        f"{match.reference}, {match.at:%-d %B %Y}: same {', '.join(match.traits)}"
        for match in found.matches[:MOST_SHOWN]
    )
    return (*counted, *closest)


def alike(one: str, other: str) -> bool:
    """Whether two typed texts name the same thing, spelling slips aside."""
    names = _names(other)
    return any(_spelt_alike(word, name) for word in _names(one) for name in names)


def _names(text: str) -> set[str]:
    """The first words that may name a thing: whatever was typed, it takes no time to compare."""
    words = re.findall(r"[^\W\d_]{4,}", text.casefold()[:MOST_READ])
    return {word for word in words[:MOST_NAMES] if len(word) <= LONGEST_NAME} - NOT_A_NAME


def _spelt_alike(one: str, other: str) -> bool:
    both = SequenceMatcher(None, one, other, autojunk=False)
    return both.real_quick_ratio() >= SPELT_ALIKE and both.ratio() >= SPELT_ALIKE


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and one == other and one not in UNTOLD


def _same_time(one: int | None, other: int | None) -> bool:
    if one is None or other is None:
        return False
    apart = abs(one - other)
    return min(apart, 24 - apart) <= NEAR_HOURS
