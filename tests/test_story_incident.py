"""An incident, from the first tap to the last conclusion."""

from dataclasses import replace
from typing import Any

from flows.roles import Role
from tests.fills import fills
from tests.world import Member, World


def does(member: Member, *heard: str, **answers: Any) -> str:
    """Hear of a step, take it, fill in its form."""
    member.expects(*heard)
    member.taps("I've got this")
    member.taps(member.messages[-1].labels[0])
    return fills(member, **answers)


def test_a_medicine_error_walks_the_whole_chain(world: World) -> None:
    worker, senior, manager, deputy = (
        world.care_worker,
        world.senior,
        world.manager,
        world.deputy,
    )
    worker.says("/start")
    worker.taps("Incident")
    said = fills(
        worker, in_danger="no", condition="ok", what="medicine", high_alert="no", harm="low"
    )
    assert "Thank you. INC-26-0001" in said
    assert "Sam Okoro (senior)" in said
    worker.taps("Next: care record entry")
    said = fills(worker)
    assert "Care record entry sent" in said
    does(senior, "Incident INC-26-0001", flags=["safeguarding"])
    said = does(
        manager, "INC-26-0001", "manager's decision", outcome="full", investigator=str(deputy.id)
    )
    assert "Incident management decision sent" in said
    worker.expects("It is being looked into")

    duties = 0
    while any(label.startswith("Next:") for label in manager.messages[-1].labels):
        label = manager.messages[-1].labels[0]
        manager.taps(label)
        fills(manager, decision="yes" if duties == 0 else "no", reason="advised")
        duties += 1
    assert duties >= 5
    account = world.account("INC-26-0001")
    assert sum(r["kind"] == "duty_decision" for r in account["records"]) == duties - 1

    world.forward(hours=20)
    does(
        deputy,
        "INC-26-0001",
        "investigation",
        actions__0="yes",
        actions__0__owner=str(senior.id),
        actions__0__due="d7",
    )
    does(senior, "INC-26-0001", "action", outcome="done")
    does(manager, "INC-26-0001", "sign-off", outcome="accept")
    manager.sees("INC-26-0001 · An offer", "The investigation is signed off.")
    assert world.account("INC-26-0001")["state"] == "open"

    auditor = world.hire("auditor", "Ada Cole", Role.AUDIT_LEAD, on_duty=False)
    world.forward(days=29)
    auditor.hears_nothing()
    manager.expects("INC-26-0001 · An offer", "is still open.")
    world.forward(days=2)
    does(auditor, "INC-26-0001", "governance summary", outcome="close")
    worker.expects("INC-26-0001 has been looked at")
    manager.expects("Done by Ada Cole")
    account = world.account("INC-26-0001")
    assert account["state"] == "closed"
    assert {step["state"] for step in account["steps"]} == {"acted"}


def test_the_home_says_which_medicines_cannot_wait(world: World) -> None:
    world.service = replace(world.service, high_alert=("warfarin", "insulin"))
    world.care_worker.says("/start")
    world.care_worker.taps("Incident")
    for label in ("No, everyone is safe", "OK, as usual", "Medicine", "Missed"):
        world.care_worker.taps(label)
    world.care_worker.sees("Is it one of these", "Warfarin, insulin.")
