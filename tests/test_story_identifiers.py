"""A name or a number typed by accident: kept as written, asked about, taken out only by a tap."""

from tests.taps import answers, card, labels, taps, title, to_summary, unfinished
from tests.world import World

ASKED = "This looks like a name. Take it out?"


def words(world: World) -> str:
    return str(unfinished(world, world.care_worker)[0].answers["words"])


def test_a_name_is_taken_out_when_the_worker_says_so(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.says("Mr Smith was by the door")
    assert words(world) == "Mr Smith was by the door"
    asha.sees("Ready to send", ASKED)
    assert labels(asha)[:3] == ["Take it out", "Leave it", "Send"]
    asha.taps("Take it out")
    assert words(world) == "[name] was by the door"
    asha.sees("Ready to send", "I have taken it out", "[name] was by the door")
    asha.sees_no("Smith")
    assert "Take it out" not in labels(asha)
    asha.taps("Send")
    world.senior.expects("Near miss NM-26-0001")
    assert answers(world, "NM-26-0001")["words"]["answer"] == "[name] was by the door"


def test_a_name_that_is_left_stays_and_is_not_asked_about_again(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.says("Mr Smith was by the door")
    asha.taps("Leave it")
    assert words(world) == "Mr Smith was by the door"
    assert title(asha) == "Ready to send"
    asha.sees_no(ASKED)
    asha.taps("Send")
    world.senior.expects("Near miss")
    assert answers(world, "NM-26-0001")["words"]["answer"] == "Mr Smith was by the door"


def test_nobody_has_to_answer_and_silence_changes_nothing(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.says("Mr Smith was by the door")
    asha.taps("Send")
    world.senior.expects("Near miss")
    assert answers(world, "NM-26-0001")["words"]["answer"] == "Mr Smith was by the door"


def test_several_are_named_once_each_and_go_together(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.says("Rang 07700 900123 for Mrs Patel, and Mr Jones, NHS 943 476 5919")
    asha.sees("These look like a phone number, names and an NHS number. Take them out?")
    asha.taps("Take them out")
    assert words(world) == "Rang [phone] for [name], and [name], NHS [NHS number]"


def test_a_colleague_is_known_by_name_and_a_unit_is_not_a_name(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.says("R12 was in the Rose lounge, see NM-26-0042")
    asha.sees_no("Take it out?")
    asha.says(f"{world.senior.name.split()[0]} helped me")
    asha.sees(ASKED)


def test_words_with_no_form_open_are_asked_about_too(world: World) -> None:
    asha = world.care_worker
    asha.says("Mr Smith nearly got the wrong pot")
    asha.sees("Is it a report?", ASKED)
    asha.taps("Take it out")
    asha.sees("Is it a report?")
    assert words(world) == "[name] nearly got the wrong pot"


def test_an_answer_in_a_form_is_asked_about_on_the_card_that_follows(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    taps(asha, "+ Which medicine")
    asha.says("Mrs Patel's insulin")
    asha.sees("Ready to send", ASKED)
    asha.taps("Take it out")
    assert unfinished(world, asha)[0].answers["medicine"] == "[name]'s insulin"


def test_what_is_written_in_a_window_is_asked_about_too(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.taps("+ In your own words")
    screen = card(asha).screen
    assert screen is not None
    text = "Mr Smith was by the door"
    world.receive({"from": asha.address, "kind": "window", "text": text, "writes": screen.writes})
    asha.sees(ASKED)
    asha.taps("Take it out")
    assert words(world) == "[name] was by the door"


def test_an_old_button_changes_nothing(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.says("Mr Smith was by the door")
    draft = unfinished(world, asha)[0].id
    asha.taps("Take it out")
    tap(world, asha.address, f"r:{draft}:words")
    assert words(world) == "[name] was by the door"
    taps(asha, "Send")
    world.senior.expects("Near miss")
    for how in ("", ":leave"):
        tap(world, asha.address, f"r:{draft}:words{how}")
    assert answers(world, "NM-26-0001")["words"]["answer"] == "[name] was by the door"
    asha.sees("Thank you. NM-26-0001")


def test_nobody_takes_anything_out_of_another_persons_words(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    asha.says("Mr Smith was by the door")
    draft = unfinished(world, asha)[0].id
    tap(world, world.senior.address, f"r:{draft}:words")
    world.senior.expects("not for you")
    for forged in (f"r:{draft}:what", f"r:{draft}:nothing", "r:x:words", f"r:{draft}"):
        tap(world, asha.address, forged)
        asha.expects("not for you")
        assert words(world) == "Mr Smith was by the door"


def test_what_would_grow_too_long_stays_as_it_is(world: World) -> None:
    asha = world.care_worker
    to_summary(asha)
    text = "Mr Ng " + "a" * 3994
    asha.says(text)
    asha.taps("Take it out")
    asha.sees("That would make it too long")
    assert words(world) == text


def test_a_call_for_help_is_not_held_up(world: World) -> None:
    asha = world.care_worker
    asha.says("/nearmiss")
    asha.taps("Yes")
    world.senior.expects("Call for help")
    asha.says("Mr Smith is on the stairs")
    asha.sees("Call 999")
    asha.sees_no("Take it out?")


def tap(world: World, address: str, data: str) -> None:
    world.receive({"kind": "tap", "data": data, "from": address})


def test_what_was_learned_tells_of_nobody(world: World) -> None:
    """A resident's code is a fact of a report, and a trace in a lesson that goes to everyone."""
    maya = world.manager
    maya.says("/start")
    maya.taps("More")
    maya.taps("Start learning")
    maya.says("R12 was missed, so we look into the pot")
    maya.sees("Could a reader tell who it was about?", "This looks like a resident's code.")
    maya.taps("Take it out")
    maya.taps("Yes")
    maya.sees("Could a reader tell", "Tap Back, and say it so that nobody can tell.")
    maya.taps("Back")
    maya.sees("What did we learn?")
    assert unfinished(world, maya)[0].answers["finding"].startswith("[resident]")
    maya.says("A dose was missed, so we look into the pot")
    maya.taps("No")
    maya.sees("What should everyone do")
    assert unfinished(world, maya)[0].answers["finding"].startswith("A dose")
