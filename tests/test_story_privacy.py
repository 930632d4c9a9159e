"""Who may see what: details only to those entitled, for a while, and noted; some to be kept out."""

from flows.roles import Role
from tests.taps import REVIEW, taps, title, to_summary, what_happened
from tests.world import NEAR_MISS, Member, World


def file_with_secrets(world: World, *extra: str) -> str:
    asha = world.care_worker
    to_summary(asha)
    asha.taps("+ In your own words")
    asha.says("Two tablets by the blue door")
    taps(asha, "+ Who", "R03", *extra, "Send")
    return title(asha).removeprefix("Thank you. ")


def test_the_alert_names_nobody_and_tells_nothing_typed(world: World) -> None:
    reference = file_with_secrets(world)
    alert = world.senior.expects(f"Near miss {reference} · Rose", "Medicine")
    assert "R03" not in alert.shown
    assert "blue door" not in alert.shown
    assert "Asha" not in alert.shown


def test_open_shows_the_details_notes_it_and_closes_by_itself(world: World) -> None:
    reference = file_with_secrets(world)
    world.senior.expects("Near miss")
    world.senior.taps("Open")
    world.senior.sees(reference, "blue door", "Who: R03", "Noticed: I noticed")
    opened = [e for e in world.account(reference)["timeline"] if "details" in e["what"]]
    assert [(e["what"], e["who"]) for e in opened] == [("Looked at the details", "Sam Okoro")]
    world.forward(minutes=4)
    world.senior.sees("blue door")
    world.senior.taps("I've got this")
    world.senior.sees_no("blue door")
    world.senior.taps("Open")
    world.senior.sees("blue door")
    world.forward(minutes=15)
    world.senior.sees_no("blue door")
    world.senior.sees("You have this", "14:04")


def test_closed_by_hand_the_card_is_as_it_was(world: World) -> None:
    """The first rung is not told that nobody has acknowledged for less than a minute."""
    reference = file_with_secrets(world)
    world.senior.expects("Near miss")
    taps(world.senior, "Open", "Close")
    world.senior.sees_no("blue door")
    world.senior.sees(f"Near miss {reference} · Rose", "Reported just now")
    world.senior.sees_no("Nobody has acknowledged")
    taps(world.senior, "Open", "I've got this")
    world.senior.sees("You have this")


def test_details_taken_by_somebody_else_close_at_once(world: World) -> None:
    other = world.hire("other", "Jo Lind", Role.SENIOR)
    file_with_secrets(world)
    world.senior.expects("Near miss")
    other.expects("Near miss")
    other.taps("Open")
    other.sees("blue door")
    world.senior.taps("I've got this")
    other.sees_no("blue door")
    other.sees("Senior has this: Sam Okoro")
    world.forward(minutes=20)
    other.sees("Senior has this: Sam Okoro")


def test_whom_it_is_kept_from_hears_nothing_and_finds_no_door(world: World) -> None:
    other = world.hire("other", "Jo Lind", Role.SENIOR)
    reference = file_with_secrets(world, "+ Keep it from", "Sam Okoro")
    other.expects(f"Near miss {reference}")
    world.forward(minutes=10)
    world.deputy.expects("Nobody has acknowledged")
    world.manager.expects("Nobody has acknowledged")
    world.senior.hears_nothing()
    step = other.button("Open").split(":")[1]
    for verb in ("take", "open", "start", "hand", "show", "hide"):
        world.senior.sends_data(f"t:{step}:{verb}")
        assert_nothing_of(world.senior, reference)
    world.senior.says("/start")
    world.senior.sees("Nothing is waiting for you.")
    assert_nothing_of(world.senior, reference)
    taps(other, *REVIEW)
    world.care_worker.expects("has been looked at")
    for verb in ("open", "show"):
        world.senior.sends_data(f"t:{step}:{verb}")
        assert_nothing_of(world.senior, reference)
    assert "Looked at the details" not in what_happened(world, reference)


def assert_nothing_of(member: Member, reference: str) -> None:
    for secret in (reference, "blue door", "R03", "Medicine"):
        member.sees_no(secret)


def test_kept_from_everybody_who_could_act_the_reporter_hears_it(world: World) -> None:
    """With the only manager left out and nobody else there, it must not lie still."""
    for member in (world.senior, world.deputy):
        member.blocks()
        world.manager.expects(f"{member.name} cannot be reached here.")
    world.deputy.expects("Sam Okoro cannot be reached here.")
    reference = file_with_secrets(world, "+ Keep it from", "Maya Fernando")
    world.care_worker.sees(f"I could not reach anyone about {reference}", "Please phone")
    assert_nothing_of(world.manager, reference)


def test_the_next_pair_of_hands_may_look_and_the_ones_below_may_not(world: World) -> None:
    reference = world.care_worker.files(NEAR_MISS)
    world.senior.expects("Near miss")
    taps(world.senior, *REVIEW[:7], "The deputy should look", "Others are at risk")
    taps(world.senior, "None of these", "Done", "Send")
    world.deputy.expects(f"Near miss {reference}", "Your step: quality tracking")
    world.care_worker.expects(f"{reference}: The deputy is looking for others like it.")
    taps(world.deputy, "Open")
    world.deputy.sees("Near miss log", "Risk review sheet", "Why: Others are at risk")
    step = world.deputy.button("I've got this").split(":")[1]
    for verb in ("take", "open"):
        world.senior.sends_data(f"t:{step}:{verb}")
        world.senior.sees("That button is not for you")
