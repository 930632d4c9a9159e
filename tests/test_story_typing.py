"""What people type is taken, kept and taken out of the chat; what cannot be taken stays there."""

import json
from pathlib import Path

import pytest

from flows.screen import OTHER_KIND, Corrected, Elsewhere, Unreadable
from tests.taps import (
    LINE,
    answers,
    card,
    hears,
    labels,
    no_errors,
    taps,
    title,
    to_summary,
    unfinished,
)
from tests.world import NEAR_MISS, Member, World

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"


def own_words(world: World, member: Member) -> str:
    return str(unfinished(world, member)[0].answers["words"])


def left_in_chat(member: Member) -> list[str]:
    return [message.text for message in member.messages if message.text]


def test_words_with_no_form_open_are_kept_and_offered_as_a_start(world: World) -> None:
    asha = world.care_worker
    asha.says("Found tablets in the pot")
    assert title(asha) == "I have kept what you wrote. Is it a report?"
    asha.sees_no("tablets")
    asha.taps("Yes, start a report")
    taps(asha, *LINE)
    asha.sees("Ready to send", "In your own words: Found tablets in the pot")
    asha.taps("Send")
    world.senior.expects("Near miss NM-26-0001")
    assert answers(world, "NM-26-0001")["words"]["answer"] == "Found tablets in the pot"


@pytest.mark.parametrize("command", ["nearmiss", "incident"])
def test_words_after_a_command_are_in_the_report_it_begins(world: World, command: str) -> None:
    """They answer nothing, not even a word that is on a button: "yes" calls nobody."""
    asha = world.care_worker
    asha.says(f"/{command} Yes")
    assert title(asha) == "Is anyone in danger right now?"
    asha.sees("I have kept that in your own words. Please tap an answer too.")
    assert not left_in_chat(asha)
    asha.says(f"/{command} Found tablets in the pot")
    assert [draft.answers["words"] for draft in unfinished(world, asha)] == [
        "Found tablets in the pot",
        "Yes",
    ]
    assert not world.senior.messages


@pytest.mark.parametrize("command", ["NM-26-0001", "nm-26-0001"])
def test_a_reference_as_a_command_shows_that_case(world: World, command: str) -> None:
    world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss NM-26-0001")
    world.senior.says(f"/{command}")
    world.senior.sees("NM-26-0001", "Reported")
    world.senior.sees_no("I do not know that command.")
    world.senior.says("/NM-26-0001 please")
    world.senior.sees("I do not know that command.")


def test_a_case_that_takes_the_card_puts_the_form_by(world: World) -> None:
    """Else what is written below the case would be taken for an answer that nobody sees asked."""
    for report in range(2):
        world.care_worker.files(NEAR_MISS)
        world.senior.expects(f"Near miss NM-26-000{report + 1}")
    world.senior.says("/nearmiss Found tablets in the pot")
    world.senior.says("/NM-26-0001")
    world.senior.sees("NM-26-0001", "Reported")
    world.senior.says("NM-26-0002")
    assert title(world.senior) == "NM-26-0002"
    assert own_words(world, world.senior) == "Found tablets in the pot"


def test_words_after_a_command_that_are_too_many_stay_in_the_chat(world: World) -> None:
    asha = world.care_worker
    asha.says(f"/nearmiss {'long ' * 900}")
    asha.sees("longer than 4,000 letters")
    assert left_in_chat(asha) == [f"/nearmiss {'long ' * 900}"]


def test_words_that_are_no_report_are_thrown_away_only_when_asked(world: World) -> None:
    asha = world.care_worker
    asha.says("What time is the handover?")
    asha.says("I mean today")
    before = card(asha).id
    asha.says("At two?")
    assert own_words(world, asha) == "What time is the handover?\nI mean today\nAt two?"
    assert card(asha).id != before, "the card says the same again, so it comes anew"
    asha.sees("I have kept that in your own words.")
    taps(asha, "No, throw it away", "Keep it")
    assert title(asha) == "Is anyone in danger right now?"
    world.forward(hours=1)
    asha.expects("not sent yet")
    taps(asha, "Throw it away", "Throw it away")
    assert unfinished(world, asha) == []


def test_back_from_the_first_question_keeps_what_was_written(world: World) -> None:
    asha = world.care_worker
    asha.says("Found tablets in the pot")
    taps(asha, "Yes, start a report", "Back")
    assert title(asha).startswith("Hello Asha")
    asha.taps("Continue")
    assert own_words(world, asha) == "Found tablets in the pot"


