"""What a card and a record say is still right when somebody else reads it on another day."""

from typing import Any

from flows.roles import Role
from tests.fills import fills
from tests.world import NEAR_MISS, Member, World

INCIDENT = {"in_danger": "no", "condition": "ok", "what": "medicine", "high_alert": "no"}


def takes(member: Member, *heard: str, **answers: Any) -> str:
    member.expects(*heard)
    member.taps("I've got this")
    member.taps(member.messages[-1].labels[0])
    return fills(member, **answers)


def reported(world: World) -> None:
    """An incident, and the senior's log of it."""
    world.care_worker.says("/start")
    world.care_worker.taps("Incident")
    fills(world.care_worker, **INCIDENT, happened_at="m30", harm="low")
    takes(world.senior, "INC-26-0001", flags=["safeguarding"])


def test_a_time_in_a_record_is_true_on_any_day(world: World) -> None:
    reported(world)
    records = world.account("INC-26-0001")["records"]
    kept = {a["field"]: a["label"] for record in records for a in record["answers"]}
    assert kept["happened_at"] == "10 March 2026 13:30"
    assert kept["called_at"] == "10 March 2026 14:00"
    world.manager.expects("INC-26-0001")
    world.care_worker.expects("The manager is deciding")


def test_a_day_in_a_record_is_true_on_any_day(world: World) -> None:
    world.care_worker.files(NEAR_MISS)
    takes(world.senior, "NM-26-0001", outcome="deputy")
    takes(world.deputy, "NM-26-0001", outcome="watch", review_on="d1", recurring="no")
    record = world.account("NM-26-0001")["records"][-1]
    kept = {answer["field"]: answer["label"] for answer in record["answers"]}
    assert kept["review_on"] == "Wednesday 11 March 2026"
    assert kept["matches"] == ["None"]
    world.care_worker.expects("The deputy is looking")


def test_a_card_says_which_of_several_steps_it_is(world: World) -> None:
    reported(world)
    takes(world.manager, "INC-26-0001", outcome="none")
    world.manager.says("/start")
    world.manager.taps("INC-26-0001: Tell CQC a medicine played…")
    card = world.manager.sees("You have this")
    assert "Your step: Tell CQC a medicine played a part?\n" in card.shown
    world.care_worker.expects("The manager is deciding")


def test_an_owner_reads_what_was_agreed(world: World) -> None:
    reported(world)
    takes(world.manager, "INC-26-0001", outcome="full", investigator=str(world.deputy.id))
    action = {"actions__0": "yes", "actions__0__owner": str(world.senior.id)}
    takes(
        world.deputy,
        "INC-26-0001",
        **action,
        actions__0__what="Read early doses out.",
        actions__0__due="d7",
    )
    world.senior.expects("Your step: action.")
    world.senior.taps("I've got this")
    world.senior.taps("Say how it stands")
    world.senior.sees("The action: Read early doses out.")
    world.manager.expects("Your step: sign-off.")
    world.care_worker.expects("It is being looked into")


def test_an_author_reads_what_is_asked(world: World) -> None:
    reported(world)
    world.manager.expects("INC-26-0001")
    for label in ("Open", "The whole case", "Ask the author"):
        world.manager.taps(label)
    world.manager.says("Which round was it?")
    world.manager.taps("Send")
    world.senior.expects("Your step: question for you.")
    world.senior.taps("I've got this")
    world.senior.taps("Answer the question")
    world.senior.sees("You are asked: Which round was it?")
    world.care_worker.expects("The manager is deciding")


def test_who_began_the_learning_concludes_it(world: World) -> None:
    leader = world.hire("leader", "Ruth Adeyemi", Role.TEAM_LEADER)
    quality = world.hire("quality", "Ken Oyelaran", Role.QUALITY_LEAD)
    world.manager.says("/start")
    world.manager.taps("More")
    world.manager.taps("Start learning")
    fills(world.manager, owner=str(leader.id))
    world.deputy.expects("Learning LRN-26-0001", "Medicine\n")
    world.deputy.taps("I've got this")
    world.deputy.taps("Note who was told")
    fills(world.deputy, due="9", read="9", understood="9")
    world.forward(days=14)
    takes(leader, "LRN-26-0001", "practice checks")
    for _ in range(4):
        leader.sends_data("i:1:practice_check")
        fills(leader)
    leader.taps("Put the checks together")
    fills(leader, not_seen="There are no such shifts.")
    world.forward(days=77)
    takes(quality, "LRN-26-0001", "before and after", outcome="embed")
    world.manager.expects("LRN-26-0001", "Your step: conclusion.")
    world.deputy.hears_nothing()
