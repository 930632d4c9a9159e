"""A unit from which nothing has been heard for longer than usual: its people are asked, once.

Silence is no proof of safety; whoever goes home may know of something and have had no time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from flows.moment import Moment
from flows.screen import Button, Screen
from storage import cases
from storage.people import Person

LOOKED_AT = timedelta(days=180)
UNTIL_KNOWN = timedelta(days=7)
"""The usual time between two reports, where there are too few to tell."""

ENOUGH = 4
"""As many reports tell what is usual."""

LONGER = 2
"""As many times the usual is longer than usual."""


def quiet_for_long(reported: Sequence[datetime], now: datetime) -> bool:
    """Whether nothing was reported for twice the usual time; `reported` is in order."""
    if not reported:
        return True
    gaps = [(after - before).total_seconds() for before, after in pairwise(reported)]
    known = len(reported) >= ENOUGH
    usual = timedelta(seconds=median(gaps)) if known else UNTIL_KNOWN
    return now - reported[-1] > LONGER * max(usual, timedelta(days=1))


def nudge_screen(moment: Moment, person: Person) -> Screen | None:
    """The question for somebody who goes off duty; None where their unit has been heard of."""
    found = cases.reported_since(moment.db, moment.now - LOOKED_AT)
    units = set(person.units)
    theirs = [at for at, unit in found if not units or unit in units]
    if not quiet_for_long(theirs, moment.now):
        return None
    return Screen(
        title="Did anything nearly go wrong on your shift?",
        lines=("Small things count. It takes a minute.",),
        rows=((Button("Yes, tell it", "n:near_miss_log"), Button("No", "d:nothing")),),
    )
