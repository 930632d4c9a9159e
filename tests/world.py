"""A home in a story: people with phones, a clock that moves, and a process restarted all the time.

Every step builds the house anew from what is on disk and lets it go again, so each story is also
a restart test; only the connections are kept. When a story ends, any message that arrived anew
and that nobody expected is a failure.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, TypeVar
from uuid import uuid4
from weakref import finalize
from zoneinfo import ZoneInfo

from bot.channel import Arrival, Channel
from flows import account, staff
from flows.moment import Moment
from flows.roles import Role
from flows.service import Escalation, Service
from handrail.house import House, move_on
from storage import people
from storage.database import Database
from storage.files import Files
from tests.databases import open_database
from tests.phones import Message, Phones

Answer = TypeVar("Answer")

NEAR_MISS = (
    "Near miss",
    "No, everyone is safe",
    "No, we stopped it",
    "Medicine",
    "Very bad",
    "Checked the chart",
    "I noticed",
    "Send",
)

RULES = Escalation(
    acknowledge_within={
        "severe": timedelta(minutes=5),
        "moderate": timedelta(minutes=15),
        "low": timedelta(minutes=60),
    },
    act_within={
        "severe": timedelta(hours=1),
        "moderate": timedelta(hours=8),
        "low": timedelta(hours=24),
    },
    repeat_every=timedelta(minutes=15),
)


class StoryClock:
    """Time moves only when the story says so."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    async def move_to(self, moment: datetime) -> None:
        self._now = max(self._now, moment)


class World:
    """One home and everybody in it. `world.senior` is the person added under that name."""

    reached_by = "phones"

    def __init__(self, url: str, **rules: Any) -> None:
        self.url = url
        self.database = open_database(url)
        self._closing = finalize(self, self.database.close)
        self.phones = Phones()
        folder = mkdtemp(prefix="handrail-files-")
        self.files = Files(Path(folder))
        finalize(self, rmtree, folder, ignore_errors=True)
        self.channels: dict[str, Phones] = {}
        self.clock = StoryClock()
        self.counts: list[tuple[str, dict[str, str]]] = []
        self.gauges: dict[str, float] = {}
        self.service = Service(
            name="Willow House",
            zone=ZoneInfo("Europe/London"),
            units=("Rose", "Ivy"),
            residents=tuple(f"R{number:02}" for number in range(1, 21)),
            escalation=replace(RULES, **rules),
            duty_ends_after=timedelta(days=120),
        )
        self.members: dict[str, Member] = {}

    def __getattr__(self, name: str) -> "Member":
        with suppress(KeyError):
            return self.__dict__["members"][name]
        raise AttributeError(name)

    def hire(
        self,
        key: str,
        name: str,
        *roles: Role,
        units: tuple[str, ...] = ("Rose",),
        on_duty: bool = True,
        phone: bool = True,
    ) -> "Member":
        with self.moment() as moment:
            person = staff.add_person(moment, name, roles, units)
            if phone:
                people.link_account(
                    moment.db,
                    person_id=person.id,
                    channel=self.reached_by,
                    address=self.address(person.id),
                    now=moment.now,
                )
            if on_duty:
                staff.go_on_duty(moment, person)
        member = Member(self, person.id, name, self.address(person.id))
        self.members[key] = member
        return member

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        """A transaction of its own, as the command line has one."""
        with self.database.transaction() as db:
            yield Moment(db, self.service, self.clock.now())

    def act(self, work: Callable[[House], Awaitable[Answer]]) -> Answer:
        """Build the house from what is on disk, do one thing, let it go again."""

        async def once() -> Answer:
            return await work(
                House(
                    self.database,
                    self.service,
                    self.channels_on(self.database),
                    clock=self.clock.now,
                    count=lambda what, **labels: self.counts.append((what, labels)),
                    gauge=lambda what, value: self.gauges.update({what: value}),
                    files=self.files,
                )
            )

        return self.run(once())

    def close(self) -> None:
        """End the connections, so that the database lies in its file alone."""
        self._closing()

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        """What has to wait is waited for here."""
        return asyncio.run(work)

    def address(self, person_id: int) -> str:
        """Where this person's chat is."""
        return str(1000 + person_id)

    def channels_on(self, database: Database) -> dict[str, Channel]:
        """Every channel, by its name."""
        return {**self.channels, "phones": self.phones}

    def receive(self, *updates: dict[str, Any]) -> None:
        """Updates arrive, are taken in, and everything that follows from them happens."""

        async def take_in(house: House) -> None:
            await house.inbox.receive("phones", [_arrival(update) for update in updates])

        self.act(take_in)
        self.settle()

    def settle(self) -> None:
        self.act(lambda house: house.settle())

    def forward(self, **span: float) -> None:
        """Let time pass, stopping at everything that falls due."""
        self.act(lambda house: move_on(house, self.clock, timedelta(**span)))

    def sleep(self, **span: float) -> None:
        """Handrail is not running while this time passes; then it starts."""
        asyncio.run(self.clock.move_to(self.clock.now() + timedelta(**span)))
        self.settle()

    def account(self, reference: str) -> dict[str, Any]:
        with self.moment() as moment:
            return account.account(moment, reference)

    def cases(self) -> list[dict[str, Any]]:
        with self.moment() as moment:
            return account.list_cases(moment)

    def nobody_waits(self) -> None:
        """The end of a story: every message that came anew was expected by somebody."""
        names = {member.address: member.name for member in self.members.values()}
        left = [
            f"{names.get(address, address)}: {message.shown!r}"
            for address, phone in self.phones.chats.items()
            for message in phone.messages
            if message.unread
        ]
        assert not left, "Nobody expected:\n" + "\n".join(left)
        assert not self.phones.wrong, "\n".join(self.phones.wrong)


