"""What comes in from Slack is kept before it is acknowledged, once, in both modes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.slack_intake import COMMAND_LOST, EVENT_LOST, TAP_LOST, WORDS_LOST, WRITTEN_TO_YOU
from bot.slack_write import TAP_AGAIN
from flows.screen import Asked, Blocked, Button, Elsewhere, Heard, Parcel, Screen, Tapped, Typed
from tests.fake_slack_script import Delivery, Fault
from tests.slack_rig import MODES, ROSE, SAM, Home, quick, slack_home

CARD = Screen(
    "Fish & <chips>?",
    rows=((Button("Yes", "a:1"), Button("No", "a:2")),),
    typing="Type <here>",
    writes="7:fish",
)


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with slack_home(tmp_path) as home:
        yield home


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def acknowledged(home: Home, delivery: Delivery) -> Delivery:
    await home.fake.wait_for(lambda: delivery.acknowledged)
    return delivery


async def answered(home: Home, delivery: Delivery, tries: int = 1) -> Delivery:
    await home.fake.wait_for(lambda: len(delivery.answers) >= tries)
    return delivery


async def test_everything_is_committed_and_then_acknowledged(home: Home, mode: str) -> None:
    async with home.running(mode) as channel:
        await channel.deliver(Parcel(1, ROSE, CARD))
        for delivery in (
            home.fake.text(ROSE, "found &lt;2&gt; tablets"),
            home.fake.tap(ROSE, "Yes"),
            home.fake.command(ROSE, "/nearmiss"),
            home.fake.open_home(ROSE),
            home.fake.shortcut(ROSE, "nearmiss"),
        ):
            await acknowledged(home, delivery)
            assert delivery.reply in (None, "")
    happenings = [heard.happening for heard in home.heard() if heard]
    assert happenings[1:] == [Tapped("a:1"), Asked("nearmiss"), Asked("home"), Asked("nearmiss")]
    assert isinstance(happenings[0], Typed)
    assert happenings[0].text == "found <2> tablets"
    assert home.inbox.acknowledged_before == [False] * 5


async def test_no_address_to_reply_to_is_kept(home: Home, mode: str) -> None:
    """What is said later goes by the outbox; whoever reads the inbox can say nothing for us."""
    async with home.running(mode) as channel:
        await channel.deliver(Parcel(1, ROSE, CARD))
        await acknowledged(home, home.fake.tap(ROSE, "Yes"))
        await acknowledged(home, home.fake.command(ROSE, "/nearmiss"))
    kept = [row.payload for row in home.inbox.rows.values()]
    assert len(kept) == 2
    assert not [payload for payload in kept if "a-secret" in payload]


async def test_a_slow_database_is_no_yes(home: Home, mode: str) -> None:
    """A commit that takes too long is tried again by Slack, and counts once."""
    home.fake.ack_seconds = 0.5
    home.inbox.stall = asyncio.Event()
    async with home.running(mode, pace=quick(store=0.05)):
        event = await answered(home, home.fake.text(ROSE, "found tablets"))
        assert not event.acknowledged
        home.inbox.stall.set()
        await acknowledged(home, event)
        assert len(home.inbox.rows) == 1
        assert (await home.alarm("slack.cannot_store"))["error"] == "TimeoutError"


async def test_who_is_not_heard_is_told(home: Home, mode: str) -> None:
    home.fake.ack_seconds = 0.2
    async with home.running(mode) as channel:
        await channel.deliver(Parcel(1, ROSE, CARD))
        home.inbox.failure = OSError("disk full")
        home.fake.text(ROSE, "one")
        home.fake.text(ROSE, "two")
        await home.fake.wait_for(lambda: EVENT_LOST in [m.seen for m in home.fake.shown(ROSE)])
        home.fake.join(SAM)
        tap = home.fake.act(SAM, {"action_id": "tap:0:0", "type": "button", "value": "a:1"}, None)
        await home.fake.wait_for(lambda: home.fake.shown(SAM))
        assert not tap.acknowledged
        assert [m.seen for m in home.fake.shown(SAM)] == [TAP_LOST]
        assert [m.seen for m in home.fake.shown(ROSE)].count(EVENT_LOST) == 1
        command = await acknowledged(home, home.fake.command(SAM, "/nearmiss"))
        assert command.reply == {"response_type": "ephemeral", "text": COMMAND_LOST}
    assert home.inbox.rows == {}


async def test_words_that_cannot_be_kept_stay_in_the_window(home: Home, mode: str) -> None:
    """Saving again after an answer that got lost keeps them once."""
    async with home.running(mode) as channel:
        await channel.deliver(Parcel(1, ROSE, CARD))
        home.fake.tap(ROSE, "Write")
        await home.fake.wait_for(lambda: home.fake.windows)
        home.inbox.failure = OSError("disk full")
        refused = await acknowledged(home, home.fake.save(ROSE, "pot empty, pack full"))
        assert refused.reply == {"response_action": "errors", "errors": {"words": WORDS_LOST}}
        assert home.fake.windows[ROSE]
        home.inbox.failure = None
        lost = home.fake.save(ROSE, "pot empty, pack full")
        again = home.fake.save(ROSE, "pot empty, pack full")
        await acknowledged(home, lost)
        await acknowledged(home, again)
        assert home.heard() == [Heard(ROSE, Typed("pot empty, pack full", writes="7:fish"))]
        assert home.fake.windows == {}


async def test_the_window_asks_what_the_card_asked(home: Home, mode: str) -> None:
    async with home.running(mode) as channel:
        await channel.deliver(Parcel(1, ROSE, CARD))
        home.inbox.failure = OSError("the window does not wait for the database")
        await acknowledged(home, home.fake.tap(ROSE, "Write"))
        await home.fake.wait_for(lambda: home.fake.windows)
        field = home.fake.windows[ROSE]["blocks"][0]
        assert field["label"]["text"] == "Fish & <chips>?"
        assert field["hint"]["text"] == "Type <here>"
        assert home.fake.windows[ROSE]["private_metadata"] == "7:fish"
    assert home.inbox.rows == {}


async def test_the_window_of_a_card_that_asks_nothing_says_what_it_is_for(home: Home) -> None:
    ready = replace(CARD, title="Ready to send", asks="What & <how>?")
    async with home.running() as channel:
        await channel.deliver(Parcel(1, ROSE, ready))
        await acknowledged(home, home.fake.tap(ROSE, "Write"))
        await home.fake.wait_for(lambda: home.fake.windows)
        field = home.fake.windows[ROSE]["blocks"][0]
        assert field["label"]["text"] == "What & <how>?"
        assert field["hint"]["text"] == "Type <here>"


@pytest.mark.parametrize(
    "fault", [Fault.says("expired_trigger_id"), Fault(cut=True), Fault(502, b"Bad Gateway")]
)
async def test_a_window_that_does_not_open_is_asked_for_again(home: Home, fault: Fault) -> None:
    async with home.running() as channel:
        await channel.deliver(Parcel(1, ROSE, CARD))
        home.fake.fault("views.open", fault)
        await acknowledged(home, home.fake.tap(ROSE, "Write"))
        await home.fake.wait_for(lambda: home.fake.last(ROSE).seen == TAP_AGAIN)
        home.fake.tap(ROSE, "Write")
        await home.fake.wait_for(lambda: home.fake.windows)


async def test_a_window_that_opens_slowly_holds_up_no_yes(home: Home, mode: str) -> None:
    async with home.running(mode) as channel:
        await channel.deliver(Parcel(1, ROSE, CARD))
        home.fake.fault("views.open", Fault(stall=True))
        await acknowledged(home, home.fake.tap(ROSE, "Write"))
        await home.fake.wait_for(lambda: "views.open" in [call.method for call in home.fake.calls])
        assert home.fake.windows == {}
        home.fake.heal()
        await home.fake.wait_for(lambda: home.fake.last(ROSE).seen == TAP_AGAIN)


async def test_a_retry_that_comes_alone_is_taken(home: Home) -> None:
    async with home.running("http"):
        event = {"type": "message", "channel_type": "im", "channel": "D7ROSE", "user": ROSE}
        body = home.fake.event_body({**event, "ts": "17.1", "text": "found tablets"})
        retry = Delivery("events_api", body)
        await home.fake.bring_over_http(retry, **{"X-Slack-Retry-Num": "2"})
        assert retry.acknowledged
        assert len(home.inbox.rows) == 1


async def test_many_at_once_are_all_kept(home: Home, mode: str) -> None:
    """And each is acknowledged at its first try, inside Slack's three seconds."""
    home.fake.ack_seconds = 3
    async with home.running(mode):
        users = [f"U{number:03}" for number in range(60)]
        home.fake.join(*users)
        deliveries = [home.fake.text(user, "found tablets") for user in users]
        await home.stored(60)
        await home.fake.wait_for(lambda: all(each.answers for each in deliveries))
        assert all(len(each.answers) == 1 and each.acknowledged for each in deliveries)
        assert {row.conversation for row in home.inbox.rows.values()} == {
            f"slack:{user}" for user in users
        }


