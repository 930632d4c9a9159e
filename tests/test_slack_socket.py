"""The socket to Slack may be refreshed, dropped or dead: it comes back, or the program ends."""

import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr

from bot import pulse
from bot.slack import BoundToAnotherApp, SlackAccess, looked_at
from bot.slack_api import Refusal, SlackTrouble
from bot.slack_catch_up import HEARD_UNTIL
from bot.slack_read import as_arrivals
from bot.slack_socket import SocketDead
from bot.slack_start import SCOPES
from flows.screen import Attached, Heard, Typed
from storage.facts import read_fact, write_fact
from storage.inbox import take_in
from tests.fake_slack_methods import FIRST_TS, Message
from tests.fake_slack_script import Fault
from tests.slack_rig import MODES, ROSE, SAM, Home, another_home, quick, slack_home

ALWAYS = 10**9


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with slack_home(tmp_path) as home:
        yield home


async def hears(home: Home) -> None:
    """What is said now is heard."""
    before = len(home.inbox.rows)
    home.fake.text(ROSE, "hello")
    await home.stored(before + 1)


async def test_a_refresh_loses_nothing(home: Home) -> None:
    async with home.running():
        await hears(home)
        await home.fake.refresh()
        await hears(home)
        assert home.fake.opened == 2


async def test_a_dropped_socket_comes_back_at_once(home: Home) -> None:
    """The SDK looks for it at its next ping, and a tap that finds no socket is lost."""
    async with home.running(pace=quick(ping=60, patience=60)):
        await hears(home)
        home.fake.drop()
        await home.fake.wait_for(lambda: home.fake.opened == 2)
        await hears(home)


async def test_a_channel_without_a_socket_does_not_look_well(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(pulse, "time", SimpleNamespace(monotonic=lambda: now))
    channel = home.channel()
    assert channel.well()
    now += pulse.LOST_SECONDS + 1
    assert not channel.well()
    assert home.channel(mode="http").well(), "only Slack knows whether it reaches us"
    async with home.running() as live:
        now += pulse.LOST_SECONDS + 1
        while not live.well():
            await hears(home)


async def test_a_socket_that_does_not_answer_is_replaced(home: Home) -> None:
    async with home.running():
        home.fake.mute = True
        await home.fake.wait_for(lambda: home.fake.opened >= 2)
        home.fake.mute = False
        await hears(home)


async def test_what_the_sdk_does_not_bring_back_is_made_anew(home: Home) -> None:
    """Its own reconnection has nowhere to go: new addresses are refused until we ask ourselves."""
    async with home.running(pace=quick(patience=0.2)):
        await hears(home)
        home.fake.fault("apps.connections.open", Fault.says("internal_error"), times=3)
        home.fake.deaf = True
        home.fake.drop()
        await home.alarm("slack.socket_lost")
        home.fake.deaf = False
        await home.fake.wait_for(lambda: home.fake.sockets, seconds=20)
        await hears(home)


async def test_sockets_that_never_live_end_the_program(home: Home) -> None:
    home.fake.deaf = True
    channel = home.channel(pace=quick(patience=0.1, give_up=2))
    with pytest.raises(SocketDead, match="2 times"):
        await channel.run(home.inbox.receive)
    await channel.close()


@pytest.mark.parametrize(
    ("fault", "alarm"),
    [
        (Fault.says("invalid_auth"), "slack.app_token_refused"),
        (Fault(503, b""), "slack.no_connection"),
        (Fault(200, {"ok": True}), "slack.no_connection"),
        (Fault(cut=True), "slack.no_connection"),
    ],
)
async def test_an_address_is_asked_for_until_it_is_given(
    home: Home, fault: Fault, alarm: str
) -> None:
    home.fake.fault("apps.connections.open", fault, times=3)
    async with home.running():
        await home.alarm(alarm)
        await hears(home)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("fault", "alarm"),
    [
        (Fault.says("token_revoked"), "slack.app_refused"),
        (Fault(502, b""), "slack.no_connection"),
        (Fault.limited("1"), "slack.listening"),
    ],
)
async def test_a_start_waits_until_slack_says_who_we_are(
    home: Home, mode: str, fault: Fault, alarm: str
) -> None:
    home.fake.fault("auth.test", fault)
    async with home.running(mode):
        if alarm != "slack.listening":
            await home.alarm(alarm)
        await hears(home)


