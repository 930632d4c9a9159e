"""A near miss in Slack, from the command to the senior's thumb, through everything that is real."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.slack_introduce import EMAIL_SCOPE
from bot.slack_start import SCOPES
from flows import joining, staff
from flows.moment import Moment
from flows.pathways import NEAR_MISS, PATHWAYS
from flows.roles import Role
from handrail.house import House
from storage.files import Files
from storage.tables import inbox
from tests.databases import open_database
from tests.fake_slack_script import Delivery, Fault
from tests.folders import somewhere
from tests.slack_rig import MODES, ROSE, SAM, Home, free_port, slack_home
from tests.taps import unfinished
from tests.world import World

MANUAL = Path(__file__).parent.parent / "docs" / "slack.md"
TAPS = (
    "Near miss",
    "No, everyone is safe",
    "No, we stopped it",
    "Medicine",
    "Very bad",
    "Checked the chart",
    "I noticed",
    "+ In your own words",
)
WORDS = "Pot empty & <pack> full. <!channel>"


class Story:
    """A home on Slack, and the database behind it."""

    def __init__(self, home: Home, url: str) -> None:
        self.home = home
        self.fake = home.fake
        self.url = url
        self.database = open_database(url)
        self.service = World(url).service

    def hire(self, name: str, role: Role, email: str = "") -> str:
        """A new person on duty; their join code is returned."""
        with self.database.transaction() as db:
            moment = Moment(db, self.service, datetime.now(UTC))
            person = staff.add_person(moment, name, [role], ["Rose"], email)
            staff.go_on_duty(moment, person)
            return joining.new_code(moment, person)

    @asynccontextmanager
    async def running(self, mode: str) -> AsyncIterator[None]:
        """Handrail, as it runs, until the block ends."""
        listen = f"127.0.0.1:{free_port()}"
        self.fake.request_url = f"http://{listen}/slack"
        database = open_database(self.url)
        settings = self.home.access(mode=mode, listen=listen)
        channel = type(self.home.channel())(settings, database, lambda: datetime.now(UTC))
        house = House(
            database,
            self.service,
            {channel.name: channel},
            clock=lambda: datetime.now(UTC),
            count=lambda *_, **__: None,
            gauge=lambda *_: None,
            files=Files(somewhere()),
        )
        self.home.alarms.clear()
        running = asyncio.create_task(house.run())
        try:
            up = "slack.socket_open" if mode == "socket" else "slack.listening"
            await self.home.alarm(up)
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await channel.close()
            database.close()

    async def kept(self, delivery: Delivery) -> None:
        """Acknowledged means that another connection finds it in the inbox."""
        await self.fake.wait_for(lambda: delivery.acknowledged)
        with self.database.transaction() as db:
            known = db.execute(select(inbox.c.update_id)).scalars().all()
        trigger = delivery.body.get("trigger_id")
        view = delivery.body.get("view", {}).get("id")
        assert {f"trigger_id:{trigger}", f"view:{view}"} & set(known)

    async def sees(self, user: str, words: str) -> None:
        await self.fake.wait_for(
            lambda: any(words in message.seen for message in self.fake.shown(user))
        )

    async def taps(self, user: str, label: str) -> None:
        """Tap once the button is there."""
        await self.fake.wait_for(
            lambda: any(label in message.labels for message in self.fake.shown(user))
        )
        await self.kept(self.fake.tap(user, label))


@pytest.fixture
async def story(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Story]:
    async with slack_home(tmp_path) as home:
        home.fake.join(SAM)
        story = Story(home, sqlite_url)
        yield story
        story.database.close()


@pytest.mark.parametrize("mode", MODES)
async def test_a_near_miss_from_the_command_to_the_seniors_thumb(story: Story, mode: str) -> None:
    codes = {
        ROSE: story.hire("Rose Carer", Role.CARE_WORKER),
        SAM: story.hire("Sam Okoro", Role.SENIOR),
    }
    async with story.running(mode):
        for user, code in codes.items():
            await story.kept(story.fake.command(user, "/handrail", f"join {code}"))
            await story.sees(user, "You have joined")
        for label in TAPS:
            await story.taps(ROSE, label)
        await story.fake.wait_for(lambda: "Write" in story.fake.last(ROSE).labels)
    async with story.running(mode):  # it goes on after a restart as if nothing had been
        await story.fake.wait_for(lambda: "Skip" in story.fake.last(ROSE).labels)
        story.fake.tap(ROSE, "Write")
        await story.fake.wait_for(lambda: ROSE in story.fake.windows)
        await story.kept(story.fake.save(ROSE, WORDS))
        await story.sees(ROSE, WORDS)
        for more in ("e" * 3000, "f" * 3000):
            story.fake.tap(ROSE, "Write")
            await story.fake.wait_for(lambda: ROSE in story.fake.windows)
            await story.kept(story.fake.save(ROSE, more))
            await story.sees(ROSE, "still there" if more[0] == "f" else more[:99])
        story.fake.tap(ROSE, "Write")
        await story.fake.wait_for(lambda: ROSE in story.fake.windows)
        field = story.fake.windows[ROSE]["blocks"][0]
        assert field["element"]["initial_value"] == more
        await story.taps(ROSE, "Send")
        await story.sees(ROSE, "Thank you. NM-")
        await story.sees(SAM, "Medicine")
        assert WORDS not in str([message.seen for message in story.fake.shown(SAM)])
        await story.taps(SAM, "I've got this")
        await story.sees(SAM, "You have this")
        await story.sees(ROSE, "has this")
    assert len(story.fake.shown(ROSE)) == 1
    assert all(call.accepted for call in story.fake.calls if call.method.startswith("chat."))


@pytest.mark.parametrize("mode", MODES)
async def test_joining_by_the_address_in_the_staff_list(story: Story, mode: str) -> None:
    """What was said is committed and acknowledged before Slack is asked who said it."""
    story.service = replace(story.service, vouching=frozenset({"slack"}))
    story.fake.scopes = f"{story.fake.scopes},{EMAIL_SCOPE}"
    story.hire("Rose Carer", Role.CARE_WORKER, email="rose@willow.example")
    story.fake.member(ROSE, "Rose@Willow.example")
    story.fake.member(SAM, "rose@willow.example", is_restricted=True)
    story.fake.fault("users.info", Fault(stall=True))
    async with story.running(mode):
        command = story.fake.command(ROSE, "/nearmiss")
        await story.kept(command)
        await story.fake.wait_for(lambda: "users.info" in [c.method for c in story.fake.calls])
        assert story.fake.shown(ROSE) == []
        story.fake.heal()
        await story.sees(ROSE, "You have joined. Welcome.")
        await story.sees(ROSE, "Is anyone in danger right now?")
        await story.kept(story.fake.command(SAM, "/nearmiss"))
        await story.sees(SAM, joining.SENTENCE)
    assert len(story.fake.shown(SAM)) == 1


def test_incident_opens_the_incident_pathway_where_there_is_one(world: World) -> None:
    world.care_worker.says("/incident")
    (draft,) = unfinished(world, world.care_worker)
    assert draft.kind == PATHWAYS.get("incident", NEAR_MISS).steps[0].record


def test_the_manual_asks_for_what_the_program_needs() -> None:
    manifest = MANUAL.read_text().split("```")[1]
    scopes = manifest.split("    bot:\n")[1].split("settings:")[0]
    assert re.findall(r"- (\S+)", scopes) == list(SCOPES)
    events = manifest.split("bot_events:\n")[1].split("  interactivity:")[0]
    assert {"message.im", "app_home_opened", "user_change"} <= set(re.findall(r"- (\S+)", events))
    assert re.findall(r"command: (\S+)", manifest) == ["/nearmiss", "/incident", "/handrail"]
    assert "token_rotation_enabled: false" in manifest
    assert "callback_id: nearmiss" in manifest


def test_the_manual_knows_every_alarm() -> None:
    said: set[str] = set()
    for file in (MANUAL.parent.parent / "bot").glob("slack*.py"):
        said |= set(re.findall(r'(?:log\.error\(|: )"(slack\.\w+)"', file.read_text()))
    assert said
    assert said <= set(re.findall(r"`(slack\.\w+)`", MANUAL.read_text()))
