"""What becomes known later is heard by somebody, at any stage, and brings up what it points to."""

from tests.chain import adds, decides, does, open_steps, quietly, reports, rings, state, to_decision
from tests.fills import fills, fills_to_summary
from tests.taps import taps
from tests.world import NEAR_MISS, Member, World

DEATH = "Tell CQC about a death?"
FAMILY = "Tell the family?"


def decided(world: World) -> str:
    """A fall that did little harm: decided on, and nobody has it until it is looked back on."""
    reference = to_decision(world)
    decides(world, reference, outcome="none", other_duties=["family"])
    world.manager.hears_nothing()
    return reference


def knows_now(world: World, reference: str, harm: str) -> None:
    """The reporter adds how badly hurt the person is, as known now."""
    world.care_worker.says("/start")
    taps(world.care_worker, "More", "My reports", reference, "Add news")
    fills_to_summary(world.care_worker, news="hospital", words="The ward has rung.")
    taps(world.care_worker, "+ Harm now", harm, "Send")


def dealt_with(world: World) -> str:
    """A near miss that the senior has closed."""
    reference = world.care_worker.files(NEAR_MISS)
    does(world.senior, reference, "Near miss", outcome="accept")
    world.care_worker.expects(reference, "has been looked at")
    return reference


def looks_up(member: Member, reference: str) -> None:
    member.says(reference.lower())
    member.sees(reference, "Reported")


def test_news_that_nobody_waits_for_is_heard_and_its_duties_are_asked(world: World) -> None:
    reference = decided(world)
    adds(world.care_worker, reference, news="family")
    world.manager.expects(reference, "There is news")
    assert quietly(world.manager)
    knows_now(world, reference, "The person died")
    world.manager.expects(reference, "There is news")
    world.manager.expects(DEATH, "somebody has died")
    asked = [name for name in open_steps(world, reference) if name.endswith("?")]
    assert rings(world.manager)[-len(asked) :] == [True, *[False] * (len(asked) - 1)]
    assert FAMILY in asked, "it was decided against when nobody was badly hurt"
    for title in asked:
        does(world.manager, reference, title, decision="no", reason="advised")
    knows_now(world, reference, "The person died")
    world.manager.expects(reference, "There is news")
    assert open_steps(world, reference) == ["governance summary"], "nothing new was said"


def test_a_death_reaches_the_manager_with_the_report(world: World) -> None:
    reference = reports(world.care_worker, condition="died", what="illness", illness="died")
    world.senior.expects(reference, "go and see them now")
    world.manager.expects(reference, "Somebody is badly hurt, or has died")
    assert not quietly(world.manager)


def test_a_near_miss_that_did_harm_is_an_incident_although_it_was_closed(world: World) -> None:
    reference = dealt_with(world)
    knows_now(world, reference, "A little harm")
    world.manager.expects(reference, "There is news")
    world.senior.expects("Incident", reference, "advice and checks")
    world.care_worker.sees(reference, "Being told now")
    told = world.account(reference)
    assert (told["kind"], told["state"], told["closed_at"]) == ("Incident", "open", None)


def test_a_closed_case_is_found_asked_about_and_raised(world: World) -> None:
    reference = dealt_with(world)
    looks_up(world.manager, reference)
    taps(world.manager, "Ask the author")
    fills(world.manager, words="Which chart was it?")
    assert state(world, reference) == "open"
    does(world.senior, reference, "question for you", words="The one on Rose.")
    world.manager.expects(reference, "Your question was answered")
    assert state(world, reference) == "closed"
    world.care_worker.hears_nothing()
    world.manager.says("/start")
    taps(world.manager, "More", "Find a case", f"{reference} · Rose · closed", "Raise it")
    fills(world.manager, to="safeguarding", people=[str(world.deputy.id)])
    world.care_worker.expects(reference, "The manager is deciding")
    assert "manager's decision" in open_steps(world, reference)
    for stranger in (world.senior, world.care_worker):
        stranger.says("NM-26-0009")
    assert "I have no case NM-26-0009 to show you" in world.senior.messages[-1].shown
    world.senior.says(reference)
    world.senior.sees(f"I have no case {reference} to show you")
    world.care_worker.says(reference)
    world.care_worker.sees(reference, "Near miss log, today")
    world.care_worker.says("/start")
    taps(world.care_worker, "More")
    assert "Find a case" not in world.care_worker.messages[-1].labels


def test_news_added_to_a_duplicate_is_news_of_the_case_it_goes_on_in(world: World) -> None:
    kept = world.care_worker.files(NEAR_MISS)
    world.senior.expects(kept)
    world.senior.says("/start")
    same = world.care_worker.files(NEAR_MISS)
    world.senior.expects(same)
    looks_up(world.manager, same)
    taps(world.manager, "Mark it as a duplicate", kept)
    fills(world.manager)
    world.care_worker.expects(same, "goes on together with another report")
    looks_up(world.manager, same)
    assert "Raise it" not in world.manager.messages[-1].labels
    knows_now(world, same, "A little harm")
    world.senior.expects(same, "There is news")
    world.senior.expects("Incident", kept, "advice and checks")
    assert (state(world, same), world.account(kept)["kind"]) == ("closed", "Incident")