@pytest.mark.parametrize("mode", MODES)
async def test_a_database_of_another_app_does_not_start(home: Home, mode: str) -> None:
    async with home.running(mode):
        await hears(home)
    home.fake.bot = "U0TRIAL"
    other = home.channel(mode=mode)
    with pytest.raises(BoundToAnotherApp, match="app of its own"):
        await other.run(home.inbox.receive)
    await other.close()


async def heard_until(home: Home, moment: datetime) -> None:
    work = partial(write_fact, name=HEARD_UNTIL, value=moment.timestamp())
    await home.database.write(work)


def said_while_away(
    home: Home, user: str, text: str, *, mine: bool = True, files: Sequence[dict[str, Any]] = ()
) -> None:
    message = Message(home.fake.ts(), text, mine=mine, files=list(files))
    home.fake.chats[f"D{user[1:]}"][message.ts] = message


@pytest.mark.parametrize("mode", MODES)
async def test_what_was_said_while_nobody_listened_is_found(home: Home, mode: str) -> None:
    """Once, in order, from everybody, and not what was said before or by ourselves."""
    start = datetime.fromtimestamp(FIRST_TS, UTC)
    home.clock = lambda: start + timedelta(hours=1)
    home.fake.join(SAM)
    said_while_away(home, ROSE, "known already")
    await heard_until(home, start + timedelta(seconds=121.5))
    for number in range(5):
        said_while_away(home, ROSE, f"report {number}")
    said_while_away(home, SAM, "and mine")
    said_while_away(home, SAM, "our own words", mine=False)
    files = [{"id": f"F{number}", "mimetype": "image/jpeg"} for number in range(2)]
    said_while_away(home, SAM, "", files=files)
    home.fake.fault("conversations.history", Fault.limited("1"))
    async with home.running(mode):
        await home.stored(8)
        await home.fake.wait_for(lambda: len(home.fake.accepted("users.conversations")) >= 2)
    found = [heard for heard in home.heard() if heard]
    texts = [h.happening.text for h in found if isinstance(h.happening, Typed)]
    assert texts == [f"report {number}" for number in range(5)] + ["and mine"]
    sent = [h.happening.reference for h in found if isinstance(h.happening, Attached)]
    assert sent == ["F0", "F1"]


async def test_what_came_by_socket_is_not_found_again(home: Home) -> None:
    start = datetime.fromtimestamp(FIRST_TS, UTC)
    home.clock = lambda: start + timedelta(minutes=1)
    async with home.running():
        await hears(home)
        home.fake.drop()
        said_while_away(home, ROSE, "in between")
        await home.stored(2)
        assert [type(heard) for heard in home.heard()] == [Heard, Heard]
    assert len(home.inbox.rows) == 2


async def test_looking_back_goes_on_after_trouble(home: Home) -> None:
    start = datetime.fromtimestamp(FIRST_TS, UTC)
    home.clock = lambda: start + timedelta(hours=1)
    await heard_until(home, start)
    said_while_away(home, ROSE, "report")
    home.fake.fault("conversations.history", Fault(502, b""), times=ALWAYS)
    async with home.running("http", pace=quick(catch_up=0.05)):
        await home.alarm("slack.not_caught_up")
        known = await home.database.read(partial(read_fact, name=HEARD_UNTIL))
        assert known == start.timestamp()
        home.fake.heal()
        await home.stored()


@pytest.mark.parametrize(("minutes", "missed"), [(59, True), (5, False)])
async def test_a_way_in_that_slack_no_longer_uses_is_an_alarm(
    home: Home, minutes: int, missed: bool
) -> None:
    """Not for what is still on its way, nor for what was looked for after time away."""
    start = datetime.fromtimestamp(FIRST_TS, UTC) + timedelta(minutes=30)
    home.clock = lambda: start
    said_while_away(home, ROSE, "said half an hour ago")
    await heard_until(home, start - timedelta(hours=1))
    async with home.running("http", pace=quick(catch_up=0.05)):
        await home.stored()
        assert "slack.events_missing" not in [each["event"] for each in home.alarms]
        (brought,) = as_arrivals(home.fake.team, said_at(home, start + timedelta(seconds=1)))
        row = (brought.update_id, brought.conversation, brought.payload)
        await home.database.write(lambda db: take_in(db, "slack", [row], start))
        said_at(home, start + timedelta(seconds=2))
        home.clock = lambda: start + timedelta(minutes=minutes)
        if missed:
            assert (await home.alarm("slack.events_missing"))["count"] == 1
        await home.stored(2)
    assert missed == ("slack.events_missing" in [each["event"] for each in home.alarms])


