"""The rules of one home, as the flows need them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from flows.contacts import Contacts
from flows.duration import Duration
from flows.duties.book import DUTIES
from flows.duties.duty import Duty
from flows.first_aid import HIGH_ALERT
from flows.limits import LIMITS

SEVERITIES = ("severe", "moderate", "low")
RUNGS = (
    "on duty",
    "whole role",
    "deputy manager",
    "registered manager",
    "nominated individual",
)


@dataclass(frozen=True, slots=True)
class Escalation:
    """How long a step may wait. Keys of both tables are the severities.

    The first ping waits `acknowledge_within`; every later rung waits the shorter of that and
    `repeat_every`, and so does every repeat of the last rung. `ladder` is made of RUNGS.
    """

    acknowledge_within: Mapping[str, timedelta]
    act_within: Mapping[str, timedelta]
    repeat_every: timedelta
    ladder: tuple[str, ...] = RUNGS


@dataclass(frozen=True, slots=True)
class Attachments:
    """Which files the home takes with a report, and the most bytes of one: none, until it says."""

    photos: bool = False
    voice: bool = False
    most: int = 10_000_000

    def takes(self, kind: str) -> bool:
        return self.photos if kind == "photo" else self.voice


@dataclass(frozen=True, slots=True)
class Service:
    """A registered location: its name, time zone, units, resident codes and time limits.

    `board` is the (channel, address) of a room that a manager has named, where references and
    nothing else are put up. `vouching` names the channels that somebody may join by, with the
    e-mail address of the staff list. `guardian` is the name of whoever hears worries, `contacts`
    where they can be taken outside. `high_alert` lists the medicines of which a small slip does
    great harm.
    """

    name: str
    zone: ZoneInfo
    units: tuple[str, ...]
    residents: tuple[str, ...]
    escalation: Escalation
    limits: Mapping[str, Duration] = field(default_factory=lambda: LIMITS)
    duties: tuple[Duty, ...] = DUTIES
    guardian: str = ""
    contacts: Contacts = field(default_factory=Contacts)
    code_lasts: timedelta = timedelta(days=7)
    duty_ends_after: timedelta = timedelta(hours=14)
    practice: bool = False
    board: tuple[str, str] | None = None
    vouching: frozenset[str] = frozenset()
    attachments: Attachments = field(default_factory=Attachments)
    high_alert: tuple[str, ...] = HIGH_ALERT
