"""Two processes, two taps, one thing: it is done once, and whoever came second hears kindly."""

import asyncio
import json

import pytest

from bot.channel import Arrival
from flows.roles import Role
from tests.chain import DECIDED, does, open_steps, state, to_decision
from tests.conftest import staff_the_home
from tests.fills import fills_to_summary
from tests.kill.houses import houses
from tests.taps import card
from tests.test_story_case_verbs import case_id, chain_holds, near_miss
from tests.world import Member, World


@pytest.fixture
def home(postgres_url: str) -> World:
    story = World(postgres_url)
    staff_the_home(story)
    return story


def about_to_mark(home: World, member: Member, reference: str, same_as: str) -> None:
    member.sends_data(f"v:{case_id(home, reference)}")
    member.taps("Mark it as a duplicate")
    fills_to_summary(member, case=str(case_id(home, same_as)))


def at_once(home: World, *taps: tuple[Member, str]) -> None:
    """Each tap in a process of its own, and from a chat of its own; then half a minute."""

    async def both() -> None:
        async with houses(home, len(taps)) as at_work:
            for number, (house, (member, data)) in enumerate(zip(at_work, taps, strict=True)):
                update = {"kind": "tap", "from": member.address, "data": data}
                chat = f"phones:{member.address}:{number}"
                await house.inbox.receive(
                    "phones", [Arrival(f"tap {number}", chat, json.dumps(update))]
                )
            await asyncio.gather(*(house.inbox.work() for house in at_work))

    home.act(lambda _: both())
    home.settle()
    home.forward(seconds=30)


def records(home: World, kind: str) -> int:
    found = [home.account(case["reference"]) for case in home.cases()]
    return sum(record["kind"] == kind for told in found for record in told["records"])


@pytest.mark.parametrize("crossed", [True, False], ids=["each_in_the_other", "one_in_two_others"])
def test_two_seniors_mark_duplicates(home: World, crossed: bool) -> None:
    other = home.hire("other", "Jo Lind", Role.SENIOR)
    first, second, third = (near_miss(home.care_worker) for _ in range(3))
    about_to_mark(home, home.senior, first, second)
    about_to_mark(home, other, *((second, first) if crossed else (first, third)))
    at_once(home, *((member, member.button("Send")) for member in (home.senior, other)))
    assert records(home, "duplicate_note") == 1
    assert sorted(state(home, case) for case in (first, second, third)) == [
        "closed",
        "open",
        "open",
    ]
    thanked = [m for m in (home.senior, other) if "Thank you" in card(m).shown]
    (late,) = {home.senior, other} - {*thanked}
    why = "This cannot be chosen any more." if crossed else "has changed since"
    assert why in card(late).shown
    assert chain_holds(home)


def test_a_duty_decided_in_two_chats_of_one_manager_is_owed_once(home: World) -> None:
    reference = to_decision(home)
    does(home.manager, reference, "manager's decision", **DECIDED)
    home.manager.taps("Next:")
    fills_to_summary(home.manager, decision="yes")
    before = len(open_steps(home, reference))
    send = home.manager.button("Send")
    at_once(home, (home.manager, send), (home.manager, send))
    assert records(home, "duty_decision") == 1
    assert len(open_steps(home, reference)) == before
    assert not [row for row in home.counts if "aside" in row[1].values()]