def test_words_at_a_question_with_buttons_are_kept_too(world: World) -> None:
    asha = world.care_worker
    asha.says("/nearmiss")
    taps(asha, *LINE[:2])
    asha.says("the blue one")
    asha.sees("What is it about?", "I have kept that in your own words.", "tap an answer too")
    asha.sees_no("the blue one")
    asha.says("  MEDICINE ")
    assert title(asha) == "If nobody had noticed, how bad could it have been?"
    taps(asha, *LINE[3:])
    asha.says("by bed 4")
    asha.sees("In your own words: the blue one\nby bed 4")
    asha.taps("Send")
    world.senior.expects("Medicine")


def test_what_was_typed_leaves_the_chat_once_it_is_stored(world: World) -> None:
    asha = world.care_worker
    asha.says("Found tablets in the pot")
    assert [message.text for message in asha.messages if message.text] == []
    removed = [parcel for parcel in world.phones.sent if parcel.removes]
    assert len(removed) == 1


@pytest.mark.parametrize("extra", [0, 1])
def test_four_thousand_letters_are_taken_and_one_more_is_not(world: World, extra: int) -> None:
    asha = world.care_worker
    to_summary(asha)
    text = "é" * (4000 + extra)
    asha.says(text)
    if extra:
        asha.sees("longer than 4,000 letters", "still here in the chat")
        asha.sees(text)
        assert "words" not in unfinished(world, asha)[0].answers
    else:
        asha.sees("In your own words")
        assert own_words(world, asha) == text
        assert not any(message.text for message in asha.messages)
        asha.says("one more")
        asha.sees("That would be longer than 4,000 letters")
        asha.sees("one more")
        assert own_words(world, asha) == text
    no_errors(world)


def test_text_with_nothing_in_it_is_answered(world: World) -> None:
    for nothing in (" ", "\n\t", "\x00\x01"):
        world.care_worker.says(nothing)
        world.care_worker.sees("I could not read anything in that.")
    assert unfinished(world, world.care_worker) == []


HOSTILE = (
    "nul\x00 and bell\x07",
    "half \ud83d of a face",
    "\u202etxet edir\u202c",
    "👩🏽‍⚕️ 😀",
    "<b>bold</b><script>alert(1)</script>",
    "'; DROP TABLE cases; --",
    "%s %(x)s {0} {name} $1",
    "/not a command",
    "a:1:what:fall",
)


