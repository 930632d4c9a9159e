"""Example 1 of the source article: a medicine error, managed safely and openly."""

from handrail.demo.player import Phone, Player

TITLE = "A medication error, managed safely and transparently"


def play(player: Player) -> None:
    """Two doses too close together, from the first tap to what was learned."""
    _report(player)
    _clinical(player)
    _decision(player)
    _duties(player)
    _investigation(player)
    _signed_off(player)
    _actions_done(player)
    _governance(player)


def _report(player: Player) -> None:
    player.step("Step 1. The staff member makes the person safe and records what happened")
    player.senior.opens()
    player.senior.taps("I'm on duty")
    player.comes("2026-03-10 08:36")
    worker = player.worker
    worker.opens()
    worker.taps("Incident", "No, everyone is safe", "OK, as usual", "Medicine")
    worker.taps("Extra or double dose", "No", "Yes", "R07")
    worker.writes("08:10")
    worker.taps("Checked the person", "Asked for advice", "Kept the packaging", "Done")
    worker.taps("Yes, a note is added", "Senior", "Done", "No harm")
    worker.taps("+ Which medicine")
    worker.writes("Paracetamol 500 mg tablets")
    worker.taps("+ Should have, and did")
    worker.writes("Two were given at 06:00, none due before 10:00. Two more were given at 08:10.")
    worker.taps(
        "+ What made it easier", "Not told, or notes unclear", "Busy or interrupted", "Done"
    )
    worker.sends(after=3)
    worker.taps("Next: care record entry")
    worker.taps("Yes, it is in", "Medicine chart notes")
    worker.sends(after=3)


def _clinical(player: Player) -> None:
    player.step("Step 2. The senior on duty decides whether advice is needed and records it")
    player.passes(minutes=2)
    senior = player.senior
    senior.taps("I've got this", "Open", "Fill in the clinical communication log")
    player.passes(minutes=14)
    senior.taps("OK, as usual", "How awake they are", "Breathing", "Pulse", "Pain", "Done")
    senior.taps("111", "Nurse")
    senior.writes("08:46")
    senior.taps("Watch and check again", "Medicine changed or held", "Done")
    senior.taps("Yes", "In 4 hours", "No harm", "Some harm", "None of these", "Done")
    senior.taps("+ In their words")
    senior.writes("No more paracetamol before 14:10. Call back if drowsy or being sick.")
    senior.sends(after=4)


def _decision(player: Player) -> None:
    player.step("Step 3. The registered manager decides on investigation and reporting")
    player.comes("2026-03-10 09:20")
    manager = player.manager
    manager.taps("I've got this", "Decide", "No harm")
    manager.taps("Closer watch", "Told the team", "Done", "Full investigation", "Dee Walsh")
    manager.taps("Raise a safeguarding concern?", "Done")
    manager.sends(after=5)


def _duties(player: Player) -> None:
    manager = player.manager
    manager.taps("Next: Tell the person openly about it?", "Yes")
    manager.sends(after=1)
    manager.taps("Next: Raise a safeguarding concern?")
    manager.taps("No", "They told us it is not needed", "+ In your own words")
    manager.writes("Council's duty desk, 09:31: one error, no harm, below their threshold.")
    manager.sends(after=8)
    player.comes("2026-03-10 10:05")
    manager.opens()
    manager.taps("INC-26-0001: Tell the person openly…", "Say what was done")
    manager.writes("09:50")
    manager.taps("In person", "Yes, all of it", "+ Told")
    manager.writes("R07, with a senior there. They were told what happened and that we are sorry.")
    manager.sends(after=2)


def _investigation(player: Player) -> None:
    player.step("Step 4. The deputy manager investigates and records findings and actions")
    player.comes("2026-03-10 11:00")
    deputy = player.deputy
    deputy.taps("I've got this")
    player.comes("2026-03-10 19:45")
    player.senior.opens()
    player.senior.taps("I'm going off duty")
    player.comes("2026-03-12 14:00")
    deputy.opens()
    deputy.taps("INC-26-0001: investigation", "Look into it")
    _what_happened(deputy)
    _causes(deputy)
    _findings(deputy)
    _actions(deputy)


