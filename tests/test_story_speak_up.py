"""Speaking up: a worry goes round the line, and the name of whoever spoke up stays sealed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows import staff
from flows.roles import Role
from handrail.export import export
from storage import cases as stored
from storage import records
from storage.cases import Case
from tests.conftest import staff_the_home
from tests.taps import card, labels, no_errors, taps
from tests.world import NEAR_MISS, Member, World

ANSWERS = ("No", "Unsafe work")
REVIEW = (
    "Answer the worry",
    "Look into it",
    "Done",
    "Nobody else",
    "Done",
    "Yes",
    "It is dealt with",
    "Send",
)


@pytest.fixture
def home(url: str) -> Iterator[World]:
    """A home that has named Ruth to hear worries, with a nominated individual behind her."""
    story = World(url)
    staff_the_home(story)
    story.hire("ruth", "Ruth Kay", Role.QUALITY_LEAD, units=())
    story.hire("nominated", "Nell Ivers", Role.NOMINATED_INDIVIDUAL, units=())
    story.service = replace(story.service, guardian="Ruth Kay")
    yield story
    story.nobody_waits()
    no_errors(story)


def speaks_up(member: Member, about: str = "Skip") -> str:
    """A worry, sent; returns its reference."""
    member.says("/start")
    taps(member, "More", "Speak up", *ANSWERS, about)
    member.says("Two people are moved by one.")
    taps(member, "No", "Yes", "By phone", "Send")
    return next(m for m in reversed(member.messages) if "Thank" in m.shown).shown.split()[2]


def case_of(world: World, reference: str) -> Case:
    with world.moment() as moment:
        case = stored.case_by_reference(moment.db, reference)
    assert case is not None
    return case


def everything_on(*members: Member) -> str:
    return "\n".join(message.shown for member in members for message in member.messages)


def test_the_first_card_is_honest_and_shows_the_ways_outside(home: World) -> None:
    home.care_worker.says("/start")
    taps(home.care_worker, "More", "Speak up")
    home.care_worker.sees(
        "It goes to Ruth Kay",
        "A chat account is never anonymous",
        "999",
        "CQC: 03000 616161",
        "Council, adult safeguarding",
        "Protect",
    )


def test_a_worry_goes_round_the_line_to_one_person(home: World) -> None:
    reference = speaks_up(home.care_worker)
    home.ruth.expects(f"Worry {reference}", "Somebody has a worry about how people act here.")
    for member in (home.senior, home.deputy, home.manager, home.nominated):
        member.hears_nothing()
    home.care_worker.sees("Being told now: Ruth Kay (quality lead).")
    taps(home.ruth, "I've got this", *REVIEW)
    home.care_worker.expects(reference, "has been looked at")


def test_silence_goes_to_the_nominated_individual_and_never_to_the_line(home: World) -> None:
    reference = speaks_up(home.care_worker)
    home.ruth.expects(reference)
    for _ in range(4):
        home.forward(hours=1)
        home.nominated.expects("Nobody has acknowledged")
    for member in (home.senior, home.deputy, home.manager):
        member.hears_nothing()
    home.ruth.taps("I've got this")
    home.forward(minutes=1)


def test_whom_the_worry_is_about_never_hears_of_it(home: World) -> None:
    reference = speaks_up(home.care_worker, about="Ruth Kay")
    home.nominated.expects(reference)
    home.nominated.taps("I've got this")
    home.forward(hours=25)
    home.nominated.expects(reference, "Nobody has acknowledged")
    home.ruth.hears_nothing()
    assert reference not in everything_on(home.ruth)
    home.ruth.says("/tasks")
    home.ruth.sees("You have no tasks now.")


def test_the_name_is_nowhere(home: World, tmp_path: Path) -> None:
    reference = speaks_up(home.care_worker)
    home.ruth.expects(reference)
    taps(home.ruth, "I've got this", "Open", "The whole case")
    home.ruth.sees("Who spoke up: sealed.")
    home.ruth.taps("Speak up, today 14:00")
    home.ruth.sees("Two people are moved by one.")
    home.forward(minutes=20)
    told = home.account(reference)
    assert told["reporter"] == "sealed"
    assert (told["records"][0]["author"], told["records"][0]["role"]) == ("sealed", "sealed")
    listed = [case for case in home.cases() if case["reference"] == reference]
    assert "Asha" not in json.dumps([told, listed])
    with home.moment() as moment:
        for names in (True, False):
            paths = export(moment, "json", tmp_path / str(names), names=names)
            assert not any("Asha" in path.read_text() for path in paths)
    others = (home.ruth, home.nominated, home.senior, home.deputy, home.manager)
    assert "Asha" not in everything_on(*others)


def test_nobody_else_reads_it(home: World) -> None:
    reference = speaks_up(home.care_worker)
    home.ruth.expects(reference)
    case = case_of(home, reference)
    for member in (home.manager, home.deputy, home.senior, home.nominated):
        for address in (f"v:{case.id}", f"o:{case.id}", f"i:{case.id}:seal_opened"):
            member.sends_data(address)
            member.sees("That button is not for you")
        member.says("/tasks")
        assert reference not in everything_on(member)


def test_it_is_not_put_up_on_the_board(home: World) -> None:
    home.service = replace(home.service, board=("phones", "9000"))
    reference = speaks_up(home.care_worker)
    home.ruth.expects(reference)
    assert home.phones.chat("9000").messages == []


def test_the_name_opens_to_the_named_person_with_a_reason_that_is_filed(home: World) -> None:
    reference = speaks_up(home.care_worker)
    home.ruth.expects(reference)
    taps(home.ruth, "I've got this", "Open", "The whole case", "Open the name")
    home.ruth.sees("Why must you know who spoke up?")
    taps(home.ruth, "To keep them safe", "Send")
    home.ruth.sees("The name is open to you.")
    home.ruth.taps("Read it")
    home.ruth.sees("Who spoke up: Asha Begum.")
    filed = home.account(reference)["records"][1]
    assert (filed["kind"], filed["author"]) == ("seal_opened", "Ruth Kay")
    assert filed["answers"][0]["label"] == "To keep them safe"
    with home.moment() as moment:
        assert records.broken_links(moment.db) == []
    home.forward(minutes=16)
    assert "Asha" not in everything_on(home.ruth)
    assert "Asha" not in json.dumps(home.account(reference))


def test_whoever_stands_in_does_not_open_the_name(home: World) -> None:
    reference = speaks_up(home.care_worker)
    home.ruth.expects(reference)
    home.forward(hours=1)
    home.nominated.expects(reference)
    taps(home.nominated, "I've got this", "Open", "The whole case")
    assert "Open the name" not in labels(home.nominated)
    home.nominated.sends_data(f"i:{case_of(home, reference).id}:seal_opened")
    home.nominated.sees("That button is not for you")


def test_who_no_longer_hears_worries_cannot_send_what_they_began(home: World) -> None:
    reference = speaks_up(home.care_worker)
    home.ruth.expects(reference)
    taps(home.ruth, "I've got this", "Open", "The whole case", "Open the name")
    home.ruth.taps("To keep them safe")
    home.service = replace(home.service, guardian="Nell Ivers")
    home.ruth.taps("Send")
    home.ruth.sees("Your form is no longer needed")
    assert len(home.account(reference)["records"]) == 1


def test_a_question_back_does_not_name_whom_it_asks(home: World) -> None:
    reference = speaks_up(home.care_worker)
    home.ruth.expects(reference)
    taps(home.ruth, "I've got this", "Open", "The whole case", "Ask the author")
    home.ruth.says("When was it?")
    home.ruth.taps("Send")
    home.care_worker.expects(reference, "question for you")
    case = case_of(home, reference)
    home.ruth.sends_data(f"v:{case.id}")
    home.ruth.sees("Question for you: Being told now: Whoever spoke up.")
    home.care_worker.taps("I've got this")
    home.ruth.sends_data(f"v:{case.id}")
    home.ruth.sees("Question for you: Whoever spoke up has this, 14:00.")
    with home.moment() as moment:
        staff.leave(moment, staff.find_person(moment, "Asha Begum"))
    home.settle()
    home.nominated.expects(reference, "Whoever spoke up cannot do this now.")
    assert "Asha" not in everything_on(home.ruth, home.nominated)


def test_without_a_named_person_it_goes_to_the_nominated_individual(home: World) -> None:
    home.service = replace(home.service, guardian="")
    reference = speaks_up(home.care_worker)
    home.nominated.expects(reference)
    taps(home.nominated, "I've got this", "Open", "The whole case")
    assert "Open the name" in labels(home.nominated)


def test_without_either_it_goes_to_the_manager_unless_it_is_about_them(world: World) -> None:
    reference = speaks_up(world.care_worker)
    world.manager.expects(reference)
    world.deputy.hears_nothing()
    about = speaks_up(world.care_worker, about="Maya Fernando")
    world.care_worker.sees(f"I could not reach anyone about {about}.", "CQC: 03000 616161")
    assert about not in everything_on(world.manager, world.deputy, world.senior)
    assert "phone the senior" not in everything_on(world.care_worker)


def test_the_one_who_hears_worries_does_not_hear_their_own(home: World) -> None:
    reference = speaks_up(home.ruth)
    home.nominated.expects(reference)
    assert "Ruth" not in everything_on(home.nominated)


def test_a_nominated_individual_alone_is_heard_by_the_manager(home: World) -> None:
    home.service = replace(home.service, guardian="")
    reference = speaks_up(home.nominated)
    home.manager.expects(reference)


def test_a_worry_is_never_offered_as_the_same_event(home: World) -> None:
    reference = speaks_up(home.care_worker)
    home.ruth.expects(reference)
    taps(home.ruth, "I've got this", "Open", "The whole case")
    assert "Mark it as a duplicate" not in labels(home.ruth)
    near = home.care_worker.files((*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:]))
    home.senior.expects(near)
    home.ruth.sends_data(f"v:{case_of(home, near).id}")
    home.ruth.taps("Mark it as a duplicate")
    assert {reference, near}.isdisjoint(labels(home.ruth))


def test_whoever_spoke_up_reads_their_own_worry(home: World) -> None:
    reference = speaks_up(home.care_worker)
    home.ruth.expects(reference)
    taps(home.care_worker, "Menu", "More", "My reports", reference)
    assert "Two people are moved by one." in card(home.care_worker).shown