class Member:
    """A person with a phone, as a story speaks of them."""

    def __init__(self, world: World, person_id: int, name: str, address: str) -> None:
        self.world = world
        self.id = person_id
        self.name = name
        self.address = address

    @property
    def messages(self) -> list[Message]:
        return self.world.phones.chat(self.address).messages

    def taps(self, label: str) -> None:
        """Tap the newest button with this label."""
        self.sends_data(self.button(label))

    def button(self, label: str) -> str:
        """What the newest button with this label sends."""
        for exact in (True, False):
            for message in reversed(self.messages):
                for row in message.screen.rows if message.screen else ():
                    for button in row:
                        if label == button.label or (not exact and label in button.label):
                            return button.data
        shown = [message.labels for message in self.messages]
        raise AssertionError(f"{self.name} sees no button {label!r}, only {shown}")

    def sends_data(self, data: str, *, update_id: str = "") -> None:
        self._does({"kind": "tap", "data": data, "id": update_id})

    def says(self, text: str) -> None:
        """Write a message."""
        message_id = self.world.phones.write(self.address, text)
        self._does({"kind": "text", "text": text, "message": message_id})

    def blocks(self) -> None:
        self.world.phones.chat(self.address).off = True
        self._does({"kind": "blocked"})

    def files(self, taps: tuple[str, ...]) -> str:
        """Open the menu, tap these one after the other; returns the reference on the receipt."""
        self.says("/start")
        for label in taps:
            self.taps(label)
        receipt = next(m for m in reversed(self.messages) if m.shown.strip().startswith("Thank"))
        return receipt.shown.split("Thank you. ")[1].split()[0]

    def expects(self, *fragments: str) -> Message:
        """A message arrived anew that says all of this; it counts as read now."""
        for message in self.messages:
            if message.unread and all(part in message.shown for part in fragments):
                message.unread = False
                return message
        unread = [message.shown for message in self.messages if message.unread]
        raise AssertionError(f"{self.name} expected {fragments}, and has {unread}")

    def sees(self, *fragments: str) -> Message:
        """Some message on the phone says all of this now."""
        for message in reversed(self.messages):
            if all(part in message.shown for part in fragments):
                return message
        raise AssertionError(
            f"{self.name} looks for {fragments} in {[m.shown for m in self.messages]}"
        )

    def sees_no(self, fragment: str) -> None:
        found = [m.shown for m in self.messages if fragment in m.shown]
        assert not found, f"{self.name} should not see {fragment!r}: {found}"

    def hears_nothing(self) -> None:
        unread = [message.shown for message in self.messages if message.unread]
        assert not unread, f"{self.name} should have heard nothing: {unread}"

    def _does(self, update: dict[str, Any]) -> None:
        """Whoever acts is looking at the phone: what comes at once in answer is read."""
        before = {message.id for message in self.messages}
        self.world.receive({"from": self.address, **update})
        for message in self.messages:
            if message.id not in before and "alert" not in message.shown:
                message.unread = False


def _arrival(update: dict[str, Any]) -> Arrival:
    update_id = update.get("id") or uuid4().hex
    return Arrival(update_id, f"phones:{update['from']}", json.dumps(update))