async def test_what_says_nothing_is_acknowledged_and_not_kept(home: Home, mode: str) -> None:
    """Our own words, Slack's additions, other people's news, and strangers to this workspace."""
    person = {"id": SAM, "team_id": home.fake.team}
    outsider = {"team": "T0ELSE", "user_team": "T0ELSE"}
    async with home.running(mode) as channel:
        await channel.deliver(Parcel(1, ROSE, CARD))
        own = home.fake.raw("D7ROSE", home.fake.last(ROSE))
        tap = home.fake.tap_body(ROSE, {"action_id": "tap:0:0", "value": "a:1"})
        foreign_tap = tap | {"user": {"id": ROSE, "team_id": "T0ELSE"}}
        for delivery in (
            home.fake.event({**own, "channel": "D7ROSE", "channel_type": "im"}),
            home.fake.message(ROSE, subtype="message_changed", message=own),
            home.fake.message(ROSE, subtype="message_deleted"),
            home.fake.event({"type": "user_change", "user": {**person, "deleted": False}}),
            home.fake.event({"type": "reaction_added", "user": ROSE}),
            home.fake.open_home(ROSE, tab="messages"),
            home.fake.text(ROSE, "let me in", **outsider),
            home.fake.bring("interactive", foreign_tap),
            home.fake.event({"type": "app_mention", "channel": "C1", "user": SAM} | outsider),
        ):
            await acknowledged(home, delivery)
    assert home.inbox.rows == {}


