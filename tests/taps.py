"""What people tap in the stories, and ways to look at what a story left behind."""

from datetime import datetime
from typing import Any

from flows.conversation import hear
from flows.screen import Happening, Heard
from storage import drafts
from storage.drafts import Draft
from tests.phones import Message
from tests.world import NEAR_MISS, Member, World

LINE = NEAR_MISS[1:-1]
"""The near miss, from the safety question to the last must-answer."""

REVIEW = (
    "I've got this",
    "Fill in the risk review sheet",
    "No",
    "Very bad",
    "Only this once",
    "Told the team",
    "Level 1: watch it",
    "It is dealt with",
    "It is made safe for good",
    "None of these",
    "Done",
    "Send",
)

HELP_GIVEN = ("Say how it ended", "Everyone is safe", "Send")


def taps(member: Member, *labels: str) -> None:
    for label in labels:
        member.taps(label)


def to_summary(member: Member) -> None:
    """Answer every must-answer of a near miss, and stand before Send."""
    member.says("/start")
    taps(member, "Near miss", *LINE)
    member.sees("Ready to send")


def title(member: Member) -> str:
    """The strong line of the living card."""
    screen = card(member).screen
    return screen.title if screen else ""


def labels(member: Member) -> list[str]:
    return card(member).labels


def card(member: Member) -> Message:
    """The living card: the newest message with a button that is not an alert's."""
    for message in reversed(member.messages):
        rows = message.screen.rows if message.screen else ()
        if any(not button.data.startswith("t:") for row in rows for button in row):
            return message
    raise AssertionError(f"{member.name} has no card.")


def unfinished(world: World, member: Member) -> list[Draft]:
    with world.moment() as moment:
        return drafts.unfinished_drafts(moment.db, member.id)


def answers(world: World, reference: str, record: int = 0) -> dict[str, Any]:
    """What a record of the case says, by field."""
    rows = world.account(reference)["records"][record]["answers"]
    return {row["field"]: row for row in rows}


def what_happened(world: World, reference: str) -> list[str]:
    return [entry["what"] for entry in world.account(reference)["timeline"]]


def at(text: str | None) -> datetime:
    assert text is not None
    return datetime.fromisoformat(text)


def no_errors(world: World) -> None:
    """Nothing that was done had to be set aside or tried again."""
    bad = [row for row in world.counts if row[0] == "errors" or "aside" in row[1].values()]
    assert not bad, bad


def hears(world: World, address: str, happening: Happening) -> None:
    """Something other than a tap or a text reaches Handrail from a chat."""
    with world.moment() as moment:
        key = f"test:{address}:{type(happening).__name__}:{len(world.phones.sent)}"
        hear(moment, "phones", Heard(address, happening), key)
    world.settle()
