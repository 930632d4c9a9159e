"""Only Slack's own word makes somebody staff by e-mail, or nobody; a failure makes them neither."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack import SlackChannel
from flows.screen import Heard, Introduced, Later, Typed
from tests.fake_slack_script import Fault
from tests.slack_rig import ROSE, Home, quick, slack_home

EMAIL = "rose@willow.example"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with slack_home(tmp_path) as home:
        home.fake.scopes = f"{home.fake.scopes},users:read.email"
        yield home


@pytest.fixture
async def channel(home: Home) -> AsyncIterator[SlackChannel]:
    channel = home.channel(join_by_email=True, pace=quick(call=1))
    yield channel
    await channel.close()


async def test_a_member_is_known_by_the_confirmed_address(
    home: Home, channel: SlackChannel
) -> None:
    home.fake.member(ROSE, EMAIL)
    assert await channel.introduce(ROSE) == Introduced(EMAIL)


OUTSIDERS: dict[str, dict[str, Any]] = {
    "a guest of one channel": {"is_restricted": True, "is_ultra_restricted": True},
    "a guest of some channels": {"is_restricted": True},
    "said to be of one channel alone": {"is_ultra_restricted": True},
    "from another workspace": {"team_id": "T0ELSE"},
    "a stranger in a shared channel": {"is_stranger": True},
    "a bot": {"is_bot": True},
    "an app": {"is_app_user": True},
    "a workflow": {"is_workflow_bot": True},
    "deactivated": {"deleted": True},
    "invited, and never there": {"is_invited_user": True},
    "an address nobody confirmed": {"is_email_confirmed": False},
    "an address of which that is not said": {"is_email_confirmed": None},
    "not said to be no guest": {"is_restricted": None},
    "not said to be there": {"deleted": None},
    "not said to be of this workspace": {"team_id": None},
}


@pytest.mark.parametrize("flags", OUTSIDERS.values(), ids=OUTSIDERS)
async def test_nobody_else_is_known_by_an_address(
    home: Home, channel: SlackChannel, flags: dict[str, Any]
) -> None:
    home.fake.member(ROSE, EMAIL, **flags)
    assert await channel.introduce(ROSE) == Introduced("")


async def test_somebody_slack_does_not_know_is_nobody(channel: SlackChannel) -> None:
    assert await channel.introduce("U0NOBODY") == Introduced("")


@pytest.mark.parametrize(
    "fault",
    [
        Fault.says("missing_scope"),
        Fault.says("invalid_auth"),
        Fault.says("internal_error"),
        Fault(502, b"Bad Gateway", kind="text/html"),
        Fault(200, b"<html>hello</html>", kind="text/html"),
        Fault(200, {"ok": True}),
        Fault(200, {"ok": True, "user": {"id": "U7ANOTHER"}}),
        Fault(cut=True),
        Fault(stall=True),
    ],
)
@pytest.mark.parametrize("method", ["users.info", "auth.test"])
async def test_what_slack_does_not_say_makes_nobody_a_stranger(
    home: Home, channel: SlackChannel, method: str, fault: Fault
) -> None:
    home.fake.member(ROSE, EMAIL)
    home.fake.fault(method, fault)
    assert isinstance(await channel.introduce(ROSE), Later)
    home.fake.heal()
    assert await channel.introduce(ROSE) == Introduced(EMAIL)


async def test_slack_is_given_the_time_it_asks_for(home: Home, channel: SlackChannel) -> None:
    home.fake.fault("users.info", Fault.limited("40"))
    answer = await channel.introduce(ROSE)
    assert isinstance(answer, Later)
    assert answer.after == 40


async def test_an_address_that_is_kept_from_us_is_an_alarm_and_not_nobody(
    home: Home, channel: SlackChannel
) -> None:
    home.fake.member(ROSE, EMAIL)
    home.fake.scopes = "users:read"
    assert isinstance(await channel.introduce(ROSE), Later)
    assert (await home.alarm("slack.scope_missing"))["what"] == "users:read.email"


async def test_a_guest_is_heard_for_a_code_may_have_been_given_to_them(home: Home) -> None:
    """Whoever is not from here is not heard at all; see what comes in."""
    home.fake.member(ROSE, EMAIL, is_restricted=True)
    async with home.running():
        home.fake.text(ROSE, "ABCDE-FGHJK")
        await home.stored()
    (heard,) = home.heard()
    assert isinstance(heard, Heard)
    assert isinstance(heard.happening, Typed)
    assert heard.happening.text == "ABCDE-FGHJK"
