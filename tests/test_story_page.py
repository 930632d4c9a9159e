"""A person's own page, where a channel has one: what waits, what to read, on duty or not."""

from flows.screen import Asked, Tapped
from tests.phones import Message
from tests.taps import hears
from tests.test_story_briefing import everybody_else_reads, shares
from tests.world import NEAR_MISS, Member, World

MILD = (*NEAR_MISS[:4], "Not bad", *NEAR_MISS[5:])


def page(world: World, member: Member, happening: Asked | Tapped) -> Message:
    """The page as it is after that, beside the chat."""
    hears(world, member.address, happening)
    found = next(m for m in reversed(member.messages) if "I'm" in str(m.labels))
    found.unread = False
    return found


def test_it_says_what_waits_why_and_by_when(world: World) -> None:
    reference = world.care_worker.files(MILD)
    world.senior.expects("Near miss")
    shown = page(world, world.senior, Asked("home")).shown
    assert f"{reference} · risk review\nYou were told, and nobody has it." in shown


def test_it_lists_what_is_to_be_read(world: World) -> None:
    shares(world)
    world.senior.expects("Check the pot, not the pack")
    everybody_else_reads(world, world.senior)
    shown = page(world, world.senior, Asked("home"))
    assert "To read: Check the pot, not the pack" in shown.labels
    assert "You are on duty. 1 briefing is waiting for you." in shown.shown


def test_a_tap_on_it_changes_the_page_too(world: World) -> None:
    before = page(world, world.senior, Asked("home"))
    off = next(b.data for row in before.screen.rows for b in row if b.label == "I'm going off duty")
    hears(world, world.senior.address, Tapped(off, on_page=True))
    world.senior.expects("You are off duty now.")
    world.senior.expects("Did anything nearly go wrong on your shift?")
    assert "I'm on duty" in before.labels
    assert "You are off duty." in before.shown
