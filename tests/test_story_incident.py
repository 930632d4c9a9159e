"""An incident, from the first tap to the last conclusion."""

from typing import Any

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
    print(does(senior, "Incident INC-26-0001", flags=["safeguarding"]))
    print(does(manager, "INC-26-0001", "manager's decision", outcome="full", investigator=str(deputy.id)))
    for m in (worker, senior, manager, deputy):
        print(m.name, [(x.shown, x.labels) for x in m.messages if x.unread])
    print(manager.messages[-1].labels)
    raise AssertionError
