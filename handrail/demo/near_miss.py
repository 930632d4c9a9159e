"""Example 2 of the source article: a missed dose, caught in time."""

from handrail.demo.player import Player

TITLE = "A near miss that could have been overlooked"


def play(player: Player) -> None:
    """A dose still in its pack, found while it could be given in time."""
    _near_miss(player)
    _review(player)
    _pattern(player)
    _change(player)
    _look_back(player)


def _near_miss(player: Player) -> None:
    player.comes("2026-05-12 07:30", "Step 1. The staff member reports the near miss")
    player.senior.opens()
    player.senior.taps("I'm on duty")
    player.comes("2026-05-12 12:40")
    worker = player.worker
    worker.opens()
    worker.taps("Near miss", "No, everyone is safe", "No, we stopped it", "Medicine")
    worker.taps("Very bad", "Checked the chart", "I noticed")
    worker.taps("+ Which medicine")
    worker.writes("Co-careldopa, the 12:00 dose")
    worker.taps("+ In your own words")
    worker.writes(
        "At 12:15 the dose was still in the pack. It was given then, within its half hour."
    )
    worker.taps("+ What made it easier", "Busy or interrupted", "Done")
    worker.sends(after=4)


def _review(player: Player) -> None:
    player.step("Step 2. The senior on duty asks whether it points to a wider issue")
    player.passes(minutes=8)
    senior = player.senior
    senior.taps("I've got this", "Open", "Fill in the risk review sheet")
    player.passes(minutes=20)
    senior.taps("No", "Very bad", "Others on this shift", "Checked everyone else")
    senior.taps("Level 2: put it right", "The deputy should look", "It could be very bad")
    senior.taps("None of these", "Done")
    senior.sends(after=4)
    player.comes("2026-05-12 19:45")
    senior.opens()
    senior.taps("I'm going off duty")


def _pattern(player: Player) -> None:
    player.step("Step 3. The deputy manager looks for others like it")
    player.comes("2026-05-13 09:30")
    deputy = player.deputy
    deputy.taps("I've got this", "Fill in the quality tracking entry")
    deputy.taps("Yes, it keeps happening", "Same place or shift", "Same cause", "Done")
    deputy.taps("Change something", "Ruth Adeyemi", "In 4 weeks", "+ Theme")
    deputy.writes("Medicine rounds that are broken off")
    deputy.sends(after=4)


def _change(player: Player) -> None:
    player.step("Step 4. The team leader changes something and tells the team")
    player.comes("2026-05-13 14:30")
    leader = player.leader
    leader.taps("I've got this", "Tell the team")
    leader.writes(
        "At every medicine round one named person answers the bells, not only at breakfast."
    )
    leader.taps("Yes")
    leader.writes("12:00")
    leader.taps("It nearly went wrong", "Care workers", "Seniors", "Done", "Fewer interruptions")
    leader.taps("At handover", "Shown at work", "Done", "They said it back", "Done")
    leader.taps("Some night staff", "Done", "Before their next shift", "Done", "No", "No")
    leader.sends(after=4)


def _look_back(player: Player) -> None:
    player.step("Step 5. The audit lead looks back after 30 days")
    player.comes("2026-06-12 15:00")
    auditor = player.auditor
    auditor.taps("I've got this", "Look back", "Not sure", "On to the second look")
    auditor.taps("Ask staff what gets in the way", "Done", "+ In your own words")
    auditor.writes("None since, but few reports of any kind: too early to close.")
    auditor.sends(after=4)


def look_again(player: Player) -> None:
    """Falls into the months in which the third example goes on."""
    player.comes("2026-08-12 10:00", "Example 2 again. The audit lead looks back after 90 days")
    auditor = player.auditor
    auditor.taps("I've got this", "Look back", "Not sure", "Close it")
    auditor.sends(after=4)
