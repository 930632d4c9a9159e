"""A card in Slack: new, changed in place, moved down, refused, or asked to be taken away."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.slack import SlackChannel
from bot.slack_deliver import PLEASE_DELETE
from flows.screen import Button, Later, Parcel, Refused, Screen, Sent
from tests.fake_slack_script import Fault
from tests.slack_rig import (
    CARD,
    NEXT,
    ROSE,
    SAM,
    Home,
    ids,
    parcel,
    shown,
    slack_home,
    without_reason,
)

ALWAYS = 10**9


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with slack_home(tmp_path) as home:
        yield home


@pytest.fixture
async def channel(home: Home) -> AsyncIterator[SlackChannel]:
    channel = home.channel()
    yield channel
    await channel.close()


async def test_a_new_message(home: Home, channel: SlackChannel) -> None:
    place = await shown(channel)
    assert ids(home) == [place]
    message = home.fake.last(ROSE)
    assert message.seen == "Rose\n*Near miss*\nMedicine"
    assert message.text == "Near miss"
    assert message.labels == ["I've got this"]
    sent = home.fake.accepted("chat.postMessage")[0]
    assert sent["unfurl_links"] is False


async def test_a_card_changes_in_place_and_loses_its_buttons(
    home: Home, channel: SlackChannel
) -> None:
    place = await shown(channel)
    assert await channel.deliver(parcel(NEXT, replaces=place)) == Sent(place)
    assert [(m.seen, m.labels) for m in home.fake.shown(ROSE)] == [("*You have this*", [])]


@pytest.mark.parametrize("gone", ["D7ROSE:99.9", "D7ROSE", "page", ""])
async def test_a_card_that_is_gone_is_sent_anew(
    home: Home, channel: SlackChannel, gone: str
) -> None:
    outcome = await channel.deliver(parcel(NEXT, replaces=gone))
    assert [Sent(place) for place in ids(home)] == [outcome]


@pytest.mark.parametrize("error", ["cant_update_message", "edit_window_closed"])
async def test_a_card_that_cannot_change_is_sent_anew(
    home: Home, channel: SlackChannel, error: str
) -> None:
    place = await shown(channel)
    home.fake.fault("chat.update", Fault.says(error))
    outcome = await channel.deliver(parcel(NEXT, replaces=place))
    assert isinstance(outcome, Sent)
    assert ids(home) == [place, outcome.message_id]


async def test_a_repost_takes_the_old_one_away(home: Home, channel: SlackChannel) -> None:
    old = await shown(channel)
    new = await channel.deliver(parcel(NEXT, replaces=old, repost=True))
    assert isinstance(new, Sent)
    assert new.message_id != old
    await home.fake.wait_for(lambda: ids(home) == [new.message_id])


async def test_an_old_card_that_stays_costs_nothing(home: Home, channel: SlackChannel) -> None:
    old = await shown(channel)
    home.fake.fault("chat.delete", Fault.says("message_not_found"))
    assert isinstance(await channel.deliver(parcel(NEXT, replaces=old, repost=True)), Sent)
    home.fake.fault("chat.postMessage", Fault.says("internal_error"))
    before = ids(home)
    assert isinstance(await channel.deliver(parcel(NEXT, replaces=old, repost=True)), Later)
    assert ids(home) == before


async def test_the_persons_own_page(home: Home, channel: SlackChannel) -> None:
    page = parcel(CARD, card="page")
    outcome = await channel.deliver(page)
    assert outcome == Sent("page")
    assert "Near miss" in str(home.fake.homes[ROSE])
    assert await channel.deliver(parcel(NEXT, card="page", replaces="page")) == Sent("page")
    assert "You have this" in str(home.fake.homes[ROSE])
    assert home.fake.shown(ROSE) == []
    home.fake.fault("views.publish", Fault.says("user_not_found"))
    assert await channel.deliver(page) == Refused("user_not_found", unreachable=True)
    home.fake.fault("views.publish", Fault(200, {"ok": True}))
    assert isinstance(await channel.deliver(page), Later)


async def test_what_was_typed_is_asked_to_be_deleted(home: Home, channel: SlackChannel) -> None:
    delivery = home.fake.text(ROSE, "Mrs Smith fell")
    typed = f"D7ROSE:{delivery.body['event']['ts']}"
    assert await channel.deliver(parcel(None, removes=typed)) == Sent()
    assert home.fake.notes[ROSE] == [PLEASE_DELETE]
    home.fake.fault("chat.postEphemeral", Fault.says("user_not_in_channel"))
    assert await channel.deliver(parcel(None, removes=typed)) == Sent()


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_too_long", "invalid_blocks_format"])
async def test_blocks_that_are_refused_go_out_as_words_at_once(
    home: Home, channel: SlackChannel, error: str
) -> None:
    home.fake.fault("chat.postMessage", Fault.says(error))
    place = await shown(channel, Screen("a < b", rows=((Button("I've got this", "t:1"),),)))
    assert home.fake.last(ROSE).seen.startswith("a < b\nI could not show the buttons.")
    await home.alarm("slack.blocks_refused")
    home.fake.fault("chat.update", Fault.says(error))
    assert await channel.deliver(parcel(NEXT, replaces=place)) == Sent(place)
    assert home.fake.last(ROSE).seen == "You have this"


async def test_one_bad_message_holds_up_no_other(home: Home, channel: SlackChannel) -> None:
    home.fake.join(SAM)
    home.fake.fault("chat.postMessage", Fault.says("no"), times=ALWAYS, channel=SAM)
    parcels = [Parcel(n, SAM if n == 0 else ROSE, CARD) for n in range(50)]
    outcomes = await asyncio.gather(*map(channel.deliver, parcels))
    assert isinstance(outcomes[0], Refused)
    assert all(isinstance(outcome, Sent) for outcome in outcomes[1:])


@pytest.mark.parametrize("address", ["", "7001", "@rose", "#general", "u7rose", "U7;DROP"])
async def test_an_address_that_is_none_is_unreachable(
    home: Home, channel: SlackChannel, address: str
) -> None:
    outcome = await channel.deliver(Parcel(1, address, CARD))
    assert without_reason(outcome) == Refused("", unreachable=True)
    assert home.fake.accepted("chat.postMessage") == []


async def test_a_database_of_another_app_sends_nothing(home: Home, channel: SlackChannel) -> None:
    await channel.deliver(parcel())
    home.fake.team = "T0TRIAL"
    other = home.channel()
    outcome = await other.deliver(parcel())
    assert isinstance(outcome, Later)
    assert outcome.whole_channel
    assert len(home.fake.shown(ROSE)) == 1
    await other.close()


async def test_say_is_a_best_effort(home: Home, channel: SlackChannel) -> None:
    await channel.say(ROSE, "I could not <save> that.")
    assert home.fake.last(ROSE).seen == "I could not <save> that."
    assert home.fake.accepted("chat.postMessage")[0]["text"] == "I could not &lt;save&gt; that."
    await channel.say(SAM, "nobody there")
    await channel.say("", "nobody there")


async def test_a_proxy_is_not_used_on_this_computer(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with home.running() as channel:
        await shown(channel)
        home.fake.text(ROSE, "hello")
        await home.stored()
