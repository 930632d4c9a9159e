"""The steps of a chain as a story tells them: who does what, naming only answers that matter."""

from typing import Any

from tests.fills import fills
from tests.world import Member, World

SAFE = {"in_danger": "no", "condition": "ok", "what": "fall", "harm": "low"}
NO_ADVICE = {
    "state": "ok",
    "checked": ["none"],
    "advice": "none",
    "why_none": "as_usual",
    "harm": "low",
    "potential": "not_bad",
    "flags": ["none"],
}
DECIDED = {"harm": "low", "controls": ["watched"]}


def does(member: Member, *heard: str, **answers: Any) -> str:
    """Hear of a step, take it, fill in its form; returns the text of the card after it."""
    card = member.sees(*heard)
    card.unread = False
    rows = card.screen.rows if card.screen else ()
    take = next(b.data for row in rows for b in row if b.data.endswith(":take"))
    member.sends_data(take)
    member.sends_data(take.replace(":take", ":start"))
    return fills(member, **answers)


def goes_on(member: Member, what: str, **answers: Any) -> str:
    """Fill in what is this person's already, from the button for it."""
    member.taps(what)
    return fills(member, **answers)


def reports(member: Member, **answers: Any) -> str:
    """Report an incident; returns its reference."""
    member.says("/start")
    member.taps("Incident")
    return fills(member, **{**SAFE, **answers}).split("Thank you. ")[1].split()[0]


def to_decision(world: World, *, calls: dict[str, Any] | None = None, **report: Any) -> str:
    """An incident that waits for the manager's decision; its care record entry is made."""
    reference = reports(world.care_worker, **report)
    goes_on(world.care_worker, "care record entry")
    does(world.senior, reference, "advice and checks", **{**NO_ADVICE, **(calls or {})})
    world.care_worker.expects("The manager is deciding")
    return reference


def decides(world: World, reference: str, **answers: Any) -> None:
    """The manager decides, and decides on each duty that is put to them: none is needed."""
    does(world.manager, reference, "manager's decision", **{**DECIDED, **answers})
    while label := next_label(world.manager):
        goes_on(world.manager, label, decision="no", reason="advised")


def next_label(member: Member) -> str:
    """What the newest word of thanks offers to do next, as it stands on its button; or ""."""
    thanks = next(m for m in reversed(member.messages) if "Thank you." in m.shown)
    return next((label for label in thanks.labels if label.startswith("Next:")), "")


def state(world: World, reference: str) -> str:
    return str(world.account(reference)["state"])


def open_steps(world: World, reference: str) -> list[str]:
    """What somebody still has to do, by name."""
    steps = world.account(reference)["steps"]
    return [step["name"] for step in steps if step["state"] not in ("acted", "dropped")]


def quietly(member: Member) -> bool:
    """Whether the last message to this person made no sound."""
    sent = [parcel for parcel in member.world.phones.sent if parcel.address == member.address]
    return sent[-1].quiet


def rings(member: Member) -> list[bool]:
    """Of every alert this person was sent, whether it made a sound."""
    sent = [parcel for parcel in member.world.phones.sent if parcel.address == member.address]
    return [not parcel.quiet for parcel in sent if "got this" in str(parcel.screen)]


def adds(member: Member, reference: str, **answers: Any) -> None:
    """The reporter adds news to their own report."""
    member.says("/start")
    member.taps("More")
    member.taps("My reports")
    member.taps(reference)
    member.taps("Add news")
    fills(member, **answers)
