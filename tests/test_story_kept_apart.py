"""What is kept from whom: a question put to somebody else, a worry, a case that was limited."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from flows import staff
from flows.roles import Role
from storage import cases as stored
from storage.cases import Case, Step
from tests.chain import NO_ADVICE, decides, does, reports, to_decision
from tests.conftest import staff_the_home
from tests.fills import fills
from tests.taps import no_errors, taps, unfinished
from tests.test_story_speak_up import everything_on, speaks_up
from tests.world import Member, World

FIRST, SECOND = "Which chair was it?", "Why was nobody phoned?"


@pytest.fixture
def home(url: str) -> Iterator[World]:
    story = World(url)
    staff_the_home(story)
    yield story
    no_errors(story)


def case_of(world: World, reference: str) -> Case:
    with world.moment() as moment:
        case = stored.case_by_reference(moment.db, reference)
    assert case is not None
    return case


def steps(world: World, reference: str, name: str) -> list[Step]:
    case = case_of(world, reference)
    with world.moment() as moment:
        found = stored.steps_of(moment.db, case.id)
    return [step for step in found if step.name == name]


def adds(world: World, member: Member, reference: str, kind: str, **answers: object) -> str:
    """Add a record to a case beside its steps; returns the text of the card after it."""
    member.sends_data(f"i:{case_of(world, reference).id}:{kind}")
    return fills(member, **answers)


def two_questions(home: World) -> tuple[str, Step]:
    """The reporter was asked one thing, the senior after that another."""
    reference = reports(home.care_worker)
    adds(home, home.deputy, reference, "question_to_author", words=FIRST)
    does(home.senior, reference, "advice and checks", **NO_ADVICE)
    adds(home, home.manager, reference, "question_to_author", words=SECOND)
    first, second = steps(home, reference, "question")
    assert (first.owner_id, second.owner_id) == (home.care_worker.id, home.senior.id)
    return reference, first


def test_a_question_to_somebody_else_is_not_read(home: World) -> None:
    _, asked = two_questions(home)
    home.care_worker.sends_data(f"t:{asked.id}:take")
    home.care_worker.sends_data(f"t:{asked.id}:open")
    home.care_worker.sees(FIRST)
    home.care_worker.sees_no(SECOND)


def test_a_question_asked_before_is_still_the_one_that_is_answered(home: World) -> None:
    _, asked = two_questions(home)
    home.care_worker.sends_data(f"t:{asked.id}:take")
    home.forward(hours=25)
    home.care_worker.sends_data(f"t:{asked.id}:start")
    home.care_worker.sees("You are asked", FIRST)
    home.care_worker.sees_no(SECOND)


def ruth_hears(home: World, *roles: Role) -> None:
    home.hire("ruth", "Ruth Kay", *roles, units=())
    home.service = replace(home.service, guardian="Ruth Kay")


def test_a_question_does_not_open_the_whole_worry_to_its_reporter(home: World) -> None:
    ruth_hears(home, Role.QUALITY_LEAD)
    reference = speaks_up(home.senior)
    home.ruth.taps("I've got this")
    adds(home, home.ruth, reference, "question_to_author", words=FIRST)
    taps(home.senior, "I've got this", "Open")
    home.senior.sees(FIRST)
    case = case_of(home, reference)
    for address in (f"v:{case.id}", f"i:{case.id}:raising"):
        home.senior.sends_data(address)
        home.senior.sees("That button is not for you")


def test_managers_do_not_hear_by_a_question_who_spoke_up(home: World) -> None:
    ruth_hears(home, Role.DEPUTY_MANAGER)
    reference = speaks_up(home.care_worker)
    home.care_worker.blocks()
    home.forward(hours=30)
    before = {message.id for message in (*home.ruth.messages, *home.manager.messages)}
    home.ruth.taps("I've got this")
    adds(home, home.ruth, reference, "question_to_author", words=FIRST)
    told = [m for m in (*home.ruth.messages, *home.manager.messages) if m.id not in before]
    assert not [message.shown for message in told if "Asha" in message.shown]


def test_a_limited_case_ends_what_others_had_begun_for_it(home: World) -> None:
    home.hire("nominated", "Nell Ivers", Role.NOMINATED_INDIVIDUAL, units=())
    reference = to_decision(home)
    decides(home, reference, outcome="full", investigator=str(home.deputy.id))
    does_not_send(home.deputy, steps(home, reference, "investigation")[0])
    begun = unfinished(home, home.deputy)[0]
    named = [str(home.nominated.id)]
    adds(home, home.manager, reference, "raising", to="limited", people=named, reason="staff")
    home.deputy.sees(reference, "Only named people see this now.")
    home.deputy.sends_data(f"c:{begun.id}")
    home.deputy.sees("That draft was thrown away.")
    assert unfinished(home, home.deputy) == []
    assert "What do you look into?" not in everything_on(home.deputy)


def does_not_send(member: Member, step: Step) -> None:
    member.sends_data(f"t:{step.id}:take")
    member.sends_data(f"t:{step.id}:start")
    member.sees("What do you look into?")


def test_a_worry_goes_to_whoever_hears_worries_now(home: World) -> None:
    ruth_hears(home, Role.QUALITY_LEAD)
    reference = speaks_up(home.care_worker)
    home.hire("nora", "Nora Low", Role.QUALITY_LEAD, units=())
    with home.moment() as moment:
        staff.leave(moment, staff.find_person(moment, "Ruth Kay"))
    home.settle()
    home.care_worker.expects(f"I could not reach anyone about {reference}")
    home.service = replace(home.service, guardian="Nora Low")
    home.forward(minutes=5)
    home.nora.expects(f"Worry {reference}")
    taps(home.nora, "I've got this", "Open", "The whole case")
    home.nora.sees("Who spoke up: sealed.")
    assert reference not in everything_on(home.manager, home.deputy, home.senior)
