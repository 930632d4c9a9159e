"""Learning is offered where a case has taught something, and may be declined."""

from dataclasses import asdict

from flows.options import RECENT_CASES
from storage import cases
from tests.chain import does, open_steps, quietly
from tests.fills import fills
from tests.world import NEAR_MISS, World

OFFER = "Is there something in it for everyone to learn?"


def recurs(world: World, **answers: str) -> None:
    """A near miss that the deputy finds to keep happening."""
    world.care_worker.files(NEAR_MISS)
    does(world.senior, "Near miss", outcome="deputy")
    world.care_worker.expects("The deputy is looking")
    does(world.deputy, "NM-26-0001", "quality tracking", **{"outcome": "close", **answers})
    world.care_worker.expects("NM-26-0001 has been looked at")


def test_a_pattern_that_recurs_is_offered_once(world: World) -> None:
    recurs(world)
    world.manager.expects("NM-26-0001 · An offer", OFFER, "It keeps happening.")
    world.manager.taps("Write down what we learned")
    world.manager.sees("What did we learn?")
    fills(world.manager)
    world.deputy.expects("LRN-26-0001")
    world.care_worker.expects("NM-26-0001: We are sharing what was learned from it.")
    world.manager.says("/start")
    world.manager.taps("More")
    world.manager.taps("Learn from a case")
    world.manager.sees("No case is over yet.")


def test_no_offer_where_nothing_recurs(world: World) -> None:
    recurs(world, recurring="no")
    world.manager.hears_nothing()
    world.manager.says("/start")
    world.manager.taps("More")
    world.manager.taps("Learn from a case")
    world.manager.taps("NM-26-0001: near miss")
    fills(world.manager)
    world.deputy.expects("LRN-26-0001")
    world.care_worker.expects("NM-26-0001: We are sharing")


def test_an_offer_is_no_duty_and_may_be_declined_with_a_reason(world: World) -> None:
    recurs(world)
    assert open_steps(world, "NM-26-0001") == []
    world.manager.expects(OFFER)
    world.manager.says("/start")
    world.manager.sees("Nothing is waiting for you.")
    world.manager.taps("Not now")
    assert "Learning not taken up sent" in fills(world.manager, why="early")
    world.manager.sees("No learning from it now. The reason is kept.").unread = False
    assert world.account("NM-26-0001")["records"][-1]["title"] == "Learning not taken up"
    world.manager.sends_data("ln:1:not")
    world.manager.sees("That button is not for you")
    world.manager.sends_data("ln")
    world.manager.sees("Which case did it come from?")
    world.manager.sees_no("stand first")
    world.manager.taps("Write it after all")
    world.manager.sees("What did we learn?")


def test_an_offer_is_brought_back_once_and_quietly(world: World) -> None:
    """Five working days after; not where it was taken up or declined, and never a second time."""
    recurs(world)
    world.manager.expects(OFFER)
    world.forward(days=6)
    world.manager.hears_nothing()
    world.forward(days=1)
    world.manager.expects("NM-26-0001 · An offer", OFFER, "is still open.")
    assert quietly(world.manager)
    world.forward(days=14)
    world.manager.hears_nothing()


def test_a_declined_offer_is_not_brought_back(world: World) -> None:
    recurs(world)
    world.manager.expects(OFFER)
    world.manager.taps("Not now")
    fills(world.manager, why="early")
    world.forward(days=14)
    world.manager.hears_nothing()


def test_a_draft_from_a_case_is_gone_on_with(world: World) -> None:
    recurs(world)
    world.manager.expects(OFFER)
    for _ in range(2):
        world.manager.sends_data("ln:1")
        world.manager.sees("What did we learn?")
    world.manager.says("A pot was empty.")
    world.manager.sends_data("ln:1")
    world.manager.sees("Could a reader tell who it was about?")
    world.manager.says("/start")
    labels = world.manager.sees("What do you need?").labels
    assert sum(label.startswith("Continue: service learning log") for label in labels) == 1


def test_a_case_chosen_long_after_stays_chosen(world: World) -> None:
    recurs(world)
    world.manager.expects(OFFER)
    many_more(world)
    world.manager.sends_data("ln:1")
    fills(world.manager)
    world.deputy.expects("LRN-26-0001")
    world.care_worker.expects("NM-26-0001: We are sharing")


def many_more(world: World) -> None:
    """So many cases since that the first is no longer among the newest."""
    with world.moment() as moment:
        case = cases.get_case(moment.db, 1)
        assert case is not None
        like_it = {name: value for name, value in asdict(case).items() if name != "id"}
        for number in range(RECENT_CASES):
            cases.add_case(moment.db, **{**like_it, "reference": f"NM-26-1{number:03}"})


def test_learning_is_the_managers_to_begin(world: World) -> None:
    recurs(world)
    world.manager.expects(OFFER)
    for data in ("ln", "ln:1", "ln:1:not", "i:1:learning_declined"):
        world.deputy.sends_data(data)
        world.deputy.sees("That button is not for you")
    world.manager.sends_data("ln:99")
    world.manager.sees("That button is not for you")
