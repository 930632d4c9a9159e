"""Files on the real wire: what people send is fetched from Slack, and what is kept is shown."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.slack import SlackChannel
from flows.screen import Attached, Later, Media, Outcome, Parcel, Refused, Screen, Sent
from storage.files import hash_of
from tests.fake_slack_script import Fault
from tests.pictures import photo, voice
from tests.recordings import recording
from tests.slack_rig import MODES, ROSE, Home, parcel, slack_home, without_reason

MOST = 1_000_000
CARD = Screen("NM-26-0001 · Photo 1", lines=("It leaves this chat.",))


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with slack_home(tmp_path) as home:
        yield home


@pytest.fixture
async def channel(home: Home) -> AsyncIterator[SlackChannel]:
    channel = home.channel()
    yield channel
    await channel.close()


def shows(mime: str = "image/jpeg", data: bytes = b"\xff\xd8 the bytes") -> Parcel:
    kind = "voice" if mime.startswith("audio") else "photo"
    return parcel(CARD, quiet=True, media=Media(kind, mime, hash_of(data), data))


@pytest.mark.parametrize("mode", MODES)
async def test_several_photos_in_one_message_are_each_fetched(home: Home, mode: str) -> None:
    async with home.running(mode) as channel:
        sent = [(photo(1), "image/jpeg"), (photo(2), "image/png"), (b"no", "text/csv")]
        delivery = home.fake.sends(ROSE, *sent, text="the pot")
        await home.fake.wait_for(lambda: delivery.acknowledged)
        home.fake.bring(delivery.kind, delivery.body)
        await home.stored(3)
        found = [heard.happening for heard in home.heard() if heard]
        attached = [each for each in found if isinstance(each, Attached)]
        assert [each.caption for each in attached] == ["the pot", ""]
        fetched = [await channel.fetch(each.reference, MOST) for each in attached]
        assert fetched == [photo(1), photo(2)]
    assert len(home.inbox.rows) == 3


async def test_a_file_that_is_too_big_is_not_read_to_its_end(
    home: Home, channel: SlackChannel
) -> None:
    big = home.fake.put(b"x" * (MOST + 1), "image/jpeg")
    liar = home.fake.put(b"x" * (MOST + 1), "image/jpeg", size=5)
    assert await channel.fetch(big.id, MOST) == Refused("too_big")
    assert await channel.fetch(liar.id, MOST) == Refused("too_big")
    assert await channel.fetch("F0GONE", MOST) == Refused("gone")


async def test_of_a_kind_that_only_some_phones_know_the_one_slack_makes_is_taken(
    home: Home, channel: SlackChannel
) -> None:
    file = home.fake.put(b"heic", "image/heic")
    assert await channel.fetch(file.id, MOST) == b"heic"
    file.thumb = photo()
    assert await channel.fetch(file.id, MOST) == photo()


async def test_a_clip_is_fetched_as_slack_records_it(home: Home, channel: SlackChannel) -> None:
    for mime in ("audio/mp4", "video/mp4", ""):
        clip = home.fake.put(recording(), mime)
        clip.subtype = "slack_audio"
        assert await channel.fetch(clip.id, MOST) == recording()


async def test_of_a_clip_from_a_browser_the_copy_is_taken_that_slack_makes(
    home: Home, channel: SlackChannel
) -> None:
    for mime in ("audio/webm", "video/webm"):
        clip = home.fake.put(b"webm", mime)
        clip.subtype = "slack_audio"
        assert isinstance(await channel.fetch(clip.id, MOST), Later)
        clip.aac = recording()
        assert await channel.fetch(clip.id, MOST) == recording()
    song = home.fake.put(b"ID3", "audio/mpeg")
    assert await channel.fetch(song.id, MOST) == b"ID3"
    song.aac = recording()
    assert await channel.fetch(song.id, MOST) == recording()
    kept = home.fake.put(voice(), "audio/ogg")
    kept.aac = recording()
    assert await channel.fetch(kept.id, MOST) == voice()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, headers={"Retry-After": "31"}),
        Fault(404),
        Fault(500),
        Fault(302, headers={"Location": "https://else.example/"}),
        Fault(200, b"<html>Sign in", kind="text/html; charset=utf-8"),
        Fault(cut=True),
    ],
)
async def test_a_transfer_that_fails_is_tried_later(
    home: Home, channel: SlackChannel, fault: Fault
) -> None:
    file = home.fake.put(photo(), "image/jpeg")
    home.fake.file_faults = [fault] * 3  # a connection that is cut is made once more
    fetched = await channel.fetch(file.id, MOST)
    shown = await channel.deliver(shows())
    for outcome in (fetched, shown):
        assert isinstance(outcome, Later)
        assert outcome.after == (31 if fault.status == 429 else None)
        assert not outcome.whole_channel
    assert home.fake.shown(ROSE) == []
    home.fake.file_faults.clear()
    assert await channel.fetch(file.id, MOST) == photo()


@pytest.mark.parametrize(
    "place", ["http://localhost:{}/files", "http://127.0.0.1.else.example", "file:", "http://["]
)
async def test_the_token_goes_to_slack_alone(home: Home, channel: SlackChannel, place: str) -> None:
    """Whoever answers under another name is not asked, even where that is the same computer."""
    home.fake.files_elsewhere = place.format(home.fake.port)
    file = home.fake.put(photo(), "image/jpeg")
    assert isinstance(await channel.fetch(file.id, MOST), Later)


@pytest.mark.parametrize(
    ("method", "fault", "outcome"),
    [
        ("files.getUploadURLExternal", Fault(200, {"ok": True}), Later("")),
        ("files.getUploadURLExternal", Fault.limited("3"), Later("", after=3)),
        ("conversations.open", Fault(200, {"ok": True, "channel": "D1"}), Later("")),
        ("conversations.open", Fault.says("user_not_found"), Refused("", unreachable=True)),
        ("files.completeUploadExternal", Fault(cut=True, happens=True), Later("")),
        ("files.completeUploadExternal", Fault.says("malware_detected"), Refused("")),
    ],
)
async def test_what_slack_answers_to_a_file(
    home: Home, channel: SlackChannel, method: str, fault: Fault, outcome: Outcome
) -> None:
    home.fake.fault(method, fault)
    assert without_reason(await channel.deliver(shows())) == outcome


async def test_without_leave_for_files_all_else_is_still_sent(
    home: Home, channel: SlackChannel
) -> None:
    home.fake.scopes = "chat:write,im:write"
    file = home.fake.put(photo(), "image/jpeg")
    assert isinstance(await channel.fetch(file.id, MOST), Later)
    assert without_reason(await channel.deliver(shows())) == Refused("")
    assert without_reason(await channel.deliver(parcel(None, removes=file.id))) == Refused("")
    missing = [each["what"] for each in home.alarms if each["event"] == "slack.scope_missing"]
    assert missing == ["files:read", "files:write", "files:write"]


@pytest.mark.parametrize(
    ("mime", "content", "name"),
    [
        ("image/jpeg", photo(), "photo.jpg"),
        ("image/png", photo(), "photo.png"),
        ("audio/ogg", voice(), "voice.ogg"),
        ("audio/mp4", recording(), "voice.m4a"),
    ],
    ids=["photo", "chart", "voice", "recording"],
)
async def test_what_was_shown_leaves_slack_with_its_words(
    home: Home, channel: SlackChannel, mime: str, content: bytes, name: str
) -> None:
    outcome = await channel.deliver(shows(mime, content))
    assert isinstance(outcome, Sent)
    message = home.fake.last(ROSE)
    assert (message.file, message.seen) == (content, "NM-26-0001 · Photo 1\nIt leaves this chat.")
    file = home.fake.files[str(outcome.message_id)]
    assert (file.name, file.title) == (name, CARD.title)
    assert file.alt == ("" if mime.startswith("audio") else CARD.title)
    home.fake.fault("files.delete", Fault(502, b"Bad Gateway"))
    removal = parcel(None, removes=outcome.message_id)
    assert isinstance(await channel.deliver(removal), Later)
    assert await channel.deliver(removal) == Sent()
    assert (home.fake.shown(ROSE), home.fake.files) == ([], {})


async def test_a_file_that_is_not_ours_cannot_be_taken_away(
    home: Home, channel: SlackChannel
) -> None:
    home.fake.sends(ROSE, (photo(), "image/jpeg"))
    (file,) = home.fake.files
    assert without_reason(await channel.deliver(parcel(None, removes=file))) == Refused("")
    assert file in home.fake.files
