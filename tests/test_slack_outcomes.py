"""What Slack answers decides what becomes of a message: sent, later, or never like this."""

import gc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from slack_sdk.web.async_base_client import AsyncBaseClient

from bot.slack import SlackChannel
from flows.screen import Later, Outcome, Refused, Sent
from tests.fake_slack_script import Fault
from tests.slack_rig import (
    CARD,
    MODES,
    NEXT,
    ROSE,
    Home,
    ids,
    parcel,
    quick,
    shown,
    slack_home,
    without_reason,
)

ALWAYS = 10**9
GARBAGE = [
    Fault(200, b""),
    Fault(200, b"<html>Sign in</html>", kind="text/html"),
    Fault(200, b"ok", kind="text/plain"),
    Fault(200, b'{"ok": true, "chan'),
    Fault(200, b"\xff\xfe"),
    Fault(200, b"[" * 100_000),
    Fault(200, None),
    Fault(200, []),
    Fault(200, ["ok"]),
    Fault(200, "ok"),
    Fault(200, {}),
    Fault(200, {"ok": False}),
    Fault(200, {"ok": False, "error": 7}),
    Fault(200, {"ok": True}),
    Fault(200, {"ok": True, "channel": 7, "ts": None}),
    Fault(200, b"\x1f\x8b", kind="application/gzip"),
    Fault(403, b"<html>Forbidden by your firewall</html>", kind="text/html"),
    Fault(302, b""),
    Fault(413, b""),
    Fault(500, b"<html></html>", kind="text/html"),
    Fault(502, b"Bad Gateway", kind="text/plain"),
    Fault.says("channel_not_found", status=503),
    Fault.says("internal_error"),
    Fault.says("fatal_error"),
    Fault(cut=True),
]


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with slack_home(tmp_path) as home:
        yield home


@pytest.fixture
async def channel(home: Home) -> AsyncIterator[SlackChannel]:
    channel = home.channel()
    yield channel
    await channel.close()


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.limited("31"), Later("", after=31)),
        (Fault.limited("0"), Later("", after=1)),
        (Fault.limited("soon"), Later("", after=1)),
        (Fault(429, b"<html>slow down</html>", kind="text/html"), Later("", after=1)),
        (Fault(429, b""), Later("", after=1)),
        (Fault.says("ratelimited"), Later("", after=1)),
        *[
            (Fault.says(error), Later("", after=30, whole_channel=True))
            for error in (
                "app_uninstalled",
                "invalid_auth",
                "not_authed",
                "token_revoked",
                "token_expired",
                "account_inactive",
                "missing_scope",
                "messages_tab_disabled",
                "team_access_not_granted",
            )
        ],
    ],
)
async def test_what_an_answer_means_for_everything(
    home: Home, channel: SlackChannel, fault: Fault, outcome: Outcome
) -> None:
    place = await shown(channel)
    home.fake.fault("*", fault, times=ALWAYS)
    page = parcel(CARD, card="page")
    for each in (parcel(), parcel(NEXT, replaces=place), page, parcel(None, removes=place)):
        assert without_reason(await channel.deliver(each)) == outcome
    home.fake.heal()
    assert isinstance(await channel.deliver(parcel()), Sent)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        ("channel_not_found", Refused("", unreachable=True)),
        ("user_not_found", Refused("", unreachable=True)),
        ("is_archived", Refused("", unreachable=True)),
        ("not_in_channel", Refused("", unreachable=True)),
        ("cannot_dm_bot", Refused("", unreachable=True)),
        ("user_disabled", Refused("", unreachable=True)),
        ("account_inactive", Refused("", unreachable=True)),
        ("invalid_blocks", Refused("")),
        ("msg_too_long", Refused("")),
        ("restricted_action", Refused("")),
        ("something_new", Refused("")),
    ],
)
async def test_what_a_refusal_means_for_one_person(
    home: Home, channel: SlackChannel, error: str, outcome: Outcome
) -> None:
    place = await shown(channel)
    home.fake.fault("chat.postMessage", Fault.says(error), times=ALWAYS)
    home.fake.fault("chat.update", Fault.says(error), times=ALWAYS)
    for each in (parcel(), parcel(NEXT, replaces=place)):
        assert without_reason(await channel.deliver(each)) == outcome


