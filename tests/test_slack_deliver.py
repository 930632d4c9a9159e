"""A card in Slack: new, changed in place, moved down, refused, or asked to be taken away."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.slack import SlackChannel
from bot.slack_deliver import PLEASE_DELETE
from flows.screen import Button, Later, Refused, Screen, Sent
from tests.fake_slack_script import Fault
from tests.slack_rig import (
    CARD,
    NEXT,
    ROSE,
    Home,
    ids,
    parcel,
    shown,
    slack_home,
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
    assert message.seen == "Rose\nNear miss\nMedicine"
    assert message.text == "Near miss"
    assert message.labels == ["I've got this"]
    sent = home.fake.accepted("chat.postMessage")[0]
    assert sent["unfurl_links"] is False
    assert sent["mrkdwn"] is False


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


async def test_a_proxy_is_not_used_on_this_computer(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with home.running() as channel:
        await shown(channel)
        home.fake.text(ROSE, "hello")
        await home.stored()