def test_hostile_text_is_stored_and_shown_as_it_is(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    for text in HOSTILE[:-2]:
        asha.says(text)
    asha.says(HOSTILE[-1])
    kept = own_words(world, asha).split("\n")
    assert kept == [
        "nul and bell",
        "half \ufffd of a face",
        *HOSTILE[2:-2],
        HOSTILE[-1],
    ]
    asha.expects("<b>bold</b>", "DROP TABLE", "\u202etxet edir\u202c", "%s %(x)s {0} {name} $1")
    asha.taps("Send")
    world.senior.expects("Near miss")
    world.senior.taps("Open")
    world.senior.sees("<script>alert(1)</script>", "👩🏽‍⚕️")
    assert answers(world, "NM-26-0001")["words"]["answer"].split("\n") == kept
    no_errors(world)


def test_every_string_of_a_hostile_list_can_be_typed(sqlite_url: str) -> None:
    path = REFERENCE / "hostile_strings.json"
    if not path.exists():
        pytest.skip(f"needs the reference data at {path}")
    _type_all(sqlite_url, [text for text in json.loads(path.read_text()) if text.strip()])


def test_every_story_of_a_real_home_can_be_typed(sqlite_url: str) -> None:
    path = REFERENCE / "narratives.jsonl"
    if not path.exists():
        pytest.skip(f"needs the reference data at {path}")
    lines = path.read_text(encoding="utf-8").splitlines()
    _type_all(sqlite_url, [json.loads(line)["text"] for line in lines])


def _type_all(url: str, texts: list[str]) -> None:
    """Each as the answer to "own words", after the safety question was answered."""
    world = World(url)
    asha = world.hire("care_worker", "Asha Begum")
    asha.says("/nearmiss")
    asha.taps("No, everyone is safe")
    draft = unfinished(world, asha)[0].id
    for start in range(0, len(texts), 100):
        updates: list[dict[str, str]] = []
        for text in texts[start : start + 100]:
            updates.append({"kind": "tap", "data": f"q:{draft}:words", "from": asha.address})
            message = world.phones.write(asha.address, text)
            updates.append({"kind": "text", "text": text, "message": message, "from": asha.address})
        world.receive(*updates)
    no_errors(world)
    found = unfinished(world, asha)
    assert draft in [one.id for one in found]
    assert len(found) <= 2
    assert world.cases() == []


def test_private_words_rest_after_fifteen_minutes(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.says("By the blue door, bed 4")
    asha.sees("blue door")
    world.forward(minutes=14)
    asha.sees("blue door")
    world.forward(minutes=1)
    asha.sees_no("blue door")
    assert title(asha) == "Your draft is saved."
    asha.taps("Continue")
    asha.sees("Ready to send", "blue door")
    asha.taps("Send")
    world.senior.expects("Near miss")
    world.forward(minutes=4)
    asha.sees("Thank you. NM-26-0001")
    world.senior.taps("I've got this")
    world.forward(minutes=20)
    asha.sees("Thank you. NM-26-0001")


def test_a_form_with_nothing_private_stays_open(world: World) -> None:
    to_summary(world.care_worker)
    world.forward(minutes=20)
    world.care_worker.sees("Ready to send")


def test_a_form_that_lies_still_is_asked_about_twice_quietly_and_never_again(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    world.forward(minutes=59)
    asha.hears_nothing()
    world.forward(minutes=1)
    asha.expects("You have begun something that is not sent yet", "Begun 14:00")
    assert world.phones.sent[-1].quiet
    world.forward(hours=22, minutes=59)
    asha.hears_nothing()
    world.forward(minutes=1)
    asha.expects("You have begun something that is not sent yet", "Begun Tuesday 10 March 14:00")
    assert world.phones.sent[-1].quiet
    world.forward(days=30)
    asha.hears_nothing()
    taps(asha, "Continue", "Send")
    world.senior.expects("Near miss")


def test_touched_between_two_reminders_there_is_no_third(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    world.forward(hours=1)
    asha.expects("not sent yet")
    world.forward(hours=1)
    taps(asha, "Continue", "Change an answer", "What: Medicine", "Fall")
    asha.sees("Ready to send")
    world.forward(hours=23, minutes=59)
    asha.hears_nothing()
    world.forward(minutes=1)
    asha.expects("not sent yet")
    world.forward(hours=1)
    taps(asha, "Continue", "Change an answer", "What: Fall", "Medicine")
    world.forward(days=30)
    asha.hears_nothing()


def test_a_form_that_was_just_touched_is_not_asked_about(world: World) -> None:
    asha = world.care_worker
    asha.says("/nearmiss")
    world.forward(minutes=50)
    asha.taps("No, everyone is safe")
    world.forward(minutes=59)
    asha.hears_nothing()
    world.forward(minutes=1)
    asha.expects("not sent yet")
    asha.taps("Later")
    assert any(label.startswith("Continue") for label in labels(asha))


def test_a_reminder_waits_while_another_form_is_being_filled_in(world: World) -> None:
    asha = world.care_worker
    asha.says("/nearmiss")
    taps(asha, *LINE[:1], "Save for later")
    world.forward(minutes=59)
    taps(asha, "Near miss", *LINE[:2])
    world.forward(minutes=1)
    assert title(asha) == "What is it about?"
    asha.hears_nothing()
    world.forward(minutes=60)
    asha.expects("not sent yet")


def test_what_is_no_text_and_no_tap_is_answered_and_not_kept(world: World) -> None:
    asha = world.care_worker
    hears(world, asha.address, Unreadable("photo", "9"))
    asha.expects("I cannot take a photo yet", "not recorded")
    hears(world, asha.address, Unreadable(OTHER_KIND, "10"))
    asha.expects("I cannot take a message of that kind yet", "not recorded")
    hears(world, asha.address, Corrected())
    asha.expects("What you changed in the chat was not recorded.")
    hears(world, "-100200", Elsewhere())
    hears(world, "-100200", Elsewhere())
    group = [message.shown for message in world.phones.chat("-100200").messages]
    assert group == ["\nI only talk in private. Please write to me in a chat of our own."]
    world.phones.chat("-100200").messages.clear()
    assert unfinished(world, asha) == []
    assert world.cases() == []


def test_does_this_count_in_two_taps_and_on_to_a_report(world: World) -> None:
    asha = world.care_worker
    asha.says("/start")
    taps(asha, "Does this count?", "Fall")
    asha.sees("Near miss.", "Hazard.", "Incident.", "All three count")
    taps(asha, "Other topics", "Medicine", "Report it")
    assert title(asha) == "Is anyone in danger right now?"
    taps(asha, *LINE[:2], "Does this count?", "Menu", "Continue: near miss, 2 of 5")
    assert title(asha) == "What is it about?"
    asha.says("/help")
    assert title(asha) == "Does this count? What is it about?"
    asha.says("/nonsense")
    asha.sees("I do not know that command.")
