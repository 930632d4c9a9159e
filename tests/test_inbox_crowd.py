"""Many people at once, several processes: each update once, in order for one person."""

import asyncio
import random

from sqlalchemy import select

from flows.roles import Role
from flows.screen import Outcome, Parcel
from storage.tables import inbox
from tests.kill.houses import OddPhones, answers_in, houses, photo, working
from tests.world import World

UPDATES = 1000
PEOPLE = 40


class CountingPhones(OddPhones):
    """Says when every message that is expected has arrived."""

    def __init__(self, expected: int) -> None:
        super().__init__()
        self._expected = expected
        self.all_there = asyncio.Event()

    async def deliver(self, parcel: Parcel) -> Outcome:
        """As ever, and counted."""
        outcome = await super().deliver(parcel)
        if len(self.sent) == self._expected:
            self.all_there.set()
        return outcome


def _crowded(url: str, people: int = PEOPLE, updates: int = UPDATES) -> World:
    home = World(url)
    home.phones = CountingPhones(updates)
    for number in range(people):
        home.hire(f"worker_{number}", f"Worker {number}", Role.CARE_WORKER)
    return home


async def test_several_processes_share_a_thousand_updates(url: str) -> None:
    home = _crowded(url)
    people = [member.address for member in home.members.values()]
    arrivals = [photo(people[number % PEOPLE], number) for number in range(UPDATES)]
    dice = random.Random(1)
    async with houses(home, 2) as pair, working(pair), asyncio.timeout(60):
        for start in range(0, UPDATES, 10):
            await dice.choice(pair).inbox.receive("phones", arrivals[start : start + 10])
        await home.phones.all_there.wait()
    answered = {address: answers_in(home.phones, address) for address in people}
    assert answered == {who: list(range(n, UPDATES, PEOPLE)) for n, who in enumerate(people)}
    with home.moment() as moment:
        assert set(moment.db.execute(select(inbox.c.state)).scalars()) == {"done"}


async def test_more_hands_than_people_and_everybody_in_their_own_order(url: str) -> None:
    """Every thread of two processes is free to take what another has not finished yet."""
    home = _crowded(url, people=3, updates=240)
    people = [member.address for member in home.members.values()]
    arrivals = [photo(people[number % 3], number) for number in range(240)]
    async with houses(home, 2) as pair, asyncio.timeout(60):
        await pair[0].inbox.receive("phones", arrivals)
        async with working(pair):
            await home.phones.all_there.wait()
    answered = [answers_in(home.phones, address) for address in people]
    assert answered == [list(range(n, 240, 3)) for n in range(3)]
