"""Whose phones lie on the table when the page opens."""

from collections.abc import Iterable, Sequence
from typing import Any

FIRST = (("care worker",), ("senior",), ("deputy", "registered manager"))


def first_phones(people: Sequence[dict[str, Any]]) -> list[str]:
    """Addresses of three people who would meet over one report: on duty, on the same unit."""
    chosen: list[dict[str, Any]] = []
    for wanted in FIRST:
        left = [person for person in people if person not in chosen]
        if left:
            chosen.append(max(left, key=lambda person: _fit(person, wanted, chosen)))
    return [str(person["id"]) for person in chosen]


def _fit(
    person: dict[str, Any], wanted: Iterable[str], chosen: Sequence[dict[str, Any]]
) -> tuple[int, bool, bool]:
    """The role counts first, then being on duty, then sharing a unit with those chosen before."""
    roles = [role.lower() for role in person["roles"]]
    held = (-n for n, word in enumerate(wanted) if any(role.startswith(word) for role in roles))
    met = {unit for other in chosen for unit in other["units"]}
    shares = not met or not person["units"] or bool(met & set(person["units"]))
    return next(held, -9), bool(person["on_duty"]), shares
