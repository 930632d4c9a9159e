"""Sentences that more than one screen says."""

from collections.abc import Mapping
from datetime import datetime

from flows.moment import Moment
from flows.roles import Role
from flows.times import clock_time
from storage.cases import Case
from storage.people import Person

KINDS: Mapping[str, str] = {
    "near_miss": "Near miss",
    "hazard": "Hazard",
    "incident": "Incident",
    "call_for_help": "Call for help",
}

POTENTIALS: Mapping[str, str] = {
    "not_bad": "would not have been bad",
    "some_harm": "could have caused some harm",
    "very_bad": "could have been very bad",
    "not_sure": "not sure how bad it could have been",
}

STEPS: Mapping[str, str] = {
    "review": "risk review",
    "tracking": "quality tracking",
    "help": "help",
    "report": "report",
}


def at(moment: Moment, when: datetime | None) -> str:
    """A stored time as people say it, "14:05" today; nothing for a time not there."""
    return "" if when is None else clock_time(when, moment.now, moment.service.zone)


def role_of(person: Person, role: str) -> str:
    """The role in which a person took a step: the step's own if they hold it."""
    held = role if role in person.roles else (person.roles[0] if person.roles else role)
    return Role(held).label


def where(case: Case) -> str:
    """The unit, as the end of a heading."""
    return f" · {case.unit}" if case.unit else ""


def listed(names: list[str]) -> str:
    """ "Sam", "Sam and Jo", "Sam, Jo and Ade"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
