"""What every channel promises about what comes in: kept first, confirmed after, told if neither."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from flows.screen import (
    Asked,
    Attached,
    Button,
    Elsewhere,
    Heard,
    Parcel,
    Refused,
    Screen,
    Sent,
    Tapped,
    Typed,
)
from tests.channel_cases import ROSE, SAM, Line, needs, opened
from tests.channel_rigs import Deed, Rig
from tests.pictures import photo

CARD = Screen(
    "What happened?",
    rows=((Button("Medicine", "a:17:what:medicine"), Button("Fall", "a:17:what:R&D<>\"'")),),
    typing="Write here",
)
TYPED = "Mrs Patel fell <by> her bed & *cried*"


@pytest.fixture
async def line(intake_rig: Rig, sqlite_url: str) -> AsyncIterator[Line]:
    async with opened(intake_rig, sqlite_url) as line:
        yield line


@asynccontextmanager
async def listening(line: Line) -> AsyncIterator[Rig]:
    async with line.rig.listening(line.channel):
        yield line.rig


def heard(line: Line) -> list[Heard | None]:
    """What was kept, as it is read."""
    return [line.channel.read(row.payload) for row in line.rig.inbox.rows.values()]


async def acts(line: Line) -> list[Deed]:
    """One of each thing a person may do."""
    rig, rose = line.rig, line.address(ROSE)
    return [
        await rig.writes(rose, TYPED),
        await rig.presses(rose, "a:17:what:medicine"),
        await rig.asks(rose, "nearmiss"),
    ]


async def test_what_came_in_is_kept_before_it_is_confirmed(line: Line) -> None:
    await line.shows(CARD)
    async with listening(line) as rig:
        rig.inbox.held = asyncio.Event()
        deeds = await acts(line)
        await rig.wait_for(lambda: rig.inbox.tries)
        for number in range(5):  # what goes back and forth meanwhile would overtake no yes
            await line.shows(CARD, number=number)
        assert not any(deed.confirmed for deed in deeds)
        rig.inbox.held.set()
        for deed in deeds:
            await rig.confirmed(deed)
        assert len(rig.inbox.rows) == 3


async def test_it_is_kept_as_it_came_and_read_from_that_alone(line: Line) -> None:
    await line.shows(CARD)
    async with listening(line) as rig:
        for deed in await acts(line):
            await rig.confirmed(deed)
    found = [each for each in heard(line) if each is not None]
    assert {each.address for each in found} == {line.address(ROSE)}
    typed = next(each.happening for each in found if isinstance(each.happening, Typed))
    assert typed.text == TYPED
    asked = next(each.happening for each in found if isinstance(each.happening, Asked))
    assert asked.name == "nearmiss"
    assert Tapped("a:17:what:medicine") in [each.happening for each in found]
    assert all(isinstance(json.loads(row.payload), dict) for row in rig.inbox.rows.values())


async def test_the_same_thing_brought_twice_is_one(line: Line) -> None:
    needs(line.rig, "again")
    await line.shows(CARD)
    async with listening(line) as rig:
        for deed in await acts(line):
            await rig.confirmed(deed)
            await rig.confirmed(await rig.again(deed))
    assert rig.inbox.tries > 3
    assert len(rig.inbox.rows) == 3


async def test_what_could_not_be_kept_is_not_confirmed_and_comes_again(line: Line) -> None:
    """And the person hears of it, past the inbox that has failed."""
    async with listening(line) as rig:
        rig.inbox.failure = OSError("the disk is full")
        deed = await rig.writes(line.address(ROSE), TYPED)
        await rig.wait_for(lambda: rig.inbox.tries)
        await line.hears_of_it(ROSE)
        assert not deed.confirmed
        rig.inbox.failure = None
        await rig.confirmed(deed)
    assert [each.happening.text for each in heard(line) if each] == [TYPED]  # type: ignore[union-attr]


async def test_one_persons_updates_stay_in_order_and_apart_from_others(line: Line) -> None:
    texts = [f"{number} tablets" for number in range(8)]
    async with listening(line) as rig:
        for text in texts:
            await rig.confirmed(await rig.writes(line.address(ROSE), text))
        await rig.confirmed(await rig.writes(line.address(SAM), "mine"))
    found = [each for each in heard(line) if each is not None]
    assert [each.happening.text for each in found] == [*texts, "mine"]  # type: ignore[union-attr]
    keys = [row.conversation for row in rig.inbox.rows.values()]
    assert len(set(keys[:8])) == 1
    assert keys[8] != keys[0]


async def test_what_makes_no_sense_holds_up_nobody(line: Line) -> None:
    """It is refused at the door, or kept apart and refused by `read`: then it is set aside."""
    async with listening(line) as rig:
        await rig.brings_nonsense()
        await rig.confirmed(await rig.writes(line.address(ROSE), TYPED))
    *before, mine = rig.inbox.rows.values()
    assert line.channel.read(mine.payload) is not None
    for row in before:
        assert row.conversation != mine.conversation
        with pytest.raises(ValueError, match=r"."):
            line.channel.read(row.payload)


@pytest.mark.parametrize("payload", ["", "7", "[]", "null", "{", "[" * 100_000])
def test_what_no_platform_would_send_is_refused_with_a_value_error(
    line: Line, payload: str
) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        line.channel.read(payload)
    assert "input_value" not in str(refused.value)


async def test_a_button_comes_back_as_the_choice_that_was_put_on_it(line: Line) -> None:
    await line.shows(CARD)
    addresses = [button.data for row in CARD.rows for button in row]
    async with listening(line) as rig:
        for data in addresses:
            await rig.confirmed(await rig.presses(line.address(ROSE), data))
    assert heard(line) == [Heard(line.address(ROSE), Tapped(data)) for data in addresses]


async def test_what_is_typed_reaches_us_and_does_not_stay_in_the_chat(line: Line) -> None:
    await line.shows(CARD)
    async with listening(line) as rig:
        await rig.confirmed(await rig.fills_in(line.address(ROSE), TYPED))
    said = heard(line)[-1]
    assert said is not None
    assert isinstance(said.happening, Typed)
    assert said.happening.text == TYPED
    if said.happening.message_id is not None:
        removal = Parcel(9, line.address(ROSE), removes=said.happening.message_id)
        for _ in range(2):
            assert await line.channel.deliver(removal) == Sent()
    assert TYPED not in str([seen.words for seen in await rig.chat(line.address(ROSE))])


async def test_a_photo_is_kept_as_word_of_it_and_fetched_by_that(line: Line) -> None:
    """What comes in is small: the picture stays with the platform until it is fetched."""
    async with listening(line) as rig:
        deed = await rig.sends(line.address(ROSE), photo())
        await rig.confirmed(deed)
        if "again" not in rig.lacks:
            await rig.confirmed(await rig.again(deed))
    (row,) = rig.inbox.rows.values()
    assert len(row.payload) < len(photo())
    (found,) = heard(line)
    assert found is not None
    assert isinstance(found.happening, Attached)
    assert (found.address, found.happening.kind) == (line.address(ROSE), "photo")
    assert found.happening.size == len(photo())
    reference = found.happening.reference
    assert await line.channel.fetch(reference, len(photo())) == photo()
    assert await line.channel.fetch(reference, len(photo()) - 1) == Refused("too_big")
    removal = Parcel(9, line.address(ROSE), removes=found.happening.message_id)
    assert await line.channel.deliver(removal) == Sent()
    assert "patel" not in str(rig.log.entries)


async def test_in_a_group_nothing_of_what_was_said_is_heard(line: Line) -> None:
    needs(line.rig, "group")
    async with listening(line) as rig:
        await rig.confirmed(await rig.says_in_a_group(TYPED))
    (found,) = heard(line)
    assert found is not None
    assert found.happening == Elsewhere()
    assert found.address not in (line.address(ROSE), line.address(SAM))


async def test_nothing_that_was_typed_is_logged(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    await line.shows(CARD)
    async with listening(line) as rig:
        for deed in await acts(line):
            await rig.confirmed(deed)
        rig.inbox.failure = OSError(TYPED)
        deed = await rig.writes(line.address(ROSE), TYPED)
        await line.hears_of_it(ROSE)
        rig.inbox.failure = None
        await rig.confirmed(deed)
    assert any("store" in each["event"] or "saved" in each["event"] for each in rig.log.entries)
    assert "Patel" not in str(rig.log.entries)
    assert "Patel" not in caplog.text