@pytest.mark.parametrize("fault", GARBAGE)
async def test_an_answer_nobody_gave_is_tried_again(
    home: Home, channel: SlackChannel, fault: Fault
) -> None:
    place = await shown(channel)
    home.fake.fault("*", fault, times=ALWAYS)
    for each in (parcel(), parcel(NEXT, replaces=place), parcel(CARD, card="page")):
        assert without_reason(await channel.deliver(each)) == Later("")
    assert "Near miss" not in str(home.alarms)


@pytest.mark.parametrize(
    "lost", [Fault(cut=True, happens=True), Fault(502, b"", happens=True), Fault(happens=True)]
)
async def test_a_message_whose_answer_got_lost_is_not_sent_twice(
    home: Home, channel: SlackChannel, lost: Fault
) -> None:
    home.fake.fault("chat.postMessage", lost)
    assert isinstance(await channel.deliver(parcel()), Later)
    assert isinstance(await channel.deliver(parcel(number=2)), Sent)
    outcome = await channel.deliver(parcel())
    assert outcome == Sent(ids(home)[0])
    assert len(home.fake.shown(ROSE)) == 2


async def test_a_message_that_did_not_arrive_is_sent_once(
    home: Home, channel: SlackChannel
) -> None:
    home.fake.fault("chat.postMessage", Fault(cut=True))
    assert isinstance(await channel.deliver(parcel()), Later)
    assert isinstance(await channel.deliver(parcel()), Sent)
    assert len(home.fake.shown(ROSE)) == 1
    assert len(home.fake.accepted("conversations.history")) == 1


async def test_when_nobody_can_look_it_is_rather_sent_twice(
    home: Home, channel: SlackChannel
) -> None:
    home.fake.fault("chat.postMessage", Fault(cut=True, happens=True))
    await channel.deliver(parcel())
    for fault in (Fault.says("missing_scope"), Fault(200, {"ok": True}), Fault(cut=True)):
        home.fake.fault("conversations.history", fault)
        home.fake.fault("chat.postMessage", Fault.says("ratelimited"))
        assert isinstance(await channel.deliver(parcel()), Later)
    home.fake.fault("conversations.open", Fault.says("missing_scope"))
    assert isinstance(await channel.deliver(parcel()), Sent)
    assert len(home.fake.shown(ROSE)) == 2


async def test_one_call_and_no_more(home: Home, channel: SlackChannel) -> None:
    """Nothing is tried again behind the outbox's back."""
    await shown(channel)
    for fault in (Fault(cut=True), Fault.limited("1"), Fault(503, b"")):
        before = len(home.fake.calls)
        home.fake.fault("chat.postMessage", fault, times=ALWAYS)
        assert isinstance(await channel.deliver(parcel(number=before)), Later)
        assert len(home.fake.calls) == before + 1
        home.fake.heal()


@pytest.mark.parametrize("mode", MODES)
async def test_every_client_goes_where_the_settings_say_and_tries_once(
    home: Home, mode: str
) -> None:
    """Also those that Bolt and the socket make for themselves."""
    before = {id(client) for client in _clients()}
    async with home.running(mode) as channel:
        await shown(channel)
        home.fake.tap(ROSE, "I've got this")
        await home.stored()
        new = [client for client in _clients() if id(client) not in before]
        assert {client.base_url for client in new} == {home.fake.base_url}
        assert [client.retry_handlers for client in new] == [[]] * len(new)


def _clients() -> list[AsyncBaseClient]:
    gc.collect()
    return [each for each in gc.get_objects() if isinstance(each, AsyncBaseClient)]


async def test_silence_is_an_unknown_outcome(home: Home) -> None:
    channel = home.channel(pace=quick(call=0.3))
    await shown(channel)
    home.fake.fault("chat.postMessage", Fault(stall=True))
    assert isinstance(await channel.deliver(parcel()), Later)
    await channel.close()


async def test_nobody_listening_is_tried_again(home: Home) -> None:
    channel = home.channel()
    await home.fake.stop()
    outcome = await channel.deliver(parcel())
    assert without_reason(outcome) == Later("", whole_channel=True)
    assert "xoxb" not in str(outcome)
    await channel.close()


async def test_before_slack_has_said_who_we_are_nothing_is_lost(home: Home) -> None:
    channel = home.channel(bot_token=SecretStr("xoxb-revoked"))
    outcome = await channel.deliver(parcel())
    assert without_reason(outcome) == Later("", after=0.02, whole_channel=True)
    await home.alarm("slack.app_refused")
    await channel.close()