async def test_people_who_leave_and_words_in_a_channel_are_told_on(home: Home) -> None:
    person = {"id": SAM, "team_id": home.fake.team, "deleted": True}
    async with home.running():
        home.fake.event({"type": "user_change", "user": person})
        home.fake.event({"type": "app_mention", "channel": "C1", "user": SAM, "text": "Rose fell"})
        await home.stored(2)
        assert home.heard() == [Heard(SAM, Blocked()), Heard("C1", Elsewhere())]


async def test_a_command_in_a_channel_says_where_the_answer_is(home: Home, mode: str) -> None:
    async with home.running(mode):
        command = home.fake.command(ROSE, "/handrail", "join ABCDE-FGHJK", channel="C1")
        await acknowledged(home, command)
        assert command.reply == {"response_type": "ephemeral", "text": WRITTEN_TO_YOU}
        assert home.heard() == [Heard(ROSE, Asked("join", "ABCDE-FGHJK"))]


async def test_no_secret_of_slack_is_stored(home: Home, mode: str) -> None:
    async with home.running(mode) as channel:
        await channel.deliver(Parcel(1, ROSE, CARD))
        await acknowledged(home, home.fake.tap(ROSE, "Yes"))
        await acknowledged(home, home.fake.command(ROSE, "/nearmiss"))
    stored = [row.payload for row in home.inbox.rows.values()]
    assert len(stored) == 2
    assert "secret" not in "".join(stored)


async def test_what_cannot_be_known_again_is_an_alarm(home: Home) -> None:
    async with home.running("http"):
        nameless = home.fake.event({"type": "app_mention", "channel": "C1"}, event_id=None)
        await answered(home, nameless)
        assert nameless.answers[0][0] == 400
        await home.alarm("slack.update_without_id")
        puzzling = home.fake.event({"type": "message", "channel_type": "im"} | {"channel": "D1"})
        await answered(home, puzzling)
        assert not puzzling.acknowledged


@pytest.mark.parametrize(
    ("event", "alarm"),
    [
        ({"type": "app_uninstalled"}, "slack.uninstalled"),
        ({"type": "app_rate_limited"}, "slack.events_held_back"),
        ({"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}, "slack.token_revoked"),
    ],
)
async def test_the_end_of_the_app_is_an_alarm(
    home: Home, event: dict[str, object], alarm: str
) -> None:
    async with home.running("http"):
        await acknowledged(home, home.fake.event(event))
        await home.alarm(alarm)
    assert home.inbox.rows == {}
