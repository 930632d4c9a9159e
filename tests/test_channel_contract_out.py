"""What every channel promises about what goes out: shown as meant, changed in place, told apart."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from flows.screen import Button, Introduced, Later, Media, Outcome, Parcel, Refused, Screen, Sent
from storage.files import hash_of
from tests.channel_cases import ROSE, SAM, Line, needs, opened, without_reason
from tests.channel_rigs import PAUSE, Rig, Trouble
from tests.pictures import photo

CARD = Screen(
    "Near miss NM-26-0042 · Rose",
    "For you, 14:05",
    ("Medicine · could have been very bad", "Your step: risk review"),
    ((Button("I've got this", "t:1:take"), Button("Open", "t:1:open")), (Button("Menu", "m"),)),
)
NEXT = Screen("NM-26-0042 · You have this, 14:05")
MENTIONS = (
    "</b><b>bold</b> <script>alert(1)</script> <a href='https://evil.example'>bank</a> "
    "<!channel> <!here> <@U7002> <#C1|general> <https://evil.example|your bank> @everyone "
    "&lt;!everyone&gt; &amp; [link](https://evil.example) {{x}} %s"
)
HOSTILE = (
    f"{MENTIONS} *bold* _slanted_ ~struck~ `code` ```more``` :smile: @here #general example.com"
)
HIDDEN = "safe\u202egnp.exe\u2066 and\u200f \x00NUL \x07bell"
SEEN = "safegnp.exe and NUL bell"


@pytest.fixture
async def line(rig: Rig, sqlite_url: str) -> AsyncIterator[Line]:
    async with opened(rig, sqlite_url) as line:
        yield line


async def only(line: Line) -> tuple[str, Screen]:
    """The one message that Rose has of us."""
    (seen,) = await line.rig.shown(line.address(ROSE))
    return seen.id, seen.screen


async def places(line: Line) -> list[str]:
    return [seen.id for seen in await line.rig.shown(line.address(ROSE))]


async def test_a_screen_is_shown_with_all_its_words_and_buttons(line: Line) -> None:
    place = await line.shows(CARD)
    assert await only(line) == (place, CARD)
    assert await line.rig.shown(line.address(SAM)) == []


async def test_a_card_changes_in_place_and_loses_its_buttons(line: Line) -> None:
    place = await line.shows(CARD)
    below = await line.shows(CARD, number=2)
    assert await line.deliver(NEXT, 3, replaces=place) == Sent(place)
    assert await places(line) == [place, below]
    first, _ = await line.rig.shown(line.address(ROSE))
    assert first.screen == NEXT


async def test_a_change_that_comes_twice_is_nothing(line: Line) -> None:
    place = await line.shows(CARD)
    for _ in range(2):
        assert await line.deliver(NEXT, 2, replaces=place) == Sent(place)
    assert await only(line) == (place, NEXT)


async def test_a_card_that_is_gone_is_shown_anew(line: Line) -> None:
    place = await line.shows(CARD)
    await line.rig.lose(line.address(ROSE), place)
    again = await line.shows(NEXT, number=2, replaces=place)
    assert await only(line) == (again, NEXT)


async def test_what_comes_late_finds_no_other_message(line: Line) -> None:
    """A removal or a change may come twice: what stood there has no successor of the same id."""
    place = await line.shows(CARD)
    await line.rig.lose(line.address(ROSE), place)
    assert await line.shows(CARD, number=2) != place
    again = await line.shows(NEXT, number=3, replaces=place, repost=True)
    assert again in await places(line)
    assert again != place


async def test_a_repost_is_a_new_message_and_the_old_one_goes(line: Line) -> None:
    place = await line.shows(CARD)
    below = await line.shows(CARD, number=2)
    again = await line.shows(NEXT, number=3, replaces=place, repost=True)
    while place in await places(line):
        await line.rig.next_change()
    assert await places(line) == [below, again]


async def test_a_repost_that_fails_leaves_the_old_one(line: Line) -> None:
    place = await line.shows(CARD)
    await line.rig.trouble(Trouble.FAILING)
    assert isinstance(await line.deliver(NEXT, 2, replaces=place, repost=True), Later)
    await line.rig.heal()
    assert await only(line) == (place, CARD)


async def test_what_could_be_markup_or_a_mention_is_shown_letter_for_letter(line: Line) -> None:
    button = Button(HOSTILE[:60], "a:1")
    await line.shows(Screen(HOSTILE, HOSTILE, (HOSTILE, HOSTILE), ((button,),)))
    (seen,) = await line.rig.shown(line.address(ROSE))
    assert seen.words == "\n".join([HOSTILE] * 4)
    assert seen.buttons == [(button.label, "a:1")]
    assert seen.marks == ()


async def test_what_hides_or_reorders_letters_is_taken_out(line: Line) -> None:
    rows = ((Button(HIDDEN, "a:1"), Button("\u202e", "a:2")),)
    await line.shows(Screen(HIDDEN, HIDDEN, (HIDDEN, "two\tparts"), rows))
    (seen,) = await line.rig.shown(line.address(ROSE))
    assert seen.words == f"{SEEN}\n{SEEN}\n{SEEN}\ntwo\tparts"
    assert [label for label, _ in seen.buttons] == [SEEN, "…"]


@pytest.mark.parametrize("letter", ["a", "é", "&", "<", "😀", "👩‍👩‍👧", "ب"])
async def test_a_long_text_is_cut_or_split_and_its_beginning_is_shown(
    line: Line, letter: str
) -> None:
    long = letter * 2000
    rows = ((Button(letter * 100, "a:1"),), (Button("Back", "b:1"),))
    await line.shows(Screen("What happened?", "Near miss", (long, long, long), rows))
    (seen,) = await line.rig.shown(line.address(ROSE))
    assert seen.words.startswith(f"Near miss\nWhat happened?\n{letter * 100}")
    assert "\ufffd" not in seen.words
    assert [data for _, data in seen.buttons] == ["a:1", "b:1"]
    assert seen.buttons[0][0].startswith(letter * 5)


async def test_many_buttons_are_all_there(line: Line) -> None:
    rows = tuple((Button(f"Resident {number}", f"a:7:{number}"),) for number in range(60))
    await line.shows(Screen("Who?", rows=(*rows, (Button("Back", "b:7"),))))
    (seen,) = await line.rig.shown(line.address(ROSE))
    assert {data for _, data in seen.buttons} == {button.data for (button,) in rows} | {"b:7"}


async def test_a_lock_screen_shows_the_title_or_head_and_no_more(line: Line) -> None:
    needs(line.rig, "preview")
    await line.shows(CARD)
    (seen,) = await line.rig.shown(line.address(ROSE))
    assert seen.preview in (CARD.title, CARD.head)


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (Trouble.GONE, Refused("", unreachable=True)),
        (Trouble.REFUSED, Refused("")),
        (Trouble.BUSY, Later("", after=PAUSE)),
        (Trouble.FAILING, Later("")),
        (Trouble.SHUT_OUT, Later("", after=30, whole_channel=True)),
    ],
    ids=lambda each: each.name.lower() if isinstance(each, Trouble) else "",
)
async def test_each_way_of_failing_has_its_own_outcome(
    line: Line, trouble: Trouble, outcome: Outcome
) -> None:
    needs(line.rig, trouble)
    place = await line.shows(CARD)
    await line.rig.trouble(trouble)
    for more in ({}, {"replaces": place}, {"replaces": place, "repost": True}):
        assert _on_this_line(line, await line.deliver(NEXT, 2, **more)) == outcome
    await line.rig.heal()
    assert isinstance(await line.deliver(NEXT, 2), Sent)


async def test_an_unknown_outcome_is_tried_again_and_any_copy_can_be_tapped(line: Line) -> None:
    needs(line.rig, Trouble.LOST)
    await line.shows(NEXT)
    await line.rig.trouble(Trouble.LOST)
    assert without_reason(await line.deliver(CARD, 2)) == Later("")
    assert isinstance(await line.deliver(CARD, 2), Sent)
    _, *copies = await line.rig.shown(line.address(ROSE))
    assert 1 <= len(copies) <= 2
    assert all(copy.screen == CARD for copy in copies)


async def test_trouble_with_one_person_is_nobody_elses(line: Line) -> None:
    await line.rig.trouble(Trouble.GONE, line.address(SAM))
    sam, rose = line.address(SAM), line.address(ROSE)
    parcels = [Parcel(number, rose if number else sam, CARD) for number in range(30)]
    first, *others = await asyncio.gather(*map(line.channel.deliver, parcels))
    assert without_reason(first) == Refused("", unreachable=True)
    assert all(isinstance(outcome, Sent) for outcome in others)


async def test_a_kept_file_is_shown_with_its_words_until_it_is_taken_out(line: Line) -> None:
    line.rig.keeps(photo())
    media = Media("photo", "image/jpeg", hash_of(photo()), photo())
    words = Screen("NM-26-0042 · Photo 1", lines=("<!channel> & <@U7002>", "It leaves this chat."))
    below = await line.shows(CARD)
    place = await line.shows(words, number=2, media=media)
    _, seen = await line.rig.shown(line.address(ROSE))
    assert seen.file == photo()
    assert seen.words == "\n".join([words.title, *words.lines])
    assert seen.marks == ()
    assert await line.rig.shown(line.address(SAM)) == []
    for _ in range(2):
        assert await line.deliver(None, 3, removes=place) == Sent()
    assert await places(line) == [below]


@pytest.mark.parametrize("trouble", [Trouble.BUSY, Trouble.FAILING, Trouble.SHUT_OUT])
async def test_a_file_that_cannot_be_had_or_shown_now_is_tried_later(
    line: Line, trouble: Trouble
) -> None:
    for what in (trouble, "fetch"):
        needs(line.rig, what)
    await line.rig.trouble(trouble)
    assert isinstance(await line.channel.fetch("F0GONE", 100), Later)
    media = Media("photo", "image/jpeg", hash_of(b"bytes"), b"bytes")
    assert isinstance(await line.deliver(NEXT, 2, media=media), Later)
    await line.rig.heal()
    assert await line.channel.fetch("F0GONE", 100) == Refused("gone")


async def test_an_address_that_can_be_nobodys_is_unreachable(line: Line) -> None:
    needs(line.rig, "nowhere")
    for address in line.rig.nowhere:
        outcome = await line.channel.deliver(Parcel(1, address, CARD))
        assert without_reason(outcome) == Refused("", unreachable=True)


async def test_another_account_on_the_same_database_sends_nothing(line: Line) -> None:
    """A copy of the database must not wake the people it names."""
    needs(line.rig, "another")
    await line.shows(CARD)
    other = line.rig.another(line.database, line.clock)
    outcome = await other.deliver(Parcel(2, line.address(ROSE), NEXT))
    await line.rig.close(other)
    assert isinstance(outcome, Later)
    assert outcome.whole_channel
    assert len(await places(line)) == 1


async def test_whom_a_channel_cannot_vouch_for_is_nobody_and_an_outage_is_not(line: Line) -> None:
    stranger = line.address(7009)
    assert await line.channel.introduce(stranger) == Introduced()
    needs(line.rig, "introduce")
    for trouble in (Trouble.BUSY, Trouble.FAILING, Trouble.SHUT_OUT):
        await line.rig.trouble(trouble)
        assert isinstance(await line.channel.introduce(stranger), Later)
        await line.rig.heal()


async def test_say_is_a_best_effort_and_literal(line: Line) -> None:
    text = "I could not <save> that & <!channel>."
    await line.channel.say(line.address(ROSE), text)
    while not (told := await line.rig.told(line.address(ROSE))):
        await line.rig.next_change()
    assert told == [text]
    assert all(seen.marks == () for seen in await line.rig.shown(line.address(ROSE)))
    await line.rig.trouble(Trouble.FAILING)
    for address in (line.address(ROSE), "", "nobody"):
        await line.channel.say(address, text)


async def test_nothing_that_goes_out_is_logged(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    for trouble in (None, *Trouble):
        if trouble is not None and trouble not in line.rig.lacks:
            await line.rig.trouble(trouble)
        outcome = await line.deliver(Screen("Mrs Patel fell", lines=("by her bed",)))
        assert "Patel" not in str(outcome)
        await line.rig.heal()
    assert "Patel" not in str(line.rig.log.entries) + caplog.text


def _on_this_line(line: Line, outcome: Outcome) -> Outcome:
    """Where the platform is our own database, its trouble is everybody's."""
    outcome = without_reason(outcome)
    if isinstance(outcome, Later) and outcome.whole_channel and Trouble.SHUT_OUT in line.rig.lacks:
        return Later(outcome.reason, outcome.after)
    return outcome
