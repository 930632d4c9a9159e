"""What is written in a window of its own goes to the question that window was opened for."""

import pytest

from flows.writing import refused
from storage import drafts
from tests.taps import (
    answers,
    card,
    no_errors,
    taps,
    title,
    to_summary,
    unfinished,
)
from tests.world import Member, World

WORDS = "Pot empty, pack full"


def own_words(world: World, member: Member) -> str:
    return str(unfinished(world, member)[0].answers["words"])


def window(member: Member) -> str:
    """Open the window of the card: what it keeps until it is saved."""
    screen = card(member).screen
    assert screen is not None
    assert screen.typing
    return screen.writes


def saves(member: Member, writes: str, text: str = WORDS) -> None:
    """Press Save in a window opened before."""
    member.world.receive({"from": member.address, "kind": "window", "text": text, "writes": writes})
    for message in member.messages:
        message.unread = False


def test_a_window_answers_its_own_question(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.taps("+ In your own words")
    saves(asha, window(asha))
    assert own_words(world, asha) == WORDS
    asha.sees("Ready to send", f"In your own words: {WORDS}")
    no_errors(world)


def test_a_time_written_in_its_window_is_the_time(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.taps("+ When")
    saves(asha, window(asha), "yesterday 21:30")
    asha.sees("Ready to send", "yesterday 21:30")


def test_the_window_of_the_summary_adds_to_the_own_words(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    screen = card(asha).screen
    assert screen is not None
    assert screen.asks == "Tell it in your own words. Codes, no names."
    writes = window(asha)
    saves(asha, writes, "the blue one")
    saves(asha, writes, "by bed 4")
    asha.sees("I have kept that in your own words.")
    assert own_words(world, asha) == "the blue one\nby bed 4"


def test_after_moving_on_it_is_kept_with_its_own_question(world: World) -> None:
    """The question on the card, which takes text as well, gets none of it."""
    asha = world.care_worker
    to_summary(asha)
    asha.taps("+ Which medicine")
    writes = window(asha)
    taps(asha, "Skip", "+ In your own words")
    asked = title(asha)
    saves(asha, writes, "paracetamol")
    assert title(asha) == asked
    asha.sees("You had moved on. What you wrote is kept with its own question.")
    saves(asha, writes, "or ibuprofen")
    asha.taps("Skip")
    asha.sees("Ready to send", "Which medicine: paracetamol\nor ibuprofen")
    assert unfinished(world, asha)[0].answers["words"] is None
    no_errors(world)


def test_a_stale_window_for_a_time_says_it_was_not_kept(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.taps("+ When")
    writes = window(asha)
    taps(asha, "2 hours ago", "+ In your own words")
    before = unfinished(world, asha)[0].answers
    saves(asha, writes, "yesterday 21:30")
    asha.sees("That one is already answered. What you wrote just now is not kept.")
    assert unfinished(world, asha)[0].answers == before


def test_a_window_of_a_report_that_was_put_by_goes_on_with_it(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.taps("+ In your own words")
    writes = window(asha)
    asha.taps("Save for later")
    asha.says("and something else altogether")
    asha.taps("Yes, start a report")
    saves(asha, writes)
    first, second = sorted(unfinished(world, asha), key=lambda draft: draft.id)
    assert first.answers["words"] == WORDS
    assert first.state == "open"
    assert second.answers["words"] == "and something else altogether"
    assert second.state == "saved"
    asha.sees("Ready to send", WORDS)


@pytest.mark.parametrize("ending", ["sent", "thrown away"])
def test_after_the_end_it_is_kept_apart(world: World, ending: str) -> None:
    asha = world.care_worker
    to_summary(asha)
    writes = window(asha)
    if ending == "sent":
        asha.taps("Send")
        world.senior.expects("Near miss")
    else:
        asha.sends_data(f"y:{unfinished(world, asha)[0].id}")
    saves(asha, writes)
    asha.sees("I have kept what you wrote. Is it a report?", "That form is finished")
    assert [draft.answers["words"] for draft in unfinished(world, asha)] == [WORDS]
    if ending == "sent":
        assert "words" not in answers(world, "NM-26-0001")
    no_errors(world)


@pytest.mark.parametrize("writes", ["1:words", "999:words", "x", "words:1", ":", "1" * 50])
def test_a_window_that_is_not_theirs_changes_nothing_there(world: World, writes: str) -> None:
    """A made-up address, or somebody else's draft: the words stay with whoever wrote them."""
    asha, sam = world.care_worker, world.senior
    to_summary(asha)
    before = unfinished(world, asha)
    saves(sam, writes)
    assert unfinished(world, asha) == before
    assert [draft.answers["words"] for draft in unfinished(world, sam)] == [WORDS]
    no_errors(world)


def test_the_help_card_stays_when_a_window_is_saved_over_it(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    writes = window(asha)
    taps(asha, "Change an answer")
    asha.sends_data(f"q:{unfinished(world, asha)[0].id}:in_danger")
    asha.taps("Yes")
    world.senior.expects("in danger now")
    saves(asha, writes)
    assert title(asha) == "Call 999 if someone could die."
    assert own_words(world, asha) == WORDS


def in_window(world: World, member: Member, writes: str) -> str:
    """What that window opens with."""
    with world.moment() as moment:
        return refused(moment.db, "phones", member.address, writes)


def test_words_that_were_refused_are_in_the_window_again(world: World) -> None:
    """Whoever wrote too much shortens it, and does not write it all again."""
    asha = world.care_worker
    to_summary(asha)
    writes = window(asha)
    saves(asha, writes, "e" * 3000)
    saves(asha, writes, "f" * 3000)
    asha.sees("longer than 4,000 letters", "Tap Write: your words are still there.")
    assert own_words(world, asha) == "e" * 3000
    assert in_window(world, asha, writes) == "f" * 3000
    assert in_window(world, world.senior, writes) == ""
    saves(asha, writes, "f")
    assert in_window(world, asha, writes) == ""


@pytest.mark.parametrize("ending", ["answered", "skipped", "sent", "thrown away"])
def test_what_was_refused_is_erased_with_its_question(world: World, ending: str) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.taps("+ When")
    writes = window(asha)
    saves(asha, writes, "23:59")
    asha.sees("Tap Write: your words are still there.")
    assert in_window(world, asha, writes) == "23:59"
    draft = unfinished(world, asha)[0]
    match ending:
        case "answered":
            asha.taps("2 hours ago")
        case "skipped":
            asha.taps("Skip")
        case "sent":
            asha.sends_data(f"s:{draft.id}")
            world.senior.expects("Near miss")
        case _:
            asha.sends_data(f"y:{draft.id}")
    with world.moment() as moment:
        kept = drafts.get_draft(moment.db, draft.id)
    assert kept is not None
    assert kept.refused == {}