def said_at(home: Home, moment: datetime) -> dict[str, Any]:
    """Rose writes to us at this time; the event that should bring it."""
    message = Message(f"{moment.timestamp():.6f}", "found tablets", mine=True)
    home.fake.chats["D7ROSE"][message.ts] = message
    told = home.fake.raw("D7ROSE", message)
    event = {**told, "channel": "D7ROSE", "channel_type": "im"}
    return {"type": "event_callback", "event": event}


def counted(home: Home) -> list[tuple[int, int]]:
    """How many sockets there were at each greeting: by Slack's count, and by ours."""
    lines = [each for each in home.alarms if each["event"] == "slack.sockets_counted"]
    return [(each["connections"], each["ours"]) for each in lines]


def strange(home: Home) -> bool:
    return "slack.socket_elsewhere" in [each["event"] for each in home.alarms]


async def test_another_program_with_our_token_is_an_alarm(home: Home, tmp_path: Path) -> None:
    """Each process of ours is known by the database; one with a database of its own is not."""
    async with home.running():
        await home.fake.wait_for(lambda: counted(home))
        home.fake.lingering = 1
        await home.fake.refresh()
        await home.fake.wait_for(lambda: len(counted(home)) == 2)
        assert counted(home) == [(1, 1), (2, 1)], "Slack may still count the one replaced"
        home.fake.lingering = 0
        async with home.running():
            await home.fake.wait_for(lambda: len(counted(home)) == 3)
        assert not strange(home)
        (tmp_path / "trial").mkdir()
        async with another_home(tmp_path / "trial", home.fake) as trial, trial.running():
            said = await trial.alarm("slack.socket_elsewhere")
    assert (said["connections"], said["ours"]) == (2, 1)


async def test_a_process_that_died_is_no_other_program_for_a_while(home: Home) -> None:
    start = datetime.now(UTC)
    home.clock = lambda: start
    async with home.running():
        await home.fake.wait_for(lambda: counted(home))
    home.fake.lingering = 1
    async with home.running():
        await home.fake.wait_for(lambda: len(counted(home)) == 2)
    assert not strange(home)
    home.clock = lambda: start + timedelta(seconds=91)
    async with home.running():
        await home.alarm("slack.socket_elsewhere")
    assert counted(home) == [(1, 1), (2, 2), (2, 1)]


async def missing_scopes(access: SlackAccess) -> list[str]:
    _, missing = await looked_at(access)
    return missing


async def test_missing_scopes_are_named(home: Home) -> None:
    assert await missing_scopes(home.access()) == []
    home.fake.scopes = "chat:write,commands"
    missing = await missing_scopes(home.access())
    assert missing == [scope for scope in SCOPES if scope not in ("chat:write", "commands")]
    async with home.running():
        assert (await home.alarm("slack.scope_missing"))["what"] == missing[0]
    home.fake.scopes = None
    home.fake.fault("apps.connections.open", Fault.says("missing_scope"))
    assert await missing_scopes(home.access()) == ["connections:write"]
    assert await missing_scopes(home.access(mode="http")) == []


async def test_the_scope_for_e_mail_is_missed_only_where_staff_may_join_by_it(home: Home) -> None:
    assert await missing_scopes(home.access(join_by_email=False)) == []
    assert await missing_scopes(home.access(join_by_email=True)) == ["users:read.email"]
    async with home.running(join_by_email=True):
        assert (await home.alarm("slack.scope_missing"))["what"] == "users:read.email"
    home.fake.scopes = f"{home.fake.scopes},users:read.email"
    assert await missing_scopes(home.access(join_by_email=True)) == []


async def test_scopes_that_nobody_tells_are_a_trouble(home: Home) -> None:
    with pytest.raises(Refusal, match="invalid_auth"):
        await missing_scopes(home.access(bot_token=SecretStr("xoxb-another")))
    with pytest.raises(Refusal, match="invalid_auth"):
        await missing_scopes(home.access(app_token=SecretStr("xapp-another")))
    home.fake.fault("auth.test", Fault(cut=True))
    with pytest.raises(SlackTrouble):
        await missing_scopes(home.access())
