"""Files on the real wire: python-telegram-bot fetches what people sent, and shows what is kept."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.telegram import TelegramChannel
from flows.screen import Attached, Later, Media, Parcel, Refused, Screen, Sent
from storage.files import hash_of
from tests.fake_telegram_script import Fault
from tests.pictures import photo, voice
from tests.telegram_rig import ROSE, Home, telegram_home

MOST = 1_000_000
CARD = Screen("NM-26-0001 · Photo 1", lines=("<b>It leaves</b> this chat.",))


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


def parcel(kind: str, data: bytes, mime: str = "image/jpeg") -> Parcel:
    media = Media(kind, mime, hash_of(data), data)
    return Parcel(1, str(ROSE), CARD, quiet=True, media=media)


async def test_a_photo_is_understood_in_its_largest_size(
    home: Home, channel: TelegramChannel
) -> None:
    update = home.fake.photo(ROSE, "big", photo(), caption="the pot")
    raw = home.fake.pending[update]
    heard = channel.read(json.dumps(raw))
    assert heard is not None
    number = str(raw["message"]["message_id"])
    assert heard.happening == Attached("photo", "big", len(photo()), "", "the pot", number)


async def test_a_voice_message_is_understood(home: Home, channel: TelegramChannel) -> None:
    update = home.fake.voice(ROSE, "spoken", voice())
    raw = home.fake.pending[update]
    heard = channel.read(json.dumps(raw))
    assert heard is not None
    number = str(raw["message"]["message_id"])
    assert heard.happening == Attached("voice", "spoken", len(voice()), "audio/ogg", "", number)


async def test_a_file_is_fetched_whole(home: Home, channel: TelegramChannel) -> None:
    home.fake.files["big"] = photo()
    assert await channel.fetch("big", MOST) == photo()


async def test_a_file_that_is_too_big_is_not_read_to_its_end(
    home: Home, channel: TelegramChannel
) -> None:
    home.fake.files |= {"big": b"x" * (MOST + 1), "huge": b"x" * (20 * 2**20 + 1)}
    assert await channel.fetch("big", MOST) == Refused("too_big")
    assert "file/bot" not in str(home.fake.lines.keys())
    home.fake.untold.add("big")
    assert await channel.fetch("big", MOST) == Refused("too_big")
    assert await channel.fetch("huge", MOST) == Refused("too_big")
    assert await channel.fetch("nothing", MOST) == Refused("gone")


@pytest.mark.parametrize(
    ("method", "fault", "after"),
    [
        ("getFile", Fault.says(429, "Too Many Requests", retry_after=31), 31.0),
        ("getFile", Fault.says(400, "Bad Request: file is temporarily unavailable"), None),
        ("getFile", Fault(502, b"Bad Gateway"), None),
        ("getFile", Fault(200, {"ok": True, "result": {"file_id": "big"}}), None),
        ("getFile", Fault(200, {"ok": True, "result": {"file_path": "../../secret"}}), None),
        ("getFile", Fault(200, {"ok": True, "result": {"file_path": "//else.example/x"}}), None),
        ("getFile", Fault(cut=True), None),
        ("file", Fault(404, b""), None),
        ("file", Fault(302, b""), None),
        ("file", Fault(500, b""), None),
        ("file", Fault(cut=True), None),
    ],
)
async def test_what_fails_is_tried_later(
    home: Home, channel: TelegramChannel, method: str, fault: Fault, after: float | None
) -> None:
    home.fake.files["big"] = photo()
    home.fake.fault(method, fault, times=2)  # a connection that is cut is made once more
    outcome = await channel.fetch("big", MOST)
    assert isinstance(outcome, Later)
    assert outcome.after == after
    home.fake.heal()
    assert await channel.fetch("big", MOST) == photo()


@pytest.mark.parametrize(
    ("kind", "mime", "name"),
    [
        ("photo", "image/jpeg", "photo.jpg"),
        ("photo", "image/png", "photo.png"),
        ("voice", "audio/ogg", "voice.ogg"),
        ("voice", "audio/mp4", "voice.m4a"),
    ],
)
async def test_a_kept_file_is_shown_and_can_be_neither_kept_nor_passed_on(
    home: Home, channel: TelegramChannel, kind: str, mime: str, name: str
) -> None:
    outcome = await channel.deliver(parcel(kind, b"\xff\xd8 the bytes", mime))
    (message,) = home.fake.shown(ROSE)
    assert outcome == Sent(str(message.id))
    assert message.file == b"\xff\xd8 the bytes"
    assert message.file_name == name
    assert message.protected
    assert message.silent
    assert "NM-26-0001 · Photo 1" in message.text
    assert "<b>It leaves</b> this chat." in message.text
    (method,) = {"photo": ["sendPhoto"], "voice": ["sendVoice"]}[kind]
    assert len(home.fake.accepted(method)) == 1
    removed = await channel.deliver(Parcel(2, str(ROSE), removes=str(message.id)))
    assert removed == Sent()
    assert home.fake.shown(ROSE) == []


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.says(403, "Forbidden: bot was blocked by the user"), Refused),
        (Fault.says(400, "Bad Request: VOICE_MESSAGES_FORBIDDEN"), Refused),
        (Fault.says(429, "Too Many Requests", retry_after=3), Later),
        (Fault(502, b"Bad Gateway"), Later),
        (Fault(200, {"ok": True, "result": {}}), Later),
        (Fault(200, {"ok": True, "result": "yes"}), Later),
        (Fault(200, b"<html>"), Later),
    ],
)
async def test_what_telegram_answers_to_a_file(
    home: Home, channel: TelegramChannel, fault: Fault, outcome: type
) -> None:
    home.fake.fault("sendPhoto", fault)
    assert isinstance(await channel.deliver(parcel("photo", b"bytes")), outcome)
