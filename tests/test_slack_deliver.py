"""What Slack answers decides what becomes of a message: sent, later, or never like this."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.slack import SlackChannel
from bot.slack_deliver import PLEASE_DELETE
from flows.screen import Button, Later, Outcome, Parcel, Refused, Screen, Sent
from tests.fake_slack_script import Fault
from tests.slack_rig import ROSE, SAM, Home, quick, slack_home

CARD = Screen("Near miss", "Rose", ("Medicine",), ((Button("I've got this", "t:1"),),))
NEXT = Screen("You have this")
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


def parcel(screen: Screen | None = CARD, number: int = 1, **more: object) -> Parcel:
    return Parcel(number, ROSE, screen, **more)  # type: ignore[arg-type]


async def shown(channel: SlackChannel, screen: Screen = CARD) -> str:
    outcome = await channel.deliver(parcel(screen))
    assert isinstance(outcome, Sent)
    assert outcome.message_id is not None
    return outcome.message_id


def ids(home: Home, user: str = ROSE) -> list[str]:
    return [f"D{user[1:]}:{message.ts}" for message in home.fake.shown(user)]


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
        assert _without_reason(await channel.deliver(each)) == outcome
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
        assert _without_reason(await channel.deliver(each)) == outcome


@pytest.mark.parametrize("fault", GARBAGE)
async def test_an_answer_nobody_gave_is_tried_again(
    home: Home, channel: SlackChannel, fault: Fault
) -> None:
    place = await shown(channel)
    home.fake.fault("*", fault, times=ALWAYS)
    for each in (parcel(), parcel(NEXT, replaces=place), parcel(CARD, card="page")):
        assert _without_reason(await channel.deliver(each)) == Later("")
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
    assert _without_reason(outcome) == Later("", whole_channel=True)
    assert "xoxb" not in str(outcome)
    await channel.close()


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
    assert _without_reason(outcome) == Refused("", unreachable=True)
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


async def test_before_slack_has_said_who_we_are_nothing_is_lost(home: Home) -> None:
    channel = home.channel(bot_token=SecretStr("xoxb-revoked"))
    outcome = await channel.deliver(parcel())
    assert _without_reason(outcome) == Later("", after=0.02, whole_channel=True)
    await home.alarm("slack.app_refused")
    await channel.close()


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


def _without_reason(outcome: Outcome) -> Outcome:
    match outcome:
        case Later(_, after, whole):
            return Later("", after, whole)
        case Refused(_, unreachable):
            return Refused("", unreachable)
    return outcome
