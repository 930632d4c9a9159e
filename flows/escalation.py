"""The ladder: who is told next. Pure; it skips whom the case concerns, and it never ends."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flows.roles import Role
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Staff:
    """The active people, and which of them (by id) are on duty and can be reached now.

    `owner` is the id of whoever the step belongs to, where it belongs to one person; `named` are
    those of the people to whom the case is limited.
    """

    people: Sequence[Person]
    on_duty: Collection[int]
    reachable: Collection[int]
    owner: int | None = None
    named: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Climb:
    """Who is to be told now, on which rung; whom that passed over as not to be reached.

    `tell` is empty only when nobody on the whole ladder can be reached.
    """

    rung: str
    tell: tuple[Person, ...]
    unreachable: tuple[Person, ...]


def people_on(
    rung: str, role: str, unit: str | None, staff: Staff, skip: Collection[int]
) -> list[Person]:
    """The people of one rung. On duty: those of the unit, or where it has none, of any."""
    if rung == "owner":
        return [p for p in staff.people if p.id == staff.owner and p.id not in skip]
    if rung == "named people":
        return [p for p in staff.people if p.id in staff.named and p.id not in skip]
    if rung not in ("on duty", "whole role"):
        role = rung.replace(" ", "_")
    holders = [p for p in staff.people if role in p.roles and p.id not in skip]
    if rung != "on duty":
        return holders
    present = [p for p in holders if p.id in staff.on_duty]
    return [p for p in present if not p.units or unit in p.units] or present


def climb(
    ladder: Sequence[str],
    *,
    role: str,
    unit: str | None,
    staff: Staff,
    skip: Collection[int],
    told: Collection[int],
    rung: str,
) -> Climb:
    """The next rung above `rung` with somebody new to tell; at the end, the last one again.

    A rung that is not on the ladder ("", or one a home has since taken off) is its foot.
    """
    rungs = [people_on(name, role, unit, staff, skip) for name in ladder]
    passed: dict[int, Person] = {}
    start = ladder.index(rung) + 1 if rung in ladder else 0
    for index in range(start, len(rungs)):
        passed.update({p.id: p for p in rungs[index] if p.id not in staff.reachable})
        new = [p for p in rungs[index] if p.id in staff.reachable and p.id not in told]
        if new:
            return Climb(ladder[index], tuple(new), tuple(passed.values()))
    for index in reversed(range(len(rungs))):
        again = [p for p in rungs[index] if p.id in staff.reachable]
        if again:
            return Climb(ladder[index], tuple(again), tuple(passed.values()))
    return Climb("", (), tuple(passed.values()))


def may_act(person: Person, role: str, ladder: Sequence[str], skip: Collection[int]) -> bool:
    """Whether a person may take a step: its role or a later one on the ladder, not concerned."""
    if person.id in skip or person.state != "active":
        return False
    rungs = {rung.replace(" ", "_") for rung in ladder}
    return bool({role, *(r.value for r in Role if r.value in rungs)} & set(person.roles))
