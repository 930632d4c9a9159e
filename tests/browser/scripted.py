"""A small scripted practice home: enough cards and records to see the page at work."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channel import Arrival
from bot.practice import PracticeChannel, PracticeHome
from flows.screen import Asked, Button, Heard, Parcel, Screen, Sent, Tapped, Typed
from tests.browser.stored import ACCOUNT, CASE

STARTED = datetime(2026, 1, 9, 14, 0, tzinfo=UTC)
AMINA, SAM, RUTH, JOSEPH, MARY = "1", "2", "3", "4", "5"


def person(
    number: str, name: str, role: str, unit: str | None, *, on_duty: bool = True
) -> dict[str, Any]:
    units = [unit] if unit else []
    return {
        "id": int(number),
        "name": name,
        "roles": [role],
        "units": units,
        "on_duty": on_duty,
        "away_until": None,
    }


PEOPLE = [
    person(MARY, "Mary Whitfield", "Registered manager", None),
    person(JOSEPH, "Joseph Adeyemi", "Care worker", "Ivy", on_duty=False),
    person(AMINA, "Amina Bello", "Care worker", "Rose"),
    person(SAM, "Sam Okoro", "Senior", "Rose"),
    person(RUTH, "Ruth Ellis", "Deputy manager", None),
]


def rows(*labels: Sequence[tuple[str, str]]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(Button(label, data) for label, data in row) for row in labels)


def welcome(name: str) -> Screen:
    return Screen(
        head="Rosebank House",
        title=f"Hello {name}. What do you need?",
        lines=("You are on duty. Nothing is waiting for you.",),
        rows=rows(
            [("Near miss", "danger")],
            [("Someone is in danger", "help"), ("Does this count?", "count")],
            [("I'm going off duty", "off")],
        ),
    )


FORM = {
    "danger": Screen(
        head="Near miss",
        title="Is anyone in danger right now?",
        rows=rows([("No, everyone is safe", "what")], [("Yes", "help"), ("Not sure", "help")]),
    ),
    "what": Screen(
        head="Near miss · 1 of 4",
        title="What nearly went wrong?",
        rows=rows(
            [("Medicine", "bad"), ("Fall", "bad")],
            [("Skin or injury", "bad"), ("Eating or drinking", "bad")],
            [("Missing", "bad"), ("Behaviour", "bad")],
            [("How someone was treated", "bad")],
            [("Back", "danger"), ("Save for later", "home")],
        ),
    ),
    "bad": Screen(
        head="Near miss · 2 of 4",
        title="If nobody had noticed, how bad could it have been?",
        lines=("Anything you can tell helps. Not sure is fine.",),
        rows=rows(
            [("Not bad", "words"), ("Some harm", "words")],
            [("Very bad", "words"), ("Not sure", "words")],
            [("Back", "what"), ("Save for later", "home")],
        ),
    ),
    "words": Screen(
        head="Near miss · 4 of 4",
        title="What happened, in your own words?",
        lines=("Write it below and send. It is kept here and leaves the chat.",),
        rows=rows([("Back", "bad"), ("Skip", "ready")]),
        typing="Write here, then send",
    ),
    "ready": Screen(
        head="Near miss",
        title="Ready to send",
        lines=(
            "What: Medicine\nHow bad: Very bad\nStopped by: Checked the chart\nRose, today 14:00",
            "Add more if you like.",
        ),
        rows=rows(
            [("Send", "send")],
            [("Change an answer", "what"), ("Save for later", "home")],
            [("+ Who", "what"), ("+ Which medicine", "what")],
        ),
    ),
}
ALERT = Screen(
    title="Near miss NM-26-0042 · Rose",
    lines=("Medicine · could have been very bad", "Reported 1 minute ago"),
    rows=rows([("I've got this", "take"), ("Open", "open")]),
)
TAKEN = Screen(
    title="NM-26-0042 · You have this, 14:05",
    lines=("Medicine · could have been very bad", "Please finish it before 15:05."),
    rows=rows([("Fill in the risk review sheet", "what")], [("Open", "open"), ("Hand over", "x")]),
)
CLIMBED = Screen(
    head="Near miss · Rose",
    title="Nobody has acknowledged NM-26-0042 for 1 hour.",
    lines=("It is now with you.", "Medicine · could have been very bad"),
    rows=rows([("I've got this", "take"), ("Open", "open")]),
)
THANKS = Screen(
    title="Thank you. NM-26-0042",
    lines=(
        "Sent today 14:03. Sam, senior on Rose, has been told.",
        "You will hear what changed.",
    ),
)


class ScriptedHome:
    """Answers taps with cards, in the way the real home would."""

    def __init__(self, channel: PracticeChannel) -> None:
        self.channel = channel
        self.now = STARTED
        self.broken = False
        self.greeting = asyncio.Event()
        self.greeting.set()
        self.later: set[asyncio.Task[None]] = set()
        self.heard: list[Heard] = []
        self.living: dict[str, str] = {}
        self.alerts: dict[str, str] = {}
        self.kept: list[dict[str, Any]] = []
        self.waiting: dict[str, int] = {}

    def as_home(self) -> PracticeHome:
        return PracticeHome(
            name="Rosebank House",
            people=self.people,
            cases=self.cases,
            account=self.account,
            forward=self.forward,
        )

    async def people(self) -> list[dict[str, Any]]:
        return [one | {"waiting": self.waiting.get(str(one["id"]), 0)} for one in PEOPLE]

    async def cases(self) -> list[dict[str, Any]]:
        return self.kept

    async def account(self, reference: str) -> dict[str, Any] | None:
        return ACCOUNT if any(case["reference"] == reference for case in self.kept) else None

    async def forward(self, step: timedelta) -> None:
        self.now += step
        if self.kept and not self.taken:
            await self.alert("3", CLIMBED)

    @property
    def taken(self) -> bool:
        return any(heard.happening == Tapped("take") for heard in self.heard)

    async def greet(self) -> None:
        for number, name in ((AMINA, "Amina"), (SAM, "Sam"), (RUTH, "Ruth")):
            await self.show(number, welcome(name))

    async def receive(self, channel: str, arrivals: Sequence[Arrival]) -> None:
        if self.broken:
            raise OSError("the disk is full")
        for arrival in arrivals:
            heard = self.channel.read(arrival.payload)
            assert heard is not None
            self.heard.append(heard)
            if isinstance(heard.happening, Asked):
                self.later.add(asyncio.create_task(self.answer(heard)))
            else:
                await self.answer(heard)

    async def answer(self, heard: Heard) -> None:
        match heard.happening:
            case Tapped(data):
                await self.tapped(heard.address, data)
            case Asked("start", _, message):
                await self.greeting.wait()
                await self.show(heard.address, welcome("there"))
                await self.channel.deliver(Parcel(0, heard.address, removes=message))
            case Typed(_, message) | Asked(_, _, message):
                await self.show(heard.address, FORM["ready"])
                await self.channel.deliver(Parcel(0, heard.address, removes=message))

    async def tapped(self, address: str, data: str) -> None:
        if data in FORM:
            await self.show(address, FORM[data])
        elif data == "send":
            await self.show(address, THANKS)
            await self.alert(SAM, ALERT)
            self.kept.insert(0, CASE)
        elif data == "take":
            await self.alert(address, TAKEN)
        elif data == "home":
            await self.show(address, welcome("Amina"))

    async def show(self, address: str, screen: Screen) -> None:
        old = self.living.get(address)
        sent = await self.channel.deliver(Parcel(0, address, screen=screen, replaces=old))
        if isinstance(sent, Sent) and sent.message_id:
            self.living[address] = sent.message_id

    async def alert(self, address: str, screen: Screen) -> None:
        old = self.alerts.get(address)
        sent = await self.channel.deliver(Parcel(0, address, screen=screen, replaces=old))
        if isinstance(sent, Sent) and sent.message_id:
            self.alerts[address] = sent.message_id
