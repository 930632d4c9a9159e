"""What Telegram answers decides what becomes of a message: sent, later, or never like this."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.telegram import TelegramChannel, TokenMisspelt
from flows.screen import Button, Later, Outcome, Parcel, Refused, Screen, Sent
from tests.fake_telegram import Fault
from tests.telegram_rig import ROSE, Home, quick, telegram_home

CARD = Screen("Near miss", rows=((Button("I've got this", "k:1"),),))
NEXT = Screen("You have this")
ALWAYS = 10**9
GARBAGE = [
    Fault(200, b""),
    Fault(200, b"<html>Sign in</html>"),
    Fault(200, b'{"ok": true, "resu'),
    Fault(200, b"\xff\xfe"),
    Fault(200, b"[" * 100_000),
    Fault(200, None),
    Fault(200, []),
    Fault(200, "ok"),
    Fault(200, {}),
    Fault(200, {"ok": False}),
    Fault(200, {"ok": True}),
    Fault(200, {"ok": True, "result": "yes"}),
    Fault(200, {"ok": True, "result": None}),
    Fault(400, b"<html>Bad Request</html>"),
    Fault(403, b"<html>Forbidden by your firewall</html>"),
    Fault(400, {"ok": False, "parameters": 5}),
    Fault(302, b""),
    Fault(413, b""),
    Fault(500, b"<html></html>"),
    Fault(502, b"Bad Gateway"),
    Fault.says(504, "Gateway Timeout"),
    Fault(cut=True),
    Fault(cut=True, happens=True),
]


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with telegram_home(tmp_path) as home:
        home.fake.text(ROSE, "/start")
        yield home


@pytest.fixture
async def channel(home: Home) -> AsyncIterator[TelegramChannel]:
    channel = home.channel()
    yield channel
    await channel.close()


def parcel(screen: Screen | None = CARD, **more: object) -> Parcel:
    return Parcel(1, str(ROSE), screen, **more)  # type: ignore[arg-type]


async def shown(channel: TelegramChannel, screen: Screen = CARD) -> str:
    outcome = await channel.deliver(parcel(screen))
    assert isinstance(outcome, Sent)
    assert outcome.message_id is not None
    return outcome.message_id


async def test_a_new_message(home: Home, channel: TelegramChannel) -> None:
    number = await shown(channel)
    message = home.fake.last(ROSE)
    assert message is not None
    assert (str(message.id), message.text) == (number, "Near miss")
    assert message.rows == [[("I've got this", "k:1")]]
    assert message.protected
    assert not message.preview
    assert not message.silent
    await channel.deliver(parcel(quiet=True))
    assert home.fake.shown(ROSE)[-1].silent


async def test_an_old_card_that_stays_costs_nothing(home: Home, channel: TelegramChannel) -> None:
    old = await shown(channel)
    home.fake.undeletable.add(int(old))
    assert isinstance(await channel.deliver(parcel(NEXT, replaces=old, repost=True)), Sent)
    home.fake.fault("deleteMessage", Fault.says(500, "Internal Server Error"))
    assert isinstance(await channel.deliver(parcel(NEXT, replaces=old, repost=True)), Sent)


async def test_what_was_typed_is_removed(home: Home, channel: TelegramChannel) -> None:
    typed = next(iter(home.fake.chats[ROSE]))
    assert await channel.deliver(parcel(None, removes=str(typed))) == Sent()
    assert not home.fake.chats[ROSE]
    assert await channel.deliver(parcel(None, removes=str(typed))) == Sent()
    home.fake.undeletable.add(77)
    assert await channel.deliver(parcel(None, removes="77")) == Sent()


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.says(429, "Too Many Requests", retry_after=31), Later("", after=31)),
        (Fault.says(429, "Too Many Requests"), Later("", after=1)),
        (Fault(429, b""), Later("", after=1)),
        (Fault(429, b"<html>slow down</html>"), Later("", after=1)),
        (Fault(429, {"parameters": {"retry_after": "soon"}}), Later("", after=1)),
        (Fault.says(401, "Unauthorized"), Later("", after=30, whole_channel=True)),
        (Fault.says(404, "Not Found"), Later("", after=30, whole_channel=True)),
        (Fault.says(403, "Forbidden: bot was blocked by the user"), Refused("", unreachable=True)),
        (Fault.says(403, "Forbidden: user is deactivated"), Refused("", unreachable=True)),
        (Fault.says(400, "Bad Request: chat not found"), Refused("", unreachable=True)),
        (Fault.says(400, "Bad Request: user is deactivated"), Refused("", unreachable=True)),
        (Fault.says(400, "Bad Request: PEER_ID_INVALID"), Refused("", unreachable=True)),
        (Fault.says(400, "Bad Request: migrated", migrate_to_chat_id=-9), Refused("", True)),
        (Fault.says(400, "Bad Request: BUTTON_DATA_INVALID"), Refused("")),
        (Fault.says(400, "Bad Request: message is too long"), Refused("")),
        (Fault.says(409, "Conflict"), Later("")),
    ],
)
async def test_what_an_answer_means(
    home: Home, channel: TelegramChannel, fault: Fault, outcome: Outcome
) -> None:
    number = await shown(channel)
    home.fake.fault("*", fault, times=ALWAYS)
    for each in (parcel(), parcel(NEXT, replaces=number), parcel(None, removes=number)):
        assert _without_reason(await channel.deliver(each)) == outcome
    home.fake.heal()
    assert isinstance(await channel.deliver(parcel()), Sent)


@pytest.mark.parametrize("fault", GARBAGE)
async def test_an_answer_nobody_gave_is_tried_again(
    home: Home, channel: TelegramChannel, fault: Fault
) -> None:
    number = await shown(channel)
    home.fake.fault("*", fault, times=ALWAYS)
    for each in (parcel(), parcel(NEXT, replaces=number), parcel(None, removes=number)):
        assert _without_reason(await channel.deliver(each)) == Later("")
    assert "Near miss" not in str(home.alarms)


async def test_yes_is_no_proof_that_a_message_was_sent(
    home: Home, channel: TelegramChannel
) -> None:
    home.fake.fault("sendMessage", Fault(200, {"ok": True, "result": True}))
    assert isinstance(await channel.deliver(parcel()), Later)


async def test_silence_is_an_unknown_outcome(home: Home) -> None:
    channel = home.channel(pace=quick(call=0.1))
    home.fake.fault("sendMessage", Fault(stall=True, happens=True))
    outcome = await channel.deliver(parcel())
    assert isinstance(outcome, Later)
    assert "unknown" in outcome.reason
    assert len(home.fake.shown(ROSE)) == 1
    await channel.close()


async def test_nobody_listening_is_tried_again(home: Home) -> None:
    channel = home.channel()
    await home.fake.stop()
    outcome = await channel.deliver(parcel())
    assert _without_reason(outcome) == Later("")
    assert "4242" not in str(outcome)
    await channel.close()


async def test_markup_that_is_refused_goes_out_plain_at_once(
    home: Home, channel: TelegramChannel
) -> None:
    refused = Fault.says(400, "Bad Request: can't parse entities: Unsupported start tag")
    home.fake.fault("sendMessage", refused)
    number = await shown(channel, Screen("a < b & c"))
    home.fake.fault("editMessageText", refused)
    assert await channel.deliver(parcel(NEXT, replaces=number)) == Sent(number)
    message = home.fake.last(ROSE)
    assert message is not None
    assert (message.text, message.entities) == ("You have this", [])


@pytest.mark.parametrize("token", ["", "token", "4242", "4242:", ":abc"])
async def test_a_token_that_cannot_be_one_is_refused(home: Home, token: str) -> None:
    with pytest.raises(TokenMisspelt, match="BotFather"):
        home.channel(token=token)


def _without_reason(outcome: Outcome) -> Outcome:
    match outcome:
        case Later(_, after, whole):
            return Later("", after, whole)
        case Refused(_, unreachable):
            return Refused("", unreachable)
    return outcome
