"""Somebody walks a tour: whoever is told of a step fills in its record, as the tour says."""

from collections.abc import Mapping
from typing import Any

from flows.pathway import BACK, CLOSE, END, after, planned, up
from flows.roles import Role
from storage import cases
from storage.cases import Case, Step
from tests.fills import fills
from tests.tours import BEGINNINGS, SETTLED, USUAL, Tour
from tests.world import Member, World


def staff_for_tours(world: World) -> None:
    """The roles that a story's home has not."""
    world.hire("leader", "Tam Reid", Role.TEAM_LEADER)
    world.hire("auditor", "Ada Cole", Role.AUDIT_LEAD, Role.QUALITY_LEAD)


def walk(world: World, tour: Tour) -> None:
    """Take every turn of it; after each, what comes next is owed, and nothing else is."""
    _begins(world, tour)
    for number, (name, outcome) in enumerate(tour.turns):
        spoken_of = {turn for turn, _ in tour.turns[number:]}
        _settle_beside(world, spoken_of)
        if name == "question":
            _asks(world)
        answers = {**tour.says.get(name, {}), **({"outcome": outcome} if outcome else {})}
        target = _does(world, _open_step(world, name), outcome, answers)
        follows = tour.turns[number - 1][0] if target == BACK else up(target)[1]
        open_now = {step.name for step in _open(world)}
        assert follows in {CLOSE, END, *open_now}, (name, outcome, open_now)
    _settle_beside(world, set())
    last = after(planned(_case(world).plan, tour.turns[-1][0]), tour.turns[-1][1])
    assert (_case(world).state == "closed") == (last == CLOSE)


def _begins(world: World, tour: Tour) -> None:
    who, buttons = BEGINNINGS[tour.pathway]
    member = world.members[who]
    member.says("/start")
    for label in buttons:
        member.taps(label)
    if tour.pathway != "call_for_help":
        fills(member, **{"in_danger": "no", **tour.report})
    assert (_case(world).pathway, _case(world).kind) == (tour.on(), tour.kind)


def _does(world: World, step: Step, outcome: str, answers: Mapping[str, Any]) -> str:
    """Whoever is told of the step fills in its record; returns where it goes from there."""
    if step.begins_at is not None and step.begins_at > world.clock.now():
        world.forward(seconds=(step.begins_at - world.clock.now()).total_seconds())
    row = planned(_case(world).plan, step.name)
    member = _takes(world, step)
    for kind in row["helps"][:1] * row["needs"]:
        member.sends_data(f"i:{step.case_id}:{kind}")
        fills(member, **USUAL[kind])
    if row["needs"]:
        member.sends_data(f"t:{step.id}:start")
    people = {"investigator": str(world.deputy.id), "actions__0__owner": str(world.senior.id)}
    fills(member, **{**people, **USUAL.get(step.record, {}), **answers})
    return after(row, outcome)


def _takes(world: World, step: Step) -> Member:
    """Whoever has the step, or the first who was told of it, goes to its form if it is ready."""
    take, start = f"t:{step.id}:take", f"t:{step.id}:start"
    told = (m for m in world.members.values() if _sees(m, take) or _sees(m, start))
    member = next(told, None)
    if member is None:
        member = next(m for m in world.members.values() if m.id == step.acknowledged_by)
        member.says("/tasks")
        member.sends_data(f"t:{step.id}:show")
    for data in (take, start):
        if _sees(member, data):
            member.sends_data(data)
    return member


def _sees(member: Member, data: str) -> bool:
    rows = [row for message in member.messages if message.screen for row in message.screen.rows]
    return any(button.data == data for row in rows for button in row)


def _asks(world: World) -> None:
    """The senior who is told of the case asks its author something."""
    for label in ("Open", "The whole case", "Ask the author"):
        world.senior.taps(label)
    fills(world.senior)


def _settle_beside(world: World, spoken_of: set[str]) -> None:
    while waiting := [s for s in _open(world) if s.name in SETTLED.keys() - spoken_of]:
        _does(
            world, waiting[0], SETTLED[waiting[0].name].get("outcome", ""), SETTLED[waiting[0].name]
        )


def _case(world: World) -> Case:
    with world.moment() as moment:
        return cases.all_cases(moment.db, 1)[0]


def _open(world: World) -> list[Step]:
    with world.moment() as moment:
        return cases.open_steps_of(moment.db, cases.all_cases(moment.db, 1)[0].id)


def _open_step(world: World, name: str) -> Step:
    return next(step for step in _open(world) if step.name == name)
