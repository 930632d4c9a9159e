"""A learning case on its way to the look back, with what was reported before it and since."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flows.roles import Role
from storage import cases
from tests.chain import does
from tests.fills import fills
from tests.world import Member, World

LRN = "LRN-26-0001"
LEARNING = "LRN-"
"""How its reference begins, whatever the year."""

TO_PRACTICE, TO_LOOK_BACK = 15, 91
DAYS_SINCE = TO_PRACTICE + TO_LOOK_BACK
"""From the day of the change to the look back."""


def happened(
    world: World, days_ago: Iterable[int], kind: str = "incident", category: str = "medicine"
) -> None:
    """Cases of one kind that are over and done with, so many days ago."""
    with world.moment() as moment:
        for days in days_ago:
            at = moment.now - timedelta(days=days)
            cases.add_case(
                moment.db,
                reference=f"X-{cases.next_number(moment.db, 'told before'):04}",
                kind=kind,
                pathway="incident" if kind == "incident" else "near_miss",
                plan=[],
                severity="low",
                category=category,
                unit="Rose",
                happened_at=at,
                concerns=[],
                limited=[],
                sealed=False,
                state="closed",
                reporter_id=world.care_worker.id,
                opened_at=at,
            )


def quiet(world: World) -> None:
    """What came to anybody meanwhile is read."""
    for member in world.members.values():
        for message in member.messages:
            message.unread = False


def learns(world: World, **log: Any) -> None:
    """The manager opens a learning case about medicine; staff are told."""
    world.hire("leader", "Lee Marsh", Role.TEAM_LEADER, units=())
    world.hire("quality", "Ruth Adeyemi", Role.QUALITY_LEAD, units=())
    world.manager.says("/start")
    world.manager.taps("More")
    world.manager.taps("Start learning")
    fills(world.manager, **{"what": "medicine", "counted": "incidents", "starts": None, **log})
    does(world.deputy, LEARNING, "telling staff", due="5", read="5", understood="5")


def is_watched(world: World, *looks: str) -> None:
    """Two weeks later the team leader looks at practice, and puts the looks together."""
    world.forward(days=TO_PRACTICE)
    start = _takes(world.leader, "practice")
    for met in looks:
        world.leader.sends_data(start)
        fills(world.leader, met=met, follows="put_right")
    world.leader.sends_data(start)
    fills(world.leader)


def comes_to_look_back(world: World) -> tuple[Member, str]:
    """The quality lead has the look back and opens its form; with the button that opens it."""
    world.forward(days=TO_LOOK_BACK)
    quiet(world)
    start = _takes(world.quality, "before and after")
    world.quality.sends_data(start)
    return world.quality, start


def _takes(member: Member, step: str) -> str:
    """Take the step; the address of the button that begins its record."""
    card = member.sees(LEARNING, step)
    rows = card.screen.rows if card.screen else ()
    take = next(b.data for row in rows for b in row if b.data.endswith(":take"))
    member.sends_data(take)
    return take.replace(":take", ":start")