def _what_happened(deputy: Phone) -> None:
    deputy.taps("What happened", "Why it could happen", "Whether it keeps happening", "Done")
    deputy.writes("10/3 06:00")
    deputy.writes("R07 woke in pain. Two tablets were given early and put on the chart.")
    deputy.taps("Care record or MAR", "Yes")
    deputy.writes("10/3 08:10")
    deputy.writes("Two more tablets were given from the breakfast pack. It was noticed at 08:30.")
    deputy.taps("Staff told me", "No")
    deputy.writes("Whoever gives a dose first reads the chart for doses given early.")
    deputy.taps("Sometimes different")
    deputy.writes("At breakfast the pack is trusted: an empty pocket means given, a full one not.")


def _causes(deputy: Phone) -> None:
    deputy.taps("Handover, notes, messages")
    deputy.writes("The early dose was on the chart and not on the handover sheet.")
    deputy.taps("Handover, diary or log", "Yes, an action below", "Yes")
    deputy.taps("Workload or staffing")
    deputy.writes("The breakfast round was broken off three times by the call bell.")
    deputy.taps("Call bell, door or app data", "Yes, an action below", "No")


def _findings(deputy: Phone) -> None:
    deputy.taps("Somebody noticed in time", "Somebody spoke up", "Done")
    deputy.taps("There was nothing like it", "Yes", "Yes", "Compared, and they agree")
    deputy.writes(
        "An early dose leaves a full pocket in the pack, and handover did not tell of it."
    )


def _actions(deputy: Phone) -> None:
    deputy.taps("Yes")
    deputy.writes("A line on the handover sheet for doses given early, read out at each handover.")
    deputy.taps("Better notes or handover", "Handover, notes, messages", "Ruth Adeyemi")
    deputy.taps("In a week", "We watch it being done", "Yes")
    deputy.writes("One more person answers the bells while the breakfast round goes on.")
    deputy.taps("Fewer interruptions", "Workload or staffing", "Sam Okoro")
    deputy.taps("In 2 weeks", "Fewer of these events", "No")
    deputy.taps("No harm", "It is as first reported", "In 4 weeks")
    deputy.sends(after=14)


def _signed_off(player: Player) -> None:
    player.comes("2026-03-12 15:10")
    player.leader.taps("I've got this")
    player.comes("2026-03-13 07:30")
    player.senior.taps("I've got this")
    player.comes("2026-03-13 09:30")
    player.manager.taps("I've got this", "Read it and decide", "Accept it")
    player.manager.sends(after=6)


def _actions_done(player: Player) -> None:
    player.comes("2026-03-17 13:20")
    leader, senior = player.leader, player.senior
    leader.taps("Say how it stands", "Yes, it is done")
    leader.writes("The new line is on the sheet. It was read out at both handovers today.")
    leader.taps("Half an hour ago", "I have seen it in use", "Done")
    leader.sends(after=1)
    player.comes("2026-03-24 14:00")
    senior.taps("Say how it stands", "Yes, it is done")
    senior.writes("From 07:45 to 09:15 one named person answers the bells. It is on the rota.")
    senior.taps("Just now", "An order, rota or document", "Done")
    senior.sends(after=1)


def _governance(player: Player) -> None:
    player.step("Step 5. The audit lead looks at what was done and records what was learned")
    player.comes("2026-04-13 09:10")
    auditor = player.auditor
    auditor.taps("I've got this", "Look back and decide", "No, I took no part")
    auditor.taps("Yes, all of them", "I saw it in use", "Done")
    auditor.taps("I saw the order, rota or paper", "Done")
    auditor.taps("Better", "No", "Yes", "Yes, all of it")
    auditor.writes("A full pocket in the pack does not say that the dose is still due.")
    auditor.taps("It worked: close it", "+ Measure")
    auditor.writes("Early doses read out in 9 of 10 handovers. No event like it in 30 days.")
    auditor.sends(after=12)
