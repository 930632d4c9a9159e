"""What can be done with a case beside its steps: read, add, ask, raise, limit, join to another."""

from flows.roles import Role
from storage import cases
from storage.records import broken_links
from tests.chain import (
    NO_ADVICE,
    adds,
    does,
    goes_on,
    open_steps,
    quietly,
    reports,
    state,
    to_decision,
)
from tests.fills import fills
from tests.taps import taps, what_happened
from tests.world import NEAR_MISS, Member, World

NOT_YOURS = "That button is not for you"


def whole_case(member: Member) -> None:
    """From the card of a step to the case."""
    member.taps("Open")
    member.taps("The whole case")


def case_id(world: World, reference: str) -> int:
    with world.moment() as moment:
        case = cases.case_by_reference(moment.db, reference)
    assert case is not None
    return case.id


def chain_holds(world: World) -> bool:
    """Nothing that was filed has been changed."""
    with world.moment() as moment:
        return broken_links(moment.db) == []


def test_from_the_card_to_every_record_and_news_to_whoever_has_it(world: World) -> None:
    reference = to_decision(world)
    world.manager.expects(reference)
    world.manager.taps("I've got this")
    whole_case(world.manager)
    for title in ("Incident report", "Care record entry", "Clinical communication log"):
        world.manager.taps(f"{title}, today")
        world.manager.sees(reference, f"{title}, today 14:00")
        world.manager.taps("Back to the case")
    adds(world.care_worker, reference, news="correction", words="It was the left arm.")
    world.manager.expects(reference, "There is news")
    world.manager.taps("Read it")
    world.manager.taps("Addendum, today")
    world.manager.sees("It was the left arm.")
    kinds = [record["kind"] for record in world.account(reference)["records"]]
    assert kinds[-1] == "addendum"
    assert chain_holds(world)


def test_a_question_goes_to_the_author_and_the_answer_to_who_asked(world: World) -> None:
    """A quiet reminder, then the ladder: the seniors hear of it, and never the colleagues."""
    colleague = world.hire("colleague", "Cy Dunn", Role.CARE_WORKER)
    worker, senior = world.care_worker, world.senior
    reference = worker.files(NEAR_MISS)
    senior.expects(reference)
    senior.taps("I've got this")
    whole_case(senior)
    senior.taps("Ask the author")
    fills(senior, words="Which pot was it?")
    worker.expects(reference, "question for you")
    assert quietly(worker)
    senior.sends_data(senior.button("Fill in the risk review sheet"))
    fills(senior, outcome="accept")
    assert state(world, reference) == "open"
    world.forward(hours=18)
    worker.expects(reference, "question for you")
    assert quietly(worker)
    world.forward(hours=6)
    senior.expects("Nobody has acknowledged", "question for you")
    does(worker, reference, "question for you", words="The blue one.")
    senior.expects(reference, "Your question was answered")
    worker.sees(f"{reference} has been looked at")
    colleague.hears_nothing()
    assert chain_holds(world)


def test_raised_by_anybody_senior_and_the_senior_need_not_review_it(world: World) -> None:
    """What the case still waited for is dropped, and the card says so."""
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects(reference)
    whole_case(world.senior)
    world.senior.taps("Raise it")
    fills(world.senior, to="incident", reason="reached")
    world.care_worker.expects("The manager is deciding")
    world.manager.expects(f"Incident {reference}", "manager's decision")
    assert open_steps(world, reference) == ["manager's decision"]
    world.senior.sees(reference, "This is no longer needed")


def test_limited_to_named_people_it_is_shut_to_everybody_else(world: World) -> None:
    """Cards are covered, buttons made up or kept from before are refused."""
    other = world.hire("other", "Jo Lind", Role.SENIOR)
    reference = reports(world.care_worker)
    goes_on(world.care_worker, "care record entry")
    world.senior.expects(reference)
    other.expects(reference)
    other.taps("I've got this")
    take, number = other.button("Open").replace(":open", ":take"), case_id(world, reference)
    other.taps("Fill in the clinical communication log")
    world.senior.sends_data(f"v:{number}")
    world.senior.taps("Raise it")
    fills(world.senior, to="limited", people=[str(world.deputy.id)], reason="staff")
    other.sees(reference, "Only named people see this now")
    other.sees_no("It reached the person")
    for data in (take, f"v:{number}", f"i:{number}:addendum", f"i:{number}:raising"):
        other.sends_data(data)
        other.sees(NOT_YOURS)
    records = [record["kind"] for record in world.account(reference)["records"]]
    assert "clinical_communication_log" not in records
    does(world.senior, reference, "advice and checks", **NO_ADVICE)
    world.manager.expects(reference, "manager's decision")
    world.care_worker.expects("The manager is deciding")
    assert chain_holds(world)


