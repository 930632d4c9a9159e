"""The practice phones keep the channel contract: what is delivered stands, taps are heard."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.channel import Arrival
from bot.practice import PracticeChannel
from bot.practice.channel import NotSaved
from bot.practice.uploads import Uploads
from flows.screen import (
    Asked,
    Button,
    Happening,
    Later,
    Outcome,
    Parcel,
    Refused,
    Screen,
    Sent,
    Tapped,
    Typed,
    Unblocked,
)
from storage import practice
from storage.database import Database
from storage.practice import PracticeMessage
from storage.tables import metadata

NOW = datetime(2026, 1, 9, 14, 5, tzinfo=UTC)
SAM = "2"
ALERT = Screen(
    title="Near miss NM-26-0042 · Rose",
    lines=("Medicine · could have been very bad",),
    rows=((Button("I've got this", "t:1:take"),),),
)
TAKEN = Screen(title="NM-26-0042 · You have this, 14:05")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite:///{tmp_path}/practice.db")
    with opened.transaction() as db:
        metadata.create_all(db)
    yield opened
    opened.close()


@pytest.fixture
def channel(database: Database, tmp_path: Path) -> PracticeChannel:
    return PracticeChannel(database, lambda: NOW, Uploads(tmp_path / "sent"))


@pytest.fixture
async def arrivals(channel: PracticeChannel) -> AsyncIterator[list[Arrival]]:
    """What the channel brings in while it runs."""
    brought: list[Arrival] = []

    async def receive(name: str, arrived: Sequence[Arrival]) -> None:
        assert name == "practice"
        brought.extend(arrived)

    running = await started(channel, receive)
    yield brought
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def started(channel: PracticeChannel, receive: object) -> "asyncio.Task[None]":
    running = asyncio.create_task(channel.run(receive))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    return running


async def chat(database: Database, address: str = SAM) -> list[PracticeMessage]:
    return await database.read(lambda db: practice.list_messages(db, address))


async def show(channel: PracticeChannel, screen: Screen = ALERT) -> str:
    return placed(await channel.deliver(Parcel(1, SAM, screen=screen)))


def placed(outcome: Outcome) -> str:
    assert isinstance(outcome, Sent)
    assert outcome.message_id is not None
    return outcome.message_id


def happening(channel: PracticeChannel, arrival: Arrival) -> Happening:
    heard = channel.read(arrival.payload)
    assert heard is not None
    assert heard.address == SAM
    return heard.happening


async def test_a_new_screen_stands_in_that_phones_chat_alone(
    channel: PracticeChannel, database: Database
) -> None:
    card = await show(channel)
    [message] = await chat(database)
    assert (str(message.id), message.mine, message.sent_at) == (card, False, NOW)
    assert Screen.from_json(message.content) == ALERT
    assert await chat(database, "3") == []


async def test_one_phone_cannot_change_another_phones_card(
    channel: PracticeChannel, database: Database
) -> None:
    card = await show(channel)
    await channel.deliver(Parcel(2, "3", screen=TAKEN, replaces=card))
    await channel.deliver(Parcel(3, "3", removes=card))
    [message] = await chat(database)
    assert Screen.from_json(message.content) == ALERT


async def test_a_tap_is_heard_as_it_was_addressed(
    channel: PracticeChannel, arrivals: list[Arrival]
) -> None:
    await channel.take_tap(SAM, "t:1:take")
    await channel.take_tap(SAM, "t:1:take")
    first, second = arrivals
    assert first.conversation == f"practice:{SAM}"
    assert first.update_id != second.update_id
    assert happening(channel, first) == Tapped("t:1:take")


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("/start", "start", ""),
        ("/Join ABC-123 ", "join", "ABC-123"),
        ("/ nearmiss", "nearmiss", ""),
    ],
)
async def test_a_slash_begins_a_command(
    channel: PracticeChannel, arrivals: list[Arrival], text: str, name: str, argument: str
) -> None:
    await channel.take_text(SAM, text)
    asked = happening(channel, arrivals[0])
    assert isinstance(asked, Asked)
    assert (asked.name, asked.argument) == (name, argument)


@pytest.mark.parametrize("text", ["The pot was empty.", "/", "1/2 tablet", "Two\nlines"])
async def test_typed_text_stands_in_the_chat_until_it_is_removed(
    channel: PracticeChannel, arrivals: list[Arrival], database: Database, text: str
) -> None:
    await channel.take_text(SAM, text)
    [message] = await chat(database)
    assert (message.mine, message.content) == (True, {"text": text})
    assert happening(channel, arrivals[0]) == Typed(text, message_id=str(message.id))
    await channel.deliver(Parcel(1, SAM, removes=str(message.id)))
    assert await chat(database) == []


async def test_a_phone_that_is_off_refuses_everything_and_says_nothing(
    channel: PracticeChannel, arrivals: list[Arrival], database: Database
) -> None:
    await channel.switch(SAM, off=True)
    refused = await channel.deliver(Parcel(1, SAM, screen=ALERT))
    assert refused == Refused("phone is off", unreachable=True)
    assert isinstance(await channel.deliver(Parcel(1, "3", screen=ALERT)), Sent)
    assert await chat(database) == []
    assert arrivals == []


async def test_a_phone_turned_on_again_can_be_reached_and_says_so(
    channel: PracticeChannel, arrivals: list[Arrival]
) -> None:
    await channel.switch(SAM, off=True)
    await channel.switch(SAM, off=False)
    assert happening(channel, arrivals[0]) == Unblocked()
    assert isinstance(await channel.deliver(Parcel(1, SAM, screen=ALERT)), Sent)


async def test_text_that_was_not_saved_leaves_the_chat(
    channel: PracticeChannel, database: Database
) -> None:
    async def receive(name: str, arrived: Sequence[Arrival]) -> None:
        raise OSError("the disk is full")

    running = await started(channel, receive)
    with pytest.raises(NotSaved):
        await channel.take_text(SAM, "The pot was empty.")
    with pytest.raises(NotSaved):
        await channel.take_tap(SAM, "t:1:take")
    assert await chat(database) == []
    running.cancel()


async def test_nothing_is_saved_before_the_channel_runs(channel: PracticeChannel) -> None:
    with pytest.raises(NotSaved):
        await channel.take_tap(SAM, "t:1:take")


async def test_a_failing_database_is_tried_again_later(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path}/without-tables.db")
    channel = PracticeChannel(empty, lambda: NOW, Uploads(tmp_path / "sent"))
    outcome = await channel.deliver(Parcel(1, SAM, screen=ALERT))
    assert isinstance(outcome, Later)
    assert outcome.whole_channel
    with pytest.raises(NotSaved):
        await channel.take_text(SAM, "The pot was empty.")
    with pytest.raises(NotSaved):
        await channel.switch(SAM, off=True)
    empty.close()


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "[]",
        "{}",
        '{"address": "2"}',
        '{"address": "2", "typed": 4}',
        '{"address": "2", "x": 1}',
    ],
)
def test_an_update_that_makes_no_sense_is_refused(channel: PracticeChannel, payload: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        channel.read(payload)
    assert "input_value" not in str(refused.value)


def test_a_forged_tap_is_read_and_left_to_others_to_judge(channel: PracticeChannel) -> None:
    heard = channel.read(json.dumps({"address": "2", "tapped": "t:999:take"}))
    assert heard is not None
    assert heard.happening == Tapped("t:999:take")


async def test_only_the_latest_messages_are_listed(database: Database) -> None:
    def fill(db: Connection) -> None:
        for number in range(practice.LATEST + 3):
            practice.add_message(db, SAM, {"text": str(number)}, NOW, mine=True)

    await database.write(fill)
    listed = [message.content["text"] for message in await chat(database)]
    assert listed == [str(number) for number in range(3, practice.LATEST + 3)]
