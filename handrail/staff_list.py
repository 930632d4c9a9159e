"""What `handrail staff list` shows: everybody, and how each can be reached."""

from datetime import date
from typing import Any

from flows import staff
from flows.moment import Moment
from flows.roles import Role
from flows.rungs import is_away
from storage.people import Person

HEADINGS = ("Name", "Roles", "Units", "E-mail", "Reached by", "")


def described(moment: Moment) -> list[dict[str, Any]]:
    """Everybody, as facts for other programs."""
    channels, blocked = staff.reach(moment), staff.blocked(moment)
    working = staff.on_duty(moment)
    return [
        {
            "name": person.name,
            "roles": person.roles,
            "units": person.units,
            "email": person.email,
            "state": person.state,
            "channels": channels.get(person.id, []),
            "blocked": blocked.get(person.id, []),
            "on_duty": person.id in working,
            "away_until": _away_until(moment, person),
        }
        for person in staff.all_people(moment)
    ]


def _away_until(moment: Moment, person: Person) -> str | None:
    """The first day back of somebody who is away, as 2026-03-24."""
    if person.away_until is None or not is_away(moment, person):
        return None
    return person.away_until.astimezone(moment.service.zone).date().isoformat()


def _state(person: dict[str, Any]) -> str:
    if person["state"] == "left":
        return "left"
    if person["away_until"]:
        back = date.fromisoformat(person["away_until"])
        return f"away until {back.day}/{back.month}/{back.year}"
    return "on duty" if person["on_duty"] else ""


def _reached_by(person: dict[str, Any]) -> str:
    if person["state"] == "left":
        return ""
    blocked = "has blocked Handrail" if person["blocked"] else "not joined yet"
    return ", ".join(person["channels"]) or blocked


def line(person: dict[str, Any]) -> tuple[str, ...]:
    """One of them, below HEADINGS."""
    return (
        person["name"],
        ", ".join(Role(role).label for role in person["roles"]),
        ", ".join(person["units"]) or "everywhere",
        person["email"] or "",
        _reached_by(person),
        _state(person),
    )