def test_whoever_may_no_longer_see_it_hears_that_it_ended_and_no_more(world: World) -> None:
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects(reference)
    whole_case(world.senior)
    world.senior.taps("Raise it")
    fills(world.senior, to="limited", people=[str(world.senior.id)], reason="private")
    does(world.senior, reference, "Only named people see this now", outcome="accept")
    world.care_worker.expects(f"{reference} has been looked at")
    world.care_worker.sees_no("In place now")


def near_miss(member: Member) -> str:
    """One that a senior may join to another: nobody could have been badly hurt."""
    return member.files((*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:]))


def marks(world: World, member: Member, reference: str, same_as: str) -> None:
    member.sends_data(f"v:{case_id(world, reference)}")
    member.taps("Mark it as a duplicate")
    assert reference not in member.messages[-1].labels
    fills(member, case=str(case_id(world, same_as)))


def timeline(world: World, reference: str) -> list[tuple[str, str]]:
    return [(e["what"], e["detail"]) for e in world.account(reference)["timeline"]]


def test_two_reports_of_one_event_end_in_one_case(world: World) -> None:
    """Each says where the other is; both reporters hear how it ended, when it has ended."""
    second = world.hire("second", "Cy Dunn", Role.CARE_WORKER)
    first, same = near_miss(world.care_worker), near_miss(second)
    for reference in (first, same):
        world.senior.expects(reference)
    marks(world, world.senior, same, first)
    told = second.expects(same, "goes on together with another report", "kept as you wrote it")
    assert first not in told.shown
    assert state(world, same) == "closed"
    assert ("Is the same event as another", first) in timeline(world, same)
    assert ("Another report of the same event", same) in timeline(world, first)
    second.says("/start")
    taps(second, "More", "My reports", same)
    second.sees("It goes on together with another report.")
    does(world.senior, first, outcome="accept", control="watched")
    world.care_worker.expects(f"{first} has been looked at")
    told = second.expects(f"{same} has been looked at", "In place now: closer watch")
    assert first not in told.shown
    second.sees("It has been looked at", same)
    world.forward(days=1)
    assert chain_holds(world)


def test_what_a_duplicate_still_owes_is_owed_and_only_a_manager_ends_a_grave_one(
    world: World,
) -> None:
    """The other case is as grave from then on. The reporter hears one ending, and it is true."""
    second = world.hire("second", "Cy Dunn", Role.CARE_WORKER)
    first, same = near_miss(world.care_worker), near_miss(second)
    for reference in (first, same):
        world.senior.expects(reference)
    number = case_id(world, same)
    world.senior.sends_data(f"v:{number}")
    world.senior.taps("Raise it")
    fills(world.senior, to="safeguarding", people=[str(world.senior.id)], reason="treatment")
    second.expects("The manager is deciding")
    world.manager.expects(same, "safeguarding concern")
    world.manager.expects(same, "manager's decision")
    world.senior.sends_data(f"v:{number}")
    assert "Mark it as a duplicate" not in world.senior.messages[-1].labels
    world.senior.sends_data(f"i:{number}:duplicate_note")
    world.senior.sees(NOT_YOURS)
    marks(world, world.manager, same, first)
    world.manager.sees(same, "This is no longer needed")
    assert state(world, same) == "open"
    assert world.account(first)["severity"] == "severe"
    assert same not in str(timeline(world, first)), "it is limited to named people"
    does(world.senior, first, outcome="accept")
    world.care_worker.expects(f"{first} has been looked at")
    second.hears_nothing()
    does(world.manager, same, "safeguarding concern", decision="no", reason="told")
    second.expects(f"{same} has been looked at", "together with another report")
    assert state(world, same) == "closed"
    assert what_happened(world, same)[-1] == "Closed"
    assert chain_holds(world)
